# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources below /api/v2/: lists, single objects, and what is found below them."""

import json
import urllib.parse

from standins import awx_below, awx_checks, awx_lists, awx_shown
from standins.awx_actions import ACTIONS
from standins.awx_fields import Refused, validated
from standins.awx_kind import UNITED
from standins.awx_kinds import KINDS
from standins.awx_template_kinds import PROMPTS_OF_NODES

# Fields that the modules of awx.awx send where AWX has none; workflow_job_template sends all of a node to its approval.
# Those of credentials are shown by AWX, and as such ignored.
_TOLERATED = {
    "workflow_approval_templates": {*PROMPTS_OF_NODES, "organization"},
    "credentials": {"kind", "cloud", "kubernetes"},
}
NOT_FOUND = {"detail": "Not found."}


class Call:
    """One request below /api/v2/, and what may be done in its name."""

    def __init__(self, world, user, request):
        self.world = world
        self.user = user
        self.method = request.method
        self.path = request.path
        self.query = urllib.parse.parse_qsl(urllib.parse.urlsplit(request.target).query, keep_blank_values=True)
        self._request = request

    def body(self):
        """The JSON object of the body; nothing sent is an empty one (awx/api/parsers.py)."""
        if not self._request.body:
            return {}
        if self._request.content_type != "application/json":
            said = f'Unsupported media type "{self._request.content_type}" in request.'
            raise Refused(415, {"detail": said})
        try:
            document = json.loads(self._request.body.decode("utf-8"))
        except ValueError as error:
            raise Refused(400, {"detail": f"JSON parse error - {error}"}) from error
        if document is None:
            return {}
        if not isinstance(document, dict):
            raise Refused(400, {"detail": "JSON parse error - not a JSON object"})
        return document

    def only(self, *methods):
        if self.method not in methods and not (self.method == "HEAD" and "GET" in methods):
            raise Refused(405, {"detail": f'Method "{self.method}" not allowed.'})

    def listed(self, kind, objects, shown=None):
        shown = shown or (lambda found: awx_shown.shown(self.world, self.world.kind_of(found), found))
        chosen = awx_lists.chosen(self.world, kind, objects, self.query)
        return 200, awx_lists.page(self.path, chosen, self.query, shown)

    def page(self, objects, shown):
        """A list of what is no object of a kind, such as roles: it is filtered by what is equal only."""
        for name, text in self.query:
            if name in awx_lists.NOT_FILTERS:
                continue
            if objects and name not in objects[0]:
                raise Refused(400, {"detail": f"The stand-in cannot filter by {name} here."})
            objects = [found for found in objects if str(found[name]) == text]
        return 200, awx_lists.page(self.path, objects, self.query, shown)


def answer(call, parts):
    """(status, document or None) for the parts of a path below /api/v2/."""
    kind = parts[0]
    if kind == "roles":
        return _roles(call, parts[1:])
    if kind in UNITED and len(parts) == 1:
        call.only("GET")
        return call.listed(kind, call.world.every(kind))
    if kind not in KINDS:
        raise Refused(404, NOT_FOUND)
    if len(parts) == 1:
        return _list(call, kind)
    found = named(call.world, kind, parts[1])
    if len(parts) == 2:
        return _one(call, kind, found)
    if len(parts) == 3:
        return _below(call, kind, found, parts[2])
    raise Refused(404, NOT_FOUND)


def named(world, kind, word):
    """An object by its id, or by its name, perhaps with that of its organization: name++organization."""
    if word.isdigit():
        found = world.find(kind, int(word))
    else:
        name, _plus, organization = word.partition("++")
        key = "username" if kind == "users" else "name"
        owners = [one["id"] for one in world.where("organizations", name=organization)] if organization else [None]
        matching = world.where(kind, **{key: name})
        found = next((one for one in matching if not organization or one.get("organization") in owners), None)
    if found is None:
        raise Refused(404, NOT_FOUND)
    return found


# -- making, changing, deleting -------------------------------------------------------------------------------------


