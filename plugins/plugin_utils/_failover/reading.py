# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of a failover to what a person asked for. All that cannot be used is said at once.

Surveys of AWX and -e give text for everything, so text is read as what it stands for; blank text is not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .._components.reading import truth
from .._report import asked as reports
from .._topology.values import Unusable, flaw, is_blank, kind, show
from . import lists, objectives, plan_file
from . import variables as of
from .asked import FORCED, PLANNED, Asked
from .moments import seconds_of
from .objectives import Objectives
from .variables import Variable

VERB = "failover"
_LONGEST = 400


@dataclass(frozen=True)
class Settings:
    """What else a run needs: `seconds` of one look, the reports, and the objectives that it is judged by.

    `notes`: what is wrong with the variables of the report, which stops no failover.
    """

    seconds: int
    reports: reports.Asked
    objectives: Objectives = Objectives()
    notes: tuple[str, ...] = ()


def read(values: Mapping[str, object], now: float, failback: bool = False) -> Asked:
    """What was asked for. `values`: variable to plain value, for those of variables.READ; `now`: seconds since 1970."""
    found = Values(values)
    approved = _plan(found, now)
    mode = found.text(of.MODE) or (PLANNED if failback else FORCED)
    # Of a failback everybody knows where it goes, so that it only has to be confirmed.
    to = found.text(of.TO) or (found.text(of.CONFIRM) if failback else "")
    found.number(of.SECONDS, 6)
    return Asked(
        to=to,
        confirm=found.text(of.CONFIRM),
        mode=mode,
        attested_by=found.text(of.ATTESTED_BY),
        reason=found.text(of.REASON),
        change_id=found.text(of.CHANGE_ID),
        accepted=lists.accepted(found.given(of.ACCEPT), found.problems),
        overrides=lists.overrides(found.given(of.OVERRIDE), found.problems),
        plan=approved.digest,
        plan_document=approved.plan,
        plan_age=approved.age,
        plan_seconds=60 * found.number(of.PLAN_MINUTES, 60),
        expect_active=found.text(of.EXPECT_ACTIVE),
        expect_epoch=None if found.given(of.EXPECT_EPOCH) is None else found.number(of.EXPECT_EPOCH, 0),
        take_over=found.text(of.TAKE_OVER),
        lost_seconds=found.number(of.LOST_SECONDS, 10),
        silent_before=0 if mode == PLANNED else _silent_before(found, now),
        guard_seconds=_guard_seconds(found),
        reindex=found.switch(of.REINDEX, True),
        hold_minutes=found.number(of.HOLD_MINUTES, 60),
        preempt_seconds=found.number(of.PREEMPT_SECONDS, 60),
        drain_seconds=60 * found.number(of.DRAIN_MINUTES, 10),
        failback=failback,
        # The last, when all of them have been read.
        problems=tuple(found.problems),
    )


def settings(values: Mapping[str, object]) -> Settings:
    """What is wrong with the seconds, `read` says."""
    seconds, found = Values(values).number(of.SECONDS, 6), Values(values)
    asked, wrong = reports.of(VERB, values.get)
    wanted, more = objectives.read(found.given(of.OBJECTIVES))
    notes = [*found.problems, *(f"{one.sentence} {one.remedy}" for one in (*wrong, *more))]
    return Settings(seconds, asked, wanted, tuple(notes))


class Values:
    """The variables by their kind. Each problem is a sentence in `problems`; the default then stays."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self.problems: list[str] = []

    def given(self, variable: Variable) -> object:
        """The value; None where nothing was given that can be used."""
        value = self._values.get(variable.name)
        if isinstance(value, Unusable):
            sentence = f"{variable.name} cannot be evaluated: {value.reason}. {value.remedy}".strip()
            if sentence not in self.problems:
                self.problems.append(sentence)
            return None
        return None if is_blank(value) else value

    def text(self, variable: Variable) -> str:
        """One line of text, empty where none is given."""
        value = self.given(variable)
        if value is None:
            return ""
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            self.problems.append(f"{variable.name} is {kind(value)}; give text on one line, in quotes.")
            return ""
        # A text of several lines in YAML ends with a line break.
        text = str(value).strip()
        if flaw(text):
            self.problems.append(f"{variable.name} {flaw(text)}; give text on one line.")
        elif len(text) > _LONGEST:
            self.problems.append(f"{variable.name} has {len(text)} letters; give at most {_LONGEST}.")
        else:
            return text
        return ""

    def number(self, variable: Variable, default: int) -> int:
        """A whole number within the limits of the variable."""
        value = self.given(variable)
        if value is None:
            return default
        text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        if text.isascii() and text.isdigit() and variable.least <= int(text[:12]) <= variable.most:
            return int(text)
        limits = f"from {variable.least} to {variable.most}"
        self.problems.append(f"{variable.name} is {show(value)}; give a whole number {limits}, or leave it out.")
        return default

    def switch(self, variable: Variable, default: bool) -> bool:
        """True or false in any spelling."""
        value = self.given(variable)
        if value is None:
            return default
        found = truth(value)
        if found is None:
            self.problems.append(f"{variable.name} is {show(value)}; give true or false.")
        return default if found is None else found


def _plan(found: Values, now: float) -> plan_file.Approved:
    """The plan that was approved: by its name or digest, or a file."""
    text = found.text(of.PLAN)
    if not text:
        return plan_file.Approved("")
    try:
        return plan_file.named(text, now) or plan_file.read(text, now)
    except plan_file.Unreadable as reason:
        found.problems.append(f"{of.PLAN.name} is {show(text)}: {reason}. Give the file or the name of a plan.")
        return plan_file.Approved("")


def _silent_before(found: Values, now: float) -> float:
    """For how many seconds nothing had answered when the run began."""
    name, value = of.OUTAGE_SINCE.name, found.given(of.OUTAGE_SINCE)
    if value is None:
        return 0
    since = seconds_of(value)
    example = "Give a time with its zone, as in 2027-01-31T02:10:00+01:00"
    if since is None:
        found.problems.append(f"{name} is {show(value)}, which is no time with a zone. {example}.")
    elif since > now:
        found.problems.append(f"{name} is {show(value)}, which is still to come. {example}, or leave it out.")
    else:
        return now - since
    return 0


def _guard_seconds(found: Values) -> float | None:
    """After how long hosts stop by themselves; None without a site guard."""
    isolation = found.number(of.GUARD_ISOLATION, 120)
    return isolation if found.switch(of.GUARD, False) else None
