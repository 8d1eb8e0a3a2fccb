# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a comparison as plain data: what is written as JSON, and what every other output is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ...module_utils._common.difference import DRIFT, NOT_CHECKED, shortened
from .._topology.partial import export, fingerprint
from .._topology.published import Model
from .._topology.values import listed, printable
from . import life, parity
from .catalogue import kind_of
from .engine import EQUAL, IGNORED, NOT_OBSERVABLE, RANKS, Judgement, Outcome, declared, is_partial
from .family import in_order, place, roots
from .finding import KNOWN, NEEDS_RESTART, NEW, SEVERITIES, Finding
from .ignores import SHIPPED_KIND, Rule
from .observed import Observed
from .reading import KIND, SCHEMA

_MOST_HOSTS = 4
_LABELS = {name: "needs a restart" if name == NEEDS_RESTART else name.replace("_", " ") for name in SEVERITIES}


def build(
    observed: Observed,
    judgement: Judgement,
    ended: str,
    fitness: Sequence[Mapping[str, Any]] = (),
    previous: str | None = None,
    show_ignored: bool = False,
) -> dict[str, Any]:
    """The report. `ended`: UTC. `previous`: path of the report that it was compared with.

    `show_ignored`: with the noise that this collection knows of itself.
    """
    model, run = observed.model, observed.run
    hosts = {answer.host for answer in observed.answers}
    document = {
        "kind": KIND,
        "schema": SCHEMA,
        "collection": run.collection,
        "started": run.started,
        "ended": ended,
        "environment": observed.environment,
        "model": {"fingerprint": fingerprint(model)},
        "active": {
            "data_center": model["active"],
            "source": model["active_source"],
            "eservices_site": model["eservices_site"],
            "eservices_source": model["eservices_source"],
        },
        "run": {
            "limit": run.limit,
            "slice": run.slice,
            "unseen": unseen(model, hosts, run.unseen),
            "questions": list(run.questions),
            "hosts": sorted(hosts),
            "answered": sorted(answer.host for answer in observed.answers if not answer.failure),
            "kept": {answer.host: dict(answer.kept) for answer in observed.answers if answer.kept},
            "previous": previous,
        },
        "fitness": [dict(one) for one in fitness],
        "across": {},
    }
    if is_partial(observed):
        document["across"] = {
            "model": export(model),
            "alike": [parity.public(one) for one in observed.alike],
            "keystores": dict(observed.keystores),
        }
    return filled(document, model, judgement, show_ignored)


def unseen(model: Model, hosts: Collection[str], known: Collection[str] = ()) -> list[str]:
    """The hosts of the map that nobody asked, of those that have something to compare."""
    return [
        host
        for host, one in model["hosts"].items()
        if host in known or (host not in hosts and one.get("components", True))
    ]


def filled(
    document: dict[str, Any], model: Model, judgement: Judgement, show_ignored: bool = False
) -> dict[str, Any]:
    """The report with what was judged."""
    silenced = sorted(judgement.ignored, key=lambda pair: place(pair[0]))
    noise = [_silenced(pair) for pair in silenced if pair[1].kind == SHIPPED_KIND]
    chosen = [_silenced(pair) for pair in silenced if pair[1].kind != SHIPPED_KIND]
    if document["across"]:
        document["across"] = {**document["across"], "noise": noise}
    coverage = _coverage(judgement.checks)
    document.update(
        coverage=coverage,
        summary=_summary(judgement, coverage),
        findings=_roots(judgement.findings),
        explained=[_shown(one) for one in judgement.findings if one.parent],
        gone=[_shown(one) for one in in_order(judgement.gone)],
        unjudged=[_shown(one) for one in in_order(judgement.unjudged)],
        ignored=[*chosen, *noise] if show_ignored else chosen,
        not_observable=[_shown(one) for one in judgement.open],
        notes=_notes(judgement),
        rules=[{**rule.as_dict(), "state": state, "used": used} for rule, state, used in judgement.rules],
        maintenance=sorted(judgement.maintenance, key=lambda one: (one["host"], one["component"])),
        sites=_sites(model, judgement),
        checks=[dict(vars(one)) for one in judgement.checks],
    )
    return document


def _shown(one: Finding) -> dict[str, Any]:
    return {"title": kind_of(one.check).title, **one.as_dict()}


def _silenced(pair: tuple[Finding, Rule]) -> dict[str, Any]:
    return {**_shown(pair[0]), "rule": pair[1].as_dict()}


