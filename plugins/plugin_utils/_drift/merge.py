# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several reports of one system, of slices or of several controllers, as the one report of a run that saw all of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .._topology.partial import fingerprint
from .._topology.published import Model
from .._topology.values import Unusable, is_blank, kind, listed, show
from . import ignores, keystores, life, parity
from .document import filled, unseen
from .engine import EQUAL, RANKS, Judgement, Outcome, declared, finding_of, one_per_id, outcomes
from .family import in_order, with_parents
from .finding import NEW, Finding, from_dict
from .fitness import fitness
from .observed import Answer
from .reading import Refused, newest, read_report, reports_in

VARIABLE = "gir_drift_reports"
_FINDINGS = ("findings", "explained", "ignored")
# What is said of one keystore beside the others.
_OF_KEYSTORES = ("keystore.read", "keystore.missing", "keystore.entry", "keystore.password")
_MOST_NOTES = 20
_REFUSED, _REFUSED_SURFACE = "desired.refused", "desired"
_MOST_APART = timedelta(hours=24)


@dataclass(frozen=True)
class Report:
    """A report with what it is called in sentences: its path."""

    name: str
    values: Mapping[str, Any]


def read(given: object) -> list[Report]:
    """The reports that the variable names: a directory, a path, a list of them, or text with commas. Raises Refused."""
    paths: list[Path] = []
    names = given if isinstance(given, list) else [given]
    if isinstance(given, str) and not Path(given.strip()).expanduser().exists():
        names = list(given.split(","))
    for name in names:
        if isinstance(name, Unusable) or (name is not None and not is_blank(name) and not isinstance(name, str)):
            newest(VARIABLE, name if isinstance(name, Unusable) else str(show(name)))
            raise Refused(f"{VARIABLE} has {show(name)}, which is {kind(name)}; give paths of reports.")
        if isinstance(name, str) and not is_blank(name):
            path = Path(name.strip()).expanduser()
            paths += reports_in(path, VARIABLE) if path.is_dir() else [path]
    every = list(dict.fromkeys(paths))
    if not every:
        raise Refused(f"{VARIABLE} names no report; give a list of JSON reports, or the directory that holds them.")
    return [Report(str(path), read_report(path, VARIABLE)) for path in every]


def merged(reports: Sequence[Report]) -> dict[str, Any]:
    """One report. Where reports contradict each other about an API or a host, the worst counts, and is named.

    Raises Refused where they are not about the same system in the same state.
    """
    _refuse_other_systems(reports)
    _refuse_far_apart(reports)
    first = reports[0].values
    model = _model(reports)
    documents = [report.values for report in reports]
    now = ignores.moment(min(one["started"] for one in documents))
    hosts = {host for one in documents for host in one["run"]["hosts"]}
    left_out = unseen(model, hosts)
    # One that answered this controller and not that one did not answer.
    silent = {host for one in documents for host in one["run"]["hosts"] if host not in one["run"]["answered"]}
    across = _across(documents)
    judgement, notes = _judged(reports, model, across, now, whole=not left_out)
    limits = listed(dict.fromkeys(one["run"]["limit"] for one in documents if one["run"]["limit"]))
    document = {
        **{key: first[key] for key in ("kind", "schema", "collection", "active", "model")},
        "started": min(one["started"] for one in documents),
        "ended": max(one["ended"] for one in documents),
        "environment": next((one["environment"] for one in documents if one["environment"]), None),
        "run": {
            "limit": limits if left_out else "",
            "slice": "",
            "unseen": left_out,
            "questions": list(dict.fromkeys(text for one in documents for text in one["run"]["questions"])),
            "hosts": sorted(hosts),
            "answered": sorted(hosts - silent),
            "kept": {host: kept for one in documents for host, kept in one["run"]["kept"].items()},
            "previous": next((one["run"]["previous"] for one in documents if one["run"]["previous"]), None),
        },
        "across": across if left_out else {},
        "fitness": _fitness(documents, judgement, model, hosts - silent),
    }
    filled(document, model, judgement, show_ignored=_shows_all(documents))
    document["notes"] = [*document["notes"], *notes]
    return document


