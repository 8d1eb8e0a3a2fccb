# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the probes of the site's own on the controller, in this process: no task ever holds their arguments."""

from dataclasses import asdict
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.judgement import probes
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer, published_model
from ansible_collections.gir.multidc.plugins.plugin_utils._report.site_probes import run
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary

_SPEC = {"questions": {"type": "list", "elements": "str"}}


class ActionModule(ActionBase):
    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        _validation, args = self.validate_argument_spec(argument_spec=_SPEC)
        task_vars = task_vars or {}
        gatherer = Gatherer(self._templar, task_vars)
        found, violations = probes(published_model(task_vars), gatherer)
        if errors(violations):
            result.update(failed=True, changed=False, msg=summary(violations))
            return result
        questions = args["questions"]
        asked = [probe for probe in found if questions is None or probe.question in questions]
        tls = TlsOptions(
            truth(gatherer.value(CONTROLLER, "gir_validate_certs")) is not False,
            gatherer.value(CONTROLLER, "gir_ca_path") or None,
        )
        result.update(changed=False, results=[asdict(answer) for answer in run(asked, tls)])
        return result
