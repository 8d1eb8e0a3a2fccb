# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of the published model: plain dictionaries, no secret. `build()` makes it, components read it."""

from __future__ import annotations

from typing import TypedDict


class Addresses(TypedDict):
    """Where recordings rest: base addresses (URL) of voice and of screen recordings, and the law of the place."""

    voice_url: str
    screen_url: str
    jurisdiction: str


class StorageModel(Addresses):
    """The storage of a data center: `kind` is own or central, `name` the key of its account."""

    kind: str
    name: str


class LifecycleTaskModel(TypedDict):
    """What is done with which recordings: ages in whole days, an empty list of call types or labels is no filter."""

    type: str
    media: str
    call_types: list[str]
    include_labels: list[str]
    exclude_labels: list[str]
    min_age_days: int | None
    max_age_days: int | None
    attached_data: dict[str, str]
    backup_folder: str | None
    include_screen_recordings: bool


class LifecycleRuleModel(TypedDict):
    """A rule of the Recording Lifecycle Scheduler, daily at `at` (HH:MM:SS, UTC)."""

    name: str
    enabled: bool
    at: str
    tasks: list[LifecycleTaskModel]


class RetentionModel(TypedDict):
    """For how many days recordings have to be kept, and after how many they have to be gone."""

    min_days: int | None
    max_days: int | None


class DataCenterModel(TypedDict):
    """One data center. `role`: primary, backup or recording; `state`: active, standby or recording.

    `processor_mode`: active or backup; `muxer_mode`: active, backup or none; `peer`: the data center that may stand in
    for the screen recordings of this one, if any; `hosts`: component group to hosts, in the order of the inventory; a
    group that is only observed is there where it has hosts. `retention`: the strictest of its own jurisdiction and that
    of its storage, None where gir_retention has neither.
    """

    name: str
    role: str
    state: str
    processor_mode: str
    muxer_mode: str
    site_name: str
    geo_locations: list[str]
    node_path: str
    jurisdiction: str
    storage_jurisdictions: list[str]
    storage: StorageModel
    rws_url: str
    processor_url: str
    rcs_url: str
    interaction_receiver_url: str | None
    peer: str | None
    media_lifecycle: list[LifecycleRuleModel]
    retention: RetentionModel | None
    hosts: dict[str, list[str]]


class HostModel(TypedDict):
    """The one data center of a host, and the component groups that it is in."""

    data_center: str
    components: list[str]


class IvrProfileModel(TypedDict):
    """A recording IVR Profile; the catch-all has no geo-location."""

    name: str
    geo_location: str | None
    data_center: str
    storage_name: str
    storage_url: str
    processor_url: str
    interaction_receiver_url: str


class Model(TypedDict):
    """All that follows from the map and the groups of an inventory that broke no rule."""

    active: str
    active_source: str
    epoch: int | None
    operation: str | None
    standby: str
    primary: str
    backup: str
    eservices_site: str
    eservices_source: str
    interaction_receiver_url: str
    sync_node: str | None
    desktop_failover: str | None
    index_update_host: str
    central_storage: Addresses | None
    data_centers: dict[str, DataCenterModel]
    hosts: dict[str, HostModel]
    ivr_profiles: list[IvrProfileModel]
    warnings: list[str]
