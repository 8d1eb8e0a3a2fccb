# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt of the index update: each index window by window, and after each window the status says how far it is."""

import os
import time

from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsClient, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, contact_centers
from ansible_collections.gir.multidc.plugins.module_utils._rws.index import pieces, send
from ansible_collections.gir.multidc.plugins.module_utils._rws.index_window import HOUR
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import OPS
from gir_index_settings import SettingsWrong
from gir_index_status import BEHIND, FAILED, FORMAT, OK, RUNNING, WAITING, StatusUnusable, mark

AGAIN = "The next %s repeats it, which does no harm."
# How the last sentence about a failure begins when there is another attempt.
AT = " It is tried again at "
LONGEST_PAUSE = 2 * 3600
# A run that goes on longer would keep that of the next day waiting.
LONGEST_RUN = 20 * 3600


class Stopped(BaseException):
    """A signal asked the run to end. Not an Exception, so that nothing on the way takes it for a failure of RWS."""


def milliseconds():
    return int(time.time() * 1000)


def pause_after(attempt, settings, seconds):
    """Seconds until the next attempt; None after the last one. `seconds`: how long the run goes on already."""
    # Not 2 ** attempt: a configuration may ask for very many attempts.
    pause = min(settings.retry_seconds << min(attempt - 1, 20), max(LONGEST_PAUSE, settings.retry_seconds))
    return pause if attempt < settings.attempts and seconds + pause <= LONGEST_RUN else None


