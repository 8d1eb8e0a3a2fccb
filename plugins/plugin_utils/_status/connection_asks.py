# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the connections of the system are asked, from where, and with which accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from .._components.accounts import account_of
from .._components.target import CONTROLLER
from .._eservices.nodes import VARIABLES
from .._eservices.nodes import nodes as rws_nodes
from .._topology.published import DataCenterModel
from .._topology.values import Unusable, is_blank
from .._variables.connections import APPLICATION, WRITE_PROBE_OBJECT, Connections, Server, read
from .area import Ask, Context

NAME = "connections"
SERVICES, GAX = f"{NAME}/services", f"{NAME}/gax"
# Of the time that an ask has: what ssh and the start of Python leave to a module.
_SHARE = 0.6
_PORTS = {"http": 80, "https": 443}
# Kind of address to the component that serves it. The addresses of RWS are asked for the eServices site anyway.
SERVED_BY = {
    "Recording Crypto Server": "rcs",
    "recording processor": "rps",
    "voice recording storage": "webdav",
    "screen recording storage": "webdav",
}


def facts_of(context: Context) -> Connections:
    """What the site says; what is wrong with it is judged with the other variables."""
    return read(lambda name: context.value(CONTROLLER, name), context.model)[0]


def pair(context: Context) -> tuple[str, str]:
    """The primary and the backup data center."""
    return context.model["primary"], context.model["backup"]


def nodes(context: Context) -> list[str]:
    """The RWS hosts of the pair, whether this run has them or not."""
    return [host for name in pair(context) for host in context.model["data_centers"][name]["hosts"]["gir_rws"]]


def observers(context: Context) -> list[str]:
    """The RWS hosts of all data centers: those outside of the pair see it from a third place."""
    return [host for center in context.model["data_centers"].values() for host in center["hosts"].get("gir_rws", ())]


def rws_addresses(context: Context) -> dict[str, list[Server]]:
    """Where RWS of the primary and of the backup listens; no rule of the map lets them share an address."""
    hosts = {host: {name: context.value(host, name) for name in VARIABLES} for host in observers(context)}
    found: dict[str, list[Server]] = {name: [] for name in pair(context)}
    for node in rws_nodes(context.model, hosts):
        parts = urlsplit(node.url)
        if node.pair and parts.hostname:
            found[node.data_center].append(Server(parts.hostname, parts.port or _PORTS.get(parts.scheme, 80)))
    return {center: list(dict.fromkeys(places)) for center, places in found.items()}


def rws_target(center: str) -> str:
    """What its RWS addresses are called where another data center is asked whether it reaches them."""
    return f"rws/{center}"


def key_of(host: str) -> str:
    """Under which a host is asked what it reaches."""
    return f"{NAME}/reach/{host}"


def text_of(context: Context, host: str, name: str) -> str:
    """The value where it is text; empty where it is not given or cannot be used."""
    value = context.value(host, name)
    return value if isinstance(value, str) and not is_blank(value) else ""


def configuration_servers(context: Context, host: str) -> list[Server]:
    """Where a host finds Configuration Server, the second one last."""
    value = context.value(host, "gir_configuration_server")
    given: dict[str, object] = value if isinstance(value, dict) else {}
    found = []
    for name in ("host", "backup_host"):
        place, port = given.get(name), str(given.get("port" if name == "host" else "backup_port"))
        if isinstance(place, str) and not is_blank(place) and port.isdigit() and 0 < int(port) < 65536:
            found.append(Server(place, int(port)))
    return found


def asks(context: Context) -> dict[str, Ask]:
    """One call for each RWS host, one for all addresses of the map, and one for GAX."""
    known = facts_of(context)
    found = {}
    addresses = rws_addresses(context)
    for host in observers(context):
        targets = [*_targets(context, known, host), *_rws_of_others(context, addresses, host)]
        if host in context.hosts and targets:
            arguments = {"targets": targets, "timeout": round(context.seconds * _SHARE, 2)}
            found[key_of(host)] = Ask(host, "gir.multidc.reach_info", arguments)
    found[SERVICES] = Ask(CONTROLLER, "gir.multidc.transaction_probe", _services(context))
    if context.value(CONTROLLER, "gir_configuration_source") == "gax":
        found[GAX] = _gax(context, known)
    return found


