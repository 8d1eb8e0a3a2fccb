# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status that a program of this collection has left on its host, for the controller, which judges it.

An account of the host writes the file, so only what the controller knows of it leaves the host. Private to this
collection, may change at any time.
"""

import json
import os
from typing import Any, Callable, Dict, Iterable, NamedTuple, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked, shortened
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files

Clean = Callable[[str], str]

# Of a run: texts with their longest, and moments in milliseconds.
TEXTS = {"host": 255, "state": 100, "started": 100, "last_success": 100, "next_attempt": 100, "message": 1000}
NUMBERS = ("started_ms", "last_success_ms", "next_attempt_ms")
_LARGEST = 1e15
# In the place of what no program of ours writes; the controller takes it for no status.
STRANGE = False


class Form(NamedTuple):
    """`component`: whose program it is. `unit`: which service writes it. `known`: what of it the controller knows."""

    component: str
    unit: str
    known: Callable[[Dict[str, Any], Clean], Dict[str, Any]]


def observe(form: Form, context: Context) -> None:
    """When the configuration was written (UTC seconds), and the status, as JSON.

    Both are None where there is no such file. What is no status at all never leaves the host.
    """
    for component in context.components:
        if component["name"] == form.component and component.get("status_file"):
            _observe(form, component, context)


def _observe(form: Form, component: Component, context: Context) -> None:
    path, name = component["status_file"], component["name"]
    try:
        status = _status(form, context.root + path, context)
        installed = _written(component, context)
    except files.Malformed as refusal:
        reason = str(refusal).replace(context.root + path, "It", 1)
        check = "%s.status" % name
        context.found(difference(check, name, path, expected="a status", actual="something else", reason=reason))
    except Refusal as refusal:
        context.found(not_checked("%s.read" % name, name, path, str(refusal)))
    else:
        context.answers[name] = {"component": name, "path": path, "installed": installed, "status": status}


def _status(form: Form, path: str, context: Context) -> Optional[str]:
    data = files.read_bytes(path)
    if data is None:
        return None
    try:
        given = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise files.Malformed("%s is no JSON object; the next run of %s writes it anew." % (path, form.unit))
    # Only what is said has to be searched for secrets, and that takes much to import.
    from ansible_collections.gir.multidc.plugins.module_utils._drift.redaction import redactor_of

    return json.dumps(form.known(given, redactor_of(context).text), sort_keys=True)


def kept(given: Any, texts: Dict[str, int], numbers: Iterable[str], clean: Clean) -> Any:
    """Of a dictionary, these members; what they are not is strange."""
    if not isinstance(given, dict):
        return STRANGE
    found = {name: _text(given[name], longest, clean) for name, longest in texts.items() if name in given}
    found.update((name, _number(given[name])) for name in numbers if name in given)
    return found


def _text(value: Any, longest: int, clean: Clean) -> Any:
    if value is None:
        return None
    return shortened(" ".join(clean(value).split()), longest) if isinstance(value, str) else STRANGE


def _number(value: Any) -> Any:
    if value is None:
        return None
    is_one = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return value if is_one else STRANGE


def _written(component: Component, context: Context) -> Optional[float]:
    """When the configuration was written that the program runs with."""
    for file in component.get("files") or ():
        if os.path.basename(file["path"]) == "config.json":
            try:
                return os.stat(context.root + file["path"]).st_mtime
            except FileNotFoundError:
                return None
            except OSError as error:
                raise Refusal("%s cannot be looked at: %s." % (file["path"], error.strerror)) from error
    return None
