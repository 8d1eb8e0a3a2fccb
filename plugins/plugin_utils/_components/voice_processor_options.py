# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of Voice Processor. Its settings are known by their meaning only: no public page names them."""

from __future__ import annotations

from dataclasses import dataclass

from .configuration_change import CHOICES, TakesUp
from .desired import RESTART, Json
from .options import UNKNOWN, Path, derived, option
from .shared import (
    ApplicationObject,
    ConfigurationServerAccount,
    ConfigurationServerObjects,
    ContactCenterDomain,
    ContactCenterId,
    ReceiverAccount,
    Rendered,
    RwsAccount,
)

_SOURCE = "components.md 4"


@dataclass(frozen=True)
class VoiceProcessor(
    TakesUp,
    ApplicationObject,
    ConfigurationServerAccount,
    ReceiverAccount,
    RwsAccount,
    ContactCenterDomain,
    ContactCenterId,
    ConfigurationServerObjects,
    Rendered,
):
    """Settings of Voice Processor. Their order in the file is that of the names that the user gives."""

    COMPONENT = "voice_processor"
    """Configures Voice Processor

    Writes the settings file of a Voice Processor, with its connections to PostgreSQL, Info Mart, RWS, Configuration
    Server and the Interaction Receiver.

    The names and the form of the settings are not public. The role knows the values; you give the names in
    O(voice_processor_setting_names).
    """
    # Which of them a release reads is not public.
    FILES = {"settings.json": "json", "settings.yml": "yaml", "settings.yaml": "yaml", "settings.env": "env"}

    setting_names: dict[str, Json] = option(default={}, verbatim=True)
    """Name of each setting in your release, by option key; C(/) separates levels of a C(json) or C(yaml) file.

    The option keys stand in the role's README. The role refuses to run without names and without
    O(voice_processor_extra_options).
    """
    settings_format: str | None = option()
    """Form of the settings file, one of V(json), V(yaml) and V(env). Required; it depends on your release."""
    settings_path: Path | None = option()
    """Path of the settings file on the host. C(settings.json), C(settings.yml) or C(settings.env) in
    O(voice_processor_install_path) when not given.
    """
    extra_options: dict[str, Json] = option(default={}, verbatim=True)
    """Further settings in the form of the file. They win over all others; V(null) removes a setting."""
    port: int | None = option(certainty=UNKNOWN)
    """Port that Voice Processor listens on."""
    postgresql_host: str | None = option(certainty=UNKNOWN, source=_SOURCE)
    """Host of Voice Processor's own database (PostgreSQL 12.11 or later)."""
    postgresql_port: int | None = option(certainty=UNKNOWN)
    """Port of the database."""
    postgresql_database: str | None = option(certainty=UNKNOWN)
    """Name of the database. Instances behind one balancer share it."""
    postgresql_username: str | None = option(certainty=UNKNOWN)
    """Account of the database."""
    postgresql_password: str | None = option(certainty=UNKNOWN, secret=True)
    """Password of O(voice_processor_postgresql_username)."""
    infomart_engine: str | None = option(certainty=UNKNOWN, source=_SOURCE)
    """Database server of Info Mart, V(postgresql) or V(mssql)."""
    infomart_host: str | None = option(certainty=UNKNOWN, source=_SOURCE)
    """Host of the Info Mart database (8.5 or later)."""
    infomart_port: int | None = option(certainty=UNKNOWN)
    """Port of the Info Mart database."""
    infomart_database: str | None = option(certainty=UNKNOWN)
    """Name of the Info Mart database."""
    infomart_username: str | None = option(certainty=UNKNOWN, source=_SOURCE)
    """Account of the Info Mart database, with read access only."""
    infomart_password: str | None = option(certainty=UNKNOWN, secret=True)
    """Password of O(voice_processor_infomart_username)."""
    rws_url: str | None = option(certainty=UNKNOWN, computed=True)
    """Address of RWS. The C(rws_url) of the data center when not given."""
    rws_host: str | None = derived(certainty=UNKNOWN)
    rws_port: int | None = derived(certainty=UNKNOWN)
    rws_username: str | None = derived(certainty=UNKNOWN)
    rws_password: str | None = derived(certainty=UNKNOWN, secret=True)
    contact_center_id: str | None = derived(certainty=UNKNOWN)
    contact_center_domain: str | None = derived(certainty=UNKNOWN)
    configuration_server_host: str | None = derived(certainty=UNKNOWN)
    configuration_server_port: int | None = derived(certainty=UNKNOWN)
    configuration_server_username: str | None = derived(certainty=UNKNOWN)
    configuration_server_password: str | None = derived(certainty=UNKNOWN, secret=True)
    configuration_server_backup_host: str | None = derived(certainty=UNKNOWN)
    configuration_server_backup_port: int | None = derived(certainty=UNKNOWN)
    interaction_receiver_url: str | None = derived(certainty=UNKNOWN)
    interaction_receiver_username: str | None = derived(certainty=UNKNOWN)
    interaction_receiver_password: str | None = derived(certainty=UNKNOWN, secret=True)
    processing_mode: str | None = derived(certainty=UNKNOWN)
    post_uri: str | None = option(certainty=UNKNOWN, computed=True)
    """Address that a processor in backup mode hands recordings over to. The one that the active data center serves when
    not given.
    """
    region: str | None = option(certainty=UNKNOWN)
    """Region of the recordings; the C(crRegion) of the RWS nodes that take them."""
    application_name: str = option(default="{{ inventory_hostname }}_VoiceProcessor")
    """Name of an Application object of this processor in Configuration Server, where yours has one: none is documented.
    The default, C(<inventory_hostname>_VoiceProcessor), is a convention of this collection.
    """
    on_configuration_change: str = option(default=RESTART, choices=CHOICES)
    """What a run does after it changed options of that object through GAX: V(restart) restarts the processor, one node
    after the other, V(reload) reloads a unit that has C(ExecReload), V(nothing) leaves both to you. When it reads them
    is not documented, and a restart makes them hold in any case.
    """
