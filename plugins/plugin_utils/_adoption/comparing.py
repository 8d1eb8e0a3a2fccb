# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what the components would write with what is there, and keeps what is there with further options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._gax.described import Rule
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import STATE, Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import ConfigurationObject, Desired
from ansible_collections.gir.multidc.plugins.plugin_utils._components.further import DRIVEN, OBJECT, spelled
from ansible_collections.gir.multidc.plugins.plugin_utils._components.ivr_profile import CATCH_ALL
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.shared import (
    ConfigurationServerObjects,
    Installed,
)

from . import contact_center, tables, trees, units
from .applications import AGENT_GROUP, APPLICATION
from .components import ComponentFile, Found, is_shared
from .desired import DesiredSystem, as_text, document_of, options_of, unit_of, unusable
from .live import Live
from .meaning import scalar
from .profiles import KIND, PARAMETERS
from .report import Report
from .store import Store
from .trees import Place, Tree

_PARTS = ("options", "annex")


@dataclass(frozen=True)
class ObjectPair:
    """An object that a component asks for, and the live one, if there is one. `unwanted`: what must not be in it."""

    component: Component
    host: str
    desired: ConfigurationObject
    there: Tree | None
    unwanted: Sequence[ConfigurationObject] = ()

    def differences(self, part: str) -> Iterator[tuple[Place, Any]]:
        """Only what the component writes counts: other options of the object are not its own."""
        if self.there is None:
            return
        present = self.there.get(part) or {}
        for path, value in trees.leaves(getattr(self.desired, part) or {}):
            found = trees.get(present, path)
            if len(path) == 2 and found != value:
                yield path, found

    def foreign(self, part: str) -> Iterator[tuple[Place, Any]]:
        """What nobody asked for and what changes something all the same: a comparison would find it."""
        asked = getattr(self.desired, part)
        if self.there is None or asked is None:
            return
        rules = [Rule(asdict(rule)) for rule in self.desired.foreign if rule.part == part]
        known = [asked, *(getattr(one, part) for one in self.unwanted)]
        for path, value in trees.leaves(self.there.get(part) or {}):
            is_known = len(path) != 2 or any(trees.get(tree, path) is not trees.MISSING for tree in known)
            if not is_known and any(rule.names(path[0], path[1], value) for rule in rules):
                yield path, value


@dataclass(frozen=True)
class UnitPair:
    """A unit that a component writes, and the live one."""

    component: Component
    host: str
    service: str
    desired: Tree
    there: Tree


