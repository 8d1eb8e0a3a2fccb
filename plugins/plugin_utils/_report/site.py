# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a run of playbook site ended: what is not done, and which hosts were not heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._components.registry import SURFACES
from .._components.target import CONTROLLER
from .._topology.values import listed
from .refusals import Refusal, places

_LOST = "it stopped answering, or failed, in the middle of the run; the messages above say where"
_CONTROLLERS_PART = "; what the controller does may be missing too"


@dataclass(frozen=True)
class Seen:
    """What a run saw. `silent`: host to why it was not heard when the run began. `lost`: hosts lost on the way.

    `left`: hosts of the map that are still in the run, and the controller. `begun`: whether anything was done at all,
    where something was asked for. `controller`: the host that stands for the controller in a limited run. `run`: limit,
    slice and check mode, as the topology publishes them.
    """

    silent: Mapping[str, str] = field(default_factory=dict)
    lost: Sequence[str] = ()
    left: Sequence[str] = ()
    begun: bool = True
    controller: str = CONTROLLER
    run: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteReport:
    """What is not done, in the order of the surfaces."""

    refusals: list[Refusal]
    seen: Seen

    @property
    def ok(self) -> bool:
        return self.seen.begun and not (self.refusals or self.seen.silent or self.seen.lost)

    @property
    def unfinished(self) -> list[str]:
        """The hosts that the next run has to do again, as its limit names them; they end as failed.

        The controller stands in no inventory, as a rule, so another host stands for it in such a run.
        """
        here = [self.seen.controller if one.host == CONTROLLER else one.host for one in self.refusals]
        found = dict.fromkeys([*here, *self.seen.silent, *self.seen.lost])
        others = [host for host in self.seen.left if host != CONTROLLER]
        if not self.ok and others and not any(host in others for host in found):
            found[others[0]] = None
        return list(found) or ([] if self.ok else list(self.seen.left))

    @property
    def lines(self) -> list[str]:
        """One for each thing that is wrong, and what this run did not look at."""
        found = [_of_refusal(one) for one in self.refusals]
        found += [f"silent  {host}: {reason or 'it did not answer'}" for host, reason in self.seen.silent.items()]
        found += [f"lost    {host}: {self._lost(host)}" for host in self.seen.lost]
        if not self.seen.begun:
            found.append("nothing was done: no host of this run has a component that it was asked for")
        if found and self.seen.run.get("limit"):
            found.append(f"note    this run was limited to {self.seen.run['limit']}, and says nothing of other hosts")
        return found

    def _lost(self, host: str) -> str:
        return _LOST + (_CONTROLLERS_PART if host == self.seen.controller else "")

    @property
    def message(self) -> str:
        """The end of the run in one sentence."""
        if self.ok:
            return "Everything that this run was asked for is done."
        stopped = sum(one.stopped for one in self.refusals)
        counts = {
            "refused": len(self.refusals) - stopped,
            "stopped": stopped,
            "silent": len(self.seen.silent),
            "lost in the middle": len(self.seen.lost),
        }
        kinds = ("surface", "surface", "host", "host")
        parts = [f"{_many(n, kind)} {what}" for (what, n), kind in zip(counts.items(), kinds) if n]
        if not self.seen.begun:
            return "Nothing was done. Correct --limit, --tags or the groups of the inventory."
        return f"Not everything is done: {listed(parts)}. Mend what the report names, and run the playbook again."

    def as_dict(self) -> dict[str, Any]:
        """The variable gir_site."""
        every = [one.as_dict() for one in self.refusals]
        return {
            "ok": self.ok,
            "message": self.message,
            "lines": self.lines,
            "refused": [{key: one[key] for key in one if key != "because"} for one in every if not one["because"]],
            "stopped": [{key: one[key] for key in one if key != "task"} for one in every if one["because"]],
            "silent": dict(self.seen.silent),
            "lost": list(self.seen.lost),
            "unfinished": self.unfinished,
            "run": dict(self.seen.run),
        }


def _many(count: int, kind: str) -> str:
    return f"{count} {kind}{'' if count == 1 else 's'}"


def _of_refusal(one: Refusal) -> str:
    where = f"{one.component} on {places([one.host])}"
    if one.stopped:
        return f"stopped {where}: {one.sentence}"
    task = f" (task: {one.task})" if one.task else ""
    return f"refused {where}: {one.sentence}{task}"


def site_report(refusals: Iterable[Refusal], hosts: Sequence[str], seen: Seen) -> SiteReport:
    """`hosts`: all of the inventory, in its order, which the report follows within a surface."""
    surfaces = {name: number for number, name in enumerate(SURFACES)}
    places_of = {host: number for number, host in enumerate(hosts)}
    last = len(hosts)

    def order(one: Refusal) -> tuple[int, int]:
        return surfaces.get(one.component, -1), places_of.get(one.host, last)

    return SiteReport(sorted(dict.fromkeys(refusals), key=order), seen)
