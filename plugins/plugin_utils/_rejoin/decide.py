# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rejoin does next: a function of what was asked, what is seen and what was done, and of nothing else.

It knows no clock, no host and no file. What was done by a run that died is seen, not remembered, so that the same
command goes on from there. Muxer and processors stay stopped until nothing else differs there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...module_utils._common.observation import NOT_OBSERVABLE
from .._failover.observed import BY_HAND, FREE, HELD, NOBODY, OURS
from .._failover.run import FAILED, REFUSED, UNKNOWN, Act, Command, End, OpenPoint, Run
from .._failover.run import SUPERSEDED as OVERTAKEN
from . import outcomes, steps
from .asked import Asked
from .blocking import blocking
from .case import Case
from .observed import MERGEABLE, Seen

LATER, ANYBODY = "a later run", "a person"
Decision = Act | End
_BAD = (FAILED, REFUSED, UNKNOWN)
_MOST = 20


def decide(asked: Asked, seen: Seen, run: Run) -> Decision:
    """The next thing to do. `run` has the results of all that this returned before in the same run."""
    case = Case(asked, seen, run)
    for judge in _JUDGES:
        decision = judge(case)
        if decision is not None:
            return decision
    return _ended(case)


def _asked_a_question(case: Case) -> Decision | None:
    """Who has changed something by then has stopped on the way; what is recorded already nobody asks about."""
    ledger = case.seen.ledger
    outcome = outcomes.STOPPED if case.run.changed else outcomes.QUESTION
    if case.run.did(steps.DONE):
        return None
    if ledger.question:
        return _end(case, steps.VALIDATE, outcome, ledger.text, rules=("GIR647",), command=outcomes.LEDGER)
    if ledger.intent is not None:
        one = ledger.intent
        text = f"The operation {one.operation} ({one.verb} to {one.active}) was begun and has not ended."
        return _end(case, steps.VALIDATE, outcome, text, rules=("GIR648",), command=outcomes.LEDGER)
    return None


def _overtaken(case: Case) -> Decision | None:
    """A newer run has the lock: nothing of this one may be written any more."""
    if not case.begun:
        return None
    told = next((one for one in case.run.results if one.outcome == OVERTAKEN), None)
    if told is not None:
        return _end(case, steps.REPORT, outcomes.SUPERSEDED, told.text, command=outcomes.STATUS)
    lock = case.seen.lock
    if lock.state == NOBODY:
        return _end(case, steps.REPORT, outcomes.STOPPED, "No RWS host answers any more, so nothing can be recorded.")
    if lock.state != OURS:
        text = f"The lock is held by another run: {lock.text}." if lock.state == HELD else "The lock is gone."
        return _end(case, steps.REPORT, outcomes.SUPERSEDED, text, command=outcomes.STATUS)
    if lock.marked:
        return _end(case, steps.REPORT, outcomes.SUPERSEDED, outcomes.MADE_WAY, command=outcomes.STATUS)
    if case.seen.ledger.active == case.seen.center:
        text = f"{case.seen.center} has become the active data center."
        return _end(case, steps.REPORT, outcomes.SUPERSEDED, text, command=outcomes.STATUS)
    return None


def _refused(case: Case) -> Decision | None:
    if case.begun:
        return None
    found = blocking(case)
    if not found:
        return None
    why = [f"{one.rule}: {one.text} {one.remedy}" for one in found]
    return _end(case, steps.PRECHECK, outcomes.REFUSED, *why, rules=tuple(one.rule for one in found))


def _already_there(case: Case) -> Decision | None:
    """With nothing to write no lock is claimed."""
    if case.begun or case.needs_anything:
        return None
    return _end(case, steps.PLAN, outcomes.UNCHANGED, f"{case.seen.center} is the standby.", command="")


def _predicted(case: Case) -> Decision | None:
    if not case.asked.check or case.begun:
        return None
    return _end(case, steps.PLAN, outcomes.PREDICTED, "The plan is what would be done.", command=_accepting(case))


def _shown(case: Case) -> Decision | None:
    """A person reads the list, and says that Cassandra was repaired, before anything is written."""
    if case.begun or (case.is_listed and not case.asks_for_repair):
        return None
    why = []
    if not case.is_listed:
        listing = case.seen.listing
        count = len(listing.items)
        was = "The list has changed since it was accepted. " if case.asked.listed else ""
        why.append(f"{was}Read the list: {count} item{'' if count == 1 else 's'}, digest {listing.digest}.")
    if case.asks_for_repair:
        why.append(_repair_text(case))
    return _end(case, steps.LIST, outcomes.TO_CONFIRM, *why, command=_accepting(case))


