# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a switch of the eServices site: what RWS said, which agent groups need it, and the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ...module_utils._rws.watch import SHOWS
from .._report.sites import Desktops
from .precheck import AGAIN

ACCEPTED, REFUSED, UNKNOWN, NOT_ASKED = "accepted", "refused", "unknown", "not asked"
_UNCHANGED = "Nothing was changed"

Answer = Mapping[str, Any]


class Item(NamedTuple):
    """One place, and one of the three answers to whether it has the new site; `kind` is what sort of place it is."""

    kind: str
    name: str
    answer: str
    reason: str = ""


def of_request(result: Answer) -> str:
    """Whether RWS took the request: what module rws_multimedia_switch returned says so, or nobody knows."""
    if not result or result.get("skipped"):
        return NOT_ASKED
    if not result.get("failed") or result.get("nodes"):
        # With nodes in its result it has come to waiting: the request was taken.
        return ACCEPTED
    if result.get("outcome") == "unchanged" or "problems" in result or _UNCHANGED in str(result.get("msg")):
        return REFUSED
    return UNKNOWN


def of_groups(described: Desktops, site: str) -> dict[str, list[Any]]:
    """`objects`: agent groups whose annex has another site, as gax_options takes them; `pinned`: their problems.

    An agent group without the option follows the Application.
    """
    objects: list[Any] = []
    pinned: list[Any] = []
    section, key = described.place
    for one in described.answer.get("objects", ()) if described.option else ():
        value = ((one.get("annex") or {}).get(section) or {}).get(key)
        if one.get("type") != "CfgAgentGroup" or value is None or value == site:
            continue
        writer = described.writer(one["name"])
        if writer is not None:
            variable = f"workspace_desktop_agent_group_extra_options.{writer}"
            text = f"{variable} writes [{section}] {key} = {value} to it; remove it there, and run gir.multidc.site."
            pinned.append({"name": one["name"], "reason": text})
            continue
        whose = {name: one[name] for name in ("tenant", "folder") if isinstance(one.get(name), str)}
        objects.append({"type": "CfgAgentGroup", "name": one["name"], **whose, "annex": {section: {key: site}}})
    return {"objects": objects, "pinned": pinned}


@dataclass(frozen=True)
class Done:
    """What each part returned, empty where it was not done.

    `plan`: precheck.Plan as a dictionary; `desktops` and `groups`: {failed, msg} of a part that failed.
    `source`: gir_configuration_source; `pinned`: of of_groups; `has_desktops`: whether the inventory describes any;
    `files`: of the RWS hosts that answered.
    """

    plan: Mapping[str, Any]
    source: str
    rws: Answer = field(default_factory=dict)
    ledger: Answer = field(default_factory=dict)
    desktops: Answer = field(default_factory=dict)
    groups: Answer = field(default_factory=dict)
    files: Answer = field(default_factory=dict)
    pinned: Sequence[Mapping[str, str]] = ()
    has_desktops: bool = False
    check: bool = False


def report(done: Done) -> dict[str, Any]:
    """What is published as gir_eservices_switch: `ok`, `summary`, `items` with the three answers, `open_points`."""
    plan, outcome = done.plan, of_request(done.rws)
    items = list(_items(done, outcome)) if outcome == ACCEPTED and not done.check else []
    failed = [item for item in items if item.answer == FAILED]
    open_points = [*plan["open_points"], *(_point(item) for item in items if item.answer != CONFIRMED)]
    ok = outcome == ACCEPTED and not failed and not _blocked(plan, done)
    return {
        "ok": ok,
        "site": plan["site"],
        "data_center": plan["data_center"],
        "before": plan["before"],
        "outcome": outcome,
        "items": [item._asdict() for item in items],
        "open_points": open_points,
        "summary": _summary(done, outcome, items, open_points),
        "lines": [f"{item.name}: {item.answer}{f' - {item.reason}' if item.reason else ''}" for item in items],
    }


def _blocked(plan: Mapping[str, Any], done: Done) -> bool:
    """Whether the desktops could not be switched although GAX is there for it."""
    return bool(done.has_desktops and done.source == "gax" and not plan["desktops"])


def _items(done: Done, outcome: str) -> Iterator[Item]:
    yield from _of_rws(done)
    yield from _of_files(done)
    yield from _of_desktops(done)
    yield from _of_ledger(done)


