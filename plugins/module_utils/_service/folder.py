# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what is written to a folder is new and can be read: private to this collection, may change at any time.

A file system that is mounted from elsewhere may not answer at all, and a process that waits for it cannot be told to
stop. So another process looks, and is left to itself when its time is over.
"""

import contextlib
import json
import os
import select
import signal
import stat
import time
from typing import Any, Callable, Dict, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    confirmed,
    failed,
    not_observable,
)

HOUR = 3600.0
# A clock may be wrong by so much.
AHEAD = 300
MOST_ENTRIES = 200000
MISSING, NO_FOLDER, UNREADABLE, EMPTY = "missing", "no_folder", "unreadable", "empty"
FUTURE, STALE, TOO_MANY, SILENT = "future", "stale", "too_many", "silent"
# Of these nobody knows whether the folder is good.
_UNSEEN = (TOO_MANY, SILENT)
_LONGEST = 4096

Found = Dict[str, Any]


def look(path: str, max_hours: int, seconds: float, now: Optional[float] = None) -> Found:
    """What is in the folder, with the judgement: is its newest file that is not empty young enough, and readable?"""
    found = within(seconds, lambda: _Folder(time.time() if now is None else now).read(path))
    if found is None:
        text = "%s did not answer within %g seconds" % (shown(path), seconds)
        found = {"problems": [_problem(SILENT, text)], "files": 0, "newest": None, "free_bytes": None}
    newest = found["newest"]
    if newest is not None and newest["age_hours"] > max_hours:
        text = "its newest file %s is %.1f hours old, %d are allowed" % (
            newest["path"],
            newest["age_hours"],
            max_hours,
        )
        found["problems"].append(_problem(STALE, text))
    return dict(found, path=shown(path), **_judged(found["problems"]))


def _judged(problems: List[Dict[str, str]]) -> Dict[str, Any]:
    bad = [one["text"] for one in problems if one["id"] not in _UNSEEN]
    if bad:
        return failed("; ".join(bad))
    return not_observable("; ".join(one["text"] for one in problems)) if problems else confirmed()


def _problem(name: str, text: str) -> Dict[str, str]:
    return {"id": name, "text": text}


def shown(path: str) -> str:
    """A name of a file may hold anything."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:_LONGEST]


class _Folder:
    """One look at a folder and all that is below it."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.files = self.entries = 0
        self.newest: Any = None
        self.ahead: Any = None
        self.unreadable: List[str] = []

    def read(self, path: str) -> Found:
        try:
            if not stat.S_ISDIR(os.stat(path).st_mode):
                return self._end([_problem(NO_FOLDER, "%s is no folder" % shown(path))])
        except FileNotFoundError:
            return self._end([_problem(MISSING, "%s does not exist" % shown(path))])
        except OSError as error:
            text = "%s cannot be read: %s" % (shown(path), error.strerror)
            return self._end([_problem(UNREADABLE, text)])
        whole = self._walk(path)
        problems = [] if whole else [_problem(TOO_MANY, "it has more than %d entries" % MOST_ENTRIES)]
        return self._end(problems + self._problems(), self._free(path))

    def _walk(self, top: str) -> bool:
        """Whether everything below was seen."""
        left = [top]
        while left:
            folder = left.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        self.entries += 1
                        if self.entries > MOST_ENTRIES:
                            return False
                        if entry.is_dir(follow_symlinks=False):
                            left.append(entry.path)
                        else:
                            self._file(entry)
            except OSError as error:
                self._refused(folder, error)
        return True

    def _file(self, entry: Any) -> None:
        try:
            known = entry.stat()
        except FileNotFoundError:
            # Somebody writes and removes files there meanwhile.
            return
        except OSError as error:
            self._refused(entry.path, error)
            return
        if not stat.S_ISREG(known.st_mode):
            return
        self.files += 1
        if known.st_size == 0:
            # Such as a lock; it says nothing of the index.
            return
        one = (known.st_mtime, entry.path, known.st_size)
        if known.st_mtime > self.now + AHEAD:
            self.ahead = max(self.ahead or one, one)
        else:
            self.newest = max(self.newest or one, one)

    def _refused(self, path: str, error: OSError) -> None:
        self.unreadable.append("%s cannot be read: %s" % (shown(path), error.strerror))

    def _problems(self) -> List[Dict[str, str]]:
        found = []
        if self.newest is not None:
            try:
                with open(self.newest[1], "rb", buffering=0) as opened:
                    opened.read(1)
            except OSError as error:
                self._refused(self.newest[1], error)
        if self.unreadable:
            more = len(self.unreadable) - 1
            text = "%s%s" % (self.unreadable[0], " (and %d more)" % more if more else "")
            found.append(_problem(UNREADABLE, text))
        elif self.newest is None and self.ahead is None:
            found.append(_problem(EMPTY, "it has no file that holds anything"))
        if self.ahead is not None:
            text = "%s is of the future, by %.1f hours, so that one of the clocks is wrong" % (
                shown(self.ahead[1]),
                (self.ahead[0] - self.now) / HOUR,
            )
            found.append(_problem(FUTURE, text))
        return found

    @staticmethod
    def _free(path: str) -> Optional[int]:
        try:
            known = os.statvfs(path)
        except OSError:
            return None
        return known.f_bavail * known.f_frsize

    def _end(self, problems: List[Dict[str, str]], free: Optional[int] = None) -> Found:
        newest = None
        if self.newest is not None:
            moment, path, size = self.newest
            newest = {
                "path": shown(path),
                "modified": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)),
                "age_hours": round(max(0.0, self.now - moment) / HOUR, 1),
                "size": size,
            }
        return {"problems": problems, "files": self.files, "newest": newest, "free_bytes": free}


def within(seconds: float, function: Callable[[], Found]) -> Optional[Found]:
    """What the function returns, in a process of its own; None when it did not end in time."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _answer(writer, function)
    os.close(writer)
    try:
        answer = _received(reader, time.monotonic() + seconds)
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    if answer is None:
        # It may wait for the file system for ever, and nobody waits for it.
        os.waitpid(child, os.WNOHANG)
        return None
    os.waitpid(child, 0)
    if not answer:
        raise OSError("the folder could not be read: the process that looked at it ended without an answer")
    found: Found = json.loads(answer.decode("utf-8"))
    return found


def _answer(writer: int, function: Callable[[], Found]) -> None:
    """In the new process: nobody waits for its output, and nothing of the old one runs on here."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        with os.fdopen(writer, "wb") as answer:
            answer.write(json.dumps(function()).encode("utf-8"))
    finally:
        os._exit(0)


def _received(reader: int, end: float) -> Optional[bytes]:
    pieces: List[bytes] = []
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([reader], [], [], left)[0]:
            return None
        piece = os.read(reader, 1 << 16)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
