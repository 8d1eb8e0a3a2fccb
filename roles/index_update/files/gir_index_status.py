# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status of the index update: how far each index is covered, and how the last run ended.

The file is replaced as a whole, so that whoever reads it never sees half of it.
"""

import json
import os

from ansible_collections.gir.multidc.plugins.module_utils._rws.index_window import HOUR, MAX_MILLISECONDS, iso

RUNNING, OK, FAILED = "running", "ok", "failed"
BEHIND, WAITING = "behind", "waiting"
FORMAT = 1
MODE = 0o644


class StatusUnusable(Exception):
    """A status that cannot be read or written: without it nobody would know how far an index is covered."""


def mark(record, name, moment):
    """Write a moment down twice: for people, and in milliseconds for programs."""
    record[name], record[name + "_ms"] = iso(moment), moment


class StatusFile:
    def __init__(self, path):
        self.path = path

    def load(self, now, indexes):
        """The last status and sentences on what was wrong with it; {} stands for none."""
        text = self._read()
        if text is None:
            return {}, []
        problem, found = _parsed(text, indexes)
        if problem:
            aside = self.path + ".corrupt"
            try:
                os.replace(self.path, aside)
            except OSError as exc:
                raise self._unusable("moved aside", exc) from exc
            sentence = "The status file %s %s; it is kept as %s, and this run begins as the first one does."
            return {}, [sentence % (self.path, problem, aside)]
        return found, _correct_future(found, now)

    def save(self, status):
        fresh = self.path + ".new"
        try:
            with open(fresh, "w", encoding="utf-8") as out:
                os.fchmod(out.fileno(), MODE)
                json.dump(status, out, indent=2, sort_keys=True)
                out.write("\n")
                out.flush()
                os.fsync(out.fileno())
            os.replace(fresh, self.path)
        except OSError as exc:
            raise self._unusable("written", exc) from exc

    def _read(self):
        try:
            with open(self.path, "rb") as source:
                return source.read()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise self._unusable("read", exc) from exc

    def _unusable(self, what, exc):
        return StatusUnusable(
            "The status file %s cannot be %s (%s), so nobody would know how far the indexes are covered:"
            " mend the directory." % (self.path, what, exc.strerror)
        )


def _parsed(text, indexes):
    """(what is wrong, status): one of both is None."""
    if not text.strip():
        return "is empty", None
    try:
        found = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return "is not JSON", None
    if not isinstance(found, dict) or not isinstance(found.get("indexes"), dict):
        return "is not one of this program", None
    moments = [found.get(name) for name in ("started_ms", "last_success_ms", "next_attempt_ms")]
    for name in indexes:
        entry = found["indexes"].get(name, {})
        if not isinstance(entry, dict):
            return "is not one of this program", None
        moments += [entry.get("covered_until_ms"), entry.get("failing_since_ms")]
        if not _is_count(entry.get("failures", 0)):
            return "holds a number that is none", None
    if not all(moment is None or _is_moment(moment) for moment in moments):
        return "holds a time that is none", None
    return None, found


def _is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_moment(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < MAX_MILLISECONDS


def _correct_future(found, now):
    """Nothing can be covered beyond now: then this clock or that of an earlier run is wrong."""
    sentences = []
    for name, entry in sorted(found["indexes"].items()):
        since = entry.get("failing_since_ms") if isinstance(entry, dict) else None
        if _is_moment(since) and since > now:
            entry["failing_since_ms"] = now
        until = entry.get("covered_until_ms") if isinstance(entry, dict) else None
        if not _is_moment(until) or until <= now:
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
    if _is_moment(found.get("last_success_ms")) and found["last_success_ms"] > now:
        found["last_success_ms"] = None
    return sentences
