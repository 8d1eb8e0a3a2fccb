# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of every component of every host, judged before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import (
    GIR801,
    GIR803,
    is_blank,
    read,
    truth,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, GIR726
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.options import Options
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.options import read as read_options
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import libraries
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.origins import place_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._report import asked as reports
from ansible_collections.gir.multidc.plugins.plugin_utils._report import place
from ansible_collections.gir.multidc.plugins.plugin_utils._report.questions import VARIABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import ERROR
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, listed, show
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import (
    datastores,
    lifecycle_api,
    of_playbooks,
    tags,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.connections import Connections
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.connections import read as read_connections
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import KNOWN_VARIABLES
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.libraries import GIR980
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.probe_commands import Probe
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.probe_commands import read as read_probes
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.scope import (
    GIR972,
    GIR973,
    Scope,
    applications,
    of_all_nodes,
    of_the_system,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.unknown import Names

# In an inventory of many hosts one bad variable would fill pages.
_OF_MAP = "GIR001"
_NOT_EVALUATED = (_OF_MAP, GIR801.id)
_SAID_ONCE = (GIR801.id, of_playbooks.GIR975.id, GIR980.id)
Groups = Mapping[str, Iterable[str]]


def of_verb(
    verb: str,
    groups: object,
    model: Model | None,
    gatherer: Gatherer,
    run: tuple[list[str], list[str]],
    values: Iterable[Violation] | None = None,
) -> list[Violation]:
    """All that is wrong with the variables, with the severity that it has for a verb. `run`: its tags and skipped tags.

    `values`: what is wrong with the values of components, where somebody has computed their desired states already.
    """
    members = groups if isinstance(groups, dict) else {}
    found = tags.violations(verb, *run, foreign_names(gatherer.value(CONTROLLER, tags.KNOWN_TAGS)))
    found += violations(members, model, gatherer, verb, values)
    found = [replace(one, severity=RULES[one.id].severity_for(verb)) for one in found]
    return found + of_playbooks_alone(verb, members, gatherer)


def violations(
    groups: Groups,
    model: Model | None,
    gatherer: Gatherer,
    verb: str = "",
    values: Iterable[Violation] | None = None,
) -> list[Violation]:
    """Every rule that names, scopes and values break, as the inventory, -e and set_fact give them.

    Without a model, because the map itself breaks a rule, of the values only the types are judged. What a play or the
    parameters of a role set is not among them: that is judged when the role runs. `values` as in of_verb.
    """
    members = [CONTROLLER, *(host for host in groups.get("gir", ()) if host != CONTROLLER)]
    if values is None:
        values = _of_values(model, gatherer, verb) if model is not None else _of_types(groups, gatherer)
    return [
        *_of_names(members, gatherer),
        *_of_scopes(groups, members, gatherer),
        *values,
        *_of_reports(verb, gatherer),
        *(_of_the_whole(model, gatherer) if model is not None else []),
    ]


def _of_the_whole(model: Model, gatherer: Gatherer) -> list[Violation]:
    """What is wrong with variables that no component reads, and whose templates may use the model."""
    found = probes(model, gatherer)[1] + comparison(model, gatherer, ())[1]
    found += connections(model, gatherer)[1]
    found += lifecycle_api.read(lambda name: gatherer.value(CONTROLLER, name, gir_topology=model))[1]
    found += objectives.read(gatherer.value(CONTROLLER, objectives.VARIABLE, gir_topology=model))[1]
    return found + datastores.violations(
        model, lambda host, name: gatherer.value(host, name, gir_topology=model) if gatherer.sees(host) else None
    )


def _of_reports(verb: str, gatherer: Gatherer) -> list[Violation]:
    """What is wrong with the reports that were asked for. A verb judges its own variables, and the address of all."""

    def value(name: str) -> object:
        return gatherer.value(CONTROLLER, name)

    return reports.of(verb, value)[1] if verb in reports.VERBS else place.read(value)[1]


def beside(judged: Iterable[Violation], found: Iterable[Violation]) -> list[Violation]:
    """Those of the components beside those of the map. That a variable cannot be evaluated is said once for all hosts,
    and not again where the map has said it."""
    said = {_variable(one) for one in judged if one.id == _OF_MAP}
    others = [one for one in found if one.id not in _SAID_ONCE]
    hosts: dict[Violation, list[str]] = {}
    for one in found:
        if one.id in _SAID_ONCE and one.subject not in said:
            hosts.setdefault(replace(one, host=""), []).append(one.host)
    return others + [replace(one, host=listed(dict.fromkeys(some), 2)) for one, some in hosts.items()]


def used(verb: str, found: Iterable[Violation]) -> list[Violation]:
    """The violations; that a variable cannot be evaluated stops a verb whose playbook uses it, whatever it is."""
    return [
        replace(one, severity=ERROR) if one.id in _NOT_EVALUATED and of_playbooks.stops(verb, _variable(one)) else one
        for one in found
    ]


def _variable(one: Violation) -> str:
    return one.subject.partition(" ")[0].partition(".")[0]


def switch(name: str, value: object, verb: str, otherwise: bool) -> tuple[bool, list[Violation]]:
    """What a switch says, and what is wrong with it. Blank is not given; what cannot be evaluated is judged apart."""
    if value is None or is_blank(value) or isinstance(value, Unusable):
        return otherwise, []
    found = truth(value)
    if found is not None:
        return found, []
    sentence, severity = f"{name} is {show(value)}, which is neither true nor false.", GIR803.severity_for(verb)
    return otherwise, [Violation(GIR803.id, name, "", sentence, "Write true or false.", severity)]


def of_playbooks_alone(verb: str, groups: Groups, gatherer: Gatherer) -> list[Violation]:
    """Variables of any host that only playbooks read, and that cannot be evaluated."""
    members = [CONTROLLER, *(host for host in groups.get("gir", ()) if host != CONTROLLER)]
    known = {host: gatherer.known(host) for host in members}
    return of_playbooks.violations(verb, members, known, gatherer.value)


def foreign_names(given: object) -> list[str]:
    """What a variable such as `gir_known_variables` lists."""
    if isinstance(given, str):
        given = given.split(",")
    names = [str(name).strip() for name in given] if isinstance(given, list) else []
    return [name for name in names if name]


def probes(model: Model | None, gatherer: Gatherer) -> tuple[list[Probe], list[Violation]]:
    """The probes of the site's own, whose templates may use the model, and what is wrong with them."""
    return read_probes(gatherer.value(CONTROLLER, VARIABLE, gir_topology=model))


def connections(model: Model, gatherer: Gatherer) -> tuple[Connections, list[Violation]]:
    """What the site says about its connections, and what is wrong with it."""
    return read_connections(lambda name: gatherer.value(CONTROLLER, name, gir_topology=model), model)


def comparison(
    model: Model | None, gatherer: Gatherer, data_centers: Sequence[str]
) -> tuple[Options, list[Violation]]:
    """The variables of a comparison, and what is wrong with them.

    `data_centers`: those of the map, where the earlier report is to be read too; else it is not.
    """

    def value(name: str) -> object:
        return gatherer.value(CONTROLLER, name, gir_topology=model)

    return read_options(value, data_centers, with_previous=bool(data_centers))


def _of_names(members: list[str], gatherer: Gatherer) -> list[Violation]:
    names = Names(foreign_names(gatherer.value(CONTROLLER, KNOWN_VARIABLES)), place_of)
    for host in members:
        names.look_at(host, gatherer.known(host))
    return names.violations()


def _of_scopes(groups: Groups, members: list[str], gatherer: Gatherer) -> list[Violation]:
    compared = [(Scope(GIR972, of_the_system()), members)]
    for group, shared in of_all_nodes().items():
        compared.append((Scope(GIR973, shared), list(groups.get(group, ()))))
    found = []
    for scope, hosts in compared:
        for host in hosts:
            scope.look_at(host, gatherer.known(host))
        found += scope.violations(gatherer.value, gatherer.place)
    return found + applications(groups, gatherer.known, gatherer.value)


def _of_values(model: Model, gatherer: Gatherer, verb: str) -> list[Violation]:
    found = []
    for component in COMPONENTS.values():
        for host in filter(gatherer.sees, component.targets(model)):
            target = gatherer.target(component, host, model, own=False)
            desired = component.desired(model, target, gatherer.of_host(component, host))
            found += desired.violations + libraries.violations(component, desired, verb)
    # A component that needs hosts which this run does not see is refused when its turn comes, and no other one.
    return [one for one in found if one.id != GIR726.id]


def _of_types(groups: Groups, gatherer: Gatherer) -> list[Violation]:
    found = []
    for component in COMPONENTS.values():
        for host in _hosts(component, groups):
            report = Report(host)
            read(component.table, gatherer.of_host(component, host), report)
            found += report.violations
    return found


def _hosts(component: Component, groups: Groups) -> list[str]:
    if component.group is None:
        return [CONTROLLER]
    return list(dict.fromkeys(host for group in component.groups for host in groups.get(group, ())))
