# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A lost dc1 and a healthy dc2, as a failover sees them, to be changed by tests."""

from dataclasses import replace

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    FREE,
    IN_EFFECT,
    NEEDED,
    OURS,
    RUNNING,
    STOPPED,
    Intent,
    Ledger,
    Lock,
    Seen,
    Service,
    Site,
    Step,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import APPLIED, Act, End, Result, Run, Turn
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import KINDS

ASKED = Asked("dc2", "dc2", attested_by="Ada", reason="no power", silent_before=60)
RUN = Run("run-1")
LEDGER = Ledger(("rws1-dc2", "rws2-dc2"), "dc1", "DC1", "first", 1)
ORIGIN = Site("dc1", "DC1", hosts=7, nodes=2,
              services=(Service("muxer", "mux1-dc1", False), Service("rps", "mcp1-dc1", False)))  # fmt: skip
TARGET = Site("dc2", "DC2", hosts=7, heard=7, nodes=2, nodes_heard=2,
              services=(Service("muxer", "mux1-dc2", True, STOPPED, False),))  # fmt: skip
STEPS = tuple(Step(kind.name, NEEDED) for kind in KINDS if kind.name in ("rws", "rps", "muxer", "desktops", "settings"))
UNCHANGING = ("lock", "mark", "take_over", "look", "verify")
SEEN = Seen(ORIGIN, TARGET, LEDGER, Lock(FREE), steps=STEPS, quiet_for=12)


def alive(site, running=True):
    """The whole of a data center answers, and its services run or not."""
    state, boot = (RUNNING, True) if running else (STOPPED, False)
    services = tuple(replace(one, heard=True, state=state, at_boot=boot) for one in site.services)
    return replace(site, heard=site.hosts, nodes_heard=site.nodes, services=services)


def with_step(seen, name, **changes):
    """One step seen otherwise."""
    return replace(seen, steps=tuple(replace(one, **changes) if one.name == name else one for one in seen.steps))


def with_intent(seen, operation="run-1", verb="failover", active="dc2", site="DC2"):
    intent = Intent(operation, verb, active, site, 2)
    return replace(seen, ledger=replace(seen.ledger, intent=intent))


def follow(asked=ASKED, seen=SEEN, run=RUN, world=None, most=40):
    """Every decision of a run in which each command does what it says, until it ends. `world`: what happens besides:
    it gets (seen, run, commands) and returns (seen, results by command key)."""
    decisions = []
    for _number in range(most):
        decision = decide(asked, seen, run)
        decisions.append(decision)
        if isinstance(decision, End):
            return decisions, seen, run
        if isinstance(decision, Act):
            seen, run = apply(seen, run, decision.commands, world)
        elif isinstance(decision, Turn):
            seen, run = turned(seen, run, decision)
        else:
            run = replace(run, now=run.now + decision.seconds)
            quiet = 0 if seen.origin.answers else seen.quiet_for + decision.seconds
            seen = replace(seen, quiet_for=quiet, origin=replace(seen.origin, looked_at=run.now))
    raise AssertionError(f"no end after {most} decisions: {decisions[-3:]}")


def turned(seen, run, decision):
    """What is seen and known once a run is being rolled back."""
    run = run.turned(decision.why)
    steps = tuple(replace(one, state=NEEDED) for one in seen.steps)
    origin = replace(seen.target, looked_at=run.now)
    return replace(seen, origin=origin, target=seen.origin, steps=steps, proofs=()), run


def apply(seen, run, commands, world=None):
    """What is seen and known once these commands were sent."""
    outcomes = {}
    if world is not None:
        seen, outcomes = world(seen, run, commands)
    run = replace(run, now=run.now + 1)
    for command in commands:
        outcome = outcomes.get(command.key, APPLIED)
        hosts = command.hosts if outcome == APPLIED else ()
        if command.name == "intent":
            run = replace(run, operation=command.argument or run.lock)
        changed = command.name not in UNCHANGING
        run = replace(run, results=(*run.results, Result(command.key, outcome, run.now, outcome, changed, hosts)))
        if outcome == APPLIED:
            seen = _done(seen, run, command)
    return seen, run


def _done(seen, run, command):
    name = command.name
    if name in ("lock", "take_over"):
        return replace(seen, lock=Lock(OURS, run.lock))
    if name == "intent":
        return with_intent(seen, run.operation)
    if name in ("done", "abandon"):
        ledger = replace(seen.ledger, intent=None)
        if name == "done":
            target = seen.target
            ledger = replace(
                ledger, active=target.name, eservices_site=target.site_name, operation=run.operation, epoch=2
            )
        return replace(seen, ledger=ledger)
    if name == "stop":
        services = tuple(
            replace(one, state=STOPPED, at_boot=False) if one.host in command.hosts else one
            for one in seen.origin.services
        )
        return replace(seen, origin=replace(seen.origin, services=services))
    if name == "look":
        return replace(seen, origin=replace(seen.origin, looked_at=run.now))
    return with_step(seen, name, state=IN_EFFECT)


def commands(decisions):
    """The keys of all commands, in order; those of one decision together."""
    return [tuple(command.key for command in one.commands) for one in decisions if isinstance(one, Act)]
