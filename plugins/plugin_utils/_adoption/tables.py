# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What adoption asks of the option tables of the components: variables, their defaults, and names of options."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import Options, Row, places, rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report, errors
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import (
    KEYSTORE_VARIABLES,
    MAP_VARIABLES,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import rows as known_rows

# How a variable is called that lays the user's names over those of the table.
_NAMES = re.compile(r"(?:option|setting|parameter)_names")
# The defaults that differ from host to host.
_HOST = "{{ inventory_hostname }}"
_ROOT = re.compile(r"\{\{ gir_install_root \| default\('([^']*)', true\) \}\}")


def with_table(base: type[Options]) -> list[Component]:
    """The components that have these variables."""
    return [component for component in COMPONENTS.values() if issubclass(component.table, base)]


def with_file() -> list[Component]:
    """The components whose options stand in a file of their own."""
    return [component for component in COMPONENTS.values() if component.table.FILES and places(component.table)]


def with_options_of_object() -> list[Component]:
    """The components of hosts whose options stand in their Application object."""
    return [
        component
        for component in COMPONENTS.values()
        if component.group is not None
        and not component.table.FILES
        and places(component.table)
        and variable_of(component, "application_name") in component.variables
    ]


def known_variables() -> set[str]:
    """Names of the variables that a seed may give."""
    return {*known_rows(), *MAP_VARIABLES, *KEYSTORE_VARIABLES}


def variable_of(component: Component, attribute: str) -> str:
    """A component's own variable by its field."""
    return f"{component.table.COMPONENT}_{attribute}"


@functools.lru_cache(maxsize=None)
def _owners() -> dict[str, Component]:
    found: dict[str, Component] = {}
    for component in COMPONENTS.values():
        for name, row in component.variables.items():
            if name == variable_of(component, row.attribute):
                found.setdefault(name, COMPONENTS[component.role or component.name])
    return found


def owner(variable: str) -> Component | None:
    """The component that a variable belongs to; None for those of the whole system."""
    return _owners().get(variable)


def default_of(variable: str) -> tuple[bool, Any]:
    """(known, the default of a variable), where it is the same for every host."""
    row = known_rows().get(variable)
    if row is None or owner(variable) is None or row.about.required or "{{" in str(row.default):
        return False, None
    return True, row.default


def given(component: Component, host: str, effective: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that a component reads: those of the host over the defaults."""
    known = component.variables
    values = {name: _default(row, host, effective) for name, row in known.items() if not row.about.required}
    return {**values, **{name: effective[name] for name in known if name in effective}}


def _default(row: Row, host: str, effective: Mapping[str, Any]) -> Any:
    if not isinstance(row.default, str) or "{{" not in row.default:
        return row.default
    root = effective.get("gir_install_root")
    text = _ROOT.sub(lambda match: str(root or match.group(1)), row.default.replace(_HOST, host))
    if "{{" in text:
        raise ValueError(f"the default of {row.variable} is no template that adoption knows")
    return text


def refused(component: Component, values: Mapping[str, Any]) -> set[str]:
    """The variables among these whose values are not of their type."""
    report = Report("")
    read(component.table, {variable: plain(value) for variable, value in values.items()}, report)
    return {violation.subject for violation in errors(report.violations)} & set(values)


@functools.lru_cache(maxsize=None)
def names_variable(component: Component) -> str | None:
    """The variable that lays the user's names over those of the table."""
    fits = (row.variable for row in rows(component.table) if _NAMES.fullmatch(row.attribute))
    return next(fits, None)


def names(component: Component, effective: Mapping[str, Any]) -> dict[str, str | None]:
    """The product's name of each option key, with the user's own names laid over them. None: it has none."""
    variable = names_variable(component)
    own = (effective.get(variable) if variable else None) or {}
    known = {key: place for key, place in places(component.table).items() if place is not None}
    return {**known, **own}


def option(component: Component, key: str) -> Row | None:
    """The variable that an option of the product is taken from; None where it only follows from others."""
    fits = (row for row in rows(component.table) if row.about.key == key and not row.about.derived)
    return next(fits, None)
