# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is found below an object: lists of what belongs to it, and of what is attached to it and by whom it may be.

From awx/api/urls and the Sub*View classes of awx/api/views. Attaching is a POST of {"id": N}, taking away one of
{"id": N, "disassociate": true}; both are answered with 204.
"""

from standins import awx_launch
from standins.awx_credentials import exclusive, passwords_needed
from standins.awx_fields import Link, Refused

_STARTED = ("notification_templates_started", "notification_templates_success", "notification_templates_error")
_EDGES = ("success_nodes", "failure_nodes", "always_nodes")
_NODES = "workflow_job_template_nodes"

# {kind: {name below it: kind of what is attached}}; credentials and instance groups keep their order.
ATTACHED = {
    "organizations": {
        "instance_groups": "instance_groups",
        "galaxy_credentials": "credentials",
        "notification_templates_approvals": "notification_templates",
    },
    "inventories": {"instance_groups": "instance_groups", "labels": "labels", "input_inventories": "inventories"},
    "inventory_sources": {"credentials": "credentials"},
    "job_templates": {"credentials": "credentials", "labels": "labels", "instance_groups": "instance_groups"},
    "workflow_job_templates": {"labels": "labels", "notification_templates_approvals": "notification_templates"},
    _NODES: {
        **dict.fromkeys(_EDGES, _NODES),
        "credentials": "credentials",
        "labels": "labels",
        "instance_groups": "instance_groups",
    },
    "schedules": {"credentials": "credentials", "labels": "labels", "instance_groups": "instance_groups"},
    "groups": {"hosts": "hosts", "children": "groups"},
}
for _kind in ("organizations", "projects", "inventory_sources", "job_templates", "workflow_job_templates"):
    ATTACHED.setdefault(_kind, {}).update(dict.fromkeys(_STARTED, "notification_templates"))

# {kind: {name below it: (kind of what belongs to it, the field that says so, whether a POST makes one)}}
BELONGING = {
    "organizations": {
        "projects": ("projects", "organization", True),
        "inventories": ("inventories", "organization", False),
        "job_templates": ("job_templates", "organization", True),
        "workflow_job_templates": ("workflow_job_templates", "organization", True),
        "teams": ("teams", "organization", True),
        "credentials": ("credentials", "organization", True),
        "execution_environments": ("execution_environments", "organization", True),
        "notification_templates": ("notification_templates", "organization", True),
    },
    "credential_types": {"credentials": ("credentials", "credential_type", True)},
    "projects": {
        "project_updates": ("project_updates", "project", False),
        "scm_inventory_sources": ("inventory_sources", "source_project", False),
        "schedules": ("schedules", "unified_job_template", True),
    },
    "inventories": {
        "inventory_sources": ("inventory_sources", "inventory", True),
        "hosts": ("hosts", "inventory", True),
        "groups": ("groups", "inventory", True),
        "job_templates": ("job_templates", "inventory", False),
    },
    "inventory_sources": {
        "inventory_updates": ("inventory_updates", "inventory_source", False),
        "schedules": ("schedules", "unified_job_template", True),
    },
    "job_templates": {
        "jobs": ("jobs", "job_template", False),
        "schedules": ("schedules", "unified_job_template", True),
    },
    "workflow_job_templates": {
        "workflow_jobs": ("workflow_jobs", "workflow_job_template", False),
        "workflow_nodes": (_NODES, "workflow_job_template", True),
        "schedules": ("schedules", "unified_job_template", True),
    },
}
# What else is found below an object and linked to in its ``related``.
ACTIONS = {
    "projects": ("update", "playbooks", "inventory_files"),
    "inventories": ("variable_data",),
    "inventory_sources": ("update",),
    "job_templates": ("launch", "survey_spec"),
    "workflow_job_templates": ("launch", "survey_spec"),
    _NODES: ("create_approval_template",),
    "notification_templates": ("test",),
    "teams": ("users", "roles"),
    "users": ("roles", "teams", "organizations"),
}
# Who may own a new credential besides an organization (CredentialSerializerCreate); written, never shown.
OWNERS = {"user": Link("users"), "team": Link("teams")}
# Those that make what they attach when a POST has no id (SubListCreateAttachDetachAPIView).
_NO_MAKING = {"instance_groups", "galaxy_credentials", "input_inventories"}


def may_make(kind, name):
    if name == "credentials":
        return kind == "job_templates"
    return name not in _NO_MAKING


def check_attaching(world, kind, owner, name, other):
    """Refuse what may not be attached."""
    attached = world.attachments(kind, owner["id"], name)
    if name in _EDGES:
        _check_edge(world, owner, name, other)
    elif name == "galaxy_credentials":
        credential_type = world.find("credential_types", other["credential_type"])
        if credential_type["namespace"] != "galaxy_api_token":
            said = f"Credential must be a Galaxy credential, not {credential_type['name']}."
            raise Refused(400, {"msg": said})
    elif name == "credentials":
        check = {"job_templates": _check_template_credential, "inventory_sources": _check_source_credential}
        check.get(kind, _check_prompted_credential)(world, kind, owner, other, attached)
    elif kind == "inventory_sources" and owner["source"] in {"file", "constructed"}:
        said = f"Notification Templates can only be assigned where a source updates, not to {owner['source']}."
        raise Refused(400, {"msg": said})
    elif name == "input_inventories" and other["kind"] == "constructed":
        raise Refused(400, {"error": ["You cannot add a constructed inventory to another constructed inventory."]})
    elif name in {"labels", "instance_groups"} and kind in {_NODES, "schedules"}:
        _check_prompted(world, owner, name)


def _check_template_credential(world, kind, owner, other, attached):
    only, called = exclusive(world, other)
    if only in [exclusive(world, world.find("credentials", each))[0] for each in attached]:
        raise Refused(400, {"error": f"Cannot assign multiple {called} credentials."})
    kind = world.find("credential_types", other["credential_type"])["kind"]
    if kind not in {"ssh", "vault", "cloud", "net", "kubernetes"}:
        raise Refused(400, {"error": f"Cannot assign a Credential of kind `{kind}`."})


def _check_source_credential(world, kind, owner, other, attached):
    if attached:
        raise Refused(400, {"msg": "Source already has credential assigned."})


def _check_prompted(world, owner, name):
    template = world.find("unified_job_templates", owner["unified_job_template"])
    if template is None:
        raise Refused(400, {"msg": f"Cannot assign {name} when related template is null."})
    if name not in awx_launch.prompts_of(world.kind_of(template)):
        raise Refused(400, {"msg": f"Related template cannot accept {name} on launch."})
    return template


def _check_prompted_credential(world, kind, owner, other, attached):
    """A credential of a node or a schedule (LaunchConfigCredentialsBase)."""
    template = _check_prompted(world, owner, "credentials")
    if passwords_needed(world, other):
        raise Refused(400, {"msg": "A credential that asks for input cannot be stored for a launch."})
    if not awx_launch.asks(template, "credentials"):
        raise Refused(400, {"msg": "Related template is not configured to accept credentials on launch."})
    only, called = exclusive(world, other)
    if only in [exclusive(world, world.find("credentials", each))[0] for each in attached]:
        raise Refused(400, {"msg": f"This launch configuration already provides a {called} credential."})
    if other["id"] in world.attachments(world.kind_of(template), template["id"], "credentials"):
        raise Refused(400, {"msg": f"Related template already uses {other['name']} credential."})


def _check_edge(world, owner, name, other):
    if owner["workflow_job_template"] != other["workflow_job_template"]:
        # WorkflowJobTemplateNodeAccess.can_attach holds for a superuser too.
        raise Refused(403, {"detail": "You do not have permission to perform this action."})
    if owner["id"] == other["id"]:
        raise Refused(400, {"Error": "Cycle detected."})
    for edge in _EDGES:
        if edge != name and other["id"] in world.attachments(_NODES, owner["id"], edge):
            raise Refused(400, {"Error": "Relationship not allowed."})
    todo, seen = [other["id"]], set()
    while todo:
        node = todo.pop()
        if node == owner["id"]:
            raise Refused(400, {"Error": "Cycle detected."})
        if node not in seen:
            seen.add(node)
            todo += [each for edge in _EDGES for each in world.attachments(_NODES, node, edge)]


def check_role(world, role, actor_kind, actor, taking=False):
    """Refuse a role that a team or a user may not have (RoleTeamsList, RoleUsersList)."""
    participation = role["kind"] == "organizations" and role["role_field"] in {"member_role", "admin_role"}
    if actor_kind == "teams" and participation:
        raise Refused(400, {"msg": "An Organization participation role is not for a Team."})
    if role["kind"] != "credentials":
        return
    owner = world.find("credentials", role["object"])["organization"]
    if actor_kind == "teams" and (owner is None or owner != actor["organization"]):
        said = "Access to a credential is for teams of its own Organization, and it must have one."
        raise Refused(400, {"msg": said})
    if actor_kind == "users" and not taking and owner is not None and not _member(world, owner, actor):
        said = "Access to a credential is for users of its own Organization."
        raise Refused(400, {"msg": said})


def _member(world, organization, user):
    return user["is_superuser"] or any(
        user["id"] in role["users"]
        for role in world.object_roles("organizations", organization)
        if role["role_field"] in {"member_role", "admin_role"}
    )
