# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rejoin has observed: plain values, made by whoever observes, judged by decide.py."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from ...module_utils._common.observation import NOT_OBSERVABLE
from .._failover.observed import Ledger, Lock, Service

# Where something was written, of the list.
RECORDINGS, SETTINGS, OPTIONS, FILES, KEYS, HISTORY = "recordings", "settings", "options", "files", "keys", "ledger"
AREAS = (RECORDINGS, SETTINGS, OPTIONS, FILES, KEYS, HISTORY)
# What a rejoin does with it. ADDED: the other side gets it, too.
KEPT, OVERWRITTEN, ADDED, PERSON = "kept", "overwritten", "added", "person"
# Of keystores. NONE: the inventory has none.
EQUAL, MERGEABLE, DIVERGED, UNSEEN, NONE = "equal", "mergeable", "diverged", "unseen", "none"


@dataclass(frozen=True)
class Item:
    """One thing that a side wrote since the data centers were apart.

    `where`: host, API or location. `side`: data center that has it, empty for what both share. `has`: what is there;
    `becomes`: what is there afterwards; empty where nothing is. No secret is in it. `does`: KEPT, OVERWRITTEN, ADDED or
    PERSON, with the `command` or sentence of what a person does.
    """

    area: str
    where: str
    what: str
    side: str = ""
    has: str = ""
    becomes: str = ""
    does: str = KEPT
    command: str = ""

    @cached_property
    def id(self) -> str:
        """The same in each run as long as nobody writes it anew."""
        # More recordings are no other item.
        has = "" if self.area == RECORDINGS else self.has
        text = json.dumps([self.area, self.where, self.what, self.side, has, self.becomes, self.does])
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True)
class Area:
    """What is known of one of AREAS: `answer` is one of the three, `text` says why something is not observable."""

    name: str
    answer: str
    text: str = ""


@dataclass(frozen=True)
class Listing:
    """The list. `areas` has all of AREAS, so that what nobody could ask is never taken for empty."""

    items: tuple[Item, ...] = ()
    areas: tuple[Area, ...] = ()

    @cached_property
    def ids(self) -> frozenset[str]:
        """All of them. Recordings that are kept are one: as soon as the lines are back, some arrive of further places,
        and whoever reads the list meanwhile has nothing else to accept.
        """
        return frozenset(RECORDINGS if (one.area, one.does) == (RECORDINGS, KEPT) else one.id for one in self.items)

    @cached_property
    def unseen(self) -> tuple[str, ...]:
        """The areas that nobody could ask."""
        return tuple(sorted(one.name for one in self.areas if one.answer == NOT_OBSERVABLE))

    @cached_property
    def digest(self) -> str:
        """What a person accepts: 16 hexadecimal digits; empty where there is nothing to accept."""
        if not self.items and not self.unseen:
            return ""
        text = json.dumps([sorted(self.ids), self.unseen])
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True)
class Hints:
    """Cassandra's hint window in seconds, None where nobody knows it. `away`: of the data center, None likewise."""

    window: float | None = None
    away: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether the writes of the whole outage were kept, as far as anybody knows."""
        return self.window is not None and self.away is not None and self.away <= self.window


@dataclass(frozen=True)
class Keystores:
    """`state`: one of EQUAL, MERGEABLE, DIVERGED, UNSEEN, NONE, and `text` why. `hosts`: those that are written."""

    state: str = NONE
    text: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    """What differs on a host from what it should be as the standby. `text`: for people, `remedy` what to do by hand."""

    component: str
    host: str
    text: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Seen:
    """`center`: the data center that was asked for, `pair` the two that may be active.

    `silent`: its hosts that did not answer, each with why. `need`: why it has to rejoin, empty where it does not;
    `operation`: by which it was left. `behind`: hosts of it with an older ledger. `services`: Muxer and processors
    there. `left`: what differs there but for these; `to_run`: hosts where only these are not as they should be.
    `compared`: whether anybody could compare, and `unseen` why not. `kept`: the ids of the list that was accepted
    before, as the RWS hosts keep it, and `kept_unseen` its areas that nobody could ask. `holds`, `markers`:
    a sentence each. `active_heard`: RWS hosts of the active one.
    """

    center: str
    pair: tuple[str, ...]
    ledger: Ledger
    lock: Lock
    silent: tuple[tuple[str, str], ...] = ()
    need: str = ""
    operation: str = ""
    behind: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    left: tuple[Left, ...] = ()
    to_run: tuple[Left, ...] = ()
    compared: bool = True
    unseen: str = ""
    listing: Listing = Listing()
    kept: tuple[str, ...] = ()
    kept_unseen: tuple[str, ...] = ()
    keystores: Keystores = Keystores()
    hints: Hints = Hints()
    holds: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    active_heard: tuple[str, ...] = ()
