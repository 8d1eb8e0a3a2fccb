# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of a rehearsal to what a person asked for. All that cannot be used is said at once.

Surveys of AWX and -e give text for everything; blank text is not given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._failover.asked import MODES
from .._failover.reading import Values
from .._report import asked as reports
from .._topology.values import did_you_mean, listed, show
from . import variables as of

GIR669 = rule(
    669,
    "The values of the variables of a rehearsal can be used: gir_rehearsal_to is the data center of the pair that is"
    " not active, gir_rehearsal_mode a mode of a failover, and the others are text on one line.",
    "Correct the value, or leave it out.",
)


@dataclass(frozen=True)
class Rehearsal:
    """What was asked for. `to`: empty for the standby. `modes`: those that are judged. `by`: empty for who runs it."""

    to: str
    modes: tuple[str, ...]
    by: str
    notes: str
    reports: reports.Asked


def read(values: Mapping[str, object], pair: Collection[str]) -> tuple[Rehearsal, list[Violation]]:
    """`values`: variable to plain value, for those of variables.READ. `pair`: primary and backup; empty where nobody
    knows them."""
    found, report = Values(values), Report("")
    to, mode = found.text(of.TO), found.text(of.MODE).lower()
    by, notes = found.text(of.BY), found.text(of.NOTES)
    if to and pair and to not in pair:
        sentence = f"{of.TO.name} is {show(to)}; primary and backup are {listed(sorted(pair))}."
        report.add(GIR669, of.TO.name, sentence, did_you_mean(to, pair).strip())
    if mode and mode not in MODES:
        sentence = f"{of.MODE.name} is {show(mode)}; it may be {listed(MODES)}."
        report.add(GIR669, of.MODE.name, sentence, did_you_mean(mode, MODES).strip())
    for one in (of.OUTPUT_DIR, of.FORMATS):
        # What cannot be evaluated is a problem of its own.
        found.given(one)
    asked, wrong = reports.of(of.VERB, values.get)
    report.violations += [one for one in wrong if one not in report.violations]
    for problem in found.problems:
        report.add(GIR669, problem.split(" ", 1)[0], problem)
    modes = (mode,) if mode in MODES else MODES
    return Rehearsal(to, modes, by, notes, asked), report.violations


def active_already(to: str) -> Violation:
    """Why nothing is rehearsed: only the ledgers say which data center is active."""
    report, given = Report(""), of.TO.name
    report.add(GIR669, given, f"{to} is the active data center, so there is no failover to it.", f"Leave {given} out.")
    return report.violations[0]