def _refuse_other_systems(reports: Sequence[Report]) -> None:
    """Each must be about the same system, its map, what is active in it, and made by the same release."""
    first = reports[0]
    alike: tuple[tuple[str, Callable[[Mapping[str, Any]], object], str], ...] = (
        ("the release", lambda one: one["collection"], "compare again with one release of this collection"),
        ("the map", lambda one: one["model"].get("fingerprint"), "compare again with one inventory"),
        ("the environment", lambda one: one["environment"], "name reports of one system"),
        ("the active data center", lambda one: one["active"].get("data_center"), "compare again, since it has changed"),
        ("the eServices site", lambda one: one["active"].get("eservices_site"), "compare again, since it has changed"),
    )
    for what, value, remedy in alike:
        base = next(((one.name, value(one.values)) for one in reports if value(one.values)), (first.name, None))
        for other in reports:
            found = value(other.values)
            if found and found != base[1]:
                raise Refused(
                    f"{VARIABLE}: {what} of {base[0]} is {show(base[1])}, and that of {other.name} is {show(found)}; "
                    f"{remedy}."
                )


def _refuse_far_apart(reports: Sequence[Report]) -> None:
    """Reports of another night would show what has been repaired, as if somebody saw it now."""
    first, last = (one(reports, key=lambda report: report.values["started"]) for one in (min, max))
    apart = ignores.moment(last.values["started"]) - ignores.moment(first.values["started"])
    if apart > _MOST_APART:
        raise Refused(
            f"{VARIABLE}: {first.name} began at {first.values['started']} and {last.name} at "
            f"{last.values['started']}; name the reports of one comparison."
        )


def _model(reports: Sequence[Report]) -> Model:
    """The model of the whole, as reports of slices bring it; else as much of it as the picture of the sites has."""
    for report in reports:
        brought = report.values["across"].get("model")
        if brought is not None:
            return _of_export(report, brought)
    return _of_sites(reports[0])


def _of_export(report: Report, brought: Mapping[str, Any]) -> Model:
    try:
        model: Model = brought["model"]
        if fingerprint(model) == report.values["model"]["fingerprint"]:
            return model
    except (KeyError, TypeError, AttributeError):
        pass
    raise Refused(f"{VARIABLE}: the model in {report.name} was changed by hand; compare again, and merge that report.")


def _of_sites(report: Report) -> Model:
    centers: dict[str, Any] = {}
    hosts: dict[str, Any] = {}
    for site in report.values["sites"]:
        groups = {f"gir_{one['name']}": [host["name"] for host in one["hosts"]] for one in site["components"]}
        centers[site["data_center"]] = {
            **{key: site.get(key, "") for key in ("role", "state", "site_name")},
            "name": site["data_center"],
            "hosts": groups,
        }
        hosts.update({host: {"data_center": site["data_center"]} for some in groups.values() for host in some})
    primary = next((name for name, center in centers.items() if center["role"] == "primary"), "")
    made: Any = {"data_centers": centers, "hosts": hosts, "primary": primary}
    model: Model = made
    return model


