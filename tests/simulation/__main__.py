# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""python -m simulation: histories of a simulated failover, with what they have covered."""

import argparse
import sys
import time

from . import exhaustive, mutants, running, shrink, totality
from .coverage import tables

DEFAULT = 20_000


def arguments():
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--histories", type=int, default=DEFAULT, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="of the first one; the others follow")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--history", type=int, metavar="SEED", help="tell one history, and shrink it when it fails")
    parser.add_argument("--totality", action="store_true", help="decide in every combination of states")
    parser.add_argument("--whole", action="store_true", help="with every state of services and steps in each of them")
    parser.add_argument("--exhaustive", action="store_true", help="every history of a small world")
    parser.add_argument("--faults", type=int, default=exhaustive.BUDGET, help="how many in a history of a small world")
    parser.add_argument("--mutants", nargs="?", const="all", metavar="all|sample|NAME",
                        help="decisions that are wrong, each of which has to be found")  # fmt: skip
    return parser.parse_args()


def main():
    given = arguments()
    if given.history is not None:
        return tell(given.history)
    chosen = [name for name in ("totality", "exhaustive", "mutants") if getattr(given, name)]
    good = True
    for name in chosen:
        good = _PARTS[name](given) and good
    if not chosen:
        good = histories(given)
    return 0 if good else 1


def tell(seed):
    """One history, step by step."""
    trace = []
    _history, error, _taken = running.one(seed, trace=trace)
    print("\n".join(trace))
    if error is None:
        return 0
    print(f"\nseed {seed} breaks: {error}\n\nthe shortest history that does:")
    choices, _name = running.shortest(seed)
    trace = []
    found = shrink.failure(choices, trace)
    print("\n".join(trace))
    print(f"choices {choices}\n{found[1] if found else ''}")
    return 1


def histories(given):
    cover, failures, seconds = running.series(given.seed, given.histories, given.processes)
    print("\n".join(tables(cover)))
    print(f"{seconds:.1f} s, {cover.histories / seconds:.0f} histories a second with {given.processes} processes")
    for seed, _name, text in failures[:20]:
        print(f"FAILED seed {seed}: {text[:300]}\n  python -m simulation --history {seed}")
    missing = cover.missing if given.histories >= DEFAULT else []
    for name in missing:
        print(f"FAILED: it never occurred: {name}")
    return not failures and not missing


def combinations(given):
    started = time.monotonic()
    count, failures = totality.shared(given.processes, whole=given.whole)
    print(f"totality: {count} combinations in {time.monotonic() - started:.1f} s")
    for text in failures[:10]:
        print(f"FAILED {text}")
    return not failures


def small_world(given):
    return exhaustive.report(given.faults)


def wrong_decisions(given):
    return mutants.report(given.mutants, given.histories, given.processes)


_PARTS = {"totality": combinations, "exhaustive": small_world, "mutants": wrong_decisions}

if __name__ == "__main__":
    sys.exit(main())
