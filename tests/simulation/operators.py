# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People: what each of them asks for, and what an obedient one types once a run has ended."""

import re
from dataclasses import replace

from . import ledgers, seeing
from .product import asked, changes, outcomes, rules
from .world import PAIR

_TAKE_OVER = re.compile(r"gir_failover_take_over=([^\s.]+)")
LIFTABLE = tuple(rule.id for rule in rules.RULES.values() if rule.may_be_lifted)
COMPONENTS = ("muxer", "rps", "voice_processor")
# What corrects a value that a rule refuses.
_CORRECTED = {"GIR612": {"confirm": None}, "GIR613": {"attested_by": "Ada"},
              "GIR614": {"mode": "forced", "attested_by": "Ada"},
              "GIR634": {"expect_active": "", "expect_epoch": None}, "GIR635": {"plan": "", "plan_document": None},
              "GIR636": {"overrides": ()}, "GIR637": {"problems": ()}}  # fmt: skip


def asks(choice, world, to, silent, mode="forced"):
    """What somebody asks for at first; now and then with something that has to be refused. `silent`: for how long the
    other site has really been silent."""
    other = PAIR[0] if to == PAIR[1] else PAIR[1]
    found = asked.Asked(to, to, mode=mode, attested_by="" if mode == "planned" else "Ada", reason="no power",
                        silent_before=silent, guard_seconds=world.config.guard, hold_minutes=60 * (choice.pick(3) != 1),
                        reindex=choice.pick(4) != 1, drain_seconds=15)  # fmt: skip
    odd = choice.pick(24)
    if odd in _ODD:
        world.met("a value is refused or restricts the run")
        found = replace(found, **_ODD[odd](world, other))
    if choice.pick(3) == 1:
        lifted = choice.pick(1 << len(LIFTABLE)) | choice.pick(1 << len(LIFTABLE))
        some = [rule for number, rule in enumerate(LIFTABLE) if lifted >> number & 1]
        found = replace(found, overrides=tuple(asked.Override(rule, "for a reason") for rule in some))
    if choice.pick(4) == 1:
        some = choice.pick(8)
        found = replace(found, accepted=tuple(
            asked.Accepted(other, one) for number, one in enumerate(COMPONENTS) if some >> number & 1))  # fmt: skip
    return found


_ODD = {
    1: lambda _world, other: {"confirm": other},
    2: lambda _world, _other: {"attested_by": " "},
    3: lambda _world, _other: {"check": True},
    4: lambda _world, other: {"expect_active": PAIR[other == PAIR[0]]},
    5: lambda _world, _other: {"expect_epoch": 1},
    6: lambda _world, _other: {"problems": ("gir_failover_accept cannot be used.",)},
    7: lambda _world, _other: {"overrides": (asked.Override("GIR619", "x"), asked.Override("GIR636", "x"))},
    8: lambda _world, _other: {"plan": "0" * 64, "plan_age": 5},
    9: lambda _world, _other: {"mode": "gentle"},
    10: lambda _world, _other: {"overrides": (asked.Override("GIR622", " "),)},
}


def answered(history, controller):
    """What an obedient operator asks for next after a run has ended, or None where nothing is left to type."""
    end = controller.end
    if not end.next:
        return None
    was = replace(controller.asked, take_over="", check=False, silent_before=0)
    text = f"{' '.join(end.why)} {end.next}"
    found = _TAKE_OVER.search(text)
    if end.outcome in (outcomes.REFUSED, outcomes.QUESTION) and found:
        return of_lock(history, was, found.group(1))
    if end.outcome == outcomes.QUESTION:
        return was if repair(history) else None
    if end.outcome == outcomes.REFUSED:
        return _of_rules(history, was, end.rules)
    if end.outcome == outcomes.TO_ATTEST:
        history.world.met("the origin dies in a planned failover")
        return _forced(history, was)
    if end.outcome == outcomes.UNDONE and "queues" in text:
        return replace(was, overrides=(*was.overrides, asked.Override("GIR667", "they are old")))
    if end.outcome == outcomes.SUPERSEDED:
        history.wait(60)
        return was
    if end.outcome == outcomes.PREDICTED:
        return was
    return was


def of_lock(history, was, operation):
    """A person finds out whether that run lives, and says that it is dead only when it is."""
    other = next((one for one in history.everybody if one.run.lock == operation), None)
    if other is not None and other.alive:
        history.wait(120)
        return was
    if any(one[0] == operation and not one[2] for one in history.verbs):
        history.wait(120)
        return was
    history.world.met("a lock is taken over on a person's word")
    return replace(was, take_over=operation)


def _of_rules(history, was, broken):
    """Values are corrected; a person does not override what says that nothing is wrong with the other site."""
    if "GIR622" in broken or "GIR624" in broken:
        return None
    if "GIR639" in broken:
        return _forced(history, was)
    if "GIR665" in broken and "GIR653" in history.rejoin(was.to):
        # To bring that data center up somebody looks at it, and finds that it is lost.
        return _forced(history, was)
    if "GIR628" in broken:
        synced(history.world)
    if "GIR638" in broken:
        was = replace(was, accepted=stopped_by_hand(history, seeing.other(was.to), was.accepted))
    values = {}
    for rule in broken:
        values.update(_CORRECTED.get(rule, {}))
    if "confirm" in values:
        values["confirm"] = was.to
    if not values:
        history.wait(30)
    return replace(was, **values)


def _forced(history, was):
    """A person looks whether that data center is lost, and attests it when it is."""
    origin = seeing.other(was.to)
    if any(one.up for one in history.world.by_site[origin]):
        history.wait(60)
        return was
    return replace(was, mode="forced", attested_by="Ada", silent_before=60)


def stopped_by_hand(history, origin, accepted):
    """What no run can stop a person stops, and says so: all that is accepted then."""
    world, found = history.world, set(accepted)
    for host in world.by_site[origin]:
        for one in host.services:
            if not one.managed or not host.up:
                one.running = one.at_boot = False
                found.add(asked.Accepted(origin, one.component))
    return tuple(sorted(found, key=lambda one: one.component))


def synced(world):
    """gir.multidc.keystore_sync, as a person runs it."""
    sites = [site for site in world.sites if all(one.up and not one.hung for one in world.by_site[site])]
    if sites:
        world.apply(("merge", tuple(sites)))


def repair(history):
    """A person says which of the printed answers is true, once nobody else is at work."""
    world = history.world
    held = {one.name: one.ledger for one in world.reached("ctl0", world.rws)}
    choices = ledgers.answers(held)
    if not choices:
        return True
    chosen = choices[history.choice.pick(len(choices))]
    history.repairs += 1
    try:
        ledger, names = ledgers.repaired(held, chosen, f"repair-{history.repairs}")
    except changes.Refused:
        return False
    for name in names:
        world.apply(("ledger", name, held[name], ledger))
    world.met("a person answers a question of the ledger")
    history.say(f"a person says that {chosen} is true")
    return True