def _repair_text(case: Case) -> str:
    hints, center = case.seen.hints, case.seen.center
    if hints.window is None:
        kept = "Nobody knows for how long Cassandra keeps writes for a node that is down"
    else:
        kept = f"Cassandra keeps writes for {_hours(hints.window)}"
    away = f"{center} was away for {_hours(hints.away)}" if hints.away is not None else f"how long {center} was away"
    return (f"{away}. {kept}. Repair it: a full nodetool repair on each node of {center}, one after the other; then say"
            " who did it.")  # fmt: skip


def _hours(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


def _accepting(case: Case) -> str:
    """The command of somebody who accepts what is shown."""
    given = {"listed": case.seen.listing.digest}
    if case.asks_for_repair:
        given["repaired_by"] = "<name of who repaired Cassandra>"
    return outcomes.again(case.asked, **given)


def _locked(case: Case) -> Decision | None:
    if case.begun:
        return None
    for name in (steps.LOCK, steps.TAKE_OVER):
        if case.run.gave_up(name):
            found = case.run.last(name)
            text = f"GIR649: The lock cannot be had. {found.text if found else ''}".strip()
            return _end(case, steps.FENCE, outcomes.REFUSED, text, rules=("GIR649",))
    lock = case.seen.lock
    if lock.state in (FREE, OURS):
        return Act(steps.FENCE, (Command(steps.LOCK),), "One run at a time.")
    why = "The run that holds the lock is dead." if lock.dead else "A person says that its run is dead."
    return Act(steps.FENCE, (Command(steps.TAKE_OVER, argument=lock.operation),), why)


def _list_kept(case: Case) -> Decision | None:
    """What was accepted is kept beside the ledgers before anything of it goes: so a killed run can go on."""
    is_kept = case.run.did(steps.KEEP_LIST) or bool(case.seen.kept or case.seen.kept_unseen)
    if not case.seen.listing.digest or is_kept:
        return None
    return _once(case, steps.FENCE, steps.KEEP_LIST, "The list is kept before anything of it is overwritten.")


def _fenced(case: Case) -> Decision | None:
    """Stopped before anything else, and again whenever one was seen to run."""
    hosts = tuple(sorted({one.host for one in case.to_stop}))
    if not hosts or case.run.did(steps.RUN):
        return None
    if case.run.gave_up(steps.STOP):
        return _stuck(case, steps.FENCE, steps.STOP)
    why = f"What runs in {case.seen.center} as in an active data center must not run beside the active one."
    return Act(steps.FENCE, (Command(steps.STOP, hosts),), why)


def _caught_up(case: Case) -> Decision | None:
    """Ledger, keystores and index: what the data center has missed."""
    seen, run = case.seen, case.run
    if seen.behind:
        return _once(case, steps.CATCH_UP, steps.LEDGER, "Whoever asks there has to learn which one is active.")
    if seen.keystores.state == MERGEABLE and not run.did(steps.KEYSTORES):
        return _once(case, steps.CATCH_UP, steps.KEYSTORES, "What one keystore opens, each has to open.")
    if seen.operation and case.asked.reindex and not run.tried(steps.REINDEX):
        return Act(steps.CATCH_UP, (Command(steps.REINDEX),), "What was recorded there meanwhile has to be found.")
    return None


def _configured(case: Case) -> Decision | None:
    """Written once; what differs after that is for a person, and Muxer and processors stay stopped."""
    if not case.seen.left or case.run.did(steps.RUN):
        return None
    if not case.run.tried(steps.WRITE):
        hosts = tuple(sorted({one.host for one in case.seen.left}))
        return Act(steps.CONFIGURE, (Command(steps.WRITE, hosts),), "As the inventory wants a standby.")
    return _stuck(case, steps.CONFIGURE, steps.WRITE) if _went_wrong(case, steps.WRITE) else None


def _verified(case: Case) -> Decision | None:
    """Only what was compared after it was written counts."""
    run = case.run
    if not run.did(steps.COMPARE) and not run.gave_up(steps.COMPARE):
        return Act(steps.VERIFY, (Command(steps.COMPARE),), "Nothing starts before nothing else differs.")
    if run.gave_up(steps.COMPARE) or not case.seen.compared:
        return _end(case, steps.VERIFY, outcomes.STOPPED, f"It could not be compared. {case.seen.unseen}".strip())
    if case.seen.left:
        count = len(case.seen.left)
        so = "it is not recorded" if run.did(steps.RUN) else "Muxer and processors stay stopped"
        text = f"{count} {'part differs' if count == 1 else 'parts differ'} yet, so {so}."
        return _end(case, steps.VERIFY, outcomes.STOPPED, text)
    return None


def _started(case: Case) -> Decision | None:
    if not case.seen.to_run:
        return None
    hosts = tuple(sorted({one.host for one in case.seen.to_run}))
    if case.run.tried(steps.RUN):
        return _stuck(case, steps.START, steps.RUN)
    return Act(steps.START, (Command(steps.RUN, hosts),), "Nothing but these differs.")


def _recorded(case: Case) -> Decision | None:
    if not case.seen.need:
        return None
    return _once(case, steps.RECORD, steps.DONE, f"{case.seen.center} is the standby.")


def _once(case: Case, stage: str, name: str, why: str) -> Decision:
    """A command without which nothing goes on."""
    return _stuck(case, stage, name) if case.run.gave_up(name) or case.run.did(name) else Act(
        stage, (Command(name),), why
    )


def _went_wrong(case: Case, name: str) -> bool:
    last = case.run.last(name)
    return last is not None and last.outcome in _BAD


def _stuck(case: Case, stage: str, name: str) -> End:
    last = case.run.last(name)
    what = steps.WHAT[name].format(case.seen.center)
    return _end(case, stage, outcomes.STOPPED, f"{what}: {last.text if last and last.text else 'it had no effect.'}")


def _ended(case: Case) -> End:
    points = tuple(open_points(case))
    return _end(case, steps.REPORT, outcomes.DONE_OPEN if points else outcomes.DONE,
                f"{case.seen.center} is the standby.", command="")  # fmt: skip


def open_points(case: Case) -> Iterator[OpenPoint]:
    """What is left for a person or for a later run."""
    seen = case.seen
    for one in seen.left[:_MOST]:
        yield OpenPoint(one.component, f"{one.host}: {one.text} {one.remedy}".strip(), ANYBODY)
    if len(seen.left) > _MOST:
        yield OpenPoint("rest", f"{len(seen.left) - _MOST} more parts differ; gir.multidc.drift names them.", ANYBODY)
    for thing in seen.listing.items:
        if thing.does == "person":
            text = f"{thing.where}: {thing.what}. {thing.command}".strip()
            yield OpenPoint(thing.area, text, ANYBODY)
    for area in seen.listing.areas:
        if area.answer == NOT_OBSERVABLE:
            yield OpenPoint(area.name, area.text, ANYBODY)
    last = case.run.last(steps.REINDEX)
    if last is not None and last.outcome in _BAD:
        yield OpenPoint(steps.REINDEX, f"{steps.WHAT[steps.REINDEX]}: {last.text}", ANYBODY)
    keys = case.run.last(steps.KEYSTORES)
    if keys is not None and keys.text and keys.outcome not in _BAD:
        yield OpenPoint(steps.KEYSTORES, keys.text, ANYBODY)
    for service in seen.services:
        if service.state == BY_HAND:
            text = f"{service.component} of {service.host} is not managed: see to it that it runs as that of a standby."
            yield OpenPoint(service.component, text, ANYBODY)
    for marker in seen.markers:
        yield OpenPoint("maintenance", marker, ANYBODY)


def _end(
    case: Case, stage: str, outcome: str, *why: str, rules: tuple[str, ...] = (), command: str | None = None
) -> End:
    shows = outcome in (outcomes.STOPPED, outcomes.DONE, outcomes.DONE_OPEN)
    points = tuple(open_points(case)) if shows else ()
    text = outcomes.again(case.asked) if command is None else command
    return End(stage, outcome, tuple(one for one in why if one), rules, points, text)


# In this order: the first that has something to say decides.
_JUDGES = (_asked_a_question, _overtaken, _refused, _already_there, _predicted, _shown, _locked, _list_kept, _fenced,
           _caught_up, _configured, _verified, _started, _recorded)  # fmt: skip
