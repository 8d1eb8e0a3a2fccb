# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host and port of an address, beyond what urllib judges: private to this collection, may change at any time.

What urllib says of a bad one differs between versions of Python.
"""

import ipaddress
import re
from typing import Optional

_PLACE = re.compile(r"^[A-Za-z]+://([^/?#@]*)(?:[/?#]|$)")
_FORM = "write http://[2001:db8::5]:8080"


def plain(host: str) -> str:
    """The form in which two spellings of one host are equal: a host has no capitals, and a name may end in a dot."""
    text = host.lower()
    address = _ipv6(text)
    if address is not None:
        return str(address)
    return text[:-1] if text.endswith(".") else text


def in_url(host: str) -> str:
    """A host name or address as an address has it."""
    return "[%s]" % host if ":" in host else host


def flaw(url: str) -> Optional[str]:
    """What is wrong with host or port of an address, as the end of a sentence about it; None where urllib may judge."""
    match = _PLACE.match(url)
    if match is None:
        return None
    place = match.group(1)
    if place.startswith("["):
        inner, _closed, rest = place[1:].partition("]")
        address = _ipv6(inner.partition("%")[0])
        if address is None:
            return "has no IPv6 address in its brackets: %s" % _FORM
        if "%" in inner or address.is_link_local:
            return "has an address that means another host on each network: give a name, or one without a zone (%eth0)"
        port = rest[1:] if rest.startswith(":") else rest
    elif place.count(":") > 1:
        bare = [place, place.rpartition(":")[0]]
        if any(_ipv6(text.partition("%")[0]) is not None for text in bare):
            return "has an IPv6 address without brackets: %s" % _FORM
        return "is not an address: write http://host:port or https://host:port"
    else:
        port = place.partition(":")[2]
    if port and not (re.match(r"^[0-9]{1,5}$", port) and 0 < int(port) < 65536):
        return "has the port %s; give one from 1 to 65535" % port
    return None


def _ipv6(text: str) -> Optional[ipaddress.IPv6Address]:
    try:
        return ipaddress.IPv6Address(text)
    except ValueError:
        return None
