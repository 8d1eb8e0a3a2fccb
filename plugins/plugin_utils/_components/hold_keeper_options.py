# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the hold keeper. The product has no default for any of them: all values are of this project."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import Path, option
from .scheduled_options import ScheduledProgram


@dataclass(frozen=True)
class HoldKeeper(ScheduledProgram):
    """What the program, its configuration and what starts it need to know."""

    COMPONENT = "hold_keeper"
    """Protects held recordings from deletion again after Muxer has run

    On the first RWS host of the active data center, installs a program that finds the recordings of each hold of
    O(gir_recording_holds) and applies the hold to each of them anew, and a systemd timer or a cron entry that starts
    it. A hold covers only the screen recordings that are linked to a call when it is applied; what Muxer makes later is
    unprotected until then.

    On every other RWS host, and without holds, all of that is stopped and removed, so that a failover moves the keeper.
    It releases no hold, and makes none that nobody wrote down.
    """
    ENTRIES = {
        "render": """Writes what the role would configure below a directory on the controller

        Writes the files of the host that runs the keeper to C(<gir_render_dir>/<data center>/<host>), and nothing for
        other hosts. Nothing else is touched and no network is needed.
        """,
        "verify": """Says whether the keeper of this host works

        Used by the playbook C(verify). Reads the status file of the host that runs the keeper and changes nothing.

        Never fails; what was found, also that the host cannot be reached, is the fact C(__hold_keeper_verdict).
        """,
    }

    enabled: bool = option(default=True)
    """Whether holds are applied again. Without it everything of the keeper is removed, and what Muxer makes of held
    calls after a hold was applied stays unprotected.
    """
    gir_recording_holds: list[dict[str, Json]] = option(default=[], verbatim=True)
    """The legal holds, as C(docs/recording-holds.md) describes them. Give them in C(group_vars/gir)."""
    state_path: Path = option(default="/var/lib/gir-hold-keeper")
    """Directory of C(status.json), of C(held.json) and of the lock, of its own. Named and removed as
    O(hold_keeper_install_path).
    """
    timeout: int = option(default=60, minimum=1)
    """Seconds that one request may last. A request that lasts longer counts as failed and is repeated later."""
    on_calendar: str = option(default="*-*-* 22:30:00 UTC")
    """When the timer starts the keeper, as C(OnCalendar) of systemd: after Muxer had the day, and before 00:00 UTC,
    when GAX lets a purge rule run that was given no other time. A start that was missed is made up for, and the timer
    starts it a minute after it was started itself, so that a new hold does not wait for the night.
    """
    cron_schedule: str = option(default="30 22 * * *")
    """When cron starts the keeper, as the five fields of crontab, in the time of the host."""
    recording_names: dict[str, Json] = option(default={}, verbatim=True)
    """How your RWS names what no public page shows in full, as the option
    O(gir.multidc.rws_recording_hold#module:recording_names) takes it.
    """
    gir_rws_admin_username: str | None = option(source="rws.md 5.9")
    """Configuration Server user with the role Contact Center Admin, who may find and protect recordings."""
    gir_rws_admin_password: str | None = option(secret=True)
    """Password of O(gir_rws_admin_username)."""
    cr_region: str | None = option(variable="rws_cr_region")
    """Region of the RWS node of each location, by which the recordings of a query are told apart that has
    C(locations).
    """
