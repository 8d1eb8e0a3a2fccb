# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two small programs of a sheet, for Python 2.7 and 3: curl can neither change JSON nor add to a ledger."""

SET = "gir_set.py"
LEDGER = "gir_ledger.py"

# "gir_set.py FILE": the object in FILE.json with what "changes" says of FILE, as FILE.new and FILE.dbid.
# "gir_set.py FILE check": whether FILE.json has it now. Shows no value, since one may be secret.
SET_TEXT = """\
import json, sys
def load(name):
    return json.loads(open(name, "rb").read().decode("utf-8"))
def one(name):
    try:
        (found,) = load(name + ".json")
        return dict(found, dbid=str(found["dbid"]))
    except (KeyError, TypeError, ValueError):
        sys.exit(name + ": GAX gave not exactly one object. Leave it, and use a GAX console.")
def rows(thing, part):
    thing[part] = thing.get(part) or {}
    return thing[part].setdefault("property", [])
def find(thing, part, section, key):
    return [row for row in rows(thing, part) if (row.get("section"), row.get("key")) == (section, key)]
name, thing, check = sys.argv[1], one(sys.argv[1]), sys.argv[2:]
for part, section, key, value, copy in load("changes")[name]:
    place = part, section, key
    if copy:
        rows_of = find(one(copy), *place) or sys.exit(copy + " has no " + key + ". Use a GAX console.")
        value = rows_of[0]["value"]
    if check:
        good = [row["value"] for row in find(thing, *place)] == [value]
        print("%s %s/%s: %s" % (name, section, key, "as it should be" if good else "DIFFERENT"))
    elif not find(thing, *place):
        rows(thing, part).append({"section": section, "key": key, "value": value})
    for row in find(thing, *place):
        row["value"] = value
open(name + ".new", "w").write(json.dumps(thing))
open(name + ".dbid", "w").write(thing["dbid"])
"""

# "gir_ledger.py OPERATION DATA_CENTER SITE WHO REASON FILE...": the ledgers in these files with one entry more, as
# FILE.new, when they tell one history; nothing otherwise. A host that holds none, or an older part, gets the whole. A
# data center "keep:dc1" stays as it is, dc1 where nothing is recorded.
LEDGER_TEXT = """\
import hashlib, json, sys, time
operation, active, site, who, reason = sys.argv[1:6]
texts = dict((name, open(name, "rb").read().decode("utf-8").strip()) for name in sys.argv[6:])
made = hashlib.sha256(operation.encode("ascii")).hexdigest()[:32]
found = [json.loads(text) for text in texts.values() if text not in ("", "none")]
ledger = max(found or [{"format": 1, "environment": made, "entries": []}], key=lambda one: len(one["entries"]))
for one in found:
    same = ledger["entries"][:len(one["entries"])]
    names = [[entry["operation"] for entry in entries] for entries in (one["entries"], same)]
    states = [entry.get("state") for entry in one["entries"]]
    if one["environment"] != ledger["environment"] or names[0] != names[1] or "intent" in states:
        sys.exit("The ledgers do not tell one history that has ended. Write nothing: a person has to say what is true.")
last = (ledger["entries"] or [{}])[-1]
if active.startswith("keep:"):
    active = last.get("active_datacenter", active[5:])
ledger["entries"].append({"operation": operation, "state": "done", "verb": "by_hand", "rejects": [],
    "parent": last.get("operation"), "parent_epoch": last.get("epoch"), "epoch": last.get("epoch", 0) + 1,
    "active_datacenter": active, "eservices_site": site, "user": who, "reason": reason,
    "recorded_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
for name in sorted(texts):
    if texts[name]:
        open(name + ".new", "w").write(json.dumps(ledger, indent=2))
    print(name + (": ready" if texts[name] else ": the host gave no answer, and is left out"))
print("%s active, eServices site %s, after %s" % (active, site, last.get("operation")))
"""
