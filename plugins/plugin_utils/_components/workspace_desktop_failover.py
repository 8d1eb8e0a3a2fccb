# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the screen recordings of each data center's agents fail over, and what the operator has to do for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from .._topology.published import DataCenterModel, Model
from .._topology.values import numeric_version
from .desired import File, Json, Tree
from .options import places
from .reading import OMITTED, truth
from .tables import named
from .target import Target
from .workspace_desktop_options import WorkspaceDesktop

# Below these versions the desktop does not take a second address: desktop-and-configuration-server.md 1.4.
PEER_SINCE = "8.5.118.10"
SRS_PEER_SINCE = "8.5.340.97"
# Of the load balancers, and of the RWS nodes.
ASKS = ("load_balancer_backup_pool", "gir_address")
ASKS_GROUPS = ("gir_load_balancer", "gir_rws")
_DNS_TTL = 60


@dataclass(frozen=True)
class Site:
    """What the agents of a data center are given: their own RWS, and the other one where the recordings may rest."""

    name: str
    group: str
    uri: str
    peer: str | None
    peer_uri: str | None


def sites(model: Model, o: WorkspaceDesktop) -> list[Site]:
    """Those of the data centers where agents sit."""
    groups, centers = named(o.agent_groups), model["data_centers"]
    return [
        Site(
            name=name,
            group=groups[name],
            uri=_uri(center, o),
            peer=center["peer"],
            peer_uri=None if center["peer"] is None else _uri(centers[center["peer"]], o),
        )
        for name, center in centers.items()
        if name in groups
    ]


def _uri(center: DataCenterModel, o: WorkspaceDesktop) -> str:
    given = o.rws_urls.get(center["name"])
    return given if isinstance(given, str) and given else center["rws_url"]


def automatic(o: WorkspaceDesktop) -> bool:
    """Whether the desktops take a second address and fail over by themselves."""
    return _since(o.version, PEER_SINCE) and _since(o.srs_version, SRS_PEER_SINCE)


def _since(given: str | None, first: str) -> bool:
    return (numeric_version(given or "") or ()) >= (numeric_version(first) or ())


def host_of(url: str) -> str:
    """The host name in a URL."""
    return urlsplit(url).hostname or ""


def _moves(site: Site, o: WorkspaceDesktop) -> bool:
    """Whether role load_balancer moves the name to the active data center."""
    return host_of(site.uri) in o.dns_names


def balancers(center: DataCenterModel, target: Target) -> list[str]:
    """The load balancers of a data center that send requests to the other one by themselves."""
    return [host for host in center["hosts"]["gir_load_balancer"] if falls_back(_asked(target, host)) is True]


def falls_back(asked: Mapping[str, object]) -> bool | None:
    """Whether a load balancer has a backup pool, which it has unless told otherwise; None when that is unreadable."""
    value = asked.get("load_balancer_backup_pool")
    return True if value in (None, "") or value is OMITTED else truth(value)


def _asked(target: Target, host: str) -> Mapping[str, object]:
    return target.others.get(host, {})


def summary(model: Model, target: Target, o: WorkspaceDesktop) -> list[str]:
    """One line for each data center with agents."""
    return [f"Agents of {site.name} ({site.group}): {_how(model, target, site, o)}." for site in sites(model, o)]


def _how(model: Model, target: Target, site: Site, o: WorkspaceDesktop) -> str:
    uri, peer, other = site.uri, site.peer, f"{site.peer} ({site.peer_uri})"
    if peer is None:
        return f"no other data center may hold the screen recordings of these agents; they stay with {uri}"
    if automatic(o):
        return f"the Screen Recording Service fails over by itself between {uri} and {site.peer_uri}"
    if o.failover_strategy == "dns":
        if _moves(site, o):
            return f"fail over and run site, which moves the DNS entry of {uri} to {peer}"
        return f"by hand: change the DNS entry of {uri} to {other}"
    if o.failover_strategy == "load_balancer":
        if balancers(model["data_centers"][site.name], target):
            return f"the load balancer of {uri} sends requests to {peer} by itself"
        return f"by hand: let the load balancer of {uri} send requests to {other}"
    return f"by hand: let the desktops submit {site.peer_uri} ({peer}) instead of {uri}"


def documents(model: Model, target: Target, o: WorkspaceDesktop) -> list[File]:
    """The operator's steps, with the real names, where the desktops cannot fail over by themselves, or may not."""
    return [
        File(
            f"/workspace-desktop/{site.name}-screen-recording-failover.txt",
            template="failover.txt.j2",
            variables=_variables(model, target, site, o),
        )
        for site in sites(model, o)
        if site.peer is None or not automatic(o)
    ]


def _variables(model: Model, target: Target, site: Site, o: WorkspaceDesktop) -> Tree:
    """What the text says; its wording stands in the template."""
    center = model["data_centers"][site.name]
    allowed: list[Json] = [*center["storage_jurisdictions"]]
    return {
        "own": {
            **_place(center, site.uri, target),
            "group": site.group,
            "site_name": center["site_name"],
            "node_path": center["node_path"],
            "storage_jurisdictions": allowed,
        },
        "peer": _peer(model, target, site),
        "peer_since": PEER_SINCE,
        "srs_peer_since": SRS_PEER_SINCE,
        "version": o.version or "not given",
        "srs_version": o.srs_version or "not given",
        "strategy": o.failover_strategy,
        "name_moves": _moves(site, o),
        "dns_ttl": o.dns_ttl or _DNS_TTL,
        "balancers": [*balancers(center, target)],
        "uri_option": o.option_names.get("uri") or places(WorkspaceDesktop)["uri"],
    }


def _peer(model: Model, target: Target, site: Site) -> Tree | None:
    if site.peer is None or site.peer_uri is None:
        return None
    place = _place(model["data_centers"][site.peer], site.peer_uri, target)
    # DNS changes neither scheme nor port.
    own, other = urlsplit(site.uri), urlsplit(site.peer_uri)
    return {**place, "same_port": (own.scheme, own.port) == (other.scheme, other.port)}


def _place(center: DataCenterModel, url: str, target: Target) -> Tree:
    addresses = [(_asked(target, node).get("gir_address"), node) for node in center["hosts"]["gir_rws"]]
    return {
        "name": center["name"],
        "url": url,
        "host": host_of(url),
        "nodes": [address if isinstance(address, str) else node for address, node in addresses],
        "screen_url": center["storage"]["screen_url"],
        "jurisdiction": center["storage"]["jurisdiction"],
    }
