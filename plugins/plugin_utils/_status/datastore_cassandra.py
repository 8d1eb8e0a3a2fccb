# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges what the Cassandra nodes say: one cluster over all data centers, as each node sees it.

The facts are those of operations.md, D6 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED
from .._topology.values import Unusable, listed, show
from .._variables.datastores import DATA_CENTER, number
from .area import FORCED, PLANNED, Context, Point
from .datastore_hints import hints
from .datastore_hosts import AREA, Host, members, nobody, one_of, reasons, unseen

GROUP, COMPONENT = "gir_cassandra", "Cassandra"
_BOTH = (PLANNED, FORCED)


@dataclass(frozen=True)
class _Node:
    """One node, with the letters that each host sees."""

    address: str
    codes: Mapping[str, str]

    def bad(self) -> dict[str, str]:
        """Who sees it otherwise than up and normal."""
        return {host: code for host, code in self.codes.items() if code != "UN"}


class _Cluster:
    """What all hosts say together."""

    def __init__(self, context: Context, asked: Sequence[Host]) -> None:
        self.context = context
        self.asked = asked
        self.views = {host.name: host.get("data_centers") for host in asked if host.get("data_centers")}
        self.rws = [host for center in context.model["data_centers"].values() for host in center["hosts"]["gir_rws"]]

    def known(self) -> list[str]:
        """Every data center that Cassandra has."""
        return list(dict.fromkeys(center["name"] for view in self.views.values() for center in view))

    def of(self, center: str) -> list[Host]:
        """The hosts of one of our data centers."""
        return [host for host in self.asked if host.data_center == center]

    def names(self, center: str) -> list[str]:
        """What Cassandra calls a data center, as its own nodes say."""
        told = (host.get("own_data_center") for host in self.of(center))
        return list(dict.fromkeys(name for name in told if name))

    def name(self, center: str) -> str:
        """The same, or what the inventory says; empty where nobody knows."""
        told = self.names(center)
        given = self.given(center)
        return told[0] if told else given if isinstance(given, str) else ""

    def given(self, center: str) -> object:
        """What the inventory calls it."""
        hosts = [*(host.name for host in self.of(center)), *members(self.context, center)]
        value = one_of(self.context, hosts, DATA_CENTER)
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def nodes(self, name: str, hosts: Iterable[str]) -> list[_Node]:
        """The nodes of a data center of Cassandra, as these hosts see them."""
        seen: dict[str, dict[str, str]] = {}
        for host in hosts:
            for center in self.views.get(host, ()):
                for node in center["nodes"] if center["name"] == name else ():
                    seen.setdefault(node["address"], {})[host] = node["code"]
        return [_Node(address, codes) for address, codes in seen.items()]

    def of_rws(self, variable: str) -> object:
        """A variable that all RWS hosts share."""
        return one_of(self.context, self.rws, variable)


def adjusted(context: Context, host: Host) -> Host:
    """The keyspace is that of RWS, where none is given."""
    if "keyspace" in host.options:
        return host
    rws = [name for center in context.model["data_centers"].values() for name in center["hosts"]["gir_rws"]]
    keyspace = one_of(context, rws, "rws_cassandra_keyspace")
    return replace(host, options={**host.options, "keyspace": keyspace}) if isinstance(keyspace, str) else host


def points(context: Context, asked: Sequence[Host]) -> list[Point]:
    """What the cluster means for a failover to each data center."""
    none = nobody(context, COMPONENT, GROUP)
    if none is not None:
        return [none]
    cluster = _Cluster(context, asked)
    found = []
    for center in context.model["data_centers"]:
        if cluster.of(center) or cluster.name(center) or center in (context.model["primary"], context.model["backup"]):
            named = _name(cluster, center)
            found.append(named)
            if named.answer == CONFIRMED:
                found += [_nodes(cluster, center), _copies(cluster, center)]
            found.append(hints(context, center, cluster.of(center), _down(cluster, center), _windows(asked)))
    return [*found, _schema(cluster)]


def _point(center: str, name: str, answer: str, text: str, remedy: str, prevents: Iterable[str], **facts: Any) -> Point:
    return Point(AREA, name, answer, text, remedy, center, component=COMPONENT, prevents=tuple(prevents), facts=facts)


