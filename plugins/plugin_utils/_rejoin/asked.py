# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person asked of a rejoin, as plain values; reading.py makes it of the variables."""

from __future__ import annotations

from dataclasses import dataclass

from .._failover.asked import Accepted


@dataclass(frozen=True)
class Asked:
    """`confirm`: the data center once more. `listed`: digest of the list that was read and accepted, in small letters.

    `repaired_by`: who repaired Cassandra. `since`, `until`: of the outage, in seconds since 1970, None where not given.
    `take_over`: id of a lock whose run is dead. `check`: nothing is to be changed. `problems`: values that cannot be
    used, one sentence each.
    """

    data_center: str
    confirm: str = ""
    listed: str = ""
    repaired_by: str = ""
    since: float | None = None
    until: float | None = None
    accepted: tuple[Accepted, ...] = ()
    take_over: str = ""
    reindex: bool = True
    reason: str = ""
    change_id: str = ""
    check: bool = False
    problems: tuple[str, ...] = ()

    def accepts(self, component: str) -> bool:
        """Whether a person accepts this component of the data center as stopped."""
        return Accepted(self.data_center, component) in self.accepted
