# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has the components keep backups in GIR_TEST_BACKUPS instead of /var/lib. Loaded before Ansible forks."""

import os

from ansible.plugins.callback import CallbackBase

if "GIR_TEST_BACKUPS" in os.environ:
    from ansible_collections.gir.multidc.plugins.plugin_utils._components import deployed

    deployed.BACKUPS = os.environ["GIR_TEST_BACKUPS"]


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "backups"
