# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shortest history that still fails: as many choices as possible become 0, the harmless one."""

from .choice import Replayed
from .history import History
from .invariants import Watch
from .world import Violation


def failure(choices, trace=None):
    """(name of the invariant that this history breaks, its text, the choices that were taken), or None."""
    choice = Replayed(choices)
    try:
        History(choice, Watch(), trace).run()
    except Violation as error:
        return error.name, str(error), choice.taken
    return None


def shrunk(choices, name, most=3000):
    """Delta debugging over the choices that are not 0; the invariant stays the same one."""
    best, tries = list(choices), 0

    def holds(candidate):
        nonlocal best, tries
        tries += 1
        found = failure(candidate)
        if found is None or found[0] != name or tries > most:
            return False
        best = _cut(found[2] if len(found[2]) <= len(candidate) else candidate)
        return True

    size = max(1, len(best) // 2)
    while size:
        changed, start = False, 0
        while start < len(best):
            chunk = best[start : start + size]
            if any(chunk) and holds([*best[:start], *([0] * len(chunk)), *best[start + size :]]):
                changed = True
            elif holds([*best[:start], *best[start + size :]]):
                changed = True
                continue
            start += size
        size = size // 2 if not changed or size > 1 else (1 if tries < most else 0)
        if tries > most:
            break
    return best


def _cut(choices):
    """Zeros at the end say nothing."""
    end = len(choices)
    while end and not choices[end - 1]:
        end -= 1
    return list(choices[:end])
