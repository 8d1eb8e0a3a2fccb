# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One attempt of the hold keeper: hold by hold, it finds the recordings and protects each of them again."""

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import iso
from ansible_collections.gir.multidc.plugins.module_utils._program.attempt import Attempt
from ansible_collections.gir.multidc.plugins.module_utils._program.status_file import (
    FAILED,
    OK,
    RUNNING,
    WAITING,
    StatusFile,
    mark,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import NoNodeAnswers, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, contact_centers
from ansible_collections.gir.multidc.plugins.module_utils._rws.program import client_of
from ansible_collections.gir.multidc.plugins.module_utils._rws.recording_hold import (
    HELD,
    NOT_FOUND,
    NOT_SENT,
    PROTECTED,
    REFUSED,
    UNKNOWN,
    apply_all,
    prerequisites,
)
from ansible_collections.gir.multidc.plugins.module_utils._rws.recordings import find
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import ADMIN, OPS
from gir_hold_status import UNKNOWN as WHAT_IS_PROTECTED

# How many recordings that are not protected the status names; all of them stand in the other file.
SHOWN = 20
# How many holds the status remembers that nobody wants applied any more.
REMEMBERED = 50
PRIVATE = 0o600
COUNTS = {NOT_FOUND: "not_found", REFUSED: "refused", UNKNOWN: "unknown", NOT_SENT: "not_sent"}
# These are the same at the next attempt.
LASTING = ("not_found", "refused")
LOST = {NOT_FOUND: "are not known to RWS", REFUSED: "were refused"}
OPEN = {UNKNOWN: "have an unknown outcome", NOT_SENT: "were not sent"}


class Keeping(Attempt):
    """`protected`: the recordings that an earlier attempt of this run has protected."""

    def __init__(self, settings, status_file, journal, attempt, began, protected):
        super().__init__(settings, status_file, journal, attempt, began)
        self.protected = protected
        # Hold to recording to what became of it.
        self.outcomes = {}

    def make_client(self):
        given = self.settings
        accounts = {
            OPS: (given.ops_username, given.ops_password),
            ADMIN: (given.admin_username, given.admin_password),
        }
        return client_of(given, accounts)

    def load_last(self):
        return self.status_file.load(self.now)

    def entries(self, last):
        before = last.get("holds", {})
        names = [hold["name"] for hold in self.settings.holds]
        dropped = {name: since for name, since in last.get("dropped", {}).items() if name not in names}
        for name in before:
            if name not in names:
                dropped.setdefault(name, iso(self.now))
        return {
            "holds": {hold["name"]: self._entry(hold, before.get(hold["name"], {})) for hold in self.settings.holds},
            # What was held stays protected: the keeper releases nothing.
            "dropped": dict(sorted(dropped.items(), key=lambda item: str(item[1]))[-REMEMBERED:]),
            "prerequisites": [],
            "requests": 0,
            "seconds": None,
        }

    @staticmethod
    def _entry(hold, before):
        entry = {"state": WAITING, "message": None, "locations": hold["locations"], "failing": [], "complete": None}
        entry.update(dict.fromkeys(("found", "applied", "elsewhere", *COUNTS.values()), 0))
        entry["failures"] = before.get("failures", 0)
        mark(entry, "failing_since", before.get("failing_since_ms"))
        mark(entry, "last_success", before.get("last_success_ms"))
        return entry

    # -- the end ---------------------------------------------------------------------------------------------------

    def judge(self, failure, stopped):
        entries = self.status["holds"]
        if failure:
            for entry in entries.values():
                if entry["state"] in (RUNNING, WAITING):
                    self._failed(entry, failure)
        self.status["requests"] = self.client.requests
        self.status["seconds"] = round((self.clock() - self.now) / 1000, 1)
        failed = failure is not None or any(entry["state"] == FAILED for entry in entries.values())
        return failed, all(entry["state"] == OK for entry in entries.values())

    def is_lasting(self):
        failed = [entry for entry in self.status["holds"].values() if entry["state"] == FAILED]
        return bool(failed) and all(entry["complete"] and _only(entry, LASTING) for entry in failed)

    def summary(self, failure, seconds):
        entries = self.status["holds"]
        bad = [name for name, entry in entries.items() if entry["state"] == FAILED]
        head = "Done" if not bad and not failure else "FAILED: %s" % ", ".join(bad)
        applied, found = (sum(entry[key] for entry in entries.values()) for key in ("applied", "found"))
        text = "%s: %d holds, %d of %d recordings protected again in %.1f s with %d requests."
        text %= (head, len(entries), applied, found, seconds, self.client.requests)
        if failure:
            return "%s The reason: %s" % (text, failure)
        return " ".join([text, *("%s: %s" % (name, entries[name]["message"]) for name in bad)])

    def _failed(self, entry, message):
        entry.update(state=FAILED, message=self.journal.clean(message), failures=entry["failures"] + 1)
        if entry["failing_since_ms"] is None:
            mark(entry, "failing_since", self.now)

    # -- the holds -------------------------------------------------------------------------------------------------

    def work(self):
        contact_center = choose(
            contact_centers(self.client),
            self.settings.contact_center_id,
            "contact_center_id",
            "contact center",
            "The sync node creates it when it starts.",
        )
        locations = sorted({place for hold in self.settings.holds for place in hold["locations"]})
        self.status["prerequisites"] = prerequisites(self.client, contact_center, locations)
        for one in self.status["prerequisites"]:
            if one["observation"] == FAILED:
                self.journal.error("A prerequisite of holds is missing: %s" % one["observation_reason"])
        for hold in self.settings.holds:
            self._keep(hold, self.status["holds"][hold["name"]])
            self.status_file.save(self.status)
        self._save_outcomes()

    def _keep(self, hold, entry):
        entry.update(state=RUNNING)
        try:
            recordings, reasons = self._recordings(hold, entry)
        except NoNodeAnswers:
            raise
        except RwsError as exc:
            entry["complete"] = False
            self._failed(entry, "Its recordings cannot be found: %s" % exc)
            self.journal.error("%s failed: %s" % (hold["name"], exc))
            return
        entry.update(found=len(recordings), complete=not reasons)
        known = [identifier for identifier in recordings if identifier in self.protected]
        done = apply_all(self.client, [identifier for identifier in recordings if identifier not in self.protected])
        self.outcomes[hold["name"]] = dict.fromkeys(known, HELD)
        self.outcomes[hold["name"]].update((one["recording"], one["outcome"]) for one in done)
        self.protected.update(one["recording"] for one in done if one["outcome"] in PROTECTED)
        entry["applied"] = len(known) + sum(one["outcome"] in PROTECTED for one in done)
        bad = [one for one in done if one["outcome"] not in PROTECTED]
        for one in bad:
            entry[COUNTS[one["outcome"]]] += 1
        entry["failing"] = [{"recording": one["recording"], "outcome": one["outcome"]} for one in bad[:SHOWN]]
        if bad or reasons:
            self._failed(entry, " ".join([*_sentences(bad), *("Not all are known: %s" % one for one in reasons)]))
            self.journal.error("%s failed: %s" % (hold["name"], entry["message"]))
            return
        entry.update(state=OK, message=None, failures=0)
        mark(entry, "failing_since", None)
        mark(entry, "last_success", self.now)
        self.journal.info("%s: %d recordings protected again" % (hold["name"], entry["applied"]))

    def _recordings(self, hold, entry):
        """(identifiers, why they may not be all)"""
        wanted = dict.fromkeys(hold["recordings"])
        query = hold.get("query")
        if query is None:
            return list(wanted), []
        names = self.settings.recording_names
        found = find(self.client, query["parameters"], query["from_ms"], query["to_ms"], names=names)
        for recording in found.recordings:
            # One that shows no region is held: to protect too much does less harm than to lose evidence.
            if hold["regions"] and recording["region"] is not None and recording["region"] not in hold["regions"]:
                entry["elsewhere"] += 1
            else:
                wanted[recording["id"]] = None
        return list(wanted), found.reasons

    def _save_outcomes(self):
        """Every recording of every hold, for those who may know which they are."""
        every = StatusFile(self.settings.held_file, WHAT_IS_PROTECTED, PRIVATE)
        every.save({"host": self.settings.host, "finished": iso(self.clock()), "holds": self.outcomes})


def _only(entry, names):
    """Whether nothing else than these keeps a hold from being whole."""
    return not any(entry[name] for name in COUNTS.values() if name not in names)


def _sentences(bad):
    """Why recordings are not protected; the first reason of each kind."""
    for what, text in dict(LOST, **OPEN).items():
        own = [one for one in bad if one["outcome"] == what]
        if own:
            yield "%d %s; the first, %s: %s" % (len(own), text, own[0]["recording"], own[0]["reason"])
