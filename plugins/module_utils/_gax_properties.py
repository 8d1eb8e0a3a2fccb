# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options inside of an object as GAX shows it: private to this collection, may change at any time.

A part (Application Options, or annex) is a flat list of entries with section, key and value. What nobody asked to
change stays the very entry that was read, in its place: also a value that is no text, and a field that we do not know.
"""

from ansible_collections.gir.multidc.plugins.module_utils._gax_schema import PART_FIELDS


class NotText(ValueError):
    """An option holds something that cannot be replaced by text without harm."""


def entries(raw, part):
    """The list of a part; empty where GAX shows none."""
    holder = raw.get(PART_FIELDS[part])
    found = holder.get("property") if isinstance(holder, dict) else None
    if isinstance(found, dict):
        # A converter from XML shows a list of one as its only member.
        found = [found]
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def sections(raw, part):
    """{section: {key: value}} of a part, with values as they were read."""
    found = {}
    for entry in entries(raw, part):
        found.setdefault(entry.get("section"), {})[entry.get("key")] = entry.get("value")
    return found


def is_text(value):
    """Whether a value is text or a number; anything else is binary or a form that we do not know."""
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def same(value, text):
    return is_text(value) and str(value) == text


def with_changes(raw, part, changes):
    """A copy of the object whose part has `changes`: {(section, key): text, or None to remove it}.

    An option that is there keeps its place and the type of its value; a new one is put after the last of its section.
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
        kept.append(entry if same(entry.get("value"), wanted) else dict(entry, value=_typed(entry, wanted)))
    for (section, key), text in left.items():
        if text is None:
            continue
        last = max((number for number, entry in enumerate(kept) if entry.get("section") == section), default=None)
        entry = {"section": section, "key": key, "value": text}
        kept.insert(len(kept) if last is None else last + 1, entry)
    field = PART_FIELDS[part]
    holder = raw.get(field) if isinstance(raw.get(field), dict) else {}
    return dict(raw, **{field: dict(holder, property=kept)})


def _typed(entry, text):
    value = entry.get("value")
    if not is_text(value):
        raise NotText("%s/%s" % (entry.get("section"), entry.get("key")))
    if isinstance(value, int):
        try:
            return int(text)
        except ValueError:
            return text
    return text
