# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signals that ask a module to end, and the programs that it runs meanwhile: private, may change at any time.

A signal is noted, never raised: an exception between two lines would leave what the first one made. Whoever works asks
between two steps, and a program that runs is ended with everything that it has started.
"""

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, List, Optional, Tuple

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
# Seconds: how often a waiting parent looks at what was noted, and what a program gets to end by itself.
_INTERVAL = 0.05
_PATIENCE = 3.0


class Stopped(Exception):
    """A signal asked this process to end."""


class Stop:
    """What was asked of this process since `noted` was entered."""

    def __init__(self) -> None:
        self.number: Optional[int] = None

    def note(self, number: int, _frame: Any = None) -> None:
        self.number = number

    def check(self) -> None:
        """Raise Stopped when the process was asked to end."""
        if self.number is not None:
            raise Stopped("stopped by signal %d" % self.number)


@contextlib.contextmanager
def noted() -> Iterator[Stop]:
    """Note the signals that ask to end, also for whoever notes them already. What is ignored, as by nohup, stays so."""
    active = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(active, Stop):
        yield active
        return
    stop = Stop()
    handlers: Dict[int, Any] = {}
    try:
        # Python lets no other thread set them.
        if threading.current_thread() is threading.main_thread():
            for known in SIGNALS:
                if signal.getsignal(known) is not signal.SIG_IGN:
                    handlers[known] = signal.signal(known, stop.note)
        yield stop
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


if TYPE_CHECKING:
    _Popen = subprocess.Popen[bytes]
else:
    _Popen = subprocess.Popen


class _Program(_Popen):
    """AnsibleModule.run_command waits for the end of a program and cannot be told to end it."""


def run(
    words: List[str],
    stop: Stop,
    directory: str,
    announce: Callable[[int], None] = lambda group: None,
    cwd: Optional[str] = None,
) -> Tuple[int, str, str]:
    """Exit status, output and error output of a program without input. Raises Stopped, and OSError.

    It has a group of processes of its own, so that all of it can be ended. `announce` is called with the number of that
    group, in the new process, before the program does anything: whoever has to end it knows it however early we die.
    What it prints goes through files in `directory` that have no name: something that it leaves running, which holds
    its output open, keeps nobody waiting.
    """
    stop.check()
    with tempfile.TemporaryFile(dir=directory) as out, tempfile.TemporaryFile(dir=directory) as err:
        process = _Program(
            words,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            preexec_fn=lambda: announce(os.getpid()),
        )
        try:
            while process.poll() is None:
                stop.check()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=_INTERVAL)
        except BaseException:
            end_group(process.pid, process.poll)
            process.wait()
            raise
        return process.returncode, _text(out), _text(err)


def _text(printed: Any) -> str:
    printed.seek(0)
    return str(printed.read().decode("utf-8", "replace"))


def end_group(group: int, reap: Callable[[], Any] = lambda: None) -> None:
    """End all processes of a program, politely first; `reap` waits for those that this process has started."""
    _signal(group, signal.SIGTERM)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        reap()
        try:
            os.killpg(group, 0)
        except OSError:
            return
        time.sleep(_INTERVAL)
    _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
