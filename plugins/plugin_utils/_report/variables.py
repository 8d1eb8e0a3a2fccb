# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks have registered or set on each host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def of_hosts(hostvars: Mapping[str, Any], hosts: Iterable[str], name: str) -> dict[str, Any]:
    """Host to one variable of it, of those hosts that have it; the only one that is evaluated."""
    known = {host: hostvars[host] for host in hosts if host in hostvars}
    return {host: variables[name] for host, variables in known.items() if name in variables}
