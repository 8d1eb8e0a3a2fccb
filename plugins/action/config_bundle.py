# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Render the configuration files of a host here, then compare and write them there in one module call."""

import shutil
import tempfile

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import spec
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.bundle import Renderer, plain_args, provide_yaml
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import Templates
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources

_OPTIONS = ("root", "backup", "backup_directory", "backup_pending", "secret_keys", "directories", "files", "absent")
_SENT = ("path", "format", "content", "owner", "group", "mode", "validate", "secret")
_PROTECTION = ("protected", "protected_change", "protected_variable")


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        task_vars = task_vars or {}
        problems = Problems()
        bundle = self._bundle(problems, task_vars)
        if problems:
            return {**result, **problems.refusal(task_vars)}
        try:
            result.update(
                self._execute_module(
                    module_name="gir.multidc.config_bundle", module_args={"_payload": pack(bundle)}, task_vars=task_vars
                )
            )
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return result

    def _bundle(self, problems, task_vars):
        args = plain_args(self._task.args, problems)
        spec.read_options(args, _OPTIONS, problems)
        bundle = {
            "root": spec.read_root(args, problems),
            "backup": spec.read_flag(args, "backup", False, problems),
            "backup_directory": spec.read_directory(args, "backup_directory", problems),
            "backup_pending": spec.read_flag(args, "backup_pending", True, problems),
            "secret_keys": spec.read_patterns(args, problems),
            "absent": spec.read_absent(args, problems),
            "host": task_vars.get("inventory_hostname"),
            "directories": spec.read_directories(args, problems),
        }
        files = spec.read_files(args, problems)
        spec.check_paths(bundle["directories"], files, problems, bundle["absent"])
        directory = tempfile.mkdtemp(prefix="gir_multidc-", dir=C.DEFAULT_LOCAL_TMP)
        try:
            provide_yaml(directory)
            rendered = Renderer(Templates(self, task_vars), problems).render(files)
        finally:
            shutil.rmtree(directory, ignore_errors=True)
        bundle["files"] = [
            {key: file[key] for key in (*_SENT, *(_PROTECTION if file["protected"] else ()))} for file in rendered
        ]
        if any(file["format"] == "yaml" for file in rendered):
            bundle["yaml_reader"] = yaml_sources()
        return bundle
