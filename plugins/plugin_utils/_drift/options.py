# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a comparison, read and judged before anybody is asked: all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .._components.desired import Violation
from .._components.reading import GIR803, truth
from .._components.report import Report
from .._components.rule import rule
from .._report import place
from .._topology.values import Unusable, is_blank, show
from . import ignores, parity, policy, previous
from .ignores import Rule
from .policy import Policy
from .previous import Previous
from .reading import NoReport, Refused

SHOW_IGNORED = "gir_drift_show_ignored"
VARIABLES = (ignores.VARIABLE, policy.VARIABLE, parity.VARIABLE, previous.VARIABLE, SHOW_IGNORED)


@dataclass(frozen=True)
class Options:
    """What a comparison was given. `rules`: the entries of gir_drift_ignore that are good.

    `unread`: why there is no earlier report although one is named, in sentences.
    """

    rules: Sequence[Rule]
    policy: Policy
    allowed: Sequence[str] = ()
    previous: Previous | None = None
    show_ignored: bool = False
    unread: str = ""


GIR994 = rule(
    994,
    "gir_drift_previous is the path of a report that gir.multidc.drift wrote of this system, or of a directory with"
    " such reports, or an address on the server of gir_report_url.",
    "Correct the path, or leave it out.",
    used_by=("drift",),
)


def read(
    value: Callable[[str], object], data_centers: Sequence[str] = (), with_previous: bool = True
) -> tuple[Options, list[Violation]]:
    """`value`: the plain value of a variable, Unusable where it cannot be evaluated, None where it is not given.

    `data_centers`: those of the map. `with_previous`: read the earlier report too, which only a comparison does.
    """
    report = Report("")
    rules = ignores.read(value(ignores.VARIABLE), report)
    allowed = parity.read(value(parity.VARIABLE), report)
    fails = policy.read(value(policy.VARIABLE), report)
    show_ignored = _switch(value(SHOW_IGNORED), report)
    before, unread = None, ""
    if with_previous:
        try:
            before = previous.read(value(previous.VARIABLE), data_centers, place.read(value)[0])
        except NoReport as none:
            # The first night there is none, and a file that was damaged yesterday keeps nobody from comparing today.
            unread = f"Compared with nothing, so that no finding is known to be new or gone: {none}"
        except Refused as refused:
            # What to do is the end of each of these sentences.
            sentence, _stop, remedy = str(refused).rpartition("; " if "; " in str(refused) else ". ")
            report.add(GIR994, previous.VARIABLE, f"{sentence}.", remedy[:1].upper() + remedy[1:])
    return Options(rules, fails, allowed, before, show_ignored, unread), report.violations


def _switch(value: object, report: Report) -> bool:
    if value is None or is_blank(value):
        return False
    if isinstance(value, Unusable):
        report.add(GIR803, SHOW_IGNORED, f"{SHOW_IGNORED} cannot be evaluated: {value.reason}.", value.remedy)
        return False
    found = truth(value)
    if found is None:
        sentence = f"{SHOW_IGNORED} is {show(value)}, which is neither true nor false."
        report.add(GIR803, SHOW_IGNORED, sentence, "Write true or false.")
    return bool(found)
