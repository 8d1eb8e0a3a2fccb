# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why something differs, by the journal of what was last applied: private to this collection."""

import hashlib
from typing import Any, Callable, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._bundle import journal
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import BOTH, CHANGED, NOT_APPLIED, UNKNOWN
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context

Entry = Dict[str, Any]


class Causes:
    """Of the files and directories of one component. The journal is read when something differs."""

    def __init__(self, component: Component, context: Context) -> None:
        self._directory = component.get("kept_directory")
        self._context = context
        self._read = False
        self._held: Optional[Dict[str, Dict[str, Entry]]] = None

    def of_content(self, item: Any) -> str:
        """Of a file that has other content, or is missing."""
        entry = self._entry("files", item.path)
        desired = item.digest or hashlib.sha256(item.content).hexdigest()
        present = None if item.old is None else hashlib.sha256(item.old).hexdigest()
        return self._cause(
            entry,
            changed=lambda applied: applied.get("sha256") != present,
            not_applied=lambda applied: applied.get("desired") != desired,
        )

    def of_directory(self, item: Any) -> str:
        """Of a directory that is missing."""
        return self._cause(
            self._entry("directories", item.path),
            changed=lambda applied: "absent" not in applied,
            not_applied=lambda applied: "absent" in applied,
        )

    def of_extra(self, path: str) -> str:
        """Of a file that must not be there."""
        return self._cause(
            self._entry("files", path),
            changed=lambda applied: "absent" in applied,
            not_applied=lambda applied: "absent" not in applied,
        )

    def of_metadata(self, part: str, path: str, name: str, present: Any, desired: Any) -> str:
        """Of `uid`, `gid` or `mode`. `desired` is None for an account that the host does not have."""
        return self._cause(
            self._entry(part, path),
            changed=lambda applied: applied.get(name) != present,
            not_applied=lambda applied: applied.get(name) != desired,
        )

    def _entry(self, part: str, path: str) -> Optional[Entry]:
        if not self._read:
            self._read = True
            if self._directory:
                try:
                    self._held = journal.read(self._context.locator.locate(self._directory))
                except Refusal:
                    self._held = None
        return None if self._held is None else self._held[part].get(path, {})

    @staticmethod
    def _cause(
        entry: Optional[Entry], changed: Callable[[Entry], bool], not_applied: Callable[[Entry], bool]
    ) -> str:
        if entry is None:
            return UNKNOWN
        if not entry:
            # There is a journal, and nothing of this path is in it.
            return NOT_APPLIED
        answers = changed(entry), not_applied(entry)
        return {(True, False): CHANGED, (False, True): NOT_APPLIED, (True, True): BOTH}.get(answers, UNKNOWN)
