# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON report of drift as a document that every writer takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._drift.finding import COSMETIC, NEEDS_RESTART, RECORDINGS_AT_RISK, SECURITY, SERVICE_AT_RISK
from .document import DRIFT, EQUAL, IGNORED, NOT_CHECKED, Case, Document, Item, Level, Site, SiteHost

Known = Mapping[str, Any]

LEVELS = (
    Level(SECURITY, "security", "!!"),
    Level(RECORDINGS_AT_RISK, "recordings at risk", "!"),
    Level(SERVICE_AT_RISK, "service at risk", "^"),
    Level(NEEDS_RESTART, "needs a restart", "~"),
    Level(COSMETIC, "cosmetic", "."),
)
CAUSES = {
    "changed_on_host": "changed on the host",
    "not_applied": "not applied yet",
    "both": "changed on the host, and not applied yet",
}
# Words of the first line.
VERDICTS = {
    EQUAL: "Everything is as it should be",
    DRIFT: "Something differs",
    NOT_CHECKED: "Something could not be checked",
}
_FIT = {"yes": "fit", "no": "not fit", "not known": "not known"}


def from_drift(report: Known) -> Document:
    """`report`: the JSON report, as docs/drift-report.schema.json describes it."""
    summary = report.get("summary") or {}
    findings = [_item(found) for found in report.get("findings") or ()]
    ignored = [_item(found, IGNORED) for found in report.get("ignored") or ()]
    verdict = str(summary.get("verdict") or (DRIFT if findings else EQUAL))
    return Document(
        kind="drift",
        title="Drift report",
        verdict=verdict,
        good=verdict == EQUAL,
        headline=_headline(verdict, findings, summary, ignored),
        levels=LEVELS,
        raw=report,
        facts=_facts(report),
        notes=[_line(note) for note in report.get("notes") or ()],
        items=findings,
        ignored=ignored,
        gone=[_item(found, "gone") for found in report.get("gone") or ()],
        sites=_sites(report.get("sites") or ()),
        cases=_cases(report.get("checks") or (), findings, ignored),
        made=str(report.get("ended") or report.get("started") or ""),
    )


def _headline(verdict: str, findings: Sequence[Item], summary: Known, ignored: Sequence[Item]) -> str:
    """Verdict and counts in one sentence."""
    parts = []
    judged = [item.level for item in findings if item.outcome == DRIFT]
    if judged:
        counted = ", ".join(f"{judged.count(level.name)} {level.label}" for level in LEVELS if level.name in judged)
        parts.append(f"{_many(len(judged), 'finding')} ({counted})")
    unchecked = sum(item.outcome == NOT_CHECKED for item in findings)
    if unchecked:
        parts.append(f"{unchecked} could not be checked")
    parts += [f"{summary[name]} {name}" for name in ("new", "known", "gone") if summary.get(name)]
    if ignored:
        parts.append(f"{len(ignored)} ignored")
    said = VERDICTS.get(verdict, verdict)
    return f"{said}: {', '.join(parts)}." if parts else f"{said}."


def _facts(report: Known) -> list[tuple[str, str]]:
    """Label and text; what the report does not have is left out."""
    run, active = report.get("run") or {}, report.get("active") or {}
    found = [("Checks", coverage_line(report.get("coverage") or {}))]
    if active.get("data_center"):
        site = f", eServices site {active['eservices_site']}" if active.get("eservices_site") else ""
        source = f" ({active['source']})" if active.get("source") else ""
        found.append(("Active data center", f"{active['data_center']}{site}{source}"))
    found += [("Takeover", line) for line in fitness_lines(report.get("fitness"))]
    maintenance = report.get("maintenance") or ()
    found += [("Maintenance", _marker(marker)) for marker in _rows(maintenance)]
    unseen = list(run.get("unseen") or ())
    if unseen:
        found.append(("Hosts not in this run", ", ".join(map(str, unseen))))
    found += [(label, _line(run.get(name) or "")) for name, label in (("limit", "Limit"), ("slice", "Slice"))]
    found += [
        ("Environment", _line(report.get("environment") or "")),
        ("Started", _line(report.get("started") or "")),
        ("Ended", _line(report.get("ended") or "")),
        ("Collection", _line(report.get("collection") or "")),
    ]
    return [(label, text) for label, text in found if text]


