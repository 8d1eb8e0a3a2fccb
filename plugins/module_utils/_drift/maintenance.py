# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The maintenance marker of a host: private to this collection, may change at any time.

A marker is JSON: {"component", "who", "why", "until"}, or a list of such; without a component it is about the host.
"""

import json
from typing import Any, Dict, List

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.regular import read_regular
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context
from ansible_collections.gir.multidc.plugins.module_utils._drift.looking import lstat

_KEYS = ("host", "component", "who", "why", "until")
_LONGEST, _LONGEST_VALUE, _MOST = 65536, 400, 100
_REMEDY = "write it as JSON with who, why and until, or remove it"


def observe_host(context: Context) -> None:
    """Put {"markers": [...]} into the answer. What cannot be read is no marker, and is told."""
    path = context.request.get("maintenance")
    if not path:
        return
    try:
        real = context.locator.locate(path)
        if lstat(real) is None:
            return
        markers = _markers(read_regular(real, _LONGEST))
        if markers:
            context.answers["maintenance"] = {"markers": markers}
        return
    except OSError as error:
        reason = "The maintenance marker cannot be read: %s." % error.strerror
    except (ValueError, RecursionError):
        reason = "What stands there is no maintenance marker: %s." % _REMEDY
    context.found(not_checked("file.read", "", path, reason))


def _markers(content: bytes) -> List[Dict[str, str]]:
    """Raises ValueError."""
    given = json.loads(content.decode("utf-8"))
    if isinstance(given, dict) and "markers" in given:
        given = given["markers"]
    many = given if isinstance(given, list) else [given]
    return [_marker(one) for one in many[:_MOST]]


def _marker(given: Any) -> Dict[str, str]:
    if not isinstance(given, dict) or not any(given.get(key) for key in ("who", "why", "until")):
        raise ValueError("no marker")
    return {key: str(given[key])[:_LONGEST_VALUE] for key in _KEYS if given.get(key) is not None}
