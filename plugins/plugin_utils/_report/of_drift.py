# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON report of drift as a document that every writer takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._drift.document import headline
from .._drift.engine import RANKS
from .._drift.finding import COSMETIC, NEEDS_RESTART, RECORDINGS_AT_RISK, SECURITY, SERVICE_AT_RISK
from .._drift.parity import HOST as PARITY
from .._topology.values import listed
from .document import Case, Document, Item, Level, Site, SiteHost
from .outcomes import DRIFT, EQUAL, GONE, IGNORED, NOT_OBSERVABLE

Known = Mapping[str, Any]
Place = tuple[str, str, str]

LEVELS = (
    Level(SECURITY, "security", "!!"),
    Level(RECORDINGS_AT_RISK, "recordings at risk", "!"),
    Level(SERVICE_AT_RISK, "service at risk", "^"),
    Level(NEEDS_RESTART, "needs a restart", "~"),
    Level(COSMETIC, "cosmetic", "."),
)
CAUSES = {
    "changed_on_host": "changed on the host",
    "not_applied": "not applied yet",
    "both": "changed on the host, and not applied yet",
}
# What an item has as a finding has it.
_SAME = (
    "id", "expected", "actual", "data_center", "host", "component", "object", "key", "check", "confidence", "since",
    "changed_by", "novelty", "first_seen", "maintenance", "group", "parent",
)  # fmt: skip
# Notes about what the items say too.
_SAID_OF_ITEMS = "Not observable: "
_ROLES = ("role", "state")
# Names of the picture for what is about no data center.
_APIS = {"gax": "Configuration Server", "rws": "RWS", "dns": "DNS", PARITY: "alike in all data centers"}


def from_drift(report: Known, part: str = "") -> Document:
    """`report`: the JSON report, as docs/drift-report.schema.json describes it. `part`: of a slice."""
    summary = report["summary"]
    findings = [_item(found) for found in report["findings"]]
    explained = [_item(found) for found in report["explained"]]
    ignored = [_item(found, IGNORED, found["rule"]) for found in report["ignored"]]
    points = [_item(found, NOT_OBSERVABLE) for found in report["not_observable"]]
    return Document(
        kind="drift",
        part=part,
        title="Drift report",
        verdict=str(summary["verdict"]),
        # What nobody could observe is not good.
        good=summary["verdict"] == EQUAL and not summary["not_observable"],
        headline=headline(report),
        levels=LEVELS,
        raw=report,
        facts=_facts(report),
        notes=[_line(note) for note in report["notes"] if not note.startswith(_SAID_OF_ITEMS)],
        items=[*findings, *explained, *points],
        ignored=ignored,
        gone=[_item(found, GONE) for found in report["gone"]],
        sites=_sites(report),
        cases=_cases(report["checks"], [*findings, *explained, *ignored, *points]),
        made=str(report["ended"]),
    )


def _facts(report: Known) -> list[tuple[str, str]]:
    """Label and text; what is empty is left out."""
    run, active = report["run"], report["active"]
    site = f", eServices site {active['eservices_site']}" if active["eservices_site"] else ""
    found = [("Active data center", f"{active['data_center']}{site} (from {active['source']})")]
    found += [("Takeover", one["text"]) for one in report["fitness"]]
    found += [("Maintenance", _marker(marker)) for marker in report["maintenance"]]
    found += [("Kept for rollback", _kept(run["kept"]))]
    found += [
        ("Hosts not in this run", listed(run["unseen"])),
        ("Limit", run["limit"]),
        ("Slice", run["slice"]),
        ("Compared with", run["previous"] or ""),
        ("Environment", report["environment"] or ""),
        ("Started", report["started"]),
        ("Ended", report["ended"]),
        ("Collection", report["collection"]),
    ]
    return [(label, _line(text)) for label, text in found if text]


def _kept(kept: Known) -> str:
    """How many copies there are, and what lists and removes them."""
    copies = sum(number for directories in kept.values() for number in directories.values())
    files = "1 file" if copies == 1 else f"{copies} files"
    return f"{files} on {listed(sorted(kept), 4)}; gir.multidc.kept_copies lists them" if copies else ""


def _marker(marker: Known) -> str:
    """A maintenance marker in one line."""
    place = f"{marker['host']} {marker.get('component') or ''}".strip()
    parts = [f"{name}: {marker[name]}" for name in ("who", "why", "until") if marker.get(name)]
    return f"{place} - {', '.join(parts)}" if parts else place


