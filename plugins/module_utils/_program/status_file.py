# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The status that a program on a host leaves: how its last run ended, for whoever judges it.

The file is replaced as a whole, so that whoever reads it never sees half of it.
"""

import json
import os
from typing import Any, Callable, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import MAX_MILLISECONDS, iso

RUNNING, OK, FAILED, WAITING = "running", "ok", "failed", "waiting"
FORMAT = 1
MODE = 0o644
NONE_OF_OURS = "is not one of this program"

Record = Dict[str, Any]


class StatusUnusable(Exception):
    """A status that cannot be read or written: without it nobody would know what the program has done."""


def mark(record: Record, name: str, moment: Optional[int]) -> None:
    """Write a moment down twice: for people, and in milliseconds for programs."""
    record[name], record[name + "_ms"] = iso(moment), moment


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_moment(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < MAX_MILLISECONDS


class StatusFile:
    """`unknown`: what nobody would know without it, as the end of a sentence. `mode`: who may read it."""

    def __init__(self, path: str, unknown: str, mode: int = MODE) -> None:
        self.path = path
        self._unknown = unknown
        self._mode = mode

    def read(self, judge: Callable[[Record], Optional[str]]) -> Tuple[Record, List[str]]:
        """The last status and sentences on what was wrong with it; {} stands for none.

        `judge` says what is wrong with what was read, None for nothing.
        """
        text = self._read()
        if text is None:
            return {}, []
        found, problem = _parsed(text)
        problem = problem or judge(found)
        if problem is None:
            return found, []
        aside = self.path + ".corrupt"
        try:
            os.replace(self.path, aside)
        except OSError as exc:
            raise self._unusable("moved aside", exc) from exc
        sentence = "The status file %s %s; it is kept as %s, and this run begins as the first one does."
        return {}, [sentence % (self.path, problem, aside)]

    def save(self, status: Record) -> None:
        fresh = self.path + ".new"
        try:
            with open(fresh, "w", encoding="utf-8") as out:
                os.fchmod(out.fileno(), self._mode)
                json.dump(status, out, indent=2, sort_keys=True)
                out.write("\n")
                out.flush()
                os.fsync(out.fileno())
            os.replace(fresh, self.path)
        except OSError as exc:
            raise self._unusable("written", exc) from exc

    def _read(self) -> Optional[bytes]:
        try:
            with open(self.path, "rb") as source:
                return source.read()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise self._unusable("read", exc) from exc

    def _unusable(self, what: str, exc: OSError) -> StatusUnusable:
        return StatusUnusable(
            "The status file %s cannot be %s (%s), so nobody would know %s: mend the directory."
            % (self.path, what, exc.strerror, self._unknown)
        )


def _parsed(text: bytes) -> Tuple[Record, Optional[str]]:
    """(status, what is wrong with it, None for nothing)"""
    if not text.strip():
        return {}, "is empty"
    try:
        found = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}, "is not JSON"
    return (found, None) if isinstance(found, dict) else ({}, NONE_OF_OURS)


def judged_run(found: Record) -> Optional[str]:
    """What is wrong with the moments of a run, None for nothing."""
    moments = [found.get(name) for name in ("started_ms", "last_success_ms", "next_attempt_ms")]
    return None if all(moment is None or is_moment(moment) for moment in moments) else "holds a time that is none"
