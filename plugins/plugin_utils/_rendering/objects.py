# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Configuration Server objects as files: the classic [section] option=value form, CSV and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Literal, TypedDict

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._gax.files import (
    cfg_holds_option,
    cfg_holds_section,
    cfg_holds_value,
    to_csv,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import WITH_OPTIONS
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import Mask, Plain
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import scalar
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.spec import read_entries_of, show

Sections = dict[str, dict[str, str]]
Owner = Literal["folder", "tenant", "switch"]
Part = Literal["options", "annex"]

_TYPE = re.compile(r"^Cfg[A-Za-z]+$")
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._@+-]")
_OWNERS: tuple[Owner, ...] = ("folder", "tenant", "switch")
_PARTS: tuple[Part, ...] = ("options", "annex")
_KEYS = ("type", "name", *_OWNERS, *_PARTS)


class _Named(TypedDict):
    type: str
    name: str


class Thing(_Named, total=False):
    """An object: its owners and its options as far as they are given."""

    folder: str
    tenant: str
    switch: str
    options: Sections
    annex: Sections


def read_objects(args: dict[str, Plain], problems: Problems) -> list[Thing]:
    """Checked objects: every value is text, null values are gone."""
    objects: list[Thing] = []
    for label, entry in read_entries_of(args, "objects", "name", problems):
        for key in entry:
            if key not in _KEYS:
                problems.add("%s: %s is unknown: use %s" % (label, show(key), ", ".join(_KEYS)))
        kind, name = entry.get("type"), entry.get("name")
        if not isinstance(kind, str) or not _TYPE.match(kind):
            problems.add("%s: type is %s: give the object type, such as CfgApplication" % (label, show(kind)))
            continue
        if not isinstance(name, str) or not name.strip():
            problems.add("%s: name is %s: give the name of the object" % (label, show(name)))
            continue
        checked: Thing = {"type": kind, "name": name}
        for owner in _OWNERS:
            if entry.get(owner) is None:
                continue
            if not isinstance(entry[owner], (str, int)) or isinstance(entry[owner], bool):
                problems.add("%s: %s is %s: give its name" % (label, owner, show(entry[owner])))
            checked[owner] = str(entry[owner])
        for part in _PARTS:
            if entry.get(part) is not None:
                checked[part] = _sections("%s: %s" % (label, part), entry[part], problems)
        objects.append(checked)
    return objects


def _sections(label: str, sections: Plain, problems: Problems) -> Sections:
    if not isinstance(sections, dict):
        problems.add("%s is %s: give sections, each with options" % (label, show(sections)))
        return {}
    checked: Sections = {}
    for section, options in sections.items():
        if options is None:
            continue
        if not isinstance(options, dict):
            problems.add("%s: section %s is %s: give options" % (label, section, show(options)))
            continue
        checked[str(section)] = {}
        for option, value in options.items():
            if value is None:
                continue
            try:
                checked[str(section)][str(option)] = scalar("%s/%s" % (section, option), value)
            except Refusal as error:
                problems.add("%s: %s" % (label, error))
    return checked


def object_files(objects: list[Thing], problems: Problems, mask: Mask | None) -> dict[str, str]:
    """Relative path to text for all objects, masked when `mask` is given."""
    files: dict[str, str] = {}
    owners: dict[str, str] = {}
    for thing in objects:
        for path, text in _files_of(thing if mask is None else _masked(thing, mask)):
            who = "%s %s" % (thing["type"], thing["name"])
            # File systems of those who receive the files may not tell upper from lower case.
            other = owners.setdefault(path.lower(), who)
            if path.lower() in {p.lower() for p in files}:
                what = "is given twice" if other == who else "and %s would be the same file %s" % (other, path)
                problems.add("object %s %s: rename or remove one of them" % (who, what))
                continue
            files[path] = text
    return files


def _masked(thing: Thing, mask: Mask) -> Thing:
    masked = thing.copy()
    for part in _PARTS:
        if part in masked:
            masked[part] = mask.data(masked[part])
    return masked


def _files_of(thing: Thing) -> Iterator[tuple[str, str]]:
    # The number of a DN is its own on one switch only.
    name = "%s on %s" % (thing["name"], thing["switch"]) if "switch" in thing else thing["name"]
    base = "%s/%s" % (thing["type"], file_name(name))
    parts = [part for part in _PARTS if thing.get(part)]
    suffix = ""
    for part in parts:
        # An import file holds options or annex, never both; whoever imports a file without "annex" imports options,
        # where the object has both.
        suffix = "_annex" if part == "annex" and thing["type"] in WITH_OPTIONS else ""
        yield base + suffix + ".cfg", to_cfg(thing, part, base + suffix + ".csv")
        yield base + suffix + ".csv", to_csv(thing[part])
    # One role may give the options of an Application, and another one its annex.
    base += suffix if len(parts) == 1 else ""
    yield base + ".json", json.dumps(thing, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def file_name(name: str) -> str:
    """A file name that every file system takes."""
    safe = _UNSAFE.sub("_", name).strip(" ")
    return "_" + safe if safe.startswith(".") or not safe else safe


def to_cfg(thing: Thing, part: Part, whole: str) -> str:
    """Sections and options in a stable order. What this form cannot hold is named, and stands in the CSV file."""
    what = "Application Options" if part == "options" else "Annex"
    lines = ["# %s of %s %s. Managed by Ansible (gir.multidc)." % (what, thing["type"], _one_line(thing["name"]))]
    for section in sorted(thing[part]):
        held = cfg_holds_section(section)
        if held:
            lines += ["", "[%s]" % section]
        else:
            # Under the section before, its options would be options of that one.
            lines += ["", "# Section %s cannot be written in this form: see %s" % (_shown(section), whole)]
        for option in sorted(thing[part][section]):
            value = thing[part][section][option]
            if held and cfg_holds_option(option) and cfg_holds_value(value):
                lines.append("%s=%s" % (option, value))
            else:
                lines.append("# %s cannot be written in this form: see %s" % (_shown(option), whole))
    return "\n".join(lines) + "\n"


def _shown(name: str) -> str:
    """A name in one line; in quotes where it would not be seen as it is."""
    return name if cfg_holds_option(name) else '"%s"' % _one_line(name)


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
