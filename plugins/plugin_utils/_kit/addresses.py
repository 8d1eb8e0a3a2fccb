# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Literal addresses of everybody that a failover speaks to: a name server is one of the things that may be gone."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>{}]+", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_LOCAL = ("localhost", "localhost.localdomain")

# Name to its addresses. Raises OSError.
Resolve = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Addresses:
    """`known`: name to its addresses, the first one counts for ssh. `unknown`: names that nobody could resolve now."""

    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def resolve(name: str) -> list[str]:
    """What the controller's resolver says."""
    return [str(one[4][0]) for one in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]


def found(names: Iterable[str], ask: Resolve = resolve) -> Addresses:
    """Of every name that is one; a literal address needs none."""
    known: dict[str, tuple[str, ...]] = {}
    unknown = []
    for name in sorted({name.strip().rstrip(".").lower() for name in names}):
        if not _NAME.fullmatch(name) or name in _LOCAL or is_literal(name):
            continue
        try:
            addresses = {one for one in map(_plain, ask(name)) if one}
        except (OSError, UnicodeError):
            addresses = set()
        if addresses:
            # IPv4 first, and always in one order: a name server rotates them.
            known[name] = tuple(sorted(addresses, key=lambda one: (":" in one, ipaddress.ip_address(one))))
        else:
            unknown.append(name)
    return Addresses(known, tuple(unknown))


def is_literal(name: str) -> bool:
    """Whether a name is an address."""
    return bool(_plain(name.strip("[]")))


def _plain(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return ""


def in_texts(texts: Iterable[str]) -> set[str]:
    """The hosts of all URLs in texts."""
    names = set()
    for text in texts:
        for url in _URL.findall(text):
            try:
                names.add(urlsplit(url).hostname or "")
            except ValueError:
                continue
    return names - {""}


def hosts_file(addresses: Addresses, without: Collection[str] = ()) -> str:
    """In the form of /etc/hosts. `without`: names that follow the active data center, whose addresses change."""
    lines = [
        f"{address}\t{name}" for name, every in addresses.known.items() if name not in without for address in every
    ]
    return "\n".join(["# Resolved when this kit was made. failover.sh uses it instead of a name server.", *lines, ""])


def ssh_config(addresses: Addresses, names: Iterable[str]) -> str:
    """What ssh is given with -F. @HERE@ is where the kit was unpacked; the person's own settings count after it."""
    lines = []
    for name in sorted(set(names)):
        if name.lower() in addresses.known:
            lines += [f"Host {name}", f"  HostName {addresses.known[name.lower()][0]}", f"  HostKeyAlias {name}"]
    lines += ["Host *", '  UserKnownHostsFile "@HERE@/known_hosts" ~/.ssh/known_hosts', "  Include ~/.ssh/config",
              "  Include /etc/ssh/ssh_config", ""]  # fmt: skip
    return "\n".join(lines)