def _targets(context: Context, known: Connections, host: str) -> Iterator[dict[str, Any]]:
    """What RWS itself depends on; outside of the pair nobody looks at that."""
    center = context.model["hosts"][host]["data_center"]
    if center not in pair(context):
        return
    servers = [(f"interaction/{name}", one) for name, one in known.interaction_servers.items()]
    servers += [("configuration", one) for one in configuration_servers(context, host)]
    servers += [("sip", one) for one in known.sip_servers.get(center, ())]
    for name, one in servers:
        yield {"name": name, "host": one.host, "port": one.port}


def _rws_of_others(context: Context, addresses: Mapping[str, list[Server]], host: str) -> Iterator[dict[str, Any]]:
    """So that somebody else than the controller says whether a data center answers."""
    own = context.model["hosts"][host]["data_center"]
    for center, places in addresses.items():
        for one in places if center != own else ():
            yield {"name": rws_target(center), "host": one.host, "port": one.port}


# -- what the controller asks ----------------------------------------------------------------------------------------


def _services(context: Context) -> dict[str, Any]:
    """The addresses of all data centers at once, one request for each."""
    probes = [probe for center in context.model["data_centers"].values() for probe in _probes(context, center)]
    seconds = max(1, int(context.seconds * _SHARE))
    return provided(
        probes=probes,
        read_only=True,
        timeout=seconds,
        threads=len(probes),
        validate_certs=usable(context, "gir_validate_certs"),
        ca_path=usable(context, "gir_ca_path"),
    )


def _probes(context: Context, center: DataCenterModel) -> Iterator[dict[str, Any]]:
    name, storage = center["name"], center["storage"]
    yield {"name": f"{name}/Recording Crypto Server", "kind": "http", "url": center["rcs_url"]}
    yield {"name": f"{name}/recording processor", "kind": "http", "url": center["processor_url"]}
    given = context.value(CONTROLLER, "gir_storage_credentials")
    account = account_of(given if isinstance(given, dict) else None, storage["name"])
    for what, url in (("voice", storage["voice_url"]), ("screen", storage["screen_url"])):
        probe = {"name": f"{name}/{what} recording storage", "url": url}
        if account is None or not isinstance(account.username, str) or not isinstance(account.password, str):
            yield {**probe, "kind": "http"}
        else:
            yield {**probe, "kind": "webdav", "username": account.username, "password": account.password}


def usable(context: Context, name: str) -> object:
    """A variable of the controller; None where it is not given or cannot be evaluated."""
    value = context.value(CONTROLLER, name)
    return None if isinstance(value, Unusable) or is_blank(value) else value


def provided(**arguments: object) -> dict[str, Any]:
    """Without those that have no value."""
    return {name: value for name, value in arguments.items() if value is not None}


def _gax(context: Context, known: Connections) -> Ask:
    """A login and one object; with the opt-in of the site the object is written as it is."""
    urls = usable(context, "gir_gax_url")
    urls = [url.strip() for url in urls.split(",")] if isinstance(urls, str) else urls
    named = {f"url_{part}": usable(context, f"gir_gax_{part}") for part in ("username", "password")}
    names = ("validate_certs", "ca_path", "client_cert", "client_key")
    tls = {part: usable(context, f"gir_gax_{part}") for part in names}
    count = len(urls) if isinstance(urls, list) and urls else 1
    connection = provided(
        url=urls,
        **named,
        **tls,
        password_form=usable(context, "gir_gax_password_form"),
        timeout=max(1, int(context.seconds * _SHARE / count)),
        ready_timeout=0,
        retries=0,
        secret_keys=usable(context, "gir_secret_keys"),
    )
    if known.write_object is not None:
        # In check mode it would write nothing, and nobody would know.
        return Ask(CONTROLLER, "gir.multidc.gax_write_probe", {**connection, **known.write_object}, check=False)
    return Ask(CONTROLLER, "gir.multidc.gax_info", {**connection, "objects": [_object(context)]})


def _object(context: Context) -> Mapping[str, str]:
    """What is read to see that GAX answers: any object will do."""
    name = text_of(context, CONTROLLER, WRITE_PROBE_OBJECT)
    name = name or text_of(context, CONTROLLER, "workspace_desktop_application_name")
    return {"type": APPLICATION, "name": name} if name else {"type": "CfgTenant"}
