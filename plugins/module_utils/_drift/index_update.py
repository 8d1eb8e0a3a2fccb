# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part index_update of the comparison of a host: the status that the program of the index update has left.

The controller judges it. Private to this collection, may change at any time.
"""

import json
import os
from typing import Any, Callable, Dict, Iterable, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked, shortened
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files

CHECK = "index_update.status"
# What the controller judges by: texts with their longest, and moments in milliseconds or counts. An account of the
# host writes the file, so nothing else of it leaves the host.
_TEXTS = {"host": 255, "state": 100, "started": 100, "last_success": 100, "next_attempt": 100, "message": 1000}
_NUMBERS = ("started_ms", "last_success_ms", "next_attempt_ms")
_TEXTS_OF_INDEX = {"covered_until": 100, "failing_since": 100}
_NUMBERS_OF_INDEX = ("covered_until_ms", "failures")
_INDEXES = ("recordings", "screen_recordings")
_LARGEST = 1e15
# In the place of what no program of ours writes; the controller takes it for no status.
_STRANGE = False


def observe_host(context: Context) -> None:
    """Of the host that runs the update: when its configuration was written (UTC seconds) and its status.

    Of the status, as JSON, what the controller knows. Both are None where there is no such file. What is no status at
    all never leaves the host.
    """
    for component in context.components:
        if component.get("status_file"):
            _observe(component, context)


def _observe(component: Component, context: Context) -> None:
    path, name = component["status_file"], component["name"]
    try:
        status = _status(context.root + path, context)
        installed = _written(component, context)
    except files.Malformed as refusal:
        reason = str(refusal).replace(context.root + path, "It", 1)
        context.found(difference(CHECK, name, path, expected="a status", actual="something else", reason=reason))
    except Refusal as refusal:
        context.found(not_checked("index_update.read", name, path, str(refusal)))
    else:
        context.answers["index_update"] = {"component": name, "path": path, "installed": installed, "status": status}


def _status(path: str, context: Context) -> Optional[str]:
    data = files.read_bytes(path)
    if data is None:
        return None
    try:
        given = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise files.Malformed("%s is no JSON object; the next run of gir-index-update.service writes it anew." % path)
    # Only what is said has to be searched for secrets, and that takes much to import.
    from ansible_collections.gir.multidc.plugins.module_utils._drift.redaction import redactor_of

    return json.dumps(_known(given, redactor_of(context).text), sort_keys=True)


def _known(given: Dict[str, Any], clean: Callable[[str], str]) -> Dict[str, Any]:
    """The members of a status that the controller knows."""
    found: Dict[str, Any] = _kept(given, _TEXTS, _NUMBERS, clean)
    if "indexes" in given:
        of_indexes = given["indexes"]
        found["indexes"] = _STRANGE
        if isinstance(of_indexes, dict):
            found["indexes"] = {
                name: _kept(of_indexes[name], _TEXTS_OF_INDEX, _NUMBERS_OF_INDEX, clean)
                for name in _INDEXES
                if name in of_indexes
            }
    return found


def _kept(given: Any, texts: Dict[str, int], numbers: Iterable[str], clean: Callable[[str], str]) -> Any:
    if not isinstance(given, dict):
        return _STRANGE
    found = {name: _text(given[name], longest, clean) for name, longest in texts.items() if name in given}
    found.update((name, _number(given[name])) for name in numbers if name in given)
    return found


def _text(value: Any, longest: int, clean: Callable[[str], str]) -> Any:
    if value is None:
        return None
    return shortened(" ".join(clean(value).split()), longest) if isinstance(value, str) else _STRANGE


def _number(value: Any) -> Any:
    if value is None:
        return None
    is_one = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return value if is_one else _STRANGE


def _written(component: Component, context: Context) -> Optional[float]:
    """When the configuration was written that the update runs with."""
    for file in component.get("files") or ():
        if os.path.basename(file["path"]) == "config.json":
            try:
                return os.stat(context.root + file["path"]).st_mtime
            except FileNotFoundError:
                return None
            except OSError as error:
                raise Refusal("%s cannot be looked at: %s." % (file["path"], error.strerror)) from error
    return None
