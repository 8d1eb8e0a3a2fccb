# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who holds the lock on the RWS hosts, of all of them together."""

from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._ledger import shared
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import protocol
from ansible_collections.gir.multidc.plugins.plugin_utils._lock.asking import LockAction


class ActionModule(LockAction):
    """See the documentation of the module."""

    module = "gir.multidc.lock_info"
    options = shared.HOSTS

    def steps(self, options: dict[str, Any], task: protocol.Task) -> protocol.Asking:
        return protocol.looked(task)
