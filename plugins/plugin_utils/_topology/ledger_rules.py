# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledgers of the RWS hosts: each that cannot be read is named, and what they say together is judged."""

from __future__ import annotations

from .._ledger.chain import Judgement, judge
from .._ledger.entry import Ledger, Unreadable, read_ledger
from .._ledger.questions import questions
from .report import Report
from .rws_rules import ByHost
from .values import Unusable, Value, listed, show

# In the values of an RWS host: its ledger as its file has it; absent where it holds none.
LEDGER = "ledger"
_RULES = {"fork": "GIR704", "contradiction": "GIR704", "intent": "GIR709", "foreign": "GIR710", "unreadable": "GIR703"}


def judged(report: Report, host_variables: ByHost, operation: str | None) -> Judgement | None:
    """What the ledgers say; None when they cannot be trusted. `operation`: that of this very run."""
    ledgers: dict[str, Ledger | None] = {}
    broken: dict[str, str] = {}
    for host, values in host_variables.items():
        try:
            ledgers[host] = _read(values[LEDGER]) if LEDGER in values else None
        except Unreadable as error:
            broken[host] = str(error)
    found = judge(ledgers, operation)
    for host, reason in broken.items():
        rule_id = "GIR702" if found.entries else "GIR703"
        report.add(rule_id, host, f"The ledger on {show(host)} cannot be read: {reason.rstrip('.')}.")
    for kind, sentence, remedy in questions(found):
        report.add(_RULES[kind], LEDGER, sentence, remedy)
    if found.lagging:
        said = (
            f"The newest entry of the ledger is not on {listed(found.lagging, 4)}, which was away when it was written."
        )
        report.add("GIR712", next(iter(found.lagging)), said)
    return None if broken and not found.entries else found


def _read(value: Value) -> Ledger:
    if isinstance(value, Unusable):
        raise Unreadable(value.reason)
    return read_ledger(value)
