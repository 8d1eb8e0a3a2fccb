# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host keys that the controller knows: a bare host would ask a person about every one of them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping

from .addresses import Addresses

_HASHED = "|1|"


def asked_for(hosts: Iterable[tuple[str, str]], addresses: Addresses) -> dict[str, str]:
    """Names under which a key may stand, to the name under which ssh asks for it in the kit.

    `hosts`: name or address, and port, as Ansible connects to them.
    """
    found = {}
    for name, port in hosts:
        known = addresses.known.get(name.lower(), ())
        own = name if known or port in ("", "22") else f"[{name}]:{port}"
        for one in (name, *known):
            found[one if port in ("", "22") else f"[{one}]:{port}"] = own
    return found


def known_hosts(texts: Iterable[str], wanted: Mapping[str, str]) -> str:
    """Lines of known_hosts for these names, in one order. `texts`: files of the controller."""
    found: set[str] = set()
    for text in texts:
        for line in text.splitlines():
            names, _blank, key = line.strip().partition(" ")
            if line.startswith(("#", "@")) or len(key.split()) < 2:
                continue
            kept = " ".join(key.split()[:2])
            found.update(f"{wanted[one]} {kept}" for one in _named(names, wanted))
    return "".join(f"{line}\n" for line in sorted(found))


def _named(names: str, wanted: Mapping[str, str]) -> list[str]:
    if not names.startswith(_HASHED):
        return [one for one in names.split(",") if one in wanted]
    try:
        salt, digest = (base64.b64decode(part, validate=True) for part in names[len(_HASHED) :].split("|"))
    except (ValueError, binascii.Error):
        return []
    return [one for one in wanted if hmac.digest(salt, one.encode("utf-8"), hashlib.sha1) == digest]
