# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A surface of playbook site that refused on a host, and what is left alone because of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .._components.component import Component
from .._components.target import CONTROLLER
from .._topology.values import listed, printable

# The variable of a host in which playbook site keeps what refused there.
KEPT = "__gir_refusals"
# Ansible leaves the name of a task in a role as it is written there.
_OWN_NAME = "{{ _component_name }}"
_HIDDEN = "it failed, and no_log hides why"


class Origin(NamedTuple):
    """A surface that refused by itself, and where."""

    component: str
    host: str


@dataclass(frozen=True)
class Refusal:
    """A surface that is not done on a host.

    It refused in `task`, or was stopped because of the `origins`. The sentence is one line and holds no secret.
    """

    component: str
    host: str
    sentence: str
    task: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether it was left alone because something else had refused."""
        return bool(self.origins)

    @property
    def causes(self) -> tuple[Origin, ...]:
        """Where it began."""
        return self.origins or (Origin(self.component, self.host),)

    def as_dict(self) -> dict[str, Any]:
        """The form in which playbook site keeps it; from_dict() reads it."""
        return {
            "component": self.component,
            "host": self.host,
            "task": self.task,
            "sentence": self.sentence,
            "because": [{"component": origin.component, "host": origin.host} for origin in self.origins],
        }


def from_dict(kept: Mapping[str, Any]) -> Refusal:
    """What as_dict() made."""
    origins = tuple(Origin(str(one["component"]), str(one["host"])) for one in kept.get("because") or ())
    return Refusal(
        str(kept["component"]), str(kept["host"]), str(kept["sentence"]), str(kept.get("task") or ""), origins
    )


def from_result(component: str, host: str, result: Mapping[str, Any], task: Mapping[str, Any]) -> Refusal:
    """What a failed task says; the action `component` says itself because of what it stopped."""
    name = str(task.get("name") or task.get("action") or "").replace(_OWN_NAME, component)
    hidden = result.get("_ansible_no_log") or task.get("no_log") not in (None, False)
    sentence = _HIDDEN if hidden else _line(_sentence(result))
    return from_dict(
        {
            "component": component,
            "host": host,
            "sentence": sentence,
            "task": name,
            "because": result.get("because"),
        }
    )


def _sentence(result: Mapping[str, Any]) -> str:
    """Of a loop what its failed items say, each once."""
    items = [item for item in result.get("results") or () if isinstance(item, dict) and item.get("failed")]
    said = [_HIDDEN if item.get("_ansible_no_log") else _sentence(item) for item in items]
    if said:
        return "; ".join(dict.fromkeys(said))
    message = str(result.get("msg") or "it failed without a message")
    # A command says only there what is wrong.
    errors = str(result.get("stderr") or result.get("module_stderr") or "").strip()
    last = errors.splitlines()[-1] if errors else ""
    return message if not last or last in message else f"{message}: {last}"


def _line(text: str) -> str:
    return printable(" ".join(text.split()))


def stop(component: Component, host: str, refusals: Iterable[Refusal]) -> Refusal | None:
    """Why a component is left alone on a host; None where nothing that it needs has refused.

    What the controller does is about all hosts, so a refusal of any host counts for it. A host needs what the
    controller and the host itself do, and not what happens on other hosts.
    """
    counts = [
        one
        for one in refusals
        if one.component in component.needs and (component.group is None or one.host in (host, CONTROLLER))
    ]
    if not counts:
        return None
    reasons = [_reason(need, [one for one in counts if one.component == need]) for need in component.needs]
    causes = tuple(dict.fromkeys(cause for one in counts for cause in one.causes))
    sentence = f"It needs {' and '.join(filter(None, reasons))}. Mend that first, and run the playbook again."
    return Refusal(component.name, host, sentence, origins=causes)


def _reason(need: str, refusals: list[Refusal]) -> str:
    """Why one surface is missing, with what began it."""
    parts = []
    refused = [one.host for one in refusals if not one.stopped]
    if refused:
        parts.append(f"was refused on {places(refused)}")
    origins: dict[str, list[str]] = {}
    for origin in (origin for one in refusals for origin in one.origins):
        origins.setdefault(origin.component, []).append(origin.host)
    if origins:
        began = [f"{name} was refused on {places(hosts)}" for name, hosts in origins.items()]
        parts.append(f"was stopped because {' and '.join(began)}")
    return f"{need}, which {', and '.join(parts)}" if parts else ""


def places(hosts: Iterable[str]) -> str:
    """Hosts as a person names them."""
    named = ["the controller" if host == CONTROLLER else host for host in dict.fromkeys(hosts)]
    return listed(named, 6)
