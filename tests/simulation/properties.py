# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of any decision, tried with some of the histories: again, swapped, shifted, written and read."""

import json
from dataclasses import asdict, fields, is_dataclass, replace

from .product import asked as asking
from .product import decide, diagnosis, journal, observed, run
from .world import Violation

_SWAPPED = {"dc1": "dc2", "dc2": "dc1", "DC1": "DC2", "DC2": "DC1"}
SHIFT = 7200.0


class Sampled:
    """Each check with every so many decisions."""

    def __init__(self, every=40):
        self.every, self.number = every, 0

    def decided(self, controller, decision):
        self.number += 1
        if self.number % self.every:
            return
        which = _CHECKS[self.number // self.every % len(_CHECKS)]
        which(controller.asked, controller.seen, controller.run, decision)


def _same(name, one, other):
    if one != other:
        raise Violation(name, f"{one} is not {other}")


def again(asked, seen, my, decision):
    """Deciding twice gives the same."""
    _same("deciding twice gives the same", decide.decide(asked, seen, my), decision)


def swapped(asked, seen, my, decision):
    """The names of the data centers do not matter."""
    # Hosts come in order of their names, which are other ones then.
    found = decide.decide(_swap(asked), _swap(seen), _swap(my))
    _same("swapped sites give the swapped decision", _sorted(_swap(found)), _sorted(decision))


def _sorted(decision):
    if isinstance(decision, run.Act):
        commands = tuple(replace(one, hosts=tuple(sorted(one.hosts))) for one in decision.commands)
        return replace(decision, commands=commands)
    return decision


def _swap(value):
    if isinstance(value, str):
        if not any(name in value for name in _SWAPPED):
            return value
        return value.replace("dc1", "\0").replace("dc2", "dc1").replace("\0", "dc2").replace("DC1", "\0").replace(
            "DC2", "DC1").replace("\0", "DC2")  # fmt: skip
    if isinstance(value, tuple):
        return tuple(_swap(one) for one in value)
    if is_dataclass(value):
        return type(value)(**{one.name: _swap(getattr(value, one.name)) for one in fields(value)})
    return value


def shifted(asked, seen, my, decision):
    """When the run began does not matter, once it has heard anything of the origin."""
    if seen.life is None and asked.guard_seconds is not None:
        return
    later = replace(my, now=my.now + SHIFT, results=tuple(replace(one, at=one.at + SHIFT) for one in my.results))
    life = None if seen.life is None else seen.life + SHIFT
    moved = replace(seen, life=life, origin=replace(seen.origin, looked_at=seen.origin.looked_at + SHIFT))
    _same("shifted clocks give the same decision", decide.decide(asked, moved, later), decision)


def journalled(asked, seen, my, decision):
    """A journal is read as it was written."""
    text = json.dumps({"asked": asdict(asked), "seen": asdict(seen), "run": asdict(my)})
    found = json.loads(text)
    read = [journal.read(kind, found[name]) for name, kind in _KINDS]
    _same("a journal gives the same decision", decide.decide(*read), decision)


_KINDS = (("asked", asking.Asked), ("seen", observed.Seen), ("run", run.Run))


def more_answers(asked, seen, my, decision):
    """One more healthy answer never moves towards lost."""
    del my, decision
    before = _nearness(asked, seen)
    if seen.origin.answers and before > 1:
        raise Violation("more answers never move towards lost", f"{seen} answers")
    for richer in _richer(seen):
        if _nearness(asked, richer) > before:
            raise Violation("more answers never move towards lost", f"{seen} and {richer}")


def _nearness(asked, seen):
    return diagnosis.BY_NAME[diagnosis.name_of(asked, seen)].towards_lost


def _richer(seen):
    origin = seen.origin
    if origin.heard < origin.hosts:
        yield replace(seen, origin=replace(origin, heard=origin.heard + 1))
    if origin.nodes_heard < origin.nodes:
        yield replace(seen, origin=replace(origin, nodes_heard=origin.nodes_heard + 1))
    yield replace(seen, origin=replace(origin, views=(*origin.views, observed.View("one more", True))))


_CHECKS = (again, swapped, shifted, journalled, more_answers)
