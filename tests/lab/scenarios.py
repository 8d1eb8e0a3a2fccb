# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays scenarios in a laboratory: python -m lab.scenarios DIRECTORY [FILE ...], from the directory `tests`."""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from support.scenario import END, START, every, read

from lab.errors import LabError
from lab.failover_system import FailoverSystem
from lab.processes import wait_until
from lab.scenario_checks import problems
from lab.scenario_events import Events, NotPossible
from lab.scenario_run import SECONDS

INVENTORY = {2: "two_dc", 3: "recording_dc"}


@dataclass
class Played:
    """How a scenario ended. `not_run`: why it could not be played. `missed`: moments that did not come."""

    name: str
    problems: list
    seconds: float = 0
    outcomes: tuple = ()
    run_seconds: tuple = ()
    missed: tuple = ()
    not_run: str = ""
    place: Path | None = None

    def __str__(self):
        state = f"NOT RUN {self.not_run}" if self.not_run else "FAILED" if self.problems else "ok"
        runs = ", ".join(f"{name} {took:.0f} s" for name, took in zip(self.outcomes, self.run_seconds, strict=True))
        missed = f" (did not come: {', '.join(self.missed)})" if self.missed else ""
        return "\n  ".join([f"{self.name}: {state} in {self.seconds:.0f} s: {runs}{missed}", *self.problems])


def play(system, scenario, place):
    """Bring the laboratory into the world of the scenario, let everything happen, and look how it ended."""
    began = time.monotonic()
    system.enter(scenario.world)
    if scenario.world["recording"]:
        system.load.start()
    events, missed = Events(system, Path(place), system.failover_variables(scenario.world)), []
    try:
        for event in scenario.events:
            if event.moment == START or _await(events.run, event, missed):
                events.do(event)
    except NotPossible as reason:
        return Played(scenario.name, [], time.monotonic() - began, not_run=str(reason))
    finally:
        events.finish()
    if scenario.world["recording"]:
        system.load.drain()
    found = problems(system, scenario, events.runs, events.seconds)
    runs = [*events.runs, *events.seconds]
    return Played(
        scenario.name, found, time.monotonic() - began, tuple(run.name for run in runs),
        tuple(run.seconds for run in runs), tuple(missed), place=events.run.place.parent,
    )


def _await(run, event, missed):
    """Whether the moment came, in the run that goes on, before that ended."""
    if event.moment == END:
        run.finish()
        return True
    wait_until(lambda: run.began(event.moment, event.name) or run.over(), SECONDS, f"{event.moment} {event.name}")
    if run.began(event.moment, event.name):
        return True
    missed.append(f"{event.moment} {event.name}")
    return False


def main(arguments=None):
    """Each scenario in the laboratory that it needs; the laboratories stay up for the next ones of their kind."""
    words = sys.argv[1:] if arguments is None else arguments
    directory, files = Path(words[0]), [Path(word) for word in words[1:]]
    directory.mkdir(parents=True, exist_ok=True)
    systems, failed = {}, False
    try:
        for scenario in [read(path) for path in files] or every():
            number = len(scenario.world["data_centers"])
            if number not in systems:
                systems[number] = FailoverSystem(directory / f"lab{number}", INVENTORY[number])
                systems[number].ensure_up()
            place = Path(tempfile.mkdtemp(prefix=f"{scenario.name}-", dir=directory))
            played = play(systems[number], scenario, place)
            print(played, flush=True)
            failed = failed or bool(played.problems)
    except LabError as problem:
        print(problem, file=sys.stderr)
        return 1
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
