# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose old index is deleted and built anew after an upgrade: only that of data centers that were named twice."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ansible_collections.gir.multidc.plugins.module_utils._rws.index_window import MOST_WINDOWS, UNITS, parse
from ansible_collections.gir.multidc.plugins.plugin_utils._components.other_side import names_of
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._rolling import centers, hosts_in
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import listed, plain
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.plan import Observations

PURGE, CONFIRM, FROM = "gir_upgrade_purge_old_index", "gir_upgrade_purge_confirm", "gir_upgrade_purge_from"
ASKED = (PURGE, CONFIRM, FROM)
ACCOUNT = ("gir_rws_ops_username", "gir_rws_ops_password")
RWS = "rws"
GROUP = "gir_rws"
# Recordings and screen recordings.
_INDEXES = 2

Hosts = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Rebuild:
    """One data center: `host` has the variables by which its RWS nodes at `urls` are asked."""

    data_center: str
    host: str
    urls: list[str]
    start: str


@dataclass(frozen=True)
class Index:
    """What is built anew, in this order; why nothing may begin; and what stays as it is, as sentences."""

    rebuilds: list[Rebuild]
    problems: list[str]
    notes: list[str]


def index(
    model: Model, asked: Mapping[str, object], hosts: Hosts, observations: Observations, excluded: Iterable[str] = ()
) -> Index:
    """`asked`: ASKED, of the run. `hosts`: RWS host to its variables of `nodes` and ACCOUNT. No secret is returned."""
    named = names_of(asked.get(PURGE))
    known = [name for name in centers(model) if hosts_in(model, name, GROUP)]
    problems = _problems(model, asked, named, known, hosts, set(excluded))
    start = str(plain(asked.get(FROM)) or "").strip()
    rebuilds = [] if problems else [_rebuild(model, name, hosts, start) for name in known if name in named]
    return Index(rebuilds, problems, _notes(model, observations, named))


def _problems(
    model: Model, asked: Mapping[str, object], named: list[str], known: list[str], hosts: Hosts, excluded: set[str]
) -> list[str]:
    confirmed = names_of(asked.get(CONFIRM))
    if not named:
        return [f"{CONFIRM} is given without {PURGE}: give both, or neither"] if confirmed else []
    unknown = [name for name in named if name not in known]
    if unknown:
        return [f"{PURGE} names {listed(unknown)}, which is no data center with RWS nodes: name {listed(known)}"]
    found = []
    if set(confirmed) != set(named):
        was = f"is {','.join(confirmed)}" if confirmed else "is not given"
        found.append(
            f"{PURGE} deletes the recording index of {listed(named)}, and searches there find nothing until it is built"
            f" anew, but {CONFIRM} {was}: to confirm, give {CONFIRM}={','.join(named)}"
        )
    found += _start_problems(asked.get(FROM))
    for name in named:
        members = hosts_in(model, name, GROUP)
        left = [host for host in members if host in excluded]
        if left:
            found.append(
                f"{listed(left)} is left out of the upgrade, so an RWS node of {name} might not know the new index:"
                f" upgrade it, too, or leave {name} out of {PURGE}"
            )
        missing = [one for one in ACCOUNT if not str(plain(hosts.get(members[0], {}).get(one)) or "").strip()]
        if missing:
            found.append(f"{members[0]}: {listed(missing)} is not given, so RWS cannot be asked for the index: give it")
    return found


def _start_problems(given: object) -> list[str]:
    text = str(plain(given) or "").strip()
    if not text:
        return [
            f"{FROM} is not given: give the time of the oldest recording that searches have to find, such as"
            " 2019-01-01T00:00:00Z; older ones would not be found any more"
        ]
    now = int(time.time() * 1000)
    try:
        start = parse(text, now)
    except ValueError as problem:
        return [f"{FROM}: {problem}"]
    if start > now:
        return [f"{FROM} is {text}, which lies in the future: give the time of the oldest recording"]
    # One request for each day and index (tasks/index_rebuilt.yml); rws_force_index would refuse them after the upgrade.
    if _INDEXES * ((now - start) // UNITS["d"] + 2) > MOST_WINDOWS:
        return [f"{FROM} is {text}, which is more days than one run can index: give the time of the oldest recording"]
    return []


def _rebuild(model: Model, name: str, hosts: Hosts, start: str) -> Rebuild:
    urls = [node.url for node in nodes(model, hosts) if node.data_center == name]
    return Rebuild(name, hosts_in(model, name, GROUP)[0], urls, start)


def _notes(model: Model, observations: Observations, named: list[str]) -> list[str]:
    """What to know of the data centers whose RWS gets another version, and whose index stays."""
    found = []
    for name in centers(model):
        versions = [
            observed.desired
            for host in hosts_in(model, name, GROUP)
            for observed in [observations.get(host, {}).get(RWS)]
            if observed is not None and observed.packaged and observed.installed != observed.desired
        ]
        if versions and name not in named:
            found.append(
                f"{name}: the old recording index remains. Where the release notes of RWS {versions[0]} say that the"
                f" index has a new schema, run the upgrade again with {PURGE}={name}, {CONFIRM}={name} and {FROM}=<time"
                " of the oldest recording>; it deletes that index and builds it anew."
            )
    return found
