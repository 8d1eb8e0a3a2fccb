# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part index_update of the comparison of a host: the status that the program of the index update has left.

The controller judges it. Private to this collection, may change at any time.
"""

import json
import os
from typing import Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files

CHECK = "index_update.status"


def observe_host(context: Context) -> None:
    """Of the host that runs the update: when its configuration was written (UTC seconds) and the text of its status.

    Both are None where there is no such file. What is no status at all never leaves the host: nobody knows what it is.
    """
    for component in context.components:
        if component.get("status_file"):
            _observe(component, context)


def _observe(component: Component, context: Context) -> None:
    path, name = component["status_file"], component["name"]
    try:
        status = _text(context.root + path)
        installed = _written(component, context)
    except files.Malformed as refusal:
        reason = str(refusal).replace(context.root + path, "It", 1)
        context.found(difference(CHECK, name, path, expected="a status", actual="something else", reason=reason))
    except Refusal as refusal:
        context.found(not_checked("index_update.read", name, path, str(refusal)))
    else:
        context.answers["index_update"] = {"component": name, "path": path, "installed": installed, "status": status}


def _text(path: str) -> Optional[str]:
    data = files.read_bytes(path)
    if data is None:
        return None
    try:
        text = data.decode("utf-8")
        if isinstance(json.loads(text), dict):
            return text
    except (ValueError, RecursionError):
        pass
    raise files.Malformed("%s is no JSON object; the next run of gir-index-update.service writes it anew." % path)


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
