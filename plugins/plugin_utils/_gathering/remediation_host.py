# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook remediate looks at before its roles write to a host, and afterwards."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Finding
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Run
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.moments import stamp
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judged
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import DRIFT, Limits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.connected import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation import guard, peers
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.reading import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

# What one host, and an API, may take.
_LIMITS = Limits(60.0, 60.0)
Steps = Sequence[Mapping[str, Any]]


class HostGate:
    """`steps` are those of one host in the approved plan; `active`: what plan the desired state is of."""

    def __init__(
        self,
        action: Any,
        task_vars: Mapping[str, Any],
        model: Model,
        active: Mapping[str, Any],
        host: str,
        steps: Steps,
    ) -> None:
        self._action, self._task_vars, self._model, self._active = action, task_vars, model, active
        self._host, self._steps = host, steps

    def before(self, asked: Asked) -> dict[str, Any]:
        """What may be done now: `components`, and `left_out`, component to why it is not."""
        seconds = sum(int(one["seconds"]) for one in self._steps)
        closed = guard.stops(asked, time.time(), seconds, self._host)
        if closed:
            return {"failed": True, "msg": closed}
        restarted = [str(one["component"]) for one in self._steps if one["restarts"]]
        hosts_of = {name: peers.others(self._model, self._host, name) for name in restarted}
        others = {name: hosts for name, hosts in hosts_of.items() if hosts}
        findings, silent = self._compared(sorted({one for hosts in others.values() for one in hosts}), False)
        found = {name: peers.down(name, hosts, findings, silent) for name, hosts in others.items()}
        left_out = {name: why for name, why in found.items() if why}
        names = [str(one["component"]) for one in self._steps]
        return {"components": [name for name in names if name not in left_out], "left_out": left_out}

    def after(self, components: Collection[str]) -> dict[str, Any]:
        """Whether everything that was to be repaired is, and what runs there is well. `components`: what was done."""
        ids = {
            one["id"]: one for step in self._steps if step["component"] in components for one in step["findings"]
        }
        hosts = [] if self._host == CONTROLLER else [self._host]
        findings, silent = self._compared(hosts, any(one["where"] != self._host for one in ids.values()))
        asked = {str(one["where"]) for one in ids.values()}
        bad = [f"{name} gives no answer: {why}" for name, why in silent.items() if name in asked]
        bad += [ids[one.id]["line"] for one in findings if one.id in ids]
        bad += [f"{one.object} is not well" for one in findings if one.id not in ids and self._is_down(one, components)]
        if bad:
            return {"failed": True, "msg": f"{self._host} is not as it should be afterwards. {'; '.join(bad)}."}
        return {"repaired": sorted(ids)}

    def _is_down(self, one: Finding, components: Collection[str]) -> bool:
        return one.host == self._host and one.component in components and one.check in peers.DOWN

    def _compared(self, hosts: Sequence[str], apis: bool) -> tuple[list[Finding], dict[str, str]]:
        """What differs, and who gave no answer, with the reason."""
        if not hosts and not apis:
            return [], {}
        now = time.time()
        compared = compare(
            self._action, self._task_vars, DRIFT, _LIMITS, self._active, ledgers=False, chosen=hosts, apis=apis
        )
        run = Run(stamp(now), version(), unseen=compared.evaluation.unseen)
        seen = judged.observed(compared, run, now)
        return engine.judge(seen).findings, {one.host: one.failure for one in seen.answers if one.failure}
