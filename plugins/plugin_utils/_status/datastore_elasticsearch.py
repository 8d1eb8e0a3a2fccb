# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges what Elasticsearch says: an independent cluster in each data center (operations.md 7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED
from .._topology.values import Unusable, listed, show
from .area import PLANNED, Context, Point
from .datastore_counts import compared
from .datastore_hosts import AREA, Host, nobody, one_of, reasons, unseen

GROUP, COMPONENT = "gir_elasticsearch", "Elasticsearch"
# The worst first.
_COLOURS = ("red", "yellow", "green")
_LEVELS = ("flood_stage", "high", "low")
_MEANING = {
    "flood_stage": "its indexes take no more writes",
    "high": "Elasticsearch moves its shards away",
    "low": "it gets no new shards",
}


def adjusted(_context: Context, host: Host) -> Host:
    """A host that nobody can ask says why."""
    if "url" in host.options or host.flaws:
        return host
    return replace(host, flaws=(f"gir_elasticsearch_url of {host.name} is not given.",))


def points(context: Context, asked: Sequence[Host]) -> list[Point]:
    """What each cluster means for a failover to its data center; then the two indexes side by side."""
    none = nobody(context, COMPONENT, GROUP)
    if none is not None:
        return [none]
    found = []
    pair = (context.model["primary"], context.model["backup"])
    for center in context.model["data_centers"]:
        hosts = [host for host in asked if host.data_center == center]
        if hosts:
            found += [_health(center, hosts), *_cluster_name(context, center, hosts), _disks(center, hosts)]
        elif center in pair:
            text = f"Nobody looks at Elasticsearch of {center}: {GROUP} has no host there."
            found.append(unseen(COMPONENT, "health", text, f"Put its hosts into {GROUP}.", center, (PLANNED,)))
    return [*found, *compared(context, asked)]


def _point(center: str, name: str, answer: str, text: str, remedy: str, prevents: Iterable[str], **facts: Any) -> Point:
    return Point(AREA, name, answer, text, remedy, center, component=COMPONENT, prevents=tuple(prevents), facts=facts)


def _health(center: str, hosts: Sequence[Host]) -> Point:
    """The colour of the cluster: the worst that a node tells."""
    told = {host.name: host.get("health") for host in hosts if host.get("health")}
    silent = [host for host in hosts if host.said is not None and not host.get("answers")]
    if not told:
        if silent and len(silent) == len([host for host in hosts if not host.flaws]):
            text = f"Elasticsearch of {center} does not answer: {reasons(silent, 'health')}."
            return _point(center, "health", FAILED, text, "Start it, or correct gir_elasticsearch_url.", (PLANNED,))
        text = f"The health of Elasticsearch of {center} is not known: {reasons(hosts, 'health')}."
        remedy = "Correct the variables gir_elasticsearch_* of these hosts: docs/data-stores.md."
        return unseen(COMPONENT, "health", text, remedy, center, (PLANNED,))
    colour = min((health["status"] for health in told.values()), key=_COLOURS.index)
    facts = {"status": colour, "nodes": told}
    if colour == "red":
        text = f"Elasticsearch of {center} is red: a part of the index is not there."
        return _point(center, "health", FAILED, text, _ALLOCATION, (PLANNED,), **facts)
    if colour == "yellow":
        text = f"Elasticsearch of {center} is yellow: all of the index is there, but not all of its replicas."
        return _point(center, "health", FAILED, text, _ALLOCATION, (), **facts)
    if silent:
        text = f"Elasticsearch of {center} is green, but {listed([host.name for host in silent], 4)} did not answer."
        return _point(center, "health", FAILED, text, "Start it there.", (), **facts)
    return _point(center, "health", CONFIRMED, f"Elasticsearch of {center} is green.", "", (), **facts)


_ALLOCATION = "Look at GET /_cat/shards and at the disks of its nodes."


def _cluster_name(context: Context, center: str, hosts: Sequence[Host]) -> list[Point]:
    """RWS joins a cluster by its name, so that it equals crClusterName (rws.md 4)."""
    rws = [host for one in context.model["data_centers"].values() for host in one["hosts"]["gir_rws"]]
    wanted = one_of(context, rws, "rws_cr_cluster_name")
    told = list(dict.fromkeys(host.get("cluster_name") for host in hosts if host.get("cluster_name")))
    if wanted is None or isinstance(wanted, Unusable) or not told:
        return []
    wrong = [name for name in told if name != wanted]
    if wrong:
        text = f"The cluster of {center} is {listed(map(show, wrong))}, but rws_cr_cluster_name is {show(wanted)}."
        return [_point(center, "cluster name", FAILED, text, "Give both the same name.", (PLANNED,))]
    text = f"The cluster of {center} is {show(wanted)}, as RWS expects."
    return [_point(center, "cluster name", CONFIRMED, text, "", ())]


def _disks(center: str, hosts: Sequence[Host]) -> Point:
    """No disk exceeds a watermark."""
    told = [host for host in hosts if host.get("disks")]
    # Every node of a cluster tells of all nodes.
    disks = {disk["node"]: disk for host in told for disk in host.get("disks")}
    if not disks:
        text = f"How full the disks of Elasticsearch of {center} are is not known: {reasons(hosts, 'disks')}."
        return unseen(COMPONENT, "disks", text, "Correct the variables of these hosts.", center, (PLANNED,))
    marks: dict[str, str] = next((host.get("watermarks") for host in told if host.get("watermarks")), {})
    facts = {"disks": list(disks.values()), "watermarks": marks}
    over = [disk for disk in disks.values() if disk["over"]]
    if over:
        worst = min(over, key=lambda disk: _LEVELS.index(disk["over"]))
        level = worst["over"]
        text = (
            f"The disk of {worst['node']} ({center}) is {worst['used_percent']:g} % full, beyond the watermark {level} "
            f"({marks.get(level)}): {_MEANING[level]}."
        )
        prevents = (PLANNED,) if level == "flood_stage" else ()
        return _point(center, "disks", FAILED, text, "Free space there, or add a disk or a node.", prevents, **facts)
    fullest = max(disk["used_percent"] for disk in disks.values())
    if not any(level in marks for level in _LEVELS):
        text = f"The fullest disk of Elasticsearch of {center} is {fullest:g} % full, but it names no watermark."
        remedy = "Give gir_elasticsearch_watermarks as elasticsearch.yml of its nodes has them."
        return unseen(COMPONENT, "disks", text, remedy, center, (PLANNED,))
    text = f"The fullest disk of Elasticsearch of {center} is {fullest:g} % full, below every watermark."
    return _point(center, "disks", CONFIRMED, text, "", (), **facts)
