# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Series of histories in several processes."""

import gc
import multiprocessing
import time

from .choice import Seeded
from .coverage import Cover, count_judges
from .history import History
from .invariants import Watch
from .properties import Sampled
from .shrink import shrunk
from .world import Violation

_CHUNK = 500


def one(seed, cover=None, sampled=None, trace=None):
    """(history, None or the violation, the choices that were taken)."""
    choice = Seeded(seed)
    history = None
    try:
        history = History(choice, Watch(cover, sampled), trace)
        history.run()
    except Violation as error:
        return history, error, choice.taken
    return history, None, choice.taken


def chunk(seeds):
    """(cover, failures as (seed, invariant, text)) of these seeds."""
    cover, sampled, failures = Cover(), Sampled(), []
    count_judges(cover)
    # What is kept of ledgers grows to hundreds of thousands of objects, which no collection has to go through.
    gc.collect()
    gc.freeze()
    gc.disable()
    for seed in seeds:
        history, error, _taken = one(seed, cover, sampled)
        if error is not None:
            failures.append((seed, error.name, str(error)))
        cover.ended(history)
    return cover, failures


def series(first, count, processes, most_failures=20):
    """(cover, failures, seconds) of `count` seeds from the first one."""
    started = time.monotonic()
    parts = [range(start, min(start + _CHUNK, first + count)) for start in range(first, first + count, _CHUNK)]
    cover, failures = Cover(), []
    with multiprocessing.Pool(processes) as pool:
        for found, bad in pool.imap_unordered(chunk, parts):
            cover.add(found)
            failures += bad
            if len(failures) >= most_failures:
                pool.terminate()
                break
    return cover, sorted(failures), time.monotonic() - started


def shortest(seed):
    """(choices of the shortest history that fails as this seed does, its trace)."""
    _history, error, taken = one(seed)
    if error is None:
        return [], []
    return shrunk(taken, error.name), error.name
