# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The failover kit that a host keeps, for a comparison: private to this collection, may change at any time."""

from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context
from ansible_collections.gir.multidc.plugins.module_utils._kit.look import look


def observe_host(context: Context) -> None:
    """What it means is decided on the controller, which knows what the inventory and the collection are now."""
    path = context.request.get("kit")
    if path:
        context.answers["kit"] = dict(look(context.locator.locate(path)), path=path)
