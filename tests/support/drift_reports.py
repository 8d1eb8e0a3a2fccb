# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of drift of any size, as the engine makes them, for tests of what is written of them."""

import random
from collections import Counter

from ansible_collections.gir.multidc.plugins.plugin_utils._drift.catalogue import kind_of
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import SEVERITIES, Finding, Repair

COMPONENTS = ("rws", "rps", "muxer", "voice_processor", "webdav", "mcp", "rcs")
CENTERS = ("dc1", "dc2")
SITE = "ansible-playbook gir.multidc.site"
CHECKS = ("file.content", "file.mode", "file.owner", "unit.state")


def finding(**known):
    """A finding as it stands in a report."""
    given = {
        "check": "file.mode", "data_center": "dc1", "host": "rws1-dc1", "component": "rws",
        "object": "/opt/genesys/rws/config/application.yaml", "key": "", "severity": "needs_restart",
        "expected": "0600", "actual": "0644", "novelty": "new", **known,
    }  # fmt: skip
    made = {"title": kind_of(given["check"]).title, **Finding(**given).as_dict()}
    if made["secret"] or made["outcome"] == "not_checked":
        made["expected"] = made["actual"] = None
    return made


def findings(number, seed=1):
    """So many, all different, worst first. Every tenth could not be checked, every twentieth is a secret."""
    chosen = random.Random(seed)
    found = []
    for place in range(number):
        component, center = chosen.choice(COMPONENTS), chosen.choice(CENTERS)
        host = f"{component}{chosen.randint(1, 20)}-{center}"
        unchecked = place % 10 == 9
        found.append(finding(
            check=chosen.choice(CHECKS), data_center=center, host=host, component=component,
            object=f"/opt/genesys/{component}/config/file{chosen.randint(1, 40)}.yaml",
            key=f"section{chosen.randint(1, 30)}.option{place}", severity=chosen.choice(SEVERITIES),
            outcome="not_checked" if unchecked else "drift", reason="permission denied" if unchecked else "",
            secret=place % 20 == 4, expected=f"value {chosen.randint(1, 99999)}", actual=f"other {place % 999}",
            since=f"2026-11-2{chosen.randint(0, 7)}T03:30:00Z", changed_by=chosen.choice(("root", "alice", None)),
            cause=chosen.choice(("changed_on_host", "not_applied", "unknown")), novelty=chosen.choice(("new", "known")),
            repair=Repair("site", f"{SITE} --limit {host} --tags {component}", place % 3 == 0),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (SEVERITIES.index(one["severity"]), one["host"]))


def report(found=(), checks=None, hosts=3, **more):
    """The whole report about these findings; each of their objects is a check. `hosts`: how many a component has."""
    found = list(found)
    children = Counter(one["parent"] for one in found)
    counted = [{**one, "explains": children[one["id"]]} for one in found if not one["parent"]]
    by_place = {}
    for one in found:
        place = (one["host"], one["component"], one["object"])
        known = by_place.setdefault(place, {
            "host": one["host"], "data_center": one["data_center"], "component": one["component"],
            "object": one["object"], "surface": one["check"].partition(".")[0], "outcome": one["outcome"],
        })  # fmt: skip
        known["outcome"] = max(known["outcome"], one["outcome"], key=("drift", "not_checked").index)
    checks = list(by_place.values()) if checks is None else checks
    outcomes = [check["outcome"] for check in checks]
    counts = {name: outcomes.count(name) for name in ("equal", "ignored", "not_observable", "drift", "not_checked")}
    made = len(checks) - counts["not_checked"] - counts["not_observable"]
    said = f"{made} of {len(checks)} checks: {counts['equal']} equal, {counts['drift']} drift"
    coverage = {"asked": len(checks), "made": made, **counts, "by_host": {}, "text": said}
    severities = [one["severity"] for one in counted]
    return {
        "kind": "gir.multidc.drift", "schema": 1, "collection": "0.1.0", "started": "2026-11-28T03:00:00Z",
        "ended": "2026-11-28T03:00:09Z", "environment": "b0a1", "model": {"fingerprint": "f" * 64},
        "active": {"data_center": "dc1", "source": "ledger", "eservices_site": "DC1", "eservices_source": "ledger"},
        "run": {
            **{"limit": "", "slice": "", "unseen": [], "questions": [], "hosts": [], "answered": [], "previous": None},
            "kept": {"rws1-dc1": {"/var/lib/gir_multidc/rws/previous": 2}},
        },
        "fitness": [], "notes": [], "across": {}, "coverage": coverage,
        "summary": {
            "verdict": "not_checked" if counts["not_checked"] else "drift" if found else "equal",
            "findings": len(counted), "explained": len(found) - len(counted),
            "by_severity": {name: severities.count(name) for name in SEVERITIES}, "new": 0, "known": 0, "gone": 0,
            "drift": sum(one["outcome"] == "drift" for one in counted),
            "not_checked": sum(one["outcome"] == "not_checked" for one in counted),
            "unjudged": 0, "ignored": 0, "noise": 0, "not_observable": 0, "maintenance": 0,
        },
        "findings": counted, "explained": [one for one in found if one["parent"]], "gone": [], "unjudged": [],
        "ignored": [], "not_observable": [], "rules": [],
        "maintenance": [], "sites": sites(found, hosts), "checks": checks, **more,
    }  # fmt: skip


def sites(found, hosts):
    """The picture: the same components in both data centers."""
    worst, number = {}, {}
    for one in found:
        worst.setdefault(one["host"], one)
        number[one["host"]] = number.get(one["host"], 0) + 1
    picture = []
    for center in CENTERS:
        components = []
        for component in COMPONENTS:
            names = [f"{component}{place}-{center}" for place in range(1, hosts + 1)]
            of_hosts = [
                {
                    "name": name,
                    "outcome": worst[name]["outcome"] if name in worst else "equal",
                    "severity": worst[name]["severity"] if name in worst else "",
                    "findings": number.get(name, 0),
                }
                for name in names
            ]
            components.append({"name": component, "hosts": of_hosts})
        role, state = ("primary", "active") if center == "dc1" else ("backup", "standby")
        named = {"data_center": center, "role": role, "state": state, "site_name": center.upper()}
        picture.append({**named, "components": components})
    return picture
