# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: the components and steps that a run is asked for. One that nobody knows would end green with nothing done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._components.component import Component
from .._components.desired import Violation
from .._components.registry import COMPONENTS
from .._components.rule import rule
from .._topology.rule import ERROR
from .nearness import nearest

GIR974 = rule(
    974,
    "A run is asked for tags of its playbook only; site has them, the other playbooks have none.",
    "Correct the tag, or add it to gir_known_tags when it belongs to plays of your own.",
    lenient=ERROR,
)
KNOWN_TAGS = "gir_known_tags"
INSTALL, CONFIGURE, SERVICE = STEPS = ("install", "configure", "service")
# Step to what the plan of a role says of it, and what it says where the step is not taken.
_OF_STEP: dict[str, dict[str, Any]] = {
    INSTALL: {"package": None, "system_packages": []},
    CONFIGURE: {
        "absent": None, "writes_files": False, "links": [], "has_documents": False, "has_objects": False,
        "has_shared_objects": False, "unwanted": [], "urls": None, "has_dns": False,
    },
    SERVICE: {"service_managed": False, "windows_services": []},
}  # fmt: skip
TAGGED_VERB = "site"
# All of it is done whatever a run is asked for, and plays of one's own import it.
UNTAGGED_VERB = "topology"
# Ansible's own that leave something to do. Of `untagged`, there is nothing in playbook site.
_OF_WHOLE = ("all", "tagged")
_OF_ANSIBLE = (*_OF_WHOLE, "always")


def steps_of(component: Component) -> tuple[str, ...]:
    """The steps that a component has: nothing is installed or started of one that runs on the controller."""
    return (CONFIGURE,) if component.group is None else STEPS


def tags_of(component: Component) -> list[str]:
    """The tags of a component: its name, and one for each of its steps."""
    return [component.name, *(f"{component.name}_{step}" for step in steps_of(component))]


def steps(component: Component, asked: Iterable[str], left_out: Iterable[str]) -> tuple[str, ...]:
    """The steps to take, by `--tags` and `--skip-tags`. A tag that is not of a step asks for all of them."""
    asked, left_out = set(asked), set(left_out)
    if component.name in left_out:
        return ()
    tag_of = {step: f"{component.name}_{step}" for step in steps_of(component)}
    named = [step for step, tag in tag_of.items() if tag in asked]
    whole = not named or bool(asked & {component.name, *_OF_WHOLE})
    return tuple(step for step, tag in tag_of.items() if (whole or step in named) and tag not in left_out)


def narrowed(plan: Mapping[str, Any], component: Component, variables: Mapping[str, object]) -> dict[str, Any]:
    """The plan of a component without the steps that the tags of this run leave out."""
    taken = steps(component, *of_run(variables))
    found = dict(plan)
    for step in STEPS:
        if step not in taken and step in steps_of(component):
            found.update(_OF_STEP[step])
    return found


def components_asked_for(asked: Iterable[str], left_out: Iterable[str]) -> list[str]:
    """What a run is asked for of playbook site; tags of plays of one's own ask for nothing there."""
    asked, left_out = set(asked) or {"all"}, list(left_out)
    whole = bool(asked & set(_OF_WHOLE)) and not set(left_out) & set(_OF_WHOLE)
    return [
        name
        for name, component in COMPONENTS.items()
        if (whole or asked & set(tags_of(component))) and steps(component, asked, left_out)
    ]


def of_run(variables: Mapping[str, object]) -> tuple[list[str], list[str]]:
    """The tags that a run is asked for, and those that it leaves out."""
    asked, left_out = variables.get("ansible_run_tags"), variables.get("ansible_skip_tags")
    return _texts(asked) or ["all"], _texts(left_out)


def _texts(tags: object) -> list[str]:
    return [str(tag) for tag in tags] if isinstance(tags, (list, tuple)) else []


def violations(verb: str, asked: Iterable[str], left_out: Iterable[str], foreign: Iterable[str]) -> list[Violation]:
    """The tags that the playbook of this verb does not have. `foreign`: those of plays of somebody else.

    Of `--skip-tags` only those that are like ours: tools such as Molecule always leave out tags that no play has.
    """
    if verb == UNTAGGED_VERB:
        return []
    every = [tag for component in COMPONENTS.values() for tag in tags_of(component)]
    own = every if verb == TAGGED_VERB else []
    known = {*own, *_OF_ANSIBLE, *foreign}
    found = [_violation(verb, "--tags", tag, own) for tag in asked if tag not in known]
    ours = [tag for tag in left_out if tag not in known and _is_like(tag, every)]
    return found + [_violation(verb, "--skip-tags", tag, own) for tag in ours]


def _is_like(tag: str, every: list[str]) -> bool:
    return tag in every or tag.startswith(tuple(f"{name}_" for name in COMPONENTS)) or nearest(tag, every) is not None


def _violation(verb: str, option: str, tag: str, own: list[str]) -> Violation:
    near = nearest(tag, own)
    hint = f" Did you mean {near}?" if near else ""
    has = f"has no such tag.{hint}" if own else "has no tags."
    sentence = f"{option} names {tag}, but playbook {verb} {has}"
    return Violation(GIR974.id, tag, "", sentence, GIR974.remedy, GIR974.severity)
