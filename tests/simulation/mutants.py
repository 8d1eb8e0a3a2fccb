# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decisions that are wrong: each of them has to be found by the histories, or by deciding in every combination.

A mutant is a patch of one file of the product, made as that file is imported, in a process of its own.
"""

import importlib
import importlib.abc
import importlib.util
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from . import mutations, rejoin_mutations

PACKAGE = "ansible_collections.gir.multidc.plugins.plugin_utils"
MUTANTS = (*mutations.MUTANTS, *rejoin_mutations.MUTANTS)
# What a run of CI tries; a whole series tries all.
SAMPLE = 12
LIMIT_SECONDS = 900
# After so many histories every fourth combination is decided.
SOON = 300


class Patching(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of the product with a text of it replaced."""

    def __init__(self, mutant):
        self.mutant, self.path = mutant, ""

    def find_spec(self, name, path, target=None):
        del target
        if name != f"{PACKAGE}.{self.mutant.package}.{self.mutant.file}":
            return None
        self.path = os.path.join(list(path)[0], f"{self.mutant.file}.py")
        return importlib.util.spec_from_loader(name, self, origin=self.path)

    def exec_module(self, module):
        module.__file__ = self.path
        with open(self.path, encoding="utf-8") as source:
            text = patched(source.read(), self.mutant)
        exec(compile(text, self.path, "exec"), module.__dict__)


def patched(text, mutant):
    """The text of a module with what the mutant replaces; raises ValueError when it is not there exactly once."""
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.name}: '{mutant.old}' is {text.count(mutant.old)} times in {mutant.file}.py")
    return text.replace(mutant.old, mutant.new)


def sample(seed=0):
    """Some of all, other ones with another seed."""
    step = max(1, len(MUTANTS) // SAMPLE)
    return MUTANTS[seed % step :: step]


def report(which, histories, processes, seed=0):
    """Try these mutants, print what found each, and return whether none is left."""
    started = time.monotonic()
    some = {"all": MUTANTS, "sample": sample(seed)}.get(which) or [one for one in MUTANTS if one.name == which]
    left = 0
    with ThreadPoolExecutor(processes) as pool:
        for mutant, one in zip(some, pool.map(lambda one: _tried(one, histories), some)):
            left += not one["killed"]
            state = "killed" if one["killed"] else "ALIVE "
            print(f"  {state} {one['after']:>6}  {mutant.name}: {one['by']}", flush=True)
    print(f"{len(some) - left} of {len(some)} mutants are found in {time.monotonic() - started:.1f} s")
    return bool(some) and not left


def _tried(mutant, histories):
    command = [sys.executable, "-m", "simulation.mutants", mutant.name, str(histories)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS)
    if done.returncode:
        return {"killed": False, "after": 0, "by": done.stderr.strip().splitlines()[-1:]}
    return json.loads(done.stdout)


def _attempt(mutant, histories):
    """Histories from seed 1 on until one fails, and soon every fourth combination; as a document."""
    # After the mutant was put in its place.
    running, totality, properties = (
        importlib.import_module(f"simulation.{name}") for name in ("running", "totality", "properties")
    )
    sampled = properties.Sampled(8)
    for seed in range(1, histories + 1):
        error = running.one(seed, None, sampled)[1]
        if error is not None:
            return {"killed": True, "after": seed, "by": error.name}
        if seed == SOON:
            count, failures = totality.everything(most=1, part=(0, 4))
            if failures:
                return {"killed": True, "after": seed, "by": f"combination {count}: {failures[0].splitlines()[0]}"}
    return {"killed": False, "after": histories, "by": "nothing"}


if __name__ == "__main__":
    chosen = next(one for one in MUTANTS if one.name == sys.argv[1])
    sys.meta_path.insert(0, Patching(chosen))
    print(json.dumps(_attempt(chosen, int(sys.argv[2]))))
