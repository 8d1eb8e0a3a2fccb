# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hand the response file's content to the module as one opaque value."""

from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._service.silent_install import pack
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.bundle import plain_args
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems


class ActionModule(ActionBase):
    """Packs the response.

    Ansible removes every value of a no_log dictionary from a module's results, and a response file holds values such
    as 64 and Accepted: versions and paths would come back mangled. A packed value hides the passwords and nothing else.
    """

    _supports_async = True

    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        problems = Problems()
        args = plain_args(self._task.args, problems)
        if problems:
            return {**result, **problems.refusal(task_vars or {})}
        if args.get("response") is not None:
            args["_response"] = pack(args.pop("response"))
        wrap_async = self._task.async_val and not self._connection.has_native_async
        try:
            result.update(
                self._execute_module(
                    module_name="gir.multidc.silent_install",
                    module_args=args,
                    task_vars=task_vars,
                    wrap_async=wrap_async,
                )
            )
        finally:
            if not wrap_async:
                self._remove_tmp_path(self._connection._shell.tmpdir)
        return result
