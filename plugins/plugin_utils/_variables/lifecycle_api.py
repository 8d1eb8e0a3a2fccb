# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST form of media lifecycle rules, `gir_media_lifecycle_api`, and whether a run may use it to change rules.

The vendor documents no such form. So it is optional, has no default, and is judged as a whole before RWS is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from ...module_utils._rws.lifecycle_template import flaws
from .._components.desired import Violation
from .._components.reading import truth
from .._components.report import Report, errors
from .._components.rule import rule
from .._topology.values import Unusable, is_blank, kind, show

API, APPLY = "gir_media_lifecycle_api", "gir_media_lifecycle_apply"
APPROVED_BY, APPROVED_PLAN = "gir_media_lifecycle_approved_by", "gir_media_lifecycle_approved_plan"
VARIABLES = (API, APPLY, APPROVED_BY, APPROVED_PLAN)

GIR904 = rule(
    904,
    f"{API} describes the REST form of media lifecycle rules completely.",
    "Write it as docs/media-lifecycle-api.md shows.",
)
GIR905 = rule(
    905,
    f"{APPLY} is true or false; with true it is given with -e, and the REST form is given.",
    f"Give {API}, or leave {APPLY} out and enter the rules in GAX.",
)
GIR906 = rule(
    906,
    f"A run that may change media lifecycle rules names who approved it, as {APPROVED_BY}.",
    "Look at the changes with --check --diff, and give the name of the person with -e.",
)


@dataclass(frozen=True)
class LifecycleApi:
    """The template, and what a run may do with it. `apply`: a person wants the rules to be written in this run."""

    template: Mapping[str, object]
    apply: bool = False
    approved_by: str = ""
    approved_plan: str = ""


def read(
    value: Callable[[str], object], of_run: Collection[str] | None = None
) -> tuple[LifecycleApi | None, list[Violation]]:
    """What the variables say, and what is wrong with them; None without a template, or with one that has an error.

    `value`: a variable to its plain value. What cannot be evaluated is judged with the other variables of playbooks.
    `of_run`: the names that this run was given with -e, for whoever writes; None where nobody looked.
    """
    report = Report("")
    template = _given(value(API))
    if template is not None:
        for sentence, remedy in flaws(template, API):
            report.add(GIR904, API, sentence, remedy)
    apply = _given(value(APPLY))
    wanted = None if apply is None else truth(apply)
    if apply is not None and wanted is None:
        sentence = f"{APPLY} is {show(apply)}, which is neither true nor false."
        report.add(GIR905, APPLY, sentence, "Write true or false.")
    if wanted and template is None and not isinstance(value(API), Unusable):
        report.add(GIR905, APPLY, f"{APPLY} is true, but {API} is not given, and no REST form is known without it.")
    if wanted and of_run is not None and APPLY not in of_run:
        sentence = f"{APPLY} is true in the inventory, so that runs would change rules that no person started."
        report.add(GIR905, APPLY, sentence, "Take it out there, and give it with -e.")
    by, plan = _text(value, APPROVED_BY, report), _text(value, APPROVED_PLAN, report)
    if wanted and not by and not isinstance(value(APPROVED_BY), Unusable):
        report.add(GIR906, APPLY, f"{APPLY} is true, but {APPROVED_BY} names nobody.")
    if not isinstance(template, dict) or errors(report.violations):
        return None, report.violations
    return LifecycleApi(template, bool(wanted), by, plan), report.violations


def _given(value: object) -> object:
    return None if value is None or isinstance(value, Unusable) or is_blank(value) else value


def _text(value: Callable[[str], object], name: str, report: Report) -> str:
    text = _given(value(name))
    if text is None or isinstance(text, str):
        return (text or "").strip()
    report.add(GIR906, name, f"{name} is {kind(text)}, not text.", "Write it as text.")
    return ""