def make(world, kind, given):
    """A new object of what was given, once AWX has nothing against it."""
    fields, more = KINDS[kind].fields, {}
    if kind == "credentials":
        more = {name: awx_below.OWNERS[name] for name in ("user", "team")}
    values = validated({**fields, **more}, given, world, None, world.strict_fields, _TOLERATED.get(kind, ()))
    check = awx_checks.CHECKS.get(kind)
    if check:
        check(world, values, None, given)
    world.unique(kind, values)
    owner = {name: values.pop(name, None) for name in more}
    found = world.add(kind, values)
    _own(world, kind, found, owner)
    stored = awx_checks.STORED.get(kind)
    if stored:
        stored(world, found, None, given)
    return found


def _own(world, kind, found, owner):
    """Who makes a credential for a user or a team makes that one its administrator."""
    admin = next((role for role in world.object_roles(kind, found["id"]) if role["role_field"] == "admin_role"), None)
    if admin and owner.get("user"):
        admin["users"].append(owner["user"])
    if admin and owner.get("team"):
        admin["teams"].append(owner["team"])


def change(world, kind, found, given, whole=False):
    fields = KINDS[kind].fields
    if whole:  # PUT: what is required must be there, what is left out gets its default
        lacking = {name for name, field in fields.items() if field.required and name not in given}
        lacking -= {name for name in lacking if getattr(fields[name], "fixed", False)}
        if lacking:
            raise Refused(400, {name: ["This field is required."] for name in sorted(lacking)})
        defaults = {
            name: field.default for name, field in fields.items() if not field.shown_only and not field.required
        }
        given = {**{name: value for name, value in defaults.items() if name != "identifier"}, **given}
    values = validated(fields, given, world, found, world.strict_fields, _TOLERATED.get(kind, ()))
    merged = {**{name: found.get(name) for name in fields}, "id": found["id"], **values}
    check = awx_checks.CHECKS.get(kind)
    if check:
        check(world, merged, found, given)
    if kind in {"job_templates", "projects", "workflow_job_templates", "inventory_sources"}:
        merged.setdefault("organization", found.get("organization"))
    world.unique(kind, merged, found)
    before = dict(found)
    world.change(found, merged)
    stored = awx_checks.STORED.get(kind)
    if stored:
        stored(world, found, before, given)


def _list(call, kind):
    methods = KINDS[kind].list_methods
    if not methods:  # approvals are found through their nodes only (awx/api/urls/workflow_approval_template.py)
        raise Refused(404, NOT_FOUND)
    call.only(*methods)
    if call.method == "POST":
        return 201, awx_shown.shown(call.world, kind, make(call.world, kind, call.body()))
    return call.listed(kind, call.world.every(kind))


def _one(call, kind, found):
    call.only(*KINDS[kind].methods)
    if call.method == "DELETE":
        awx_checks.deletion(call.world, kind, found)
        call.world.delete(kind, found)
        # An inventory is deleted later by a task; the stand-in has done it by then (InventoryDetail.destroy).
        return (202 if kind == "inventories" else 204), None
    if call.method in {"PATCH", "PUT"}:
        change(call.world, kind, found, call.body(), call.method == "PUT")
    return 200, awx_shown.shown(call.world, kind, found)


# -- below an object -----------------------------------------------------------------------------------------------


def _below(call, kind, found, name):
    world = call.world
    if name == "object_roles" and KINDS[kind].roles:
        call.only("GET")
        return call.page(world.object_roles(kind, found["id"]), lambda role: awx_shown.role(world, role))
    if name in awx_below.ATTACHED.get(kind, {}):
        return _attached(call, kind, found, name)
    if name in awx_below.BELONGING.get(kind, {}):
        return _belonging(call, kind, found, name)
    if name in awx_below.ACTIONS.get(kind, ()):
        return ACTIONS[kind, name](call, kind, found)
    raise Refused(404, NOT_FOUND)


def _belonging(call, kind, found, name):
    other, field, makes = awx_below.BELONGING[kind][name]
    call.only("GET", *(("POST",) if makes else ()))
    if call.method == "POST":
        body = call.body()
        body[field] = found["id"]
        return 201, awx_shown.shown(call.world, other, make(call.world, other, body))
    return call.listed(other, call.world.where(other, **{field: found["id"]}))


