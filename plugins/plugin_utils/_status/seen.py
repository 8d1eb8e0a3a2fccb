# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the hosts said of themselves, and what each of them should run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._components.registry import COMPONENTS
from .._failover.objectives import Objectives
from .._ledger.chain import Judgement
from .._topology.published import Model
from .._topology.recording_holds import RecordingHold


@dataclass(frozen=True)
class Duty:
    """A component of a host. `unit`: its name, empty where the inventory names none. `started`: whether it should run.

    `managed`: whether this collection starts and stops it there. `version`: which one the inventory wants, if any.
    """

    host: str
    component: str
    data_center: str
    unit: str
    started: bool
    managed: bool
    version: str = ""

    @property
    def title(self) -> str:
        """The component, as people name it."""
        return COMPONENTS[self.component].title


@dataclass(frozen=True)
class Keystores:
    """`source`: the host whose keystore counts. `in_use`: whether a certificate is in use anywhere.

    `warn_days`: how long before its end a certificate is a finding.
    """

    source: str | None
    in_use: bool
    warn_days: int


@dataclass(frozen=True)
class IndexUpdate:
    """What the daily index update of the standby data center is judged by."""

    host: str
    indexes: Sequence[str]
    max_age_hours: int


@dataclass(frozen=True)
class HoldKeeping:
    """What legal holds are judged by. `host`: the one that keeps them; `held_file`: where it lists every recording."""

    host: str | None
    holds: Sequence[RecordingHold]
    enabled: bool
    max_age_hours: int
    held_file: str = ""


@dataclass(frozen=True)
class Seen:
    """`answers`: host to what host_status_info returned; `unreachable` or `failed` with `msg` where it gave no answer.

    `unseen`: hosts of the map that this run did not ask. `duties`: what the hosts should run.
    `windows`: hosts to which no module of this collection is sent.
    `ledger`: what the ledgers say together; `question`: why nobody knows which data center is active.
    """

    model: Model
    answers: Mapping[str, Mapping[str, Any]]
    ledger: Judgement
    duties: Sequence[Duty] = ()
    unseen: Sequence[str] = ()
    question: Sequence[str] = ()
    keystores: Keystores | None = None
    index_update: IndexUpdate | None = None
    hold_keeping: HoldKeeping | None = None
    apis: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    windows: Sequence[str] = ()
    objectives: Objectives = Objectives()

    def has_answered(self, host: str) -> bool:
        """Whether this host said anything in this run."""
        answer = self.answers.get(host)
        return answer is not None and not answer.get("unreachable") and not answer.get("failed")

    def silence(self, host: str) -> str:
        """Why a host did not answer, in one line."""
        answer = self.answers.get(host)
        if answer is None:
            return "it was not asked in this run"
        lines = [line.strip() for line in str(answer.get("msg") or "").splitlines() if line.strip()]
        return lines[0][:200].rstrip(".") if lines else "it gave no answer"

    def problem(self, host: str, part: str) -> str:
        """Why a host could not read a part of what it was asked; empty where it could."""
        found = self.answers.get(host, {}).get("problems") or ()
        return " ".join(str(one["reason"]) for one in found if one.get("part") == part)

    def center_of(self, host: str) -> str:
        """The data center of a host."""
        known = self.model["hosts"].get(host)
        return known["data_center"] if known else ""

    def hosts_of(self, center: str, *groups: str) -> list[str]:
        """The hosts of a data center, or those of them that are in one of the groups."""
        return [
            host
            for host, known in self.model["hosts"].items()
            if known["data_center"] == center and (not groups or set(groups) & set(known["components"]))
        ]

    def markers(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Host and maintenance marker."""
        for host, answer in self.answers.items():
            for marker in (answer.get("maintenance") or {}).get("markers") or ():
                yield host, marker
