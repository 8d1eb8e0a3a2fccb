# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the hosts answer in this run: the ledgers of RWS hosts, and which hosts do not answer at all.

They are asked from here, whatever the limit of the run is. No fact has a say: it may be one that a cache kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked_ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import Judgement, judge, unfinished
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Ledger, Unreadable, read_ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, printable

LEDGER_MODULE = "gir.multidc.ledger"
_LONGEST_REASON = 200

# Asks many hosts at once with one module: {host: module arguments} -> {host: answer}.
Ask = Callable[[Optional[str], Mapping[str, Mapping[str, Any]]], Mapping[str, Mapping[str, Any]]]


@dataclass
class Observed:
    """What was answered. `of_hosts`: RWS host to what it said, as engine.evaluate takes it.

    `silent`: host to why it did not answer.
    `digests`: RWS host that answered to the digest of its ledger, None where it holds none.
    """

    of_hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str | None] = field(default_factory=dict)


def ledgers(ask: Ask, roots: Mapping[str, str]) -> Observed:
    """What the RWS hosts hold; `roots`: host to its gir_root."""
    answers = ask(LEDGER_MODULE, {host: {"state": "read", "root": root} for host, root in roots.items()})
    return answered({host: checked_ledger(answers.get(host) or {}) for host in roots})


def answered(answers: Mapping[str, Mapping[str, Any]]) -> Observed:
    """What was read of the ledgers, from the answers of all RWS hosts that were asked."""
    found = Observed()
    for host, answer in answers.items():
        if answer.get("unreachable") or answer.get("failed") or "digest" not in answer:
            found.of_hosts[host] = {engine.ANSWERED: False}
            found.silent[host] = reason_of(answer)
            continue
        found.digests[host] = answer["digest"]
        found.of_hosts[host] = {engine.ANSWERED: True, **_held(answer)}
    return found


def _held(answer: Mapping[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    if answer.get("unreadable"):
        held[engine.LEDGER] = Unusable(str(answer["unreadable"]))
    elif answer.get("ledger") is not None:
        held[engine.LEDGER] = answer["ledger"]
    legacy = answer.get("legacy") or {}
    for name in (engine.RECORD, engine.ESERVICES):
        reason = (legacy.get("unreadable") or {}).get(name)
        if reason:
            held[name] = Unusable(str(reason))
        elif legacy.get(name) is not None:
            held[name] = legacy[name]
    return held


def judged(observed: Observed) -> Judgement:
    """What the ledgers that were read say together."""
    ledgers: dict[str, Ledger | None] = {}
    broken: dict[str, str] = {}
    for host in observed.digests:
        held = observed.of_hosts[host].get(engine.LEDGER)
        try:
            if isinstance(held, Unusable):
                raise Unreadable(held.reason)
            ledgers[host] = None if held is None else read_ledger(held)
        except Unreadable as reason:
            broken[host] = str(reason)
    return judge(ledgers, unreadable=broken)


def begun(observed: Observed, verb: str, eservices_site: str) -> str | None:
    """The operation of this verb and target that an earlier run began and did not end."""
    return unfinished(judged(observed), verb, eservices_site)


def reason_of(answer: Mapping[str, Any]) -> str:
    """Why a host gave no answer, in one line: what a connection says can be many."""
    lines = [line.strip() for line in str(answer.get("msg") or "").splitlines() if line.strip()]
    return printable(lines[0] if lines else "it gave no answer")[:_LONGEST_REASON]