def _attached(call, kind, found, name):
    call.only("GET", "POST")
    world, target = call.world, awx_below.ATTACHED[kind][name]
    numbers = world.attachments(kind, found["id"], name, target)
    if call.method == "GET":
        objects = [world.find(target, number) for number in numbers]
        if dict(call.query).keys() - {"page", "page_size"}:
            return call.listed(target, objects)
        return call.page(objects, lambda one: awx_shown.shown(world, target, one))
    body = call.body()
    number = body.get("id")
    if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
        raise Refused(400, {"msg": '"id" field must be an integer.'})
    if "disassociate" in body:
        return _take_away(call, kind, name, numbers, number)
    if not number:
        return _make_and_attach(call, kind, found, name, body)
    other = world.find(target, number)
    if other is None:
        raise Refused(400, {"detail": f"{KINDS[target].model} matching query does not exist."})
    # Once attached, attaching again is checked like the first time: two credentials of one type are refused even then.
    awx_below.check_attaching(world, kind, found, name, other)
    if number not in numbers:
        numbers.append(number)
    if name == "credentials" and kind == "inventory_sources":
        found["credential"] = number
    return 204, None


def _take_away(call, kind, name, numbers, number):
    target = awx_below.ATTACHED[kind][name]
    if not number:
        raise Refused(400, {"msg": '"id" is required to disassociate'})
    other = call.world.find(target, number)
    if other is None:
        raise Refused(400, {"detail": f"{KINDS[target].model} matching query does not exist."})
    if number in numbers:
        numbers.remove(number)
    if target == "labels" and not any(
        attached == "labels" and number in each for attached, each in call.world.attached.values()
    ):
        call.world.delete("labels", other)  # nobody deletes labels: they go with their last use (LabelSubList...View)
    if name == "credentials" and kind == "inventory_sources":
        for source in call.world.where("inventory_sources", credential=number):
            source["credential"] = None
    return 204, None


def _make_and_attach(call, kind, found, name, body):
    world, target = call.world, awx_below.ATTACHED[kind][name]
    if not awx_below.may_make(kind, name):
        raise Refused(400, {"msg": f"{KINDS[target].label} 'id' field is missing."})
    if target == "labels":
        known = world.where("labels", name=body.get("name"), organization=body.get("organization"))
        if known:
            numbers = world.attachments(kind, found["id"], name, target)
            numbers += [known[0]["id"]] if known[0]["id"] not in numbers else []
            return 204, None
    if target == "workflow_job_template_nodes":
        body["workflow_job_template"] = found["workflow_job_template"]
    other = make(world, target, body)
    if target != "workflow_job_template_nodes":
        try:
            awx_below.check_attaching(world, kind, found, name, other)
        except Refused:
            world.delete(target, other)
            raise
    world.attachments(kind, found["id"], name, target).append(other["id"])
    return 201, awx_shown.shown(world, target, other)


# -- roles ---------------------------------------------------------------------------------------------------------


def _roles(call, parts):
    world = call.world
    if not parts:
        call.only("GET")
        return call.page(list(world.roles.values()), lambda role: awx_shown.role(world, role))
    role = world.roles.get(int(parts[0])) if parts[0].isdigit() else None
    if role is None or len(parts) > 2 or (len(parts) == 2 and parts[1] not in {"users", "teams"}):
        raise Refused(404, NOT_FOUND)
    if len(parts) == 1:
        call.only("GET")
        return 200, awx_shown.role(world, role)
    call.only("GET", "POST")
    actors = parts[1]
    if call.method == "GET":
        return call.listed(actors, [world.find(actors, number) for number in role[actors]])
    body = call.body()
    if not body.get("id"):
        raise Refused(400, {"msg": f"{KINDS[actors].label} 'id' field is missing."})
    actor = world.find(actors, body["id"])
    if actor is None:
        raise Refused(400, {"detail": f"{KINDS[actors].model} matching query does not exist."})
    return grant(world, role, actors, actor, bool(body.get("disassociate")))


def grant(world, role, actors, actor, taking):
    awx_below.check_role(world, role, actors, actor, taking)
    if taking and actor["id"] in role[actors]:
        role[actors].remove(actor["id"])
    if not taking and actor["id"] not in role[actors]:
        role[actors].append(actor["id"])
    return 204, None
