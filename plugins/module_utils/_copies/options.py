# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the modules about copies: private to this collection, may change at any time."""

from typing import Any, Dict

HOSTS: Dict[str, Any] = {
    "hosts": {"type": "list", "elements": "str"},
    "silent": {"type": "dict", "default": {}},
}
REMOVAL: Dict[str, Any] = {
    "state": {"type": "str", "choices": ["absent"], "default": "absent"},
    "copies": {"type": "raw"},
    "older_than_days": {"type": "raw"},
}
