# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong, as one of a closed list: a failover cures some of it, makes some of it worse, and some is no loss.

Nothing here says "dead": a data center that nobody hears may be alive for its agents. So one more answer of a data
center never moves its diagnosis towards LOST.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .asked import Asked
from .observed import Seen, Site

HEALTHY = "healthy"
DEGRADED = "degraded"
INTERACTION_SERVER_ONLY = "Interaction Server only"
ALIVE_FOR_OTHERS = "alive for others"
SILENT_TOO_SHORT = "silent too short"
LOST = "data center lost"
CONTROLLER_ISOLATED = "controller isolated"
BOTH_LOST = "both lost"
SAME_FAULT = "same fault at the target"

# The symptom that a failover of the eServices site alone cures.
INTERACTION_SERVER = "interaction_server"


@dataclass(frozen=True)
class Kind:
    """One entry of the list. `towards_lost`: how near it is to LOST. `rule`: that which stops a forced failover."""

    name: str
    means: str
    do: str
    towards_lost: int = 0
    rule: str = ""


KINDS: tuple[Kind, ...] = (
    Kind(HEALTHY, "Every host and every RWS address of the data center answers, and nothing is wrong with them.",
         "Do not fail over; where you have to, a planned failover loses less.", 0, "GIR622"),
    Kind(DEGRADED, "Parts of the data center answer.",
         "Look at the points first: what answers is fenced, and what does not has to be accepted.", 1),
    Kind(INTERACTION_SERVER_ONLY, "All of the data center answers, but its Interaction Server does not.",
         "Run gir.multidc.eservices_switch: the data center stays active.", 0, "GIR624"),
    Kind(ALIVE_FOR_OTHERS, "The controller hears nothing of the data center, but another vantage point does.",
         "Run this from a controller that reaches the data center, or stop its Muxer and processors by hand.", 1,
         "GIR621"),
    Kind(SILENT_TOO_SHORT, "Nobody hears anything of the data center, but not yet for long enough.",
         "Wait; the run does so by itself.", 2),
    Kind(LOST, "Nobody who looked hears anything of the data center, for long enough.",
         "Attest the loss, and fail over.", 3),
    Kind(CONTROLLER_ISOLATED, "The controller hears neither of the two, or its witness does not answer either.",
         "Run this from a controller that reaches the witness and the target.", 2, "GIR618"),
    Kind(BOTH_LOST, "Neither of the two data centers answers, but the witness does.",
         "Bring one of them back; there is nothing to fail over to.", 2, "GIR619"),
    Kind(SAME_FAULT, "The target has the fault that the data center has.",
         "Look for what both have in common, such as a change or a certificate; a failover is no cure for it.", 0,
         "GIR623"),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Diagnosis:
    """`because`: the observations behind it, one sentence each."""

    name: str
    because: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        return BY_NAME[self.name]


def diagnose(asked: Asked, seen: Seen) -> Diagnosis:
    """What is wrong with the origin, as far as anybody who looked can tell."""
    return Diagnosis(name_of(asked, seen), tuple(_observations(seen)))


def name_of(asked: Asked, seen: Seen) -> str:
    """The name alone."""
    origin, target = seen.origin, seen.target
    if origin.answers:
        return _of_what_answers(origin, target)
    if any(view.answers for view in origin.views):
        return ALIVE_FOR_OTHERS
    if not target.answers:
        return BOTH_LOST if seen.witness else CONTROLLER_ISOLATED
    if seen.witness is False:
        return CONTROLLER_ISOLATED
    if asked.silent_before + seen.quiet_for < asked.lost_seconds:
        return SILENT_TOO_SHORT
    return LOST


def _of_what_answers(origin: Site, target: Site) -> str:
    if set(origin.symptoms) & set(target.symptoms):
        return SAME_FAULT
    if origin.heard < origin.hosts or origin.nodes_heard < origin.nodes:
        return DEGRADED
    if not origin.symptoms:
        return HEALTHY
    return INTERACTION_SERVER_ONLY if set(origin.symptoms) == {INTERACTION_SERVER} else DEGRADED


def _observations(seen: Seen) -> Iterator[str]:
    for site in (seen.origin, seen.target):
        yield f"The controller hears {site.heard} of {site.hosts} hosts of {site.name}."
        if site.nodes:
            yield f"{site.nodes_heard} of {site.nodes} RWS addresses of {site.name} answer."
        for view in site.views:
            if view.answers is not None:
                yield f"{view.observer} {'sees' if view.answers else 'sees nothing of'} {site.name}."
        if site.symptoms:
            yield f"Wrong with {site.name}: {', '.join(site.symptoms)}."
    if seen.witness is not None:
        yield f"The witness {'answers' if seen.witness else 'gives no answer'}."
    if not seen.origin.answers:
        yield f"The run has heard nothing of {seen.origin.name} for {seen.quiet_for:.0f} s."
