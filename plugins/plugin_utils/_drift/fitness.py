# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the standby could take over now, planned or forced: one judgement over all that a drift run found.

The rule. A finding blocks where it is about the standby or the whole system, about a component that takes part in a
failover, and its service or recordings are at risk, or a secret differs. What could not be checked there, a host that
this run did not see, and maintenance make it not known. What a failover sets anew, and what RWS holds besides what it
should, does not count. A planned failover needs the active data center too: its hosts have to answer, both sides
need the same versions and values, and the daily index update has to work. A forced one does without all of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._common.difference import DRIFT, NOT_CHECKED
from .._components.registry import COMPONENTS
from .._topology.published import Model
from .finding import RECORDINGS_AT_RISK, SERVICE_AT_RISK, Finding

YES, NO, UNKNOWN = "yes", "no", "not known"
PLANNED, FORCED = "planned", "forced"

BLOCKING = (RECORDINGS_AT_RISK, SERVICE_AT_RISK)
# What a failover moves, or what the other side needs afterwards. An MCP, a geo-location and SpeechMiner serve their own
# data center whichever one is active.
TAKES_PART = (
    "rws", "contact_center", "rcs", "webdav", "rps", "voice_processor", "muxer", "load_balancer", "load_balancer_names",
    "ivr_profile", "workspace_desktop", "index_update",
)  # fmt: skip
# What runs in the active data center and is stopped or told there in a planned failover.
STOPPED = ("rws", "rps", "voice_processor", "muxer")
# A failover sets the site and writes the ledger anew, and is one that was tried. What RWS holds besides is the same
# before and after it.
NOT_COUNTED = (
    "rws.eservices_site", "ledger.behind", "ledger.rehearsal", "ledger.rejoin", "rws.feature_foreign",
    "rws.storage_foreign", "rws.setting_foreign", "ignore.",
)  # fmt: skip
# These do not stop a forced failover: versions that differ are better than no service, and an old index is built again
# afterwards.
NOT_WHEN_FORCED = "parity."
INDEX = "index_update"
_APIS = ("gax", "rws", "dns")


@dataclass(frozen=True)
class Reason:
    """`id`: of the finding, empty where a host was not seen. `blocks`: else it is only not known."""

    text: str
    blocks: bool
    id: str = ""


def fitness(
    findings: Iterable[Finding],
    model: Model,
    answered: Collection[str],
    maintenance: Iterable[Mapping[str, Any]] = (),
    points: Iterable[Finding] = (),
) -> dict[str, Any]:
    """The judgement of the standby, for the report.

    `findings`: those that nothing silences. `answered`: hosts that this run asked. `maintenance`: markers with host,
    component (or empty) and what else they say. `points`: what no documented way shows; they are counted.
    """
    standby, known = model["standby"], list(findings)
    markers = [marker for marker in maintenance if _is_here(marker, model)]
    left = sorted({one.id for one in points if _concerns(one, model, PLANNED)})
    reasons = {kind: _reasons(known, model, answered, markers, kind) for kind in (PLANNED, FORCED)}
    judged = {kind: _judged(list(dict.fromkeys(found))) for kind, found in reasons.items()}
    text = _text(standby, judged[PLANNED], judged[FORCED], len(left))
    return {"data_center": standby, **judged, "open": left, "text": text}


def _judged(reasons: Sequence[Reason]) -> dict[str, Any]:
    """No wins over not known; then only what blocks is a reason."""
    blocking = [one for one in reasons if one.blocks]
    shown = blocking or list(reasons)
    fit = NO if blocking else UNKNOWN if shown else YES
    ids = [one.id for one in shown if one.id]
    return {"fit": fit, "reasons": [one.text for one in shown], "findings": list(dict.fromkeys(ids))}


