# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part ledger of the comparison of a host: what module ledger reads, in the same call; and, where somebody asks, what
earlier failovers, rehearsals and remediations left beside it.

Private to this collection, may change at any time.
"""

from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context
from ansible_collections.gir.multidc.plugins.module_utils._ledger import record, repairs


def observe_host(context: Context) -> None:
    """What it means is decided on the controller, for all hosts together; that it cannot be read stands in it."""
    asked = context.request.get("ledger")
    if asked is None:
        return
    root = asked.get("root") or ""
    context.answers["ledger"] = dict(record.read(root), changed=False)
    if asked.get("repairs"):
        context.answers["ledger"]["repairs"] = repairs.view(root)
    if asked.get("operations"):
        # Its code is compiled only where somebody asks.
        from ansible_collections.gir.multidc.plugins.module_utils._ledger import operations

        context.answers["ledger"]["operations"] = operations.view(root)
