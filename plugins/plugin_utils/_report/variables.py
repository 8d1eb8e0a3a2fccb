# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of hosts by name: to walk them would evaluate all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain


def of_host(hostvars: Mapping[str, Any], host: str, names: Iterable[str]) -> dict[str, Any]:
    """Those of the variables that the host has, as plain values."""
    if host not in hostvars:
        return {}
    known = hostvars[host]
    return {name: plain(known[name]) for name in names if name in known}


def of_hosts(hostvars: Mapping[str, Any], hosts: Iterable[str], name: str) -> dict[str, Any]:
    """Host to one variable of it, of those hosts that have it."""
    found = {host: of_host(hostvars, host, [name]) for host in hosts}
    return {host: variables[name] for host, variables in found.items() if name in variables}


def first_of(hostvars: Mapping[str, Any], hosts: Iterable[str], name: str) -> Any:
    """A variable that is equal on all hosts that have it; None where no host has it."""
    return next((plain(hostvars[host][name]) for host in hosts if host in hostvars and name in hostvars[host]), None)
