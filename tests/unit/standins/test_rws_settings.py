# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings groups of the RWS stand-in: storage by location, Interaction Receiver, the voice store."""

import pytest
from standin_client import call
from standins import rws

STORAGE = {
    "storageType": "webDAV",
    "active": True,
    "credential": {"userName": "u", "password": "secret-p", "storagePath": "http://dav.example/recordings"},
}
SCREEN = "/api/v2/settings/screen-recording"


@pytest.fixture
def system():
    with rws.cluster(nodes=1) as built:
        yield built


def admin(system, path, method="GET", body=None, node=0):
    return call(system.urls[node] + path, method, system.admin, body)


def setting(location="/US/CA", **changes):
    return dict({"name": "storage", "location": location, "value": [STORAGE]}, **changes)


def test_create_read_replace_delete_over_two_data_centers(system):
    assert admin(system, SCREEN, "POST", setting()).json == {"statusCode": 0}
    assert admin(system, SCREEN, "POST", setting("/US/NY")).status == 200
    everything = admin(system, SCREEN, node=1).json
    assert everything["key"] == "name"
    assert [item["location"] for item in everything["settings"]] == ["/US/CA", "/US/NY"]
    assert admin(system, SCREEN + "?location=*").json == everything
    assert admin(system, SCREEN + "?location=/US/NY").json["settings"] == everything["settings"][1:]
    changed = setting(value=[dict(STORAGE, active=False)])
    assert admin(system, SCREEN, "PUT", changed).status == 200
    assert admin(system, SCREEN + "?location=/US/CA", node=1).json["settings"][0]["value"][0]["active"] is False
    assert admin(system, SCREEN + "?location=/US/CA", "DELETE", {"name": "storage"}).status == 200
    assert [item["location"] for item in admin(system, SCREEN).json["settings"]] == ["/US/NY"]


def test_a_location_must_match_exactly_to_be_deleted(system):
    admin(system, SCREEN, "POST", setting("/US/CA"))
    for location in ("/US/CA/", "/US", "/us/ca"):
        assert admin(system, f"{SCREEN}?location={location}", "DELETE", {"name": "storage"}).status == 404
    assert admin(system, SCREEN, "DELETE", {"name": "storage"}).status == 404
    assert admin(system, SCREEN + "?location=/US/CA", "DELETE", {}).json["statusCode"] == 1
    assert len(admin(system, SCREEN).json["settings"]) == 1


def test_post_on_an_existing_setting_and_put_on_a_missing_one(system):
    assert admin(system, SCREEN, "PUT", setting()).json["statusCode"] == 6
    admin(system, SCREEN, "POST", setting())
    again = admin(system, SCREEN, "POST", setting())
    assert (again.status, again.json["statusCode"]) == (409, 18)
    system.set_dialect(post_existing="replace", put_missing="create", created_status=201)
    assert admin(system, SCREEN, "POST", setting()).status == 201
    assert admin(system, SCREEN, "PUT", setting("/US/TX")).status == 200


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x", "list of storages"),
        ([dict(STORAGE, storageType="ftp")], "storageType"),
        ([dict(STORAGE, active="true")], "active"),
        ([dict(STORAGE, credential=None)], "credential"),
        ([dict(STORAGE, credential=dict(STORAGE["credential"], password=""))], "password"),
        ([dict(STORAGE, credential=dict(STORAGE["credential"], storagePath="/mnt"))], "storagePath"),
    ],
)
def test_a_malformed_storage_is_refused(system, value, words):
    answer = admin(system, SCREEN, "POST", setting(value=value))
    assert (answer.status, answer.json["statusCode"]) == (400, 10)
    assert words in answer.json["statusMessage"]
    assert admin(system, SCREEN).json["settings"] == []


def test_a_storage_needs_a_location_and_a_value(system):
    assert admin(system, SCREEN, "POST", {"name": "storage", "value": [STORAGE]}).json["statusCode"] == 1
    assert admin(system, SCREEN, "POST", {"name": "storage", "location": "/US"}).json["statusCode"] == 1
    assert admin(system, SCREEN, "POST", setting("US/CA")).json["statusCode"] == 10
    assert admin(system, SCREEN, "POST", {"location": "/US", "value": []}).json["statusCode"] == 1


