# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept for rollback, on all hosts together."""

from ansible_collections.gir.multidc.plugins.module_utils._copies.options import HOSTS
from ansible_collections.gir.multidc.plugins.plugin_utils._copies.asking import CopiesAction


class ActionModule(CopiesAction):
    """See the documentation of the module."""

    _requires_connection = False
    module = "gir.multidc.kept_copies_info"
    options = HOSTS
