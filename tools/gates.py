# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the gates that a change has to pass: those of each run, the whole matrix, or those named on the command line.

Every gate ends as PASS, FAIL or NOT RUN (with what the machine lacks). Failing gates are shown with their whole log at
the end, and make the exit code 1. Needs Python 3.11 or later and git; everything else it installs below .cache.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import tested_doc
from gatekit import budget, record
from gatekit.processes import MARK, end_marked, follow_make
from gatekit.registry import GATES
from gatekit.testing import end_laboratories
from gatekit.venvs import VenvError
from gatekit.workshop import CACHE, GateFailed, NotRun, Workshop

PASS, FAIL, NOT_RUN = "PASS", "FAIL", "NOT RUN"
DURATIONS = CACHE / "gate-seconds.json"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Outcome:
    """How one gate ended. What it only prepared, for later runs too, is not in its seconds."""

    gate: str
    state: str
    seconds: float
    reason: str = ""
    prepared: float = 0
    budget: float = 0


def attempt(gate, shop, slowness=1):
    """Run one gate; whatever happens in it, there is an outcome. One that takes too long has failed."""
    start = time.monotonic()
    state, reason = PASS, ""
    try:
        gate.check(shop, gate.name)
    except NotRun as problem:
        state, reason = NOT_RUN, str(problem)
    except (GateFailed, VenvError) as problem:
        state, reason = FAIL, str(problem)
    except Exception as problem:  # a defect of the gate is a failing gate, and the others still have their say
        state, reason = FAIL, f"the gate itself broke: {type(problem).__name__}: {problem}"
    prepared = shop.prepared.get(gate.name, 0)
    seconds = time.monotonic() - start - prepared
    # Whole random series take as long as they take.
    too_long = "" if shop.whole_series else budget.excess(seconds, gate.budget * slowness)
    if state == PASS and too_long:
        state, reason = FAIL, too_long
    if reason:
        shop.say(gate.name, f"The gate ended as {state}: {reason}")
    return Outcome(gate.name, state, seconds, reason, prepared, gate.budget * slowness)


def run_all(gates, shop, jobs, report, slowness=1):
    """Run gates side by side, the longest first, and return their outcomes in the order of their names."""
    known = json.loads(DURATIONS.read_text(encoding="utf-8")) if DURATIONS.is_file() else {}
    ordered = sorted(gates, key=lambda gate: -known.get(gate.name, gate.budget))
    lock = threading.Lock()

    def one(gate):
        outcome = attempt(gate, shop, slowness)
        with lock:
            report(outcome)
        return outcome

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(one, gate) for gate in ordered]
        try:
            outcomes = [future.result() for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            shop.stop()
            raise
    known.update({outcome.gate: outcome.seconds for outcome in outcomes if outcome.state == PASS})
    DURATIONS.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    return sorted(outcomes, key=lambda outcome: outcome.gate)


def show(outcome):
    """One line for one gate, as soon as it is done."""
    reason = outcome.reason.splitlines()[0] if outcome.reason else ""
    print(f"{outcome.state:<8} {outcome.gate:<16} {outcome.seconds:7.1f} s  {reason}".rstrip(), flush=True)


def summary(outcomes, seconds, shop):
    """The logs of failing gates, seconds and budgets, what did not run, and the verdict. Returns the exit code."""
    failed = [outcome for outcome in outcomes if outcome.state == FAIL]
    not_run = [outcome for outcome in outcomes if outcome.state == NOT_RUN]
    for outcome in failed:
        print(f"\n{'=' * 30} {outcome.gate} {'=' * 30}\n{shop.output(outcome.gate).rstrip()}")
    print(f"\n{budget.table(outcomes)}")
    prepared = [f"{outcome.gate} {outcome.prepared:.0f} s" for outcome in outcomes if outcome.prepared >= 1]
    if prepared:
        print(f"Not counted, the making of environments and images: {', '.join(prepared)}")
    for reason in dict.fromkeys(outcome.reason for outcome in not_run):
        names = ", ".join(outcome.gate for outcome in not_run if outcome.reason == reason)
        print(f"Not run: {names}: {reason}")
    for outcome in outcomes:
        for part in record.parts_not_run(shop.output(outcome.gate)):
            print(f"Not run: a part of {outcome.gate}: {part}")
    passed = len(outcomes) - len(failed) - len(not_run)
    print(f"{passed} passed, {len(failed)} failed, {len(not_run)} not run, in {seconds:.0f} s. Logs: .cache/logs")
    if failed:
        print(f"FAILED: {' '.join(outcome.gate for outcome in failed)}")
    return 1 if failed or not passed else 0


def chosen(names, matrix):
    """The gates with these names; when no name is given, the whole matrix or what each run has to pass."""
    known = {gate.name: gate for gate in GATES}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"No such gate: {', '.join(unknown)}. There are: {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)] or [gate for gate in GATES if matrix or not gate.matrix]


def remove_abandoned(runs):
    """Remove what runs left behind that were killed."""
    for directory in runs.glob("[0-9]*"):
        try:
            os.kill(int(directory.name), 0)
        except ProcessLookupError:
            end_laboratories(directory)
            end_marked(directory)
            shutil.rmtree(directory, ignore_errors=True)
        except PermissionError:
            continue


def interrupted(_number, _frame):
    """The first signal ends the run in order; a second one must not leave half of it behind."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    print("Stopping: what runs is ended first", file=sys.stderr, flush=True)
    sys.exit("stopped from outside, nothing is left running")


def main():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gates", nargs="*", metavar="gate", help="names of gates; default: those of each run")
    parser.add_argument("--all", action="store_true", help="with the gates that only the whole matrix of versions has")
    parser.add_argument("--record", action="store_true", help="keep how they ended, and write docs/tested.md from it")
    parser.add_argument("--list", action="store_true", help="list the gates and stop")
    parser.add_argument("--write", action="store_true", help="let gates write what they would compare or throw away")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="gates at a time (default: cores)")
    arguments = parser.parse_args()
    if arguments.list:
        for gate in GATES:
            print(f"{gate.name:<16} {gate.about}{' (--all)' if gate.matrix else ''}")
        return 0
    gates = chosen(arguments.gates, arguments.all)
    slowness = budget.factor()
    if slowness != 1:
        print(f"Budgets are multiplied by {slowness}: {budget.FACTOR} says so, or this machine is that much slower")
    for number in SIGNALS:
        signal.signal(number, interrupted)
    follow_make(lambda: os.kill(os.getpid(), signal.SIGTERM))
    remove_abandoned(CACHE / "run")
    shop = Workshop(write=arguments.write, whole_series=arguments.record)
    os.environ[MARK] = str(shop.directory)
    start = time.monotonic()
    try:
        outcomes = run_all(gates, shop, arguments.jobs, show, slowness)
        if arguments.record:
            record.merge(outcomes, shop, GATES)
            tested_doc.main()
        return summary(outcomes, time.monotonic() - start, shop)
    finally:
        end_laboratories(shop.directory)
        end_marked(shop.directory)
        shutil.copytree(shop.logs, CACHE / "logs", dirs_exist_ok=True)
        shop.close()


if __name__ == "__main__":
    sys.exit(main())
