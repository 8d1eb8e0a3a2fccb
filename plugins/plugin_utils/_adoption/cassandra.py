# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cassandra nodes by data center: every node writes those of its own data center first, then all others in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .components import Found
from .live import Live
from .report import Report
from .store import Store
from .voices import disagree, majority

NODES = "rws_extra_options"


def split(centers: Iterable[str], lists: dict[str, list[str]]) -> dict[str, list[str]] | None:
    """{data center: [nodes]} that gives these lists, or None. `lists`: {data center: [nodes as written there]}."""
    written = [name for name in centers if lists.get(name)]
    if not written:
        return None
    first = written[0]
    if all(lists[name] == lists[first] for name in written):
        return {first: lists[first]}
    if any(set(lists[name]) != set(lists[first]) or len(set(lists[name])) != len(lists[name]) for name in written):
        return None
    start = lists[first][0]
    found = {name: lists[name][: lists[name].index(start)] for name in written[1:]}
    taken = {node for nodes in found.values() for node in nodes}
    found = {first: [node for node in lists[first] if node not in taken], **found}
    for name in written:
        order = [name, *[other for other in found if other != name]]
        if [node for other in order for node in found[other]] != lists[name]:
            return None
    return {name: nodes for name, nodes in found.items() if nodes}


def _nodes(value: Any) -> list[str]:
    return [str(node).strip() for node in (value if isinstance(value, list) else str(value).split(","))]


def adopt(live: Live, found: Found, store: Store, report: Report) -> None:
    lists: dict[str, list[str]] = {}
    as_list: set[bool] = set()
    for name in live.centers:
        files = [file for file in (found.get(("rws", host)) for host in live.hosts("rws", name)) if file is not None]
        told = [(file.host, file.words.get("cassandra_nodes")) for file in files]
        as_list.update(isinstance(value, list) for _host, value in told if value is not None)
        written = [(host, None if value is None else ",".join(_nodes(value))) for host, value in told]
        value, others = majority(written)
        if others:
            remedy = f"{NODES} keeps them as they are. Write rws_cassandra_nodes of {name} as it should be."
            disagree(report, f"The list of Cassandra nodes in {name}", written, value, remedy)
        if value is not None:
            lists[name] = value.split(",")
    if not lists:
        return
    nodes = split(live.centers, lists)
    if as_list == {True}:
        store.all("rws_cassandra_nodes_as_list", True)
    if nodes is None:
        first = next(iter(lists))
        nodes = {first: lists[first]}
        report.contradict(
            "The Cassandra nodes do not stand in the order that this collection writes, those of the own data center "
            "first; rws_extra_options keeps them as they are. Write rws_cassandra_nodes by data center instead."
        )
    store.all("rws_cassandra_nodes", nodes)
