# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes on the controller what every component asks of every host of the play, in one task, or sends it away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ansible import constants
from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired, Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.execution import add, execute
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer, published_model
from ansible_collections.gir.multidc.plugins.plugin_utils._report import place, tree
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary

# Nobody types the constants of Ansible. Its temporary directory goes away with the run, whatever becomes of it.
_CONSTANTS: Any = constants
_Found = list[tuple[Component, Desired, dict[str, object]]]


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        spec = {"send": {"type": "bool", "default": False}}
        _result, args = self.validate_argument_spec(argument_spec=spec)
        task_vars = task_vars or {}
        result["changed"] = False
        model = published_model(task_vars)
        if model is None:
            result.update(failed=True, msg="The topology is not known. Run gir.multidc.topology first.")
            return result
        chosen = set(task_vars.get("ansible_play_hosts_all") or ())
        gatherer = Gatherer(self._templar, task_vars)
        found = list(self._desired(model, gatherer, chosen))
        rendering, wrong = self._rendering(model, gatherer, chosen, task_vars)
        violations = [violation for _component, desired, _given in found for violation in desired.violations]
        violations += [*wrong, *rendering.violations()]
        result["violations"] = [asdict(violation) for violation in violations]
        if errors(violations):
            result.update(failed=True, msg=summary(violations))
            return result
        if args["send"]:
            return self._sent(result, found, rendering, gatherer, task_vars)
        result["notices"] = [notice for _component, desired, _given in found for notice in desired.notices]
        some = [one for one in found if rendering.writes(one[1].host)]
        return self._written(result, some, gatherer)

    def _written(
        self, result: dict[str, Any], found: _Found, gatherer: Gatherer, below: str | None = None
    ) -> dict[str, Any]:
        """Everything in its directory, or below one of this task's own."""
        other, check = {} if below is None else {tree.DIRECTORY: below}, bool(self._task.check_mode)
        for component, desired, given in found:
            for call in calls.of_verb("render", component, desired, {**given, **other}, {}, check):
                # Templates may use variables of their host, such as ansible_managed.
                add(result, execute(self, call, gatherer.known(desired.host), aside=below is not None))
                if result.get("failed"):
                    return result
        return result

    def _sent(
        self,
        result: dict[str, Any],
        found: _Found,
        rendering: tree.Rendering,
        gatherer: Gatherer,
        task_vars: dict[str, Any],
    ) -> dict[str, Any]:
        """All of it, with the break-glass sheets, as one archive; nothing stays on the controller."""
        result["notices"] = []
        if not rendering.sends or rendering.not_whole:
            result["notices"] = [rendering.not_whole] if rendering.sends else []
            return result
        below = tempfile.mkdtemp(prefix="gir_multidc-", dir=_CONSTANTS.DEFAULT_LOCAL_TMP)
        try:
            written = self._written({}, found, gatherer, below)
            if not written.get("failed"):
                arguments = {"directory": f"{below}/{tree.BREAK_GLASS}"}
                sheets = calls.Call("gir.multidc.break_glass", arguments, action=True)
                written = execute(self, sheets, task_vars, aside=True)
            if written.get("failed"):
                result.update(failed=True, msg=written["msg"])
                return result
            content = tree.archive(tree.files_below(below))
        finally:
            shutil.rmtree(below, ignore_errors=True)
        try:
            result["changed"] = tree.send(rendering.place, content, bool(self._task.check_mode))
            result["url"] = tree.url_of(rendering.place)
        except tree.NotSent as problem:
            result.update(failed=True, msg=str(problem))
        return result

    def _rendering(
        self, model: Model, gatherer: Gatherer, chosen: set[str], task_vars: dict[str, Any]
    ) -> tuple[tree.Rendering, list[Violation]]:
        """Where the files go, and what is wrong with the variables that say so."""
        known = Inventory(self._templar, self._loader, task_vars).of_anyone(place.READ)
        where, wrong = place.read(known.get)
        if not where.url:
            return tree.Rendering(where), wrong
        every = dict.fromkeys(host for component in COMPONENTS.values() for host in component.targets(model))
        some = [host for host in every if host in chosen]
        return tree.Rendering(
            where,
            named={host for host in some if tree.is_named(gatherer.value(host, tree.DIRECTORY))},
            revealing=[host for host in some if truth(gatherer.value(host, tree.SECRETS)) is True],
            missing=[host for host in every if host not in chosen],
        ), wrong

    @staticmethod
    def _desired(
        model: Model, gatherer: Gatherer, chosen: set[str]
    ) -> Iterator[tuple[Component, Desired, dict[str, object]]]:
        """(component, desired state, variables) of every host that the play is about."""
        for component in COMPONENTS.values():
            for host in component.targets(model):
                if host in chosen:
                    given = gatherer.of_host(component, host)
                    target = gatherer.target(component, host, model, own=False)
                    yield component, component.desired(model, target, given), given
