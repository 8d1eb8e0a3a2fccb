# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host, or the controller, should be. Plain data that holds secrets: it never leaves the action that asks.

Whoever prints it, such as a traceback, shows nothing of what may be secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

from .foreign import Foreign

Json = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]
Tree = dict[str, Json]
# What a service does about options that were changed in Configuration Server.
RESTART, RELOAD, NOTHING = "restart", "reload", "nothing"


@dataclass(frozen=True)
class Directory:
    """A directory on the host. `mode` is octal text; owner, group and mode are left alone where they are None."""

    path: str
    owner: str | None = None
    group: str | None = None
    mode: str | None = None


@dataclass(frozen=True)
class File:
    """A file on the host, from exactly one of `data` (with format yaml, json or ini), `content` and `template`.

    `template` is a file below `roles/<component>/templates`, `variables` are what it may use besides its host's.
    `validate` is a command with %s for a copy of the file. `secret`: no part of it may be shown. `public`: it holds no
    secret at all, so that nothing in it is masked. `protected`: keys whose loss cannot be undone, with whether it is
    accepted and the variable that says so.
    """

    path: str
    format: str = "text"
    data: Tree | list[Json] | None = field(default=None, repr=False)
    content: str | None = field(default=None, repr=False)
    template: str | None = None
    variables: Tree = field(default_factory=dict, repr=False)
    owner: str | None = None
    group: str | None = None
    mode: str | None = None
    validate: str | None = None
    secret: bool = False
    public: bool = False
    protected: list[str] = field(default_factory=list)
    protected_change: bool = False
    protected_variable: str = ""


@dataclass(frozen=True)
class Link:
    """A symbolic link on the host; `target` is relative to the link's directory."""

    path: str
    target: str


@dataclass(frozen=True)
class Absent:
    """Paths that must not be on the host, and units (with suffix) that are stopped before they go."""

    paths: list[str]
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Service:
    """A unit and how it is known to be well.

    `state` is started or stopped (and then not started at boot). `on_change` is restarted or reloaded.
    `unit_expected`: this run brings the unit, so check mode predicts one that is not there yet. `health` has the
    options of gated_service. `leads`: it starts before those of the other hosts.
    """

    name: str
    state: str = "started"
    on_change: str = "restarted"
    unit_expected: bool = False
    backup_directory: str = ""
    health: Tree = field(default_factory=dict)
    leads: bool = False


@dataclass(frozen=True)
class WindowsService:
    """A service of a host of Windows; `state` is started or stopped."""

    name: str
    state: str


@dataclass(frozen=True)
class Package:
    """An installation package of the vendor. `archive` is on the controller unless `remote_src`."""

    archive: str
    remote_src: bool
    version: str | None
    install_path: str


@dataclass(frozen=True)
class ConfigurationObject:
    """An object of Configuration Server; options and annex are section to option to value, null leaves one alone.

    `data_center`: the one that it belongs to, empty for none of its own; that of its host when None. `foreign`: the
    options that nobody asked for and that change what the product does.
    """

    type: str
    name: str
    options: Tree | None = field(default=None, repr=False)
    annex: Tree | None = field(default=None, repr=False)
    folder: str | None = None
    tenant: str | None = None
    switch: str | None = None
    data_center: str | None = None
    foreign: tuple[Foreign, ...] = ()

    def given(self) -> dict[str, Json]:
        """What the modules gax_* take of it."""
        names = ("type", "name", "options", "annex", "folder", "tenant", "switch")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


@dataclass(frozen=True)
class OtherObjects:
    """Objects of a type that nobody described, beside those that are: which options of theirs change something."""

    type: str
    tenant: str | None
    foreign: tuple[Foreign, ...]


@dataclass(frozen=True)
class ContactCenterState:
    """What RWS holds for a contact center, as the options of rws_features, rws_storage and rws_settings take it.

    `urls`: base addresses of RWS, in the order in which they are tried.
    """

    urls: list[str]
    features: list[str]
    storage: list[Tree] = field(repr=False)
    settings: list[Tree] = field(repr=False)


@dataclass(frozen=True)
class DnsState:
    """Records of one zone as dns_record takes them."""

    zone: str
    records: list[Tree]


@dataclass(frozen=True)
class Keystore:
    """A keystore on the host. Without a password its integrity cannot be checked."""

    path: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Probe:
    """A transaction that proves what the component needs, tried from its host.

    `kind`: http, an answer; webdav, a file that is written, read back and deleted; rws, a list of contact centers;
    playback, the beginning of the media of a `recording`, for which there may be none.
    `read_only`: nothing is written, because nobody may delete there.
    """

    name: str
    kind: str
    url: str
    username: Json = field(default=None, repr=False)
    password: Json = field(default=None, repr=False)
    recording: Json = None
    contact_center_id: Json = None
    rcs_url: Json = None
    rcs_username: Json = field(default=None, repr=False)
    rcs_password: Json = field(default=None, repr=False)
    read_only: Json = None


@dataclass(frozen=True)
class Violation:
    """A broken rule: `subject` is the variable (or group), the sentence says what is wrong, the remedy what to do."""

    id: str
    subject: str
    host: str
    sentence: str
    remedy: str
    severity: str = "error"


@dataclass
class Desired:
    """Everything one component asks of one host (or of the controller, then `data_center` is None).

    `absent_files` go together with what is written. `documents` are files for the operator, on the controller;
    `unwanted` are options that must not be set; `shared_objects` are written by another host, and this one reads them
    too; `on_configuration_change`: what the service does when options of an object were changed.
    `configuration_directories`: whatever stands in them, the service reads. `status_file`: where it says how it fares.
    `keystore`: its keystore, and the password, where it is given. `secret_keys` are
    regular expressions of option names whose values are secret. With violations, the rest may be incomplete.
    """

    component: str
    host: str
    data_center: str | None = None
    directories: list[Directory] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    absent_files: list[str] = field(default_factory=list)
    documents: list[File] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    absent: Absent | None = None
    system_packages: list[str] = field(default_factory=list)
    package: Package | None = None
    service: Service | None = None
    windows_services: list[WindowsService] = field(default_factory=list)
    objects: list[ConfigurationObject] = field(default_factory=list)
    unwanted: list[ConfigurationObject] = field(default_factory=list)
    shared_objects: list[ConfigurationObject] = field(default_factory=list)
    other_objects: list[OtherObjects] = field(default_factory=list)
    on_configuration_change: str = NOTHING
    configuration_directories: list[str] = field(default_factory=list)
    status_file: str | None = None
    keystore: Keystore | None = None
    contact_center: ContactCenterState | None = None
    dns: DnsState | None = None
    probes: list[Probe] = field(default_factory=list)
    secret_keys: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    @property
    def is_retired(self) -> bool:
        """Whether the host keeps nothing of the component."""
        return self.absent is not None and not self.files

    @property
    def restart_on_objects(self) -> bool:
        """Whether the service has to apply a change of an object."""
        return self.on_configuration_change != NOTHING
