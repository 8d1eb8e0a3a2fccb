# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook drift: its variables, the comparison, what is judged of it, and the reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, GIR726
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import document, engine, fitness, options, policy
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Observed, Run
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import Refused as BadReport
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.rws_state import HOST
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judged, judgement, kits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import DRIFT as VERB
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared, Limits, NoModel
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.connected import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.kits import Kits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.site_question import with_probe
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._report import asked, outputs, terminal
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import from_drift
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import tags
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import of_the_map, summary

# What a host, and an API with all of its addresses, may take. A data center that is away costs this once.
HOST_SECONDS = 30.0
API_SECONDS = 60.0


class Refused(Exception):
    """Nothing was compared; the message says why."""


@dataclass(frozen=True)
class Judged:
    """What was given, compared and found."""

    given: options.Options
    reports: asked.Asked
    compared: Compared
    seen: Observed
    found: engine.Judgement


class DriftRun:
    """`action` is the action that runs, `show` prints one line of progress.

    `whole`: compare all hosts, whatever those of the play are.
    """

    def __init__(
        self, action: Any, task_vars: Mapping[str, Any], show: Callable[[str], object], whole: bool = False
    ) -> None:
        self._action, self._task_vars, self._show, self._whole = action, task_vars, show, whole
        self._inventory = Inventory(action._templar, action._loader, task_vars)
        self._gatherer = Gatherer(action._templar, task_vars)
        self._started = time.time()
        # Shown beside the result, as rules that stop nothing.
        self.warnings: list[str] = []
        self._kits = Kits()

    def judged(self) -> Judged:
        """The whole system, compared. Raises Refused."""
        given, reports = self._options()
        self.warnings += [given.unread] if given.unread else []
        compared = self._compared(given)
        run = Run(
            started=_stamp(self._started),
            collection=version(),
            limit=str(self._task_vars.get("ansible_limit") or ""),
            slice=self._inventory.slice,
            unseen=compared.evaluation.unseen,
        )
        rws = compared.answers.get(HOST)
        if rws is not None:
            compared.answers[HOST] = with_probe(rws, compared.model, self._gatherer)
        seen = judged.observed(compared, run, self._started, given.allowed, self._kits)
        if given.previous is not None:
            try:
                given.previous.refuse_another(seen.environment)
            except BadReport as refused:
                raise Refused(str(refused)) from None
        return Judged(given, reports, compared, seen, engine.judge(seen, given.rules, given.previous))

    def result(self) -> dict[str, Any]:
        """What the task returns. Raises Refused."""
        run = self.judged()
        given, reports, seen, found = run.given, run.reports, run.seen, run.found
        answered = [one.host for one in seen.answers if not one.failure]
        fit = [fitness.fitness(found.findings, seen.model, answered, found.maintenance, found.open)]
        before = None if given.previous is None else given.previous.path
        report = document.build(seen, found, _stamp(time.time()), fit, before, given.show_ignored)
        report["notes"] += [given.unread] if given.unread else []
        failed, sentence = policy.decide(given.policy, report)
        shown = from_drift(report, self._inventory.part)
        written = outputs.write(shown, reports)
        self.warnings += [*written.problems, *written.notes]
        return {
            "verdict": report["summary"]["verdict"],
            "summary": document.stats(report),
            "findings": report["findings"],
            "fails": failed,
            "sentence": sentence,
            "lines": terminal.lines(shown),
            "written": dict(written.paths),
        }

    # -- what was given ------------------------------------------------------------------------------------------

    def _options(self) -> tuple[options.Options, asked.Asked]:
        """The variables of this playbook, judged before anybody is asked."""
        if not self._inventory.members("gir"):
            raise Refused("The inventory of this run has no host in the group gir, so there is nothing to compare.")
        chosen = set(self._task_vars.get("ansible_play_hosts_all") or ())
        if not chosen & {*self._inventory.members("gir"), CONTROLLER}:
            limit = self._task_vars.get("ansible_limit") or ""
            raise Refused(f"No host of the group gir is within the limit {limit}. Give a limit that has one.")
        centers = self._value("gir_datacenters")
        given, wrong = options.read(self._value, list(centers) if isinstance(centers, dict) else [])
        reports, more = asked.of(VERB, self._value)
        inventories = self._task_vars.get("ansible_inventory_sources") or ()
        self._kits, of_kits = kits.told(self._value, inventories, self._started)
        every = (*wrong, *more, *of_kits)
        found = [replace(one, severity=RULES[one.id].severity_for(VERB)) for one in every]
        if errors(found):
            raise Refused(summary(found))
        return given, reports

    def _value(self, name: str) -> object:
        """A variable of the system: of the task's host, or of the first host of gir."""
        return self._inventory.of_anyone([name]).get(name)

    # -- comparing -----------------------------------------------------------------------------------------------

    def _compared(self, given: options.Options) -> Compared:
        limits = Limits(HOST_SECONDS, API_SECONDS)
        # A failover that the earlier report knew costs no second round.
        assumed = {} if given.previous is None else given.previous.assumed
        try:
            chosen = self._inventory.members("gir") if self._whole else None
            compared = compare(
                self._action, self._task_vars, VERB, limits, assumed, self._heard, chosen=chosen, apis=self._whole,
                kits=self._kits,
            )  # fmt: skip
        except NoModel as none:
            raise Refused(summary(of_the_map(none.evaluation.violations))) from None
        violations = self._violations(compared)
        if errors(violations):
            raise Refused(summary(violations))
        if violations:
            self.warnings.append(summary(violations))
        return compared

    def _heard(self, keys: Collection[str]) -> Callable[[str], None]:
        return terminal.Progress(keys, self._show).answered

    def _violations(self, compared: Compared) -> list[Violation]:
        """What is wrong with variables. What keeps a component from being known is a finding of its own."""
        values = [one for state in compared.states for one in state.desired.violations if one.id != GIR726.id]
        own = judgement.of_verb(
            VERB,
            self._inventory.groups,
            compared.model,
            self._gatherer,
            tags.of_run(self._task_vars),
            list(dict.fromkeys(values)),
        )
        of_map = of_the_map(compared.evaluation.violations)
        return judgement.used(VERB, [*of_map, *judgement.beside(of_map, own)])


def _stamp(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
