# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which components of a host a playbook loops over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.selection import of_host, probed, upgraded

_PURPOSES = {"upgraded": upgraded, "probed": probed}


def host_components(topology: Any, host: str, purpose: str) -> list[str]:
    """Return the names."""
    return of_host(_PURPOSES[purpose](), topology, host)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"host_components": host_components}
