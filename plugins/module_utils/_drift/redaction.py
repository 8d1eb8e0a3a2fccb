# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps secrets out of all that is told of a host: private to this collection, may change at any time."""

from typing import Any, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context


def redactor_of(context: Context) -> Redactor:
    """One for the whole host, which knows the secrets of all its components: one may stand in a file of another."""
    known: Optional[Redactor] = context.memory.get("redactor")
    if known is None:
        known = Redactor([key for one in context.components for key in one.get("secret_keys") or []])
        for component in context.components:
            for file in component.get("files") or []:
                _learn(known, file)
        context.memory["redactor"] = known
    return known


def _learn(redactor: Redactor, file: Dict[str, Any]) -> None:
    if file.get("sha256") or file.get("format", "text") not in compare.STRUCTURED:
        return
    try:
        redactor.learn(compare.read(file["format"], file["content"]))
    except (compare.Unreadable, compare.NoParser):
        return
