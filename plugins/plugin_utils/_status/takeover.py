# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover would do now, step by step, what it could not, and what nobody can say: planned and forced.

It follows from what this run saw, and from no promise: a step is possible where everything that it needs answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._drift.fitness import NO, UNKNOWN, YES
from .._eservices.nodes import Node
from .._topology.values import listed
from .area import FORCED, PLANNED, Point
from .eservices import answering
from .hosts import STARTED_BY_FAILOVER
from .seen import Seen

_GROUPS = {"muxer": "gir_muxer", "rps": "gir_rps", "voice_processor": "gir_voice_processor"}
WORDS = {CONFIRMED: "possible", FAILED: "not possible", NOT_OBSERVABLE: "not observable"}


@dataclass(frozen=True)
class Step:
    """One thing that a failover does. `answer`: whether it could do it now. `kinds`: the failovers that do it.

    `decides`: whether a failover cannot go on without it.
    """

    what: str
    answer: str
    text: str
    kinds: Sequence[str] = (PLANNED, FORCED)
    decides: bool = True

    @property
    def line(self) -> str:
        """For people."""
        return f"{self.what}: {WORDS[self.answer]}. {self.text}"


@dataclass(frozen=True)
class Given:
    """What else it depends on. `desktops`: the inventory describes desktops. `gax`: what GAX answered, None where it is
    not asked. `speechminer`: SpeechMiner hosts are listed.
    """

    nodes: Sequence[Node]
    rws: Mapping[str, Any]
    desktops: bool = False
    gax: Mapping[str, Any] | None = None
    speechminer: bool = False


def steps(seen: Seen, given: Given) -> list[Step]:
    """In the order in which a failover takes them."""
    return [
        *_fence(seen),
        _ledger(seen),
        _eservices(seen, given),
        *_configuration(seen, given),
        *_services(seen),
        *_index_update(seen),
        *_by_person(seen, given),
    ]


def _fence(seen: Seen) -> Iterator[Step]:
    active = seen.model["active"]
    hosts = seen.hosts_of(active, *_GROUPS.values())
    if not hosts:
        return
    silent = [host for host in hosts if not seen.has_answered(host)]
    what = f"Stop Muxer and processors of {active}"
    unasked = [host for host in hosts if host not in seen.answers]
    if unasked:
        text = f"This run did not ask {listed(unasked, 3)} of {len(hosts)} hosts."
        yield Step(what, NOT_OBSERVABLE, text, (PLANNED,))
        yield Step(what, NOT_OBSERVABLE, text, (FORCED,), decides=False)
        return
    if not silent:
        yield Step(what, CONFIRMED, f"All {len(hosts)} hosts answer.")
        return
    text = f"{listed(silent, 3)} of {len(hosts)} hosts give no answer"
    yield Step(what, FAILED, f"{text}: a planned failover cannot drain them.", (PLANNED,))
    forced = f"{text}. They may run on unseen; a person has to attest the loss."
    yield Step(what, NOT_OBSERVABLE, forced, (FORCED,), decides=False)


def _ledger(seen: Seen) -> Step:
    hosts = seen.hosts_of(seen.model["standby"], "gir_rws")
    heard = [host for host in hosts if seen.has_answered(host)]
    text = f"{len(heard)} of {len(hosts)} RWS hosts of {seen.model['standby']} answer."
    return Step("Record it in the ledger", CONFIRMED if heard else FAILED, text)


def _eservices(seen: Seen, given: Given) -> Step:
    standby = seen.model["standby"]
    site = seen.model["data_centers"][standby]["site_name"]
    heard, total = answering(given.nodes, given.rws, standby)
    answer = CONFIRMED if heard else FAILED if given.rws.get("nodes") else NOT_OBSERVABLE
    text = f"{heard} of {total} addresses of {standby} answer."
    return Step(f"Switch RWS to the eServices site {site}", answer, text)


def _configuration(seen: Seen, given: Given) -> Iterator[Step]:
    if not given.desktops:
        return
    what = f"Move the desktops to {seen.model['standby']}"
    if given.gax is None:
        text = "gir_configuration_source is not gax: a person imports the file that site renders."
        yield Step(what, NOT_OBSERVABLE, text, decides=False)
    elif given.gax.get("failed") or "objects" not in given.gax:
        reason = str(given.gax.get("msg") or "it gave no answer").rstrip(".")
        text = f"GAX cannot be asked: {reason}. The rest of a failover goes on without it."
        yield Step(what, FAILED, text, decides=False)
    else:
        text = "GAX answers. Whether Configuration Server can be written, only a write shows."
        yield Step(what, NOT_OBSERVABLE, text, decides=False)


