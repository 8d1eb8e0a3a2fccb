# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what hosts and APIs answered to findings, and to the outcome of every check. Needs no Ansible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ...module_utils._common.difference import DRIFT, LONGEST_VALUE, NOT_CHECKED, not_checked
from .._components.registry import COMPONENTS
from .._components.shared import Installed
from .._topology.published import Model
from . import ignores, life, maintenance, parity, repairs
from .catalogue import AGAIN, PERSON, SITE, Kind, kind_of
from .family import in_order, with_parents
from .finding import SEVERITIES, Finding, Repair
from .ignores import Rule
from .observed import Answer, Difference, Observed
from .previous import Previous
from .severity import is_secret_value, severity

EQUAL, IGNORED, NOT_OBSERVABLE = "equal", "ignored", "not_observable"
# The outcome of a check is the last of these that anything says of it. What was not checked never counts as equal.
RANKS = (EQUAL, IGNORED, NOT_OBSERVABLE, DRIFT, NOT_CHECKED)
# Surface to the part of host_drift_info that looks at it, by whose name it says that it could not.
_PARTS = {
    "file": ("files",), "directory": ("files",), "link": ("links",), "package": ("package",),
    "platform_package": ("system_packages",), "unit": ("service",),
}  # fmt: skip
APIS = ("gax", "rws", "dns", "ledger")
_RESTARTS = frozenset(name for name, component in COMPONENTS.items() if issubclass(component.table, Installed))
# Site starts a Muxer only where it has seen that those of the other side do not run.
_NEED_ALL_HOSTS = ("muxer",)
# Where a variable breaks a rule, there is nothing to compare with.
_NOBODY_KNOWS = "desired.refused"
_OF_SECRETS = "Find out which of the two is in use and correct the inventory if it is the other one; then: "
_OF_MAINTENANCE = "Under maintenance, so nothing repairs it by itself. Afterwards: "


@dataclass(frozen=True)
class Outcome:
    """A check with what came of it. `data_center` is empty where it is about the system."""

    host: str
    data_center: str
    component: str
    object: str
    surface: str
    outcome: str


@dataclass(frozen=True)
class Judgement:
    """All that follows from the answers.

    `findings` worst first; those with a parent are explained by it. `ignored`: each with the entry that silences it.
    `open`: what no documented way shows. `gone`: findings of the previous report that are no more; `unjudged`: those
    that this run did not look at. `rules`: entries of gir_drift_ignore, each with its state and how often it fits.
    """

    findings: list[Finding]
    checks: list[Outcome]
    ignored: list[tuple[Finding, Rule]] = field(default_factory=list)
    open: list[Finding] = field(default_factory=list)
    gone: list[Finding] = field(default_factory=list)
    unjudged: list[Finding] = field(default_factory=list)
    rules: list[tuple[Rule, str, int]] = field(default_factory=list)
    maintenance: list[dict[str, str]] = field(default_factory=list)


def judge(
    observed: Observed, rules: Sequence[Rule] = (), previous: Previous | None = None, now: datetime | None = None
) -> Judgement:
    """`rules`: those of gir_drift_ignore. `now`: by default when the run started."""
    now = now or ignores.moment(observed.run.started)
    answers = [_as_failure(answer) for answer in observed.answers]
    told = [
        (finding_of(observed.model, answer, one, now), one) for answer in answers for one in _differences(answer)
    ]
    noise = [(finding, ignores.of_noise(one["noise"])) for finding, one in told if one.get("noise")]
    made = one_per_id(finding for finding, one in told if _is_observable(one) and not one.get("noise"))
    points = one_per_id(finding for finding, one in told if not _is_observable(one))
    made += one_per_id(repairs.came_back(made, observed.repaired))
    made += parity.findings(observed.alike, observed.model)
    sorted_out = life.split(made, rules, now, whole=not is_partial(observed))
    found = life.compared(with_parents(sorted_out.kept), previous, observed.run.started)
    ignored = [
        (one, rule)
        for finding, rule in (*sorted_out.ignored, *noise)
        for one in life.compared([finding], previous, observed.run.started)
    ]
    checks = outcomes(_checks(observed, answers), found, declared(ignored), points)
    ids = {one.id for one in (*found, *points)} | {one.id for one, _rule in ignored}
    gone, unjudged = life.left(previous, ids, judged_by(observed, answers, checks))
    return Judgement(
        findings=found,
        checks=checks,
        ignored=ignored,
        open=in_order(points),
        gone=gone,
        unjudged=unjudged,
        rules=sorted_out.rules,
        maintenance=maintenance.markers(answers, now),
    )


