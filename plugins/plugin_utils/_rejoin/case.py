# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A moment of a rejoin: what was asked, what is seen, what was done; and what follows from these at once."""

from __future__ import annotations

from dataclasses import dataclass

from .._failover.observed import BY_HAND, Service
from .._failover.run import Run
from .asked import Asked
from .observed import MERGEABLE, Seen
from .steps import LOCK, TAKE_OVER


@dataclass(frozen=True)
class Case:
    """One call of decide."""

    asked: Asked
    seen: Seen
    run: Run

    @property
    def begun(self) -> bool:
        """Whether this run holds the lock, and so may have written."""
        return self.run.did(LOCK) or self.run.did(TAKE_OVER)

    @property
    def to_stop(self) -> list[Service]:
        """Muxer and processors that run as active ones, or would after a boot, and that can be stopped.

        One that has its state of a standby already is none of them.
        """
        return [one for one in self.seen.services if one.heard and one.state != BY_HAND and not one.fenced]

    @property
    def by_hand(self) -> list[Service]:
        """Those that nobody can stop, and that no person knows to be stopped."""
        found = [one for one in self.seen.services if one.state == BY_HAND and one.active]
        return [one for one in found if not self.asked.accepts(one.component)]

    @property
    def needs_anything(self) -> bool:
        """Whether anything is left to do."""
        seen = self.seen
        return bool(
            seen.need or seen.behind or seen.left or seen.to_run or self.to_stop or seen.keystores.state == MERGEABLE
        )

    @property
    def asks_for_repair(self) -> bool:
        """Whether a person has to say that Cassandra was repaired. Who was never away has missed no write."""
        return bool(self.seen.operation) and not self.seen.hints.is_enough and not self.asked.repaired_by

    @property
    def is_listed(self) -> bool:
        """Whether a person has accepted all that is on the list now, in this run or in one that was killed."""
        listing = self.seen.listing
        if not listing.digest or self.asked.listed == listing.digest:
            return True
        seen = self.seen
        known = bool(self.asked.listed) and bool(seen.kept or seen.kept_unseen)
        # What could be asked when the list was accepted, and cannot be now, may hide what nobody has read.
        return known and listing.ids <= set(seen.kept) and set(listing.unseen) <= set(seen.kept_unseen)
