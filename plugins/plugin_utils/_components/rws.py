# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interaction Recording Web Services: application.yaml, unit, and its objects. Facts: rws.md 1 to 2."""

from __future__ import annotations

import posixpath
from ipaddress import ip_address
from urllib.parse import urlsplit

from .._topology.published import DataCenterModel, Model
from .._topology.rule import PRODUCT, WARNING
from .._topology.urls import is_loopback
from .._topology.values import is_port_like, kind, listed, show, show_under, with_verb
from . import deployed, rws_objects
from .addresses import check_gir_address, same_host
from .desired import Desired, File, Json, Probe, Tree
from .further import YAML, Decided
from .named import check_configuration_server
from .options import places
from .playback import check_playback, playback_probes
from .probes import check_worm, storage_probe
from .report import Report
from .rule import rule
from .rws_lifecycle import check_lifecycle, scheduled_operations
from .rws_options import Rws
from .settings import OptionNames, settings_of, with_options
from .target import Target

_SAML = ("saml_encryption_key_name", "saml_signing_key_name", "saml_identity_provider_metadata")


GIR820 = rule(
    820,
    "rws_cassandra_nodes names only data centers of gir_datacenters.",
    "Use the name of a data center of gir_datacenters.",
)
GIR821 = rule(
    821,
    "The Cassandra nodes of a data center are a list of host names.",
    "Give a list of one or more host names, or leave the data center out.",
    PRODUCT,
)
GIR824 = rule(
    824,
    "SAML has its two keys and the metadata of the identity provider, or none of them.",
    "SAML needs all three: give the missing ones, or none.",
    PRODUCT,
)
GIR825 = rule(
    825,
    "RWS is given Configuration Server with host, port, username and password.",
    "Give host, port, username and password.",
    PRODUCT,
)
GIR826 = rule(
    826,
    "A port of Configuration Server is a whole number.",
    "Give the number of a port.",
    PRODUCT,
)
GIR827 = rule(
    827,
    "The directory of RWS's logs has an absolute path.",
    "Give an absolute path: the role creates the directory.",
)
GIR828 = rule(
    828,
    "An rws_url that is an RWS host of its data center has the port that the node listens on.",
    "Make the port in rws_url that of rws_port, or give the address of the load balancer that serves it.",
)
GIR829 = rule(
    829,
    "A data center has as many Cassandra nodes as copies of the recordings' data.",
    "Add nodes to rws_cassandra_nodes, or give a smaller rws_cassandra_replication_factor.",
    PRODUCT,
    WARNING,
)


def check(model: Model, target: Target, o: Rws, report: Report) -> None:
    """What can only be checked together: nodes with data centers, options with objects, SAML as a whole."""
    _check_cassandra(model, o, report)
    rws_objects.check(o, report)
    _check_configuration_server(o, report)
    given = [name for name in _SAML if getattr(o, name) is not None]
    if given and len(given) < len(_SAML):
        missing = [f"rws_{name}" for name in _SAML if name not in given]
        report.add(
            GIR824,
            f"rws_{given[0]}",
            f"rws_{given[0]} is given, but {with_verb(missing)} not.",
        )
    if o.log_path and not o.log_path.startswith("/"):
        report.add(
            GIR827,
            "rws_log_path",
            f"rws_log_path is {show(o.log_path)}, which is no absolute path.",
        )
    _check_rws_url(target.data_center(model), target, o, report)
    check_gir_address(o.gir_address, report)
    check_playback(model, o, report)
    check_worm(model, o, report)
    check_lifecycle(target.data_center(model), o, report)
    deployed.check_package(o, report)


def _check_rws_url(center: DataCenterModel, target: Target, o: Rws, report: Report) -> None:
    """Where the address of a data center is this node's own, the node listens on its port. The map has judged it."""
    parts = urlsplit(center["rws_url"])
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if o.port in (None, port) or target.host in center["hosts"]["gir_load_balancer"] or is_loopback(center["rws_url"]):
        return
    if any(same_host(host, own) for own in (target.host, o.gir_address or "")):
        report.add(
            GIR828,
            "rws_port",
            f"gir_datacenters.{center['name']}.rws_url is {show(center['rws_url'])}, which is this host with port"
            f" {port}, but rws_port is {o.port}.",
        )


