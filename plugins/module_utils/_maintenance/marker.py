# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a maintenance marker is: private to this collection, may change at any time.

A marker is JSON: {"component", "who", "why", "until"}, or a list of such; without a component it is about the host.
"""

import json
from typing import Any, Dict, List

KEYS = ("host", "component", "who", "why", "until")
# Of a file, of a value, and of the markers in a file.
LONGEST, LONGEST_VALUE, MOST = 65536, 400, 100

Marker = Dict[str, Any]


def parsed(content: bytes) -> List[Marker]:
    """The markers of a file with all that they say. Raises ValueError, or RecursionError."""
    given = json.loads(content.decode("utf-8"))
    if isinstance(given, dict) and "markers" in given:
        given = given["markers"]
    many = given if isinstance(given, list) else [given]
    if not all(_is_marker(one) for one in many[:MOST]):
        raise ValueError("no marker")
    return many


def shown(markers: List[Marker]) -> List[Dict[str, str]]:
    """What readers take of them: text of bounded length."""
    return [
        {key: str(one[key])[:LONGEST_VALUE] for key in KEYS if one.get(key) is not None} for one in markers[:MOST]
    ]


def _is_marker(given: Any) -> bool:
    return isinstance(given, dict) and any(given.get(key) for key in ("who", "why", "until"))
