# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes that people make in RWS by hand, and what has to be found of each."""

import module_runs
from rws_systems import FEATURES, PASSWORD, RECEIVER_PASSWORD, connect, receivers, storage

ELSEWHERE = "https://elsewhere.example.com/x"
FOREIGN_PASSWORD = "foreign-pass-3344"
SECRETS = (PASSWORD, RECEIVER_PASSWORD, FOREIGN_PASSWORD, "ops-password", "admin-password")
VOICE = "ops-settings/recordings"
SCREEN = "settings/screen-recording|{}|storage"
RECEIVER = "settings/speechminer|{}|interaction-receiver"


def prepared(system, **passwords):
    """Everything is as it should be."""
    module_runs.succeed("rws_features", connect(system, features=FEATURES))
    module_runs.succeed("rws_storage", connect(system, state="replaced", **storage(), **passwords))
    module_runs.succeed("rws_settings", connect(system, **receivers(), **passwords))
    module_runs.succeed("rws_recording_tables", connect(system))
    system.forget_requests()


def asked(system, **options):
    """What it should be."""
    wanted = {**storage(), **receivers(), "features": FEATURES, "tables": True, "eservices_site": "DC1", **options}
    return connect(system, **wanted)


def found(result):
    """(check, object, key) of what differs."""
    drift = [one for one in result["differences"] if one["outcome"] == "drift"]
    return sorted((one["check"], one["object"], one["key"]) for one in drift)


def opened(result):
    """What no documented way shows."""
    return [one for one in result["differences"] if one.get("observable") is False]


def changed(key, change):
    """Change a row in place."""

    def act(view):
        value = view.get(key)
        change(value)
        view.put(key, value)

    return act


def put(key, value):
    return lambda view: view.put(key, value)


def twin(key, location):
    """The same setting once more, with another spelling of its location."""

    def act(view):
        row = view.get("settings/" + key.format(location))
        view.put("settings/" + key.format(location + "/"), dict(row, location=location + "/"))

    return act


def gone(key):
    return lambda view: view.delete(key)


def setting(group, name, value, location=None):
    place = {"location": location} if location else {}
    return put(f"settings/{group}|{location or ''}|{name}", {"name": name, "value": value, **place})


def store(location, **values):
    account = {"userName": "eve", "password": FOREIGN_PASSWORD, "uri": ELSEWHERE}
    return {"webDAV": account, **({"location": location} if location else {}), **values}


def screens(active=True):
    account = {"userName": "eve", "password": FOREIGN_PASSWORD, "storagePath": ELSEWHERE}
    return [{"storageType": "webDAV", "active": active, "credential": account}]


def voice(number, **values):
    return changed(VOICE, lambda rows: rows[number]["webDAV"].update(values))


# Name of the change: what is done to the store, and (check, object, key) of what is found.
_CHANGES = {
    "feature removed": (changed("features", lambda found: found.remove(FEATURES[0])),
                        ("rws.feature", "api-voice-recording", "")),
    "feature added": (changed("features", lambda found: found.append("/api/api-supervisor-monitoring")),
                      ("rws.feature_foreign", "api-supervisor-monitoring", "")),
    "screen storage removed": (gone(SCREEN.format("/US/NY")), ("rws.storage", "screen /US/NY", "")),
    "screen storage elsewhere": (
        changed(SCREEN.format("/US/CA"), lambda row: row["value"][0]["credential"].update(storagePath=ELSEWHERE)),
        ("rws.storage", "screen /US/CA", "credential.storagePath")),
    "screen storage switched off": (changed(SCREEN.format("/US/CA"), lambda row: row["value"][0].update(active=False)),
                                    ("rws.storage", "screen /US/CA", "active")),
    "second screen storage": (changed(SCREEN.format("/US/CA"), lambda row: row["value"].extend(screens())),
                              ("rws.storage", "screen /US/CA", "")),
    "voice storage elsewhere": (voice(0, uri=ELSEWHERE), ("rws.storage", "voice /US/NY", "webDAV.uri")),
    "voice password": (voice(1, password=FOREIGN_PASSWORD), ("rws.storage", "voice /US/CA", "webDAV.password")),
    "voice account": (voice(1, userName="eve"), ("rws.storage", "voice /US/CA", "webDAV.userName")),
    "voice storage of no data center": (changed(VOICE, lambda rows: rows.append(store("/US/TX"))),
                                        ("rws.storage_foreign", "voice /US/TX", "")),
    "voice storage without a location": (changed(VOICE, lambda rows: rows.append(store(None))),
                                         ("rws.storage_foreign", "voice without a location", "")),
    "screen storage of no data center": (setting("screen-recording", "storage", screens(), "/US/TX"),
                                         ("rws.storage_foreign", "screen /US/TX", "")),
    "screen storage without a location": (setting("screen-recording", "storage", screens()),
                                          ("rws.setting_foreign", "screen-recording/storage", "")),
    "screen storage with two spellings": (twin("screen-recording|{}|storage", "/US/NY"),
                                          ("rws.storage", "screen /US/NY", "location")),
    "receiver elsewhere": (
        changed(RECEIVER.format("/US/CA"), lambda row: row["value"].update({"uri-prefix": ELSEWHERE})),
        ("rws.setting", "speechminer/interaction-receiver /US/CA", "uri-prefix")),
    "receiver password": (
        changed(RECEIVER.format("/US/NY"), lambda row: row["value"].update(password=FOREIGN_PASSWORD)),
        ("rws.setting", "speechminer/interaction-receiver /US/NY", "password")),
    "receiver removed": (gone(RECEIVER.format("/US/NY")),
                         ("rws.setting", "speechminer/interaction-receiver /US/NY", "")),
    "receiver of no data center": (setting("speechminer", "interaction-receiver", {"uri-prefix": ELSEWHERE}, "/US/TX"),
                                   ("rws.setting_foreign", "speechminer/interaction-receiver /US/TX", "")),
    "another name in a known group": (setting("speechminer", "other", {"password": FOREIGN_PASSWORD}),
                                      ("rws.setting_foreign", "speechminer/other", "")),
    "origins that nobody named": (setting("access-control", "allowedOrigins", ["https://evil.example.com"]),
                                  ("rws.setting_foreign", "access-control/allowedOrigins", "")),
    "group that nobody named": (setting("privacy", "metadata.privacy.agent_fields", "a,b"),
                                ("rws.setting_foreign", "privacy/*", "")),
    "tables removed": (gone("tables"), ("rws.tables", "recording tables", "")),
}  # fmt: skip
_BENIGN = {
    "feature of every contact center": changed("features", lambda found: found.append("api-voice")),
    "feature written otherwise": changed(
        "features", lambda found: found.__setitem__(0, "http://rws/api/v2/features/api-voice-recording")
    ),
    "storage of no data center switched off": setting("screen-recording", "storage", screens(False), "/US/TX"),
    "empty group": setting("empty", "nothing", ""),
    "group of the digests": setting("gir-multidc", "digests", {"x": "y"}),
    "another order": changed(VOICE, lambda rows: rows.reverse()),
    "identifier of a store": changed(VOICE, lambda rows: rows[0].update(id="7")),
}
BENIGN = set(_BENIGN)
EXPECTED = {name: finds for name, (_act, finds) in _CHANGES.items()}
CHANGES = {**{name: act for name, (act, _finds) in _CHANGES.items()}, **_BENIGN}
