# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and addresses of hosts, by themselves and in URLs."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address

from .._topology.urls import plain_host
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
    """Whether a host can be reached by it, from wherever it is."""
    if is_address(text):
        return not _is_link_local(text)
    return _NAME.fullmatch(text) is not None and not _NUMERIC.fullmatch(text)


def is_ipv6(text: str) -> bool:
    """Whether it is an IPv6 address, in brackets or without. One that holds an IPv4 address is none."""
    return ":" in plain_host(text) and is_address(plain_host(text))


def is_reached_over_ipv6(given: object) -> bool:
    """Whether others than its own network reach a host by this address."""
    if not isinstance(given, str) or not is_ipv6(given):
        return False
    address = IPv6Address(plain_host(given))
    return not address.is_link_local and not address.is_loopback


def same_host(one: str, other: str) -> bool:
    """Whether two names or addresses are one, however they are written."""
    return plain_host(one) == plain_host(other)


def is_shared_address(text: str) -> bool:
    """Whether it is an IP address that means the same host everywhere."""
    return is_address(text) and is_name_or_address(text)


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
    what, remedy = _flaw(given) if isinstance(given, str) else ("is no host name and no IP address", "")
    report.add(GIR819, "gir_address", f"{whose} is {show(given)}, which {what}.", remedy)


def _flaw(text: str) -> tuple[str, str]:
    """What is wrong with text that is no name and no address of a host, as the end of a sentence; and the remedy."""
    inner, closed, port = text[1:].partition("]") if text.startswith("[") else (text, "", "")
    address, zone, _name = inner.partition("%")
    if is_address(address) and (zone or _is_link_local(address)):
        what = "has a zone, and so" if zone else "is link-local, and"
        return f"{what} means another host on each network", "Give a name, or an address that every host can reach."
    if is_address(address) and closed:
        what = "has a port, and brackets" if port else "stands in brackets"
        return f"{what} as only a URL has them", f"Give {address}."
    name, _colon, number = text.rpartition(":")
    if number.isdecimal() and ":" not in name and is_name_or_address(name):
        return "has a port", f"Give {name}: the port has a variable of its own."
    return "is no host name and no IP address", ""


def _is_link_local(address: str) -> bool:
    return ":" in address and IPv6Address(address).is_link_local
