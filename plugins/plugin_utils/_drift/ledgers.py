# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledgers of the RWS hosts as differences: which host holds an older one, and what a person has to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._common.difference import difference, not_checked
from ...module_utils._common.observation import NOT_OBSERVABLE
from .._failover.objectives import MISSED, Judged
from .._ledger.chain import Judgement
from .._ledger.questions import questions
from .._ledger.rejoining import needs_rejoin
from .observed import Answer, Check, Difference

LEDGER = "ledger"
_COMPONENT = "rws"


def differences(found: Judgement) -> dict[str, list[Difference]]:
    """Host to what is wrong with its ledger. Where no host has an entry, nothing is: nobody has moved anything yet."""
    by_host: dict[str, list[Difference]] = {
        host: [not_checked("ledger.read", _COMPONENT, LEDGER, f"It cannot be read: {reason.rstrip('.')}.")]
        for host, reason in found.unreadable.items()
    }
    head = found.head
    if head is not None:
        newest = f"epoch {head.epoch}, {head.operation}"
        older = {host: f"up to {operation}" for host, operation in found.lagging.items()}
        for host, actual in {**older, **dict.fromkeys(found.missing)}.items():
            by_host.setdefault(host, []).append(
                difference("ledger.behind", _COMPONENT, LEDGER, expected=newest, actual=actual)
            )
    return by_host


def together(
    found: Judgement,
    hosts: Sequence[str],
    unknown: Sequence[str] = (),
    rehearsal: Judged | None = None,
    centers: Mapping[str, str] | None = None,
) -> Answer:
    """What all of them say: one entry is the newest, or a question. `hosts`: those that answered.

    `unknown`: why nobody knows which data center is active, whatever the ledgers say. `rehearsal`: whether a failover
    was tried lately, None where nobody asked for that. `centers`: RWS host to its data center.
    """
    asked = [
        difference("ledger.question", _COMPONENT, LEDGER, key=kind, reason=f"{sentence} {remedy}".strip())
        for kind, sentence, remedy in questions(found)
    ]
    if unknown and not asked:
        asked = [difference("ledger.question", _COMPONENT, LEDGER, reason=" ".join(unknown))]
    if rehearsal is not None and hosts:
        asked += _of_rehearsal(rehearsal)
    asked += [
        difference("ledger.rejoin", _COMPONENT, LEDGER, need.data_center, reason=need.reason)
        for need in needs_rejoin(found, centers or {})
    ]
    failure = "" if hosts else "No RWS host showed its ledger, so an active data center was assumed."
    return Answer(LEDGER, [Check(LEDGER, _COMPONENT, LEDGER, LEDGER)], asked, failure)


def _of_rehearsal(found: Judged) -> Iterator[dict[str, Any]]:
    if found.answer == MISSED:
        yield difference("ledger.rehearsal", _COMPONENT, LEDGER, key=found.objective, expected=found.wanted,
                         actual=found.measured)  # fmt: skip
    elif found.answer == NOT_OBSERVABLE:
        reason = f"A failover is to be tried {found.wanted}; {found.measured}."
        yield not_checked("ledger.rehearsal", _COMPONENT, LEDGER, reason)
