# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rws_* module with arguments that fit the RWS stand-in, and the dialects under which all of them must work."""

import itertools

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


WRITERS = {
    "rws_features": {"features": FEATURES},
    "rws_storage": storage(),
    "rws_settings": receivers(),
    "rws_multimedia_switch": {"site": "DC2", "monitoring_delay": 0, "wait_timeout": 10},
    "rws_force_index": WINDOW,
    "rws_recording_tables": {},
}
READERS = {
    "rws_contact_center_info": {},
    "rws_environment_info": {},
    "rws_features_info": {},
    "rws_info": {},
    "rws_multimedia_switch_info": {},
    "rws_recording_tables_info": {},
    "rws_settings_info": {"contact_center_groups": ["screen-recording-encryption"]},
    "rws_storage_info": {},
}
MODULES = {**WRITERS, **READERS}
# It never fails: what it could not ask is in its answer.
COMPARING = {"rws_drift_info": {"features": FEATURES, "tables": True, "eservices_site": "DC1"}}
DIALECTS = [
    {},
    {"password_on_read": "absent", "location_slash": "added", "created_status": "201", "feature_uris": "absolute"},
    {"password_on_read": "clear", "location_slash": "stripped", "post_existing": "replace", "put_missing": "create"},
    {"csrf": "on", "error_style": "body", "environment_site": "stored", "assign_assigned": "conflict"},
    {"error_style": "http_only", "csrf": "on"},
]
