# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run at a time. The kernel lets go of the lock when the process ends, however it ends."""

import fcntl
import os
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._program.status_file import StatusUnusable


class Busy(Exception):
    pass


class Lock:
    def __init__(self, path: str) -> None:
        self.path = path
        self._file: Any = None

    def __enter__(self) -> "Lock":
        try:
            self._file = open(self.path, "a+")
        except OSError as exc:
            text = "The lock file %s cannot be opened (%s): run site, which makes its directory."
            raise StatusUnusable(text % (self.path, exc.strerror)) from exc
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            self._file.seek(0)
            holder = self._file.read(32).strip()
            self._file.close()
            who = "process %s" % holder if holder.isdigit() else "a process"
            raise Busy("Another run (%s) holds the lock %s; this one does nothing." % (who, self.path)) from exc
        self._file.seek(0)
        self._file.truncate()
        self._file.write("%d\n" % os.getpid())
        self._file.flush()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._file.close()