class Comparison:
    """One comparison of everything; `settle` changes variables, so that the next one finds less."""

    def __init__(self, live: Live, found: Found, store: Store, report: Report, desired: DesiredSystem) -> None:
        self.live, self.found, self.store, self.report, self.desired = live, found, store, report, desired
        self.changes = 0

    def settle(self) -> int:
        """Keep what is there where it differs; the number of changes. What is not kept is told as a difference."""
        for file in self.found.values():
            words = {place: word for word, place in self._names(file).items() if place is not None}
            for path, _wanted, there in list(self._of_file(file, file.document)):
                self._keep(file, path, there, words.get("/".join(map(str, path))))
        for pair in self._objects():
            for part in _PARTS:
                for path, value in pair.differences(part):
                    if not self._means_the_same(pair, path, trees.get(getattr(pair.desired, part), path), value):
                        self._keep_object(pair, path, value)
                for path, value in pair.foreign(part):
                    self._keep_object(pair, path, value)
        for unit in self._units():
            for path, value in trees.differences(unit.desired, unit.there):
                if units.is_secret(self.live, unit.host, path, value):
                    continue
                variable = tables.variable_of(unit.component, "unit_extra_options")
                self._extend(unit.host, variable, path, _option(value))
        return self.changes

    def _of_file(self, file: ComponentFile, document: Tree) -> Iterator[tuple[Place, Any, Any]]:
        """(path, what site would write, what is there) where they differ. An empty member is none."""
        desired = self.desired.of(file.component, file.host)
        if not errors(desired.violations):
            wanted = document_of(file.host, options_of(desired), file.form)
            for path, there in trees.differences(wanted, document):
                if there is not None or trees.get(wanted, path) is not trees.MISSING:
                    yield path, trees.get(wanted, path), there

    def _names(self, file: ComponentFile) -> dict[str, str | None]:
        return tables.names(file.component, self.store.effective(file.host))

    def _extend(self, host: str, variable: str, path: Place, value: Any) -> None:
        self.changes += 1
        self.store.deepen(host, variable, path, value)
        self.report.add("extra", f"{host}: {variable} holds {'/'.join(map(str, path))}.")

    def _keep(self, file: ComponentFile, path: Place, there: Any, word: str | None) -> None:
        """With a variable, else with further options, but for what the map drives: they would hold it for ever."""
        component, host = file.component, file.host
        further = tables.variable_of(component, "extra_options")
        is_driven = word in DRIVEN.get(component.name, ())
        if there is trees.MISSING and not is_driven:
            names = tables.names_variable(component)
            if word is None or names is None:
                self._extend(host, further, path, None)
            else:
                self.changes += 1
                self.store.deepen(host, names, (word,), None)
                self.report.add("extra", f"{host}: {names} leaves {word} out.")
            return
        row = tables.option(component, word) if word else None
        if (
            row is not None
            and row.type == "str"
            and isinstance(there, str)
            and not is_shared(row)
            and self.store.value(host, row.variable) != there
            and not tables.refused(component, {row.variable: there})
        ):
            self.changes += 1
            self.store.put(host, row.variable, there)
            self.report.add("extra", f"{host}: {row.variable} is not what follows from the map.")
        elif not is_driven:
            self._extend(host, further, path, there)

    def _objects(self) -> Iterator[ObjectPair]:
        """All objects of all components."""
        if self.live.objects is None:
            return
        for component in tables.with_table(ConfigurationServerObjects):
            for desired in self.desired.every(component):
                for thing in (as_text(one, desired.host) for one in desired.objects):
                    named = (thing.type, thing.name)
                    unwanted = [one for one in desired.unwanted if (one.type, one.name) == named]
                    yield ObjectPair(component, desired.host, thing, self._live_object(thing), unwanted)

    def _live_object(self, desired: ConfigurationObject) -> Tree | None:
        fits = [
            there
            for there in self.live.of_type(desired.type)
            if there["name"] == desired.name and desired.tenant in (None, there.get("tenant"))
        ]
        return fits[0] if fits else None

    def _keep_object(self, pair: ObjectPair, path: Place, there: Any) -> None:
        """What an object has instead goes to the further options of the component that writes it.

        What the map drives does not: it would be held for ever.
        """
        value, thing = _option(there), pair.desired
        if self._key(pair, path) in DRIVEN.get(pair.component.name, ()):
            return
        if thing.type == KIND:
            general: Any = (thing.annex or {}).get("gvp.general") or {}
            place = general.get("geo-location", CATCH_ALL)
            self._everywhere("ivr_profile_location_options", (place, *path), value)
        elif thing.type == AGENT_GROUP:
            groups = self.store.value(self.live.hosts()[0], "workspace_desktop_agent_groups", {})
            place = next((name for name, group in groups.items() if group == thing.name), None)
            self._everywhere("workspace_desktop_agent_group_extra_options", (place, *path), value)
        elif pair.component in tables.with_options_of_object():
            self._extend(pair.host, tables.variable_of(pair.component, "extra_options"), path, value)
        elif pair.component.group is None and (thing.type, thing.name) == (APPLICATION, self._desktop()):
            self._everywhere("workspace_desktop_extra_options", path, value)

    def _key(self, pair: ObjectPair, path: Place) -> str | None:
        """The option key of an object's option; of an IVR Profile, whose names have no section, in its own section."""
        host = pair.host if pair.host in self.store.by_host else self.live.hosts()[0]
        names = tables.names(pair.component, self.store.effective(host))
        where = path[1:] if pair.desired.type == KIND and path[0] == PARAMETERS else path
        place = spelled(OBJECT, where)
        fits = (key for key, name in names.items() if name and spelled(OBJECT, name.split("/")) == place)
        return next(fits, None)

    def _means_the_same(self, pair: ObjectPair, path: Place, wanted: Any, there: Any) -> bool:
        """Text that means the same number or boolean: true is 1 there."""
        key = self._key(pair, path)
        row = tables.option(pair.component, key) if key is not None else None
        return row is not None and isinstance(there, str) and scalar(there, row.type) == scalar(wanted, row.type)

    def _desktop(self) -> str | None:
        name: str | None = self.store.value(self.live.hosts()[0], "workspace_desktop_application_name")
        return name

    def _everywhere(self, variable: str, path: Place, value: Any) -> None:
        self.changes += 1
        self.store.deepen(self.live.hosts()[0], variable, path, value, everywhere=True)
        self.report.add("extra", f"{variable} holds {'/'.join(map(str, path))}.")

    def _units(self) -> Iterator[UnitPair]:
        """The units that the components would write, as far as they are there."""
        for component in tables.with_table(Installed):
            for desired in self.desired.every(component):
                unit = unit_of(desired)
                text = None if unit is None else self.live.text(desired.host, unit.path)
                if unit is not None and desired.service is not None and text is not None:
                    there = compare.read("ini", text)
                    content = document_of(desired.host, unit, "ini")
                    yield UnitPair(component, desired.host, desired.service.name, content, there)

    def remaining(self) -> None:
        """What is left: sentences for the report, never values."""
        for file in self.found.values():
            for path, _wanted, _there in self._of_file(file, file.written):
                self._drift(f"{file.host}: {'/'.join(map(str, path))} of {file.path}")
        for pair in self._objects():
            thing = pair.desired
            if pair.there is None:
                self._drift(f"{thing.type} {thing.name}, which does not exist")
                continue
            for part in _PARTS:
                for path, _value in pair.differences(part):
                    self._drift(f"{thing.type} {thing.name}: {part} {'/'.join(path)}")
                for path, _value in pair.foreign(part):
                    what = f"{thing.type} {thing.name}: {part} {'/'.join(path)}"
                    self.report.add("drift", f"nobody asked for {what}, and drift names it: take it out in GAX.")
        for unit in self._units():
            for path, _value in trees.differences(unit.desired, unit.there):
                self._drift(f"{unit.host}: {'/'.join(path)} of the unit {unit.service}")
        if self.live.rws:
            for component in COMPONENTS.values():
                for desired in self.desired.every(component) if component.stage == STATE else []:
                    contact_center.drift(self.live, desired, self.report)
        for desired in self.desired.broken:
            self._broken(desired)

    def _drift(self, what: str) -> None:
        self.report.add("drift", f"site would change {what}.")

    def _broken(self, desired: Desired) -> None:
        """A value that cannot be used is a problem; what is still missing is left to the operator."""
        name, host = desired.component, desired.host
        found = unusable(desired)
        for violation in found:
            self.report.problem(
                f"{host}: role {name} cannot be tried with what was read: {violation.sentence} {violation.remedy}"
            )
        if found:
            return
        for violation in errors(desired.violations):
            self.report.fill_in(violation.subject, f"{host}: {violation.sentence} {violation.remedy}")
        self.report.add(
            "drift",
            f"{host}: what role {name} would write was not compared, because its variables are not complete or break a"
            " rule: complete the seed and adopt again.",
        )


def _option(value: Any) -> Any:
    return None if value is trees.MISSING else value
