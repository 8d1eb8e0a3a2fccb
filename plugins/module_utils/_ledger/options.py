# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the ledger, as its module and its action read them: private to this collection."""

from typing import Any, Dict

READ = "read"
PRESENT = "present"
INTENT = "intent"
DONE = "done"
ABANDONED = "abandoned"
CHOSEN = "chosen"
# By the order of the documentation.
STATES = [READ, PRESENT, INTENT, DONE, ABANDONED, CHOSEN]

OPTIONS: Dict[str, Any] = {
    "state": {"type": "str", "choices": STATES, "default": READ},
    "operation": {"type": "str"},
    "verb": {"type": "str"},
    "active_datacenter": {"type": "str"},
    "eservices_site": {"type": "str"},
    "reason": {"type": "str"},
    "change_id": {"type": "str"},
    "silent": {"type": "dict", "default": {}},
    "root": {"type": "str"},
    "_request": {"type": "dict"},
}
