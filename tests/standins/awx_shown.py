# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a GET shows of an object: its fields with secrets hidden, its links, and a summary of what it points to.

``related`` has the links that the stand-in answers; the real one has more (activity streams, copies, access lists).
From the get_related and get_summary_fields methods of awx/api/serializers.py.
"""

import copy

from standins import awx_credentials, awx_launch, awx_notifications, awx_projects, awx_surveys
from standins.awx_below import ACTIONS, ATTACHED, BELONGING
from standins.awx_credentials import ENCRYPTED
from standins.awx_fields import Link
from standins.awx_kind import TEMPLATES
from standins.awx_kinds import KINDS

API = "/api/v2"
_ROLE_NAMES = {"adhoc_role": "Ad Hoc", "approval_role": "Approve"}
_JOB_TYPE = {
    "project": "project_update",
    "inventory_source": "inventory_update",
    "job_template": "job",
    "workflow_job_template": "workflow_job",
    "workflow_approval_template": "workflow_approval",
}
_SUMMARY = {
    "inventory": (
        *("has_active_failures", "total_hosts", "hosts_with_active_failures", "total_groups"),
        *("has_inventory_sources", "total_inventory_sources", "inventory_sources_with_failures", "kind"),
    ),
    "default_environment": ("image",),
    "execution_environment": ("image",),
    "project": ("status", "scm_type", "allow_override"),
    "source_project": ("status", "scm_type", "allow_override"),
}
_CAPABILITIES = {
    **dict.fromkeys(("job_templates", "workflow_job_templates"), ("edit", "delete", "start", "schedule", "copy")),
    "projects": ("edit", "delete", "start", "schedule", "copy"),
    "inventory_sources": ("edit", "delete", "start", "schedule"),
    "credentials": ("edit", "delete", "copy", "use"),
    "inventories": ("edit", "delete", "copy", "adhoc"),
}


def url(kind, number):
    return f"{API}/{kind}/{number}/"


def url_of(world, found):
    return url(world.kind_of(found), found["id"])


def shown(world, kind, found):
    """The JSON of an object."""
    document = {"id": found["id"], "type": found["type"], "url": url(kind, found["id"])}
    document["related"] = _related(world, kind, found)
    document["summary_fields"] = _summary(world, kind, found)
    document["created"], document["modified"] = found["created"], found["modified"]
    for name in KINDS[kind].fields:
        document[name] = copy.deepcopy(found.get(name))
    if kind in TEMPLATES and kind not in {"job_templates", "workflow_job_templates", "projects"}:
        document.pop("organization", None)
    special = {
        "credentials": _credential,
        "notification_templates": _notification_template,
        "users": _user,
        "workflow_job_template_nodes": _node,
        "schedules": _stored_prompts,
        "inventories": _inventory,
        "jobs": _job,
        "workflow_jobs": _job,
    }.get(kind)
    if special:
        special(world, found, document)
    return document


def _credential(world, found, document):
    credential_type = world.find("credential_types", found["credential_type"])
    document.update(
        inputs=awx_credentials.shown_inputs(world, found),
        kind=credential_type["namespace"],
        cloud=credential_type["kind"] == "cloud",
        kubernetes=credential_type["kind"] == "kubernetes",
    )


def _notification_template(world, found, document):
    document["notification_configuration"] = awx_notifications.shown(found)


def _user(world, found, document):
    document["password"] = ENCRYPTED  # even when there is none


def _stored_prompts(world, found, document):
    template = world.find("unified_job_templates", found["unified_job_template"])
    if template and "survey_enabled" in template and isinstance(found["extra_data"], dict):
        for name in awx_surveys.passwords(template):
            if name in found["extra_data"]:
                document["extra_data"][name] = ENCRYPTED


def _node(world, found, document):
    _stored_prompts(world, found, document)
    for name in ("success_nodes", "failure_nodes", "always_nodes"):
        document[name] = sorted(world.attachments("workflow_job_template_nodes", found["id"], name))


def _inventory(world, found, document):
    sources = world.where("inventory_sources", inventory=found["id"])
    document.update(
        total_hosts=len(world.where("hosts", inventory=found["id"])),
        total_groups=len(world.where("groups", inventory=found["id"])),
        has_inventory_sources=bool(sources),
        total_inventory_sources=len(sources),
        inventory_sources_with_failures=sum(source["last_job_failed"] for source in sources),
    )


def _job(world, found, document):
    document["extra_vars"] = found["extra_vars"]


# -- links ---------------------------------------------------------------------------------------------------------


def _related(world, kind, found):
    own = url(kind, found["id"])
    links = {}
    if world.admin and kind != "users":
        links["created_by"] = links["modified_by"] = url("users", world.admin["id"])
    below = [*ATTACHED.get(kind, ()), *BELONGING.get(kind, ()), *ACTIONS.get(kind, ())]
    links.update({name: f"{own}{name}/" for name in below})
    if KINDS[kind].roles:
        links["object_roles"] = f"{own}object_roles/"
    for name, field in KINDS[kind].fields.items():
        if isinstance(field, Link) and found.get(name) is not None:
            links[name] = url_of(world, world.find(field.kind, found[name]))
    if kind in {"job_templates", "inventory_sources"} and found.get("organization"):
        links["organization"] = url("organizations", found["organization"])
    if kind in TEMPLATES:
        under_way, ended = awx_projects.of_template(world, found)
        updated = kind in {"projects", "inventory_sources"}
        for job, names in ((under_way, ("current_job", "current_update")), (ended, ("last_job", "last_update"))):
            if job:
                links.update({name: url_of(world, job) for name in names[: 1 + updated]})
        if ended and kind == "inventory_sources":
            links.pop("credentials", None)  # InventorySourceSerializer shows either this link or the last update
    return links


def _pick(found, names):
    picked = {name: found.get(name) for name in ("id", "name", "description", *names)}
    return {name: value for name, value in picked.items() if value is not None}


def _credential_summary(world, found):
    credential_type = world.find("credential_types", found["credential_type"])
    return {
        **_pick(found, ()),
        "kind": credential_type["namespace"],
        "cloud": credential_type["kind"] == "cloud",
        "credential_type_id": credential_type["id"],
    }


def summary_of(world, name, kind, found):
    """A few fields of what a field of that name points to."""
    if kind == "credentials":
        return _credential_summary(world, found)
    if kind == "inventories":
        document = {**found}
        _inventory(world, found, document)
        return {**_pick(document, _SUMMARY["inventory"]), "organization_id": found["organization"]}
    picked = _pick(found, _SUMMARY.get(name, ()))
    if kind == "unified_job_templates":
        picked["unified_job_type"] = _JOB_TYPE[found["type"]]
        if found["type"] == "workflow_approval_template":
            picked["timeout"] = found["timeout"]
    return picked


def _roles(world, kind, found):
    roles = {}
    for role in world.object_roles(kind, found["id"]):
        name = role["role_field"]
        shown_name = _ROLE_NAMES.get(name) or name[: -len("_role")].replace("_", " ").title()
        roles[name] = {"description": f"{shown_name} of the {found['type']}", "name": shown_name, "id": role["id"]}
        if kind == "organizations" and name in {"admin_role", "member_role"}:
            roles[name]["user_only"] = True
    return roles


def _summary(world, kind, found):
    summary = {}
    for name, field in KINDS[kind].fields.items():
        if isinstance(field, Link) and found.get(name) is not None:
            summary[name] = summary_of(world, name, field.kind, world.find(field.kind, found[name]))
    if kind in TEMPLATES and found.get("organization") is not None:
        summary["organization"] = _pick(world.find("organizations", found["organization"]), ())
    if world.admin and kind != "users":
        person = {name: world.admin[name] for name in ("id", "username", "first_name", "last_name")}
        summary["created_by"] = summary["modified_by"] = person
    if KINDS[kind].roles:
        summary["object_roles"] = _roles(world, kind, found)
    summary["user_capabilities"] = dict.fromkeys(_CAPABILITIES.get(kind, ("edit", "delete")), True)
    if kind in TEMPLATES:
        _template_summary(world, kind, found, summary)
    if kind in {"job_templates", "workflow_job_templates", "inventories"}:
        labels = [world.find("labels", each) for each in world.attachments(kind, found["id"], "labels")]
        listed = [{"id": label["id"], "name": label["name"]} for label in labels]
        summary["labels"] = {"count": len(listed), "results": listed[:10]}
    if kind == "credentials":
        summary["owners"] = _owners(world, found)
    if kind == "notification_templates":
        summary["recent_notifications"] = []
    return summary


def _owners(world, found):
    if found["organization"] is None:
        return []
    organization = world.find("organizations", found["organization"])
    return [{**_pick(organization, ()), "type": "organization", "url": url("organizations", organization["id"])}]


def _template_summary(world, kind, found, summary):
    under_way, ended = awx_projects.of_template(world, found)
    updated = kind in {"projects", "inventory_sources"}
    for job, names in ((under_way, ("current_job", "current_update")), (ended, ("last_job", "last_update"))):
        if job:
            summary.update({name: _pick(job, ("status", "failed", "finished")) for name in names[: 1 + updated]})
    credentials = [world.find("credentials", each) for each in world.attachments(kind, found["id"], "credentials")]
    if kind in {"job_templates", "inventory_sources"}:
        summary["credentials"] = [_credential_summary(world, credential) for credential in credentials]
    if kind in {"job_templates", "workflow_job_templates"}:
        spec = found.get("survey_spec", {})
        if spec:
            summary["survey"] = {"title": spec["name"], "description": spec["description"]}
        runs = [job for job in world.every("unified_jobs") if job["unified_job_template"] == found["id"]]
        summary["recent_jobs"] = [
            {name: job[name] for name in ("id", "status", "finished", "canceled_on", "type")} for job in runs[:-11:-1]
        ]


def role(world, found):
    """The JSON of a role."""
    thing = world.find(found["kind"], found["object"])
    own = url("roles", found["id"])
    return {
        "id": found["id"],
        "type": "role",
        "url": own,
        "related": {
            "users": f"{own}users/",
            "teams": f"{own}teams/",
            thing["type"]: url(found["kind"], found["object"]),
        },
        "summary_fields": {
            "resource_name": thing.get("name"),
            "resource_type": thing["type"],
            "resource_type_display_name": KINDS[found["kind"]].label.title(),
            "resource_id": thing["id"],
        },
        "name": _roles(world, found["kind"], thing)[found["role_field"]]["name"],
        "description": "",
        "role_field": found["role_field"],
    }


def launch_form(world, kind, found):
    """What GET of a launch tells about it."""
    asked = {name: found[name] for name in found if name.startswith("ask_")}
    defaults = {}
    for name in ("extra_vars", *awx_launch.prompts_of(kind)):
        if name in ATTACHED.get(kind, {}):
            target = ATTACHED[kind][name]
            numbers = world.attachments(kind, found["id"], name)
            defaults[name] = [_pick(world.find(target, number), ()) for number in numbers]
        elif name in {"inventory", "execution_environment"}:
            field = KINDS[kind].fields.get(name)
            link = world.find(field.kind, found.get(name)) if field else None
            defaults[name] = {"id": link and link["id"], "name": link and link["name"]}
        else:
            defaults[name] = found.get(name)
    needed = awx_surveys.needed(found)
    return {
        "can_start_without_user_input": not needed,
        "passwords_needed_to_start": [],
        **asked,
        "survey_enabled": bool(awx_surveys.asked(found)),
        "variables_needed_to_start": needed,
        "credential_needed_to_start": False,
        "inventory_needed_to_start": not found.get("inventory"),
        f"{found['type']}_data": {name: found[name] for name in ("name", "id", "description")},
        "defaults": defaults,
    }