def _check_cassandra(model: Model, o: Rws, report: Report) -> None:
    unknown = [name for name in o.cassandra_nodes if name not in model["data_centers"]]
    if unknown:
        report.add(
            GIR820,
            "rws_cassandra_nodes",
            f"rws_cassandra_nodes names {listed(map(show, unknown))}, but gir_datacenters does not.",
            f"Use one of {', '.join(model['data_centers'])}.",
        )
    wrong = [
        _no_hosts(f"rws_cassandra_nodes.{name}", nodes)
        for name, nodes in o.cassandra_nodes.items()
        if not _hosts(nodes)
    ]
    if wrong:
        report.add(GIR821, "rws_cassandra_nodes", f"{'; '.join(wrong)}.")
    copies = o.cassandra_replication_factor or 0
    few = {name: len(_hosts(nodes)) for name, nodes in o.cassandra_nodes.items() if 0 < len(_hosts(nodes)) < copies}
    if few:
        counts = listed(f"{number} of {name}" for name, number in few.items())
        report.add(
            GIR829,
            "rws_cassandra_replication_factor",
            f"rws_cassandra_replication_factor is {copies}, but rws_cassandra_nodes has fewer: {counts}.",
        )


def _hosts(nodes: Json) -> list[str]:
    """The host names of a list; none at all when one of its members is no name."""
    found = [node for node in nodes if isinstance(node, str) and node] if isinstance(nodes, list) else []
    return found if isinstance(nodes, list) and len(found) == len(nodes) else []


def _no_hosts(path: str, nodes: Json) -> str:
    """What keeps a value from being a list of host names."""
    if not isinstance(nodes, list):
        return f"{path} is {show_under(path, nodes)}, which is no list of host names"
    for number, node in enumerate(nodes):
        if not isinstance(node, str) or not node:
            return f"{path}[{number}] is {show(node)}, which is no host name"
    return f"{path} is an empty list"


def _check_configuration_server(o: Rws, report: Report) -> None:
    server = o.gir_configuration_server or {}
    missing = [name for name in ("host", "port", "username", "password") if server.get(name) in (None, "")]
    if missing:
        report.add(
            GIR825,
            "gir_configuration_server",
            f"gir_configuration_server has no {listed(missing)}.",
        )
    check_configuration_server(server, report)
    for name in ("port", "backup_port"):
        value = server.get(name)
        if value not in (None, "") and not isinstance(_number(value), int):
            report.add(
                GIR826,
                "gir_configuration_server",
                f"gir_configuration_server.{name} is {_shown_port(value)}, which is no whole number.",
            )


def _shown_port(value: Json) -> str:
    """Among accounts, other text than a port that somebody mistyped may be a password in the wrong place."""
    return f"{kind(value)} (not shown here)" if isinstance(value, str) and not is_port_like(value) else show(value)


