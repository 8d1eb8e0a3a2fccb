# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sheets are made from: plain values of the inventory, computed for each direction of a move. No secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Secret:
    """An account: its name, the variable of its password, and where that stands."""

    username: str
    variable: str
    place: str


@dataclass(frozen=True)
class Host:
    """`ssh`: the words after ssh that reach it."""

    name: str
    data_center: str
    ssh: tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """A change of a file: `script` for sed, or None where a person has to do what `sentence` says."""

    path: str
    sentence: str
    script: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """What a move changes of one component of one host. `state`: of the unit, empty where it stays as it is."""

    component: str
    title: str
    host: Host
    unit: str | None = None
    state: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class OptionChange:
    """An option of an object. `copy`: the object from which a secret value is taken, if any has it."""

    part: str
    section: str
    key: str
    value: str | None = None
    copy: str = ""
    secret: bool = False


@dataclass(frozen=True)
class ObjectChange:
    """What a move changes of one object."""

    type: str
    name: str
    options: tuple[OptionChange, ...]


@dataclass(frozen=True)
class Names:
    """The dynamic update of names, as lines for nsupdate without server and key."""

    servers: tuple[str, ...]
    port: int
    key_name: str
    algorithm: str
    secret: Secret
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Gax:
    """How GAX is reached. Without addresses a person does it at a console."""

    urls: tuple[str, ...] = ()
    account: Secret | None = None
    curl: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """What moving from one data center of the pair to the other changes. `refusals`: why the inventory forbids it.

    `keeper`: the host that keeps legal holds afterwards, where there are any.
    """

    to: str
    away: str
    work: tuple[Work, ...] = ()
    objects: tuple[ObjectChange, ...] = ()
    desktops: tuple[ObjectChange, ...] = ()
    names: Names | None = None
    index_stop: str | None = None
    keeper: str | None = None
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Center:
    """A data center as the sheets name it."""

    name: str
    role: str
    site: str
    rws_url: str
    peer: str | None
    nodes: tuple[str, ...] = ()
    geo_locations: tuple[str, ...] = ()


@dataclass(frozen=True)
class RwsFile:
    """application.yaml of an RWS host, and the sed script that sets a site in it, by site name."""

    host: Host
    path: str
    scripts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ledger:
    """The file of the ledger on an RWS host."""

    host: Host
    path: str


@dataclass(frozen=True)
class Facts:
    """All of it. `moves`: by the data center that takes over; `primary` and `backup` are names of `centers`.

    `guarded`: site guards refuse to start what the ledger does not name yet.
    """

    centers: Mapping[str, Center]
    primary: str
    backup: str
    rws: Secret
    rws_curl: tuple[str, ...]
    moves: Mapping[str, Move]
    hosts: Mapping[str, Host]
    files: tuple[RwsFile, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    gax: Gax = Gax()
    monitoring_delay: int | None = None
    desktop_application: str = ""
    desktop_failover: str | None = None
    speechminers: tuple[Host, ...] = ()
    notes: tuple[str, ...] = ()
    guarded: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        return self.primary, self.backup
