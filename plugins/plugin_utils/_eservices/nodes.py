# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of the RWS nodes of all data centers, and what the nodes are told about the eServices site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from .._components.reading import truth
from .._components.rws_node import RwsNode
from .._topology.published import Model

# What is asked of an RWS host.
VARIABLES = ("gir_address", "gir_rws_node_url", "rws_port", "rws_jetty_enable_ssl", "rws_dr_monitoring_delay")
# What says where its file is.
PLACES = ("gir_root", "gir_install_root", "rws_install_path")


@dataclass(frozen=True)
class Node:
    """One address. `host` is its RWS host, or the data center whose address it is; `pair`: of primary or backup."""

    url: str
    host: str
    data_center: str
    pair: bool


def nodes(model: Model, hosts: Mapping[str, Mapping[str, object]]) -> list[Node]:
    """Each address once, those of the hosts first. `hosts`: RWS host to its VARIABLES."""
    found: dict[str, Node] = {}
    addresses = []
    for name, center in model["data_centers"].items():
        pair = name in (model["primary"], model["backup"])
        for host in center["hosts"].get("gir_rws", ()):
            addresses.append(Node(_url(host, hosts.get(host, {}), center["rws_url"]), host, name, pair))
    for name, center in model["data_centers"].items():
        pair = name in (model["primary"], model["backup"])
        addresses.append(Node(center["rws_url"], f"data center {name}", name, pair))
    for node in addresses:
        found.setdefault(node.url.rstrip("/"), node)
    return list(found.values())


def _url(host: str, given: Mapping[str, object], otherwise: str) -> str:
    node = RwsNode(gir_rws_node_url=_text(given.get("gir_rws_node_url")), gir_address=_text(given.get("gir_address")))
    return node.node_url(host, _number(given.get("rws_port")), truth(given.get("rws_jetty_enable_ssl")), otherwise)


@dataclass(frozen=True)
class StartFile:
    """The file from which an RWS node takes its eServices site when it starts, and how its line is replaced."""

    host: str
    path: str
    regexp: str = r"^(\s*)eServicesSite:.*$"
    replace: str = ""


def start_files(hosts: Mapping[str, Mapping[str, object]], site: str) -> list[StartFile]:
    """`hosts`: RWS host to its PLACES. Nothing else in the files is touched, so that no other change hides in it."""
    # As playbook site writes it.
    line = yaml.safe_dump({"eServicesSite": site}, default_flow_style=False, allow_unicode=True).strip()
    found = []
    for host, given in hosts.items():
        root = (_text(given.get("gir_root")) or "").rstrip("/")
        place = _text(given.get("rws_install_path"))
        install = place or f"{_text(given.get('gir_install_root')) or '/opt/genesys'}/rws"
        found.append(StartFile(host, f"{root}{install}/config/application.yaml", replace=rf"\1{line}"))
    return found


def monitoring_delay(hosts: Mapping[str, Mapping[str, object]]) -> int | None:
    """The longest rws_dr_monitoring_delay; None where no host has one."""
    delays = [_number(given.get("rws_dr_monitoring_delay")) for given in hosts.values()]
    return max((delay for delay in delays if delay is not None), default=None)


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, (str, int)) and str(value).strip() else None


def _number(value: object) -> int | None:
    """A number of a variable, which may be text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() else None
