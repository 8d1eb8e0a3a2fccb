# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes on the controller what every component asks of every host of the play, in one task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.execution import add, execute
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer, published_model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        self.validate_argument_spec(argument_spec={})
        task_vars = task_vars or {}
        model = published_model(task_vars)
        if model is None:
            result.update(failed=True, changed=False, msg="The topology is not known. Run gir.multidc.topology first.")
            return result
        chosen = set(task_vars.get("ansible_play_hosts_all") or ())
        gatherer = Gatherer(self._templar, task_vars)
        found = list(self._desired(model, gatherer, chosen))
        violations = [violation for _component, desired, _given in found for violation in desired.violations]
        result["violations"] = [asdict(violation) for violation in violations]
        if errors(violations):
            result.update(failed=True, changed=False, msg=summary(violations))
            return result
        result["notices"] = [notice for _component, desired, _given in found for notice in desired.notices]
        result["changed"] = False
        for component, desired, given in found:
            for call in calls.of_verb("render", component, desired, given, {}, bool(self._task.check_mode)):
                # Templates may use variables of their host, such as ansible_managed.
                add(result, execute(self, call, gatherer.known(desired.host)))
                if result.get("failed"):
                    return result
        return result

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
