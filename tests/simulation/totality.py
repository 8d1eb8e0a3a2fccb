# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides in every combination of ledger, lock, diagnosis and what the run did, reachable or not, and judges each.

What services and steps look like goes round among these, or is combined with all of them in a whole series.
"""

import multiprocessing
from dataclasses import replace
from itertools import chain, cycle, product

from .commands import UNCHANGING
from .invariants import Watch
from .product import CONFIRMED, FAILED, asked, decide, observed, run, steps
from .world import Violation

OWN, OTHER = "run-1", "run-0"
HEARD = ("rws1-dc2",)


def _ledgers():
    plain = observed.Ledger(HEARD, "dc1", "DC1", "first", 1)
    moved = observed.Ledger(HEARD, "dc2", "DC2", OWN, 2)
    yield from (plain, moved, replace(moved, operation="run-9", epoch=4), replace(plain, operation="run-9", epoch=5),
                replace(plain, heard=(), operation="", epoch=0), replace(plain, operation="", epoch=0),
                replace(plain, active="dc2"), replace(plain, eservices_site="DC2"))  # fmt: skip
    for operation, verb, active in ((OWN, "failover", "dc2"), (OTHER, "failover", "dc2"), (OTHER, "failover", "dc1"),
                                    (OTHER, "eservices_switch", "dc1")):  # fmt: skip
        yield replace(plain, intent=observed.Intent(operation, verb, active, active.upper(), 2))
    yield replace(moved, intent=observed.Intent("run-9", "failover", "dc1", "DC1", 3))
    yield from (replace(plain, question=kind, text="The ledgers say: ask.") for kind in observed.QUESTIONS)


def _locks():
    held = observed.Lock(observed.HELD, "run-7", "failover", text="by bert")
    site = replace(held, operation="site-1", verb="site", yields=True)
    return (observed.Lock(), observed.Lock(observed.OURS, OWN), observed.Lock(observed.NOBODY), held,
            replace(held, dead=True), site, replace(site, marked=True), replace(held, operation="taken"))  # fmt: skip


def _sites():
    """(origin, target, witness, silence in seconds): one for each diagnosis."""
    whole = {"hosts": 4, "heard": 4, "nodes": 1, "nodes_heard": 1}
    silent = observed.Site("dc1", "DC1", hosts=4, nodes=1)
    origin, target = observed.Site("dc1", "DC1", **whole), observed.Site("dc2", "DC2", **whole)
    fault, interaction = ("storage",), ("interaction_server",)
    yield silent, target, None, 60
    yield silent, target, True, 4
    yield silent, target, False, 60
    yield silent, observed.Site("dc2", "DC2", hosts=4, nodes=1), True, 60
    yield silent, observed.Site("dc2", "DC2", hosts=4, nodes=1), None, 60
    yield replace(silent, views=(observed.View("rws1-dc2", True),)), target, None, 60
    yield origin, target, None, 0
    yield replace(origin, heard=2, nodes_heard=0), target, False, 0
    yield replace(origin, symptoms=interaction), target, None, 0
    yield replace(origin, symptoms=fault), replace(target, symptoms=fault), None, 0
    yield silent, replace(target, nodes_heard=0), None, 60


def _services():
    states = ((False, observed.UNSEEN, None, True), (True, observed.RUNNING, True, True),
              (True, observed.STOPPED, False, True), (True, observed.STOPPED, True, True),
              (True, observed.BY_HAND, None, True), (True, observed.RUNNING, True, False))  # fmt: skip
    for heard, state, at_boot, active in states:
        yield tuple(observed.Service(one, f"{one}1-dc1", heard, state, at_boot, active) for one in steps.EXCLUSIVE)


def _steps():
    for of_rws, of_others in product(observed.STEP_STATES, repeat=2):
        yield tuple(observed.Step(kind.name, of_rws if kind.name == steps.RWS else of_others) for kind in steps.KINDS)


def _runs():
    """What a run may have done, as (operation, results); the last ones are of runs that somebody works against."""
    lock, intent = ("lock", run.APPLIED), ("intent", run.APPLIED)
    begun = [lock, intent]
    yield "", []
    for command in ("lock", "take_over", "mark"):
        yield from (("", [(command, outcome)]) for outcome in (run.APPLIED, run.FAILED, run.UNKNOWN, run.REFUSED))
        yield "", [(command, run.FAILED)] * 2
    yield from (("", [lock, ("stop:muxer", outcome)]) for outcome in (run.APPLIED, run.FAILED))
    yield "", [lock, *[(f"stop:{one}", run.FAILED) for one in steps.EXCLUSIVE] * 2]
    yield "", [lock, *[(f"stop:{one}", run.APPLIED) for one in steps.EXCLUSIVE] * 4]
    in_vain = [(f"stop:{one}", run.FAILED) for one in steps.EXCLUSIVE] * 2
    yield OWN, [lock, *in_vain, intent, ("rws", run.APPLIED), ("look", run.APPLIED)]
    yield from ((OWN, [lock, ("intent", outcome)]) for outcome in (run.APPLIED, run.UNKNOWN, run.SUPERSEDED))
    yield OWN, [lock, ("intent", run.FAILED), ("intent", run.FAILED)]
    yield OTHER, begun
    for outcome in run.RESULTS:
        yield from ((operation, [*begun, ("rws", outcome)]) for operation in (OWN, OTHER))
    yield OWN, [*begun, ("rws", run.UNKNOWN), ("rws", run.REFUSED)]
    yield OWN, [*begun, ("rws", run.FAILED), ("rws", run.FAILED)]
    refused = [lock, ("stop:muxer", run.APPLIED), intent, ("rws", run.REFUSED)]
    yield OWN, refused
    yield OWN, [*refused, ("abandon", run.FAILED), ("abandon", run.FAILED)]
    for outcome in (run.APPLIED, run.FAILED, run.UNKNOWN):
        yield OWN, [*refused, ("abandon", run.APPLIED), ("restore:muxer", outcome)]
    yield OWN, [*refused, ("abandon", run.APPLIED), ("restore:muxer", run.FAILED), ("restore:muxer", run.FAILED)]
    done = [*begun, ("rws", run.WAITED), ("look", run.APPLIED), ("muxer", run.APPLIED), ("desktops", run.FAILED)]
    yield OWN, done
    yield OWN, [*begun, ("muxer", run.APPLIED), ("rws", run.REFUSED)]
    for outcome in (run.APPLIED, run.UNKNOWN, run.SUPERSEDED):
        yield OWN, [*done, ("done", outcome)]
    yield OWN, [*done, ("done", run.FAILED), ("done", run.FAILED)]
    yield from ((OWN, [*done, ("done", run.APPLIED), ("hold", outcome), ("verify", outcome)])
                for outcome in (run.APPLIED, run.FAILED))  # fmt: skip
    yield OWN, [*done, ("done", run.APPLIED), ("verify", run.FAILED), ("verify", run.FAILED)]


def _run(operation, results):
    listed = tuple(
        run.Result(command, outcome, 20 + number, outcome, command not in UNCHANGING, _hosts(command, outcome))
        for number, (command, outcome) in enumerate(results)
    )
    return run.Run(OWN, operation, 40, listed)


def _hosts(command, outcome):
    """Where something was stopped or started again."""
    if command.startswith("stop:") and outcome == run.APPLIED:
        return (f"{command[5:]}1-dc1",)
    return ()


def _asked():
    """What people ask for goes round, too."""
    plain = asked.Asked("dc2", "dc2", attested_by="Ada", reason="no power")
    everything = tuple(asked.Override(f"GIR{number}", "a reason") for number in (618, 621, 622, 623, 624, 627))
    accepted = tuple(asked.Accepted("dc1", one) for one in steps.EXCLUSIVE)
    lifting = replace(plain, overrides=everything, take_over="taken")
    yield from (lifting, plain, replace(lifting, accepted=accepted), replace(lifting, guard_seconds=60),
                replace(lifting, confirm="dc1"), replace(lifting, attested_by=" "), replace(lifting, check=True),
                replace(plain, overrides=(asked.Override("GIR619", "x"), asked.Override("GIR636", "x"))),
                replace(lifting, overrides=(*everything, asked.Override("GIR625", "x"), asked.Override("GIR636", "x"))),
                replace(lifting, expect_active="dc3"), replace(lifting, expect_epoch=77),
                replace(lifting, to="dc3", confirm="dc3"), replace(lifting, plan="0" * 64, plan_age=1))  # fmt: skip


def _planned():
    """The same of planned ones."""
    plain = asked.Asked("dc2", "dc2", mode=asked.PLANNED, reason="a rehearsal", drain_seconds=30)
    accepted = tuple(asked.Accepted("dc1", one) for one in steps.EXCLUSIVE)
    rules = tuple(asked.Override(f"GIR{number}", "a reason") for number in (623, 627, 666, 667))
    yield from (plain, replace(plain, overrides=rules), replace(plain, accepted=accepted),
                replace(plain, overrides=rules, accepted=accepted, guard_seconds=60), replace(plain, confirm="dc1"),
                replace(plain, check=True))  # fmt: skip


def _planned_runs():
    """What a planned one may have done, as (operation, results, results on the way there)."""
    begun = [("lock", run.APPLIED), ("intent", run.APPLIED)]
    yield "", [], ()
    yield "", begun[:1], ()
    for operation in (OWN, OTHER):
        yield operation, begun, ()
        for outcome in (run.APPLIED, run.WAITED, run.FAILED):
            yield operation, [*begun, ("settings", run.APPLIED), ("queues", outcome)], ()
        drained = [*begun, ("profiles", run.APPLIED), ("settings", run.APPLIED), ("queues", run.APPLIED)]
        stopped = [*drained, *[(f"stop:{one}", run.APPLIED) for one in steps.EXCLUSIVE]]
        yield operation, stopped, ()
        yield operation, [*drained, *[("stop:muxer", run.FAILED)] * 2], ()
        started = [(one, run.APPLIED) for one in steps.EXCLUSIVE]
        switched = [*stopped, ("rws", run.APPLIED), ("look", run.APPLIED), *started]
        yield operation, [*stopped, ("rws", run.REFUSED)], ()
        yield operation, switched, ()
        yield operation, [*switched, ("desktops", run.FAILED), ("desktops", run.FAILED)], ()
        for outcome in (run.APPLIED, run.FAILED):
            yield operation, [*switched, ("verify", outcome)], ()
        yield operation, [*switched, ("verify", run.APPLIED), ("done", run.APPLIED)], ()
        for forward in (drained, stopped, switched):
            yield operation, begun, forward
            yield operation, [*begun, ("rws", run.REFUSED)], forward
            back = [*begun, ("rws", run.APPLIED), ("settings", run.APPLIED)]
            yield operation, [*back, ("profiles", run.FAILED)], forward
            back = [*back, ("profiles", run.APPLIED)]
            yield operation, [*back, ("abandon", run.FAILED), ("abandon", run.FAILED)], forward
            yield operation, [*back, ("abandon", run.APPLIED), ("muxer", run.APPLIED)], forward


def _planned_run(operation, results, forward):
    found = _run(operation, results)
    return found if not forward else replace(found, back="It failed.", forward=_run(operation, forward).results)


class _Case:
    """As much of a controller as the invariants look at."""

    def __init__(self, request, seen, my):
        self.asked, self.seen, self.run, self.owner, self.before = request, seen, my, 1, None
        self.looked_at, self.life = seen.origin.looked_at, seen.life


def _in_vain():
    """(asked, seen, run) where what answers could not be stopped, accepted or not, at the moment of the starts."""
    plain, accepting = list(_asked())[1:3]
    ledger = [one for one in _ledgers() if one.intent and one.intent.operation == OWN][0]
    done = [("intent", run.APPLIED), ("rws", run.APPLIED), ("look", run.APPLIED)]
    my = _run(OWN, [("lock", run.APPLIED), *[(f"stop:{one}", run.FAILED) for one in steps.EXCLUSIVE] * 2, *done])
    needed = tuple(observed.Step(name, observed.NEEDED) for name in steps.EXCLUSIVE)
    states, lock = (observed.Step(steps.RWS, observed.IN_EFFECT), *needed), observed.Lock(observed.OURS, OWN)
    for (origin, target, witness, quiet), services in product(_sites(), _services()):
        heard = services if origin.heard else _unheard(services)
        for request in (plain, accepting):
            looked = replace(origin, services=heard, looked_at=39.0)
            yield request, observed.Seen(looked, target, ledger, lock, (), states, witness, (), quiet), my


def combinations(whole=False):
    """(asked, seen, run) of every combination; in a whole one of every state of services and steps besides."""
    runs = [_run(*one) for one in _runs()]
    around = list(product(_services(), _steps()))
    requests, turning = cycle(_asked()), cycle(around)
    full, fine = observed.Check("GIR627", FAILED, "full"), observed.Check("GIR628", CONFIRMED, "fine")
    checks = cycle(((), (), (full,), (fine,)))
    looked = cycle((39.0, 0.0, 22.5, 39.0, 5.0))
    proofs = cycle(((), (observed.Check("rws", FAILED, "not switched"),), (), (observed.Check("rws", CONFIRMED, ""),)))
    for ledger, lock, sites, my in product(_ledgers(), _locks(), _sites(), runs):
        origin, target, witness, quiet = sites
        for services, some in around if whole else (next(turning), next(turning), next(turning)):
            heard = services if origin.heard else _unheard(services)
            seen = observed.Seen(replace(origin, services=heard, looked_at=next(looked)), target, ledger, lock,
                                 next(checks), some, witness, (), quiet, None, next(proofs))  # fmt: skip
            request = next(requests)
            # Check mode never comes to do anything.
            yield replace(request, check=request.check and not my.results), seen, my


def planned(whole=False):
    """The same of planned failovers, on both ways: during a rollback the sites have changed places."""
    around = list(product(_services(), _steps()))
    requests, turning = cycle(_planned()), cycle(around)
    rejoin, fine = observed.Check("GIR665", FAILED, "not rejoined"), observed.Check("GIR628", CONFIRMED, "fine")
    checks, looked = cycle(((), (fine,), (), (rejoin,))), cycle((39.0, 0.0, 39.0))
    proofs = cycle(((), (observed.Check("rws", FAILED, "not switched"),), ()))
    for ledger, lock, sites, made in product(_ledgers(), _locks()[:4], _sites(), list(_planned_runs())):
        origin, target, witness, quiet = sites
        my = _planned_run(*made)
        if my.back:
            origin, target = replace(target, name="dc2", site_name="DC2"), replace(origin, name="dc1", site_name="DC1")
        for services, some in around if whole else (next(turning), next(turning)):
            heard = services if origin.heard else _unheard(services)
            seen = observed.Seen(replace(origin, services=heard, looked_at=next(looked)), target, ledger, lock,
                                 next(checks), some, witness, (), quiet, None, next(proofs))  # fmt: skip
            request = next(requests)
            yield replace(request, check=request.check and not my.results), seen, my


def _unheard(services):
    return tuple(replace(one, heard=False, state=observed.UNSEEN, at_boot=None) for one in services)


def everything(most=10, whole=False, part=None):
    """(how many combinations, failures). `part`: (number, of how many) to share the work."""
    watch, failures, count = Watch(), [], 0
    first = list(_in_vain())
    for number, (request, seen, my) in enumerate(chain(first, combinations(whole), planned(whole))):
        if part is not None and number >= len(first) and number % part[1] != part[0]:
            continue
        count += 1
        try:
            watch.judge(_Case(request, seen, my), decide.decide(request, seen, my))
        except Violation as error:
            failures.append(_told(error, request, seen, my))
        except Exception as error:
            failures.append(_told(f"it raises {type(error).__name__}: {error}", request, seen, my))
        if len(failures) >= most:
            break
    return count, failures


def shared(processes, whole=False):
    """The same in several processes."""
    with multiprocessing.Pool(processes) as pool:
        found = pool.starmap(everything, [(10, whole, (number, processes)) for number in range(processes)])
    return sum(count for count, _failures in found), [one for _count, some in found for one in some]


def _told(error, request, seen, my):
    did = [f"{one.command} {one.outcome}" for one in my.results]
    ledger = (seen.ledger.active, seen.ledger.operation, seen.ledger.question, seen.ledger.intent)
    states = {one.name: one.state for one in seen.steps}
    sites = (seen.origin.heard, seen.origin.looked_at, seen.target.heard, seen.witness, seen.origin.services[:1])
    return f"{error}\n    {did}\n    {ledger}\n    {seen.lock}\n    {states}\n    {sites}\n    {request}"
