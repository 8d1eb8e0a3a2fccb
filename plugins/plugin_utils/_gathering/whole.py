# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook site compares before it acts: which hosts have to be done, and what is said of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from functools import partial
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import KEYSTORES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
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
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.todo import (
    asked_for,
    by_hand,
    restarts,
    todo,
    writes_locally,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.engine import Evaluation
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import tags
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.tags import components_asked_for

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
        gatherer = Gatherer(self._action._templar, self._task_vars)
        always = [name for name, component in COMPONENTS.items() if gatherer.of_play(component)]
        always += asked_for(partial(gatherer.value, CONTROLLER))
        found = todo(self.compared, heard, self._writes, always, judged.in_use(self.compared))
        found = {name: hosts for name, hosts in found.items() if name in self._asked_for()}
        here = [state for state in self.compared.states if state.host in {*heard, CONTROLLER}]
        alone = [state for state in here if state.host not in found.get(state.component.name, ())]
        told = {notice for state in alone for notice in (*state.desired.notices, *by_hand(state))}
        return {
            "todo": found,
            "restarts": restarts(self.compared, datetime.now(timezone.utc)),
            "compared": list(dict.fromkeys(state.component.name for state in here)),
            "differs": self._differs(self.compared, here, found),
            "notices": sorted(told),
        }

    def _asked_for(self) -> set[str]:
        """The components that this run is asked for by its tags, and the guard of what they need."""
        names = components_asked_for(*tags.of_run(self._task_vars))
        return {*names, *(need for name in names for need in COMPONENTS[name].needs if need == KEYSTORES)}

    def _differs(
        self, compared: Compared, here: Sequence[State], found: Mapping[str, list[str]]
    ) -> list[str]:
        """What drift finds as well, a line each, and how much is left alone. `here`: the states of this run."""
        started = time.time()
        run = Run(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)), version())
        judgement = engine.judge(judged.observed(compared, run, started))
        lines = [line_of(one) for one in roots(judgement.findings) if one.host != parity.HOST]
        every = {(state.component.name, state.host) for state in here}
        alone = [one for one in every if one[1] not in found.get(one[0], ())]
        return [*lines, f"{len(alone)} of {len(every)} components of the hosts of this run are left alone."]

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
