# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that end a run in order."""

import signal
from typing import Optional

NUMBERS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asked the run to end. Not an Exception: nothing on the way may take it for a failure of a server."""


class Signals:
    """From the entering on the first signal ends the run in order; none disturbs the writing of its last word.

    One that comes meanwhile counts at the next entering.
    """

    def __init__(self) -> None:
        self._armed = False
        self._came: Optional[int] = None

    def __enter__(self) -> "Signals":
        self._armed = True
        if self._came is not None:
            self._handle(self._came, None)
        for number in NUMBERS:
            signal.signal(number, self._handle)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._armed = False

    def _handle(self, number: int, _frame: object) -> None:
        self._came = number
        if self._armed:
            self._armed = False
            raise Stopped("It was stopped by %s; the next run goes on there." % signal.Signals(number).name)
