# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a comparison as plain data: what is written as JSON, and what every other output is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ...module_utils._common.difference import DRIFT, NOT_CHECKED
from .._topology.partial import export, fingerprint
from .._topology.published import Model
from .._topology.values import listed
from . import life
from .engine import EQUAL, IGNORED, NOT_OBSERVABLE, RANKS, Judgement, Outcome, is_partial
from .family import roots
from .finding import KNOWN, NEW, SEVERITIES
from .ignores import SHIPPED_KIND
from .observed import Observed
from .reading import KIND, SCHEMA

_MOST_HOSTS = 4


def build(
    observed: Observed,
    judgement: Judgement,
    ended: str,
    fitness: Sequence[Mapping[str, Any]] = (),
    previous: str | None = None,
    show_ignored: bool = False,
    across: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The report. `ended`: UTC. `previous`: path of the report that it was compared with.

    `show_ignored`: with the noise that this collection knows of itself. `across`: what a run that saw a part brings for
    the merge, besides what the engine knows; plain data without secrets.
    """
    model, run = observed.model, observed.run
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
            "unseen": list(run.unseen),
            "questions": list(run.questions),
            "hosts": [answer.host for answer in observed.answers],
            "previous": previous,
        },
        "fitness": [dict(one) for one in fitness],
        "notes": life.ending(judgement.rules),
        "across": {},
    }
    if is_partial(observed):
        document["across"] = {"model": export(model), "alike": [dict(one) for one in observed.alike], **(across or {})}
    return filled(document, model, judgement, show_ignored)


def filled(
    document: dict[str, Any], model: Model, judgement: Judgement, show_ignored: bool = False
) -> dict[str, Any]:
    """The report with what was judged."""
    shown = [pair for pair in judgement.ignored if show_ignored or pair[1].kind != SHIPPED_KIND]
    coverage = _coverage(judgement.checks)
    document.update(
        coverage=coverage,
        summary=_summary(judgement, coverage),
        findings=[one.as_dict() for one in judgement.findings],
        gone=[one.as_dict() for one in judgement.gone],
        unjudged=[one.as_dict() for one in judgement.unjudged],
        ignored=[{"finding": one.as_dict(), "rule": rule.as_dict()} for one, rule in shown],
        not_observable=[one.as_dict() for one in judgement.open],
        rules=[{**rule.as_dict(), "state": state, "used": used} for rule, state, used in judgement.rules],
        maintenance=judgement.maintenance,
        sites=_sites(model, judgement),
        checks=[asdict(one) for one in judgement.checks],
    )
    return document


def _coverage(checks: Iterable[Outcome]) -> dict[str, Any]:
    """How many checks there were, how many were made, and what came of them."""
    every = list(checks)
    counted = Counter(one.outcome for one in every)
    unmade = Counter(one.host for one in every if one.outcome in (NOT_CHECKED, NOT_OBSERVABLE))
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
        "ignored": len(judgement.ignored),
        "not_observable": len(judgement.open),
        "maintenance": len(judgement.maintenance),
    }


def verdict(coverage: Mapping[str, Any]) -> str:
    """Could not be checked, else drift, else equal. Where nothing was judged, nothing is known."""
    if coverage[NOT_CHECKED] or not coverage["made"]:
        return NOT_CHECKED
    return DRIFT if coverage[DRIFT] else EQUAL


def _sites(model: Model, judgement: Judgement) -> dict[str, Any]:
    """The picture: data centers with their components, the hosts of these, and the worst that was said of each."""
    worst: dict[tuple[str, str], str] = {}
    bad: dict[tuple[str, str], str] = {}
    for check in judgement.checks:
        for key in ((check.host, check.component), (check.host, "")):
            worst[key] = max(worst.get(key, EQUAL), check.outcome, key=RANKS.index)
    number: Counter[str] = Counter()
    for one in roots(judgement.findings):
        number[one.host] += 1
        for key in ((one.host, one.component), (one.host, "")):
            bad[key] = min(bad.get(key, one.severity), one.severity, key=SEVERITIES.index)
    return {
        center["name"]: {
            "role": center["role"],
            "state": center["state"],
            "site_name": center["site_name"],
            "components": {
                group: [
                    {
                        "host": host,
                        # Nothing is known of a host that nobody asked.
                        "outcome": worst.get((host, ""), NOT_CHECKED),
                        "severity": bad.get((host, ""), ""),
                        "findings": number[host],
                    }
                    for host in hosts
                ]
                for group, hosts in center["hosts"].items()
                if hosts
            },
        }
        for center in model["data_centers"].values()
    }


def stats(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a run publishes with set_stats: the counts, and nothing that grows with the system."""
    coverage = {key: value for key, value in document["coverage"].items() if key != "by_host"}
    return {**document["summary"], "coverage": coverage, "environment": document["environment"]}


def headline(document: Mapping[str, Any]) -> str:
    """Verdict and counts in one sentence."""
    summary, said = document["summary"], {EQUAL: "Equal", DRIFT: "Drift", NOT_CHECKED: "Could not all be checked"}
    parts = [f"{number} {severity.replace('_', ' ')}" for severity, number in summary["by_severity"].items() if number]
    found = f"{summary['findings']} findings ({', '.join(parts)})" if parts else "no findings"
    compared = f", {summary['new']} new, {summary['gone']} gone" if document["run"]["previous"] else ""
    return f"{said[summary['verdict']]}: {found}{compared}; {document['coverage']['text']}."

