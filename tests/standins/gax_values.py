# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GAX makes of what it is sent: a shape says what fits, and all values are text in the end.

A shape is a kind of value, {name: shape} for an object, or [shape] for a list. Public clients send typed objects, so
what is not set comes as an empty string, as null or as a list that is null; and numbers where GAX itself shows text.
"""

import re


class Malformed(ValueError):
    """The Configuration Server does not take this; the sentence says why."""


class Kind:
    """``problem(text)``: what is wrong with a text, or None. What is ``optional`` may be empty, which says nothing."""

    def __init__(self, problem, optional=True):
        self.problem = problem
        self.optional = optional


def one_of(*values):
    known = ", ".join(values)
    return Kind(lambda text: None if text in values else f"is {text}, which is none of {known}")


def _in_form(pattern, meaning):
    return Kind(lambda text: None if re.fullmatch(pattern, text) else f"is {text}, not {meaning}")


class Whole(dict):
    """The shape of an entry that has to have all of its members."""


TEXT = Kind(lambda _text: None, optional=False)
NUMBER = _in_form(r"[0-9]+", "a number in digits")
FLAG = _in_form("CFGTrue|CFGFalse", "CFGTrue or CFGFalse")
# An enumeration whose values nobody has listed: only their form is known.
ENUM = _in_form(r"CFG[A-Za-z0-9]+", "the name of a PSDK value")
# Something that nobody has seen filled.
ANYTHING = None

_ABSENT = object()


class Reader:
    """``strict``: only text is taken, and only lists that are lists."""

    def __init__(self, strict):
        self._strict = strict

    def kept(self, shape, thing, stored):
        """The object as it is kept. What ``stored`` has already is taken back as it was, whatever it is."""
        unknown = sorted(set(thing) - set(shape) - set(stored))
        if unknown:
            raise Malformed(f"{thing.get('type')} has no field {', '.join(unknown)}")
        return self._members({name: shape.get(name, TEXT) for name in thing}, thing, stored, "")

    def _members(self, shape, thing, stored, where):
        found = {name: self._part(shape[name], thing[name], where + name, stored.get(name, _ABSENT)) for name in thing}
        return {name: value for name, value in found.items() if value is not _ABSENT}

    def _part(self, shape, value, where, stored):
        if shape is ANYTHING or value == stored:
            return value
        if isinstance(shape, Kind):
            return self._text(shape, value, where)
        if value is None and not self._strict:
            value = [] if isinstance(shape, list) else {}
        if isinstance(shape, list):
            return self._list(shape[0], value, where, stored)
        return self._holder(shape, value, where, stored if isinstance(stored, dict) else {})

    def _text(self, kind, value, where):
        if not self._strict:
            if value is None or (value == "" and kind.optional):
                return _ABSENT
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                value = str(value)
        if not isinstance(value, str):
            raise Malformed(f"{where} is {value!r}, not a string")
        problem = kind.problem(value)
        if problem:
            raise Malformed(f"{where} {problem}")
        return value

    def _holder(self, shape, value, where, stored):
        """An object around a list, as a converter from XML writes it: {"property": [...]}."""
        if not isinstance(value, dict) or set(value) - set(shape):
            raise Malformed(f"{where} holds {' and '.join(shape)}, and nothing else")
        lists = {name: [] for name, part in shape.items() if isinstance(part, list)}
        return self._members(shape, {**lists, **value}, stored, where + ".")

    def _list(self, shape, value, where, stored):
        if not isinstance(value, list):
            raise Malformed(f"{where} is no list")
        known = stored if isinstance(stored, list) else [stored]
        return [entry if shape is ANYTHING or entry in known else self._entry(shape, entry, where) for entry in value]

    def _entry(self, shape, entry, where):
        if not isinstance(entry, dict) or set(entry) - set(shape):
            shown = ", ".join(sorted(set(entry) - set(shape))) if isinstance(entry, dict) else repr(entry)
            raise Malformed(f"{where}: an entry has {', '.join(shape)}, not {shown}")
        found = self._members(shape, entry, {}, where + ".")
        if isinstance(shape, Whole) and len(found) < len(shape):
            raise Malformed(f"{where}: an entry has {', '.join(shape)}, all of them")
        return found
