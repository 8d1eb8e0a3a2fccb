# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task of playbook failover_rehearsal: it looks as a failover does, tries the storages, and says what would be.

It writes nothing but probe recordings, which it deletes, and its report.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import reading as of_failover
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import variables as failover_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.expected import Expected
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Run
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_journal import earlier_operations
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import VERB, NoModel
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_proofs import Given, host_of, probes
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import System
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_task import stages_of
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.observing import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rehearsal_kept import Kept
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Request
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import caller
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal import probes as of_probes
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal import reading, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.comparison import compared
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.judge import Judged, judge
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.lines import lines
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.probes import Probe
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal.report import About, headline, report
from ansible_collections.gir.multidc.plugins.plugin_utils._report import outputs
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_rehearsal import from_rehearsal
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover import transactions
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import of_the_map, summary

# The same time as for the proofs of a failover.
_PROBE_SECONDS = 20.0


class RehearsalTask:
    """One run. `warnings` are shown beside the result."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any]) -> None:
        self._action, self._task_vars = action, task_vars
        self._inventory = Inventory(action._templar, action._loader, task_vars)
        self._started, self._began = time.time(), time.monotonic()
        self._check = bool(action._task.check_mode)
        self.warnings: list[str] = []

    def result(self) -> dict[str, Any]:
        """What the task returns. Raises Refused where a value cannot be used; then nobody was asked."""
        wanted = self._wanted()
        values = self._inventory.of_anyone(failover_variables.READ)
        asked = replace(of_failover.read(values, self._started), to=wanted.to, check=True)
        settings = of_failover.settings(values)
        self.warnings += settings.notes
        system = self._system = System(self._action, self._task_vars, asked, settings.seconds, self._began)
        run = Run(caller.new_operation())
        judged: list[Judged] = []
        tried: list[Probe] = []
        stages: dict[str, dict[str, Expected]] = {}
        kept: Kept | None = None
        about = self._about(run.lock, wanted)
        try:
            judged = self._judged(asked, run, wanted)
            stages = self._stages(judged, settings)
            kept = self._kept(wanted)
            tried = self._tried(kept)
            silent = system.silent()
            unasked = [host for host in system.found.seen.unseen if host not in silent]
            about = replace(about, silent=silent, unasked=unasked)
        except (Refused, NoModel):
            # The map is wrong, or there is nothing to rehearse.
            raise
        except Exception as error:  # whatever breaks, there is a report, and it is not green
            about = replace(about, trouble=f"The rehearsal broke off: {type(error).__name__}: {error}.")
        found = report(replace(about, ended=time.time()), judged, tried, stages, settings.objectives)
        return self._reported(found, kept, wanted)

    def _wanted(self) -> reading.Rehearsal:
        """All that is wrong with the map and with the variables at once."""
        evaluation = self._inventory.evaluate(VERB, False, Observed())
        model = evaluation.model
        pair = () if model is None else (model["primary"], model["backup"])
        wanted, wrong = reading.read(self._inventory.of_anyone(variables.READ), pair)
        every = [*(of_the_map(evaluation.violations) if model is None else ()), *wrong]
        if errors(every):
            raise Refused(summary(every))
        return wanted

    def _about(self, identifier: str, wanted: reading.Rehearsal) -> About:
        user = caller.user(self._task_vars)
        return About(
            identifier,
            self._started,
            self._started,
            by=wanted.by or user,
            notes=wanted.notes,
            user=user,
            controller=caller.controller(),
            collection=version(),
            check=self._check,
            limit=str(self._task_vars.get("ansible_limit") or ""),
            slice=self._inventory.slice,
        )

    # -- looking -------------------------------------------------------------------------------------------------

    def _judged(self, asked: Asked, run: Run, wanted: reading.Rehearsal) -> list[Judged]:
        """Every mode, of one look."""
        seen = self._system.observe()
        target = self._system.models.target
        if seen.ledger.active == target and not seen.ledger.question:
            raise Refused(summary([reading.active_already(target)]))
        asked = replace(asked, to=target)
        run = replace(run, now=self._system.now)
        every = [replace(asked, mode=mode) for mode in wanted.modes]
        return [judge(one, self._system.seen_as(one), run) for one in every]

    def _stages(self, judged: Sequence[Judged], settings: of_failover.Settings) -> dict[str, dict[str, Expected]]:
        """Mode to the expected times."""
        here = earlier_operations(settings.reports.directory)
        return {one.mode: stages_of(self._system, one.case.asked, settings.seconds, here) for one in judged}

    def _kept(self, wanted: reading.Rehearsal) -> Kept:
        system = self._system
        hosts = {host: self._inventory.root(host) for host in system.rws_hosts if host in system.heard}
        return Kept(system, hosts, wanted.reports.directory)

    def _tried(self, kept: Kept) -> list[Probe]:
        """The storages that the hosts of the target, and of others that go on, would use."""
        system = self._system
        model, origin, heard = system.models.after, system.models.origin, system.heard
        given = Given(self._action, self._task_vars, model, origin, system.models.states, heard, seconds=_PROBE_SECONDS)
        requests = {key: self._of_storage(one) for key, one in probes(given)}
        requests = {key: one for key, one in requests.items() if one.arguments["probes"]}
        answers = system.ask({**requests, **kept.requests()}, _PROBE_SECONDS)
        kept.take(answers)
        of_hosts: dict[str, list[Mapping[str, Any]]] = {}
        for key in requests:
            of_hosts.setdefault(host_of(key), []).append(answers[key])
        untried = [one.text for one in transactions.untried(model, origin, heard)]
        return of_probes.judged(model, of_hosts, untried)

    def _of_storage(self, one: Request) -> Request:
        """Of what a failover tries at its end the storages; the other transactions would need it."""
        chosen = [probe for probe in one.arguments["probes"] if probe["kind"] == of_probes.KIND]
        return replace(one, arguments={**one.arguments, "probes": chosen}, check=self._check)

    # -- what is said --------------------------------------------------------------------------------------------

    def _reported(self, found: dict[str, Any], kept: Kept | None, wanted: reading.Rehearsal) -> dict[str, Any]:
        keeping: list[str] = []
        if kept is not None and found["to"]:
            old, place = kept.last(found["from"], found["to"])
            found["compared"] = compared(old, found, place)
        document = from_rehearsal(found, headline(found))
        if kept is not None and found["to"] and not self._check and not found["why"]:
            keeping = kept.keep(found["id"], outputs.as_json(document))
        written = outputs.write(document, wanted.reports)
        self.warnings += [*(kept.problems if kept is not None else ()), *written.problems, *written.notes]
        return {
            "report": found,
            "lines": lines(found, written.paths, keeping),
            "written": dict(written.paths),
            "kept": keeping,
        }
