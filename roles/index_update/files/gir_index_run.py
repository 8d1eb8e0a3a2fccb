# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the index update: each index window by window, and after each window the status says how far it is."""

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

AGAIN = "The next run repeats it, which does no harm."


class Stopped(BaseException):
    """A signal asked the run to end. Not an Exception, so that nothing on the way takes it for a failure of RWS."""


def milliseconds():
    return int(time.time() * 1000)


class Update:
    def __init__(self, settings, status_file, journal, clock=milliseconds):
        self.settings = settings
        self.status_file = status_file
        self.journal = journal
        self.clock = clock
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
        self.now = self.clock()
        began = time.monotonic()
        self._begin()
        failure, sending = None, False
        try:
            with signals:
                # Before anything is sent: an update that cannot note its progress would begin anew every day.
                self.status_file.save(self.status)
                sending = True
                self._update_all()
        except (RwsError, Stopped) as exc:
            failure = str(exc)
        except StatusUnusable as exc:
            if not sending:
                raise
            failure = str(exc)
        except Exception as exc:
            failure = "Internal error: %s: %s." % (type(exc).__name__, self.client.clean(exc))
        finally:
            self.client.close()
        return self._end(failure, time.monotonic() - began)

    # -- begin and end -------------------------------------------------------------------------------------------

    def _begin(self):
        settings = self.settings
        last, remarks = self.status_file.load(self.now, settings.indexes)
        for sentence in remarks:
            self.journal.error(sentence)
        if last.get("state") == RUNNING:
            self.journal.error("The last run was ended before it could say so; this one goes on where it stopped.")
        self.status = {
            "format": FORMAT,
            "host": settings.host,
            "pid": os.getpid(),
            "state": RUNNING,
            "exit_status": None,
            "message": "it runs",
            "indexes": {name: self._entry(last, name) for name in settings.indexes},
        }
        mark(self.status, "started", self.now)
        mark(self.status, "finished", None)
        mark(self.status, "last_success", last.get("last_success_ms"))

    @staticmethod
    def _entry(last, name):
        entry = {"state": WAITING, "windows_done": 0, "windows_left": None, "message": None}
        mark(entry, "covered_until", last.get("indexes", {}).get(name, {}).get("covered_until_ms"))
        return entry

    def _end(self, failure, seconds):
        entries = self.status["indexes"]
        if failure:
            for entry in entries.values():
                if entry["state"] in (RUNNING, WAITING):
                    entry.update(state=FAILED, message=self.journal.clean(failure))
        failed = failure is not None or any(entry["state"] == FAILED for entry in entries.values())
        complete = all(entry["state"] == OK for entry in entries.values())
        if complete and not failed:
            mark(self.status, "last_success", self.now)
        mark(self.status, "finished", self.clock())
        message = self._summary(failure, seconds)
        self.status.update(
            state=FAILED if failed else OK, exit_status=1 if failed else 0, message=self.journal.clean(message)
        )
        try:
            self.status_file.save(self.status)
        except StatusUnusable as exc:
            self.journal.error(str(exc))
            failed = True
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
                entry.update(state=FAILED, message=self.journal.clean("%s: %s %s" % (where, exc, AGAIN)))
                self.journal.error("%s failed (%d of %d): %s" % (where, number, len(windows), exc))
                return
            entry.update(windows_done=number, windows_left=len(windows) - number)
            # The last window reaches to the end of the hour, but nothing is covered beyond the moment it was asked for.
            covered = min(window["to"], self.now)
            if covered > (entry["covered_until_ms"] or 0):
                mark(entry, "covered_until", covered)
            self.status_file.save(self.status)
            seconds = time.monotonic() - began
            self.journal.info(
                "%s indexed by %s in %.1f s (%d of %d)" % (where, self.client.last_node, seconds, number, len(windows))
            )
        entry["state"] = BEHIND if entry["windows_left"] else OK
