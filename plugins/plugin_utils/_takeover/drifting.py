# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What drift finds where a failover needs it: GIR629 before, and the proof afterwards that what answers is as it should
be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ...module_utils._common.difference import DRIFT, NOT_CHECKED
from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._drift.finding import RECORDINGS_AT_RISK, SECURITY, SERVICE_AT_RISK, SEVERITIES, Finding, line_of
from .._drift.fitness import FORCED, counts
from .._failover.observed import Check
from .._status.hosts import STARTED_BY_FAILOVER
from .._topology.published import Model

AT_RISK = (SECURITY, RECORDINGS_AT_RISK, SERVICE_AT_RISK)
MOST = 20
PROOF = "drift"
# The status says it, with its own rule; a failover starts and enables what it needs.
_SAID = ("host.answer", "ledger.", "keystore.", "unit.state", "unit.enabled", "unit.health", "unit.load",
         "unit.missing")  # fmt: skip
_VERSION, _REFUSED = "package.version", "desired.refused"


def before(findings: Iterable[Finding], model: Model, target: str, compared: Collection[str]) -> tuple[Check, ...]:
    """GIR629, worst first. `compared`: the hosts of the target that were; `model` is that before the failover."""
    if model["standby"] != target:
        return ()
    if not compared:
        text = f"No host of {target} was compared with what it should be."
        return (Check("GIR629", NOT_OBSERVABLE, text, "Run gir.multidc.drift."),)
    found = [one for one in findings if _is_about(one, model)]
    checks = tuple(_limited("GIR629", found, f"of {target}"))
    if checks:
        return checks
    text = f"Drift finds nothing on {_hosts(compared)} of {target} that puts the service at risk."
    return (Check("GIR629", CONFIRMED, text),)


def after(findings: Iterable[Finding], compared: Collection[str], apart: Collection[str] = ()) -> tuple[Check, ...]:
    """The proof, with the hosts that answered at the end. `apart`: components that are left to a later run."""
    if not compared:
        return (Check(PROOF, NOT_OBSERVABLE, "No host was compared.", "Run gir.multidc.drift."),)
    found = [one for one in findings if one.severity in AT_RISK and not one.parent and one.host in compared]
    found = [one for one in found if one.component not in apart]
    checks = tuple(_limited(PROOF, found, "of the hosts that answer"))
    return checks or (Check(PROOF, CONFIRMED, f"Nothing differs on {_hosts(compared)} that puts the service at risk."),)


def _is_about(one: Finding, model: Model) -> bool:
    if one.severity not in AT_RISK or one.check.startswith(_SAID):
        return False
    if one.check == _VERSION and one.component in STARTED_BY_FAILOVER:
        # Compared with the other data center, which matters more.
        return False
    return counts(one, model, FORCED)


def _limited(rule: str, found: Iterable[Finding], where: str) -> Iterator[Check]:
    """What differs first, each; then what could not be compared."""
    every = sorted(found, key=lambda one: SEVERITIES.index(one.severity))
    for answer in (FAILED, NOT_OBSERVABLE):
        own = [one for one in every if _answer(one) == answer]
        yield from (_check(rule, one, answer) for one in own[:MOST])
        if len(own) > MOST:
            text = f"{len(own) - MOST} more findings {where}; gir.multidc.drift names them."
            yield Check(rule, answer, text, "Run gir.multidc.drift.", f"more findings {where}")


def _answer(one: Finding) -> str:
    """Where a variable cannot be used, nobody knows what should be."""
    if one.outcome == NOT_CHECKED or one.check == _REFUSED:
        return NOT_OBSERVABLE
    return FAILED if one.outcome == DRIFT else CONFIRMED


def _check(rule: str, one: Finding, answer: str) -> Check:
    about = " ".join(part for part in (one.host, one.component, one.check, one.object, one.key) if part)
    return Check(rule, answer, f"{line_of(one)}.", one.repair.text, about)


def _hosts(compared: Collection[str]) -> str:
    return f"{len(compared)} host{'' if len(compared) == 1 else 's'}"