def coverage_line(coverage: Known) -> str:
    """Such as `612 of 640 checks were made: 610 equal, 2 drift; 28 not checked (rps2-dc1)`."""
    if coverage.get("text") or coverage.get("sentence"):
        return _line(coverage.get("text") or coverage.get("sentence"))
    if "asked" not in coverage:
        return ""
    equal, drift = coverage.get(EQUAL, 0), coverage.get(DRIFT, 0)
    made = coverage.get("made", equal + drift)
    said = f"{made} of {coverage['asked']} checks were made: {equal} equal, {drift} drift"
    if coverage.get(NOT_CHECKED):
        hosts = ", ".join(map(str, coverage.get("hosts") or ()))
        said += f"; {coverage[NOT_CHECKED]} not checked" + (f" ({hosts})" if hosts else "")
    return said


def fitness_lines(fitness: Any) -> list[str]:
    """Whether each standby can take over, planned and forced, with the reasons."""
    if not fitness:
        return []
    lines = []
    for one in _rows(fitness):
        if one.get("line") or one.get("text"):
            lines.append(_line(one.get("line") or one.get("text")))
            continue
        for kind in ("planned", "forced"):
            judged = one.get(kind) or {}
            if judged:
                reasons = "; ".join(_line(_reason(reason)) for reason in judged.get("reasons") or ())
                fit = _FIT.get(str(judged.get("fit")), str(judged.get("fit")))
                lines.append(f"{one.get('data_center', '')} {kind}: {fit}" + (f" ({reasons})" if reasons else ""))
    return lines


def _reason(reason: Any) -> Any:
    if isinstance(reason, Mapping):
        return reason.get("text") or reason.get("reason") or reason.get("sentence") or ""
    return reason


def _rows(given: Any) -> list[Known]:
    """A list of dictionaries, or one of them."""
    every = [given] if isinstance(given, Mapping) else list(given or ())
    return [one for one in every if isinstance(one, Mapping)]


def _marker(marker: Known) -> str:
    """A maintenance marker in one line."""
    place = marker.get("component") or marker.get("scope") or ""
    said = f"{marker.get('host') or ''} {place}".strip()
    parts = [f"{name}: {_line(marker[name])}" for name in ("who", "why", "until") if marker.get(name)]
    return f"{said} - {', '.join(parts)}" if parts else said


def _item(found: Known, outcome: str = "") -> Item:
    repair = found.get("repair") or {}
    rule = found.get("rule") or found.get("ignored_by") or {}
    reason = _line(found.get("reason") or "")
    if rule:
        until = f" (until {rule['until']})" if rule.get("until") else ""
        reason = f"{reason} Ignored: {_line(rule.get('reason') or '')}{until}".strip()
    marker = found.get("maintenance") or ""
    return Item(
        id=str(found["id"]),
        level=str(found.get("severity") or ""),
        outcome=outcome or str(found.get("outcome") or DRIFT),
        data_center=str(found.get("data_center") or ""),
        host=str(found.get("host") or ""),
        component=str(found.get("component") or ""),
        object=str(found.get("object") or ""),
        key=str(found.get("key") or ""),
        check=str(found.get("check") or ""),
        what=_line(found.get("title") or ""),
        expected=None if found.get("secret") else _text(found.get("expected")),
        actual=None if found.get("secret") else _text(found.get("actual")),
        secret=bool(found.get("secret")),
        reason=reason,
        cause=CAUSES.get(str(found.get("cause")), ""),
        confidence=str(found.get("confidence") or ""),
        since=str(found.get("since") or ""),
        changed_by=str(found.get("changed_by") or ""),
        repair=str(repair.get("text") or ""),
        repair_by=str(repair.get("by") or ""),
        restarts=bool(repair.get("restarts")),
        novelty=str(found.get("novelty") or ""),
        first_seen=str(found.get("first_seen") or ""),
        maintenance=_marker(marker) if isinstance(marker, Mapping) else str(marker),
        group=str(found.get("group") or ""),
    )


