# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request that goes on while the run does: a process of its own asks, and its answer is collected later."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

_LOST = {"failed": True, "msg": "the process that asked ended without an answer"}


# Seconds after which it is asked whether to wait no longer.
_SLICE = 5.0


class Background:
    """`ask` is called in a process of its own; what it returns is plain data."""

    def __init__(self, ask: Callable[[], Mapping[str, Any]]) -> None:
        self._reader, writer = os.pipe()
        self._child = os.fork()
        if self._child:
            os.close(writer)
            return
        try:
            os.setsid()
            os.close(self._reader)
            with os.fdopen(writer, "wb") as stream:
                stream.write(json.dumps(ask(), default=str).encode("utf-8"))
        finally:
            os._exit(0)  # nothing of the parent's may run here once more

    def wait(self, seconds: float, stops: Callable[[], bool] = lambda: False) -> dict[str, Any] | None:
        """Its answer; None where it has none within this time, and then nobody waits for it any more.

        `stops`: asked now and then whether to wait no longer.
        """
        until, pieces = time.monotonic() + seconds, []
        while True:
            left = max(0.0, until - time.monotonic())
            ready, _writers, _errors = select.select([self._reader], [], [], min(left, _SLICE))
            if not ready and left > _SLICE and not stops():
                continue
            if not ready:
                self.end()
                return None
            piece = os.read(self._reader, 1 << 16)
            if not piece:
                break
            pieces.append(piece)
        self.end()
        try:
            found = json.loads(b"".join(pieces).decode("utf-8"))
        except ValueError:
            return dict(_LOST)
        return found if isinstance(found, dict) else dict(_LOST)

    def end(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._child, 0)
        with contextlib.suppress(OSError):
            os.close(self._reader)
