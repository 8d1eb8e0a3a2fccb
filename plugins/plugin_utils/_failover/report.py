# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a failover as one JSON document, made of the lines of its journal; also of a run that was killed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from . import outcomes
from .blocking import blocking
from .case import Case
from .history import About, History, Line, Sent
from .moments import stamp
from .objectives import Times, judge
from .observed import Check
from .plan import digest, plan_of
from .plan_file import name_of
from .rules import RULES
from .run import APPLIED, WAITED
from .steps import (
    ABANDON,
    BY_NAME,
    CHECK_ALL,
    DONE,
    HOLD,
    INTENT,
    LOCK,
    LOOK,
    MARK,
    QUEUES,
    RESTORE,
    STOP,
    TAKE_OVER,  # fmt: skip
)

FORMAT = 1
# The outcome of a run that did not come to its end. It is none of outcomes.OUTCOMES: no decision says it.
INTERRUPTED = "interrupted"
_MEANS_INTERRUPTED = "The run did not come to its end. The same command goes on from where it stood."
# What commands do that are no steps, with the component of those that have one.
WHAT = {
    LOCK: "Claim the lock",
    MARK: "Tell the run that holds the lock to stop",
    TAKE_OVER: "Take over the lock of a dead run",
    LOOK: "Look at the other data center again",
    STOP: "Stop {}, and its start at boot",
    INTENT: "Record in the ledger what begins",
    DONE: "Record in the ledger that it is done",
    ABANDON: "Take the intent back from the ledger",
    RESTORE: "Start {} again",
    HOLD: "Hold back other verbs for a while",
    CHECK_ALL: "Verify",
    QUEUES: "Wait until the queues are empty",
}


def report(lines: Sequence[Line], about: About | None = None) -> dict[str, Any]:
    """The report. `about`: where the journal has no line `begin`, or has it too early."""
    history = History(lines)
    told, end = about or history.begun, history.end
    last, judged = history.last, history.judged
    outcome = INTERRUPTED if end is None else end.outcome
    known = outcomes.OUTCOMES.get(outcome)
    times = _times(history, judged, told)
    return {
        "format": FORMAT,
        "outcome": outcome,
        "ok": known is not None and known.ok,
        "means": _MEANS_INTERRUPTED if known is None else known.means,
        "why": [*(() if end is None else end.why), *history.problems],
        **_who(last, told),
        "times": _stamps(times, history, told),
        "stages": [_stage(name, seconds, told) for name, seconds in history.stages.items()],
        "timeline": [asdict(one) for one in history.segments],
        "objectives": [] if judged is not None and not _is_judged(judged) else _objectives(told, times),
        "plan": _plan(judged, told.started),
        "diagnosis": _diagnosis(judged),
        "rules": [] if judged is None else list(_rules(judged)),
        "accepted": [] if last is None else [f"{one.data_center}/{one.component}" for one in last.asked.accepted],
        "commands": [_command(one) for one in history.sent],
        "checks": [] if judged is None else _checks(judged.seen.checks),
        "proofs": [] if last is None else _checks(last.seen.proofs),
        "open_points": [] if end is None else [asdict(one) for one in end.open_points],
        "next": _next(history),
        "silent": dict(told.silent or {}),
    }


def _who(last: Case | None, told: About) -> dict[str, Any]:
    asked = None if last is None else last.asked
    return {
        "from": "" if last is None else (last.seen.target if last.run.back else last.seen.origin).name,
        "to": "" if asked is None else asked.to,
        "mode": "" if asked is None else asked.mode,
        "check": asked is not None and asked.check,
        "operation": "" if last is None else last.run.operation,
        "lock": "" if last is None else last.run.lock,
        "user": told.user,
        "controller": told.controller,
        "attested_by": "" if asked is None else asked.attested_by,
        "reason": "" if asked is None else asked.reason,
        "change_id": "" if asked is None else asked.change_id,
        "collection": told.collection,
        "limit": told.limit,
    }


def _is_judged(judged: Case) -> bool:
    """Whether there was an outage to be ended: not where the target was active, and not where both live."""
    return not judged.moved and not judged.asked.planned


def _objectives(told: About, times: Times) -> list[dict[str, Any]]:
    """A run that finds the target active only finishes; the failover was judged before."""
    return [asdict(one) for one in judge(told.objectives, times, told.newest or {})]


