# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that are tables: data center or geo-location to names of objects, to options, to anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._topology.published import Model
from .._topology.values import did_you_mean, show, show_under
from .desired import Json, Tree
from .report import Report
from .rule import rule

GIR910 = rule(
    910,
    "Tables by data center name only data centers of gir_datacenters.",
    "Use the name of a data center of gir_datacenters.",
)
GIR911 = rule(
    911,
    "Application objects of a data center are given as a list of their names.",
    "Give a list of names of Application objects.",
)
GIR912 = rule(
    912,
    "An object of Configuration Server is given by its name.",
    "Give the name of the object, or null for none.",
)


def check_centers(tables: Mapping[str, Iterable[str]], model: Model, report: Report) -> None:
    """Tables by data center name data centers of the map. `tables`: variable to the names that it has."""
    known = model["data_centers"]
    for variable, names in tables.items():
        for name in names:
            if name not in known:
                report.add(
                    GIR910,
                    variable,
                    f"{variable} names {show(name)}, which is no data center.{did_you_mean(name, known)}",
                    f"Use one of {', '.join(known)}.",
                )


def check_applications(variable: str, table: Mapping[str, Json], report: Report) -> None:
    """A table by data center whose values are lists of names of Application objects."""
    for center, names in table.items():
        here = f"{variable}.{center}"
        if names is None:
            continue
        if not isinstance(names, list):
            sentence = f"{here} is {show_under(center, names)}, which is no list of names of Applications."
            report.add(GIR911, variable, sentence)
            continue
        for number, name in enumerate(names):
            if not isinstance(name, str) or not name:
                sentence = f"{here}[{number}] is {show_under(center, name)}, which is no name of an Application."
                report.add(GIR911, variable, sentence)


def check_names(variable: str, table: Mapping[str, Json], kind: str, report: Report) -> None:
    """A table whose values are each the name of one object, or null. `kind`: what these objects are."""
    for key, name in table.items():
        if name is not None and (not isinstance(name, str) or not name):
            sentence = f"{variable}.{key} is {show_under(key, name)}, which is no name of {kind}."
            report.add(GIR912, variable, sentence)


def texts(values: Json) -> list[str]:
    """The texts among the members of what should be a list."""
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def named(table: Mapping[str, Json]) -> dict[str, str]:
    """A table whose values are names, without those that are null."""
    return {key: name for key, name in table.items() if isinstance(name, str)}


def section_of(table: Mapping[str, Json], center: str, section: str) -> Tree:
    """One section of the further options of a data center; empty when it is not given."""
    options = table.get(center)
    found = options.get(section) if isinstance(options, dict) else None
    return found if isinstance(found, dict) else {}
