# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media lifecycle rules in two INVENTED forms. No page shows how RWS takes or shows them (rws.md 6).

What a rule means is documented (GAX shows it); addresses, names, units and refusals below are made up, so that a
template has something to describe. Every answer says ``"form": "invented"``. Both forms refuse whatever they do not
know, as an RWS would that checks what it is told.
"""

import re
import uuid

from standins.rws_errors import Refused
from standins.rws_ops import require_contact_center

DAY = 24 * 60 * 60 * 1000
FORM = {"form": "invented"}
_CALL_TYPES = ("Inbound", "Outbound", "Internal", "Consult", "Unknown", "NotSet")
_CRON = re.compile(r"([0-9]{1,2}) ([0-9]{1,2}) ([0-9]{1,2}) \* \* \?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
_NESTED = "lifecycle/plan|"
_FLAT = "lifecycle/rules"


def _invalid(what, code=10):
    return Refused(400, code, f"Rule is invalid: {what}.")


def _speaks(call, form):
    if call.cluster.dialect["lifecycle_form"] != form:
        raise Refused(404, 6, f"There is no resource {call.request.path}.")


def _object(value, where, needed, optional=()):
    """An object with these members, and no other one."""
    if not isinstance(value, dict):
        raise _invalid(f"{where} is no object")
    for name in needed:
        if name not in value:
            raise _invalid(f"{where}.{name} is missing", 1)
    unknown = sorted(set(value) - set(needed) - set(optional))
    if unknown:
        raise _invalid(f"{where} has the unknown member {unknown[0]}")
    return value


def _list(value, where):
    if not isinstance(value, list):
        raise _invalid(f"{where} is no list")
    return value


def _text(value, where):
    if not isinstance(value, str) or not value:
        raise _invalid(f"{where} is no text")
    return value


def _one_of(value, where, choices):
    if not any(value is choice or (isinstance(value, str) and value == choice) for choice in choices):
        raise _invalid(f"{where} is none of {', '.join(str(choice) for choice in choices)}")


def _ages(low, high, where, unit):
    for value in (low, high):
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0 or value % unit):
            raise _invalid(f"{where} is no age")
    if low is not None and high is not None and low >= high:
        raise _invalid(f"{where} ends before it begins")


def _names(rules, member):
    names = [rule[member] for rule in rules]
    if len(set(names)) < len(names):
        raise Refused(409, 18, "Two rules of a location have the same name.")


# Nested: a document for each location, replaced as a whole


def _location(call):
    place = call.request.query.get("location")
    if not place or not place.startswith("/"):
        raise Refused(400, 1, "Required parameter 'location' is missing.")
    return place


def plan(call):
    _speaks(call, "nested")
    place = _location(call)
    kept = call.store.get(_NESTED + place)
    if kept is None:
        raise Refused(404, 6, f"There is no plan of {place}.")
    return 200, {**FORM, "plan": kept}


def replace_plan(call):
    _speaks(call, "nested")
    place = _location(call)
    body = _object(call.body(), "body", ("plan",))
    document = _object(body["plan"], "plan", ("nodePath", "rules"))
    if document["nodePath"] != place:
        raise _invalid("plan.nodePath is not the location of the address")
    rules = _list(document["rules"], "plan.rules")
    for rule in rules:
        _check_nested(rule)
    _names(rules, "ruleName")
    with call.store.transaction():
        before = call.store.get(_NESTED + place) or {"rules": []}
        revisions = {rule["ruleName"]: rule["revision"] for rule in before["rules"]}
        kept = [{**rule, "revision": revisions.get(rule["ruleName"], 0) + 1} for rule in rules]
        call.store.put(_NESTED + place, {**document, "rules": kept})
    return 200, dict(FORM)


def _check_nested(rule):
    if isinstance(rule, dict) and "revision" in rule:
        raise _invalid("revision is read-only", 11)
    _object(rule, "rule", ("ruleName", "state", "schedule", "jobs"), ("comment",))
    _text(rule["ruleName"], "ruleName")
    _one_of(rule["state"], "state", ("on", "off"))
    schedule = _object(rule["schedule"], "schedule", ("cron", "zone"))
    match = _CRON.fullmatch(_text(schedule["cron"], "cron"))
    if match is None or not all(int(part) < limit for part, limit in zip(match.groups(), (60, 60, 24), strict=True)):
        raise _invalid("cron is not of every day")
    _one_of(schedule["zone"], "zone", ("UTC",))
    for job in _list(rule["jobs"], "jobs"):
        _check_job(job)


def _check_job(job):
    _object(job, "job", ("kind", "source", "age"), ("filter", "parameters"))
    _one_of(job["kind"], "kind", ("BACKUP", "PURGE"))
    _one_of(job["source"], "source", ("CALL", "SCREEN"))
    age = _object(job["age"], "age", (), ("from", "to"))
    _ages(age.get("from"), age.get("to"), "age", DAY)
    chosen = _object(job.get("filter", {}), "filter", (), ("callTypes", "labels", "attached"))
    if chosen and job["source"] == "SCREEN" and set(chosen) - {"attached"}:
        raise _invalid("filter has what only calls have")
    for name in [one for one in chosen.get("callTypes", "").split(";") if one]:
        _one_of(name, "callTypes", [known.upper() for known in _CALL_TYPES])
    labels = _object(chosen.get("labels", {}), "labels", (), ("with", "without"))
    for side in labels.values():
        for name in _list(side, "labels"):
            _text(name, "label")
    for pair in _list(chosen.get("attached", []), "attached"):
        _text(_object(pair, "attached", ("name", "value"))["name"], "attached.name")
    for pair in _list(job.get("parameters", []), "parameters"):
        _object(pair, "parameter", ("name", "value"))
        _one_of(pair["name"], "parameter", ("location", "executeOnScreenRecroding"))
        if pair["name"] == "location" and (job["kind"] == "PURGE" or not pair["value"].startswith("file://")):
            raise _invalid("location is for the folder of a backup")
        if pair["name"] != "location":
            _one_of(pair["value"], "executeOnScreenRecroding", ("true", "false"))


# Flat: one list of the rules of all locations


def _all(call):
    return call.store.get(_FLAT) or []


def rules(call):
    _speaks(call, "flat")
    require_contact_center(call)
    return 200, {**FORM, "rules": _all(call)}


def create_rule(call):
    with call.store.transaction():
        rule, others = _flat(call, None)
        call.store.put(_FLAT, [*others, {"id": str(uuid.uuid4()), **rule}])
    return int(call.cluster.dialect["created_status"]), dict(FORM)


def update_rule(call):
    with call.store.transaction():
        rule, others = _flat(call, call.match["id"])
        call.store.put(_FLAT, [*others, {"id": call.match["id"], **rule}])
    return 200, dict(FORM)


def delete_rule(call):
    _speaks(call, "flat")
    require_contact_center(call)
    with call.store.transaction():
        call.store.put(_FLAT, _others(call, call.match["id"]))
    return 200, dict(FORM)


def _others(call, identifier):
    others = [one for one in _all(call) if one["id"] != identifier]
    if identifier is not None and len(others) == len(_all(call)):
        raise Refused(404, 6, f"There is no rule {identifier}.")
    return others


def _flat(call, identifier):
    _speaks(call, "flat")
    require_contact_center(call)
    others = _others(call, identifier)
    rule = dict(call.body())
    if rule.pop("id", identifier) != identifier:
        raise _invalid("id is read-only", 11)
    _object(rule, "rule", ("name", "nodePath", "enabled", "time", "repeat", "tasks"), ("note",))
    _text(rule["name"], "name")
    _one_of(rule["enabled"], "enabled", (True, False))
    _one_of(rule["repeat"], "repeat", ("daily",))
    if not _text(rule["nodePath"], "nodePath").startswith("/") or not _TIME.fullmatch(_text(rule["time"], "time")):
        raise _invalid("nodePath or time has another form")
    for task in _list(rule["tasks"], "tasks"):
        _check_task(task)
    _names([one for one in [*others, rule] if one["nodePath"] == rule["nodePath"]], "name")
    return rule, others


def _check_task(task):
    calls = ("callTypes", "includeLabels", "excludeLabels")
    _object(task, "task", ("type", "media", "minAge", "maxAge"), (*calls, "attachedData", "folder", "withScreens"))
    _one_of(task["type"], "type", ("backup", "purge"))
    _one_of(task["media"], "media", ("voice", "screen"))
    _ages(task["minAge"], task["maxAge"], "age", 1)
    if task["media"] == "screen" and any(task.get(name) for name in calls):
        raise _invalid("a screen recording has what only calls have")
    for name in calls:
        for text in _list(task.get(name, []), name):
            _text(text, name)
    for name in task.get("callTypes", []):
        _one_of(name, "callTypes", _CALL_TYPES)
    for value in _object(task.get("attachedData", {}), "attachedData", (), task.get("attachedData", {})).values():
        _text(value, "attachedData")
    if "folder" in task and (task["type"] == "purge" or not _text(task["folder"], "folder").startswith("file://")):
        raise _invalid("folder is for the folder of a backup")
    _one_of(task.get("withScreens", False), "withScreens", (True, False))
