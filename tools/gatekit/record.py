# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of what was tested on what: the last outcome of each gate, kept in tests/tested.json."""

import json
import re
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from gatekit import venvs
from gatekit.workshop import CACHE, ROOT

RECORD = ROOT / "tests" / "tested.json"
LONGEST_REASON = 200


def parts_not_run(log):
    """What the log of a gate names as not run although the gate went on."""
    return sorted(set(re.findall(r"^NOT RUN: (.+)$", log, re.MULTILINE)))


def neutral(text):
    """The first line of a reason, without paths of this very machine."""
    line = text.splitlines()[0][:LONGEST_REASON] if text else ""
    places = {str(ROOT): ".", str(Path.home()): "~"}
    for place in sorted(places, key=len, reverse=True):  # one may be below the other
        line = line.replace(place, places[place])
    return line


def revision():
    """The commit that was tested, with a + when the work tree differs from it."""
    command = ["git", "-C", str(ROOT)]
    head = subprocess.run([*command, "rev-parse", "--short=10", "HEAD"], stdout=subprocess.PIPE, text=True, check=True)
    changed = subprocess.run([*command, "status", "--porcelain"], stdout=subprocess.PIPE, text=True, check=True)
    others = [line for line in changed.stdout.splitlines() if not line.endswith(str(RECORD.relative_to(ROOT)))]
    return head.stdout.strip() + ("+" if others else "")


def environment(name):
    """Versions in one of the gates' virtual environments."""
    directory = CACHE / "venvs" / name
    found = {"python": venvs.version(directory, 3)}
    for path in directory.glob("lib/python*/site-packages/ansible_core-*.dist-info"):
        found["ansible_core"] = path.name.split("-")[1].removesuffix(".dist")
    return found


def entry(outcome, facts, log, commit):
    """What is kept of one gate; empty values are left out."""
    kept = {
        "outcome": outcome.state,
        "reason": neutral(outcome.reason),
        "parts_not_run": [neutral(part) for part in parts_not_run(log)],
        "seconds": round(outcome.seconds),
        "date": datetime.now(timezone.utc).date().isoformat(),
        "revision": commit,
        **(environment(facts["venv"]) if "venv" in facts else {}),
        "managed_pythons": facts.get("managed_pythons", []),
        "laboratory": facts.get("laboratory", {}),
    }
    return {key: value for key, value in kept.items() if value not in ("", [], {})}


def load(path=RECORD):
    """Gate -> what was kept of its last recorded run."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def merge(outcomes, shop, gates, path=RECORD):
    """Put outcomes into the record, whatever they are; a gate that is no more goes out of it."""
    commit = revision()
    kept = load(path)
    for outcome in outcomes:
        kept[outcome.gate] = entry(outcome, shop.facts.get(outcome.gate, {}), shop.output(outcome.gate), commit)
    names = {gate.name for gate in gates}
    text = json.dumps({name: kept[name] for name in kept if name in names}, indent=1, sort_keys=True)
    new = path.with_suffix(".new")
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(path)
