# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How playbook remediate begins, with a plan or with what an approved one still says, and how it ends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import previous, repairs
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.engine import declared
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Finding
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import NoReport
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.reading import Refused as BadReport
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.moments import seconds_of, stamp
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.drift_run import DriftRun, Judged
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.remediation_kept import Kept, of_file
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import caller
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation import guard, peers, reading, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.approved import Present, still
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.plan import (
    FORMAT,
    Step,
    hash_of,
    ordered,
    plan_of,
    within,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.report import (
    DONE,
    FAILED,
    LEFT_OUT,
    Asked,
    Course,
    Planned,
    ended,
    lines,
    report,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.selection import (
    NOT_REPORTED,
    Left,
    Wishes,
    chosen,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._report import outputs
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_remediation import from_remediation
from ansible_collections.gir.multidc.plugins.plugin_utils._report.place import NOWHERE
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import partial
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.active import CENTER_VARIABLE, SITE_VARIABLE

PLAN_FILE = "remediation-plan.json"
# After a change of a file that a service reads, and without one, it has to restart.
_STALE = "unit.stale_start"


class RemediationTask:
    """`show` prints one line of progress."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], show: Callable[[str], object]) -> None:
        self._action, self._task_vars, self._show = action, task_vars, show
        inventory = Inventory(action._templar, action._loader, task_vars)
        self._now = time.time()
        self.warnings: list[str] = []
        values = inventory.of_anyone(variables.READ)
        self.asked = reading.read(values, bool(action._task.check_mode))
        self._reports, wrong = reading.settings(values)
        # Whether the server of the reports gave no answer in this run.
        self._silent = False
        self._problems = (*self.asked.problems, *wrong)

    # -- how it begins -------------------------------------------------------------------------------------------

    def begin(self, operation: str) -> dict[str, Any]:
        """Make a plan, or say what of an approved one is to be done. `operation`: of the lock, where it is held."""
        if self._problems:
            rules = [guard.broken("GIR671", one) for one in self._problems]
            return self._begun(Planned(approved=bool(self.asked.plan_hash), rules=rules), operation)
        kept = Kept(self._action, self._task_vars, self._now)
        kept.read()
        found = self._judged()
        try:
            known = self._approved(found, kept) if self.asked.plan_hash else self._made(found)
        except BadReport as refused:
            self._give_up(isinstance(refused, NoReport) and refused.silent)
            rule = guard.broken("GIR671", str(refused))
            return self._begun(Planned(rules=[rule]), operation)
        result = self._begun(known, operation)
        model = found.compared.model
        result["active"] = {CENTER_VARIABLE: model["active"], SITE_VARIABLE: model["eservices_site"]}
        if result["report"]["waits"]:
            self._keep(known, kept)
        return result

    def _judged(self) -> Judged:
        run = DriftRun(self._action, self._task_vars, self._show, whole=True)
        found = run.judged()
        self.warnings += run.warnings
        return found

    def _made(self, found: Judged) -> Planned:
        steps, left, _places = self._steps(found, self.asked.wishes)
        shown = self._shown(found)
        if shown is not None:
            out = [one for step in steps for one in step.findings if one.id not in shown]
            left += [Left(one, NOT_REPORTED, f"{self.asked.report} does not have it.", one.repair.text) for one in out]
            # A step is done as a whole.
            steps = [step for step in steps if all(one.id in shown for one in step.findings)]
        steps, more = within(steps, self.asked.budget)
        steps, waits = peers.waiting(steps, [*left, *more], _silent(found), found.compared.model)
        plan = plan_of(steps, found.seen.environment, *_system(found))
        return Planned(plan, hash_of(plan), self._now, steps=plan["steps"], left=[*left, *more, *waits])

    def _shown(self, found: Judged) -> frozenset[str] | None:
        """The findings of the given report; None without one. Raises BadReport."""
        if not self.asked.report:
            return None
        known = previous.read(
            self.asked.report, place=self._reports.place, variable=variables.REPORT.name, absent="Run drift first."
        )
        if known is None:
            return None
        known.refuse_another(found.seen.environment)
        return known.shown

    def _approved(self, found: Judged, kept: Kept) -> Planned:
        wanted, path = self.asked.plan_hash, self.asked.plan
        known = of_file(path, wanted) if path else kept.plan(wanted)
        where = f"{path} is no plan with" if path else "No RWS host that answers holds a plan with"
        approved = None
        made = 0.0 if known is None else seconds_of(known["made"]) or 0.0
        if known is not None:
            approved = guard.Approved(max(0.0, self._now - made), _foreign(known["plan"], found))
        rules = guard.begins(self.asked, self._now, approved, f"{where} the hash {wanted}.")
        if known is None or rules:
            return Planned(hash=wanted, approved=True, rules=rules)
        # Whatever is wished for now, what was chosen then is approved.
        steps, left, places = self._steps(found, Wishes())
        present = Present(steps, [one.finding for one in left], places, _silent(found))
        own, skipped = still(known["plan"], present)
        return Planned(known["plan"], wanted, made, True, [one.as_dict() for one in own], rules, left, skipped)

    def _steps(self, found: Judged, wishes: Wishes) -> tuple[list[Step], list[Left], dict[str, str]]:
        findings, ignored = found.found.findings, declared(found.found.ignored)
        places = _places(found.compared, [*findings, *ignored])
        some, left = chosen(findings, wishes, found.seen.repaired, places, ignored)
        return ordered(some, found.compared.model, places), left, places

    def _begun(self, known: Planned, operation: str) -> dict[str, Any]:
        who = Asked(
            self.asked.check, caller.user(self._task_vars), caller.controller(), version(), self.asked.reason,
            self.asked.change_id, operation, (self._now, time.time()),
        )  # fmt: skip
        shown = report(known, who)
        todo = known.steps if known.approved and not known.rules else ()
        hosts: dict[str, list[dict[str, Any]]] = {}
        for one in todo:
            hosts.setdefault(one["host"], []).append(dict(one))
        return {**self._written(shown), "steps": hosts, "active": {}, "restarts": _restarts(todo)}

    def _written(self, shown: dict[str, Any]) -> dict[str, Any]:
        written = outputs.write(from_remediation(shown), self._reports)
        self.warnings += [*written.problems, *written.notes]
        self._give_up(written.silent)
        told = {"report": shown, "lines": lines(shown, written.paths), "written": dict(written.paths)}
        return {**told, "silent": self._silent}

    def _give_up(self, silent: bool) -> None:
        """Ask the server of the reports no more in this run: each attempt would wait for it again."""
        if silent and not self._silent:
            self._silent = True
            self.warnings.append(f"Nothing more is sent to {self._reports.place.url} in this run: it gave no answer.")
            self._reports = replace(self._reports, place=NOWHERE)

    def _keep(self, known: Planned, kept: Kept) -> None:
        """The plan, for the run that applies it; check mode keeps none."""
        document = {"format": FORMAT, "hash": known.hash, "made": stamp(known.made), "plan": known.plan}
        if self.asked.check:
            return
        silent = kept.keep_plan(document)
        self.warnings += [f"The plan could not be kept on {', '.join(silent)}."] if silent else []
        if self._reports.wanted:
            text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
            self.warnings += outputs.beside(self._reports, PLAN_FILE, text)

    # -- how it ends ---------------------------------------------------------------------------------------------

    def end(
        self, begun: Mapping[str, Any], results: Mapping[str, Mapping[str, Any]], stopped: Mapping[str, str]
    ) -> dict[str, Any]:
        """The last comparison, the record of what was repaired, the report.

        `begun`: what `begin` returned. `results`: host to `repaired` and `left_out`. `stopped`: a host, and why it was
        the last one; empty where all had their turn.
        """
        if begun.get("silent"):
            # Said when it began.
            self._silent, self._reports = True, replace(self._reports, place=NOWHERE)
        before = begun["report"]
        became: dict[tuple[str, str], tuple[str, str]] = {}
        repaired: dict[str, str] = {}
        for host, steps in begun["steps"].items():
            for step in steps:
                place = (host, str(step["component"]))
                became.update(_became(place, results.get(host), stopped))
                if became.get(place, ("",))[0] == DONE:
                    repaired.update({one["id"]: one["line"] for one in step["findings"]})
        back = self._back(before, repaired) if repaired and not self.asked.check else []
        why = f"{stopped['host']}: {stopped['why']}" if stopped else ""
        return self._written(ended(before, Course(became, why, back), time.time()))

    def _back(self, before: Mapping[str, Any], repaired: Mapping[str, str]) -> list[str]:
        """What differs again; what does not is remembered."""
        known = {one.id for one in self._judged().found.findings}
        gone = [one for one in repaired if one not in known]
        kept = Kept(self._action, self._task_vars, time.time())
        silent = kept.keep_record(repairs.record(before["operation"], before["plan"]["hash"], time.time(), gone))
        self.warnings += [f"What was repaired could not be kept on {', '.join(silent)}."] if silent else []
        return [f"It differs again: {line}." for one, line in repaired.items() if one in known]


def _became(
    place: tuple[str, str], result: Mapping[str, Any] | None, stopped: Mapping[str, str]
) -> dict[tuple[str, str], tuple[str, str]]:
    host, component = place
    left_out = (result or {}).get("left_out") or {}
    if component in left_out:
        return {place: (LEFT_OUT, str(left_out[component]))}
    if result is not None and "repaired" in result:
        return {place: (DONE, "")}
    return {place: (FAILED, str(stopped["why"]))} if stopped and stopped["host"] == host else {}


def _silent(found: Judged) -> dict[str, str]:
    """Who gave no answer, and why."""
    return {one.host: one.failure for one in found.seen.answers if one.failure}


def _system(found: Judged) -> tuple[str, str]:
    """The fingerprint of the map, and the active data center."""
    model = found.compared.model
    return partial.fingerprint(model), model["active"]


def _foreign(plan: Mapping[str, Any], found: Judged) -> str:
    """Why a plan is not of this system, as a sentence; empty where it is."""
    model, active = _system(found)
    if found.seen.environment and plan.get("environment") and plan["environment"] != found.seen.environment:
        return "The plan is of another system: the ledgers have another environment."
    if plan.get("model") != model:
        return "The map of the data centers has changed since the plan was made."
    if plan.get("active") == active:
        return ""
    return f"{active} is active, and the plan was made with {plan.get('active')}."


def _places(compared: Compared, findings: Iterable[Finding]) -> dict[str, str]:
    """Id of what an API holds to the host on which it is repaired."""
    order = [*compared.model["hosts"], CONTROLLER]
    found = {}
    for one in findings:
        request = compared.apis.get(one.host)
        if request is None:
            continue
        owners = {host for _name, host in request.owners({"component": one.component, "object": one.object})}
        found[one.id] = min(owners & {*order}, key=order.index, default=CONTROLLER)
    return found


def _restarts(steps: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Component to the hosts whose service runs with what stood there before."""
    found: dict[str, list[str]] = {}
    for step in steps:
        if any(one["check"] == _STALE for one in step["findings"]):
            found.setdefault(str(step["component"]), []).append(str(step["host"]))
    return found
