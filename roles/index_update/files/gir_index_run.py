# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt of the index update: each index window by window, and after each window the status says how far it is."""

import time

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import HOUR
from ansible_collections.gir.multidc.plugins.module_utils._program.attempt import Attempt
from ansible_collections.gir.multidc.plugins.module_utils._program.status_file import FAILED, OK, RUNNING, WAITING, mark
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, contact_centers
from ansible_collections.gir.multidc.plugins.module_utils._rws.index import pieces, send
from ansible_collections.gir.multidc.plugins.module_utils._rws.program import client_of
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import OPS
from gir_index_status import BEHIND

AGAIN = "The next %s repeats it, which does no harm."


class Update(Attempt):
    def make_client(self):
        return client_of(self.settings, {OPS: (self.settings.username, self.settings.password)})

    def load_last(self):
        return self.status_file.load(self.now, self.settings.indexes)

    def entries(self, last):
        return {"indexes": {name: self._entry(last, name) for name in self.settings.indexes}}

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

    def judge(self, failure, stopped):
        entries = self.status["indexes"]
        if failure:
            for entry in entries.values():
                if entry["state"] in (RUNNING, WAITING) and not stopped:
                    self._failed(entry, failure)
                elif entry["state"] in (RUNNING, WAITING):
                    entry.update(state=FAILED, message=self.journal.clean(failure))
        failed = failure is not None or any(entry["state"] == FAILED for entry in entries.values())
        return failed, all(entry["state"] == OK for entry in entries.values())

    def summary(self, failure, seconds):
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

    def work(self):
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
                again = AGAIN % self.again()
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