def declared(ignored: Iterable[tuple[Finding, Rule]]) -> list[Finding]:
    """What somebody chose to ignore. Noise leaves its check as it is."""
    return [one for one, rule in ignored if rule.kind == ignores.DECLARED]


def is_partial(observed: Observed) -> bool:
    """Whether this run leaves hosts of the map out."""
    return bool(observed.run.limit or observed.run.slice or observed.run.unseen)


def outcomes(
    checks: Iterable[Outcome], found: Iterable[Finding], ignored: Iterable[Finding], points: Iterable[Finding]
) -> list[Outcome]:
    """The checks with what the findings say of them. A finding about something further is a check of its own."""
    by_key = {(one.host, one.component, one.object): one for one in checks}
    parts: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for key, one in by_key.items():
        for component in dict.fromkeys((one.component, "")):
            for part in (one.surface, *_PARTS.get(one.surface, ())):
                parts.setdefault((one.host, component, part), []).append(key)
    said = [*((one, one.outcome) for one in found if one.host != ignores.VARIABLE)]
    said += [*((one, IGNORED) for one in ignored), *((one, NOT_OBSERVABLE) for one in points)]
    for finding, outcome in said:
        keys = [(finding.host, finding.component, finding.object)]
        if outcome == NOT_CHECKED and keys[0] not in by_key:
            # A part that could not be looked at names the part, such as files.
            keys = parts.get(keys[0]) or keys
        for key in keys:
            known = by_key.get(key)
            if known is None:
                surface = finding.check.partition(".")[0]
                by_key[key] = Outcome(key[0], finding.data_center, key[1], key[2], surface, outcome)
            else:
                by_key[key] = replace(known, outcome=max(known.outcome, outcome, key=RANKS.index))
    return sorted(by_key.values(), key=lambda one: (one.data_center, one.host, one.component, one.object))


def judged_by(
    observed: Observed, answers: Sequence[Answer], checks: Iterable[Outcome]
) -> Callable[[Finding], bool]:
    """Whether this run looked at what an earlier finding was about."""
    by_host = {answer.host: answer for answer in answers}
    of_object = {(one.host, one.component, one.object): one.outcome for one in checks}
    unread = {
        (answer.host, one["component"], _surface(one["check"]))
        for answer in answers
        for one in answer.differences
        if one["outcome"] == NOT_CHECKED
    }

    def judged(finding: Finding) -> bool:
        host = finding.host
        if host in (ignores.VARIABLE, parity.HOST):
            return not is_partial(observed)
        if host not in by_host:
            # One that the map has no more is gone; an API that was not asked is not.
            return host not in observed.model["hosts"] and host not in APIS
        if by_host[host].failure:
            return False
        known = of_object.get((host, finding.component, finding.object))
        if known is not None:
            return known != NOT_CHECKED
        surface = _surface(finding.check)
        return not unread & {(host, finding.component, surface), (host, "", surface)}

    return judged


def _as_failure(answer: Answer) -> Answer:
    """Where the same reason kept everything from being looked at, that is said once, as for a host that is away."""
    reasons = {one["reason"] for one in answer.differences if one["outcome"] == NOT_CHECKED and _is_observable(one)}
    things = {(one["component"], one["object"]) for one in answer.differences}
    alike = len(reasons) == 1 and all(one["outcome"] == NOT_CHECKED for one in answer.differences)
    answered = any(one["check"] == _NOBODY_KNOWS for one in answer.differences)
    if answer.failure or not alike or answered or not answer.checks:
        return answer
    if not {(check.component, check.object) for check in answer.checks} <= things:
        return answer
    return replace(answer, failure=str(reasons.pop()))


def _differences(answer: Answer) -> list[Difference]:
    """What an answer reports. One that never came is one difference, whatever was to be compared."""
    if not answer.failure:
        return list(answer.differences)
    number = len(answer.checks)
    made = "" if number == 0 else f" {number} {'check was' if number == 1 else 'checks were'} not made."
    reason = f"{answer.failure.rstrip('.')}.{made}"
    return [not_checked("host.answer", "", answer.host, reason)]


