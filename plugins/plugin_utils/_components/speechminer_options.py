# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of SpeechMiner. Nothing in them has a default of the product: none is known."""

from __future__ import annotations

from dataclasses import dataclass

from .._speechminer.sides import ACTIVE, BOTH
from .desired import Json
from .options import Key, Options, Path, option
from .probes import Probed
from .shared import HEALTH, Rendered

WINDOWS_SERVICE = {
    "name": Key("str", "Name of the service, as C(Get-Service) shows it; C(W3SVC) is IIS.", required=True),
    "runs_in": Key(
        "str", "V(active) to stop it in the standby data center, V(both) to run it in both.", required=True
    ),
}
RUNS_IN = (ACTIVE, BOTH)


@dataclass(frozen=True)
class Steps(Rendered):
    """Of the steps by hand, which the controller writes for both data centers."""

    COMPONENT = "speechminer"

    attestations: dict[str, Json] = option(default={})
    """Which steps by hand are done, by the id of the step; each has C(by), a name, C("on"), a date, and perhaps
    C(until), a date after which it has to be attested again. Give it in C(group_vars/gir).

    Write C("on") in quotes where you want: without them YAML reads C(true), which is taken for it.
    """
    gir_configuration_dir: Path | None = option()
    """Directory on the controller into which playbook C(site) writes the steps by hand, below C(speechminer)."""


@dataclass(frozen=True)
class SpeechMiner(Steps, Probed, Rendered, Options):
    """What is known of a SpeechMiner host."""

    COMPONENT = "speechminer"
    """Runs the services of SpeechMiner in the active data center

    Starts the unit of SpeechMiner, or the Windows services, on hosts of the active data center. A unit of the other one
    is left as it is, a Windows service there is stopped unless it runs in both. Nothing here moves SpeechMiner's
    database or index.

    Playbook C(verify) proves that the Interaction Receiver and the web interface of the data center answer.
    """
    ENTRIES = {
        "steps": """Writes the steps by hand for an operator

        On the controller, into C(gir_configuration_dir): one document each for normal operation, failover and failback.
        """,
        "render_steps": """Writes the steps by hand below a directory on the controller

        Into C(gir_render_dir). Nothing else is touched and no network is needed.
        """,
    }

    service: str | None = option()
    """Name of the systemd unit, without C(.service). No service is touched when it is not given. Not for Windows."""
    health: dict[str, Json] = option(default={}, shape=HEALTH)
    """By what the service is known to be well, besides staying active. The options are those of
    O(gir.multidc.gated_service#module:health).
    """
    windows_services: list[dict[str, Json]] | None = option(shape=WINDOWS_SERVICE, elements="dict")
    """Windows services of a host that Ansible reaches over WinRM or PSRP, in the order in which they start. The vendor
    publishes no names, so there is no default. Needs the collection C(ansible.windows).
    """
    ui_url: str | None = option()
    """Address of the web interface of this data center. Any answer below 500 counts as one."""
    database_address: str | None = option()
    """Host and port of the database server of this data center, as C(sql.dc1.example.com:1433). The port has no
    default.
    """
    index_backup_path: Path | None = option()
    """Folder in this data center into which the Daily Index Backup of the other one is written, as
    O(speechminer_index_backup_host) sees it.
    """
    index_backup_max_hours: int | None = option(minimum=1)
    """How old the newest file of O(speechminer_index_backup_path) may be. Required with it."""
    index_backup_host: str | None = option()
    """Host of the inventory that reads O(speechminer_index_backup_path), in the same data center. This host when not
    given. Only a host with Python opens a file; over WinRM files are listed.
    """
    gir_root: str = option(default="")
    """A staged root. Services are not touched below one."""
    gir_manage_services: bool = option(default=True)
    """Whether services are started, stopped and restarted."""
