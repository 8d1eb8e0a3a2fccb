# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the break-glass sheets on the controller, from the whole inventory."""

from __future__ import annotations

import os
from typing import Any

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.page import page
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.plain import text
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.scenarios import sheets
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.break_glass import Whole
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer, published_model
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.local_files import LocalFiles, show_differences
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import listed

MODE = 0o640


class ActionModule(ActionBase):
    """See the documentation of the module."""

    _requires_connection = False

    def run(self, tmp: Any = None, task_vars: Any = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _result, args = self.validate_argument_spec(argument_spec={"directory": {"type": "path", "required": True}})
        task_vars = task_vars or {}
        model = published_model(task_vars)
        if model is None:
            result.update(failed=True, changed=False, msg="The topology is not known. Run gir.multidc.topology first.")
            return result
        whole = Whole(Inventory(self._templar, self._loader, task_vars), Gatherer(self._templar, task_vars), model)
        result.update(changed=False, sheets=[], files=[], notices=[])
        if whole.unseen:
            result["notices"] = [
                f"The break-glass sheets are left as they are: this run does not see {listed(whole.unseen, 4)}."
                " Run playbook render with the whole inventory."
            ]
            return result
        made = sheets(whole.facts())
        result["sheets"] = [{"name": one.name, "title": one.title, "fingerprint": one.fingerprint} for one in made]
        directory = os.path.abspath(os.path.expanduser(args["directory"]))
        texts = {}
        for one in made:
            texts[os.path.join(directory, f"{one.name}.html")] = page(one)
            texts[os.path.join(directory, f"{one.name}.txt")] = text(one)
        return self._write(result, texts)

    def _write(self, result: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
        files = LocalFiles(MODE, bool(self._task.check_mode))
        problems = [problem for problem in map(files.problem_of, texts) if problem]
        if not problems:
            for path, content in texts.items():
                try:
                    files.write(path, content, secret=False)
                except OSError as error:
                    problems = [f"{path} cannot be written on the controller: {error.strerror or error}."]
                    break
        result.update(changed=any(one["changed"] for one in files.results), files=files.results)
        if problems:
            result.update(failed=True, msg=" ".join(problems), problems=problems)
        elif self._task.diff:
            result["diff"] = show_differences(files, Redactor([], fingerprints=True))
        return result