def _times(history: History, judged: Case | None, told: About) -> Times:
    """Without a time from a person the outage began when the run found the data center silent, or earlier."""
    outage = None
    if judged is not None and not judged.moved and (judged.asked.silent_before or not judged.seen.origin.answers):
        outage = told.started - judged.asked.silent_before
    proof = next((one.result for one in reversed(history.sent) if one.name == CHECK_ALL and one.result), None)
    return Times(
        outage=outage,
        is_estimate=judged is None or not judged.asked.silent_before,
        verified=told.started + proof.at if proof is not None and proof.outcome in (APPLIED, WAITED) else None,
        ended=told.started + history.seconds if told.started and history.end is not None else None,
    )


def _stamps(times: Times, history: History, told: About) -> dict[str, Any]:
    return {
        "outage_since": _stamp(times.outage),
        "outage_is_estimate": times.is_estimate,
        "began": _stamp(told.started or None),
        "verified": _stamp(times.verified),
        "ended": _stamp(times.ended),
        "seconds": round(history.seconds, 1),
    }


def _stage(name: str, seconds: float, told: About) -> dict[str, Any]:
    """`expected` is None where nobody expected anything."""
    expected = (told.expected or {}).get(name, {})
    return {"stage": name, "seconds": round(seconds, 1), "expected": expected.get("seconds"),
            "expected_source": expected.get("source", "")}  # fmt: skip


def _stamp(seconds: float | None) -> str | None:
    return None if seconds is None else stamp(seconds)


def _plan(judged: Case | None, started: float) -> dict[str, Any]:
    if judged is None:
        return {"name": "", "digest": "", "approved": "", "document": {}}
    plan = plan_of(judged)
    return {"name": name_of(plan, started), "digest": digest(plan), "approved": judged.asked.plan, "document": plan}


def _diagnosis(judged: Case | None) -> dict[str, Any]:
    if judged is None:
        return {"name": "", "means": "", "do": "", "because": []}
    found = judged.diagnosis
    return {"name": found.name, "means": found.kind.means, "do": found.kind.do, "because": list(found.because)}


def _rules(judged: Case) -> Iterator[dict[str, Any]]:
    """What stops it, and what a person lifted."""
    for one in blocking(judged):
        yield {"rule": one.rule, "text": one.text, "remedy": one.remedy, "lifted": False, "reason": ""}
    reasons = {one.rule: one.reason for one in judged.asked.overrides}
    for one in blocking(replace(judged, asked=replace(judged.asked, overrides=()))):
        if one.may_be_lifted and one.rule in reasons:
            yield {"rule": one.rule, "text": one.text, "remedy": one.remedy, "lifted": True,
                   "reason": reasons[one.rule]}  # fmt: skip


def _checks(found: Sequence[Check]) -> list[dict[str, Any]]:
    """What was looked at; `name` is the rule, and of a proof that of the point."""
    return [{"name": one.rule, "what": RULES[one.rule].holds if one.rule in RULES else one.rule,
             "answer": one.answer, "text": one.text, "remedy": one.remedy} for one in found]  # fmt: skip


def _what(one: Sent) -> str:
    kind = BY_NAME.get(one.name)
    return kind.what if kind is not None else WHAT.get(one.name, one.name).format(one.argument)


def _command(one: Sent) -> dict[str, Any]:
    result, step = one.result, one.step
    return {
        "name": one.name,
        "stage": one.stage,
        "what": f"Undo: {_what(one)}" if one.back and one.name in BY_NAME else _what(one),
        "argument": one.argument,
        "hosts": list(one.hosts if result is None else result.hosts or one.hosts),
        "at": round(one.at, 1),
        "ended": None if result is None else round(result.at, 1),
        "outcome": "" if result is None else result.outcome,
        "text": "" if result is None else result.text,
        "changed": None if result is None else result.changed,
        "before": "" if step is None else step.before,
        "after": "" if step is None else step.after,
    }


def _next(history: History) -> str:
    if history.end is not None:
        return history.end.next
    return outcomes.STATUS if history.last is None else outcomes.again(history.last.asked)


def headline(found: Mapping[str, Any]) -> str:
    """How it ended, in one sentence."""
    way = f"{found['mode']} failover from {found['from']} to {found['to']}".strip() if found["to"] else "failover"
    points = len(found["open_points"])
    left = f" {points} point{' is' if points == 1 else 's are'} open." if points else ""
    word = str(found["outcome"]).replace("_", " ")
    return f"{way[:1].upper()}{way[1:]}: {word} after {found['times']['seconds']:.0f} s. {found['means']}{left}"
