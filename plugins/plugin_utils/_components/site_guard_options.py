# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the site guard and of what it asks. The product knows neither: all defaults are of this project."""

from __future__ import annotations

from dataclasses import dataclass

from .options import Options, Path, option
from .shared import OnHost, Rendered

SHORTEST_ISOLATION, LONGEST_ISOLATION = 30, 3600


@dataclass(frozen=True)
class Guarding(Options):
    """Of the guard, and of those whom it asks."""

    gir_site_guard: bool = option(default=False)
    """Whether Muxers and processors stop where their data center is no longer the active one, or is cut off from all
    others. Without it everything of the guard is removed.
    """
    gir_site_guard_key: str | None = option(secret=True)
    """Secret of at least 32 characters that all hosts share, with which RWS hosts prove that a ledger is theirs."""
    gir_site_guard_port: int = option(default=18510)
    """TCP port at which RWS hosts publish their ledger."""
    gir_site_guard_python: Path = option(default="/usr/bin/python3")
    """Python 3.6 or later on the host, which runs the guard and the publisher."""


@dataclass(frozen=True)
class SiteGuard(Guarding, OnHost, Rendered):
    """What the guard of a host with a Muxer or a processor needs to know."""

    COMPONENT = "site_guard"
    """Stops the Muxer and the processors of a data center that is not the active one any more

    On hosts of C(gir_muxer), C(gir_rps) and C(gir_voice_processor), installs a service that asks the ledgers of the
    other data centers, and a drop-in for each guarded unit, which asks that service before the unit starts. Recording
    itself never stops.
    """

    gir_site_guard_isolation: int = option(default=120, minimum=SHORTEST_ISOLATION, maximum=LONGEST_ISOLATION)
    """Seconds after which a data center that hears of no other one and of no witness stops its Muxer and processors. A
    forced failover waits longer than that.
    """
    gir_failover_witness: list[str] | None = option()
    """Addresses outside of the data centers, C(http://) or C(https://). Any answer of one shows that a data center is
    not cut off.
    """
    muxer_service: str | None = option(variable="muxer_service")
    """Name of the Muxer's unit."""
    rps_service: str | None = option(variable="rps_service")
    """Name of the unit of Recording Processor Script."""
    voice_processor_service: str | None = option(variable="voice_processor_service")
    """Name of the Voice Processor's unit."""


@dataclass(frozen=True)
class LedgerPublisher(Guarding, OnHost, Rendered):
    """What an RWS host needs to know to publish its ledger."""

    COMPONENT = "ledger_publisher"
    """Publishes the ledger of an RWS host for the site guards

    On each RWS host, with O(gir_site_guard), installs a small service that answers with the ledger of the host,
    authenticated, and writes nothing. Without O(gir_site_guard) it is removed.
    """
