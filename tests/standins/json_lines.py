# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of JSON, one document a line, that survives the end of its writer at any moment."""

import json
import os
import threading
from pathlib import Path


class Lines:
    """What is appended is on the disk when append() returns."""

    def __init__(self, path):
        self.path = Path(path)
        self._lock = threading.Lock()

    def append(self, document):
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as out:
                # A line that its writer did not finish must not spoil the next one.
                if out.tell() and not _ends_whole(out):
                    out.write(b"\n")
                out.write(json.dumps(document).encode("utf-8") + b"\n")
                out.flush()
                os.fsync(out.fileno())


def _ends_whole(lines):
    lines.seek(-1, os.SEEK_END)
    return lines.read(1) == b"\n"


def read(path):
    """The documents of a file; without the line that its writer could not finish, and none without the file."""
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    found = []
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