def _sites(known: Iterable[Known]) -> list[Site]:
    return [
        Site(
            name=str(site.get("data_center") or ""),
            role=str(site.get("role") or site.get("state") or ""),
            components={
                str(component["name"]): [
                    SiteHost(
                        name=str(host["name"]),
                        outcome=str(host.get("outcome") or EQUAL),
                        level=str(host.get("severity") or ""),
                        items=int(host.get("findings") or 0),
                    )
                    for host in component.get("hosts") or ()
                ]
                for component in site.get("components") or ()
            },
        )
        for site in known
    ]


def _cases(checks: Iterable[Known], findings: Sequence[Item], ignored: Sequence[Item]) -> list[Case]:
    """Every check with the findings on it, and findings that belong to no check.

    A check and a finding are about the same where host, component and object are, and the surface begins the name of
    the finding's check; where nothing begins so, any check of the object has it.
    """
    left: dict[tuple[str, str, str], list[Item]] = {}
    for item in (*findings, *ignored):
        left.setdefault((item.host, item.component, item.object), []).append(item)
    rows = [(check, (str(check["host"]), str(check["component"]), str(check["object"]))) for check in checks]
    taken: list[list[Item]] = []
    for check, place in rows:
        mine = [item for item in left.get(place, ()) if item.check.split(".")[0] == str(check.get("surface"))]
        for item in mine:
            left[place].remove(item)
        taken.append(mine)
    found = []
    for (check, place), mine in zip(rows, taken):
        items = mine or left.pop(place, [])
        group = f"{place[1]}.{check.get('surface') or ''}".strip(".")
        outcome = str(check.get("outcome") or EQUAL)
        found.append(case_of(place[0], group, place[2], items, outcome))
    for (host, component, thing), items in left.items():
        for item in items:
            name = f"{thing} {item.key}".strip() or item.check
            group = f"{component}.{item.check}".strip(".")
            found.append(case_of(host or "this run", group, name, [item], item.outcome))
    return found


def case_of(suite: str, group: str, name: str, items: Sequence[Item], outcome: str) -> Case:
    """A case with what its items say. It fails where one of them differs, whatever else could not be checked."""
    judged = [item for item in items if item.outcome == DRIFT] or [
        item for item in items if item.outcome == NOT_CHECKED
    ] or list(items)
    if judged:
        outcome = judged[0].outcome
    first = judged[0] if judged else None
    return Case(
        suite=suite,
        group=group,
        name=name,
        outcome=outcome,
        level=first.level if first else "",
        message=sentence(first) if first else "it could not be checked" if outcome == NOT_CHECKED else "",
        text="\n".join(f"[{item.level}] {item.check} {sentence(item)} id {item.id}" for item in items),
    )


def sentence(item: Item) -> str:
    """What is wrong with an item, in one line."""
    key = f"{item.key}: " if item.key else ""
    if item.secret:
        said = "a secret, it differs"
    elif item.expected is None and item.actual is None:
        said = item.reason or item.what or item.check
    else:
        expected, actual = ("nothing" if one is None else one for one in (item.expected, item.actual))
        said = f"expected {expected}, actual {actual}" + (f"; {item.reason}" if item.reason else "")
    return _line(f"{key}{said}")


def _many(count: int, kind: str) -> str:
    return f"{count} {kind}{'' if count == 1 else 's'}"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _line(text: object) -> str:
    return " ".join(str(text).split())
