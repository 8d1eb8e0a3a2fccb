# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part ledger of the comparison of a host: what module ledger reads, in the same call.

Private to this collection, may change at any time.
"""

from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context
from ansible_collections.gir.multidc.plugins.module_utils._ledger import record


def observe_host(context: Context) -> None:
    """What it means is decided on the controller, for all hosts together; that it cannot be read stands in it."""
    asked = context.request.get("ledger")
    if asked is not None:
        context.answers["ledger"] = dict(record.read(asked.get("root") or ""), changed=False)
