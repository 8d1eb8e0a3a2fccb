# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of AWX's objects: their fields with defaults, what must be unique, and their roles.

From awx/main/models and the serializers of 24.6.1; fields that neither the modules of awx.awx nor a reader of the state
need are left out.
"""

from standins.awx_fields import Choice, Flag, Json, Link, Shown, Text, Variables, Whole
from standins.awx_kind import CREDENTIAL_KINDS, NOTIFIERS, SOURCES, Kind, template
from standins.awx_template_kinds import TEMPLATE_KINDS

_ORGANIZATION_ROLES = (
    *("admin", "execute", "project_admin", "inventory_admin", "credential_admin", "workflow_admin"),
    *("notification_admin", "job_template_admin", "execution_environment_admin", "auditor", "member", "read"),
    "approval",
)
_SOURCE = {
    "source": Choice(SOURCES, required=True),
    "source_path": Text(1024),
    "source_vars": Variables(),
    "scm_branch": Text(1024),
    "credential": Link("credentials"),
    "enabled_var": Text(),
    "enabled_value": Text(),
    "host_filter": Text(),
    "overwrite": Flag(),
    "overwrite_vars": Flag(),
    "custom_virtualenv": Shown(),
    "timeout": Whole(),
    "verbosity": Choice((0, 1, 2), default=1),
    "limit": Text(),
}

KINDS = {
    "organizations": Kind(
        "organization",
        "Organization",
        {
            "max_hosts": Whole(0),
            "custom_virtualenv": Shown(),
            "default_environment": Link("execution_environments"),
        },
        unique=(("name",),),
        roles=_ORGANIZATION_ROLES,
    ),
    "teams": Kind(
        "team",
        "Team",
        {"organization": Link("organizations", cascade=True, null=False, required=True)},
        unique=(("organization", "name"),),
        roles=("admin", "member", "read"),
    ),
    "users": Kind(
        "user",
        "User",
        {
            "username": Text(150, blank=False, required=True),
            "first_name": Text(150),
            "last_name": Text(150),
            "email": Text(254),
            "is_superuser": Flag(),
            "is_system_auditor": Flag(),
            "password": Text(),
        },
        unique=(("username",),),
        order=("username",),
        described=False,
        nameless=True,
    ),
    "credential_types": Kind(
        "credential_type",
        "Credential type",
        {
            "kind": Choice(CREDENTIAL_KINDS, required=True),
            "namespace": Shown(),
            "managed": Shown(default=False),
            "inputs": Json(default={}),
            "injectors": Json(default={}),
        },
        unique=(("name", "kind"),),
        order=("kind", "name"),
    ),
    "credentials": Kind(
        "credential",
        "Credential",
        {
            "organization": Link("organizations", cascade=True),
            "credential_type": Link("credential_types", cascade=True, null=False, required=True),
            "managed": Shown(default=False),
            "inputs": Json(default={}),
        },
        unique=(("organization", "name", "credential_type"),),
        roles=("admin", "use", "read"),
    ),
    "execution_environments": Kind(
        "execution_environment",
        "Execution environment",
        {
            "organization": Link("organizations", cascade=True),
            "image": Text(1024, blank=False, required=True),
            "managed": Shown(default=False),
            "credential": Link("credentials"),
            "pull": Choice(("always", "missing", "never"), blank=True, default=""),
        },
        unique=(("name",),),
        order=("id",),
    ),
    "projects": Kind(
        "project",
        "Project",
        {
            "local_path": Text(1024),
            "scm_type": Choice(("git", "svn", "insights", "archive"), blank=True, default=""),
            "scm_url": Text(1024),
            "scm_branch": Text(256),
            "scm_refspec": Text(1024),
            "scm_clean": Flag(),
            "scm_track_submodules": Flag(),
            "scm_delete_on_update": Flag(),
            "credential": Link("credentials"),
            "timeout": Whole(),
            "scm_revision": Shown(default=""),
            **template("never updated", environment=False),
            "organization": Link("organizations"),
            "scm_update_on_launch": Flag(),
            "scm_update_cache_timeout": Whole(0),
            "allow_override": Flag(),
            "custom_virtualenv": Shown(),
            "default_environment": Link("execution_environments"),
            "signature_validation_credential": Link("credentials"),
            "last_update_failed": Shown(default=False),
            "last_updated": Shown(),
        },
        soft_unique=(("name", "organization"),),
        roles=("admin", "use", "update", "read"),
        order=("id",),
    ),
    "inventories": Kind(
        "inventory",
        "Inventory",
        {
            "organization": Link("organizations", null=False, required=True),
            "kind": Choice(("smart", "constructed"), blank=True, default=""),
            "host_filter": Text(default=None, null=True),
            "variables": Variables(),
            "has_active_failures": Shown(default=False),
            "total_hosts": Shown(default=0),
            "hosts_with_active_failures": Shown(default=0),
            "total_groups": Shown(default=0),
            "has_inventory_sources": Shown(default=False),
            "total_inventory_sources": Shown(default=0),
            "inventory_sources_with_failures": Shown(default=0),
            "pending_deletion": Shown(default=False),
            "prevent_instance_group_fallback": Flag(),
        },
        unique=(("name", "organization"),),
        roles=("admin", "update", "adhoc", "use", "read"),
    ),
    "inventory_sources": Kind(
        "inventory_source",
        "Inventory source",
        {
            **_SOURCE,
            **template("never updated"),
            "inventory": Link("inventories", cascade=True, null=False, required=True, fixed=True),
            "update_on_launch": Flag(),
            "update_cache_timeout": Whole(0),
            "source_project": Link("projects", cascade=True),
            "last_update_failed": Shown(default=False),
            "last_updated": Shown(),
        },
        soft_unique=(("name", "inventory"),),
        order=("inventory", "name"),
    ),
    "hosts": Kind(
        "host",
        "Host",
        {
            "inventory": Link("inventories", cascade=True, null=False, required=True, fixed=True),
            "enabled": Flag(default=True),
            "instance_id": Text(1024),
            "variables": Variables(),
        },
        unique=(("name", "inventory"),),
    ),
    "groups": Kind(
        "group",
        "Group",
        {
            "inventory": Link("inventories", cascade=True, null=False, required=True, fixed=True),
            "variables": Variables(),
        },
        unique=(("name", "inventory"),),
    ),
    "notification_templates": Kind(
        "notification_template",
        "Notification template",
        {
            "organization": Link("organizations", cascade=True, null=False, required=True),
            "notification_type": Choice(NOTIFIERS, required=True),
            "notification_configuration": Json(default={}),
            "messages": Json(
                default={"started": None, "success": None, "error": None, "workflow_approval": None}, null=True
            ),
        },
        unique=(("organization", "name"),),
    ),
    "labels": Kind(
        "label",
        "Label",
        {"organization": Link("organizations", cascade=True, null=False, required=True)},
        unique=(("name", "organization"),),
        described=False,
        methods=("GET", "PUT", "PATCH"),
    ),
    "instance_groups": Kind(
        "instance_group",
        "Instance group",
        {
            "capacity": Shown(default=0),
            "is_container_group": Flag(),
            "max_concurrent_jobs": Whole(0),
            "max_forks": Whole(0),
            "policy_instance_percentage": Whole(0, 100),
            "policy_instance_minimum": Whole(0),
            "policy_instance_list": Json(default=[]),
            "pod_spec_override": Text(),
            "credential": Link("credentials"),
        },
        unique=(("name",),),
        roles=("admin", "use", "read"),
        described=False,
    ),
    **TEMPLATE_KINDS,
}
