# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and kinds of the objects in AWX, in the words of `infra.aap_configuration`, and the mark of our own."""

from __future__ import annotations

from dataclasses import dataclass

ORGANIZATIONS = "aap_organizations"
CREDENTIAL_TYPES = "controller_credential_types"
CREDENTIALS = "controller_credentials"
ENVIRONMENTS = "controller_execution_environments"
PROJECTS = "controller_projects"
INVENTORIES = "controller_inventories"
SOURCES = "controller_inventory_sources"
NOTIFICATIONS = "controller_notifications"
TEMPLATES = "controller_templates"
WORKFLOWS = "controller_workflows"
SCHEDULES = "controller_schedules"
TEAMS = "aap_teams"
ROLES = "controller_roles"


@dataclass(frozen=True)
class Kind:
    """`list`: the variable of the data; `endpoint` of the API; `module` of awx.awx; `title` for people.

    `shared`: one that is there already may belong to others, and is used as it is. `is_global`: outside of any
    organization.
    """

    list: str
    endpoint: str
    module: str
    title: str
    shared: bool = False
    is_global: bool = False


# In the order in which they are made; what others need comes first.
KINDS = (
    Kind(ORGANIZATIONS, "organizations", "organization", "organization", shared=True, is_global=True),
    Kind(CREDENTIAL_TYPES, "credential_types", "credential_type", "credential type", is_global=True),
    Kind(CREDENTIALS, "credentials", "credential", "credential"),
    Kind(ENVIRONMENTS, "execution_environments", "execution_environment", "execution environment"),
    Kind(PROJECTS, "projects", "project", "project"),
    Kind(INVENTORIES, "inventories", "inventory", "inventory"),
    Kind(SOURCES, "inventory_sources", "inventory_source", "inventory source"),
    Kind(NOTIFICATIONS, "notification_templates", "notification_template", "notification template"),
    Kind(TEMPLATES, "job_templates", "job_template", "job template"),
    Kind(WORKFLOWS, "workflow_job_templates", "workflow_job_template", "workflow"),
    Kind(SCHEDULES, "schedules", "schedule", "schedule"),
    Kind(TEAMS, "teams", "team", "team", shared=True),
)
BY_LIST = {kind.list: kind for kind in KINDS}


def marked(about: str, name: str) -> str:
    """A description with the mark that says whose the object is."""
    return f"{about} {mark(name)}"


def mark(name: str) -> str:
    """What the descriptions of all objects of a system end with."""
    return f"[gir.multidc {name}]"


def is_ours(description: object, name: str) -> bool:
    """Whether this playbook made an object for this system."""
    return isinstance(description, str) and description.rstrip().endswith(mark(name))
