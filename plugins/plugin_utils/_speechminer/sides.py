# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of SpeechMiner in its two data centers: from the map, and from the variables of its hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .._topology.attestations import Form
from .._topology.published import Model
from .._topology.values import printable

GROUP = "gir_speechminer"
ACTIVE, BOTH = "active", "both"
# Of the hosts of the group; each may stand in the variables of its data center.
UI_URL, DATABASE = "speechminer_ui_url", "speechminer_database_address"
BACKUP_PATH, BACKUP_HOURS = "speechminer_index_backup_path", "speechminer_index_backup_max_hours"
BACKUP_HOST = "speechminer_index_backup_host"
UNIT, WINDOWS_SERVICES = "speechminer_service", "speechminer_windows_services"
ATTESTATIONS = "speechminer_attestations"
FORM = Form(ATTESTATIONS, "steps", "docs/speechminer.md")
VARIABLES = (UI_URL, DATABASE, BACKUP_PATH, BACKUP_HOURS, BACKUP_HOST, UNIT, WINDOWS_SERVICES)
CONNECTION, SHELL = "ansible_connection", "ansible_shell_type"
_OF_WINDOWS = {CONNECTION: ("winrm", "psrp"), SHELL: ("powershell", "cmd")}
# The host of a database, a name or an address in brackets or without, and its port.
_DATABASE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]@/\\]+):([0-9]{1,5})")

Value = Callable[[str, str], object]


@dataclass(frozen=True)
class Side:
    """SpeechMiner of one data center. Text is empty where it is not given.

    `services`: the names of units and of Windows services, each with whether it runs in the standby too.
    """

    name: str
    hosts: tuple[str, ...] = ()
    receiver_url: str = ""
    ui_url: str = ""
    database: str = ""
    index_backup_path: str = ""
    services: Mapping[str, bool] | None = None

    @property
    def runs_in_standby(self) -> bool:
        """Whether it may be expected to answer while the other data center is active: nobody said that it stops."""
        return not self.services or any(self.services.values())


def sides(model: Model, value: Value) -> dict[str, Side]:
    """By data center: the primary and the backup, as far as they have hosts. `value`: (host, variable) to a value."""
    found = {}
    for name in (model["primary"], model["backup"]):
        center = model["data_centers"][name]
        hosts = tuple(center["hosts"].get(GROUP) or ())
        if hosts:
            found[name] = Side(
                name,
                hosts,
                receiver_url=center["interaction_receiver_url"] or "",
                ui_url=first_text(hosts, UI_URL, value),
                database=first_text(hosts, DATABASE, value),
                index_backup_path=first_text(hosts, BACKUP_PATH, value),
                services=_services(hosts, value),
            )
    return found


def first_text(hosts: Sequence[str], variable: str, value: Value) -> str:
    """The first text that one of the hosts has; what cannot be evaluated counts as not given."""
    given = (value(host, variable) for host in hosts)
    return next((printable(one.strip()) for one in given if isinstance(one, str) and one.strip()), "")


def windows_services(given: object) -> dict[str, bool]:
    """The names of Windows services, each with whether it runs in both data centers; what is wrong is left out."""
    if not isinstance(given, list):
        return {}
    return {
        one["name"]: one.get("runs_in") == BOTH
        for one in given
        if isinstance(one, dict) and isinstance(one.get("name"), str)
    }


def _services(hosts: Sequence[str], value: Value) -> dict[str, bool]:
    """A unit is started in the active data center, and left alone in the other one."""
    found: dict[str, bool] = {}
    for host in hosts:
        found.update(windows_services(value(host, WINDOWS_SERVICES)))
    return found


def is_windows(value: Value, host: str) -> bool:
    """Whether a host is one of Windows, by how Ansible reaches it."""
    return any(str(value(host, name) or "").rpartition(".")[2] in known for name, known in _OF_WINDOWS.items())


def address_of(database: object) -> tuple[str, int] | None:
    """Host and port of a database; None where it is neither."""
    match = _DATABASE.fullmatch(database.strip()) if isinstance(database, str) else None
    if match is None or not 1 <= int(match.group(2)) <= 65535:
        return None
    return match.group(1).strip("[]"), int(match.group(2))
