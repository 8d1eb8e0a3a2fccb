# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a play, or the parameters of a role, give to one component: nobody could judge it before the role runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.judgement import foreign_names
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.origins import place_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import ROLE
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import show
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import KNOWN_VARIABLES, secrets
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.scope import as_text
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.unknown import Names

# The verb for which playbook topology judged; the role before its first task when nobody did.
_VERB = "__gir_topology_verb"


def names_of_play(component: Component, host: str, gatherer: Gatherer, task_vars: Mapping[str, Any]) -> list[Violation]:
    """Unknown names among the variables of the task; of those that playbook topology saw, it has spoken."""
    verb = str(task_vars.get(_VERB) or ROLE)
    judged = () if verb == ROLE else gatherer.known(host)
    names = Names([*foreign_names(gatherer.task_value(KNOWN_VARIABLES)), *judged], place_of)
    names.look_at(host, task_vars)
    prefixes = ("gir_", f"{component.table.COMPONENT}_")
    found = [one for one in names.violations() if one.subject.startswith(prefixes)]
    return [replace(one, severity=RULES[one.id].severity_for(verb)) for one in found]


def changed_by_play(
    component: Component, host: str, gatherer: Gatherer, task_vars: Mapping[str, Any], given: Mapping[str, object]
) -> list[str]:
    """What the role uses otherwise than playbook topology judged it, and other roles and verbs still see it.

    `given` is what the component reads in this task.
    """
    if str(task_vars.get(_VERB) or ROLE) == ROLE:
        return []
    own = gatherer.of_play(component)
    judged = gatherer.of_host(component, host) if own else {}
    apart = [name for name in own if as_text(given.get(name)) != as_text(judged.get(name))]
    return [_difference(host, name, given.get(name), judged.get(name)) for name in apart]


def warnings_to_show(names: list[Violation], values: list[Violation], task_vars: Mapping[str, Any]) -> list[str]:
    """Warnings that nobody has shown yet: those about values only where playbook topology has not judged them."""
    alone = str(task_vars.get(_VERB) or ROLE) == ROLE
    return [f"{one.host}: {one.sentence} {one.remedy}" for one in [*names, *(values if alone else [])]]


def _difference(host: str, name: str, here: object, there: object) -> str:
    if name in secrets() or isinstance(here, (dict, list)):
        return f"{host}: {name} is another one in this play than in the inventory, which was judged before."
    was = "not given" if there is None else show(there)
    return f"{host}: {name} is {show(here)} in this play, and {was} in the inventory, which was judged before."
