# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of writing verbs on the RWS hosts: they are asked from here, and all is decided here for all together."""

from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._ledger import lock
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import protocol
from ansible_collections.gir.multidc.plugins.plugin_utils._lock.asking import LockAction


class ActionModule(LockAction):
    """See the documentation of the module."""

    module = "gir.multidc.lock"
    options = lock.OPTIONS

    def refuse(self, options: dict[str, Any], variables: dict[str, Any]) -> None:
        """A task that runs for each host would claim against itself."""
        if not self.is_alone(variables) and options["state"] == "claimed":
            text = "lock: the task deals with all hosts by itself; run it in a play for one host, such as localhost."
            raise protocol.Refused(text)

    def steps(self, options: dict[str, Any], task: protocol.Task) -> protocol.Asking:
        return protocol.STATES[options["state"]](task)
