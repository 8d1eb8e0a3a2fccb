# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that have to be known by a name: what takes over when a site is lost has another address (operations.md D2).

An address works until that day, so that no verb is stopped: these are warnings everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from .._topology.published import Model
from .._topology.rule import PRODUCT, WARNING
from .._topology.urls import is_loopback, plain_host
from .._topology.values import show
from .addresses import in_url, is_address
from .report import Report
from .rule import rule

GIR984 = rule(
    984,
    "Configuration Server is given by a name, which moves to the other master or proxy when its site is lost.",
    "Give a name that every host resolves, and move it in a disaster: an address works until then.",
    PRODUCT,
    WARNING,
)
# operations.md D3: the URL is a parameter of the metadata of each recording.
GIR985 = rule(
    985,
    "The Interaction Receiver is given by a name: each recording keeps the URL, and is sent there later, too.",
    "Give a name that can be moved to the other data center.",
    PRODUCT,
    WARNING,
)


def check_configuration_server(server: Mapping[str, object], report: Report) -> None:
    """Of `gir_configuration_server`."""
    for key in ("host", "backup_host"):
        host = server.get(key)
        if isinstance(host, str) and is_address(host) and not is_loopback(f"http://{in_url(host)}"):
            sentence = f"gir_configuration_server.{key} is {show(host)}, an address and no name."
            report.add(GIR984, "gir_configuration_server", sentence)


def check_receivers(model: Model, report: Report) -> None:
    """Of the map: the IVR Profiles hand it to every recording."""
    for name, center in model["data_centers"].items():
        url = center["interaction_receiver_url"]
        if url and is_address(plain_host(urlsplit(url).hostname or "")) and not is_loopback(url):
            path = f"gir_datacenters.{name}.interaction_receiver_url"
            report.add(GIR985, path, f"{path} is {show(url)}, with an address and no name.")
