# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialects of settings: locations, storages, groups, and the voice store."""

import pytest
from standin_client import call
from standins import rws

SCREEN = "/api/v2/settings/screen-recording"
STORAGE = {
    "storageType": "webDAV",
    "active": True,
    "credential": {"userName": "u", "password": "secret-p", "storagePath": "http://dav.example/recordings"},
}
WEBDAV = {"webDAV": {"userName": "u", "password": "p", "uri": "http://dav.example/r"}}


@pytest.fixture
def system():
    """Two nodes at /DC1 and /DC2, settings at both places and one without a place."""
    with rws.cluster() as built:
        for location in ("/DC1", "/DC2"):
            body = {"name": "storage", "location": location, "value": [STORAGE]}
            assert admin(built, SCREEN, "POST", body).status == 200
        assert admin(built, SCREEN, "POST", {"name": "decrypt-uri-prefix", "value": "http://rcs"}).status == 200
        yield built


def admin(system, path, method="GET", body=None, node=0):
    return call(system.urls[node] + path, method, system.admin, body)


def places(answer):
    assert answer.status == 200
    return [item.get("location") for item in answer.json["settings"]]


def groups(answer):
    return [places_of.get("location") for group in answer.json["settings"] for places_of in group["settings"]]


# Locations


@pytest.mark.parametrize(
    ("value", "nowhere", "star"),
    [
        ("star", ["/DC1", "/DC2", None], ["/DC1", "/DC2", None]),
        ("refused", [None], None),
        ("none_means_own", ["/DC1", None], ["/DC1", "/DC2", None]),
    ],
)
def test_what_a_location_left_out_or_a_star_means(system, value, nowhere, star):
    system.set_dialect(location_wildcard=value)
    assert places(admin(system, SCREEN)) == nowhere
    assert groups(admin(system, "/api/v2/settings?subresources=*")) == nowhere
    assert places(admin(system, SCREEN + "?location=/DC2")) == ["/DC2"]
    for path in (SCREEN + "?location=*", "/api/v2/settings?subresources=*&location=*"):
        answer = admin(system, path)
        if star is None:
            assert (answer.status, answer.json["statusCode"]) == (400, 10)
        else:
            assert (groups(answer) if "subresources" in path else places(answer)) == star


def test_each_node_has_its_own_place(system):
    system.set_dialect(location_wildcard="none_means_own")
    assert places(admin(system, SCREEN, node=1)) == ["/DC2", None]


def test_a_location_may_take_one_storage_only(system):
    two = {"name": "storage", "location": "/DC1", "value": [STORAGE, STORAGE]}
    assert admin(system, SCREEN, "PUT", two).status == 200
    system.set_dialect(storages_per_location="one")
    refused = admin(system, SCREEN, "PUT", two)
    assert (refused.status, refused.json["statusCode"]) == (400, 10)
    assert admin(system, SCREEN, "PUT", dict(two, value=[STORAGE])).status == 200


# Groups


def test_groups_may_be_listed_as_objects(system):
    assert admin(system, "/api/v2/settings").json["uris"] == [system.urls[0] + SCREEN]
    system.set_dialect(settings_groups_read="objects")
    shown = admin(system, "/api/v2/settings").json
    assert "uris" not in shown
    assert shown["settings"] == [
        {
            "name": "screen-recording",
            "displayName": "screen-recording",
            "key": "name",
            "uri": system.urls[0] + SCREEN,
            "path": "/settings/screen-recording",
        }
    ]


def test_a_group_with_its_subresources_tells_about_itself(system):
    plain = admin(system, SCREEN).json
    assert set(plain) == {"statusCode", "settings", "key"}
    whole = admin(system, SCREEN + "?subresources=*").json
    assert whole["settings"] == plain["settings"]
    assert (whole["name"], whole["path"]) == ("screen-recording", "/settings/screen-recording")


# Groups of the ops account


def ops(system, group, method="GET", body=None):
    path = f"/api/v2/ops/contact-centers/{system.contact_center_id}/settings/{group}"
    return call(system.urls[0] + path, method, system.ops, body)


def test_the_voice_store_may_be_read_as_a_setting(system):
    system.set_dialect(voice_store_read="settings", password_on_read="absent")
    assert ops(system, "recordings").json["settings"] == []
    assert ops(system, "recordings", "PUT", {"store": [WEBDAV]}).status == 200
    store = [{"webDAV": {"userName": "u", "uri": "http://dav.example/r"}}]
    assert ops(system, "recordings").json == {
        "statusCode": 0,
        "settings": [{"name": "store", "value": store}],
        "key": "name",
    }


def test_the_voice_store_may_have_the_form_of_screen_recording(system):
    assert ops(system, "recordings", "PUT", {"store": [STORAGE]}).json["statusCode"] == 10
    system.set_dialect(voice_store_form="credential")
    assert ops(system, "recordings", "PUT", {"store": [WEBDAV]}).json["statusCode"] == 10
    assert ops(system, "recordings", "PUT", {"store": [STORAGE]}).status == 200
    assert ops(system, "recordings", "PUT", {"store": [{"awsS3": {"bucketName": "b"}}]}).status == 200


def test_the_voice_store_may_know_no_location(system):
    placed = dict(WEBDAV, location="/DC1")
    assert ops(system, "recordings", "PUT", {"store": [placed]}).status == 200
    system.set_dialect(voice_store_location="refused")
    refused = ops(system, "recordings", "PUT", {"store": [WEBDAV, placed]})
    assert (refused.status, refused.json["statusCode"]) == (400, 10)
    assert ops(system, "recordings", "PUT", {"store": [WEBDAV]}).status == 200


CERTIFICATES = [
    {"name": "certificatealias-1", "value": "gir"},
    {"name": "certificate-1", "value": "-----BEGIN CERTIFICATE-----\n..."},
]
GROUP = "screen-recording-encryption"


def test_encryption_settings_are_a_list_that_is_replaced_as_a_whole(system):
    assert ops(system, GROUP).json == {"statusCode": 0, "settings": [], "key": "name"}
    assert ops(system, GROUP, "PUT", {"settings": CERTIFICATES}).status == 200
    assert ops(system, GROUP).json == {"statusCode": 0, "settings": CERTIFICATES, "key": "name"}
    assert ops(system, GROUP, "PUT", {"settings": CERTIFICATES[:1]}).status == 200
    assert ops(system, GROUP).json["settings"] == CERTIFICATES[:1]


@pytest.mark.parametrize(
    ("settings", "code"),
    [(None, 1), ("x", 10), (["x"], 10), ([{"name": "a"}], 10), ([CERTIFICATES[0], CERTIFICATES[0]], 10)],
)
def test_a_wrong_list_of_certificates_is_refused(system, settings, code):
    assert ops(system, GROUP, "PUT", {"settings": settings}).json["statusCode"] == code
    assert ops(system, GROUP).json["settings"] == []


def test_groups_of_the_ops_account_may_be_read_only(system):
    system.set_dialect(ops_settings_write="refused_405")
    refused = ops(system, GROUP, "PUT", {"settings": CERTIFICATES})
    assert (refused.status, refused.json["statusCode"]) == (405, 3)
    assert ops(system, GROUP).json["settings"] == []
    assert ops(system, "recordings", "PUT", {"store": [WEBDAV]}).status == 200
