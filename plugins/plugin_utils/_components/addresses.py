# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and addresses of hosts, by themselves and in URLs."""

from __future__ import annotations

import re
from ipaddress import ip_address

from .._topology.values import show
from .report import Report
from .rule import rule

GIR819 = rule(
    819,
    "gir_address is a host name or an IP address, and nothing else.",
    "Give the name or address alone: without http://, port, brackets and zone.",
)

_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?")
# Text of digits and dots is an IPv4 address or a mistake.
_NUMERIC = re.compile(r"[0-9.]+")


def is_address(text: str) -> bool:
    """Whether it is an IPv4 or IPv6 address, without brackets and zone."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def is_name_or_address(text: str) -> bool:
    """Whether a host can be reached by it."""
    return (_NAME.fullmatch(text) is not None and not _NUMERIC.fullmatch(text)) or is_address(text)


def in_url(host: str) -> str:
    """A host name or address as a URL has it: an IPv6 address stands in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def base_url(host: str, port: int, tls: bool) -> str:
    """The address of a server at a host."""
    return f"{'https' if tls else 'http'}://{in_url(host)}:{port}"


def check_gir_address(given: object, report: Report, of_host: str = "") -> None:
    """`of_host`: the host whose variable it is, where that is another one."""
    if given is None or (isinstance(given, str) and (not given.strip() or is_name_or_address(given))):
        return
    whose = f"gir_address of {of_host}" if of_host else "gir_address"
    report.add(GIR819, "gir_address", f"{whose} is {show(given)}, which is no host name and no IP address.")