def _roots(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Those that nothing explains, each with how many it explains."""
    above = {one.id: one.parent for one in findings}
    number: Counter[str] = Counter()
    for one in findings:
        parent = one.parent
        while parent:
            number[parent] += 1
            parent = above.get(parent, "")
    return [{**_shown(one), "explains": number[one.id]} for one in roots(findings)]


def _notes(judgement: Judgement) -> list[str]:
    """What a reader has to know besides the findings."""
    found = life.ending(judgement.rules)
    for one in judgement.open:
        place = " ".join(part for part in (one.host, one.component, one.object, one.key) if part)
        found.append(f"Not observable: {place}: {one.reason}")
    if judgement.unjudged:
        many = _many(len(judgement.unjudged), "finding")
        found.append(f"{many} of the previous report could not be judged in this run, so nobody knows of them.")
    return found


def _coverage(checks: Iterable[Outcome]) -> dict[str, Any]:
    """How many checks there were, how many were made, and what came of them."""
    every = list(checks)
    counted = Counter(one.outcome for one in every)
    unmade = Counter(one.host for one in every if one.outcome == NOT_CHECKED)
    made = len(every) - counted[NOT_CHECKED] - counted[NOT_OBSERVABLE]
    coverage = {
        "asked": len(every),
        "made": made,
        **{outcome: counted[outcome] for outcome in RANKS},
        "by_host": dict(unmade),
    }
    return {**coverage, "text": _of_coverage(coverage)}


def _of_coverage(coverage: Mapping[str, Any]) -> str:
    """`612 of 640 checks: 610 equal, 2 drift, 28 not checked (host rps2-dc1)`."""
    hosts = list(coverage["by_host"])
    where = f" ({'host' if len(hosts) == 1 else 'hosts'} {listed(hosts, _MOST_HOSTS)})" if hosts else ""
    parts = [f"{coverage[EQUAL]} equal", f"{coverage[DRIFT]} drift"]
    parts += [f"{coverage[IGNORED]} ignored"] if coverage[IGNORED] else []
    parts += [f"{coverage[NOT_OBSERVABLE]} not observable"] if coverage[NOT_OBSERVABLE] else []
    parts += [f"{coverage[NOT_CHECKED]} not checked"] if coverage[NOT_CHECKED] else []
    return f"{coverage['made']} of {coverage['asked']} checks: {', '.join(parts)}{where}"


def _summary(judgement: Judgement, coverage: Mapping[str, Any]) -> dict[str, Any]:
    counted = roots(judgement.findings)
    severities = Counter(one.severity for one in counted)
    novelties = Counter(one.novelty for one in counted)
    return {
        "verdict": verdict(coverage),
        "findings": len(counted),
        "explained": len(judgement.findings) - len(counted),
        "drift": sum(one.outcome == DRIFT for one in counted),
        "not_checked": sum(one.outcome == NOT_CHECKED for one in counted),
        "by_severity": {severity: severities[severity] for severity in SEVERITIES},
        "new": novelties[NEW],
        "known": novelties[KNOWN],
        "gone": len(judgement.gone),
        "unjudged": len(judgement.unjudged),
        "ignored": len(declared(judgement.ignored)),
        "noise": len(judgement.ignored) - len(declared(judgement.ignored)),
        "not_observable": len(judgement.open),
        "maintenance": len(judgement.maintenance),
    }


def verdict(coverage: Mapping[str, Any]) -> str:
    """Could not be checked, else drift, else equal. Where nothing was judged, nothing is known."""
    if coverage[NOT_CHECKED] or not coverage["made"]:
        return NOT_CHECKED
    return DRIFT if coverage[DRIFT] else EQUAL


def _sites(model: Model, judgement: Judgement) -> list[dict[str, Any]]:
    """The picture: data centers with their components, the hosts of these, and the worst that was said of each."""
    worst: dict[str, str] = {}
    bad: dict[str, str] = {}
    number: Counter[str] = Counter()
    for check in judgement.checks:
        worst[check.host] = max(worst.get(check.host, EQUAL), check.outcome, key=RANKS.index)
    for one in roots(judgement.findings):
        number[one.host] += 1
        bad[one.host] = min(bad.get(one.host, one.severity), one.severity, key=SEVERITIES.index)
    return [
        {
            "data_center": center["name"],
            "role": center["role"],
            "state": center["state"],
            "site_name": center["site_name"],
            "components": [
                {
                    "name": group.partition("gir_")[2],
                    "hosts": [
                        {
                            "name": host,
                            # Nothing is known of a host that nobody asked.
                            "outcome": worst.get(host, NOT_CHECKED),
                            "severity": bad.get(host, ""),
                            "findings": number[host],
                        }
                        for host in hosts
                    ],
                }
                for group, hosts in center["hosts"].items()
                if hosts
            ],
        }
        for center in model["data_centers"].values()
    ]


def stats(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a run publishes with set_stats: the counts, and nothing that grows with the system."""
    coverage = {key: value for key, value in document["coverage"].items() if key != "by_host"}
    run = document["run"]
    seen = {"limit": run["limit"], "slice": run["slice"], "unseen": len(run["unseen"])}
    said = {"headline": headline(document), "environment": document["environment"]}
    return {**document["summary"], "coverage": coverage, **seen, **said}


def headline(document: Mapping[str, Any]) -> str:
    """Of which hosts, the verdict, and counts: what nobody saw is not called good."""
    summary, run = document["summary"], document["run"]
    parts = [f"{number} {_LABELS[severity]}" for severity, number in summary["by_severity"].items() if number]
    found = f"{_many(summary['findings'], 'finding')} ({', '.join(parts)})" if parts else "no findings"
    known = [f"{summary[name]} {name}" for name in ("new", "gone") if run["previous"]]
    unseen = len(run["unseen"])
    left = [f"{_many(unseen, 'host')} {'was' if unseen == 1 else 'were'} not in this run."] if unseen else []
    verdict_ = _within(run) + _verdict(summary)
    said = f"{verdict_[0].upper()}{verdict_[1:]}: {', '.join([found, *known])}. {document['coverage']['text']}."
    return " ".join([said, *left])


def _verdict(summary: Mapping[str, Any]) -> str:
    points = summary["not_observable"]
    if summary["verdict"] == NOT_CHECKED:
        return "not everything could be checked"
    if summary["verdict"] == DRIFT:
        return "something differs"
    if not points:
        return "everything is as it should be"
    is_open = "point is" if points == 1 else "points are"
    return f"everything that could be observed is as it should be; {points} {is_open} open"


def _within(run: Mapping[str, Any]) -> str:
    """The part of the system that was looked at, as the beginning of a sentence; nothing for all of it."""
    limit = shortened(printable(run["limit"]))
    parts = [f"within the limit {limit}"] if limit else []
    parts += [f"of slice {run['slice']}"] if run["slice"] else []
    parts = parts or (["of this run"] if run["unseen"] else [])
    return f"of the hosts {' and '.join(parts)}, " if parts else ""


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
