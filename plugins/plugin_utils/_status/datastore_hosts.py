# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of a data store with their variables, and what each of them answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...module_utils._common.observation import NOT_OBSERVABLE
from .._topology.values import is_blank, listed, printable
from .._variables.datastores import OF_GROUP, read
from .area import Answer, Context, Point

AREA = "datastores"


@dataclass(frozen=True)
class Host:
    """A host of an observed group. `flaws`: why nobody asks it. `said`: its answer, None where there is none."""

    name: str
    data_center: str
    group: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    flaws: tuple[str, ...] = ()
    said: Answer | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """Of its ask."""
        return f"{AREA}/{self.group}/{self.name}"

    def heard(self, answer: Answer | None, in_run: bool) -> Host:
        """The same host with what it answered."""
        if not in_run:
            # Nor are its variables known, where the inventory of this run does not have it.
            return replace(self, reason=f"{self.name} is not in this run")
        if self.flaws:
            return replace(self, reason=" ".join(self.flaws))
        if answer is None:
            return replace(self, reason=f"{self.name} was not asked")
        if answer.get("unreachable") or answer.get("failed") or "answers" not in answer:
            what = "cannot be reached" if answer.get("unreachable") else "gave no answer"
            text = sentence_part(answer.get("msg"))
            return replace(self, reason=f"{self.name} {what}{': ' + text if text else ''}")
        return replace(self, said=answer)

    def get(self, question: str) -> Any:
        """The answer to a question of the module."""
        return None if self.said is None else self.said.get(question)

    def why(self, question: str) -> str:
        """Why that has no answer."""
        if self.said is None:
            return self.reason
        return f"{self.name}: {sentence_part(self.said.get('unanswered', {}).get(question)) or 'it does not tell'}"


def sentence_part(text: object) -> str:
    """What somebody said, on one line and without its full stop."""
    return printable(" ".join(str(text or "").split()))[:300].rstrip(". ")


def hosts(context: Context, group: str) -> list[Host]:
    """Every host of a group, by data center."""
    return [
        _read(context, name, center["name"], group)
        for center in context.model["data_centers"].values()
        for name in center["hosts"].get(group, [])
    ]


def _read(context: Context, name: str, center: str, group: str) -> Host:
    found, flaws = read(OF_GROUP[group], lambda variable: context.value(name, variable))
    return Host(name, center, group, found, tuple(f"{variable} of {name} {text}." for variable, text in flaws))


def one_of(context: Context, hosts_of: Iterable[str], variable: str) -> object:
    """The value of the first host that has one. What cannot be evaluated counts as one."""
    for host in hosts_of:
        value = context.value(host, variable)
        if value is not None and not is_blank(value):
            return value
    return None


def members(context: Context, center: str) -> list[str]:
    """Every host of a data center."""
    return [host for host, known in context.model["hosts"].items() if known["data_center"] == center]


def unseen(component: str, name: str, text: str, remedy: str, center: str = "", prevents: Iterable[str] = ()) -> Point:
    """A point that nobody could observe."""
    return Point(AREA, name, NOT_OBSERVABLE, text, remedy, center, component=component, prevents=tuple(prevents))


def reasons(some: Iterable[Host], question: str) -> str:
    """Why none of the hosts answered it."""
    return listed(list(dict.fromkeys(host.why(question) for host in some)), 2) or "nobody was asked"


def nobody(context: Context, component: str, group: str) -> Point | None:
    """Says that a group has no host at all. That a site lets nobody look is an open point, and prevents nothing."""
    if any(center["hosts"].get(group) for center in context.model["data_centers"].values()):
        return None
    text = f"Nobody looks at {component}: the group {group} has no host."
    remedy = f"Put the hosts of {component} into {group} and into the group of their data center: docs/data-stores.md."
    return unseen(component, "hosts", text, remedy, context.model["standby"])
