# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What remediations left beside the ledger: which findings each of them repaired. Private to this collection.

A record that cannot be read is left out: it only reminds of a repair, and must not keep anybody from comparing.
"""

import json
import os
import stat
from typing import Any, Dict, List, Optional

DIRECTORY, RECORD = "/var/lib/gir-ledger/remediation", ".repaired.json"
# Of the newest ones only; a remediation an hour makes as many in a month.
MOST = 800
_LARGEST = 4 << 20


def view(root: str) -> List[Dict[str, Any]]:
    """`operation`, `at` (UTC) and `repaired` (ids of findings) of each, the newest first."""
    folder = root + DIRECTORY
    try:
        names = sorted((name for name in os.listdir(folder) if name.endswith(RECORD)), reverse=True)
    except OSError:
        return []
    found = (_read(os.path.join(folder, name)) for name in names[:MOST])
    return [one for one in found if one is not None]


def _read(path: str) -> Optional[Dict[str, Any]]:
    try:
        # A link is not followed, and a pipe keeps nobody waiting.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
                return None
            known = json.loads(stream.read(_LARGEST).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(known, dict) or not isinstance(known.get("repaired"), list):
        return None
    texts = [known.get("operation"), known.get("at"), *known["repaired"]]
    if not all(isinstance(one, str) for one in texts):
        return None
    return {"operation": texts[0], "at": texts[1], "repaired": texts[2:]}
