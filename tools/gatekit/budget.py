# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The seconds that each gate may take, weighed by how fast the machine is.

Budgets hold for two cores with a gate on each. A run of CI is to take less than 20 minutes: who makes a gate slower has
to say so in its budget, and to find the seconds elsewhere.
"""

import os
import subprocess
import sys
import time

FACTOR = "GIR_GATE_BUDGET_FACTOR"
# Each gate shares its core with another one: the same tests were seen to take 1.7 times as long in the next run.
TOLERANCE = 2
# What `startups` takes where the budgets were measured.
USUAL_SECONDS = 0.5
STARTUPS = 12


def startups():
    """How long some starts of Python take: gates mostly start processes, and these compile and import."""
    start = time.monotonic()
    for _time in range(STARTUPS):
        subprocess.run([sys.executable, "-c", "import argparse, json, subprocess"], check=True)
    return time.monotonic() - start


def factor(measure=startups):
    """By how much this machine is slower than the one where the budgets were measured; the user may know better."""
    told = os.environ.get(FACTOR, "")
    if not told:
        return max(1.0, round(measure() / USUAL_SECONDS, 1))
    try:
        number = float(told)
    except ValueError:
        number = 0
    if not number > 0:
        sys.exit(f"{FACTOR} is {told!r}: give a number greater than 0, such as 2 for a machine half as fast")
    return number


def excess(seconds, budget):
    """A sentence when a gate took too long; empty when it did not."""
    if seconds <= TOLERANCE * budget:
        return ""
    return (
        f"it took {seconds:.0f} s, more than {TOLERANCE} times its budget of {budget:.0f} s: make it faster, "
        f"or let only `make matrix` run what is slow and rarely fails ({FACTOR}=2 doubles all budgets)"
    )


def table(outcomes):
    """Gate, seconds and budget, the slowest first."""
    rows = [(one.gate, one.seconds, one.budget) for one in sorted(outcomes, key=lambda one: -one.seconds)]
    rows.append(("sum", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    head = f"{'gate':<18}{'seconds':>9}{'budget':>9}"
    return "\n".join([head, *(f"{name:<18}{seconds:>9.0f}{budget:>9.0f}" for name, seconds, budget in rows)])
