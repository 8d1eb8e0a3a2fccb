# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which steps of the switch come next.

RWS comes first and alone: it is the only one that can refuse, and then nothing else has to be undone. Everything else
goes at once, as far as what it needs is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case
from .observed import IN_EFFECT, NEEDED, UNCLEAR
from .run import UNKNOWN, WAITED, Act, Command, Decision, Wait
from .steps import ABANDON, BY_NAME, EXCLUSIVE, KINDS, LOOK, REINDEX, RWS, STANDBY, STOP, SWITCH

# How long to wait at most before the next look, where a guard has to be waited for.
_LONGEST_PAUSE = 10.0


def switched(case: Case) -> Decision | None:
    """The next steps, until none is left that can be done."""
    if _is_pending(case, RWS):
        # The look costs nothing while RWS takes its time.
        commands = (Command(RWS), Command(LOOK)) if _is_needed_later(case) else (Command(RWS),)
        return Act(SWITCH, commands, "RWS comes first: it may refuse.")
    left = [name for name in pending(case) if name != RWS]
    exclusive = [name for name in left if name in EXCLUSIVE]
    blind = not case.looked_freshly and any(case.rivals(name) for name in exclusive)
    others = tuple(Command(name) for name in left if name not in EXCLUSIVE)
    if blind:
        return Act(SWITCH, (*others, Command(LOOK)), "Look before what may run in one place starts.")
    ready = tuple(Command(name) for name in exclusive if case.guarded_for(name) <= 0)
    if others or ready:
        return Act(SWITCH, (*others, *ready), "What needs nothing else goes at once.")
    if exclusive:
        left_for = max(case.guarded_for(name) for name in exclusive)
        why = f"The site guard of {case.seen.origin.name} stops what nobody hears."
        return Wait(SWITCH, min(left_for, _LONGEST_PAUSE), why)
    return None


def pending(case: Case) -> list[str]:
    """The steps that can be done and are not, in their order."""
    return [kind.name for kind in KINDS if _is_pending(case, kind.name)]


def _is_pending(case: Case, name: str) -> bool:
    state = case.seen.step(name).state
    if case.run.back and not is_undone_by(case, name):
        return False
    if name == STANDBY and any(_is_pending(case, one) or case.hindrance(one) for one in EXCLUSIVE):
        return False
    # Nothing shows whether an unclear one is done, so once is enough; and what the ledger says to be done was done.
    once = state == UNCLEAR and not case.moved and not case.run.did(name)
    if not (once or state == NEEDED) or case.run.gave_up(name) or _was_waited_for(case, name):
        return False
    if BY_NAME[name].after_rws and not case.rws_switched and not _leaves_rws_alone(case):
        return False
    return name not in EXCLUSIVE or not case.hindrance(name)


def _leaves_rws_alone(case: Case) -> bool:
    """Whether it is a rollback that has nothing to switch back: RWS was at the site of the target already."""
    return bool(case.run.back) and not is_undone_by(case, RWS)


def is_undone_by(case: Case, name: str) -> bool:
    """During a rollback: whether a step undoes anything that was done on the way there, and may do so now.

    A site guard lets nothing start while the ledger says that its data center is about to be left.
    """
    if name in (*EXCLUSIVE, STANDBY):
        stopped = case.adopted or any(one.command.startswith((f"{STOP}:", *EXCLUSIVE)) for one in case.run.forward)
        return stopped and case.run.did(ABANDON)
    return name != REINDEX and (case.adopted or any(one.command == name for one in case.run.forward))


def _was_waited_for(case: Case, name: str) -> bool:
    """Whether this run did it, and nobody can see that."""
    last = case.run.last(name)
    return last is not None and last.outcome == WAITED


def _is_needed_later(case: Case) -> bool:
    return any(case.seen.step(name).state in (NEEDED, UNCLEAR) and case.rivals(name) for name in EXCLUSIVE)


def left_over(case: Case) -> Iterator[str]:
    """The steps that the switch may not be recorded without, and that are not done; whatever keeps them from it."""
    for kind in KINDS:
        if case.run.back and not is_undone_by(case, kind.name):
            continue
        if not kind.optional and case.seen.step(kind.name).state != IN_EFFECT and not case.run.did(kind.name):
            yield kind.name


def begun_elsewhere(case: Case) -> bool:
    """Whether anything of the switch was done already, by this run or by the one that it goes on with."""
    names = [kind.name for kind in KINDS if kind.name != RWS]
    return case.adopted or any(case.run.did(name) for name in names) or _is_unknown(case)


def _is_unknown(case: Case) -> bool:
    """Whether RWS may have taken an earlier request of this run."""
    return any(one.command == RWS and one.outcome == UNKNOWN for one in case.run.results)
