# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt of what a program on a host does; the program says what that is, and what its status holds."""

import os
import time
from typing import Any, Callable, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._program.journal import Journal
from ansible_collections.gir.multidc.plugins.module_utils._program.signals import Signals, Stopped
from ansible_collections.gir.multidc.plugins.module_utils._program.status_file import (
    FAILED,
    FORMAT,
    OK,
    RUNNING,
    Record,
    StatusUnusable,
    mark,
)

# How the last sentence about a failure begins when there is another attempt.
AT = " It is tried again at "
LONGEST_PAUSE = 2 * 3600
# A run that goes on longer would keep that of the next day waiting.
LONGEST_RUN = 20 * 3600


def milliseconds() -> int:
    return int(time.time() * 1000)


def pause_after(attempt: int, settings: Any, seconds: float) -> Optional[int]:
    """Seconds until the next attempt; None after the last one. `seconds`: how long the run goes on already."""
    # Not 2 ** attempt: a configuration may ask for very many attempts.
    pause = min(settings.retry_seconds << min(attempt - 1, 20), max(LONGEST_PAUSE, settings.retry_seconds))
    return pause if attempt < settings.attempts and seconds + pause <= LONGEST_RUN else None


class Attempt:
    """`attempt` counts those of one run from 1 on; `began` is when the run did, by the monotonic clock.

    A program gives `make_client`, `load_last`, `entries`, `work`, `judge` and `summary`.
    """

    def __init__(
        self,
        settings: Any,
        status_file: Any,
        journal: Journal,
        attempt: int = 1,
        began: Optional[float] = None,
        clock: Callable[[], int] = milliseconds,
    ) -> None:
        self.settings = settings
        self.status_file = status_file
        self.journal = journal
        self.attempt = attempt
        self.clock = clock
        self.began = time.monotonic() if began is None else began
        # Seconds until the next attempt, once this one has failed; None when there is none.
        self.pause: Optional[int] = None
        self.client = self.make_client()
        self.now = 0
        self.status: Record = {}

    # -- what a program says ---------------------------------------------------------------------------------------

    def make_client(self) -> Any:
        """Who asks the servers. Has `close` and `clean`."""
        raise NotImplementedError

    def load_last(self) -> Tuple[Record, List[str]]:
        """The status of the last run, and sentences on what was wrong with it."""
        raise NotImplementedError

    def entries(self, last: Record) -> Record:
        """What the status holds besides the run itself."""
        raise NotImplementedError

    def work(self) -> None:
        """Do it. What fails alone is noted in the status; what ends the attempt is raised."""
        raise NotImplementedError

    def judge(self, failure: Optional[str], stopped: bool) -> Tuple[bool, bool]:
        """(whether something failed, whether all was done), once the attempt has ended. `failure`: what ended it."""
        raise NotImplementedError

    def is_lasting(self) -> bool:
        """Whether what failed would fail again in the same way, so that no other attempt is worth its requests."""
        return False

    def summary(self, failure: Optional[str], seconds: float) -> str:
        """The sentence that the attempt ends with."""
        raise NotImplementedError

    # -- the attempt -----------------------------------------------------------------------------------------------

    def run(self, signals: Signals) -> bool:
        """Whether everything is done; `signals` is entered while a signal may end the run."""
        # The clock of the host may have been set since the last attempt; the status is read anew, too.
        self.now = self.clock()
        began = time.monotonic()
        self._begin()
        failure: Optional[str] = None
        sending, stopped = False, False
        try:
            with signals:
                # Before anything is sent: a run that cannot note its progress would begin anew every day.
                self.status_file.save(self.status)
                sending = True
                self.work()
        except (Refusal, Stopped) as exc:
            failure, stopped = str(exc), isinstance(exc, Stopped)
        except StatusUnusable as exc:
            if not sending:
                raise
            failure = str(exc)
        except Exception as exc:
            failure = "Internal error: %s: %s." % (type(exc).__name__, self.client.clean(exc))
        finally:
            self.client.close()
        return self._end(failure, time.monotonic() - began, stopped)

    def give_up(self, reason: str) -> None:
        """The attempt that was announced does not come."""
        mark(self.status, "next_attempt", None)
        self.pause = None
        self.status["message"] = self.journal.clean("%s %s" % (self.status["message"].split(AT, 1)[0], reason))
        self.journal.error(reason)
        try:
            self.status_file.save(self.status)
        except StatusUnusable as problem:
            self.journal.error(str(problem))

    def _begin(self) -> None:
        last, remarks = self.load_last()
        for sentence in remarks:
            self.journal.error(sentence)
        if last.get("state") == RUNNING:
            self.journal.error("The last run was ended before it could say so; this one takes over.")
        elif last.get("next_attempt_ms") and self.attempt == 1:
            self.journal.error("The last run was ended while it waited for its next attempt; this one goes on there.")
        self.status = {
            "format": FORMAT,
            "host": self.settings.host,
            "pid": os.getpid(),
            "state": RUNNING,
            "exit_status": None,
            "message": "it runs",
            "attempt": self.attempt,
            "attempts": self.settings.attempts,
        }
        self.status.update(self.entries(last))
        mark(self.status, "started", self.now)
        mark(self.status, "finished", None)
        mark(self.status, "next_attempt", None)
        mark(self.status, "last_success", last.get("last_success_ms"))

    def _end(self, failure: Optional[str], seconds: float, stopped: bool) -> bool:
        failed, complete = self.judge(failure, stopped)
        if complete and not failed:
            mark(self.status, "last_success", self.now)
        finished = self.clock()
        mark(self.status, "finished", finished)
        if failed and not stopped and not self.is_lasting():
            self.pause = pause_after(self.attempt, self.settings, time.monotonic() - self.began)
        message = self.summary(failure, seconds)
        if self.pause is not None:
            mark(self.status, "next_attempt", finished + self.pause * 1000)
            message += "%s%s: attempt %d of %d." % (
                AT,
                self.status["next_attempt"],
                self.attempt + 1,
                self.settings.attempts,
            )
        elif failed and not stopped and self.attempt > 1:
            message += " This was attempt %d of %d, the last one of this run." % (self.attempt, self.settings.attempts)
        self.status.update(
            state=FAILED if failed else OK, exit_status=1 if failed else 0, message=self.journal.clean(message)
        )
        try:
            self.status_file.save(self.status)
        except StatusUnusable as exc:
            self.journal.error(str(exc))
            failed, self.pause = True, None
        (self.journal.error if failed else self.journal.info)(message)
        return not failed

    def again(self) -> str:
        """When what failed is repeated, at the latest."""
        return "attempt" if self.attempt < self.settings.attempts else "run"
