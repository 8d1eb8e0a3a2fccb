# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options inside of an object as GAX shows it: private to this collection, may change at any time.

A part (Application Options, or annex) is a flat list of entries with section, key and value. What nobody asked to
change stays the very entry that was read, in its place: also a value that is no text, and a field that we do not know.
"""

from typing import Any, Iterable, Iterator

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import PART_FIELDS


class Unchangeable(ValueError):
    """An object holds what cannot be kept, or replaced by text, without harm; the message is the end of a sentence."""

    remedy = "it cannot be changed here: change it in GAX"


class OtherCase(Unchangeable):
    """An option is there under a name of another case, and nobody can see that the two are not one."""

    remedy = "names are case-sensitive: give the name as it is there, or take that one out first (state absent)"


def no_text(part, section, key):
    return Unchangeable("%s %s/%s holds a value that is no text (binary or a list)" % (part, section, key))


def entries(raw, part):
    """The list of a part; empty where GAX shows none. Unchangeable where it has a form that nobody has seen yet: a
    guess might lose what is in it."""
    holder = raw.get(PART_FIELDS[part])
    if not holder:
        return []
    found = holder.get("property", holder) if isinstance(holder, dict) else holder
    if isinstance(found, dict) and found is not holder:
        # A converter from XML shows a list of one as its only member.
        found = [found]
    if found is holder or not all(isinstance(entry, dict) for entry in found or ()):
        raise Unchangeable("its %s has a form that is not known" % part)
    return found or []


def sections(raw, part):
    """{section: {key: value}} of a part, with values as they were read."""
    found = {}
    for entry in entries(raw, part):
        found.setdefault(entry.get("section"), {})[entry.get("key")] = entry.get("value")
    return found


def secrets_in(objects: Iterable[Any], redactor: Any) -> Iterator[str]:
    """What is secret in objects that were read."""
    for raw in objects:
        for part in PART_FIELDS:
            try:
                held = entries(raw, part)
            except SURPRISES:
                continue
            for entry in held:
                yield from redactor.secrets({str(entry.get("key")): entry.get("value")})


def is_text(value):
    """Whether a value is text or a number; anything else is binary or a form that we do not know."""
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def same(value, text):
    return is_text(value) and str(value) == text


def with_changes(raw, part, changes):
    """A copy of the object whose part has `changes`: {(section, key): text, or None to remove it}.

    An option that is there keeps its place; a new one is put after the last of its section. What is written is text,
    also where a number was.
    """
    left, kept = dict(changes), []
    for entry in entries(raw, part):
        place = (entry.get("section"), entry.get("key"))
        if place not in changes:
            kept.append(entry)
            continue
        wanted = changes[place]
        left.pop(place, None)
        if wanted is None:
            continue
        if not is_text(entry.get("value")):
            raise no_text(part, *place)
        kept.append(entry if same(entry.get("value"), wanted) else dict(entry, value=wanted))
    for (section, key), text in left.items():
        if text is None:
            continue
        last = max((number for number, entry in enumerate(kept) if entry.get("section") == section), default=None)
        entry = {"section": section, "key": key, "value": text}
        kept.insert(len(kept) if last is None else last + 1, entry)
    field = PART_FIELDS[part]
    holder = raw.get(field) if isinstance(raw.get(field), dict) else {}
    return dict(raw, **{field: dict(holder, property=kept)})
