# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Render the configuration files of a host here, then compare and write them there in one module call."""

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.payload import payload, yaml_provided
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import Templates
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        problems = Problems()
        with yaml_provided():
            templates = Templates(self, task_vars)
            bundle = payload(self._task.args, templates, task_vars.get("inventory_hostname"), problems)
        if problems:
            return {**result, **problems.refusal(task_vars)}
        if any(file["format"] == "yaml" for file in bundle["files"]):
            bundle["yaml_reader"] = yaml_sources()
        try:
            result.update(
                self._execute_module(
                    module_name="gir.multidc.config_bundle", module_args={"_payload": pack(bundle)}, task_vars=task_vars
                )
            )
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result
