# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which reports were asked for: `gir_<verb>_output_dir`, `gir_<verb>_formats` and `gir_report_url`, judged before
anything runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._topology.values import Unusable, did_you_mean, is_blank, kind, listed, show
from . import place
from .place import Place

# In the order in which they are written.
FORMATS = ("json", "markdown", "junit", "html")
VERBS = ("drift", "verify", "status")
# Of verbs that have fewer: a failover is no test. Nothing that is wrong with its report stops it, unlike a rehearsal.
FORMATS_OF = dict.fromkeys(("failover", "rehearsal", "rejoin", "remediate"), ("json", "markdown", "html"))

GIR993 = rule(
    993,
    "gir_drift_output_dir, gir_verify_output_dir and gir_status_output_dir are a directory of the controller, and"
    f" gir_drift_formats, gir_verify_formats and gir_status_formats names of reports: {listed(FORMATS)}.",
    "Correct the value, or leave it out.",
    used_by=VERBS,
)


@dataclass(frozen=True)
class Asked:
    """Without a directory and a place no report was asked for. `formats` in the order of FORMATS."""

    directory: str = ""
    formats: tuple[str, ...] = FORMATS
    place: Place = Place()

    @property
    def wanted(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.directory or self.place.url)


def names(verb: str) -> tuple[str, str]:
    """The two variables of a verb."""
    return f"gir_{verb}_output_dir", f"gir_{verb}_formats"


def variables(verb: str) -> tuple[str, ...]:
    """All variables that say where the reports of a verb go."""
    return (*names(verb), *place.READ)


def of(verb: str, value: Callable[[str], object]) -> tuple[Asked, list[Violation]]:
    """What all of them ask for, and what is wrong with them. `value`: the plain value of a variable, or None."""
    asked, wrong = read(verb, *(value(name) for name in names(verb)))
    where, more = place.read(value)
    return replace(asked, place=where), [*wrong, *more]


def read(verb: str, directory: object, formats: object) -> tuple[Asked, list[Violation]]:
    """What the two variables ask for, and what is wrong with them. Blank is not given; then all formats are written.

    What cannot be evaluated is judged apart. Several formats are a list, or a text with commas, as -e gives it.
    """
    report, (of_directory, of_formats) = Report(""), names(verb)
    known = FORMATS_OF.get(verb, FORMATS)
    if not isinstance(directory, (str, Unusable)) and directory is not None:
        report.add(GIR993, of_directory, f"{of_directory} is {kind(directory)}, not the name of a directory.")
        directory = None
    given = [name.strip() for name in formats.split(",")] if isinstance(formats, str) else formats
    if formats is None or isinstance(formats, Unusable) or is_blank(formats):
        given = list(known)
    if not isinstance(given, list):
        report.add(GIR993, of_formats, f"{of_formats} is {kind(given)}, not a list of {listed(known)}.")
        given = list(known)
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known).strip() if isinstance(name, str) else ""
            sentence = f"{of_formats} names {show(name)}, which is none of {listed(known)}."
            report.add(GIR993, of_formats, sentence, hint)
    chosen = tuple(name for name in known if name in given)
    return Asked(directory.strip() if isinstance(directory, str) else "", chosen), report.violations
