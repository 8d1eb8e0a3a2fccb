# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of Voice Processor. Its settings are known by their meaning only: no public page names them."""

from __future__ import annotations

from dataclasses import dataclass

from .desired import Json
from .options import UNKNOWN, Path, derived, option
from .shared import (
    ConfigurationServerAccount,
    ConfigurationServerObjects,
    ContactCenterDomain,
    ContactCenterId,
    Installed,
    ReceiverAccount,
    Rendered,
    RwsAccount,
)

_SOURCE = "components.md 4"


@dataclass(frozen=True)
class VoiceProcessor(
    Installed,
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
    # Which of them a release reads is not public.
    FILES = {"settings.json": "json", "settings.yml": "yaml", "settings.yaml": "yaml", "settings.env": "env"}
    SUMMARY = "Configures Voice Processor"
    DESCRIPTION = (
        "Writes the settings file of a Voice Processor, with its connections to PostgreSQL, Info Mart, RWS,"
        " Configuration Server and the Interaction Receiver.",
        "The names and the form of the settings are not public. The role knows the values; you give the names in"
        " O(voice_processor_setting_names).",
    )

    setting_names: dict[str, Json] = option(
        (
            "Name of each setting in your release, by option key; C(/) separates levels of a C(json) or C(yaml) file.",
            "The option keys stand in the role's README. The role refuses to run without names and without"
            " O(voice_processor_extra_options).",
        ),
        default={},
        verbatim=True,
    )
    settings_format: str | None = option(
        "Form of the settings file, one of V(json), V(yaml) and V(env). Required; it depends on your release."
    )
    settings_path: Path | None = option(
        "Path of the settings file on the host. C(settings.json), C(settings.yml) or C(settings.env) in"
        " O(voice_processor_install_path) when not given."
    )
    extra_options: dict[str, Json] = option(
        "Further settings in the form of the file. They win over all others; V(null) removes a setting.",
        default={},
        verbatim=True,
    )
    port: int | None = option("Port that Voice Processor listens on.", key="port", certainty=UNKNOWN)
    postgresql_host: str | None = option(
        "Host of Voice Processor's own database (PostgreSQL 12.11 or later).",
        key="postgresql_host", certainty=UNKNOWN, source=_SOURCE,
    )  # fmt: skip
    postgresql_port: int | None = option("Port of the database.", key="postgresql_port", certainty=UNKNOWN)
    postgresql_database: str | None = option(
        "Name of the database. Instances behind one balancer share it.", key="postgresql_database", certainty=UNKNOWN
    )
    postgresql_username: str | None = option("Account of the database.", key="postgresql_username", certainty=UNKNOWN)
    postgresql_password: str | None = option(
        "Password of O(voice_processor_postgresql_username).",
        key="postgresql_password", certainty=UNKNOWN, secret=True,
    )  # fmt: skip
    infomart_engine: str | None = option(
        "Database server of Info Mart, V(postgresql) or V(mssql).",
        key="infomart_engine", certainty=UNKNOWN, source=_SOURCE,
    )  # fmt: skip
    infomart_host: str | None = option(
        "Host of the Info Mart database (8.5 or later).", key="infomart_host", certainty=UNKNOWN, source=_SOURCE
    )
    infomart_port: int | None = option("Port of the Info Mart database.", key="infomart_port", certainty=UNKNOWN)
    infomart_database: str | None = option(
        "Name of the Info Mart database.", key="infomart_database", certainty=UNKNOWN
    )
    infomart_username: str | None = option(
        "Account of the Info Mart database, with read access only.",
        key="infomart_username", certainty=UNKNOWN, source=_SOURCE,
    )  # fmt: skip
    infomart_password: str | None = option(
        "Password of O(voice_processor_infomart_username).", key="infomart_password", certainty=UNKNOWN, secret=True
    )
    rws_url: str | None = option(
        "Address of RWS. The C(rws_url) of the data center when not given.",
        key="rws_url", certainty=UNKNOWN, computed=True,
    )  # fmt: skip
    rws_host: str | None = derived(None, key="rws_host", certainty=UNKNOWN)
    rws_port: int | None = derived(None, key="rws_port", certainty=UNKNOWN)
    rws_username: str | None = derived(None, key="rws_username", certainty=UNKNOWN)
    rws_password: str | None = derived(None, key="rws_password", certainty=UNKNOWN, secret=True)
    contact_center_id: str | None = derived(None, key="contact_center_id", certainty=UNKNOWN)
    contact_center_domain: str | None = derived(None, key="contact_center_domain", certainty=UNKNOWN)
    configuration_server_host: str | None = derived(None, key="configuration_server_host", certainty=UNKNOWN)
    configuration_server_port: int | None = derived(None, key="configuration_server_port", certainty=UNKNOWN)
    configuration_server_username: str | None = derived(None, key="configuration_server_username", certainty=UNKNOWN)
    configuration_server_password: str | None = derived(
        None, key="configuration_server_password", certainty=UNKNOWN, secret=True
    )
    configuration_server_backup_host: str | None = derived(
        None, key="configuration_server_backup_host", certainty=UNKNOWN
    )
    configuration_server_backup_port: int | None = derived(
        None, key="configuration_server_backup_port", certainty=UNKNOWN
    )
    interaction_receiver_url: str | None = derived(None, key="interaction_receiver_url", certainty=UNKNOWN)
    interaction_receiver_username: str | None = derived(None, key="interaction_receiver_username", certainty=UNKNOWN)
    interaction_receiver_password: str | None = derived(
        None, key="interaction_receiver_password", certainty=UNKNOWN, secret=True
    )
    processing_mode: str | None = derived(None, key="processing_mode", certainty=UNKNOWN)
    post_uri: str | None = option(
        "Address that a processor in backup mode hands recordings over to. The one that the active data center serves"
        " when not given.",
        key="post_uri", certainty=UNKNOWN, computed=True,
    )  # fmt: skip
    region: str | None = option(
        "Region of the recordings; the C(crRegion) of the RWS nodes that take them.", key="region", certainty=UNKNOWN
    )
