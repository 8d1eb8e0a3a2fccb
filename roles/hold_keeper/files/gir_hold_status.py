# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of the hold keeper: what became of each hold, and since when it fails."""

from ansible_collections.gir.multidc.plugins.module_utils._program.status_file import (
    NONE_OF_OURS,
    StatusFile,
    is_count,
    is_moment,
    judged_run,
)

UNKNOWN = "what is protected"
_MOMENTS = ("last_success_ms", "failing_since_ms")


class HoldStatus(StatusFile):
    def __init__(self, path):
        super().__init__(path, UNKNOWN)

    def load(self, now):
        """The last status and sentences on what was wrong with it; {} stands for none."""
        found, sentences = self.read(_problem)
        if found.get("last_success_ms") and found["last_success_ms"] > now:
            # This clock or that of an earlier run is wrong.
            found["last_success_ms"] = None
        for entry in found.get("holds", {}).values():
            for name in _MOMENTS:
                if entry.get(name) and entry[name] > now:
                    entry[name] = now if name == "failing_since_ms" else None
        return found, sentences


def _problem(found):
    """What is wrong with a status, None for nothing."""
    holds = found.get("holds")
    if not isinstance(holds, dict) or not all(isinstance(entry, dict) for entry in holds.values()):
        return NONE_OF_OURS
    if not isinstance(found.get("dropped", {}), dict):
        return NONE_OF_OURS
    for entry in holds.values():
        if not is_count(entry.get("failures", 0)):
            return "holds a number that is none"
        moments = [entry.get(name) for name in _MOMENTS]
        if not all(moment is None or is_moment(moment) for moment in moments):
            return "holds a time that is none"
    return judged_run(found)
