# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the keystores of many hosts equal: the hosts are asked from here, and all is decided here for all together."""

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible_collections.gir.multidc.plugins.module_utils._keystore import options as options_of
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._keystore_run import Refused, Sync

MODULE = "gir.multidc.rcs_keystore_sync"


class ActionModule(ActionBase):
    """See the documentation of the module."""

    def run(self, tmp=None, task_vars=None):
        task_vars = task_vars or {}
        result = super().run(tmp, task_vars)
        options, problems = options_of.read(dict(self._task.args), task_vars.get("hostvars", {}))
        problems += self._task_problems(task_vars)
        try:
            if problems:
                raise Refused(problems)
            result.update(Sync(options, Hosts(self, MODULE, task_vars).run, self._task.check_mode).run())
        except Refused as refused:
            result.update(refused.result())
        return result

    def _task_problems(self, task_vars):
        """A task that would run once for each host would do everything once for each host."""
        found = []
        if len(task_vars.get("ansible_play_hosts_all") or ()) > 1 and not self._task.run_once:
            found.append("the task deals with all targets by itself; run it in a play for one host, such as localhost.")
        if C.DEFAULT_KEEP_REMOTE_FILES:
            found.append("ANSIBLE_KEEP_REMOTE_FILES would leave keystores in files on the hosts; unset it.")
        return found

    def _is_pipelining_enabled(self, module_style, wrap_async=False):
        """Pipelining keeps the payload off all disks, so it is used wherever the connection can."""
        can = getattr(self._connection, "has_pipelining", False) and not wrap_async
        become = getattr(self._connection, "become", None)
        if become is not None and getattr(become, "name", "") in ("su", "ansible.builtin.su"):
            can = False  # su reads its password from the stream that the module would come through
        return bool(module_style == "new" and can) or super()._is_pipelining_enabled(module_style, wrap_async)
