# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of a playbook in a laboratory: followed by its journal, killed, and what it said at its end."""

import json
import time
from pathlib import Path

from lab.processes import every_process, kill

SECONDS = 600
# Commands of a rejoin before which Muxer and processors are stopped.
FENCED = {"ledger", "keystores", "reindex", "write", "compare"}


class Run:
    """Of playbook gir.multidc.PLAYBOOK. `place`: a directory of its own, as the working directory of its operator.

    `result_name`: the variable with its report. `journal`: the name of its file, empty where it has none.
    """

    playbook = result_name = journal = ""

    def __init__(self, system, place, variables, **settings):
        self.place = Path(place)
        self.place.mkdir(parents=True)
        self.reports = self.place / self.playbook
        self.began_at, self._began = time.time(), time.monotonic()
        self._started = system.begin(
            f"gir.multidc.{self.playbook}", variables=variables, directory=self.place, **settings
        )
        self.killed = False
        self.outcome = None
        self.seconds = None
        # What whoever watched it has found wrong, a sentence each.
        self.found = []

    def over(self):
        """Whether its process has ended."""
        return self._started.process.poll() is not None

    def lines(self):
        """The journal so far, without a line that is not whole."""
        return [json.loads(line) for line in self.text_lines()]

    def text_lines(self):
        """The same as text."""
        path = self.reports / self.journal
        text = path.read_text(encoding="utf-8") if self.journal and path.exists() else ""
        return [line for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def began(self, moment, name):
        """Whether a stage or a command has begun: those of the journal's lines of that kind."""
        return any(line["kind"] == moment and _named(line, name) for line in self.lines())

    def kill(self):
        """End the controller's processes at once, as a machine that loses its power."""
        home = f"@{self._started.home}/variables.json"
        self.killed = True
        kill([process.pid for process in every_process() if home in process.words])

    def finish(self, seconds=SECONDS):
        """Await its end; itself. Ansible's outcome is kept, also of one that was killed."""
        if self.outcome is None:
            self.outcome = self._started.finish(seconds)
            self.seconds = time.monotonic() - self._began
            (self.place / "output.txt").write_text(self.outcome.output, encoding="utf-8")
        return self

    @property
    def result(self):
        """What the playbook published; empty when it did not get there."""
        found = [one.data.get("ansible_facts", {}).get(self.result_name) for one in self.outcome.results]
        return next((one for one in reversed(found) if one), {})

    @property
    def name(self):
        """How it ended, by the names of the collection."""
        return "killed" if self.killed else self.result.get("outcome", "none")

    @property
    def changed(self):
        """Whether it says that it changed anything."""
        return any(one.changed for one in self.outcome.results if one.action == f"gir.multidc.{self.action}")

    @property
    def action(self):
        """The action of its playbook."""
        return self.playbook


class FailoverRun(Run):
    """Of playbook failover."""

    playbook, result_name, journal = "failover", "gir_failover", "journal.jsonl"

    def __init__(self, system, place, variables, **settings):
        given = {
            "gir_failover_confirm": variables["gir_failover_to"], "gir_failover_mode": "forced",
            "gir_failover_attested_by": "the night operator", "gir_reason": "a scenario of the laboratory",
            "gir_failover_output_dir": str(Path(place) / self.playbook), **variables,
        }  # fmt: skip
        super().__init__(system, place, given, **settings)


class FailbackRun(Run):
    """Of playbook failback, which is a planned failover."""

    playbook, result_name, journal, action = "failback", "gir_failover", "journal.jsonl", "failover"

    def __init__(self, system, place, variables, **settings):
        given = dict(variables)
        given["gir_failover_confirm"] = given.pop("gir_failover_to")
        given.update({
            "gir_reason": "a scenario of the laboratory",
            "gir_failover_output_dir": str(Path(place) / self.playbook),
        })  # fmt: skip
        super().__init__(system, place, given, **settings)


class RejoinRun(Run):
    """Of playbook rejoin."""

    playbook, result_name, journal = "rejoin", "gir_rejoin", "rejoin.jsonl"

    def __init__(self, system, place, variables, **settings):
        given = {
            "gir_rejoin_confirm": variables["gir_rejoin_datacenter"], "gir_reason": "a scenario of the laboratory",
            "gir_rejoin_output_dir": str(Path(place) / self.playbook), **variables,
        }  # fmt: skip
        super().__init__(system, place, given, **settings)

    def at_stake(self):
        """Whether by its journal Muxer and processors have to be stopped now: they were before all else, until `run`.

        Not of a run that finds those of a standby at work already.
        """
        begun = {line["name"] for line in self.lines() if line["kind"] == "command"}
        return bool(begun & FENCED) and "run" not in begun


class RehearsalRun(Run):
    """Of playbook failover_rehearsal."""

    playbook, result_name = "failover_rehearsal", "gir_failover_rehearsal"

    def __init__(self, system, place, variables, **settings):
        given = {"gir_rehearsal_output_dir": str(Path(place) / self.playbook), **variables}
        super().__init__(system, place, given, **settings)


def _named(line, name):
    """A line names its stage, or its command with the component that it is for."""
    said = {str(line.get(key, "")) for key in ("stage", "command", "name", "key")}
    return name in said or name in {one.partition(":")[0] for one in said}
