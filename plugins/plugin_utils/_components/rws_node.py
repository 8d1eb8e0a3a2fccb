# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of a host's own RWS node, for whatever asks that node and no other."""

from __future__ import annotations

from dataclasses import dataclass

from .addresses import base_url
from .options import Options, option


@dataclass(frozen=True)
class RwsNode(Options):
    """How the RWS node of the host is reached."""

    gir_rws_node_url: str | None = option()
    """Address of the RWS node of this host, for example C(http://rws1.dc1.example.com:8080).

    When it is not given it is made of O(gir_address) (or the host's name) and C(rws_port); without C(rws_port) it is
    the C(rws_url) of the data center.
    """
    gir_address: str | None = option()
    """Name or address of this host as other hosts reach it. The name in the inventory when not given."""

    def node_url(self, host: str, port: int | None, tls: bool | None, otherwise: str) -> str:
        """The address of the node; `otherwise` where nothing names it."""
        if self.gir_rws_node_url:
            return self.gir_rws_node_url
        if port is None:
            return otherwise
        return base_url(self.gir_address or host, port, bool(tls))
