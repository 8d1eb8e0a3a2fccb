# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked for of Configuration Server objects: private to this collection, may change at any time."""

import difflib
import json
from typing import Any, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import (
    ANNEX,
    CREATABLE,
    OPTIONS,
    OWNERS,
    TYPES,
    WITH_OPTIONS,
    field_problems,
    field_text,
    is_name,
    is_value,
    option_text,
)

MERGED, REPLACED, ABSENT = "merged", "replaced_sections", "absent"
PRESENT, DELETED = "present", "absent"
PARTS = (OPTIONS, ANNEX)


class Wanted:
    """One object: who it is, what it shall have, and what becomes of the rest.

    `parts`: {part: {section: {key: text, or None}}}; a section that is None means all of it. `create`: whether it is
    made where it is missing; `delete`: whether the object itself shall go.
    """

    def __init__(self, number, entry, create=False):
        self.number = number
        self.type = entry["type"]
        self.name = entry["name"]
        self.owners = {key: str(entry[key]) for key in OWNERS if entry.get(key) not in (None, "")}
        self.state = entry["state"]
        self.create = create
        self.delete = create and self.state == DELETED
        self.mode = MERGED if create else self.state
        self.fields = {name: field_text(value) for name, value in (entry.get("properties") or {}).items()}
        self.parts = {}
        for part in PARTS:
            if entry.get(part) is not None:
                self.parts[part] = _texts(entry[part])

    @property
    def label(self):
        owners = ", ".join("%s %s" % (key, self.owners[key]) for key in sorted(self.owners))
        return "%s %s%s" % (self.type, self.name, " (%s)" % owners if owners else "")

    @property
    def identity(self):
        return (self.type, self.name, tuple(sorted(self.owners.items())))


def _texts(sections):
    return {
        section: None if options is None else {key: option_text(value) for key, value in options.items()}
        for section, options in sections.items()
    }


def problems(entries: Any, create: bool = False, once: bool = True) -> List[str]:
    """Every mistake in the objects of a task, as sentences. `once`: no object may be listed twice."""
    found: List[str] = []
    seen: Dict[Any, int] = {}
    for number, entry in enumerate(entries):
        where = "objects[%d]" % number
        kind = entry["type"]
        if kind not in TYPES:
            close = difflib.get_close_matches(kind, TYPES, n=1, cutoff=0.5)
            hint = " Did you mean %s?" % close[0] if close else " Give a type such as CfgApplication."
            found.append("%s.type is %s, which is no type of the Configuration Server.%s" % (where, kind, hint))
        elif create and entry["state"] == DELETED and kind not in CREATABLE:
            text = "%s.state is absent, but a %s is not deleted here, only %s. Delete it in GAX."
            found.append(text % (where, kind, ", ".join(CREATABLE)))
        if not entry["name"].strip():
            found.append("%s.name is empty; give the name of the object." % where)
        if entry["state"] != ABSENT:
            for option in ("name",) + tuple(sorted(OWNERS)):
                found += _name_problems("%s.%s is" % (where, option), entry.get(option) or "")
        found += _part_problems(where, kind, entry, create)
        if entry.get("properties"):
            found += field_problems("%s.properties" % where, entry["properties"])
        key = (kind, entry["name"], tuple(str(entry.get(owner) or "") for owner in sorted(OWNERS)))
        if once and key in seen:
            found.append(
                "%s repeats objects[%d], %s %s; list each object once." % (where, seen[key], kind, entry["name"])
            )
        seen.setdefault(key, number)
    return found


def _part_problems(where: str, kind: str, entry: Any, create: bool) -> List[str]:
    found = []
    if not create and not any(entry.get(part) for part in PARTS):
        found.append(
            "%s (%s %s) has neither options nor annex; give what shall be in it." % (where, kind, entry["name"])
        )
    if entry.get(OPTIONS) and kind in TYPES and kind not in WITH_OPTIONS:
        text = "%s (%s %s) has options, but only %s have Application Options; give them as annex."
        found.append(text % (where, kind, entry["name"], " and ".join(WITH_OPTIONS)))
    for part in PARTS:
        for section, options in (entry.get(part) or {}).items():
            found += _section_problems("%s.%s" % (where, part), section, options, create, entry["state"])
    return found


def _section_problems(where: str, section: str, options: Any, create: bool, state: str) -> List[str]:
    found = []
    place = "%s.%s" % (where, section)
    if not section.strip():
        found.append("%s has a section without a name." % where)
    if options is None and (create or state != ABSENT):
        found.append("%s is null; give its options, or leave the section out." % place)
    elif options is not None and not isinstance(options, dict):
        found.append("%s is a %s; give options as a dictionary." % (place, type(options).__name__))
    # What an earlier release wrote under such a name can be taken out.
    named = state != ABSENT
    found += _name_problems("%s has the section" % where, section) if named else []
    for key, value in (options if isinstance(options, dict) else {}).items():
        if not str(key).strip():
            found.append("%s has an option without a name." % place)
        found += _name_problems("%s has the option" % place, str(key)) if named else []
        if value is not None and option_text(value) is None:
            text = "%s.%s is a %s; an option is text, a number or a boolean."
            found.append(text % (place, key, type(value).__name__))
        elif named and value is not None and not is_value(str(option_text(value))):
            text = "%s.%s has a control character in its value; only tabs and line breaks can be in one: take it out."
            found.append(text % (place, key))
    return found


def _name_problems(where: str, name: object) -> List[str]:
    if is_name(str(name)):
        return []
    text = "%s %s; a name has no line break and no other control character: correct it."
    return [text % (where, json.dumps(str(name)))]


def problems_of_objects(params: Dict[str, Any]) -> List[str]:
    """What is wrong with the objects that gax_objects is given."""
    return list(problems(params["objects"], create=True))


def problems_of_options(params: Dict[str, Any]) -> List[str]:
    """What is wrong with the objects whose options are given."""
    return list(problems([dict({"state": MERGED}, **entry) for entry in params["objects"]]))
