# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the daily index update. The product has no default for any of them: all values are of this project."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import Path, option
from .rws_node import RwsNode
from .shared import ContactCenterId, OnHost, Rendered, RwsClient

INDEXES = ("recordings", "screen_recordings")


@dataclass(frozen=True)
class IndexUpdate(RwsClient, RwsNode, ContactCenterId, OnHost, Rendered):
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

    install_path: Path = option(default="{{ gir_install_root | default('/opt/genesys', true) }}/index_update")
    """Directory of the program and its configuration, of its own. C(index_update) below O(gir_install_root) when not
    given.

    Its last part must contain C(index_update) or C(index-update), because the role removes it from hosts that no longer
    run the update.
    """
    state_path: Path = option(default="/var/lib/gir-index-update")
    """Directory of C(status.json) and of the lock, of its own. Named and removed as O(index_update_install_path)."""
    python: Path = option(default="/usr/bin/python3")
    """Python 3.6 or later on the host, which runs the program."""
    urls: list[str] | None = option()
    """Addresses of RWS nodes, tried in this order. Only nodes of the standby data center, because each data center has
    its own index.

    When not given, the node of this host (O(gir_rws_node_url), or made of its name and C(rws_port)), then the
    C(rws_url) of its data center.
    """
    ca_path: Path | None = option()
    """Certificates of the authorities that RWS is verified with, on the host. O(gir_ca_path) when not given."""
    client_cert: Path | None = option()
    """Client certificate on the host, if RWS asks for one."""
    client_key: Path | None = option()
    """Key of O(index_update_client_cert), not encrypted."""
    timeout: int = option(default=300, minimum=1)
    """Seconds that one request may last. A request that lasts longer counts as failed and is repeated later."""
    retries: int = option(default=3)
    """How often all nodes are tried again when none of them answers."""
    attempts: int = option(default=6, minimum=1)
    """How often one run tries what fails, until nothing fails any more. V(1) leaves it to the run of the next day.

    No attempt begins later than 20 hours after the run did.
    """
    retry_seconds: int = option(default=600, minimum=1)
    """Pause before the second attempt. Each further pause is twice as long, up to two hours."""
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
    scheduler: str = option(default="auto", choices=("auto", "systemd", "cron"))
    """What starts the update. V(auto) is systemd where it runs and cron elsewhere.

    The entry point C(render) and a staged root (O(gir_root)) do not ask the host; V(auto) is systemd there.
    """
    on_calendar: str = option(default="*-*-* 03:15:00")
    """When the timer starts the update, as C(OnCalendar) of systemd. A start that was missed is made up for."""
    randomized_delay: str = option(default="15min")
    """How much later than O(index_update_on_calendar) the update may start, as C(RandomizedDelaySec) of systemd."""
    cron_schedule: str = option(default="15 3 * * *")
    """When cron starts the update, as the five fields of crontab."""
    unit_extra_options: dict[str, Json] = option(default={})
    """Further options of the service unit, as section to option to value."""
    timer_extra_options: dict[str, Json] = option(default={})
    """Further options of the timer unit, as section to option to value."""
    max_age_hours: int = option(default=26, minimum=1)
    """Hours after which the playbook C(verify) takes the last success, or how far an index is covered, for too old."""
    gir_install_root: Path = option(default="/opt/genesys")
    """Directory below which the components live."""
    rws_port: int | None = option(variable="rws_port")
    """Port of the RWS node of this host."""
    rws_jetty_enable_ssl: bool | None = option(variable="rws_jetty_enable_ssl")
    """Whether the RWS node of this host answers HTTPS."""