def _across(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the reports of parts bring, together."""
    found: dict[str, Any] = {}
    alike: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    views: dict[str, Any] = {}
    in_use = False
    for one in (document["across"] for document in documents if document["across"]):
        found = {**one, **found}
        for brought in one.get("alike") or ():
            surface = "version" if "version" in brought else "values"
            alike.setdefault((brought["component"], brought["host"], surface), brought)
        stores = one.get("keystores") or {}
        views.update(stores.get("views") or {})
        in_use = in_use or bool(stores.get("in_use", True))
    if found:
        found["alike"] = list(alike.values())
        found["keystores"] = {"views": views, "in_use": in_use}
    return found


def _judged(
    reports: Sequence[Report], model: Model, across: Mapping[str, Any], now: datetime, whole: bool
) -> tuple[Judgement, list[str]]:
    """The findings of all, those about several hosts judged anew; and a note for each contradiction."""
    reports = _without_what_others_know(reports)
    documents = [report.values for report in reports]
    checks, notes = _checks(reports, across)
    made, points = _collected(documents, across)
    noise = _noise(documents)
    known = {one.id: one for one in (*made, *_of(documents, ("unjudged", *_FINDINGS)))}
    compared = any(document["run"]["previous"] for document in documents)
    markers = _markers(documents)
    try:
        stores = list(_keystores(across, model, markers, now))
        alike = parity.findings(across.get("alike") or (), model)
        secrets = parity.uncompared(across.get("alike") or (), model)
    except (LookupError, TypeError, AttributeError, ValueError):
        said = f"{VARIABLE}: what a report brings for the merge (across) was changed by hand; compare again."
        raise Refused(said) from None
    new = [*alike, *(one for one, seen in stores if seen)]
    points = one_per_id([*points, *(one for one, seen in stores if not seen), *secrets])
    made = one_per_id([*made, *(_aged(one, known, compared, documents) for one in new)])
    rules = ignores.of_report(list({_same(rule): rule for one in documents for rule in one["rules"]}.values()))
    split = life.split(made, rules, now, whole)
    kept = [_aged(one, known, compared, documents) for one in split.kept]
    findings = with_parents(kept)
    silenced = [*split.ignored, *noise]
    present = {one.id for one in (*findings, *points)} | {one.id for one, _rule in silenced}
    gone = {one.id: one for one in _of(documents, ("gone",)) if one.id not in present}
    left = {one.id: one for one in _of(documents, ("unjudged",)) if one.id not in present and one.id not in gone}
    if whole:
        # What only a run that saw everything can judge was judged now, but for secrets.
        unknown = {(one.component, one.key) for one in secrets}
        judged = {
            one.id: one
            for one in left.values()
            if one.host == ignores.VARIABLE
            or (one.host == parity.HOST and not (one.secret and (one.component, one.key) in unknown))
        }
        gone.update(judged)
        left = {finding_id: one for finding_id, one in left.items() if finding_id not in judged}
    judgement = Judgement(
        findings=findings,
        checks=outcomes(checks, findings, declared(silenced), points),
        ignored=silenced,
        open=in_order(points),
        gone=list(gone.values()),
        unjudged=list(left.values()),
        rules=split.rules,
        maintenance=[dict(one) for one in markers],
    )
    return judgement, notes


def _without_what_others_know(reports: Sequence[Report]) -> list[Report]:
    """The reports without refusals of parts that did not see a host whose variables are needed, where another did."""
    known = {
        (one["host"], one["component"])
        for report in reports
        for one in report.values["checks"]
        if one["surface"] != _REFUSED_SURFACE
    }

    def stays(one: Mapping[str, Any]) -> bool:
        is_refusal = one.get("surface") == _REFUSED_SURFACE or one.get("check") == _REFUSED
        return not (is_refusal and (one["host"], one["component"]) in known)

    found = []
    for report in reports:
        values = dict(report.values)
        if values["across"]:
            for name in (*_FINDINGS, "checks"):
                values[name] = [one for one in values[name] if stays(one)]
        found.append(Report(report.name, values))
    return found


def _same(rule: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(rule.get(key)) for key in ("component", "object", "key", "check", "host", "data_center", "until"))


def _of(documents: Iterable[Mapping[str, Any]], names: Sequence[str]) -> Iterator[Finding]:
    for document in documents:
        for name in names:
            for one in document[name]:
                if not _is_noise(one):
                    yield replace(from_dict(one), parent="")


def _collected(
    documents: Sequence[Mapping[str, Any]], across: Mapping[str, Any]
) -> tuple[list[Finding], list[Finding]]:
    """(findings, open points) as the reports have them, but for those that are judged anew."""

    def stays(one: Finding) -> bool:
        if one.host == ignores.VARIABLE or (one.host == parity.HOST and "alike" in across):
            # A part that knew both sides of a secret is the only one that does.
            return one.host == parity.HOST and one.secret
        return not (one.check in _OF_KEYSTORES and one.host in _views(across))

    made = [one for one in _of(documents, _FINDINGS) if stays(one)]
    points = [one for one in _of(documents, ("not_observable",)) if stays(one)]
    return one_per_id(made), one_per_id(points)


def _noise(documents: Iterable[Mapping[str, Any]]) -> list[tuple[Finding, ignores.Rule]]:
    """What the surfaces themselves know to mean nothing."""
    found = {
        one["id"]: (replace(from_dict(one), parent=""), ignores.of_noise(one["rule"]["reason"]))
        for document in documents
        for one in (*document["ignored"], *document["across"].get("noise", ()))
        if _is_noise(one)
    }
    return list(found.values())


def _is_noise(one: Mapping[str, Any]) -> bool:
    return "rule" in one and one["rule"]["kind"] == ignores.SHIPPED_KIND


def _views(across: Mapping[str, Any]) -> Mapping[str, Any]:
    return (across.get("keystores") or {}).get("views") or {}


def _keystores(
    across: Mapping[str, Any], model: Model, markers: Sequence[Mapping[str, Any]], now: datetime
) -> Iterator[tuple[Finding, bool]]:
    """The keystores of all hosts against each other, a slice sees its own only; with whether it is observable."""
    views = _views(across)
    if views:
        # In the order of a run that saw all of them.
        ordered = {host: views[host] for host in model["hosts"] if host in views}
        primary = model["data_centers"][model["primary"]]["hosts"].get("gir_rcs", [])
        source = next((host for host in (*primary, *ordered) if host in ordered), None)
        for host, found in keystores.differences(ordered, source, across["keystores"]["in_use"]).items():
            answer = Answer(host, maintenance={"markers": [one for one in markers if one["host"] == host]})
            for one in found:
                yield finding_of(model, answer, one, now), bool(one.get("observable", True))


def _aged(
    one: Finding, known: Mapping[str, Finding], compared: bool, documents: Sequence[Mapping[str, Any]]
) -> Finding:
    """A finding that was judged anew, with what the previous report said of it."""
    if one.first_seen:
        return one
    before = known.get(one.id)
    if before is not None:
        return replace(one, first_seen=before.first_seen, novelty=before.novelty)
    started = min(document["started"] for document in documents)
    return replace(one, first_seen=started, novelty=NEW if compared else "")


def _checks(reports: Sequence[Report], across: Mapping[str, Any]) -> tuple[list[Outcome], list[str]]:
    """Every check once, with the worst of what the reports say of it. What is judged anew counts as equal till then."""
    found: dict[tuple[str, str, str], tuple[Outcome, str]] = {}
    notes: list[str] = []
    stores, alike = _views(across), "alike" in across
    for report in reports:
        for one in report.values["checks"]:
            check = Outcome(**{name: one[name] for name in Outcome.__dataclass_fields__})
            if alike and check.host == parity.HOST:
                continue
            if check.surface == "keystore" and check.host in stores:
                check = replace(check, outcome=EQUAL)
            key = (check.host, check.component, check.object)
            before, name = found.setdefault(key, (check, report.name))
            if check.outcome == before.outcome:
                continue
            where = " ".join(part for part in key if part)
            notes.append(
                f"The reports contradict each other about {where}: {before.outcome} in {name}, {check.outcome} in "
                f"{report.name}. The worse one counts."
            )
            if RANKS.index(check.outcome) > RANKS.index(before.outcome):
                found[key] = (check, report.name)
    more = len(notes) - _MOST_NOTES
    if more > 0:
        notes = [*notes[:_MOST_NOTES], f"They contradict each other about {more} further things."]
    every = [check for check, _name in found.values()]
    of_parity = parity.compared(across.get("alike") or ())
    return every + [Outcome(parity.HOST, "", one, surface, "parity", EQUAL) for one, surface in of_parity], notes


def _markers(documents: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found = {str(sorted(one.items())): one for document in documents for one in document["maintenance"]}
    return list(found.values())


def _fitness(
    documents: Sequence[Mapping[str, Any]], judgement: Judgement, model: Model, answered: Collection[str]
) -> list[dict[str, Any]]:
    given = {str(one): dict(one) for document in documents for one in document["fitness"]}
    if not given or "standby" not in model:
        return list(given.values())
    return [fitness(judgement.findings, model, sorted(answered), judgement.maintenance, judgement.open)]


def _shows_all(documents: Iterable[Mapping[str, Any]]) -> bool:
    """Whether somebody asked for the noise."""
    return any(_is_noise(one) for document in documents for one in document["ignored"])
