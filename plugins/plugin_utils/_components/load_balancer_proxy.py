# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a load balancer serves, at which ports, and which hosts are behind it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from .._topology.published import DataCenterModel, Model
from .._topology.urls import plain_host
from .addresses import in_url, is_address, is_ipv6, same_host
from .desired import Tree
from .load_balancer_options import LoadBalancer
from .reading import truth
from .report import Report
from .target import Target

# What the load balancer asks of other hosts. Ports of them that their roles have as defaults are not among it.
ASKS = (
    "gir_address",
    "ansible_host",
    "rws_port",
    "rps_port",
    "voice_processor_port",
    "rcs_port",
    "rws_jetty_enable_ssl",
)
ASKS_GROUPS = ("gir_rws", "gir_rps", "gir_voice_processor", "gir_rcs", "gir_load_balancer")
# By service: the groups of hosts behind it, each with the variable that says where they listen.
_BEHIND = {
    "rws": {"gir_rws": "rws_port"},
    "processor": {"gir_rps": "rps_port", "gir_voice_processor": "voice_processor_port"},
    "rcs": {"gir_rcs": "rcs_port"},
}


@dataclass(frozen=True)
class BackEnd:
    """One service: the name and port of its address, and how the hosts behind it share its requests.

    Without a health path a TCP connection is enough; without a cookie no client is kept at one host. `asked`: the
    condition of HAProxy that a request is for this name.
    """

    name: str
    url: str
    host: str
    asked: str
    tls: bool
    port: int
    health_path: str
    health_status: int
    balance: str
    cookie: str


@dataclass(frozen=True)
class FrontEnd:
    """One port, and the services that share it: the first one is asked for with any other name."""

    port: int
    tls: bool
    services: list[BackEnd]


@dataclass(frozen=True)
class Server:
    """A host behind a service. `variable` is the one that says its port; 0 where nothing does. `certified`: the name
    for which its certificate has to be valid."""

    service: str
    name: str
    address: str
    certified: str
    variable: str
    port: int
    tls: bool
    backup: bool


def own_names(target: Target, o: LoadBalancer, report: Report) -> list[str]:
    """The names and addresses of this host, as plain_host() writes them, each once."""
    at = target.asked(target.host, "ansible_host", report)
    names = [target.host, o.gir_address or "", "" if at is None else str(at)]
    return list(dict.fromkeys(plain_host(name) for name in names if name))


def back_ends(center: DataCenterModel, target: Target, o: LoadBalancer, report: Report) -> list[BackEnd]:
    """The services in their own order: those that are given, or else those whose address is this host's."""
    urls = {"rws": center["rws_url"], "processor": center["processor_url"], "rcs": center["rcs_url"]}
    health: dict[str, tuple[str | None, int]] = {
        "rws": (o.rws_health_path, o.rws_health_status),
        "processor": (o.processor_health_path, o.processor_health_status),
        "rcs": (o.rcs_health_path, o.rcs_health_status),
    }
    balance = {"rws": o.rws_balance, "processor": o.processor_balance, "rcs": o.rcs_balance}
    names = own_names(target, o, report)
    found = []
    for name, url in urls.items():
        parts = urlsplit(url)
        host = plain_host(parts.hostname or "")
        if name not in o.services and (o.services or host not in names):
            continue
        tls = parts.scheme == "https"
        cookie = o.rws_session_cookie or "" if name == "rws" else ""
        path, status = health[name]
        port = parts.port or (443 if tls else 80)
        found.append(BackEnd(name, url, host, _asked(host), tls, port, path or "", status, balance[name], cookie))
    return found


def _asked(host: str) -> str:
    """Clients write an IPv6 address in brackets, with zeros or without."""
    if not is_ipv6(host):
        return f"req.hdr(host),field(1,:),lower -m str {host}"
    address = IPv6Address(host)
    parts = address.exploded.split(":")
    forms = (address.compressed, ":".join(f"{int(part, 16):x}" for part in parts), address.exploded)
    return f"req.hdr(host),lower -m reg ^[[]({'|'.join(dict.fromkeys(forms))})[]](:[0-9]+)?$"


def binds(services: list[BackEnd], target: Target, o: LoadBalancer, report: Report) -> list[Tree]:
    """Where it listens: `address` is followed by the port, and `words` come after it."""
    names = [service.host for service in services] + own_names(target, o, report)
    given = o.bind_addresses or ["::" if target.has_ipv6 or any(map(is_ipv6, names)) else "*"]
    # Where it listens on IPv4 is then said beside it.
    both = "v4v6" if all(map(is_ipv6, given)) else "v6only"
    return [
        {
            "address": f"[{address.strip('[]')}]" if is_ipv6(address) else address,
            "words": both if same_host(address, "::") else "",
        }
        for address in given
    ]


def front_ends(services: list[BackEnd]) -> list[FrontEnd]:
    """One for each port. Where services share it, the name in the request tells them apart."""
    by_port: dict[int, list[BackEnd]] = {}
    for service in services:
        by_port.setdefault(service.port, []).append(service)
    return [FrontEnd(port, some[0].tls, some) for port, some in by_port.items()]


def peer_of(model: Model, center: DataCenterModel) -> DataCenterModel | None:
    """The data center that may hold recordings of this one, so that its RWS can stand in."""
    return None if center["peer"] is None else model["data_centers"][center["peer"]]


def pooled(model: Model, center: DataCenterModel, o: LoadBalancer) -> bool:
    """Whether the RWS nodes of the peer stand in when no own node is healthy."""
    if o.backup_pool is not None:
        return o.backup_pool
    return model["desktop_failover"] == "load_balancer" and center["peer"] is not None


def servers(
    model: Model, center: DataCenterModel, services: list[BackEnd], target: Target, o: LoadBalancer, report: Report
) -> list[Server]:
    """The hosts behind the services: those of the data center, and for RWS those of the peer that stand in."""
    peer = peer_of(model, center)
    found = []
    for service in services:
        places = [center]
        if service.name == "rws" and peer is not None and pooled(model, center, o):
            places.append(peer)
        for place in places:
            for group, variable in _BEHIND[service.name].items():
                for host in place["hosts"][group]:
                    found.append(_server(service.name, host, variable, place is not center, target, o, report))
    return found


def _server(
    service: str, host: str, variable: str, backup: bool, target: Target, o: LoadBalancer, report: Report
) -> Server:
    address = target.asked(host, "gir_address", report)
    port = o.back_end_ports.get(service) or target.asked(host, variable, report)
    tls = service in o.back_end_tls
    if service == "rws" and not tls:
        tls = truth(target.asked(host, "rws_jetty_enable_ssl", report)) or False
    where = host if address is None else str(address)
    certified = host if is_address(where) else where
    return Server(service, host, in_url(where), certified, variable, _number(port), tls, backup)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return 0
    try:
        return int(value)
    except ValueError:
        return 0
