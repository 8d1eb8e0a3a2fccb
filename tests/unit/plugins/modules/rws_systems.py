# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rws_* module with arguments that fit the RWS stand-in, and the dialects under which all of them must work."""

import itertools

from standins import rws
from standins.rws_recordings import place as place_recording
from support.lifecycle_forms import CHANGE, READ

FEATURES = ["/api/api-voice-recording", "schema-elasticsearch-v2-call-recording"]
PASSWORD = "storage-pass-7261"
RECEIVER_PASSWORD = "receiver-pass-1177"
WINDOW = {"from": "1369272257713", "to": "1369275857713"}


def connect(system, **options):
    return {**system.module_options, "retries": 1, "timeout": 5, **options}


def place(location, kind, **options):
    values = {
        "location": location,
        "kind": kind,
        "url": f"https://dav{location.replace('/', '.').lower()}.example.com/{kind}",
        "username": "recorder",
        "password": PASSWORD,
    }
    values.update(options)
    return values


def storage(places=None, **options):
    if places is None:
        places = [place(*pair) for pair in itertools.product(("/US/NY", "/US/CA"), ("voice", "screen"))]
    return {"locations": places, **options}


def receivers(uri="http://sm.dc1.example.com/interactionreceiver", **options):
    value = {"uri-prefix": uri, "userName": "receiver", "password": RECEIVER_PASSWORD}
    settings = [
        {"group": "speechminer", "name": "interaction-receiver", "location": location, "value": value}
        for location in ("/US/NY", "/US/CA")
    ]
    return dict({"settings": settings}, **options)


LABELS = {"labels": [{"name": "dispute"}], "label_username": rws.AGENT[0], "label_password": rws.AGENT[1]}


def recorded(system, *identities, **fields):
    """Calls that were recorded, a second one after the other."""
    for number, identity in enumerate(identities):
        media = [{"mediaId": f"{identity}.mp3", "callUUID": identity}]
        times = {"startTime": 1441904302000 + 1000 * number, "stopTime": 1441904302500 + 1000 * number}
        record = {"id": identity, "region": "/US/NY", "callerPhoneNumber": "1555", "mediaFiles": media}
        place_recording(system.store.view(None), "recordings", {**record, **times, **fields})


def holdable(system, *identities):
    """What a hold needs, and calls."""
    recorded(system, *identities)
    view = system.store.view(None)
    view.put("features", FEATURES)
    receiver = {"name": "interaction-receiver", "location": "/US/NY", "value": {"uri-prefix": "http://sm.test/ir"}}
    view.put("settings/speechminer|/US/NY|interaction-receiver", receiver)
    return view


WRITERS = {
    "rws_features": {"features": FEATURES},
    "rws_storage": storage(),
    "rws_settings": receivers(),
    "rws_multimedia_switch": {"site": "DC2", "monitoring_delay": 0, "wait_timeout": 10},
    "rws_force_index": WINDOW,
    "rws_recording_tables": {},
    "rws_label_definitions": LABELS,
}
READERS = {
    "rws_contact_center_info": {},
    "rws_environment_info": {},
    "rws_features_info": {},
    "rws_info": {},
    "rws_label_definitions_info": {name: LABELS[name] for name in ("label_username", "label_password")},
    "rws_multimedia_switch_info": {},
    "rws_recording_tables_info": {},
    "rws_recordings_info": {"query": {"callerPhoneNumber": "1555*"}},
    "rws_settings_info": {"contact_center_groups": ["screen-recording-encryption"]},
    "rws_storage_info": {},
}
MODULES = {**WRITERS, **READERS}
# It never fails: what it could not ask is in its answer.
COMPARING = {"rws_drift_info": {"features": FEATURES, "tables": True, "eservices_site": "DC1"}}
# It needs recordings, and what `holdable` brings; without a mark that RWS shows it acts whenever it is called.
HOLDING = {"rws_recording_hold": {"recording_ids": ["call-1"], "receiver_locations": ["/US/NY"]}}
EVERY = {**MODULES, **COMPARING, **HOLDING}
ACTING = {"rws_force_index", *HOLDING}
# They need a dialect that has the form of their template.
WITH_A_TEMPLATE = {"rws_media_lifecycle": CHANGE, "rws_media_lifecycle_info": READ}
DIALECTS = [
    {},
    {"password_on_read": "absent", "location_slash": "added", "created_status": "201", "feature_uris": "absolute"},
    {"password_on_read": "clear", "location_slash": "stripped", "post_existing": "replace", "put_missing": "create"},
    {"csrf": "on", "error_style": "body", "environment_site": "stored", "assign_assigned": "conflict"},
    {"error_style": "http_only", "csrf": "on"},
]
