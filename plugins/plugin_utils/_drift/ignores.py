# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known to differ: `gir_drift_ignore`, and the noise that this collection knows of itself.

An entry silences findings and is reported with them. When it has ended, they are shown again, and so is the entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone
from fnmatch import fnmatchcase
from typing import Any

from .._components.registry import COMPONENTS
from .._components.report import Report
from .._components.rule import rule
from .._topology.values import Unusable, did_you_mean, flaw, given, is_blank, key_text, kind, listed, show
from .catalogue import CHECKS
from .finding import Finding

VARIABLE = "gir_drift_ignore"
REQUIRED = ("component", "object", "reason", "until")
KEYS = (*REQUIRED, "key", "check", "host", "data_center")
DECLARED, SHIPPED_KIND = "declared", "shipped"
NOISE = "known noise"
EVERYTHING = "*"
ACTIVE, ENDS_SOON, EXPIRED = "active", "ends_soon", "expired"
_SOON = timedelta(days=14)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

GIR995 = rule(
    995,
    "gir_drift_ignore is a list of dictionaries with component, object, reason and until, and perhaps key, check, host"
    " and data_center.",
    "Write it as docs/drift.md shows it.",
    used_by=("drift",),
)
GIR996 = rule(
    996,
    "Each entry of gir_drift_ignore has a reason, and ends: until is a day, such as 2027-01-31, or a time with its"
    " zone.",
    "Correct the value; docs/drift.md has an example of each.",
    used_by=("drift",),
)


@dataclass(frozen=True)
class Rule:
    """An entry. `name` is how it is called in sentences. `until`: UTC, the first moment at which it no longer holds.

    component, object, key and check are patterns as of file names.
    """

    name: str
    component: str
    object: str
    reason: str
    kind: str = DECLARED
    until: str = ""
    key: str = field(default=EVERYTHING)
    check: str = field(default=EVERYTHING)
    host: str = ""
    data_center: str = ""

    def fits(self, finding: Finding) -> bool:
        """Whether it is about the finding."""
        return (
            fnmatchcase(finding.component, self.component)
            and fnmatchcase(finding.object, self.object)
            and fnmatchcase(finding.key, self.key)
            and fnmatchcase(finding.check, self.check)
            and self.host in ("", finding.host)
            and self.data_center in ("", finding.data_center)
        )

    def state(self, now: datetime) -> str:
        """Whether it holds, and for how long."""
        if not self.until:
            return ACTIVE
        left = moment(self.until) - now
        if left <= timedelta(0):
            return EXPIRED
        return ENDS_SOON if left <= _SOON else ACTIVE

    def as_dict(self) -> dict[str, str]:
        """As it stands in the report."""
        return asdict(self)


def of_noise(why: str) -> Rule:
    """For what a surface itself knows to mean nothing."""
    return Rule(NOISE, EVERYTHING, EVERYTHING, why, SHIPPED_KIND)


def read(value: object, report: Report) -> list[Rule]:
    """The entries that are good; what is wrong with others goes to the report. `value`: plain, or Unusable."""
    if value is None or is_blank(value):
        return []
    if isinstance(value, Unusable):
        report.add(GIR995, VARIABLE, f"{VARIABLE} cannot be evaluated: {value.reason}.", value.remedy)
        return []
    if not isinstance(value, list):
        report.add(GIR995, VARIABLE, f"{VARIABLE} is {kind(value)}, not a list of dictionaries.")
        return []
    found = [_rule(f"{VARIABLE}[{number}]", item, report) for number, item in enumerate(value)]
    return [one for one in found if one is not None]


def of_report(rules: Sequence[Mapping[str, Any]]) -> list[Rule]:
    """The entries as an earlier report has them."""
    names = set(Rule.__dataclass_fields__)
    return [Rule(**{name: one[name] for name in names if name in one}) for one in rules]


