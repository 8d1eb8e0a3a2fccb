# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media lifecycle rules in one form, from and to the JSON of a template: private to this collection, may change.

A rule is a dictionary with name, enabled, at and tasks, as the map has them. Call types that are all of them count as
none given, because both mean every call.
"""

import copy
import json
from typing import Any, Dict, List, NamedTuple, Optional

from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_fields as fields
from ansible_collections.gir.multidc.plugins.module_utils._rws import lifecycle_paths as paths
from ansible_collections.gir.multidc.plugins.module_utils._rws.lifecycle_template import Template

TASK = {
    "type": {"type": "str", "choices": list(fields.TYPES), "default": "backup"},
    "media": {"type": "str", "choices": list(fields.MEDIA), "required": True},
    "call_types": {"type": "list", "elements": "str", "choices": list(fields.CALL_TYPES), "default": []},
    "include_labels": {"type": "list", "elements": "str", "default": []},
    "exclude_labels": {"type": "list", "elements": "str", "default": []},
    "min_age_days": {"type": "int"},
    "max_age_days": {"type": "int"},
    "attached_data": {"type": "dict", "default": {}},
    "backup_folder": {"type": "str"},
    "include_screen_recordings": {"type": "bool", "default": False},
}
RULE = {
    "name": {"type": "str", "required": True},
    "enabled": {"type": "bool", "default": False},
    "at": {"type": "str", "default": "00:00:00"},
    "tasks": {"type": "list", "elements": "dict", "required": True, "options": TASK},
}
LOCATIONS = {
    "type": "list",
    "elements": "dict",
    "required": True,
    "options": {
        "location": {"type": "str", "required": True},
        "rules": {"type": "list", "elements": "dict", "default": [], "options": RULE},
        "absent": {"type": "list", "elements": "str", "default": []},
    },
}
# One rule as RWS shows it: `rule` is None where it cannot be read, and then `reasons` say why.
Stored = NamedTuple(
    "Stored", [("raw", Dict[str, Any]), ("name", Optional[str]), ("rule", Optional[Dict[str, Any]]),
               ("reasons", List[str])],
)  # fmt: skip


def normal(rule: Dict[str, Any]) -> Dict[str, Any]:
    """A rule as it is compared."""
    return {
        "name": rule["name"],
        "enabled": rule["enabled"],
        "at": rule["at"],
        "tasks": [_normal_task(task) for task in rule["tasks"]],
    }


def _normal_task(task: Dict[str, Any]) -> Dict[str, Any]:
    given = set(task.get("call_types") or [])
    attached = task.get("attached_data") or {}
    return {
        "type": task["type"],
        "media": task["media"],
        "call_types": [] if given == set(fields.CALL_TYPES) else [one for one in fields.CALL_TYPES if one in given],
        "include_labels": sorted(set(task.get("include_labels") or [])),
        "exclude_labels": sorted(set(task.get("exclude_labels") or [])),
        "min_age_days": task.get("min_age_days"),
        "max_age_days": task.get("max_age_days"),
        "attached_data": {str(key): str(attached[key]) for key in attached},
        "backup_folder": task.get("backup_folder") or None,
        "include_screen_recordings": bool(task.get("include_screen_recordings")),
    }


def is_purge(rule: Dict[str, Any]) -> bool:
    """Whether a rule deletes recordings."""
    return any(task["type"] == "purge" for task in rule["tasks"])


# -- from RWS ----------------------------------------------------------------------------------------------------------


def stored(template: Template, raw: Dict[str, Any]) -> Stored:
    """A rule of RWS in our form."""
    reasons: List[str] = []
    found = _read(template.rule, raw, reasons, "")
    tasks, listed = [], found.pop("tasks", [])
    if not isinstance(listed, list) or not all(isinstance(task, dict) for task in listed):
        reasons.append("tasks (%s) is no list of objects" % template.rule["tasks"].mapping["path"])
        listed = []
    for number, task in enumerate(listed):
        tasks.append(_read(template.task, task, reasons, "tasks[%d]." % number))
    name = found.get("name")
    if reasons:
        return Stored(raw, name, None, reasons)
    return Stored(raw, name, normal(dict(found, tasks=tasks)), [])


def _read(mapped: Dict[str, fields.Field], raw: Dict[str, Any], reasons: List[str], where: str) -> Dict[str, Any]:
    found = {}
    for name in sorted(mapped):
        try:
            if mapped[name].kind == fields.TASKS:
                value = paths.get(raw, mapped[name].path)
                found[name] = [] if value is None or isinstance(value, paths.Missing) else value
            else:
                found[name] = mapped[name].read(raw)
        except fields.Unreadable as exc:
            reasons.append("%s%s" % (where, exc))
    return found


# -- to RWS ------------------------------------------------------------------------------------------------------------


def written(template: Template, rule: Dict[str, Any], location: str, before: Optional[Stored]) -> Dict[str, Any]:
    """The JSON of a rule. What RWS shows besides, and no template explains, is sent back as it is."""
    raw: Dict[str, Any] = before.raw if before is not None else {}
    listed = paths.get(raw, template.rule["tasks"].path)
    known = before.rule["tasks"] if before is not None and before.rule is not None else []
    raw = sendable(template, raw)
    for path, value in template.rule_constants:
        paths.put(raw, path, copy.deepcopy(value))
    for name in ("name", "enabled", "at"):
        template.rule[name].write(raw, rule[name])
    if "location" in template.rule and isinstance(paths.get(raw, template.rule["location"].path), paths.Missing):
        template.rule["location"].write(raw, location)
    tasks = []
    for number, task in enumerate(rule["tasks"]):
        alike = number < len(known) and all(known[number][key] == task[key] for key in ("type", "media"))
        tasks.append(_written_task(template, task, listed[number] if alike else {}))
    paths.put(raw, template.rule["tasks"].path, tasks)
    return raw


def sendable(template: Template, raw: Dict[str, Any]) -> Dict[str, Any]:
    """A rule of RWS without what only RWS writes."""
    raw = copy.deepcopy(raw)
    for path in template.read_only:
        paths.remove(raw, path)
    return raw


def _written_task(template: Template, task: Dict[str, Any], before: Dict[str, Any]) -> Dict[str, Any]:
    raw = copy.deepcopy(before)
    for path, value in template.task_constants:
        paths.put(raw, path, copy.deepcopy(value))
    for name in sorted(template.task):
        template.task[name].write(raw, task[name])
    return raw


# -- comparing ---------------------------------------------------------------------------------------------------------


def differences(template: Template, rule: Dict[str, Any], before: Stored) -> List[str]:
    """Where a rule of RWS, which can be read, is not the desired one."""
    known: Any = before.rule
    found = [name for name in ("enabled", "at") if rule[name] != known[name]]
    if len(rule["tasks"]) != len(known["tasks"]):
        return found + _constants(template.rule_constants, before.raw, "") + ["tasks"]
    for number, task in enumerate(rule["tasks"]):
        seen = known["tasks"][number]
        found += ["tasks[%d].%s" % (number, name) for name in sorted(task) if task[name] != seen[name]]
    return found + other_constants(template, before)


def other_constants(template: Template, before: Stored) -> List[str]:
    """Where a rule of RWS, which can be read, has another value than every rule and task has to have."""
    known: Any = before.rule
    found = _constants(template.rule_constants, before.raw, "")
    listed = paths.get(before.raw, template.rule["tasks"].path)
    for number in range(len(known["tasks"])):
        found += _constants(template.task_constants, listed[number], "tasks[%d]." % number)
    return found


def _constants(constants: Any, raw: Dict[str, Any], where: str) -> List[str]:
    found = []
    for path, value in constants:
        actual = paths.get(raw, path)
        same = not isinstance(actual, paths.Missing) and json.dumps(actual, sort_keys=True) == json.dumps(
            value, sort_keys=True
        )
        if not same:
            found.append(where + ".".join(step.name for step in path))
    return found


def unseen(template: Template) -> List[str]:
    """The fields of tasks that the template does not map, so that nobody can tell what RWS has there."""
    return [name for name in fields.TASK_FIELDS if name not in template.task]


# -- judging -----------------------------------------------------------------------------------------------------------


def problems(params: Dict[str, Any], template: Optional[Template]) -> List[str]:
    """Every mistake in the locations of a task, as sentences."""
    found: List[str] = []
    seen = set()
    for place in params["locations"]:
        location = place["location"]
        if not location.startswith("/") or location.rstrip("/") != location:
            found.append("The location '%s' is no node path such as /US/NY; correct it." % location)
        if location in seen:
            found.append("The location %s is given twice; list each once." % location)
        seen.add(location)
        names = [rule["name"] for rule in place["rules"] or []]
        for name in sorted({name for name in names if names.count(name) > 1 or not name.strip()}):
            found.append("%s: the rule name '%s' is empty or given twice; give each its own." % (location, name))
        for name in sorted(set(names) & set(place["absent"] or [])):
            found.append("%s: rule %s is in rules and in absent; decide for one." % (location, name))
        for rule in place["rules"] or []:
            found += ["%s, rule %s: %s" % (location, rule["name"], said) for said in _of_rule(rule, template)]
    return found


def _of_rule(rule: Dict[str, Any], template: Optional[Template]) -> List[str]:
    found = []
    if not fields.TIME.match(rule["at"]):
        found.append("at is '%s'; write hours, minutes and seconds, as \"01:00:00\"." % rule["at"])
    elif template is not None and not rule["at"].endswith(":00") and not template.rule["at"].has_seconds:
        found.append("at is '%s', and the template's format has no seconds; use whole minutes." % rule["at"])
    for number, task in enumerate(rule["tasks"]):
        found += ["tasks[%d].%s" % (number, said) for said in _of_task(task, template)]
    return found


def _of_task(task: Dict[str, Any], template: Optional[Template]) -> List[str]:
    low, high = task["min_age_days"], task["max_age_days"]
    found = ["%s is negative; give days." % name for name in ("min_age_days", "max_age_days") if (task[name] or 0) < 0]
    if low is not None and high is not None and low >= high:
        found.append("max_age_days is %d, but min_age_days is %d; give a larger one." % (high, low))
    if template is None:
        return found
    nothing = _normal_task({"type": task["type"], "media": task["media"]})
    given = _normal_task(task)
    for name in unseen(template):
        if given[name] != nothing[name]:
            text = "%s is given, but the template has no path for it; add template.task.fields.%s."
            found.append(text % (name, name))
    values = template.task["call_types"].values if "call_types" in template.task else {}
    unknown = [one for one in given["call_types"] if values and one not in values]
    if unknown:
        found.append("call_types has %s, for which the template has no value; add it." % ", ".join(unknown))
    return found