@pytest.mark.parametrize(
    ("auth", "status", "code"),
    [(None, 401, 20), (("gir-admin", "wrong"), 401, 20), (rws.OPS, 403, 5), (rws.AGENT, 403, 5)],
)
def test_settings_are_for_contact_center_admins(system, auth, status, code):
    answer = call(system.urls[0] + SCREEN, "POST", auth, setting())
    assert (answer.status, answer.json["statusCode"]) == (status, code)
    assert admin(system, SCREEN).json["settings"] == []


@pytest.mark.parametrize(("dialect", "seen"), [("masked", "********"), ("absent", None), ("clear", "secret-p")])
def test_passwords_on_read_are_a_dialect(system, dialect, seen):
    system.set_dialect(password_on_read=dialect)
    admin(system, SCREEN, "POST", setting())
    credential = admin(system, SCREEN).json["settings"][0]["value"][0]["credential"]
    assert credential.get("password") == seen
    voice = f"/api/v2/ops/contact-centers/{system.contact_center_id}/settings/recordings"
    store = [{"webDAV": {"userName": "u", "password": "secret-p", "uri": "http://dav.example/recordings"}}]
    assert call(system.urls[0] + voice, "PUT", system.ops, {"store": store}).status == 200
    assert call(system.urls[0] + voice, auth=system.ops).json["store"][0]["webDAV"].get("password") == seen


@pytest.mark.parametrize(("dialect", "stored"), [("as_given", "/US/CA"), ("added", "/US/CA/"), ("stripped", "/US/CA")])
def test_the_trailing_slash_of_a_location_is_a_dialect(system, dialect, stored):
    system.set_dialect(location_slash=dialect)
    admin(system, SCREEN, "POST", setting("/US/CA"))
    assert [item["location"] for item in admin(system, SCREEN).json["settings"]] == [stored]
    assert len(admin(system, SCREEN + "?location=/US/CA").json["settings"]) == 1


def test_the_voice_store_is_replaced_as_a_whole(system):
    voice = f"{system.urls[0]}/api/v2/ops/contact-centers/{system.contact_center_id}/settings/recordings"
    assert call(voice, auth=system.ops).json == {"statusCode": 0, "store": []}
    first = [{"awsS3": {"accessKey": "a", "secretKey": "s", "bucketName": "b"}}]
    assert call(voice, "PUT", system.ops, {"store": first}).status == 200
    second = [{"webDAV": {"userName": "u", "password": "p", "uri": "http://dav.example/r"}, "location": "/US/CA"}]
    assert call(voice, "PUT", system.ops, {"store": second}).status == 200
    shown = call(voice, auth=system.ops).json["store"]
    assert [(item["location"], item["webDAV"]["uri"]) for item in shown] == [("/US/CA", "http://dav.example/r")]
    assert call(voice, "PUT", system.ops, {"store": [{"ftp": {}}]}).json["statusCode"] == 10
    assert call(voice, "PUT", system.ops, {}).json["statusCode"] == 1
    assert call(voice, auth=system.admin).status == 403


def test_known_settings_are_checked_and_others_are_free(system):
    receiver = {"name": "interaction-receiver", "location": "/US/CA", "value": {"uri-prefix": "http://sm.example/ir"}}
    assert admin(system, "/api/v2/settings/speechminer", "POST", receiver).status == 200
    bad = dict(receiver, location="/US/NY", value={"userName": "x"})
    assert admin(system, "/api/v2/settings/speechminer", "POST", bad).json["statusCode"] == 10
    lonely = {"name": "allowedOrigins", "value": ["*"]}
    assert admin(system, "/api/v2/settings/access-control", "PUT", lonely).json["statusCode"] == 10
    free = {"name": "metadata.privacy.agent_fields", "value": "a,b"}
    assert admin(system, "/api/v2/settings/privacy", "POST", free).status == 200
    assert admin(system, "/api/v2/settings/privacy").json["settings"] == [free]
    groups = admin(system, "/api/v2/settings").json["uris"]
    assert [uri.rsplit("/", 1)[1] for uri in groups] == ["privacy", "speechminer"]
    whole = admin(system, "/api/v2/settings?subresources=*").json["settings"]
    assert [group["settings"] for group in whole][0] == [free]
