# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program on a host says: one line for each thing, to the standard streams and, when asked, to syslog."""

import contextlib
import sys
import syslog
from typing import List, TextIO

MASK = "********"


class Journal:
    """`identity`: the name of the program in syslog."""

    def __init__(self, identity: str, to_syslog: bool = False) -> None:
        self._to_syslog = to_syslog
        self._secrets: List[str] = []
        if to_syslog:
            syslog.openlog(identity, syslog.LOG_PID, syslog.LOG_DAEMON)

    def hide(self, secret: str) -> None:
        """Keep a secret out of every line. A server may send back what it was sent."""
        if len(secret) >= 3:
            self._secrets.append(secret)

    def clean(self, text: object) -> str:
        line = " ".join(str(text).split())
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return line

    def info(self, text: str) -> None:
        self._say(sys.stdout, syslog.LOG_INFO, text)

    def error(self, text: str) -> None:
        self._say(sys.stderr, syslog.LOG_ERR, text)

    def _say(self, stream: TextIO, priority: int, text: str) -> None:
        line = self.clean(text)
        if self._to_syslog:
            syslog.syslog(priority, line)
        # A reader that has gone must not end the run.
        with contextlib.suppress(OSError, ValueError):
            stream.write(line + "\n")
            stream.flush()
