# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to an object besides reading and changing it: updates, launches, surveys, approvals, roles."""

import json

from standins import awx_below, awx_checks, awx_launch, awx_projects, awx_shown, awx_surveys
from standins.awx_fields import Refused, Text, Whole, validated
from standins.awx_kinds import KINDS
from standins.awx_template_kinds import PROMPTS_OF_NODES

_APPROVAL = {"name": Text(512, blank=False, required=True), "description": Text(), "timeout": Whole()}


def update_project(call, kind, project):
    call.only("GET", "POST")
    can = bool(project["scm_type"])
    if call.method == "GET":
        return 200, {"can_update": can}
    if not can:
        raise Refused(405, {"detail": 'Method "POST" not allowed.'})
    update = awx_projects.start_project(call.world, project)
    return 202, {"project_update": update["id"], **awx_shown.shown(call.world, "project_updates", update)}


def update_source(call, kind, source):
    call.only("GET", "POST")
    can = source["source"] != "file" and (source["source"] != "scm" or source["source_project"] is not None)
    if call.method == "GET":
        return 200, {"can_update": can}
    if not can:
        raise Refused(405, {"detail": 'Method "POST" not allowed.'})
    update = awx_projects.start_source(call.world, source)
    return 202, {"inventory_update": update["id"], **awx_shown.shown(call.world, "inventory_updates", update)}


def playbooks(call, kind, project):
    call.only("GET")
    return 200, project.get("playbook_files", [])


def inventory_files(call, kind, project):
    call.only("GET")
    return 200, []


def variable_data(call, kind, inventory):
    call.only("GET")
    return 200, call.world.variables(inventory["variables"])


def survey(call, kind, template):
    """GET, POST and DELETE; both writes are answered with 200 and nothing."""
    call.only("GET", "POST", "DELETE")
    if call.method == "GET":
        return 200, awx_surveys.shown(template.get("survey_spec", {}))
    if call.method == "DELETE":
        template["survey_spec"] = {}
    else:
        template["survey_spec"] = awx_surveys.checked(call.body(), template.get("survey_spec", {}))
    template["modified"] = call.world.stamp()
    return 200, None


def launch(call, kind, template):
    call.only("GET", "POST")
    world = call.world
    if call.method == "GET":
        return 200, awx_shown.launch_form(world, kind, template)
    started = awx_launch.launch(world, kind, template, call.body())
    secret = dict.fromkeys(awx_surveys.passwords(template), awx_surveys.ENCRYPTED)
    told = {**started.extra_vars, **{name: said for name, said in secret.items() if name in started.extra_vars}}
    jobs = "jobs" if kind == "job_templates" else "workflow_jobs"
    record = {
        "name": template["name"],
        "description": template["description"],
        "unified_job_template": template["id"],
        template["type"]: template["id"],
        "extra_vars": json.dumps(told),
        "_due": world.now() + world.update_seconds,
    }
    for name in KINDS[jobs].fields:
        if name not in record and hasattr(started, name):
            record[name] = getattr(started, name)
    if jobs == "jobs":
        record.update(project=template["project"], playbook=template["playbook"])
    job = world.add(jobs, {name: value for name, value in record.items() if value is not None})
    started.job = job["id"]
    world.launches.append(started)
    return 201, {job["type"]: job["id"], "ignored_fields": started.ignored, **awx_shown.shown(world, jobs, job)}


def create_approval(call, kind, node):
    """Every POST makes a new approval, and the node's former one goes."""
    call.only("GET", "POST")
    world = call.world
    if call.method == "GET":
        return 200, {}
    tolerated = {*PROMPTS_OF_NODES, "organization"}
    values = validated(_APPROVAL, call.body(), world, None, world.strict_fields, tolerated)
    approval = world.add("workflow_approval_templates", values)
    before = dict(node)
    node["unified_job_template"] = approval["id"]
    awx_checks.node_stored(world, node, before, {})
    return 201, awx_shown.shown(world, "workflow_approval_templates", approval)


def test_notification(call, kind, template):
    """AWX sends a message; the stand-in sends nothing."""
    call.only("POST")
    return 202, {"notification": 0}


def actor_roles(call, kind, actor):
    """The roles of a team or a user; a POST grants one, or takes it away."""
    call.only("GET", "POST")
    world = call.world
    if call.method == "GET":
        held = [role for role in world.roles.values() if actor["id"] in role[kind]]
        return call.page(held, lambda role: awx_shown.role(world, role))
    body = call.body()
    if not body.get("id"):
        raise Refused(400, {"msg": "Role 'id' field is missing."})
    role = world.roles.get(body["id"]) if isinstance(body["id"], int) else None
    if role is None:
        raise Refused(400, {"detail": "Role matching query does not exist."})
    taking = bool(body.get("disassociate"))
    awx_below.check_role(world, role, kind, actor, taking)
    if taking:
        role[kind] = [number for number in role[kind] if number != actor["id"]]
    elif actor["id"] not in role[kind]:
        role[kind].append(actor["id"])
    return 204, None


def _member_role(world, kind, number):
    return next(role for role in world.object_roles(kind, number) if role["role_field"] == "member_role")


def team_users(call, kind, team):
    call.only("GET", "POST")
    world, role = call.world, _member_role(call.world, kind, team["id"])
    if call.method == "GET":
        return call.listed("users", [world.find("users", number) for number in role["users"]])
    body = call.body()
    if world.find("users", body.get("id")) is None:
        raise Refused(400, {"detail": "User matching query does not exist."})
    if body.get("disassociate"):
        role["users"] = [number for number in role["users"] if number != body["id"]]
    elif body["id"] not in role["users"]:
        role["users"].append(body["id"])
    return 204, None


def _memberships(kind_of_group):
    def listed(call, kind, user):
        call.only("GET")
        world = call.world
        groups = [
            group for group in world.every(kind_of_group)
            if user["id"] in _member_role(world, kind_of_group, group["id"])["users"]
        ]
        return call.listed(kind_of_group, groups)

    return listed


ACTIONS = {
    ("projects", "update"): update_project,
    ("projects", "playbooks"): playbooks,
    ("projects", "inventory_files"): inventory_files,
    ("inventories", "variable_data"): variable_data,
    ("inventory_sources", "update"): update_source,
    ("job_templates", "launch"): launch,
    ("job_templates", "survey_spec"): survey,
    ("workflow_job_templates", "launch"): launch,
    ("workflow_job_templates", "survey_spec"): survey,
    ("workflow_job_template_nodes", "create_approval_template"): create_approval,
    ("notification_templates", "test"): test_notification,
    ("teams", "users"): team_users,
    ("teams", "roles"): actor_roles,
    ("users", "roles"): actor_roles,
    ("users", "teams"): _memberships("teams"),
    ("users", "organizations"): _memberships("organizations"),
}