def _rule(path: str, value: object, report: Report) -> Rule | None:
    before = len(report.violations)
    if isinstance(value, Unusable) or not isinstance(value, dict):
        what = f"cannot be evaluated: {value.reason}" if isinstance(value, Unusable) else f"is {kind(value)}"
        report.add(GIR995, VARIABLE, f"{path} {what}, not a dictionary.")
        return None
    values = given({key_text(key): item for key, item in value.items()})
    for key in values:
        if key not in KEYS:
            hint = did_you_mean(key, KEYS).strip() or f"Use {listed(KEYS)}."
            report.add(GIR995, VARIABLE, f"{path} has the key {show(key)}, which is not known.", hint)
    for governing, names in ((GIR995, ("component", "object")), (GIR996, ("reason", "until"))):
        missing = [key for key in names if values.get(key) is None]
        if missing:
            report.add(governing, VARIABLE, f"{path} has no {listed(missing)}.")
    texts = {key: _text(f"{path}.{key}", values[key], report) for key in KEYS if values.get(key) is not None}
    if "component" in texts:
        _check_component(f"{path}.component", texts["component"], report)
    if texts.get("check"):
        _check_check(f"{path}.check", texts["check"], report)
    until = _until(f"{path}.until", texts["until"], report) if texts.get("until") else ""
    if len(report.violations) > before:
        return None
    return Rule(name=path, kind=DECLARED, **{**texts, "until": until})


def _text(path: str, value: object, report: Report) -> str:
    if isinstance(value, Unusable):
        report.add(GIR996, VARIABLE, f"{path} cannot be evaluated: {value.reason}.", value.remedy)
    elif isinstance(value, (bool, dict, list)) or not isinstance(value, (str, int, float)):
        report.add(GIR996, VARIABLE, f"{path} is {kind(value)}, not text.", "Write it in quotes.")
    elif flaw(str(value)):
        report.add(GIR996, VARIABLE, f"{path} {flaw(str(value))}.", "Remove it.")
    else:
        return str(value)
    return ""


def _check_component(path: str, component: str, report: Report) -> None:
    """A pattern that fits no component would silence nothing, and look as if it did."""
    if component and not any(fnmatchcase(name, component) for name in COMPONENTS):
        hint = did_you_mean(component, COMPONENTS).strip() or f"Use {listed(COMPONENTS, 20)}."
        report.add(GIR995, VARIABLE, f"{path} is {show(component)}, which is no component.", hint)


def _check_check(path: str, check: str, report: Report) -> None:
    """Nor would one that fits no check, or only those that are never ignored."""
    fitting = [kind for name, kind in CHECKS.items() if fnmatchcase(name, check)]
    if not fitting:
        hint = did_you_mean(check, CHECKS).strip() or "docs/drift.md has a table of all checks."
        report.add(GIR995, VARIABLE, f"{path} is {show(check)}, which is no check.", hint)
    elif not any(one.ignorable for one in fitting):
        report.add(GIR995, VARIABLE, f"{path} is {show(check)}, and that is never ignored.", "Remove the entry.")


def _until(path: str, text: str, report: Report) -> str:
    """The end of that day in UTC, or that time."""
    try:
        if _DAY.fullmatch(text):
            return stamp(datetime.fromisoformat(text).replace(tzinfo=timezone.utc) + timedelta(days=1))
        found = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", text))
    except (ValueError, OverflowError):
        report.add(GIR996, VARIABLE, f"{path} is {show(text)}, which is no day and no time.")
        return ""
    if found.tzinfo is None:
        remedy = "Add the zone, as in 2027-01-31T18:00:00+01:00, or give the day alone."
        report.add(GIR996, VARIABLE, f"{path} is {show(text)}, a time without a zone.", remedy)
        return ""
    return stamp(found.astimezone(timezone.utc))


def moment(text: str) -> datetime:
    """The time that a text in the form of reports stands for."""
    return datetime.fromisoformat(re.sub("Z$", "+00:00", text))


def stamp(time: datetime) -> str:
    """The time as reports have it."""
    return time.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
