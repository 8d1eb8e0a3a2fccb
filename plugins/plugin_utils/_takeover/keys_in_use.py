# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the target has the private key of each certificate that the inventory puts into use: GIR628.

It needs no keystore of another data center beside it, which may be lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...module_utils._common.observation import FAILED
from .._failover.observed import Check
from .._keystores.findings import certificates, opens
from .._status.seen import Seen
from .._topology.values import listed

_REMEDY = "ansible-playbook gir.multidc.keystore_sync, or restore the key from your backup: docs/keystores.md."
# Of a fingerprint, enough to tell certificates apart.
_SHOWN = 16


def checks(seen: Seen, target: str, used: Mapping[str, object]) -> tuple[Check, ...]:
    """`used`: where certificates may stand, by variable, to what stands there. Keystores that nobody sees are judged
    apart."""
    return tuple(_checks(seen, target, used))


def _checks(seen: Seen, target: str, used: Mapping[str, object]) -> Iterator[Check]:
    places: dict[str, list[str]] = {}
    for variable, value in used.items():
        for certificate in certificates(value):
            if certificate is not None and variable not in places.setdefault(certificate, []):
                places[certificate].append(variable)
    for host in seen.hosts_of(target, "gir_rcs"):
        view = seen.answers.get(host, {}).get("keystore")
        if not view:
            continue
        for certificate, where in places.items():
            if not any(opens(one, certificate) for one in view.get("entries") or ()):
                text = (f"The keystore of {host} lacks the private key of the certificate {certificate[:_SHOWN]}, which"
                        f" {listed(where, 3)} uses: what is encrypted with it cannot be played there.")  # fmt: skip
                yield Check("GIR628", FAILED, text, _REMEDY, f"{host} {certificate}")
