# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of findings from run to run: ignored, new, known, gone, or not looked at this time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .catalogue import kind_of
from .finding import KNOWN, NEW, Finding, Repair, from_dict
from .ignores import DECLARED, ENDS_SOON, EXPIRED, VARIABLE, Rule
from .previous import Previous


@dataclass(frozen=True)
class Split:
    """`kept` are findings that count, those about the entries themselves included."""

    kept: list[Finding]
    ignored: list[tuple[Finding, Rule]]
    rules: list[tuple[Rule, str, int]]


def split(findings: Iterable[Finding], rules: Sequence[Rule], now: datetime, whole: bool) -> Split:
    """Apply the entries. `whole`: this run saw all of the system, so that an entry without a finding is unused."""
    kept: list[Finding] = []
    ignored: list[tuple[Finding, Rule]] = []
    used = dict.fromkeys(rules, 0)
    refused: dict[Rule, Finding] = {}
    expired = {rule for rule in rules if rule.state(now) == EXPIRED}
    for one in findings:
        fitting = [rule for rule in rules if rule.fits(one)]
        for rule in fitting:
            used[rule] += 1
        holding = [rule for rule in fitting if rule not in expired]
        if holding and kind_of(one.check).ignorable:
            ignored.append((one, holding[0]))
            continue
        for rule in holding:
            refused.setdefault(rule, one)
        kept.append(one)
    for rule in rules:
        if rule in refused:
            why = f"{rule.name} names {refused[rule].check} of {refused[rule].host}, which is never ignored."
            kept.append(_about(rule, "ignore.malformed", why))
        elif rule in expired:
            kept.append(_about(rule, "ignore.expired", f"{rule.name} ended at {rule.until}: {rule.reason}"))
        elif whole and not used[rule]:
            kept.append(_about(rule, "ignore.unused", f"{rule.name} names nothing that differs: {rule.reason}"))
    return Split(kept, ignored, [(rule, rule.state(now), used[rule]) for rule in rules])


def _about(rule: Rule, check: str, reason: str) -> Finding:
    """A finding about an entry. It stays the same when entries before it go."""
    kind = kind_of(check)
    return Finding(
        check=check,
        data_center=rule.data_center,
        host=VARIABLE,
        component=rule.component,
        object=rule.object,
        key=" ".join(part for part in (rule.check, rule.key, rule.host, rule.data_center) if part not in ("", "*")),
        severity=kind.severity,
        reason=reason,
        repair=Repair(kind.by, kind.text(host="", component=rule.component, object=rule.object, key=rule.key)),
    )


def ending(rules: Iterable[tuple[Rule, str, int]]) -> list[str]:
    """A note for each entry that ends soon."""
    return [
        f"{rule.name} ends at {rule.until}: {rule.component} {rule.object} ({rule.reason})"
        for rule, state, _used in rules
        if state == ENDS_SOON and rule.kind == DECLARED
    ]


def compared(findings: Iterable[Finding], previous: Previous | None, started: str) -> list[Finding]:
    """The findings with what the previous report says of them."""
    return [
        replace(
            one,
            novelty="" if previous is None else (KNOWN if one.id in previous.known else NEW),
            first_seen=(None if previous is None else previous.first_seen(one.id)) or one.first_seen or started,
        )
        for one in findings
    ]


def left(
    previous: Previous | None, present: Iterable[str], judged: Callable[[Finding], bool]
) -> tuple[list[Finding], list[Finding]]:
    """Of the findings of the previous report (those that are gone, those that this run could not judge).

    `present`: ids of now.
    """
    gone: list[Finding] = []
    unjudged: list[Finding] = []
    if previous is not None:
        now = set(present)
        # What was ignored then, and is no more, is no news.
        for finding_id in previous.shown - now:
            one = replace(from_dict(previous.known[finding_id]), novelty=KNOWN, parent="")
            (gone if judged(one) else unjudged).append(one)
    return gone, unjudged
