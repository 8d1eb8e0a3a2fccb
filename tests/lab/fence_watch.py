# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches the units of a data center that rejoins: from their stop until they are given their state none may run."""

import threading

from lab.scenario_checks import UNITS, works_as_standby
from lab.scenario_run import FENCED

SECONDS = 0.5


class FenceWatch:
    """Of a run of playbook rejoin, until it has ended. What it finds it adds to the `found` of the run.

    A processor that works as that of a standby before the run, because an earlier one was killed, may go on.
    """

    def __init__(self, system, run, center):
        self._system, self._run = system, run
        hosts = system.hosts(center)
        self.units = [
            (host, unit) for component, (group, unit) in UNITS.items() for host in hosts
            if host in system.groups[group]
            and not (works_as_standby(system, host, component) and system.unit_runs(host, unit))
        ]  # fmt: skip
        self.looks = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self):
        while not self._over.wait(SECONDS) and not self._run.over():
            if not self._run.at_stake():
                continue
            found = [(host, unit) for host, unit in self.units
                     if self._system.unit_runs(host, unit) or self._system.unit_enabled(host, unit)]  # fmt: skip
            # A look takes a while; what was begun meanwhile is none of its business.
            if self._run.at_stake():
                self.looks += 1
                self._run.found += [f"{unit} of {host} runs, or would after a boot, before the rest was compared."
                                    for host, unit in found]  # fmt: skip

    @property
    def is_at_work(self):
        """Whether it goes on looking."""
        return self._thread.is_alive()

    def end(self):
        """Return when it looks no more."""
        self._over.set()
        self._thread.join()
        if not self.looks and any(line["kind"] == "command" and line["name"] in FENCED for line in self._run.lines()):
            self._run.found.append("Nobody looked whether Muxer and processors stay stopped.")
        self._run.found[:] = list(dict.fromkeys(self._run.found))
