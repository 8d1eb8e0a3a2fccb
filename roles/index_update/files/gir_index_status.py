# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of the index update: how far each index is covered, and how the last run ended."""

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import HOUR, iso
from ansible_collections.gir.multidc.plugins.module_utils._program.status_file import (
    NONE_OF_OURS,
    StatusFile,
    is_count,
    is_moment,
    judged_run,
)

BEHIND = "behind"
UNKNOWN = "how far the indexes are covered"


class IndexStatus(StatusFile):
    def __init__(self, path):
        super().__init__(path, UNKNOWN)

    def load(self, now, indexes):
        """The last status and sentences on what was wrong with it; {} stands for none."""
        found, sentences = self.read(lambda status: _problem(status, indexes))
        return found, sentences + (_correct_future(found, now) if found else [])


def _problem(found, indexes):
    """What is wrong with a status, None for nothing."""
    if not isinstance(found.get("indexes"), dict):
        return NONE_OF_OURS
    moments = []
    for name in indexes:
        entry = found["indexes"].get(name, {})
        if not isinstance(entry, dict):
            return NONE_OF_OURS
        moments += [entry.get("covered_until_ms"), entry.get("failing_since_ms")]
        if not is_count(entry.get("failures", 0)):
            return "holds a number that is none"
    if not all(moment is None or is_moment(moment) for moment in moments):
        return "holds a time that is none"
    return judged_run(found)


def _correct_future(found, now):
    """Nothing can be covered beyond now: then this clock or that of an earlier run is wrong."""
    sentences = []
    for name, entry in sorted(found["indexes"].items()):
        since = entry.get("failing_since_ms") if isinstance(entry, dict) else None
        if is_moment(since) and since > now:
            entry["failing_since_ms"] = now
        until = entry.get("covered_until_ms") if isinstance(entry, dict) else None
        if not is_moment(until) or until <= now:
            continue
        if until <= now + HOUR:
            entry["covered_until_ms"] = now
            continue
        entry["covered_until_ms"] = None
        text = (
            "%s are said to be covered until %s, but this clock says %s: one of both is or was wrong;"
            " they are updated as in the first run."
        )
        sentences.append(text % (name, iso(until), iso(now)))
    if is_moment(found.get("last_success_ms")) and found["last_success_ms"] > now:
        found["last_success_ms"] = None
    return sentences