def _of_rws(done: Done) -> Iterator[Item]:
    for node in done.rws.get("nodes") or ():
        name = f"RWS {node['url']}"
        if node["state"] == SHOWS:
            yield Item("rws", name, CONFIRMED)
        elif node["state"] == NOT_OBSERVABLE:
            reason = "it does not show its site, and the run waited longer than drMonitoringDelay"
            if done.plan["monitoring_delay"] is None:
                reason = "it does not show its site, and nobody knows how long it takes"
            yield Item("rws", name, NOT_OBSERVABLE, reason)
        else:
            yield Item("rws", name, FAILED, str(node.get("reason") or f"it shows the site {node.get('site')}"))
    for url, reason in done.plan["silent"].items():
        text = f"it did not answer ({reason.rstrip('.')}), and reads the new site when it is back"
        yield Item("rws", f"RWS {url}", NOT_OBSERVABLE, text)


def _of_files(done: Done) -> Iterator[Item]:
    """From which the nodes take the site at their next start."""
    if done.files.get("failed") and not done.files.get("results"):
        yield Item("files", "application.yaml of the RWS hosts", FAILED, _why(done.files))
    for one in done.files.get("results", ()):
        name = f"application.yaml of {one['__eservices_file']['host']}"
        bad = {**one, "failed": bool(one.get("failed") or one.get("unreachable"))}
        yield Item("files", name, FAILED if bad["failed"] else CONFIRMED, _why(bad))


def _of_desktops(done: Done) -> Iterator[Item]:
    if not done.has_desktops:
        return
    if done.source != "gax":
        text = (
            f"gir_configuration_source is {done.source}: import the file of the Application, "
            f"and set disaster-recovery.eservices-site to {done.plan['site']} in the annex of agent groups that have it"
        )
        yield Item(
            "desktops",
            "desktops",
            FAILED if done.desktops.get("failed") else NOT_OBSERVABLE,
            _why(done.desktops) or text,
        )
        return
    if not done.plan["desktops"]:
        return
    failed = _why(done.desktops)
    yield Item("desktops", "desktops", FAILED if failed else CONFIRMED, failed)
    if not failed or done.groups:
        why = _why(done.groups)
        for one in done.pinned:
            yield Item("agent groups", f"agent group {one['name']}", FAILED, one["reason"])
        if why or not done.pinned:
            yield Item("agent groups", "agent groups", FAILED if why else CONFIRMED, why)


def _why(result: Answer) -> str:
    """Why a part failed, in one line; empty when it did not."""
    if not result.get("failed"):
        return ""
    lines = [line.strip() for line in str(result.get("msg") or "").splitlines() if line.strip()]
    return f"{(lines[0] if lines else 'it failed, see the error above').rstrip('.')}. {AGAIN}"


def _of_ledger(done: Done) -> Iterator[Item]:
    known = done.ledger.get("ledger") or {}
    if done.ledger.get("failed"):
        yield Item("ledger", "ledger", FAILED, _why(done.ledger))
        return
    for host in known.get("hosts", {}):
        reason = done.ledger.get("failed_hosts", {}).get(host) or (
            "it holds an older entry" if host in done.ledger.get("lagging", {}) else ""
        )
        yield Item("ledger", f"ledger of {host}", FAILED if reason else CONFIRMED, reason)
    for host, reason in done.ledger.get("silent", {}).items():
        yield Item("ledger", f"ledger of {host}", NOT_OBSERVABLE, f"not reached: {reason}")


def _point(item: Item) -> str:
    return f"{item.name}: {item.answer}, {item.reason}"


def _summary(done: Done, outcome: str, items: list[Item], open_points: list[str]) -> str:
    plan = done.plan
    to = f"eServices site {plan['site']} of {plan['data_center']}"
    if outcome == REFUSED:
        return f"RWS refused to switch to {to}, and nothing was changed: {done.rws.get('msg')}"
    if outcome != ACCEPTED:
        return (
            f"Nobody knows whether RWS switched to {to}: {done.rws.get('msg') or 'it gave no answer'} "
            "Run the same command again: it goes on from here, and asking for the same site again does no harm."
        )
    if done.check:
        return f"The {to} would be in use after this."
    counts = {answer: sum(item.answer == answer for item in items) for answer in (CONFIRMED, FAILED, NOT_OBSERVABLE)}
    said = ", ".join(f"{number} {answer}" for answer, number in counts.items())
    return f"The {to} is requested and recorded, {len(open_points)} points open: {said}."
