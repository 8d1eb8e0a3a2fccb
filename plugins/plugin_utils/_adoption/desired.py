# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the components make of the variables of the new inventory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.deployed import UNITS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import (
    ConfigurationObject,
    Desired,
    File,
    Violation,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, Target
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import without_nulls
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import scalar, serialise
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain

from . import tables
from .trees import Tree

# The rules about a value that cannot be read. One that is not given (GIR802) may still come.
_OF_READING = ("GIR801", "GIR803", "GIR804", "GIR805")


class Incomparable(Exception):
    """Nothing can be made of what was read; the message says of which host."""


class DesiredSystem:
    """`effective`: host to its variables; `everywhere`: those of all hosts, which the controller sees."""

    def __init__(self, groups: Mapping[str, list[str]], effective: Callable[[str], Tree], everywhere: Tree) -> None:
        self._of = {host: _plain(effective(host)) for host in groups.get("gir", []) if host != CONTROLLER}
        self._of[CONTROLLER] = _plain(everywhere)
        rws = {
            host: {name: self._of[host][name] for name in engine.HOST_VARIABLES if name in self._of[host]}
            for host in groups.get("gir_rws", [])
            if host in self._of and host != CONTROLLER
        }
        known = {name: everywhere[name] for name in engine.VARIABLES if name in everywhere}
        self.topology = engine.evaluate(groups, known, rws)
        self._found: dict[tuple[str, str], Desired] = {}

    @property
    def model(self) -> Model:
        """The model of the data centers, which is known when no rule is broken."""
        if self.topology.model is None:
            raise ValueError("the map is not complete")
        return self.topology.model

    def of(self, component: Component, host: str) -> Desired:
        """What the component asks of a host. With errors nothing of it may be used."""
        key = component.name, host
        if key not in self._found:
            given = tables.given(component, host, self._of[host])
            self._found[key] = component.desired(self.model, self._target(component, host), given)
        return self._found[key]

    def every(self, component: Component) -> list[Desired]:
        """What it asks of each of its hosts, as far as that can be computed."""
        found = [self.of(component, host) for host in component.targets(self.model)]
        return [desired for desired in found if not errors(desired.violations)]

    @property
    def broken(self) -> list[Desired]:
        """What could not be computed of all that was asked for."""
        return [desired for desired in self._found.values() if errors(desired.violations)]

    def _target(self, component: Component, host: str) -> Target:
        asked = [
            other
            for group in component.asks_groups
            for center in self.model["data_centers"].values()
            for other in center["hosts"][group]
        ]
        return Target(
            host,
            others={
                other: {name: self._of[other][name] for name in component.asks if name in self._of[other]}
                for other in asked
            },
        )


def _plain(variables: Tree) -> Tree:
    """The variables as the playbooks hand them to components: dates are text."""
    return {name: plain(value) for name, value in variables.items()}


def unusable(desired: Desired) -> list[Violation]:
    """The errors because of which a value itself cannot be used; the other ones say what is still missing."""
    computed = replace(desired, violations=[]) != Desired(desired.component, desired.host, desired.data_center)
    return [violation for violation in errors(desired.violations) if computed or violation.id in _OF_READING]


def unit_of(desired: Desired) -> File | None:
    """The unit that the component writes, if it does."""
    return next((file for file in desired.files if file.path.startswith(f"{UNITS}/")), None)


def options_of(desired: Desired) -> File:
    """The file with the component's options."""
    return next(file for file in desired.files if not file.path.startswith(f"{UNITS}/"))


def document_of(host: str, file: File, form: str) -> Tree:
    """A file as a reader of it would see it."""
    content: Any = file.variables["settings"] if form == "env" else file.data
    data: Any = without_nulls(content)
    if form == "env":
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in data.items()}
    try:
        found: Tree = compare.read(form, serialise(form, data))
    except Refusal as refused:
        raise Incomparable(f"{host}: {file.path} cannot be compared: {refused}.") from refused
    return found


def as_text(thing: ConfigurationObject, host: str) -> ConfigurationObject:
    """An object as Configuration Server holds it: every value is text, null values are gone."""
    try:
        return replace(thing, options=_as_text(thing.options), annex=_as_text(thing.annex))
    except Refusal as refused:
        raise Incomparable(f"{host}: {thing.type} {thing.name} cannot be compared: {refused}.") from refused


def _as_text(sections: Any) -> Any:
    if sections is None:
        return None
    found = {}
    for section, options in sections.items():
        if options is not None and not isinstance(options, dict):
            raise Refusal(f"{section} is no section with options")
        if options is not None:
            found[section] = {key: scalar(key, value) for key, value in options.items() if value is not None}
    return found
