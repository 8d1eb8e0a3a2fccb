# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A data center that returns, as a rejoin observes it, and what each command makes of it."""

from dataclasses import replace

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Accepted
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import (
    OURS,
    RUNNING,
    STOPPED,
    Ledger,
    Lock,
    Service,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import APPLIED, WAITED, Act, End, Result, Run
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import steps
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.decide import decide
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import (
    AREAS,
    EQUAL,
    FILES,
    MERGEABLE,
    OVERWRITTEN,
    Area,
    Hints,
    Item,
    Keystores,
    Left,
    Listing,
    Seen,
)

HOUR = 3600.0
LISTING = Listing(
    (Item(FILES, "rws1-dc1", "rws file.content application.yaml crRegion", "dc1", "US", "EU", OVERWRITTEN),),
    tuple(Area(name, "failed" if name == FILES else "confirmed") for name in AREAS),
)
RPS = Service("rps", "rps1-dc1", True, RUNNING, True, True)
MUXER = Service("muxer", "muxer1-dc1", True, RUNNING, True, True)
LEFT = (Left("rws", "rws1-dc1", "application.yaml differs.", "Run site."), Left("rps", "rps1-dc1", "rpconfig differs."))
SEEN = Seen(
    center="dc1",
    pair=("dc1", "dc2"),
    ledger=Ledger(("rws1-dc1", "rws1-dc2"), "dc2", "DC2", "op-1", 2),
    lock=Lock(),
    need="dc2 took over without it.",
    operation="op-1",
    behind=("rws1-dc1",),
    services=(RPS, MUXER),
    left=LEFT,
    listing=LISTING,
    keystores=Keystores(MERGEABLE, "", ("rcs1-dc1",)),
    hints=Hints(3 * HOUR, HOUR),
    active_heard=("rws1-dc2",),
)
ASKED = Asked("dc1", "dc1", listed=LISTING.digest)
RUN = Run("run-1")
ACCEPTED = (Accepted("dc1", "rps"), Accepted("dc1", "muxer"))


def applied(name, seen):
    """What a command that works makes of the world."""
    if name == steps.LOCK:
        return replace(seen, lock=Lock(OURS))
    if name == steps.KEEP_LIST:
        return replace(seen, kept=tuple(seen.listing.ids))
    if name == steps.STOP:
        return replace(
            seen, services=tuple(replace(one, state=STOPPED, at_boot=False) for one in seen.services),
        )  # fmt: skip
    if name == steps.LEDGER:
        return replace(seen, behind=())
    if name == steps.KEYSTORES:
        return replace(seen, keystores=Keystores(EQUAL))
    if name == steps.WRITE:
        assert all(one.fenced for one in seen.services), "nothing is written beside what runs as an active one"
        standby = tuple(replace(one, active=one.component == "muxer") for one in seen.services)
        to_run = (Left("rps", "rps1-dc1", "the unit is stopped"),)
        return replace(seen, left=(), to_run=to_run, services=standby, listing=Listing((), seen.listing.areas))
    if name == steps.RUN:
        assert not seen.left, "nothing runs as long as anything differs"
        started = tuple(
            replace(one, state=RUNNING, at_boot=True) if one.component == "rps" else one for one in seen.services
        )
        return replace(seen, to_run=(), services=started)
    if name == steps.DONE:
        assert not (seen.left or seen.to_run or seen.behind), "only a standby is recorded as one"
        return replace(seen, need="", operation="")
    return seen


def follow(asked=ASKED, seen=SEEN, run=RUN, most=None, apply=applied):
    """All decisions until it ends, or until so many commands were carried out: (decisions, seen, run)."""
    decisions, done = [], 0
    while True:
        decision = decide(asked, seen, run)
        decisions.append(decision)
        if isinstance(decision, End):
            return decisions, seen, run
        assert isinstance(decision, Act)
        for command in decision.commands:
            if most is not None and done >= most:
                return decisions, seen, run
            done += 1
            assert done < 40, "it never ends"
            seen = apply(command.name, seen)
            outcome = WAITED if command.name == steps.REINDEX else APPLIED
            run = replace(run, results=(*run.results, Result(command.key, outcome, done)))


def commands(decisions):
    return [command.name for one in decisions if isinstance(one, Act) for command in one.commands]
