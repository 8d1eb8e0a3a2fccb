# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rules stop a failover before it begins: all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from ...module_utils._common.observation import FAILED
from .asked import MODES
from .case import Case
from .diagnosis import SILENT_TOO_SHORT
from .observed import ABSENT, BLOCKED, BY_HAND, HELD, NOBODY, PERSON
from .plan import differences, digest_of
from .rules import REJOINED, RULES, Blocking, broken
from .steps import KINDS

# Of a data center that nobody gives up without a need, or that is to be drained: GIR638 and GIR639 are its own.
_OF_FORCED = ("GIR621", "GIR622", "GIR624")


def blocking(case: Case) -> list[Blocking]:
    """What stops it. What a person overrides does not; nor does the state of the target once it was begun."""
    found = [*_values(case), *_records(case), *_lock(case)]
    if case.asked.planned and not case.moved:
        found += _drained(case)
    if case.own_intent is None and not case.moved:
        found += [*_diagnosis(case), *_target(case)]
    stopping = [one for one in found if not (one.may_be_lifted and case.asked.lifts(one.rule))]
    return stopping if stopping else list(_approval(case))


def _values(case: Case) -> Iterator[Blocking]:
    asked, seen = case.asked, case.seen
    pair = (seen.target.name, seen.origin.name)
    if asked.to != seen.target.name or asked.to not in pair:
        yield broken("GIR611", f"gir_failover_to is '{asked.to}'; primary and backup are {' and '.join(sorted(pair))}.")
    elif asked.failback and not seen.target.primary:
        yield broken("GIR611", f"The failback is to '{asked.to}', and {seen.origin.name} is the primary.")
    if asked.confirm != asked.to:
        yield broken("GIR612", f"gir_failover_confirm is '{asked.confirm}', and gir_failover_to is '{asked.to}'.")
    if not asked.planned and not asked.attested_by.strip():
        yield broken("GIR613", "gir_failover_attested_by is not given.")
    if asked.mode not in MODES:
        yield broken("GIR614", f"gir_failover_mode is '{asked.mode}'; it may be {', '.join(MODES)}.")
    for one in asked.overrides:
        if one.rule not in RULES or not RULES[one.rule].may_be_lifted:
            yield broken("GIR636", f"gir_failover_override names '{one.rule}', which is no rule that may be lifted.")
        elif not one.reason.strip():
            yield broken("GIR636", f"gir_failover_override of {one.rule} has no reason.")
    for problem in asked.problems:
        yield broken("GIR637", problem)


def _records(case: Case) -> Iterator[Blocking]:
    asked, ledger = case.asked, case.seen.ledger
    if not ledger.heard:
        yield broken("GIR620", "No RWS host answers with its ledger.")
        return
    if asked.expect_active and asked.expect_active != ledger.active:
        yield broken("GIR634", f"gir_failover_expect_active is '{asked.expect_active}', and {ledger.active} is active.")
    if asked.expect_epoch is not None and asked.expect_epoch != ledger.epoch:
        text = f"gir_failover_expect_epoch is {asked.expect_epoch}, and the ledger is at epoch {ledger.epoch}."
        yield broken("GIR634", text)


def _lock(case: Case) -> Iterator[Blocking]:
    lock = case.seen.lock
    if lock.state == NOBODY and case.seen.ledger.heard:
        yield broken("GIR620", "No RWS host can hold the lock of this run.")
    if lock.state != HELD or lock.dead or lock.yields or case.asked.take_over == lock.operation:
        return
    remedy = (f"Wait for it. When that run is dead, run the same command with"
              f" -e gir_failover_take_over={lock.operation}.")  # fmt: skip
    yield broken("GIR617", f"The lock is held: {lock.text}.", remedy)


def _drained(case: Case) -> Iterator[Blocking]:
    """What has to be there so that a data center can be drained and, where something fails, is active again."""
    origin = case.seen.origin
    if not origin.answers:
        if case.diagnosis.name != SILENT_TOO_SHORT:
            yield broken("GIR639", f"{origin.name}: {case.diagnosis.name}. {' '.join(case.diagnosis.because)}")
        return
    for one in origin.services:
        accepted = case.asked.accepts(origin.name, one.component)
        if one.active and not accepted and (not one.heard or one.state == BY_HAND):
            why = "does not answer" if not one.heard else "has a service of it that is not managed"
            text = f"{one.component} of {origin.name} cannot be stopped: {one.host} {why}."
            yield broken("GIR638", text, service=(one.component, one.host))
    for kind in KINDS:
        found = case.seen.step(kind.name)
        if kind.essential and found.state == BLOCKED:
            yield broken("GIR666", f"{kind.what}: {found.text}")
        elif not kind.optional and found.state in (PERSON, ABSENT):
            yield broken("GIR668", f"{kind.what}: {found.text or 'no run can do it.'}")


def _diagnosis(case: Case) -> Iterator[Blocking]:
    kind = case.diagnosis.kind
    if kind.rule and not (case.asked.planned and kind.rule in _OF_FORCED):
        yield broken(kind.rule, f"{case.seen.origin.name}: {kind.name}. {' '.join(case.diagnosis.because)}", kind.do)


def _target(case: Case) -> Iterator[Blocking]:
    target = case.seen.target
    if target.nodes_heard == 0 and target.answers:
        yield broken("GIR625", f"No RWS address of {target.name} answers.")
    for one in case.seen.checks:
        if one.answer == FAILED and (case.asked.planned or one.rule != REJOINED):
            yield broken(one.rule, one.text, one.remedy)


def _approval(case: Case) -> Iterator[Blocking]:
    """Only a plan that nothing else stops is compared: it would differ because of that."""
    asked = case.asked
    if not asked.plan or case.begun:
        return
    if asked.plan != digest_of(case):
        said = differences(asked.plan_document, case)
        yield broken("GIR635", "The plan is another one than the approved one" + (f": {said}." if said else "."))
    elif asked.plan_age is None or asked.plan_age > asked.plan_seconds:
        age = "of unknown age" if asked.plan_age is None else f"{asked.plan_age / 60:.0f} minutes old"
        yield broken("GIR635", f"The approved plan is {age}; it holds for {asked.plan_seconds / 60:.0f} minutes.")
