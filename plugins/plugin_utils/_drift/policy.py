# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a drift run ends as failed: `gir_drift_fail_on`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._components.report import Report
from .._components.rule import rule
from .._topology.values import Unusable, did_you_mean, is_blank, kind, listed, show
from .finding import NEW, SERVICE_AT_RISK, SEVERITIES

VARIABLE = "gir_drift_fail_on"
NOT_CHECKED, ANY_NEW, NEVER = "not_checked", "new", "none"
CHOICES = (*SEVERITIES, NOT_CHECKED, ANY_NEW, NEVER)
# A nightly run fails where recordings, the service or secrets are at risk, and where something was not checked. What
# only needs a restart, and what is cosmetic, is in the report and does not fail the run.
DEFAULT = (SERVICE_AT_RISK, NOT_CHECKED)

GIR997 = rule(
    997,
    f"gir_drift_fail_on names severities ({', '.join(SEVERITIES)}; each stands for the worse ones too), not_checked and"
    " new, or none alone.",
    "Correct the name.",
    used_by=("drift",),
)


@dataclass(frozen=True)
class Policy:
    """The severities, and whether what could not be checked, and what is new, fail the run."""

    severities: frozenset[str]
    not_checked: bool = False
    new: bool = False


def read(given: object, report: Report) -> Policy:
    """A name, a list of names, or names with commas between them, as -e gives them."""
    if given is None or is_blank(given):
        return _policy(DEFAULT)
    if isinstance(given, Unusable):
        report.add(GIR997, VARIABLE, f"{VARIABLE} cannot be evaluated: {given.reason}.", given.remedy)
        return _policy(DEFAULT)
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else given
    if not isinstance(names, list):
        report.add(GIR997, VARIABLE, f"{VARIABLE} is {kind(given)}, not a list of names.")
        return _policy(DEFAULT)
    for name in names:
        if name not in CHOICES:
            hint = did_you_mean(name, CHOICES).strip() if isinstance(name, str) else ""
            sentence = f"{VARIABLE} names {show(name)}, which is none of {listed(CHOICES)}."
            report.add(GIR997, VARIABLE, sentence, hint)
    if NEVER in names and len(names) > 1:
        report.add(GIR997, VARIABLE, f"{VARIABLE} names none beside others.", "Give none alone, or leave it out.")
    return _policy([name for name in names if name in CHOICES])


def _policy(names: tuple[str, ...] | list[str]) -> Policy:
    severities = frozenset(
        severity
        for name in names
        if name in SEVERITIES
        for severity in SEVERITIES[: SEVERITIES.index(name) + 1]
    )
    return Policy(severities, NOT_CHECKED in names, ANY_NEW in names)


def decide(policy: Policy, document: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether the run fails by this report, and the sentence that says why, or why not."""
    counted = document["findings"]
    drift = [one for one in counted if one["outcome"] != NOT_CHECKED]
    why = []
    for severity in SEVERITIES:
        number = sum(one["severity"] == severity for one in drift)
        if number and severity in policy.severities:
            why.append(f"{number} of severity {severity}")
    unknown = sum(one["outcome"] == NOT_CHECKED for one in counted)
    if policy.not_checked and (unknown or document["summary"]["verdict"] == NOT_CHECKED):
        why.append(f"{unknown} that could not be checked" if unknown else "nothing that was checked")
    new = sum(one["novelty"] == NEW for one in counted)
    if policy.new and new:
        why.append(f"{new} new")
    if why:
        return True, f"{VARIABLE} fails this run: {listed(why)}."
    found = f"{len(counted)} findings, none of which" if counted else "no findings, so nothing that"
    return False, f"There are {found} {VARIABLE} fails the run for."