def _item(found: Known, outcome: str = "", rule: Known | None = None) -> Item:
    repair = found["repair"]
    reason = _line(found["reason"])
    if rule:
        until = f", until {rule['until']}" if rule["until"] else ""
        reason = f"{reason} Ignored by {_line(rule['name'])}: {_line(rule['reason'])}{until}".strip()
    secret = bool(found["secret"])
    hidden = {"expected": None, "actual": None} if secret else {}
    same: dict[str, Any] = {**{name: found[name] for name in _SAME}, **hidden}
    return Item(
        level=found["severity"],
        outcome=outcome or found["outcome"],
        what=_line(found["title"]).rstrip("."),
        secret=secret and found["outcome"] == DRIFT,
        reason=reason,
        cause=CAUSES.get(found["cause"], ""),
        repair=repair["text"],
        repair_by=repair["by"],
        restarts=bool(repair["restarts"]),
        explains=int(found.get("explains") or 0),
        **same,
    )


def _sites(report: Known) -> list[Site]:
    """The data centers, and what is about none of them."""
    found = [
        Site(
            name=site["data_center"],
            role=", ".join(str(site[key]) for key in _ROLES if site[key]),
            components={
                component["name"]: [
                    SiteHost(host["name"], host["outcome"], host["severity"], host["findings"])
                    for host in component["hosts"]
                ]
                for component in site["components"]
            },
        )
        for site in report["sites"]
    ]
    worst: dict[str, str] = {}
    for check in report["checks"]:
        name = check["host"]
        if name in _APIS:
            worst[name] = max(worst.get(name, EQUAL), check["outcome"], key=RANKS.index)
    apis = {_APIS[name]: [_api(name, outcome, report["findings"])] for name, outcome in worst.items()}
    return [*found, Site("", "", apis)] if apis else found


def _api(name: str, outcome: str, findings: Iterable[Known]) -> SiteHost:
    """An API; findings are worst first."""
    levels = [found["severity"] for found in findings if found["host"] == name]
    return SiteHost(name, outcome, levels[0] if levels else "", len(levels))


def _cases(checks: Sequence[Known], items: Iterable[Item]) -> list[Case]:
    """Every check with what was found of it. What names a whole part, such as files, is said of each of its checks."""
    known = {(check["host"], check["component"], check["object"]) for check in checks}
    of: dict[Place, list[Item]] = {}
    of_part: dict[Place, list[Item]] = {}
    other = []
    for item in items:
        place = (item.host, item.component, _thing(item))
        if place in known:
            of.setdefault(place, []).append(item)
        else:
            of_part.setdefault(place, []).append(item)
            other.append(item)
    found, said = [], set[str]()
    for check in checks:
        mine = of.get((check["host"], check["component"], check["object"]), [])
        if not mine and check["outcome"] != EQUAL:
            mine = of_part.get((check["host"], check["component"], check["surface"]), [])
            said.update(item.id for item in mine)
        group = f"{check['component']}.{check['surface']}".strip(".")
        found.append(_case(check["host"], group, check["object"], check["outcome"], mine))
    for item in other:
        if item.id not in said:
            group = f"{item.component}.{item.check}".strip(".")
            found.append(_case(item.host, group, item.place or item.check, item.outcome, [item]))
    return found


def _thing(item: Item) -> str:
    """The object of the check of an item: of values of data centers there is one for all."""
    if item.host != PARITY:
        return item.object
    return "versions" if item.check == "parity.version" else "variables"


def _case(suite: str, group: str, name: str, outcome: str, items: Sequence[Item]) -> Case:
    """A case with what its items say; those of the outcome of the check come first."""
    judged = sorted(items, key=lambda item: item.outcome != outcome)
    first = judged[0] if judged else None
    message = sentence(first) if first else "" if outcome == EQUAL else "see the other checks of this host"
    text = "\n".join(f"[{item.level}] {item.check} {sentence(item)} (id {item.id})" for item in judged)
    return Case(suite or "this run", group, name, outcome, first.level if first else "", message, text)


def sentence(item: Item) -> str:
    """What is wrong with an item, in one line."""
    key = f"{item.key}: " if item.key else ""
    if item.secret:
        said = "a secret, it differs"
    elif item.expected is None and item.actual is None:
        said = item.reason or item.what or item.check
    else:
        expected, actual = ("nothing" if one is None else one for one in (item.expected, item.actual))
        said = f"expected {expected}, actual {actual}" + (f"; {item.reason}" if item.reason else "")
    return _line(f"{key}{said}")


def _line(text: object) -> str:
    return " ".join(str(text).split())
