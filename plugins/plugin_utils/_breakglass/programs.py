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

# "gir_ledger.py FILE OPERATION DATA_CENTER SITE WHO REASON": the ledger in FILE with one entry more, as FILE.new. A
# data center "keep:dc1" stays as it is, dc1 where nothing is recorded. The environment of a first ledger follows from
# the operation, so that it is the same on every host.
LEDGER_TEXT = """\
import hashlib, json, sys, time
path, operation, active, site, who, reason = sys.argv[1:]
text = open(path, "rb").read().decode("utf-8").strip()
if not text:
    sys.exit(path + ": the host gave no answer. Leave it out, and note that.")
made = hashlib.sha256(operation.encode("ascii")).hexdigest()[:32]
ledger = {"format": 1, "environment": made, "entries": []} if text == "none" else json.loads(text)
if any(entry.get("state") == "intent" for entry in ledger["entries"]):
    sys.exit(path + ": an operation in it has not ended. Write nothing; a person has to say what is true.")
last = (ledger["entries"] or [{}])[-1]
if active.startswith("keep:"):
    active = last.get("active_datacenter", active[5:])
ledger["entries"].append({"operation": operation, "state": "done", "verb": "by_hand", "rejects": [],
    "parent": last.get("operation"), "parent_epoch": last.get("epoch"), "epoch": last.get("epoch", 0) + 1,
    "active_datacenter": active, "eservices_site": site, "user": who, "reason": reason,
    "recorded_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())})
open(path + ".new", "w").write(json.dumps(ledger, indent=2))
print("%s: %s active, eServices site %s, after %s" % (path, active, site, last.get("operation")))
"""
