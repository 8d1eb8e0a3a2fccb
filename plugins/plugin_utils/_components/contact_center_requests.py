# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that a new contact center would get, for review: nothing is sent, nothing is read. Facts: rws.md, 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...module_utils._rws.voice import SCREEN_GROUP, STORAGE, VOICE_PAYLOAD, screen_wire, voice_wire
from .desired import Json, Tree

SETTINGS = "/api/v2/settings/"
OF_CONTACT_CENTER = "/api/v2/ops/contact-centers/"
# The scope of settings that stand in one document of the contact center.
DOCUMENT = "contact_center"


def features(uris: list[str], contact_center: str) -> list[Json]:
    """The request that assigns features, where there are any."""
    body: Json = {"uris": [*uris]}
    return [_request("POST", f"{OF_CONTACT_CENTER}{contact_center}/features", body)] if uris else []


def storage(locations: Iterable[Tree], contact_center: str, payload: Mapping[str, Json]) -> list[Json]:
    """The requests that set the storage of the locations; `payload` has names of voice storage over the usual ones."""
    names = dict(VOICE_PAYLOAD)
    names.update({name: str(value) for name, value in payload.items() if value is not None})
    screen = [item for item in locations if item["kind"] == "screen"]
    voice = [item for item in locations if item["kind"] == "voice"]
    requests = _storage_settings(SCREEN_GROUP, screen)
    if names["style"] == "settings":
        return requests + _storage_settings(names["group"], voice)
    if voice:
        path = f"{OF_CONTACT_CENTER}{contact_center}/settings/{names['group']}"
        requests.append(_request("PUT", path, {names["list"]: [voice_wire(item, names) for item in voice]}))
    return requests


def settings(wanted: Iterable[Tree], contact_center: str) -> list[Json]:
    """The requests that set settings: one for each group of the contact center itself, then one for each other one."""
    documents: dict[str, list[Json]] = {}
    single: list[Json] = []
    for setting in wanted:
        group = str(setting["group"])
        body: Tree = {"name": setting["name"], "value": setting["value"]}
        if setting.get("scope") == DOCUMENT:
            documents.setdefault(group, []).append(body)
            continue
        if "location" in setting:
            body["location"] = setting["location"]
        single.append(_request("POST", SETTINGS + group, body))
    whole = [
        _request("PUT", f"{OF_CONTACT_CENTER}{contact_center}/settings/{group}", {"settings": documents[group]})
        for group in sorted(documents, key=str.lower)
    ]
    return whole + single


def _storage_settings(group: str, locations: Iterable[Tree]) -> list[Json]:
    """One request for each location of a group of settings."""
    values: dict[Json, list[Json]] = {}
    for item in locations:
        values.setdefault(str(item["location"]), []).append(screen_wire(item))
    return [
        _request("POST", SETTINGS + group, {"name": STORAGE, "location": place, "value": stored})
        for place, stored in values.items()
    ]


def _request(method: str, path: str, body: Json) -> Json:
    return {"method": method, "path": path, "body": body}
