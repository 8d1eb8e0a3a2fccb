# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set and end maintenance markers: the hosts are asked from here, all at once."""

from ansible_collections.gir.multidc.plugins.module_utils._maintenance import host
from ansible_collections.gir.multidc.plugins.plugin_utils._maintenance.asking import MaintenanceAction


class ActionModule(MaintenanceAction):
    """See the documentation of the module."""

    _requires_connection = False
    module = "gir.multidc.maintenance"
    options = host.OPTIONS
