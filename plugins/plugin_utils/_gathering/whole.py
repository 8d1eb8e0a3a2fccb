# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook site compares before it acts: which hosts have to be done, and what is said of it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import KEYSTORES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, GIR726
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import engine, parity
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.family import roots
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import line_of
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Run
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judged, libraries, observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared, Limits, NoModel
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.connected import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.execution import execute
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.todo import restarts, todo, writes_locally
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import Evaluation

# A host that gives no answer within this time is left out of the run, so it is longer than that of a comparison alone.
_LIMITS = Limits(host=60.0, api=60.0)


class Whole:
    """The comparison of an action that then publishes what has to be done; `ledgers`: whether those count."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], verb: str, ledgers: bool) -> None:
        self._action, self._task_vars, self._verb = action, task_vars, verb
        self._chosen = [host for host in task_vars.get("ansible_play_hosts_all") or () if host != CONTROLLER]
        self.compared: Compared | None = None
        self.observed = observing.Observed()
        self.violations: list[Violation] | None = None
        try:
            self.compared = compare(action, task_vars, verb, _LIMITS, ledgers=ledgers)
        except NoModel as none:
            # The map is wrong, so that nobody knows what should be: of values only the types are judged then.
            self.evaluation: Evaluation = none.evaluation
            return
        self.evaluation, self.observed = self.compared.evaluation, self.compared.observed
        for host in self._chosen:
            answer = self.compared.answers.get(host)
            if answer is not None and answer.get("unreachable"):
                self.observed.silent.setdefault(host, observing.reason_of(answer))
        self.violations = list(dict.fromkeys(self._violations(self.compared)))

    def _violations(self, compared: Compared) -> Iterator[Violation]:
        for state in compared.states:
            yield from (one for one in state.desired.violations if one.id != GIR726.id)
            yield from libraries.violations(state.component, state.desired, self._verb)

    def result(self) -> dict[str, Any]:
        """What the task returns: `todo`, component to hosts; `restarts`, those whose service runs with old files."""
        if self.compared is None:
            return {}
        heard = [host for host in self._chosen if host not in self.observed.silent]
        found = todo(self.compared, heard, self._writes)
        told = {
            notice
            for state in self.compared.states
            if state.host not in found.get(state.component.name, ())
            for notice in state.desired.notices
        }
        return {
            "todo": found,
            "restarts": restarts(self.compared, datetime.now(timezone.utc)),
            "compared": self._components(self.compared, heard),
            "differs": self._differs(self.compared, found),
            "notices": sorted(told),
        }

    def _components(self, compared: Compared, heard: Collection[str]) -> list[str]:
        """Those that a host of this run has, whatever came of them; what the controller does it always has."""
        hosts = {*heard, CONTROLLER}
        return list(dict.fromkeys(state.component.name for state in compared.states if state.host in hosts))

    def _differs(self, compared: Compared, found: Mapping[str, list[str]]) -> list[str]:
        """What drift finds as well, a line each, and how much is left alone."""
        started = time.time()
        run = Run(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)), version())
        judgement = engine.judge(judged.observed(compared, run, started))
        lines = [line_of(one) for one in roots(judgement.findings) if one.host != parity.HOST]
        every = {(state.component.name, state.host) for state in compared.states}
        equal = len(every) - sum(len(set(hosts)) for name, hosts in found.items() if name != KEYSTORES)
        return [*lines, f"{equal} of {len(every)} components of hosts are as they should be, and are left alone."]

    def _writes(self, state: State) -> bool:
        """Whether files on the controller would change; where nobody can tell, they do."""
        known = Gatherer(self._action._templar, self._task_vars).known(state.host)
        task = self._action._task
        before = task.check_mode, task.diff
        task.check_mode, task.diff = True, False
        try:
            done = [execute(self._action, call, known, state.host) for call in writes_locally(state)]
        finally:
            task.check_mode, task.diff = before
        return any(one.get("failed") or one.get("changed") for one in done)