def _name(cluster: _Cluster, center: str) -> Point:
    """Which data center of Cassandra it is: its name is compared letter by letter."""
    label, told, given = "data center name", cluster.names(center), cluster.given(center)
    name = cluster.name(center)
    if isinstance(given, Unusable):
        text = f"{DATA_CENTER} of {center} cannot be evaluated: {given.reason}."
        return unseen(COMPONENT, label, text, given.remedy or "Correct the variable.", center, _BOTH)
    if not cluster.views or not name:
        who = cluster.asked if not cluster.views else cluster.of(center)
        text = f"What Cassandra calls {center} is not known: {reasons(who, 'own')}."
        remedy = f"Make nodetool work there (docs/data-stores.md), or give {DATA_CENTER} for the hosts of {center}."
        return unseen(COMPONENT, label, text, remedy, center, _BOTH)
    if len(told) > 1:
        text = f"The nodes of {center} stand in several data centers of Cassandra: {listed(told)}."
        remedy = "Give all nodes of a data center one name in Cassandra, or correct the groups of the inventory."
        return _point(center, label, FAILED, text, remedy, (PLANNED,))
    if given is not None and given != name:
        text = f"{DATA_CENTER} of {center} is {show(given)}, but its nodes say {show(name)}."
        return _point(center, label, FAILED, text, f"Correct {DATA_CENTER}: upper and lower case count.", (PLANNED,))
    same = [other for other in cluster.context.model["data_centers"] if cluster.name(other) == name]
    if len(same) > 1:
        text = f"{listed(same)} are one data center in Cassandra, {show(name)}: no copy is sure to be in each."
        return _point(center, label, FAILED, text, "Give each data center a name of its own in Cassandra.", (PLANNED,))
    if name not in cluster.known():
        text = f"No node knows the data center {show(name)}. They know {listed(map(show, cluster.known()))}."
        return _point(center, label, FAILED, text, f"Correct {DATA_CENTER} of {center}.", _BOTH)
    return _point(center, label, CONFIRMED, f"{center} is {show(name)} in Cassandra.", "", (), called=name)


def _own_views(cluster: _Cluster, center: str) -> list[str]:
    """Who sees a data center best: its own hosts, else all others."""
    own = [host.name for host in cluster.of(center) if host.name in cluster.views]
    return own or list(cluster.views)


def _down(cluster: _Cluster, center: str) -> list[str]:
    """Nodes of a data center that somebody sees down."""
    nodes = cluster.nodes(cluster.name(center), cluster.views)
    return [node.address for node in nodes if any(not code.startswith("U") for code in node.codes.values())]


def _nodes(cluster: _Cluster, center: str) -> Point:
    """Every node of it is up and normal, for every host that answers."""
    name, own = cluster.name(center), _own_views(cluster, center)
    nodes = cluster.nodes(name, cluster.views)
    bad = [node for node in nodes if node.bad()]
    facts = {"nodes": {node.address: dict(node.codes) for node in nodes}}
    listed_there = _listed_in_map(cluster, center)
    if not bad and listed_there and len(nodes) < listed_there:
        text = f"rws_cassandra_nodes has {listed_there} nodes in {center}, but Cassandra has {len(nodes)} in {name}."
        return _point(center, "nodes", FAILED, text, "Correct the variable, or add the nodes.", (PLANNED,), **facts)
    if not bad:
        text = f"All nodes of {name} are up and normal for {listed(cluster.views, 3)}: {len(nodes)}."
        return _point(center, "nodes", CONFIRMED, text, "", (), **facts)
    seen = [f"{node.address} ({_said(node)})" for node in bad]
    text = f"{len(bad)} of {_count(len(nodes), 'node')} of {name} not up and normal: {listed(seen, 4)}."
    remedy = "Look at the node with nodetool status, and bring it up."
    if all(node.codes.get(host) == "UN" for node in bad for host in own):
        remedy = "Its own data center sees it up: look at the network between the data centers."
    lost = not any(node.codes.get(host, "").startswith("U") for node in nodes for host in own)
    return _point(center, "nodes", FAILED, text, remedy, _BOTH if lost else (PLANNED,), **facts)


def _said(node: _Node) -> str:
    by_code: dict[str, list[str]] = {}
    for host, code in node.bad().items():
        by_code.setdefault(code, []).append(host)
    return "; ".join(f"{code} for {listed(hosts, 2)}" for code, hosts in by_code.items())


def _count(number_of: int, what: str) -> str:
    return f"{number_of} {what}{'' if number_of == 1 else 's'}"


