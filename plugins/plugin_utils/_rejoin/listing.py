# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of everything that both sides wrote since the data centers were apart. It is complete, or says what is not.

What differs from both the previous desired state *and* the present one was written by somebody. What differs from one
of them only is what a failover, or a rejoin that was killed, has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...module_utils._common.difference import NOT_CHECKED
from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._drift.catalogue import SITE
from .._drift.finding import Finding
from .._drift.observed import Difference
from .._failover.steps import EXCLUSIVE
from .._ledger.chain import Judgement
from .._ledger.entry import DONE
from .._ledger.questions import plain, values
from .observed import (
    ADDED,
    FILES,
    HISTORY,
    KEPT,
    KEYS,
    OPTIONS,
    OVERWRITTEN,
    PERSON,
    RECORDINGS,
    SETTINGS,
    Area,
    Item,
    Listing,
)

PROBE = "recordings_while_apart"
_APIS = {"gax": OPTIONS, "rws": SETTINGS}
# Others look at these: the ledger, the keystores, whether somebody answers, and what differs between data centers.
_APART = (
    "ledger.", "keystore.", "host.answer", "parity.", "index_update.", "hold_keeper.", "ignore.", "rws.eservices_site",
)  # fmt: skip
_UNITS = ("unit.state", "unit.enabled", "unit.health", "unit.stale_start", "unit.pending")
_HIDDEN = "not shown: a secret"


@dataclass(frozen=True)
class Recorded:
    """The recordings of a location in the index of one data center; `count` since the data centers were apart."""

    location: str
    data_center: str
    count: int


@dataclass(frozen=True)
class Told:
    """What the list is made of.

    `center`: the data center that rejoins. `centers`: host to its data center. `before`: the findings of all hosts
    against the desired state with it active, None where nobody compared. `after`: those of all hosts and APIs against
    the present one, and `reasons`: API to why it could not be asked, or was not. `keys`: RCS host to what is wrong with
    its keystore. `recorded`: None where nobody counted, with `why`; `probed`: what the probe of the site says, None
    without one. `apart`: whether the data centers were. `unheard`: area to the hosts of both that could not be asked
    for it, each with the reason.
    """

    center: str
    active: str
    centers: Mapping[str, str]
    ledger: Judgement
    before: Sequence[Finding] | None
    after: Sequence[Finding]
    reasons: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, Sequence[Difference]] = field(default_factory=dict)
    recorded: Sequence[Recorded] | None = None
    why: str = ""
    probed: bool | None = None
    apart: bool = True
    unheard: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def listing(told: Told) -> Listing:
    """Everything, area by area."""
    found = [*_recordings(told), *_of_apis(told), *_files(told), *_keys(told), *_history(told), *_unheard(told)]
    items = tuple(dict.fromkeys(one for one in found if isinstance(one, Item)))
    unseen = [one for one in found if isinstance(one, Area)]
    return Listing(items, tuple(_areas(items, unseen)))


def _areas(items: Sequence[Item], unseen: Sequence[Area]) -> Iterator[Area]:
    for name in (RECORDINGS, SETTINGS, OPTIONS, FILES, KEYS, HISTORY):
        texts = list(dict.fromkeys(one.text for one in unseen if one.name == name))
        count = sum(1 for one in items if one.area == name)
        if texts:
            yield Area(name, NOT_OBSERVABLE, " ".join(texts))
        elif count:
            yield Area(name, FAILED, f"{count} item{'' if count == 1 else 's'}.")
        else:
            yield Area(name, CONFIRMED, "Nothing was written.")


def _unheard(told: Told) -> Iterator[Area]:
    """What nobody could ask is never taken for empty, at whichever side it is."""
    for area, hosts in told.unheard.items():
        for host, why in hosts.items():
            yield Area(area, NOT_OBSERVABLE, f"{host}: {why.rstrip('.')}.")


# -- recordings ------------------------------------------------------------------------------------------------------


def _recordings(told: Told) -> Iterator[Item | Area]:
    """Who was never apart has recorded nothing that the other one cannot know."""
    if not told.apart:
        return
    if told.probed is False:
        text = f"The probe {PROBE} of gir_probe_commands did not match."
        yield Item(RECORDINGS, "gir_probe_commands", text, does=PERSON, command="Look at what it looks at.")
    if told.recorded is None:
        if told.probed is None:
            why = told.why.rstrip(".") or "no index was counted"
            text = (f"What was recorded while the data centers were apart cannot be counted: {why}. A probe of your own"
                    f" can tell that all of it is accounted for: gir_probe_commands, question {PROBE}.")  # fmt: skip
            yield Area(RECORDINGS, NOT_OBSERVABLE, text)
        return
    for one in told.recorded:
        where = one.location or "all locations"
        text = f"recordings in the index of {one.data_center}"
        yield Item(RECORDINGS, where, text, one.data_center, does=KEPT, has=str(one.count),
                   command="They are indexed anew at the active data center.")  # fmt: skip


