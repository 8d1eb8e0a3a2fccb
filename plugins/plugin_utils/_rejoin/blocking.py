# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rules stop a rejoin before it begins: all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from .._failover.observed import HELD, NOBODY
from .case import Case
from .observed import DIVERGED, UNSEEN
from .outcomes import again
from .rules import Blocking, broken

_MOST = 10


def blocking(case: Case) -> list[Blocking]:
    """What stops it. Where the data center is none that may rejoin, nothing of it was looked at."""
    values = list(_values(case))
    if any(one.rule in ("GIR642", "GIR644") for one in values):
        return values
    if not case.needs_anything and case.seen.compared and not case.seen.silent:
        # Nothing would be written.
        return values
    return [*values, *_records(case), *_center(case)]


def _values(case: Case) -> Iterator[Blocking]:
    asked, seen = case.asked, case.seen
    known = " and ".join(sorted(seen.pair))
    if asked.data_center not in seen.pair:
        yield broken("GIR642", f"gir_rejoin_datacenter is '{asked.data_center}'; primary and backup are {known}.")
    elif seen.ledger.heard and not seen.ledger.question and asked.data_center == seen.ledger.active:
        yield broken("GIR644", f"{asked.data_center} is the active data center.")
    if asked.confirm != asked.data_center:
        text = f"gir_rejoin_confirm is '{asked.confirm}', and gir_rejoin_datacenter is '{asked.data_center}'."
        yield broken("GIR643", text)
    for problem in asked.problems:
        yield broken("GIR645", problem)


def _records(case: Case) -> Iterator[Blocking]:
    asked, seen = case.asked, case.seen
    if not seen.active_heard:
        yield broken("GIR653", "No RWS host of the active data center answers.")
    lock = seen.lock
    if lock.state == NOBODY and seen.active_heard:
        yield broken("GIR653", "No RWS host can hold the lock of this run.")
    if lock.state == HELD and not lock.dead and asked.take_over != lock.operation:
        remedy = f"Wait for it. When that run is dead: {again(asked, f'gir_rejoin_take_over={lock.operation}')}"
        yield broken("GIR649", f"The lock is held: {lock.text}.", remedy)
    for text in seen.holds:
        yield broken("GIR650", text)


def _center(case: Case) -> Iterator[Blocking]:
    seen = case.seen
    for host, why in seen.silent[:_MOST]:
        yield broken("GIR646", f"{host} does not answer: {why.rstrip('.')}.")
    if len(seen.silent) > _MOST:
        yield broken("GIR646", f"{len(seen.silent) - _MOST} more hosts of {seen.center} do not answer.")
    if not seen.compared:
        yield broken("GIR654", f"{seen.center} could not be compared: {seen.unseen.rstrip('.')}.")
    if seen.keystores.state in (DIVERGED, UNSEEN):
        yield broken("GIR651", f"{seen.keystores.text.rstrip('.')}.")
    for one in case.by_hand:
        text = f"{one.component} of {one.host} is not managed, so nobody can stop it."
        remedy = f"Find out whether it runs; say that it does not: gir_rejoin_accept={seen.center}/{one.component}."
        yield broken("GIR652", text, remedy)
