# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an object and what was asked for to what has to change: private to this collection, may change at any time."""

from typing import Any, Dict, Iterator, List, Set, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._gax.compare import variants
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import (
    OtherCase,
    Unchangeable,
    entries,
    is_text,
    no_text,
    same,
    with_changes,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import INHERITED, OWNERS, name_field
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import ABSENT, REPLACED

FIELDS = "properties"


class Change:
    """One value that has to change. `before` or `after` is None where there is none; a form that is no text is shown
    by its kind."""

    def __init__(self, part, section, key, before, after):
        self.part, self.section, self.key = part, section, key
        self.before, self.after = before, after

    @property
    def path(self):
        return "%s %s/%s" % (self.part, self.section, self.key) if self.section is not None else self.key


class Fault:
    """Why an option, or a whole part (then section and key are None), cannot be compared or changed. `near`: of an
    option that is there under a name of another case, these names, as (section, option or None)."""

    def __init__(self, part: str, section: Any, key: Any, error: Unchangeable, near: Any = ()) -> None:
        self.part, self.section, self.key = part, section, key
        self.error, self.near = error, near


def changes_of(wanted, raw):
    """What has to change in `raw`. Unchangeable when that would replace what is no text, or cannot be read, or add
    what is there under a name of another case."""
    found, faults = examine(wanted, raw)
    for fault in faults:
        if not fault.near:
            raise fault.error
    if faults:
        raise OtherCase(", ".join(str(fault.error) for fault in faults))
    return found


def examine(wanted: Any, raw: Dict[str, Any]) -> Tuple[List[Change], List[Fault]]:
    """What has to change in `raw`, as far as that can be told, and why the rest cannot."""
    found = [
        Change(FIELDS, None, name, raw.get(name), text)
        for name, text in sorted(wanted.fields.items())
        if raw.get(name) != text
    ]
    faults: List[Fault] = []
    readable = []
    for part, sections in wanted.parts.items():
        try:
            held = entries(raw, part)
        except Unchangeable as exc:
            faults.append(Fault(part, None, None, exc))
            continue
        readable.append(part)
        present: Dict[Any, Dict[Any, List[Any]]] = {}
        for entry in held:
            options = present.setdefault(entry.get("section"), {})
            options.setdefault(entry.get("key"), []).append(entry.get("value"))
        for section, options in sections.items():
            found += _section_changes(wanted.mode, part, section, options, present.get(section, {}), faults)
    return found, faults + list(_variants(raw, found, readable))


def _variants(raw: Dict[str, Any], changes: List[Change], parts: List[str]) -> Iterator[Fault]:
    """Options that would be added beside one whose name differs in case only. Of a section that is replaced, what is
    taken out does not count; what else the task adds does."""
    gone = {(change.part, change.section, change.key) for change in changes if change.after is None}
    for part in sorted({change.part for change in changes} & set(parts)):
        left, after = _names(raw, part, gone), _names(raw, part, gone)
        added = [change for change in changes if change.part == part and change.after is not None]
        added = [change for change in added if change.key not in left.get(change.section, ())]
        for change in added:
            after.setdefault(change.section, set()).add(change.key)
        for change in added:
            near = variants(after, change.section, change.key, of_sections=change.section not in left)
            if near:
                names = ["section %s" % one if key is None else "%s/%s" % (one, key) for one, key in near]
                told = "%s %s has the variant %s" % (part, change.path.partition(" ")[2], " and ".join(names))
                yield Fault(part, change.section, change.key, OtherCase(told), near)


def _names(raw: Dict[str, Any], part: str, gone: Any = ()) -> Dict[Any, Set[Any]]:
    """{section: names of its options}, without those that are `gone`."""
    found: Dict[Any, Set[Any]] = {}
    for entry in entries(raw, part):
        names = found.setdefault(entry.get("section"), set())
        if (part, entry.get("section"), entry.get("key")) not in gone:
            names.add(entry.get("key"))
    return found


def left_in_other_case(wanted: Any, raw: Dict[str, Any]) -> List[Tuple[str, str, str]]:
    """Options beside those that were asked for, whose names differ from theirs in case only: a part, section/option as
    asked for and as it is there. They stay as they are."""
    found = []
    for part, sections in wanted.parts.items():
        there = _names(raw, part)
        for section, options in sorted(sections.items()):
            for key in sorted(options or {}):
                named = options[key] is not None or wanted.mode == ABSENT
                near = variants(there, section, key, of_sections=False) if named else []
                near = [one for one in near if one[1] not in (sections.get(one[0]) or {})]
                found += [(part, "%s/%s" % (section, key), "%s/%s" % one) for one in near]
    return found


def _section_changes(mode, part, section, options, present, faults):
    if mode == ABSENT:
        gone = [key for key in present if not options or key in options]
        return [Change(part, section, key, _shown(present[key][-1]), None) for key in gone]
    found = []
    for key, text in options.items():
        values = present.get(key, [])
        if text is None or (values and all(same(value, text) for value in values)):
            continue
        if not all(is_text(value) for value in values):
            faults.append(Fault(part, section, key, no_text(part, section, key)))
            continue
        # With several entries of one name, the one that differs is the one to show.
        before = next((value for value in values if not same(value, text)), None)
        found.append(Change(part, section, key, _shown(before), text))
    if mode == REPLACED:
        kept = {key for key, text in options.items() if text is not None}
        for key in present:
            if key not in kept:
                if not all(is_text(value) for value in present[key]):
                    faults.append(Fault(part, section, key, no_text(part, section, key)))
                    continue
                found.append(Change(part, section, key, _shown(present[key][-1]), None))
    return found


def _shown(value):
    return value if value is None or isinstance(value, str) else str(value) if is_text(value) else "<no text>"


def changed(raw, changes):
    """The whole object with the changes in it."""
    result = raw
    for part in sorted({change.part for change in changes}):
        of_part = [change for change in changes if change.part == part]
        if part == FIELDS:
            result = dict(result, **{change.key: change.after for change in of_part})
        else:
            result = with_changes(result, part, {(c.section, c.key): c.after for c in of_part})
    return result


def holds(raw, changes):
    """Whether the object has what the changes were to bring about."""
    for change in changes:
        if change.part == FIELDS:
            if raw.get(change.key) != change.after:
                return False
            continue
        values = [
            entry.get("value")
            for entry in entries(raw, change.part)
            if (entry.get("section"), entry.get("key")) == (change.section, change.key)
        ]
        if change.after is None and values:
            return False
        if change.after is not None and not (values and all(same(value, change.after) for value in values)):
            return False
    return True


def new_object(wanted, owners, folder):
    """The object to create. `owners`: {option: dbid}; `folder`: the folder that it shall lie in."""
    raw = {"type": wanted.type, name_field(wanted.type): wanted.name, "state": "CFGEnabled"}
    for field in INHERITED.get(wanted.type, ()):
        if folder.get(field) not in (None, ""):
            raw[field] = folder[field]
    raw.update({OWNERS[owner][0]: dbid for owner, dbid in owners.items()})
    blank = dict(raw)
    changes = changes_of(wanted, blank)
    return changed(raw, changes), changes
