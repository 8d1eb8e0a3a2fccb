# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS and the desktops: which nodes answer, and whether all use the eServices site that the ledger has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ...module_utils._rws.watch import FAULT, UNREACHABLE
from .._eservices.nodes import Node
from .._report.sites import Desktops, Rws, Site, findings
from .._topology.published import Model
from .area import Point
from .hosts import BOTH

RWS, ESERVICES = "RWS", "eServices"
GAX = "Configuration Server"
_SILENT = (UNREACHABLE, FAULT)
Answer = Mapping[str, Any]


def points(model: Model, nodes: Sequence[Node], rws: Answer, desktops: Desktops) -> list[Point]:
    """`rws`: what rws_multimedia_switch_info returned, empty where nobody asked. `desktops`: with GAX's answer."""
    site = Site(model["eservices_site"], model["active"], model["eservices_source"])
    found = [*_of_nodes(model, nodes, rws)]
    centers = {node.url: node.data_center for node in nodes}
    for one in findings(desktops, Rws(rws), site):
        if one["url"] and _is_silent(rws, one["url"]):
            # Said of the node.
            continue
        reason = one["reason"].rstrip(".")
        text = f"{_capital(reason)}." if reason else f"It is {site.name}, as it should be."
        name = f"{one['name']} {one['url']}".strip()
        found.append(
            Point(ESERVICES, name, one["answer"], text, "", centers.get(one["url"], ""), component=_component(one))
        )
    return found


def _capital(text: str) -> str:
    """As a sentence begins, unless it begins with the name of a variable."""
    return text if "_" in text.partition(" ")[0] else f"{text[:1].upper()}{text[1:]}"


def _component(one: Answer) -> str:
    return "rws" if one["url"] else "workspace_desktop" if "desktops" in one["name"] else "rws"


def answering(nodes: Sequence[Node], rws: Answer, center: str) -> tuple[int, int]:
    """How many addresses of a data center's RWS answer, and how many there are."""
    own = [node for node in nodes if node.data_center == center]
    states = {one["url"]: one.get("state") for one in rws.get("nodes") or ()}
    return sum(states.get(node.url, UNREACHABLE) not in _SILENT for node in own), len(own)


def _is_silent(rws: Answer, url: str) -> bool:
    return any(one["url"] == url and one.get("state") in _SILENT for one in rws.get("nodes") or ())


def _of_nodes(model: Model, nodes: Sequence[Node], rws: Answer) -> Iterator[Point]:
    """Each address of RWS, seen from the controller; a data center of which none answers is one point."""
    if rws.get("failed") or "nodes" not in rws:
        reason = str(rws.get("msg") or "the accounts of RWS are not given, so nobody asked it").rstrip(".")
        answer = FAILED if rws.get("failed") else NOT_OBSERVABLE
        yield Point(RWS, "RWS", answer, f"RWS could not be asked: {reason}.", "", model["standby"], component="rws",
                    prevents=BOTH)  # fmt: skip
        return
    answers = {one["url"]: one for one in rws["nodes"]}
    for name in model["data_centers"]:
        own = [node for node in nodes if node.data_center == name and node.url in answers]
        silent = [node for node in own if answers[node.url].get("state") in _SILENT]
        if own and len(silent) == len(own):
            reason = str(answers[silent[0].url].get("reason") or "no reason is known").rstrip(".")
            text = f"None of its {len(own)} addresses answers as it should. {silent[0].url}: {reason}."
            said = any(answers[node.url].get("state") == FAULT for node in own)
            yield Point(RWS, f"RWS of {name}", FAILED, text, "", name, component="rws", prevents=BOTH,
                        facts={"spoke": said})  # fmt: skip
            continue
        for node in own:
            seconds = answers[node.url].get("seconds")
            if node in silent:
                reason = str(answers[node.url].get("reason") or "no reason is known").rstrip(".")
                yield Point(RWS, f"RWS {node.url}", FAILED, f"It does not answer as it should: {reason}.", "", name,
                            node.host if node.host in model["hosts"] else "", "rws",
                            facts={"spoke": answers[node.url].get("state") == FAULT})  # fmt: skip
            else:
                took = f" in {seconds:.1f} s" if isinstance(seconds, (int, float)) else ""
                yield Point(RWS, f"RWS {node.url}", CONFIRMED, f"It answers{took}.", "", name,
                            node.host if node.host in model["hosts"] else "", "rws")  # fmt: skip
