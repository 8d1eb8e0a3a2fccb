# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a drift run asked and was answered: the input of the engine that makes findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._topology.published import Model

Difference = Mapping[str, Any]


@dataclass(frozen=True)
class Check:
    """One thing that was to be compared: a file, a unit, an object. Its outcome follows from the differences.

    `host`: inventory name, or the API: gax, rws, dns.
    """

    host: str
    component: str
    object: str
    surface: str


@dataclass(frozen=True)
class Answer:
    """What one host or API answered. `failure`: why it gave no answer; then none of its checks was made.

    `kept`: directory to the number of copies that are kept there for rollback.
    """

    host: str
    checks: Sequence[Check] = ()
    differences: Sequence[Difference] = ()
    failure: str = ""
    maintenance: Mapping[str, Any] | None = None
    kept: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """The run itself. `limit` and `slice` as the topology publishes them; `unseen`: hosts of the map outside of it.

    `started`: UTC. `collection`: its version.
    """

    started: str
    collection: str
    limit: str = ""
    slice: str = ""
    unseen: Sequence[str] = ()
    questions: Sequence[str] = ()


@dataclass(frozen=True)
class Observed:
    """All of it. `of_hosts`: per data center what must be alike there (see parity), by component and file or object.

    `environment`: id of the ledger, None without one. `keystores`: what `_drift/keystores.py` was given, as `views` and
    `in_use`, so that the merge of slices can compare them all. `repaired`: id of a finding to how often remediations
    repaired it lately.
    """

    model: Model
    run: Run
    answers: Sequence[Answer]
    environment: str | None = None
    alike: Sequence[Mapping[str, Any]] = field(default_factory=list)
    keystores: Mapping[str, Any] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)
