# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keystore in memory and what its entries are known by: private to this collection, may change at any time."""

import hashlib
from typing import Any, Dict, Iterable, List, Mapping, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._keystore import der
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work


class KeystoreError(Refusal):
    """The file is not a usable keystore; the message is one sentence."""


class WrongPassword(KeystoreError):
    """The structure is whole, but the password does not open it."""


class Keystore:
    """`entries` is None when the type does not show them, `parts` holds what each of them consists of in the file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.size = len(data)
        self.type = None  # type: Optional[str]
        self.version = None  # type: Optional[int]
        self.entries = None  # type: Optional[List[Dict[str, Any]]]
        self.parts = None  # type: Any
        self.hidden = None  # type: Optional[str]  # why the entries are not shown
        self.opened = None  # type: Optional[bool]  # whether a password has proven the integrity; None when that was not tried
        self.unchecked = None  # type: Optional[str]  # why a password that was given could not prove it
        self.unreachable = []  # type: List[str]  # aliases of entries that Java lists and finds under no name


def describe(
    alias: str,
    kind: str,
    created: Optional[int],
    chain: List[bytes],
    protected: Optional[bytes],
    key: Optional[bytes] = None,
    budget: Optional[Work] = None,
) -> Dict[str, Any]:
    """One entry as it is reported and compared; no key material.

    The fingerprint covers all that must not be lost: the key as it is encrypted in the file, and every certificate,
    because a recording names the certificate that it was encrypted for. Without a key it is that of the certificate.
    `key` is the plain private key where a password opened it; a secret key may be as weak as a password, so not even
    its digest is shown.
    """
    known = der.certificate(chain[0], budget) if chain else None
    return {
        "alias": alias,
        "kind": kind,
        "created": created,
        "fingerprint": hashlib.sha256((protected or b"") + b"".join(chain)).hexdigest(),
        "certificate": hashlib.sha256(chain[0]).hexdigest() if chain else None,
        "chain": [hashlib.sha256(certificate).hexdigest() for certificate in chain],
        "key": hashlib.sha256(key).hexdigest() if key and kind == "private_key" else None,
        "subject": known["subject"] if known else None,
        "issuer": known["issuer"] if known else None,
        "not_after": known["not_after"] if known else None,
    }


def alias_of(kind: str, entry: Mapping[str, Any]) -> str:
    """What an entry is found by in a keystore of that kind: only those of Bouncy Castle tell capitals apart."""
    alias = str(entry["alias"])
    return alias if kind in ("bks", "uber") else alias.lower()


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries are the same: what one of them opens, the other opens too."""
    if (one["alias"], one["kind"], one["chain"]) != (other["alias"], other["kind"], other["chain"]):
        return False
    # The same key encrypted anew with the same password is no other key.
    return one["fingerprint"] == other["fingerprint"] or bool(one["key"] and one["key"] == other["key"])


def lacking(entries: Iterable[Dict[str, Any]], others: Iterable[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Those entries that are not among the others."""
    by_alias = {}  # type: Dict[str, List[Dict[str, Any]]]
    for other in others:
        by_alias.setdefault(other["alias"], []).append(other)
    return [entry for entry in entries if not any(same(entry, other) for other in by_alias.get(entry["alias"], ()))]