def _number(value: Json) -> int | None:
    """A port as the file needs it; with -e, and from templates, numbers arrive as text."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def desired(model: Model, target: Target, o: Rws, report: Report) -> Desired:
    """Every node has the same file but for its place in the map; the sync node leads, and speaks for the Cluster."""
    result = Desired("rws", target.host, target.data_center(model)["name"])
    names = OptionNames.of_table(Rws, o.option_names, "rws_option_names", report)
    tree = names.tree(settings_of(o, _derived(model, target, o)))
    Decided(Rws, names, YAML).check(o.extra_options, "rws_extra_options", report)
    tree = with_options(tree, o.extra_options, "rws_extra_options", report)

    result.secret_keys = o.gir_secret_keys + names.secret_patterns()
    logs = [o.log_path] if o.log_path else []
    path = deployed.options_path(o, o.install_path, "yaml")
    result.directories = deployed.own_directories(o, posixpath.dirname(path), *logs)
    result.files.append(
        File(
            path,
            "yaml",
            data=tree,
            **deployed.owner_of(o),
            mode="0640",
            protected=[_key(names)],
            protected_change=o.crypto_security_key_change,
            protected_variable="rws_crypto_security_key_change",
        )
    )
    deployed.add_unit(result, o, "Genesys Interaction Recording Web Services", report, with_directory=False)
    # At a first start the sync node creates the contact center that the other nodes then find.
    leads = target.host == model["sync_node"]
    result.service = deployed.service_of(o, health=_health(o), leads=leads)
    result.package = deployed.package_of(o)
    result.objects = rws_objects.of_node(o)
    # All nodes read the Cluster application; the one that leads writes it.
    if leads:
        result.objects = rws_objects.of_cluster(o) + result.objects
    else:
        result.shared_objects = rws_objects.of_cluster(o)
    result.probes = _probes(model, target, o)
    return result


def _key(names: OptionNames) -> str:
    """Where the product reads the key; where the user leaves it out, it stands in a present file all the same."""
    return "/".join(names.place("crypto_security_key") or []) or str(places(Rws)["crypto_security_key"])


def _probes(model: Model, target: Target, o: Rws) -> list[Probe]:
    """The node, and what it needs of its data center, with the addresses and accounts that it uses itself."""
    center = target.data_center(model)
    storage = center["storage"]
    account = {"username": o.gir_rws_ops_username, "password": o.gir_rws_ops_password}
    node = o.node_url(target.host, o.port, o.jetty_enable_ssl, otherwise=center["rws_url"])
    return [
        Probe("RWS node", "rws", node, **account),
        Probe("RWS of the data center", "rws", center["rws_url"], **account),
        storage_probe("screen", storage["screen_url"], o, storage["name"]),
        storage_probe("voice", storage["voice_url"], o, storage["name"]),
        Probe("Recording Crypto Server", "http", center["rcs_url"]),
        *playback_probes(model, center, o, account),
    ]


def _derived(model: Model, target: Target, o: Rws) -> Tree:
    """Option key to value of what follows from the map, from variables of all components, or is written otherwise."""
    center = target.data_center(model)
    url = center["rws_url"].rstrip("/")
    server = o.gir_configuration_server or {}
    return {
        "cassandra_nodes": _cassandra_nodes(model, target, o),
        "external_api_url": o.external_api_url if o.external_api_url is not None else f"{url}/api/v2",
        "internal_api_url": o.internal_api_url if o.internal_api_url is not None else f"{url}/internal-api",
        "configuration_server_username": server.get("username"),
        "configuration_server_password": server.get("password"),
        "ops_username": o.gir_rws_ops_username,
        "ops_password": o.gir_rws_ops_password,
        "sync_node": target.host == model["sync_node"],
        "node_path": center["node_path"],
        "site_name": center["site_name"],
        "eservices_site": model["eservices_site"],
        "enable_scheduled_media_operations": scheduled_operations(center, o),
        "cors_allowed_origins": _joined(o.cors_allowed_origins),
        "cors_allowed_methods": _joined(o.cors_allowed_methods),
        "cors_allowed_headers": _joined(o.cors_allowed_headers),
        "cors_exposed_headers": _joined(o.cors_exposed_headers),
        "configuration_server_host": server.get("host"),
        "configuration_server_port": _number(server.get("port")),
        "configuration_server_backup_host": server.get("backup_host"),
        "configuration_server_backup_port": _number(server.get("backup_port")),
    }


def _cassandra_nodes(model: Model, target: Target, o: Rws) -> Json:
    """Own data center first: its nodes are the near ones. One string for several nodes is inferred (rws.md 2.4)."""
    order = dict.fromkeys([target.data_center(model)["name"], *model["data_centers"]])
    nodes: list[Json] = [node for name in order for node in _hosts(o.cassandra_nodes.get(name))]
    if not nodes:
        return None
    return nodes if o.cassandra_nodes_as_list else _joined(nodes)


def _joined(values: list[str] | list[Json] | None) -> str | None:
    return None if values is None else ",".join(map(str, values))


def _health(o: Rws) -> Tree:
    """The port is documented, so it is a sign of health without being asked for."""
    health: Tree = {}
    if o.port is not None and o.health.get("url") is None:
        health["port"] = o.port
    if o.host is not None and not _every_interface(str(o.host)):
        health["host"] = o.host
    return {**health, **o.health}


def _every_interface(host: str) -> bool:
    """Whether a node listens everywhere, and so on the loopback interface, where the port is tried by itself."""
    try:
        return ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return not host
