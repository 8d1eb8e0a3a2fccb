# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List the holds of all RWS hosts, asked from here."""

from ansible_collections.gir.multidc.plugins.module_utils._ledger import shared
from ansible_collections.gir.multidc.plugins.plugin_utils._hold.asking import HoldAction


class ActionModule(HoldAction):
    """See the documentation of the module."""

    module = "gir.multidc.hold_info"
    options = shared.HOSTS