class Update:
    """`attempt` counts those of one run from 1 on; `began` is when the run did, by the monotonic clock."""

    def __init__(self, settings, status_file, journal, attempt=1, began=None, clock=milliseconds):
        self.settings = settings
        self.status_file = status_file
        self.journal = journal
        self.attempt = attempt
        self.clock = clock
        self.began = time.monotonic() if began is None else began
        # Seconds until the next attempt, once this one has failed; None when there is none.
        self.pause = None
        self.client = self._client()
        self.now = None
        self.status = {}

    def _client(self):
        given = self.settings
        tls = TlsOptions(given.validate_certs, given.ca_path, given.client_cert, given.client_key)
        problems = tls.problems()
        accounts = {OPS: (given.username, given.password)}
        try:
            client = RwsClient(given.urls, accounts, tls, given.timeout, given.retries)
        except ValueError as exc:
            problems.append("urls: %s" % exc)
        if problems:
            raise SettingsWrong("The configuration is wrong: %s" % " ".join(problems))
        return client

    def run(self, signals):
        """Whether every index is done; `signals` is entered while a signal may end the run."""
        # The clock of the host may have been set since the last attempt; the status is read anew, too.
        self.now = self.clock()
        began = time.monotonic()
        self._begin()
        failure, sending, stopped = None, False, False
        try:
            with signals:
                # Before anything is sent: an update that cannot note its progress would begin anew every day.
                self.status_file.save(self.status)
                sending = True
                self._update_all()
        except (RwsError, Stopped) as exc:
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

    def give_up(self, reason):
        """The attempt that was announced does not come."""
        mark(self.status, "next_attempt", None)
        self.pause = None
        self.status["message"] = self.journal.clean("%s %s" % (self.status["message"].split(AT, 1)[0], reason))
        self.journal.error(reason)
        try:
            self.status_file.save(self.status)
        except StatusUnusable as problem:
            self.journal.error(str(problem))

    # -- begin and end -------------------------------------------------------------------------------------------

    def _begin(self):
        settings = self.settings
        last, remarks = self.status_file.load(self.now, settings.indexes)
        for sentence in remarks:
            self.journal.error(sentence)
        if last.get("state") == RUNNING:
            self.journal.error("The last run was ended before it could say so; this one goes on where it stopped.")
        elif last.get("next_attempt_ms") and self.attempt == 1:
            self.journal.error("The last run was ended while it waited for its next attempt; this one goes on there.")
        self.status = {
            "format": FORMAT,
            "host": settings.host,
            "pid": os.getpid(),
            "state": RUNNING,
            "exit_status": None,
            "message": "it runs",
            "attempt": self.attempt,
            "attempts": self.settings.attempts,
            "indexes": {name: self._entry(last, name) for name in settings.indexes},
        }
        mark(self.status, "started", self.now)
        mark(self.status, "finished", None)
        mark(self.status, "next_attempt", None)
        mark(self.status, "last_success", last.get("last_success_ms"))

    @staticmethod
    def _entry(last, name):
        before = last.get("indexes", {}).get(name, {})
        entry = {"state": WAITING, "windows_done": 0, "windows_left": None, "message": None}
        mark(entry, "covered_until", before.get("covered_until_ms"))
        # Attempts in a row, also of earlier days, that did not get beyond the same place.
        entry["failures"] = before.get("failures", 0)
        mark(entry, "failing_since", before.get("failing_since_ms"))
        return entry

    def _failed(self, entry, message):
        entry.update(state=FAILED, message=self.journal.clean(message), failures=entry["failures"] + 1)
        if entry["failing_since_ms"] is None:
            mark(entry, "failing_since", self.now)

    @staticmethod
    def _got_ahead(entry):
        entry["failures"] = 0
        mark(entry, "failing_since", None)

    def _end(self, failure, seconds, stopped):
        entries = self.status["indexes"]
        if failure:
            for entry in entries.values():
                if entry["state"] in (RUNNING, WAITING) and not stopped:
                    self._failed(entry, failure)
                elif entry["state"] in (RUNNING, WAITING):
                    entry.update(state=FAILED, message=self.journal.clean(failure))
        failed = failure is not None or any(entry["state"] == FAILED for entry in entries.values())
        complete = all(entry["state"] == OK for entry in entries.values())
        if complete and not failed:
            mark(self.status, "last_success", self.now)
        finished = self.clock()
        mark(self.status, "finished", finished)
        if failed and not stopped:
            self.pause = pause_after(self.attempt, self.settings, time.monotonic() - self.began)
        message = self._summary(failure, seconds)
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

    def _summary(self, failure, seconds):
        parts = []
        for name, entry in self.status["indexes"].items():
            until = "covered until %s" % entry["covered_until"] if entry["covered_until"] else "not covered at all yet"
            parts.append("%s %s" % (name, until))
            if entry["state"] == BEHIND:
                parts[-1] += " (%d more windows are left for the next run)" % entry["windows_left"]
        done = sum(entry["windows_done"] for entry in self.status["indexes"].values())
        bad = [name for name, entry in self.status["indexes"].items() if entry["state"] == FAILED]
        head = "Done" if not bad and not failure else "FAILED: %s" % ", ".join(bad)
        text = "%s: %d windows in %.1f s; %s." % (head, done, seconds, ", ".join(parts))
        if failure:
            return "%s The reason: %s" % (text, failure)
        reasons = ["%s: %s" % (name, self.status["indexes"][name]["message"]) for name in bad]
        return " ".join([text, *reasons])

    # -- the windows ---------------------------------------------------------------------------------------------

    def _update_all(self):
        found = contact_centers(self.client)
        contact_center = choose(
            found,
            self.settings.contact_center_id,
            "contact_center_id",
            "contact center",
            "The sync node creates it when it starts.",
        )
        for name in self.settings.indexes:
            self._update(name, contact_center)

    def _windows(self, name):
        """From the last success minus the overlap to the end of this hour, as RWS too rounds to hours."""
        until = self.status["indexes"][name]["covered_until_ms"]
        if until is None:
            start = self.now - self.settings.first_hours * HOUR
        else:
            start = until - self.settings.overlap_hours * HOUR
        return pieces([name], max(0, start), self.now, self.now, self.settings.window_hours, "outward")

    def _update(self, name, contact_center):
        entry = self.status["indexes"][name]
        windows = self._windows(name)
        entry.update(state=RUNNING, windows_left=len(windows))
        for number, window in enumerate(windows[: self.settings.most_windows], 1):
            where = "%s from %s to %s" % (name, window["from_iso"], window["to_iso"])
            began = time.monotonic()
            try:
                send(self.client, contact_center, window)
            except RwsError as exc:
                again = AGAIN % ("attempt" if self.attempt < self.settings.attempts else "run")
                self._failed(entry, "%s: %s %s" % (where, exc, again))
                self.journal.error("%s failed (%d of %d): %s" % (where, number, len(windows), exc))
                return
            entry.update(windows_done=number, windows_left=len(windows) - number)
            # The last window reaches to the end of the hour, but nothing is covered beyond the moment it was asked for.
            covered = min(window["to"], self.now)
            if covered > (entry["covered_until_ms"] or 0):
                mark(entry, "covered_until", covered)
                self._got_ahead(entry)
            self.status_file.save(self.status)
            seconds = time.monotonic() - began
            self.journal.info(
                "%s indexed by %s in %.1f s (%d of %d)" % (where, self.client.last_node, seconds, number, len(windows))
            )
        entry["state"] = BEHIND if entry["windows_left"] else OK
        self._got_ahead(entry)
