# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the daily index update. The product has no default for any of them: all values are of this project."""

from __future__ import annotations

from dataclasses import dataclass

from .options import Path, option
from .scheduled_options import ScheduledProgram

INDEXES = ("recordings", "screen_recordings")


@dataclass(frozen=True)
class IndexUpdate(ScheduledProgram):
    """What the program, its configuration and what starts it need to know."""

    COMPONENT = "index_update"
    """Updates the recording indexes of the standby data center daily

    On one RWS host of the standby data center, chosen by the model (C(index_update_host)), installs a program that lets
    RWS index the recordings since the last success, and a systemd timer or a cron entry that starts it.

    On every other RWS host all of that is stopped and removed, so that a failover moves the update at the next run.
    """
    ENTRIES = {
        "render": """Writes what the role would configure below a directory on the controller

        Writes the files of the host that runs the update to C(<gir_render_dir>/<data center>/<host>), and nothing for
        other hosts. Nothing else is touched and no network is needed.
        """,
        "verify": """Says whether the update of this host works

        Used by the playbook C(verify). Reads the status file of the host that runs the update and changes nothing.

        Never fails; what was found, also that the host cannot be reached, is the fact C(__index_update_verdict).
        """,
    }

    state_path: Path = option(default="/var/lib/gir-index-update")
    """Directory of C(status.json) and of the lock, of its own. Named and removed as O(index_update_install_path)."""
    indexes: list[str] = option(default=list(INDEXES), choices=INDEXES, source="rws.md 4.1")
    """The indexes that are updated. Leave V(screen_recordings) out without screen recording."""
    overlap_hours: int = option(default=24)
    """Hours before the last success that are indexed once more, for recordings that arrived late."""
    window_hours: int = option(default=24, minimum=1)
    """Length of the longest window that is sent at once. A longer span is sent as several windows."""
    first_hours: int = option(default=720, minimum=1)
    """How far back the first run on a host goes. Not less than a data center may be away before it comes back as the
    standby one.
    """
    most_windows: int = option(default=100, minimum=1)
    """Most windows for one index in one run; what is left is done by the next run.

    Together they must be longer than O(index_update_overlap_hours), or no run would get ahead.
    """
    max_age_hours: int = option(default=26, minimum=1)
    """Hours after which the playbook C(verify) takes the last success, or how far an index is covered, for too old."""
