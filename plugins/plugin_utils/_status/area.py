# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an area of the status consists of: what it asks, and the points that it makes of the answers.

An area is a module of this package, and knows no Ansible. `asks` names everything that it needs to be asked; all areas
are asked at once, within one time limit. `points` judges what came back; an ask without an answer has one, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from .._topology.published import Model

# The answer of a module as it returned it; `unreachable` or `failed`, with `msg`, where it returned none.
Answer = Mapping[str, Any]
Answers = Mapping[str, Answer]

PLANNED, FORCED = "planned", "forced"


@dataclass(frozen=True)
class Ask:
    """One call of a module: on a `host` of the inventory, or on the controller (localhost). It only reads.

    It is made in check mode, but where not `check`: that is for what a site has chosen by a variable of its own.
    """

    host: str
    module: str
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    check: bool = True


@dataclass(frozen=True)
class Point:
    """One thing that was judged.

    `area`: such as connections. `name`: what was judged, the same in each run. `answer`: CONFIRMED, FAILED or
    NOT_OBSERVABLE of module_utils/_common/observation.py. `text`: what was seen, one sentence. `remedy`: what to do, a
    command or a sentence. `prevents`: the kinds of failover to `data_center` (PLANNED, FORCED) that this prevents; with
    the answer not observable, that it could prevent. `facts`: the same for machines, without any secret.
    """

    area: str
    name: str
    answer: str
    text: str
    remedy: str = ""
    data_center: str = ""
    host: str = ""
    component: str = ""
    prevents: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What every area may know.

    `value`: (host, variable) to its plain value, None where it is not given or blank; `localhost` knows the variables
    of the whole system. What cannot be evaluated is `_topology.values.Unusable`. `hosts`: those of this run.
    `seconds`: how long an ask may take; a module with a time limit of its own gets less. `now` in UTC.
    """

    model: Model
    value: Callable[[str, str], object]
    hosts: Collection[str]
    seconds: float
    now: datetime


class Area(Protocol):
    """A module of this package."""

    NAME: str

    def asks(self, context: Context) -> Mapping[str, Ask]:
        """By a key that begins with the name of the area and a slash."""

    def points(self, context: Context, answers: Answers) -> Sequence[Point]:
        """In the order in which a reader wants them. `answers` by the keys of `asks`."""
