# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks RWS of a data center again whose hosts have gone silent: does really nothing of it answer any more?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import status_requests
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import Models
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops

_SECONDS = 5.0
_NO_DESKTOPS = Desktops({}, None, {}, {}, "they are not asked")


def of_nodes(models: Models, own: Sequence[Node]) -> dict[str, Request]:
    """The requests; none without an account of RWS."""
    return status_requests.of_apis(models.states, own, _NO_DESKTOPS, _SECONDS)


def renewed(
    known: Mapping[str, Any], own: Sequence[Node], answers: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """What all addresses said, in the form of status_requests.of_rws, with those of `own` as they answer now."""
    urls = {node.url for node in own}
    others = [one for one in known.get("nodes") or () if one["url"] not in urls]
    said = status_requests.of_rws(own, answers)
    return {**known, "nodes": [*others, *(said.get("nodes") or ())]}
