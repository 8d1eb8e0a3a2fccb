# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory as the rules of the map need it: groups, the few variables that count, and what this run sees of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.observing import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine, evaluation, partial
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable, is_blank

# Variables as Ansible has them, and as plain values.
Vars = Mapping[str, Any]
Values = dict[str, Any]

# What AWX and its predecessor might tell a job that sees a slice of the inventory. AWX 24 does not: it only makes a
# workflow job for the slices, with the name of the job template.
_PREFIXES = ("awx", "tower")
_SLICE_COUNTS = tuple(f"{prefix}_job_slice_count" for prefix in _PREFIXES)
_SLICE_NUMBERS = tuple(f"{prefix}_job_slice_number" for prefix in _PREFIXES)


class Inventory:
    """What an action sees: `templar` and `loader` are the action's, `task_vars` those of its task."""

    def __init__(self, templar: Any, loader: Any, task_vars: Vars) -> None:
        self._templar, self._loader, self._task_vars = templar, loader, task_vars
        self.groups: Any = evaluation.evaluated(task_vars.get("groups"), lambda text: text)

    def members(self, name: str) -> list[str]:
        """The hosts of a group when the groups are readable, without the controller."""
        hosts = self.groups.get(name) if isinstance(self.groups, dict) else None
        if not isinstance(hosts, list):
            return []
        return [host for host in hosts if isinstance(host, str) and host != CONTROLLER]

    def evaluate(
        self,
        verb: str,
        asked: bool,
        observed: Observed,
        operation: str | None = None,
        assumed: Vars | None = None,
    ) -> engine.Evaluation:
        """The model and every broken rule of the map. `asked`: whether hosts were asked for their ledgers.

        `assumed`: variables that count before those of the inventory.
        """
        of_hosts = self.rws_hosts(observed)
        variables = {**self.variables(), **(assumed or {})}
        return engine.evaluate(self.groups, variables, of_hosts, verb, self._sight(asked), operation)

    def variables(self) -> Values:
        """The variables of the current host; the controller may see none, then those of the first host of gir."""
        if "gir_datacenters" not in self._task_vars:
            for host in self.members("gir"):
                return self.of_host(host, engine.VARIABLES)
        return self.of_task(engine.VARIABLES)

    def rws_hosts(self, observed: Observed) -> dict[str, Values]:
        """What only the RWS hosts can say; the variables of no other host are asked for."""
        of_hosts = {host: self.of_host(host, engine.HOST_VARIABLES) for host in self.members("gir_rws")}
        return {host: {**known, **observed.of_hosts.get(host, {})} for host, known in of_hosts.items()}

    def root(self, host: str) -> str:
        """The prefix of all paths on a host."""
        root = self.of_host(host, ["gir_root"]).get("gir_root")
        return root if isinstance(root, str) and not is_blank(root) else ""

    def of_task(self, names: Iterable[str]) -> Values:
        """Variables of the task, as plain values; those that are not given are left out."""
        return _evaluate(self._task_vars, names, self._templar)

    def of_host(self, host: str, names: Iterable[str]) -> Values:
        """The same of any host."""
        hostvars = self._task_vars.get("hostvars")
        if hostvars is None or host not in hostvars:
            return {}
        # raw_get does not evaluate the other variables of the host, which nobody asked for.
        known = dict(hostvars.raw_get(host), hostvars=hostvars)
        return _evaluate(known, names, self._templar.copy_with_new_env(available_variables=known))

    @property
    def slice(self) -> str:
        """Such as 1 of 3; empty for a job that sees the whole inventory."""
        number, count = (
            next((self._task_vars[name] for name in names if name in self._task_vars), None)
            for names in (_SLICE_NUMBERS, _SLICE_COUNTS)
        )
        if count is not None and str(count) != "1":
            return f"{number or '?'} of {count}"
        return "? of ?" if self._sight(False).unknown else ""

    @property
    def part(self) -> str:
        """What tells this job of a slice from the others, whatever model it is given; empty for one of the whole."""
        counted = next((self._task_vars[name] for name in _SLICE_COUNTS if name in self._task_vars), 1)
        if str(counted) == "1" and not self._like_slice():
            return ""
        numbers = (*_SLICE_NUMBERS, *(f"{prefix}_job_id" for prefix in _PREFIXES))
        return next((str(self._task_vars[name]) for name in numbers if name in self._task_vars), "slice")

    def _sight(self, asked: bool) -> partial.Sight:
        """What this run sees of the inventory."""
        known = self.of_anyone((partial.MODEL_VARIABLE, partial.FILE_VARIABLE, partial.EXPECTED_VARIABLE))
        given = {name: value for name, value in known.items() if value is not None and not is_blank(value)}
        export = given.get(partial.MODEL_VARIABLE)
        if export is None and partial.FILE_VARIABLE in given:
            export = self._read_export(given[partial.FILE_VARIABLE])
        count = next((self._task_vars[name] for name in _SLICE_COUNTS if name in self._task_vars), 1)
        slices = int(count) if str(count).isdigit() else 1
        return partial.Sight(slices, asked, export, given.get(partial.EXPECTED_VARIABLE), self._like_slice())

    def _like_slice(self) -> str:
        """The name that the workflow job and the job template of this job have in common; empty without one."""
        for prefix in _PREFIXES:
            workflow, template = (
                self._task_vars.get(f"{prefix}_{name}") for name in ("workflow_job_name", "job_template_name")
            )
            if isinstance(workflow, str) and workflow and workflow == template:
                return workflow
        return ""

    def of_anyone(self, names: Iterable[str]) -> Values:
        """Variables of the system: of the current host, or of the first host of gir."""
        own = self.of_task(names)
        first = next(iter(self.members("gir")), None)
        return own if first is None else {**self.of_host(first, names), **own}

    def _read_export(self, path: object) -> Any:
        """The exported model in a file of the controller, or why it cannot be read."""
        if not isinstance(path, str):
            return Unusable(f"{partial.FILE_VARIABLE} is no path")
        try:
            with open(self._loader.path_dwim(path), encoding="utf-8") as stream:
                return partial.read_export(json.load(stream))
        except OSError as error:
            return Unusable(f"{path}: {error.strerror}")
        except (ValueError, RecursionError):
            return Unusable(f"{path} is no JSON")


def _evaluate(known: Vars, names: Iterable[str], templar: Any) -> Values:
    template = evaluation.explaining(templar.template, known)
    return {name: evaluation.evaluated(known[name], template) for name in names if name in known}
