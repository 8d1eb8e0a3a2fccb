# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of a program of this collection that a timer starts on one RWS host. All values are of this project."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import Path, option
from .rws_node import RwsNode
from .shared import ContactCenterId, OnHost, Rendered, RwsClient


@dataclass(frozen=True)
class ScheduledProgram(RwsClient, RwsNode, ContactCenterId, OnHost, Rendered):
    """Where it stands, whom it asks, and what starts it."""

    install_path: Path = option(default="{{ gir_install_root | default('/opt/genesys', true) }}/<component>")
    """Directory of the program and its configuration, of its own. C(<component>) below O(gir_install_root) when not
    given.

    Its last part must contain C(<component>), also with a dash in the place of C(_), because the role removes it from
    hosts that no longer run the program.
    """
    state_path: Path = option(default="/var/lib/gir-<component>")
    """Directory of C(status.json) and of the lock, of its own. Named and removed as O(<component>_install_path)."""
    python: Path = option(default="/usr/bin/python3")
    """Python 3.6 or later on the host, which runs the program."""
    urls: list[str] | None = option()
    """Addresses of RWS nodes, tried in this order. Only nodes of the data center of this host, because each data center
    has its own index.

    When not given, the node of this host (O(gir_rws_node_url), or made of its name and C(rws_port)), then the
    C(rws_url) of its data center.
    """
    ca_path: Path | None = option()
    """Certificates of the authorities that RWS is verified with, on the host. O(gir_ca_path) when not given."""
    client_cert: Path | None = option()
    """Client certificate on the host, if RWS asks for one."""
    client_key: Path | None = option()
    """Key of O(<component>_client_cert), not encrypted."""
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
    scheduler: str = option(default="auto", choices=("auto", "systemd", "cron"))
    """What starts the program. V(auto) is systemd where it runs and cron elsewhere.

    The entry point C(render) and a staged root (O(gir_root)) do not ask the host; V(auto) is systemd there.
    """
    on_calendar: str = option(default="*-*-* 03:15:00")
    """When the timer starts the program, as C(OnCalendar) of systemd. A start that was missed is made up for."""
    randomized_delay: str = option(default="15min")
    """How much later than O(<component>_on_calendar) the program may start, as C(RandomizedDelaySec) of systemd."""
    cron_schedule: str = option(default="15 3 * * *")
    """When cron starts the program, as the five fields of crontab."""
    unit_extra_options: dict[str, Json] = option(default={})
    """Further options of the service unit, as section to option to value."""
    timer_extra_options: dict[str, Json] = option(default={})
    """Further options of the timer unit, as section to option to value."""
    max_age_hours: int = option(default=26, minimum=1)
    """Hours after which the last success is too old for the playbooks C(verify), C(status) and C(drift)."""
    gir_install_root: Path = option(default="/opt/genesys")
    """Directory below which the components live."""
    rws_port: int | None = option(variable="rws_port")
    """Port of the RWS node of this host."""
    rws_jetty_enable_ssl: bool | None = option(variable="rws_jetty_enable_ssl")
    """Whether the RWS node of this host answers HTTPS."""
