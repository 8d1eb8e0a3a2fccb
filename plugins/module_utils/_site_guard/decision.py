# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the Muxer and the processors of a host may start and run: private to this collection.

Without any input or output, and without a clock of its own.
"""

from typing import FrozenSet, NamedTuple, Optional

# How a unit is configured: the one of the active data center; a Muxer of the standby one, which must not run; a
# processor of the standby one, which hands over to the active one and is never touched.
ACTIVE, STANDBY, BACKUP = "active", "standby", "backup"

# Why something may run or not, as the journal and the status have it.
CONNECTED = "connected"
ATTESTED = "attested"
WAITING = "waiting"
LEAVING = "leaving"
SUPERSEDED = "superseded"
CONTESTED = "contested"
CUT_OFF = "cut_off"
NOT_HEARD = "not_heard"

_NOBODY = "no ledger of another data center and no witness answers"


class View(NamedTuple):
    """What a host knows. `own`: its data center. `actives`, `intents`: see history.Knowledge.

    `heard`: another data center or a witness has just answered. `silence`: seconds since one did, None where none has
    since this host booted. `watched`: seconds since the guard first looked after this boot. `attested`: a person made
    this data center the active one, and no other one has answered since. `isolation`: the time limit in seconds.
    """

    own: str
    actives: FrozenSet[str]
    intents: FrozenSet[str]
    heard: bool
    silence: Optional[float]
    watched: float
    attested: bool
    isolation: float


class Decision(NamedTuple):
    """`start`: what is down may start. `stop`: what runs must stop. `sentence` is for the journal, without a stop."""

    start: bool
    stop: bool
    reason: str
    sentence: str


def decide(view: View) -> Decision:
    """The decision; defined for every view."""
    others = sorted(view.actives - {view.own})
    switching_here = view.intents == {view.own} and len(view.actives) == 1
    if others and not switching_here:
        return _given_up(view, others)
    leaving = sorted(view.intents - {view.own})
    linked = _linked(view)
    if leaving and not linked.stop:
        text = "the ledger says that %s is about to become the active data center" % ", ".join(leaving)
        return Decision(False, False, LEAVING, text)
    return linked


def _given_up(view: View, others: "list[str]") -> Decision:
    if view.own in view.actives or len(others) > 1:
        names = ", ".join(sorted(view.actives))
        text = "the ledgers contradict each other (%s active), and only a person can say which one is true" % names
        return Decision(False, True, CONTESTED, text)
    return Decision(False, True, SUPERSEDED, "the ledger says that %s is the active data center" % others[0])


def _linked(view: View) -> Decision:
    """Of the active data center, by whom it hears."""
    if view.heard:
        return Decision(True, False, CONNECTED, "%s is the active data center" % view.own)
    if view.attested:
        text = "%s was made the active data center while the others did not answer" % view.own
        return Decision(True, False, ATTESTED, text)
    if view.silence is None:
        text = "%s since this host booted, so it cannot know whether another data center has taken over" % _NOBODY
        return Decision(False, view.watched >= view.isolation, NOT_HEARD, text)
    if view.silence < view.isolation:
        return Decision(True, False, WAITING, "%s for %d of %d seconds" % (_NOBODY, view.silence, view.isolation))
    text = "%s for %d seconds, and %d are the limit" % (_NOBODY, view.silence, view.isolation)
    return Decision(False, True, CUT_OFF, text)


def is_stopped(mode: str, decision: Decision) -> bool:
    """Whether a unit of this mode that runs has to stop."""
    return decision.stop and mode != BACKUP


def may_start(mode: str, decision: Decision) -> bool:
    """Whether a unit of this mode may start when somebody starts it."""
    return decision.start or mode == BACKUP
