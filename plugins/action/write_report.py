# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what a verb found in the forms that were asked for, on the controller."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import reading
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import published_model
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import plain
from ansible_collections.gir.multidc.plugins.plugin_utils._report import asked as reports
from ansible_collections.gir.multidc.plugins.plugin_utils._report import of_verification, place
from ansible_collections.gir.multidc.plugins.plugin_utils._report.document import Document
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_drift import from_drift
from ansible_collections.gir.multidc.plugins.plugin_utils._report.of_verification import from_verification
from ansible_collections.gir.multidc.plugins.plugin_utils._report.outputs import write
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary

# Each makes the end of a sentence.
_FLAWS = {"drift": reading.flaw, "verify": of_verification.flaw}
_REMEDIES = {
    "drift": "Give what gir.multidc.drift wrote as JSON.",
    "verify": "Give the variable gir_verify, which gir.multidc.verify publishes.",
}
_SPEC = {
    "verb": {"type": "str", "required": True, "choices": list(reports.VERBS)},
    "report": {"type": "dict", "required": True},
    "message": {"type": "str", "default": ""},
    "directory": {"type": "raw"},
    "formats": {"type": "raw"},
    "send": {"type": "bool", "default": False},
}


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _validation, args = self.validate_argument_spec(argument_spec=_SPEC)
        result["changed"] = False
        asked, violations = self._asked(args, task_vars or {})
        if errors(violations):
            result.update(failed=True, msg=summary(violations))
            return result
        report: Any = plain(args["report"])
        wrong = _FLAWS[args["verb"]](report)
        if wrong:
            said = f"The option report is a dictionary {wrong}. {_REMEDIES[args['verb']]}"
            result.update(failed=True, msg=said)
            return result
        written = write(self._document(args["verb"], report, args["message"], task_vars or {}), asked)
        result.update(paths=dict(written.paths), problems=list(written.problems))
        warnings = [*([summary(violations)] if violations else []), *written.problems, *written.notes]
        if warnings:
            result["warnings"] = warnings
        return result

    def _asked(self, args: dict[str, Any], task_vars: dict[str, Any]) -> tuple[reports.Asked, list[Violation]]:
        """Where it is written, and what is wrong with that."""
        verb = args["verb"]
        asked, violations = reports.read(verb, plain(args["directory"]), plain(args["formats"]))
        if args["send"]:
            known = Inventory(self._templar, self._loader, task_vars).of_anyone(place.READ)
            where, more = place.read(known.get)
            asked = replace(asked, place=where)
            violations += [replace(one, severity=RULES[one.id].severity_for(verb)) for one in more]
        return asked, violations

    def _document(self, verb: str, report: Any, message: str, task_vars: dict[str, Any]) -> Document:
        if verb == "drift":
            return from_drift(report)
        made = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return from_verification(report, message, published_model(task_vars), made)