def _s(some: Iterable[object]) -> str:
    return "s" if len(list(some)) == 1 else ""


def _listed_in_map(cluster: _Cluster, center: str) -> int:
    nodes = cluster.of_rws("rws_cassandra_nodes")
    mine = nodes.get(center) if isinstance(nodes, dict) else None
    return len(mine) if isinstance(mine, list) else 0


def _copies(cluster: _Cluster, center: str) -> Point:
    """The keyspace has its copies in this data center."""
    name, label = cluster.name(center), "replication"
    told = [host.get("replication") for host in cluster.asked if host.get("replication")]
    if not told:
        text = f"How many copies {center} has is not known: {reasons(cluster.asked, 'replication')}."
        remedy = "Give gir_cassandra_keyspace, or rws_cassandra_keyspace of the RWS hosts, and make nodetool work."
        return unseen(COMPONENT, label, text, remedy, center, _BOTH)
    # What defines the keyspace tells more than the ranges that follow from it.
    best = min(told, key=lambda one: one["source"] != "describecluster")
    factors, wanted = best["factors"], number(cluster.of_rws("rws_cassandra_replication_factor"))
    facts = {"strategy": best["strategy"], "factors": factors, "source": best["source"]}
    if best["strategy"] not in (None, "NetworkTopologyStrategy"):
        text = f"The keyspace uses {best['strategy']}, which does not know data centers: {name} may lack data."
        return _point(center, label, FAILED, text, _CQL, (PLANNED,), **facts)
    copies = factors.get(name, 0)
    if not copies:
        other = [one for one in factors if one.casefold() == name.casefold() and one != name]
        case = f" It has some in {show(other[0])}, which is another name: case counts." if other else ""
        text = f"The keyspace has no copy of each range in {name}.{case}"
        return _point(center, label, FAILED, text, _CQL, _BOTH, **facts)
    if wanted is not None and copies != wanted:
        text = f"The keyspace has {_number(copies)} in {name}, but rws_cassandra_replication_factor is {wanted}."
        return _point(center, label, FAILED, text, _CQL, (), **facts)
    how = "" if wanted is not None else " rws_cassandra_replication_factor, to compare with, is not given."
    text = f"The keyspace has {_number(copies)} in {name}.{how}"
    return _point(center, label, CONFIRMED, text, "", (), **facts)


_CQL = (
    "Change the keyspace: NetworkTopologyStrategy with every data center, named as nodetool status names it; then run "
    "nodetool repair."
)


def _number(copies: int) -> str:
    return "one copy" if copies == 1 else f"{copies} copies"


def _windows(asked: Iterable[Host]) -> list[int]:
    return [host.get("hint_window_ms") for host in asked if host.get("hint_window_ms") is not None]


def _schema(cluster: _Cluster) -> Point:
    """One schema version in the whole cluster, and no node whose version nobody knows."""
    standby = cluster.context.model["standby"]
    told = [host for host in cluster.asked if host.get("schema_versions") is not None]
    if not told:
        text = f"The schema versions are not known: {reasons(cluster.asked, 'schema')}."
        return unseen(COMPONENT, "schema", text, "Make nodetool work: docs/data-stores.md.", standby, (PLANNED,))
    versions: dict[str, list[str]] = {}
    for host in told:
        for one in host.get("schema_versions"):
            versions[one["version"]] = list(dict.fromkeys([*versions.get(one["version"], []), *one["nodes"]]))
    away = list(dict.fromkeys(address for host in told for address in host.get("unreachable_nodes") or ()))
    facts = {"versions": versions, "unreachable": away}
    if len(versions) > 1:
        smallest = min(versions.values(), key=len)
        text = f"Cassandra has {len(versions)} schema versions; {listed(smallest, 4)} disagree{_s(smallest)}."
        remedy = "Wait for a minute; if it stays so, restart the node that disagrees (nodetool describecluster)."
        return _point(standby, "schema", FAILED, text, remedy, (PLANNED,), **facts)
    if away:
        text = f"UNREACHABLE, so that their schema version is not known: {listed(away, 4)}."
        return _point(standby, "schema", FAILED, text, "Bring these nodes up first.", (PLANNED,), **facts)
    text = f"{_count(len(told), 'node')} of Cassandra see{_s(told)} one schema version."
    return _point(standby, "schema", CONFIRMED, text, "", (), **facts)