# -- what was compared -----------------------------------------------------------------------------------------------


def _of_apis(told: Told) -> Iterator[Item | Area]:
    """Configuration Server and RWS, which both data centers share."""
    for api, area in _APIS.items():
        if api in told.reasons:
            yield Area(area, NOT_OBSERVABLE, told.reasons[api])
    for one in _those(told.after):
        area = _APIS.get(one.host, "")
        if not area or one.host in told.reasons:
            continue
        if one.outcome == NOT_CHECKED:
            yield Area(area, NOT_OBSERVABLE, f"{_what(one)}: {one.reason or 'it could not be read'}")
        else:
            yield _item(one, area, "", PERSON, one.repair.text)


def _files(told: Told) -> Iterator[Item | Area]:
    """Files, units and all else of hosts: what is overwritten where somebody rejoins, and what the other side keeps."""
    if told.before is None:
        yield Area(FILES, NOT_OBSERVABLE, f"The hosts of {told.center} could not be compared.")
    now = {one.id: one for one in _those(told.after)}
    for one in _those(told.before or ()):
        same, side = now.get(one.id), told.centers.get(one.host, "")
        if same is None or side not in (told.center, told.active) or _is_fenced(one):
            continue
        if NOT_CHECKED in (one.outcome, same.outcome):
            yield Area(FILES, NOT_OBSERVABLE, f"{one.host}: {_what(one)}: {same.reason or one.reason}")
        elif side == told.active:
            yield _item(same, FILES, side, KEPT, same.repair.text)
        elif same.repair.by == SITE:
            yield _item(same, FILES, side, OVERWRITTEN)
        else:
            yield _item(same, FILES, side, PERSON, same.repair.text)


def _those(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Without what others look at, and without what another finding explains."""
    for one in findings:
        if not one.parent and not one.check.startswith(_APART):
            yield one


def _is_fenced(one: Finding) -> bool:
    return one.component in EXCLUSIVE and one.check in _UNITS


def _what(one: Finding) -> str:
    return " ".join(part for part in (one.component, one.check, one.object, one.key) if part)


def _item(one: Finding, area: str, side: str, does: str, command: str = "") -> Item:
    has, becomes = ("", "") if one.secret else (one.actual or "", one.expected or "")
    if one.secret:
        has = _HIDDEN
    return Item(area, one.host, _what(one), side, has, becomes if does == OVERWRITTEN else "", does, command)


# -- keys and ledgers ------------------------------------------------------------------------------------------------


def _keys(told: Told) -> Iterator[Item | Area]:
    """By alias and digest. What one keystore lacks, another one has."""
    for host, some in told.keys.items():
        for one in some:
            key, reason = str(one["key"]), str(one["reason"] or "")
            if one["outcome"] == NOT_CHECKED:
                yield Area(KEYS, NOT_OBSERVABLE, f"{host}: {reason}")
            elif one["check"] == "keystore.missing":
                yield Item(KEYS, host, f"lacks {key or 'its keystore'}", told.centers.get(host, ""), "",
                           str(one["expected"] or ""), ADDED, reason)  # fmt: skip
            else:
                text = f"{key or 'the keystore'} differs".strip()
                yield Item(KEYS, host, text, told.centers.get(host, ""), str(one["actual"] or ""), "", PERSON,
                           f"{reason} docs/keystores.md says what to do.".strip())  # fmt: skip


def _history(told: Told) -> Iterator[Item]:
    """The entries that no host of one side has. One host of the other side that has them is enough."""
    sides: dict[str, set[str]] = {}
    for host, ledger in told.ledger.held.items():
        known = {one.operation for one in ledger.entries if one.state == DONE}
        sides.setdefault(told.centers.get(host, ""), set()).update(known)
    for entry in sorted(told.ledger.entries.values(), key=lambda one: (one.epoch, one.operation)):
        have = [side for side in (told.center, told.active) if entry.operation in sides.get(side, ())]
        if len(have) != 1 or entry.state != DONE:
            continue
        void = ", void" if entry.operation in told.ledger.void else ""
        text = f"{plain(entry.operation)} ({plain(entry.verb) or 'no verb'}, {values(entry)}{void})"
        yield Item(HISTORY, have[0], text, have[0], does=ADDED)
