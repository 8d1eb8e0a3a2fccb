# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live objects in the form that the modules take: private to this collection, may change at any time."""

from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._gax.lookup import Lookup
from ansible_collections.gir.multidc.plugins.module_utils._gax.plan import FIELDS
from ansible_collections.gir.multidc.plugins.module_utils._gax.properties import Unchangeable, entries, is_text
from ansible_collections.gir.multidc.plugins.module_utils._gax.schema import (
    OWNERS,
    PART_FIELDS,
    RESERVED,
    TYPES,
    name_of,
)
from ansible_collections.gir.multidc.plugins.module_utils._gax.wanted import Wanted


def problems(params):
    """Every mistake in what is to be read, as sentences."""
    found = []
    for number, entry in enumerate(params["objects"]):
        if entry["type"] not in TYPES:
            text = (
                "objects[%d].type is %s, which is no type of the Configuration Server. Give one such as CfgApplication."
            )
            found.append(text % (number, entry["type"]))
        if entry["name"] is not None and not entry["name"].strip():
            found.append("objects[%d].name is empty; leave it out to read all objects of the type." % number)
    return found


def read_objects(this):
    """The module's result."""
    lookup = Lookup(this.client)
    found, missing = [], []
    for number, entry in enumerate(this.params["objects"]):
        if entry["name"] is None:
            wanted = Wanted(number, dict(entry, name="", state="merged"))
            owners = {option: lookup.owner(wanted.label, option, value) for option, value in wanted.owners.items()}
            found += [item for item in lookup.all(entry["type"]) if lookup.is_owned(item, owners)]
            continue
        wanted = Wanted(number, dict(entry, state="merged"), create=True)
        item, known = lookup.find(wanted)
        if item is not None:
            found.append(item)
        elif not known:
            missing.append(wanted.label)
    redactor = Redactor(this.params["secret_keys"])
    return {
        "changed": False,
        "objects": [exported(lookup, item, None if this.params["secrets"] else redactor) for item in _once(found)],
        "missing": missing,
        "problems": lookup.problems,
        "failure": " ".join(lookup.problems) or None,
    }


def _once(items):
    seen = {}
    for item in items:
        seen.setdefault((item.get("type"), item["dbid"]), item)
    return list(seen.values())


def exported(lookup, raw, redactor):
    """One object; its secrets are masked when there is a redactor."""
    shown = {"type": raw["type"], "name": name_of(raw), "dbid": str(raw["dbid"])}
    shown.update({option: _owner(lookup, raw, option) for option in sorted(OWNERS)})
    fields = {
        name: value for name, value in raw.items() if isinstance(value, str) and name not in RESERVED and value != ""
    }
    shown[FIELDS] = fields if redactor is None else redactor.data(fields)
    shown["not_text"] = []
    for part, field in PART_FIELDS.items():
        if field not in raw:
            continue
        sections = {}
        try:
            held = entries(raw, part)
        except Unchangeable:
            shown["not_text"].append(part)
            continue
        for entry in held:
            section, key, value = (entry.get(name) for name in ("section", "key", "value"))
            if is_text(value):
                sections.setdefault(section, {})[key] = value
            else:
                shown["not_text"].append("%s %s/%s" % (part, section, key))
        shown[part] = sections if redactor is None else _masked(redactor, sections)
    return shown


def _masked(redactor, sections):
    """Sections without secrets, whatever a section is called."""
    return {section: redactor.data(options) for section, options in sections.items()}


def _owner(lookup, raw, option):
    """The tenant or switch by name, the folder by its path; None where the object has none, a dbid that nobody has."""
    field, kind = OWNERS[option]
    dbid = raw.get(field)
    if dbid in (None, "", "0"):
        return None
    lookup.all(kind)
    owner = lookup.one(kind, dbid)
    if owner is None:
        return str(dbid)
    return "/" + "/".join(lookup.path_of(owner)) if kind == "CfgFolder" else name_of(owner)
