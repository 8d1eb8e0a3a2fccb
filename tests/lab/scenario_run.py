# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook failover in a laboratory: followed by its journal, killed, and what it said at its end."""

import json
import time
from pathlib import Path

from lab.processes import every_process, kill

PLAYBOOK = "gir.multidc.failover"
SECONDS = 600
JOURNAL = "journal.jsonl"


class FailoverRun:
    """`place`: a directory of its own, as the working directory of its operator."""

    def __init__(self, system, place, variables, **settings):
        self.place = Path(place)
        self.place.mkdir(parents=True)
        self.reports = self.place / "failover"
        given = {
            "gir_failover_confirm": variables["gir_failover_to"], "gir_failover_mode": "forced",
            "gir_failover_attested_by": "the night operator", "gir_reason": "a scenario of the laboratory",
            "gir_failover_output_dir": str(self.reports), **variables,
        }  # fmt: skip
        self._began = time.monotonic()
        self._started = system.begin(PLAYBOOK, variables=given, directory=self.place, **settings)
        self.killed = False
        self.outcome = None
        self.seconds = None

    def over(self):
        """Whether its process has ended."""
        return self._started.process.poll() is not None

    def lines(self):
        """The journal so far, without a line that is not whole."""
        path = self.reports / JOURNAL
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

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
        """What the playbook published as gir_failover; empty when it did not get there."""
        found = [one.data.get("ansible_facts", {}).get("gir_failover") for one in self.outcome.results]
        return next((one for one in reversed(found) if one), {})

    @property
    def name(self):
        """How it ended, by the names of the collection."""
        return "killed" if self.killed else self.result.get("outcome", "none")


def _named(line, name):
    """A line names its stage, or its command with the component that it is for."""
    said = {str(line.get(key, "")) for key in ("stage", "command", "name", "key")}
    return name in said or name in {one.partition(":")[0] for one in said}