def _checks(observed: Observed, answers: Iterable[Answer]) -> Iterator[Outcome]:
    """Everything that was to be compared, as if all of it were equal."""
    for answer in answers:
        outcome = NOT_CHECKED if answer.failure else EQUAL
        for check in answer.checks:
            center = _data_center(observed.model, check.host, getattr(check, "data_center", ""))
            yield Outcome(check.host, center, check.component, check.object, check.surface, outcome)
    for component, surface in parity.compared(observed.alike):
        yield Outcome(parity.HOST, "", component, surface, "parity", EQUAL)


def finding_of(model: Model, answer: Answer, one: Difference, now: datetime) -> Finding:
    """What one difference says. `answer`: of whom, with its maintenance markers."""
    host, secret = answer.host, bool(one["secret"])
    kind = kind_of(one["check"])
    outcome, reason = _visible(one)
    marker = maintenance.text(answer, str(one["component"]), now)
    return Finding(
        check=kind.id,
        data_center=_data_center(model, host, one.get("data_center")),
        host=host,
        component=one["component"],
        object=one["object"],
        key=one["key"],
        severity=severity(one),
        outcome=outcome,
        expected=None if secret else one["expected"],
        actual=None if secret else one["actual"],
        secret=secret,
        cause=one["cause"],
        confidence=one["confidence"],
        since=one["since"],
        changed_by=one["changed_by"],
        reason=reason,
        repair=_repair(kind, one, host, outcome, bool(marker)),
        maintenance=marker,
    )


def _visible(one: Difference) -> tuple[str, str]:
    """(outcome, reason). Nothing is red without a difference that a reader sees."""
    outcome, reason, expected = str(one["outcome"]), str(one["reason"]), one["expected"]
    if outcome == NOT_CHECKED or one["check"] == _NOBODY_KNOWS:
        return NOT_CHECKED, reason or "No reason was given."
    if reason or one["secret"] or expected != one["actual"]:
        return outcome, reason
    if expected is None:
        return outcome, kind_of(one["check"]).title
    if len(expected) > LONGEST_VALUE:
        return outcome, "They differ after the part that is shown."
    return NOT_CHECKED, "It was reported to differ, but both values are the same; please report this as a bug."


def _repair(kind: Kind, one: Difference, host: str, outcome: str, maintained: bool) -> Repair:
    names = {"host": host, "component": str(one["component"]), "object": str(one["object"]), "key": str(one["key"])}
    if outcome == NOT_CHECKED:
        text = kind.text(**names) if kind.by == PERSON else AGAIN
        return Repair(PERSON, text)
    text = kind.text(**names)
    if names["component"] in _NEED_ALL_HOSTS:
        text = text.replace(f" --limit {host}", "")
    restarts = kind.restarts and names["component"] in _RESTARTS
    if maintained:
        return Repair(PERSON, f"{_OF_MAINTENANCE}{text}", restarts)
    if is_secret_value(one) and kind.by == SITE:
        return Repair(PERSON, f"{_OF_SECRETS}{text}", restarts)
    return Repair(kind.by, text, restarts)


def _data_center(model: Model, host: str, said: object = None) -> str:
    known = model["hosts"].get(host)
    return str(said or "") if known is None else known["data_center"]


def _is_observable(one: Difference) -> bool:
    return bool(one.get("observable", True))


def _surface(check: object) -> str:
    return str(check).partition(".")[0]


def one_per_id(found: Iterable[Finding]) -> list[Finding]:
    """One finding for each id: what could not be checked, else the worst one, with the reasons of all."""
    by_id: dict[str, Finding] = {}
    for one in found:
        known = by_id.get(one.id)
        if known is None:
            by_id[one.id] = one
            continue
        better = min(known, one, key=lambda two: (two.outcome != NOT_CHECKED, SEVERITIES.index(two.severity)))
        reasons = dict.fromkeys(reason for reason in (known.reason, one.reason) if reason)
        by_id[one.id] = replace(better, reason=" ".join(reasons))
    return list(by_id.values())