def _reasons(
    findings: Sequence[Finding],
    model: Model,
    answered: Collection[str],
    maintenance: Sequence[Mapping[str, Any]],
    kind: str,
) -> Iterator[Reason]:
    standby, active = model["standby"], model["active"]
    # A host that gave no answer has a finding that says so.
    known = {*answered, *(one.host for one in findings if one.check == "host.answer")}
    for one in findings:
        blocks = _weight(one, model, kind)
        if blocks is not None:
            yield Reason(_name(one), blocks, one.id)
    for host in _hosts(model, standby, TAKES_PART):
        if host not in known:
            yield Reason(f"{host} was not compared in this run", False)
    if kind == PLANNED:
        for host in _hosts(model, active, STOPPED):
            if host not in known:
                yield Reason(f"{host} of the active data center was not compared in this run", False)
    for marker in maintenance:
        component = f"{marker['component']} on " if marker.get("component") else ""
        why = f": {marker['why']}" if marker.get("why") else ""
        yield Reason(f"{component}{marker['host']} is under maintenance{why}", False)


def _is_here(marker: Mapping[str, Any], model: Model) -> bool:
    """Whether a marker that still holds is about something of the standby that takes part."""
    component = marker.get("component") or ""
    if marker.get("ended") == "yes":
        return False
    return marker.get("host") in _hosts(model, model["standby"], TAKES_PART) and component in ("", *TAKES_PART)


def counts(one: Finding, model: Model, kind: str) -> bool:
    """Whether a finding has anything to say about a failover to the standby."""
    if one.parent or one.check.startswith(NOT_COUNTED):
        return False
    if kind == FORCED and (one.component == INDEX or one.check.startswith(NOT_WHEN_FORCED)):
        return False
    return _concerns(one, model, kind)


def _weight(one: Finding, model: Model, kind: str) -> bool | None:
    """True where a finding blocks, False where it leaves open whether it does, None where it has nothing to say."""
    if not counts(one, model, kind):
        return None
    if one.outcome == NOT_CHECKED:
        return False
    if one.outcome != DRIFT:
        return None
    return True if one.severity in BLOCKING or one.secret else None


def _concerns(one: Finding, model: Model, kind: str) -> bool:
    """Whether a finding is about something that a failover needs."""
    standby, active = model["standby"], model["active"]
    if one.check.startswith("parity."):
        return standby in one.key.split("/") and active in one.key.split("/") and one.component in TAKES_PART
    if one.check == "ledger.question":
        # A fork or an unfinished operation stops every verb that writes, wherever it was seen.
        return True
    if one.data_center == active != standby:
        return kind == PLANNED and one.check == "host.answer" and one.host in _hosts(model, active, STOPPED)
    if one.data_center not in ("", standby):
        return False
    if one.component:
        return one.component in TAKES_PART
    return one.host in _APIS or one.host in _hosts(model, standby, TAKES_PART)


def _hosts(model: Model, center: str, components: Collection[str]) -> list[str]:
    """The hosts of a data center that run one of the components."""
    groups = {group for name in components for group in COMPONENTS[name].groups}
    return [
        host
        for host, known in model["hosts"].items()
        if known["data_center"] == center and groups & set(known["components"])
    ]


def _name(one: Finding) -> str:
    parts = [one.host, one.component, one.check, one.object, one.key]
    text = " ".join(dict.fromkeys(part for part in parts if part))
    return f"{text} ({one.id})"


def _text(standby: str, planned: Mapping[str, Any], forced: Mapping[str, Any], points: int) -> str:
    """For one row of a terminal: both verdicts, and the first reason."""
    left = f" ({points} point{'' if points == 1 else 's'} open)" if points else ""
    if planned["fit"] == forced["fit"]:
        verdict = str(planned["fit"])
    else:
        verdict = f"planned {planned['fit']}, forced {forced['fit']}"
    reasons = planned["reasons"] or forced["reasons"]
    return f"{standby} could take over: {verdict}{left}{_because(reasons)}"


def _because(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    more = f", and {len(reasons) - 1} more in the report" if len(reasons) > 1 else ""
    return f", because of {reasons[0]}{more}"
