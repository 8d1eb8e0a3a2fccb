# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failover has observed: plain values, made by whoever observes, judged by decide.py."""

from __future__ import annotations

from dataclasses import dataclass

# Of a service. BY_HAND: the inventory does not manage it.
RUNNING, STOPPED, UNSEEN, BY_HAND = "running", "stopped", "unseen", "by hand"

# Of a step. NEEDED: it would change something. UNCLEAR: nothing shows whether it would. BLOCKED: it cannot be done now.
# PERSON: a person does it. ABSENT: this system has no such thing.
NEEDED, IN_EFFECT, UNCLEAR, BLOCKED, PERSON, ABSENT = "needed", "in effect", "unclear", "blocked", "person", "absent"
STEP_STATES = (NEEDED, IN_EFFECT, UNCLEAR, BLOCKED, PERSON, ABSENT)

# Of the lock.
FREE, OURS, HELD, NOBODY = "free", "ours", "held", "nobody"

# Kinds of a question that only a person can answer. INPUT: nothing says which data center is active.
INPUT = "input"
QUESTIONS = ("fork", "contradiction", "foreign", "unreadable", INPUT)


@dataclass(frozen=True)
class Service:
    """A Muxer or a processor on one host. `at_boot`: whether it starts by itself, None where nobody knows.

    `active`: whether its configuration is that of an active data center; a processor of the standby runs, too.
    """

    component: str
    host: str
    heard: bool
    state: str = UNSEEN
    at_boot: bool | None = None
    active: bool = True

    @property
    def fenced(self) -> bool:
        """Whether it was seen not to do the work of an active data center, now and after the next boot."""
        return self.heard and (not self.active or (self.state == STOPPED and self.at_boot is False))


@dataclass(frozen=True)
class View:
    """What one vantage point sees of a data center: `answers` is None where it was not asked or could not look."""

    observer: str
    answers: bool | None


@dataclass(frozen=True)
class Site:
    """One data center of the pair.

    `hosts` and `heard`: how many hosts it has, and how many answered. `nodes` and `nodes_heard`: the same of its RWS
    addresses. `views`: what others than the controller see of it. `symptoms`: what is wrong with what answers, as ids.
    `looked_at`: when it was last looked at, in seconds of the run. `primary`: whether the map says so.
    """

    name: str
    site_name: str
    hosts: int = 0
    heard: int = 0
    nodes: int = 0
    nodes_heard: int = 0
    services: tuple[Service, ...] = ()
    views: tuple[View, ...] = ()
    symptoms: tuple[str, ...] = ()
    looked_at: float = 0
    primary: bool = False

    @property
    def answers(self) -> bool:
        """Whether anything of it answered the controller."""
        return self.heard > 0 or self.nodes_heard > 0


@dataclass(frozen=True)
class Intent:
    """An operation that was begun and has not ended."""

    operation: str
    verb: str
    active: str
    eservices_site: str
    epoch: int


@dataclass(frozen=True)
class Ledger:
    """What the ledgers of the RWS hosts that answered say together.

    `heard`: those hosts. `question`: kind of a question, empty without one, and `text` its sentence. `operation`: of
    the newest entry, empty where nobody holds a ledger; then `active` and `eservices_site` come from elsewhere.
    """

    heard: tuple[str, ...]
    active: str
    eservices_site: str
    operation: str = ""
    epoch: int = 0
    intent: Intent | None = None
    question: str = ""
    text: str = ""


@dataclass(frozen=True)
class Lock:
    """`operation`, `verb` and `text` are of whoever holds it.

    `yields`: its verb stops for a failover. `marked`: it, or this very run, was told to. `dead`: its process is known
    to be gone.
    """

    state: str = FREE
    operation: str = ""
    verb: str = ""
    yields: bool = False
    marked: bool = False
    dead: bool = False
    text: str = ""


@dataclass(frozen=True)
class Check:
    """One thing that the target has to have, by the rule that it belongs to. `answer`: one of the three answers.

    `subject`: what it is about, the same in each run; empty where the text is.
    """

    rule: str
    answer: str
    text: str
    remedy: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Step:
    """Whether a step of steps.py has something to do, and why it cannot; `before` and `after` for people."""

    name: str
    state: str
    text: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Seen:
    """`witness`: whether the witness outside of both data centers answers, None without one.

    `holds`: sentences, one for each hold in force. `quiet_for`: seconds for which the run itself has heard nothing of
    the origin. `life`: when it last heard anything of it, in seconds of the run; None where it never did.
    `proofs`: what was verified at the end, with the name of each point in the place of a rule. `needs_rejoin`: whether
    the origin is no standby yet, as far as the ledgers tell.
    """

    origin: Site
    target: Site
    ledger: Ledger
    lock: Lock
    checks: tuple[Check, ...] = ()
    steps: tuple[Step, ...] = ()
    witness: bool | None = None
    holds: tuple[str, ...] = ()
    quiet_for: float = 0
    life: float | None = None
    proofs: tuple[Check, ...] = ()
    needs_rejoin: bool = True

    def step(self, name: str) -> Step:
        """What was observed of a step; without an observation this system has no such thing."""
        for one in self.steps:
            if one.name == name:
                return one
        return Step(name, ABSENT)
