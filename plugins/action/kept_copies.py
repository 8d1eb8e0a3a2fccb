# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remove what is kept for rollback: the hosts are asked from here, and all is decided here for all together."""

from ansible_collections.gir.multidc.plugins.module_utils._copies.options import HOSTS, REMOVAL
from ansible_collections.gir.multidc.plugins.plugin_utils._copies.asking import CopiesAction


class ActionModule(CopiesAction):
    """See the documentation of the module."""

    _requires_connection = False
    module = "gir.multidc.kept_copies"
    options = {**HOSTS, **REMOVAL}
    removes = True
