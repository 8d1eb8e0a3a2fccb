# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the eServices site may be switched: all that stands in the way at once, and what nobody can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .._ledger.questions import UNFINISHED
from .._topology.published import Model
from .._topology.values import did_you_mean, listed, show
from .nodes import Node

TO, CONFIRM = "gir_eservices_switch_to", "gir_eservices_switch_confirm"
ACCOUNT = ("gir_rws_ops_username", "gir_rws_ops_password")
# More than a node needs to look at the site once more.
PATIENCE = 60


@dataclass
class Plan:
    """What will be done. `problems`: why it may not be; `open_points`: what has to be done or looked at by a person.

    `before`: the site that the ledger names, None without one; `operation`: one that is continued, else empty.
    `urls`: the RWS addresses that answered; `silent`: the others, with the reason.
    """

    problems: list[str] = field(default_factory=list)
    open_points: list[str] = field(default_factory=list)
    data_center: str = ""
    site: str = ""
    before: str | None = None
    operation: str = ""
    changes_ledger: bool = False
    urls: list[str] = field(default_factory=list)
    silent: dict[str, str] = field(default_factory=dict)
    monitoring_delay: int | None = None
    wait_timeout: int = PATIENCE
    desktops: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Seen:
    """What the run has found. `ledger`: what module ledger returned; `probes`: the results of transaction_probe.

    `gax`: what gax_info returned, empty where nobody asked. `desktops`: whether the inventory describes desktops.
    """

    ledger: Mapping[str, Any]
    probes: Sequence[Mapping[str, Any]]
    gax: Mapping[str, Any]
    desktops: bool
    monitoring_delay: int | None
    operation: str = ""


def plan(model: Model, given: Mapping[str, object], nodes: Sequence[Node], seen: Seen) -> Plan:
    """`given`: the variables of the controller; `nodes`: all addresses of RWS."""
    made = Plan(operation=seen.operation, monitoring_delay=seen.monitoring_delay, desktops=seen.desktops)
    _check_target(model, given, made)
    made.problems += [
        f"{name} is not given; give the ops account of RWS." for name in ACCOUNT if not _is_text(given, name)
    ]
    _check_nodes(nodes, seen, made)
    _check_ledger(seen, made)
    _check_desktops(seen, made)
    if seen.monitoring_delay is None:
        made.open_points.append(
            "rws_dr_monitoring_delay is not given, so nobody knows how long the nodes take to follow. Give it the "
            "value of drMonitoringDelay in application.yaml, or look into the logs of RWS."
        )
    else:
        made.wait_timeout = 2 * seen.monitoring_delay + PATIENCE
    return made


def _is_text(given: Mapping[str, object], name: str) -> bool:
    value = given.get(name)
    return isinstance(value, str) and bool(value.strip())


def _check_target(model: Model, given: Mapping[str, object], made: Plan) -> None:
    """Which data center, said twice: a slip of the finger moves the interactions of everybody."""
    pair = [model["primary"], model["backup"]]
    sites = {name: model["data_centers"][name]["site_name"] for name in pair}
    to, confirm = given.get(TO), given.get(CONFIRM)
    if not _is_text(given, TO):
        made.problems.append(f"{TO} is not given; give the name of a data center, one of {listed(pair)}.")
    elif to not in sites:
        of_site = next((name for name, site in sites.items() if site == to), None)
        hint = f" {show(to)} is the site name of data center {of_site}." if of_site else did_you_mean(str(to), pair)
        made.problems.append(f"{TO} is {show(to)}; give the name of the primary or backup, {listed(pair)}.{hint}")
    else:
        made.data_center, made.site = str(to), sites[str(to)]
    if not _is_text(given, CONFIRM):
        made.problems.append(f"{CONFIRM} is not given; repeat the value of {TO} there.")
    elif confirm != to:
        made.problems.append(f"{CONFIRM} is {show(confirm)}, and {TO} is {show(to)}; give the same data center twice.")
    if sites[pair[0]] == sites[pair[1]]:
        made.problems.append(f"Both data centers have the site name {show(sites[pair[0]])}; correct gir_datacenters.")


def _check_nodes(nodes: Sequence[Node], seen: Seen, made: Plan) -> None:
    answers = {probe["url"]: probe for probe in seen.probes}
    for node in nodes:
        answer = answers.get(node.url)
        if answer is not None and answer.get("ok"):
            made.urls.append(node.url)
        else:
            reason = "it was not asked" if answer is None else str(answer.get("reason") or "it gave no answer")
            made.silent[node.url] = reason
    if not any(node.pair and node.url in made.urls for node in nodes):
        said = "; ".join(f"{url}: {reason.rstrip('.')}" for url, reason in made.silent.items())
        made.problems.append(f"No RWS node of primary or backup can be asked to switch. {said}. Bring one up.")


def _check_ledger(seen: Seen, made: Plan) -> None:
    """The topology has judged it; here is what it says to this switch."""
    known = seen.ledger.get("ledger") or {}
    own = [seen.operation] if seen.operation else []
    others = [
        one
        for one in known.get("questions", ())
        if one["kind"] != UNFINISHED or not any(operation in one["sentence"] for operation in own)
    ]
    made.problems += [f"{one['sentence']} {one['remedy']}" for one in others]
    if not seen.ledger.get("answered", True):
        made.problems.append(
            "No RWS host answered, so the switch cannot be recorded. Bring one up, or repair ssh to it."
        )
    entries = [one for one in known.get("entries", ()) if one["operation"] != seen.operation]
    entry = seen.ledger.get("entry") or {}
    if entry.get("operation") == seen.operation:
        entry = next((one for one in entries if one["operation"] == entry.get("parent")), {})
    made.before = entry.get("eservices_site")
    made.changes_ledger = bool(seen.operation) or made.before != made.site


def _check_desktops(seen: Seen, made: Plan) -> None:
    """A GAX that does not answer does not stop the RWS part: maybe no Configuration Server can be written now."""
    if seen.desktops and seen.gax and (seen.gax.get("failed") or "objects" not in seen.gax):
        reason = str(seen.gax.get("msg") or "GAX gave no answer").rstrip(".")
        made.desktops = False
        made.open_points.append(f"The desktops are not switched, because GAX could not be asked: {reason}. {AGAIN}")


AGAIN = "Run the same command again when that is mended."