def _services(seen: Seen) -> Iterator[Step]:
    standby = seen.model["standby"]
    for component in STARTED_BY_FAILOVER:
        duties = [one for one in seen.duties if one.component == component and one.data_center == standby]
        if not duties:
            continue
        what = f"Start {duties[0].title} of {standby}"
        if not any(one.unit and one.managed for one in duties):
            yield Step(what, NOT_OBSERVABLE, f"{component}_service is not managed: a person starts it.", decides=False)
            continue
        ready = [one for one in duties if _can_start(seen, one.host, component)]
        unknown = [one for one in duties if _is_unknown(seen, one.host)]
        answer = CONFIRMED if ready else NOT_OBSERVABLE if unknown else FAILED
        yield Step(what, answer, f"{len(ready)} of {len(duties)} hosts answer and have its unit.")


def _can_start(seen: Seen, host: str, component: str) -> bool:
    unit = (seen.answers.get(host, {}).get("units") or {}).get(component)
    return unit is not None and unit["load"] not in ("not-found", "masked", "error", "bad-setting")


def _is_unknown(seen: Seen, host: str) -> bool:
    """Whether this run did not ask a host, or the host could not read its units."""
    return host not in seen.answers or (seen.has_answered(host) and seen.answers[host].get("units") is None)


def _index_update(seen: Seen) -> Iterator[Step]:
    hosts = seen.hosts_of(seen.model["active"], "gir_rws")
    heard = [host for host in hosts if seen.has_answered(host)]
    if hosts and not heard:
        text = f"No RWS host of {seen.model['active']} answers; it moves when one is back."
        yield Step(f"Bring the index update to {seen.model['active']}", FAILED, text, decides=False)


def _by_person(seen: Seen, given: Given) -> Iterator[Step]:
    if given.speechminer:
        text = "Its database and index are moved in SMConfig, by a person: docs/speechminer.md."
        yield Step("Move SpeechMiner", NOT_OBSERVABLE, text, decides=False)
    if seen.model["desktop_failover"]:
        text = f"{seen.model['desktop_failover']}, by the one who operates it."
        yield Step("Bring older screen-recording clients along", NOT_OBSERVABLE, text, decides=False)


def takeover(seen: Seen, points: Sequence[Point], every: Sequence[Step]) -> dict[str, Any]:
    """Whether the standby could take over now, with the reasons and the steps, as the report has it."""
    standby = seen.model["standby"]
    judged = {kind: _judged(kind, standby, points, every) for kind in (PLANNED, FORCED)}
    # What nobody can see, and does not decide, is open: a yes is never more than what was seen.
    left = sum(one.answer == NOT_OBSERVABLE and one.data_center in ("", standby) for one in points)
    return {"data_center": standby, **judged, "open": left, "steps": [asdict(step) for step in every]}


def _judged(kind: str, standby: str, points: Sequence[Point], every: Sequence[Step]) -> dict[str, Any]:
    """No wins over not known; then only what prevents it is a reason."""
    about = [one for one in points if kind in one.prevents and one.data_center == standby]
    failed = [_reason(one) for one in about if one.answer == FAILED]
    failed += [step.line for step in every if _decides(step, kind) and step.answer == FAILED]
    unknown = [_reason(one) for one in about if one.answer == NOT_OBSERVABLE]
    unknown += [step.line for step in every if _decides(step, kind) and step.answer == NOT_OBSERVABLE]
    reasons = failed or unknown
    return {"fit": NO if failed else UNKNOWN if unknown else YES, "reasons": list(dict.fromkeys(reasons))}


def _decides(step: Step, kind: str) -> bool:
    return step.decides and kind in step.kinds


def _reason(one: Point) -> str:
    place = " ".join(part for part in (one.host, one.name) if part)
    return f"{place}: {one.text}"


def text(found: Mapping[str, Any], kind: str) -> str:
    """The verdict of one kind in one line, and its first reason."""
    judged = found[kind]
    reasons = judged["reasons"]
    more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    because = f", because of {reasons[0]}" if reasons else ""
    return f"{found['data_center']} could take over: {judged['fit']}{left(found)}{because}{more}"


def left(found: Mapping[str, Any]) -> str:
    """How many points are open, in brackets; empty without one."""
    number = found["open"]
    return f" ({number} point{'' if number == 1 else 's'} open)" if number else ""
