# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A component that runs in one data center alone starts there after it has stopped everywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .._topology.published import Model
from .._topology.values import listed, plain

# Component to its group and what sentences call it. Processors are none: those of the other side run in backup mode.
ALONE = {"muxer": ("gir_muxer", "Muxer")}
ACCEPT = "gir_muxer_accept_unobserved"
# What systemd says of a unit that does not run.
_STANDS = ("inactive", "failed")


@dataclass(frozen=True)
class Seen:
    """What this run saw of a component on one host; None where it did not look.

    `stopped`: it was told to stop, and whether that is confirmed. `state`: the unit before anything was touched.
    """

    stopped: bool | None = None
    state: str | None = None

    @property
    def stands(self) -> bool:
        return self.stopped if self.stopped is not None else self.state in _STANDS

    @property
    def runs(self) -> bool:
        """Known to run, or to have been told to stop without a confirmation."""
        return not self.stands and (self.stopped is not None or self.state is not None)


_NOTHING = Seen()


def names_of(given: object) -> list[str]:
    """One name, several with commas between them, or a list; blank names none."""
    found = plain(given)
    if not isinstance(found, list):
        found = re.split(r"[,\s]+", "" if found is None else str(found))
    return list(dict.fromkeys(str(name).strip() for name in found if str(name).strip()))


def hold(model: Model, host: str, component: str, seen: Mapping[str, Seen], accepted: object) -> str:
    """Why the component must not be started on a host, as a sentence without its end; empty where it may.

    `accepted`: the data centers whose unobserved hosts a person answers for. What is seen to run is never accepted.
    """
    if component not in ALONE:
        return ""
    group, name = ALONE[component]
    known = names_of(accepted)
    own = model["hosts"][host]["data_center"]
    others = [
        (center, member)
        for center, described in model["data_centers"].items()
        if center != own
        for member in described["hosts"].get(group) or ()
    ]
    running = [(center, member) for center, member in others if seen.get(member, _NOTHING).runs]
    if running:
        return (
            f"the {name} is not started here, because that of {_shown(running)} did not stop in this run, and two"
            f" data centers must not run one: stop it there, and run this again"
        )
    unseen = [
        (center, member)
        for center, member in others
        if not seen.get(member, _NOTHING).stands and center not in known
    ]
    if not unseen:
        return ""
    centers = ",".join(dict.fromkeys(center for center, _member in unseen))
    return (
        f"the {name} is not started here, because nobody saw in this run that the one of {_shown(unseen)} has stopped:"
        f" bring that host into the run and give its {component}_service, or, once a person has made sure that no"
        f" {name} runs there, give {ACCEPT}={centers}"
    )


def _shown(places: list[tuple[str, str]]) -> str:
    return listed(f"{member} ({center})" for center, member in places)
