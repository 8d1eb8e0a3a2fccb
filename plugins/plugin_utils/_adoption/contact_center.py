# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State of RWS: features and settings of the contact center."""

from __future__ import annotations

from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import ContactCenterState, Desired

from . import tables
from .datacenters import Centers
from .live import Live, without_secrets
from .report import Report
from .store import Store
from .trees import Tree


def adopt(live: Live, centers: Centers, store: Store, report: Report) -> None:
    if not live.rws:
        report.fill_in("storage of gir_datacenters", "RWS was not asked, see docs/adopt.md")
        return
    _features(live, store, report)
    settings = live.rws.get("settings") or []
    own = [entry for entry in settings if (entry["group"], entry["name"]) == ("speechminer", "interaction-receiver")]
    decrypt = _decrypt(settings, centers)
    if decrypt:
        store.all("contact_center_decrypt_setting_name", decrypt)
        own += [entry for entry in settings if (entry["group"], entry["name"]) == ("screen-recording", decrypt)]
    others = [entry for entry in settings if entry not in own and entry["name"] != "storage"]
    given = live.everyone.get("contact_center_extra_settings") or []
    known = {(entry.get("group"), entry.get("name"), entry.get("location")) for entry in given}
    for entry in others:
        if (entry["group"], entry["name"], entry["location"]) not in known:
            where = f" of {entry['location']}" if entry["location"] else ""
            report.add(
                "unmanaged",
                f"RWS setting {entry['group']}/{entry['name']}{where}; contact_center_extra_settings would manage it.",
            )
    report.recognise(f"RWS: {len(live.rws.get('storage') or [])} storages, {len(settings)} settings.")


def _features(live: Live, store: Store, report: Report) -> None:
    """Features are assigned one by one, so only those that the live system lacks matter."""
    there = live.rws.get("features")
    if there is None:
        return
    given = live.everyone.get("contact_center_features")
    wanted = given if given is not None else tables.default_of("contact_center_features")[1]
    kept = [feature for feature in wanted if feature.rpartition("/")[2] in there]
    if kept != wanted:
        store.all("contact_center_features", kept)
        lacking = sorted(set(wanted) - set(kept))
        report.contradict(
            f"The contact center has no feature {', '.join(lacking)}; contact_center_features leaves that so."
        )
    report.recognise(f"RWS: the features {', '.join(there)}.")


def _decrypt(settings: list[Tree], centers: Centers) -> str | None:
    """The name of the setting that holds the address of RCS for every location."""
    names: dict[str, dict[str, str]] = {}
    for entry in settings:
        if (
            entry["group"] == "screen-recording"
            and "decrypt" in entry["name"].lower()
            and isinstance(entry["value"], str)
        ):
            names.setdefault(entry["name"], {})[entry["location"]] = entry["value"]
    wanted = {center.get("node_path"): center.get("rcs_url") for center in centers.values()}
    return next((name for name, found in names.items() if found.keys() >= wanted.keys()), None)


def drift(live: Live, desired: Desired, report: Report) -> None:
    """What RWS holds otherwise and no variable could say."""
    if desired.contact_center is not None:
        _storage(live, desired.contact_center, report)
        _settings(live, desired.contact_center, report)


def _storage(live: Live, state: ContactCenterState, report: Report) -> None:
    if live.rws.get("storage") is None:
        return
    for wanted in state.storage:
        fits = [
            entry
            for entry in live.rws["storage"]
            if (entry["kind"], entry["location"]) == (wanted["kind"], wanted["location"])
            and (entry["url"] or "").rstrip("/") == wanted["url"]
            and entry["username"] == wanted["username"]
            and entry["active"] is not False
        ]
        if not fits:
            report.add(
                "drift",
                f"RWS has no {wanted['kind']} storage {wanted['url']} for {wanted['location']}; site would set it.",
            )


def _settings(live: Live, state: ContactCenterState, report: Report) -> None:
    """As far as they are no secrets, which are never shown."""
    if live.rws.get("settings") is None:
        return
    there = {(entry["group"], entry["name"], entry["location"]): entry["value"] for entry in live.rws["settings"]}
    for wanted in state.settings:
        key = (wanted["group"], wanted["name"], wanted.get("location"))
        if "value" not in without_secrets(wanted):
            continue
        if _shown(there.get(key)) != _shown(wanted["value"]):
            report.add("drift", f"site would change the setting {key[0]}/{key[1]} of {key[2]} in RWS.")


def _shown(value: Any) -> Any:
    return without_secrets(value) if isinstance(value, dict) else value
