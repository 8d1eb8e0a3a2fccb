# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the published model from a map that broke no rule of severity error. Plain values only, no secret."""

from __future__ import annotations

from .._components.registry import MAPPED, OBSERVED
from .active import Active
from .lifecycle import Lifecycle, LifecycleRule, Task
from .placement import Placement
from .published import (
    DataCenterModel,
    IvrProfileModel,
    LifecycleRuleModel,
    LifecycleTaskModel,
    Model,
    RetentionModel,
)
from .reading import BACKUP, CATCH_ALL, PRIMARY, RECORDING, Centers, DataCenter, Storage
from .storage_rules import catch_all, effective, peer
from .values import present


def build(
    centers: Centers,
    central: Storage | None,
    placement: Placement,
    active: Active,
    sync_node: str | None,
    desktop_failover: str | None,
    lifecycle: Lifecycle,
) -> Model:
    """The dictionary gir_topology."""
    by_role = {center.role: center for center in centers.values() if center.role != RECORDING}
    primary, backup = by_role[PRIMARY], by_role[BACKUP]
    running = centers[active.name]
    standby = backup if running is primary else primary
    states = {running.name: "active", standby.name: "standby"}
    return {
        "active": running.name,
        "active_source": active.source,
        "epoch": active.epoch,
        "operation": active.operation,
        "standby": standby.name,
        "primary": primary.name,
        "backup": backup.name,
        "eservices_site": active.eservices_site or present(running.site_name),
        "eservices_source": active.eservices_source,
        "interaction_receiver_url": present(running.interaction_receiver_url),
        "sync_node": sync_node,
        "desktop_failover": desktop_failover,
        "index_update_host": placement.hosts(standby.name, "gir_rws")[0],
        "central_storage": None
        if central is None
        else {
            "voice_url": central.voice_url,
            "screen_url": central.screen_url,
            "jurisdiction": central.jurisdiction,
        },
        "data_centers": {
            center.name: _data_center(
                center,
                present(effective(center, central)),
                peer(center, centers, central, running),
                placement,
                states.get(center.name, RECORDING),
                lifecycle,
            )
            for center in centers.values()
        },
        "hosts": {
            host: {"data_center": names[0], "components": placement.components_of.get(host, [])}
            for host, names in placement.data_centers_of.items()
        },
        "ivr_profiles": _ivr_profiles(centers, central, running),
        "warnings": [],
    }


def _data_center(
    center: DataCenter,
    storage: Storage,
    other: DataCenter | None,
    placement: Placement,
    state: str,
    lifecycle: Lifecycle,
) -> DataCenterModel:
    return {
        "name": center.name,
        "role": present(center.role),
        "state": state,
        # Every data center processes its own recordings; only the standby one hands them over to the active one.
        "processor_mode": "backup" if state == "standby" else "active",
        "muxer_mode": {"active": "active", "standby": "backup"}.get(state, "none"),
        "site_name": present(center.site_name),
        "geo_locations": list(present(center.geo_locations)),
        "node_path": present(center.node_path),
        "jurisdiction": present(center.jurisdiction),
        "storage_jurisdictions": list(present(center.storage_jurisdictions)),
        "storage": {
            "kind": storage.kind,
            "name": storage.name,
            "voice_url": storage.voice_url,
            "screen_url": storage.screen_url,
            "jurisdiction": storage.jurisdiction,
        },
        "rws_url": present(center.rws_url),
        "processor_url": present(center.processor_url),
        "rcs_url": present(center.rcs_url),
        "interaction_receiver_url": None if center.role == RECORDING else center.interaction_receiver_url,
        "peer": None if other is None else other.name,
        "media_lifecycle": [_lifecycle_rule(rule) for rule in lifecycle.rules.get(present(center.node_path), ())],
        "retention": _retention(center, storage, lifecycle),
        "hosts": _hosts(center.name, placement),
    }


def _hosts(center: str, placement: Placement) -> dict[str, list[str]]:
    """By group of the map; one that is only observed is there where it has hosts."""
    every = {group: list(placement.hosts(center, group)) for group in MAPPED}
    return {group: hosts for group, hosts in every.items() if hosts or group not in OBSERVED}


def _ivr_profiles(centers: Centers, central: Storage | None, running: DataCenter) -> list[IvrProfileModel]:
    """One profile for each geo-location, and `record`, which takes the calls that no other one matches."""
    profiles = []
    for center in centers.values():
        for geo_location in present(center.geo_locations):
            name = f"{CATCH_ALL}_{geo_location}"
            profiles.append(_ivr_profile(name, geo_location, center, present(effective(center, central)), running))
    profiles.append(_ivr_profile(CATCH_ALL, None, running, catch_all(running, central), running))
    return profiles


def _ivr_profile(
    name: str, geo_location: str | None, center: DataCenter, storage: Storage, running: DataCenter
) -> IvrProfileModel:
    return {
        "name": name,
        "geo_location": geo_location,
        "data_center": center.name,
        "storage_name": storage.name,
        "storage_url": storage.voice_url,
        "processor_url": present(center.processor_url),
        "interaction_receiver_url": present(running.interaction_receiver_url),
    }


def _lifecycle_rule(rule: LifecycleRule) -> LifecycleRuleModel:
    tasks = [_lifecycle_task(task) for task in rule.tasks]
    return {"name": rule.name, "enabled": rule.enabled, "at": rule.at, "tasks": tasks}


def _lifecycle_task(task: Task) -> LifecycleTaskModel:
    return {
        "type": task.type,
        "media": task.media,
        "call_types": list(task.call_types),
        "include_labels": list(task.include_labels),
        "exclude_labels": list(task.exclude_labels),
        "min_age_days": task.min_age_days,
        "max_age_days": task.max_age_days,
        "attached_data": dict(task.attached_data),
        "backup_folder": task.backup_folder,
        "include_screen_recordings": task.include_screen_recordings,
    }


def _retention(center: DataCenter, storage: Storage, lifecycle: Lifecycle) -> RetentionModel | None:
    found = lifecycle.kept([present(center.jurisdiction), storage.jurisdiction])
    return None if found is None else {"min_days": found.min_days, "max_days": found.max_days}
