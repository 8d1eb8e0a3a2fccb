# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Features, services, label definitions and recordings of the RWS stand-in."""

import pytest
from standin_client import call
from standins import rws
from standins.directory import Directory, person
from standins.rws_features import SYSTEM_FEATURES

CLOUD = ("cloud", "cloud-password")
SUPERVISOR = ("supervisor", "supervisor-password")
LABELS = "/api/v2/recording-label-definitions"


@pytest.fixture
def system():
    people = [
        person(rws.ADMIN[0], "admin", "100"),
        person(rws.AGENT[0], "agent", "101"),
        person(CLOUD[0], "cloud admin", "102"),
        person(
            SUPERVISOR[0],
            "supervisor",
            "103",
            recording={
                "RECORDING_PERMISSION_ADD_LABEL_DEFINITION": "true",
                "RECORDING_PERMISSION_DELETE_LABEL_DEFINITION": "false",
            },
        ),
    ]
    directory = Directory(people, dict((rws.ADMIN, rws.AGENT, CLOUD, SUPERVISOR)))
    with rws.cluster(data_centers=("dc1",), directory=directory) as built:
        yield built


def ask(system, path, method="GET", body=None, auth=rws.ADMIN):
    return call(system.urls[0] + path, method, auth, body)


def code(answer):
    return answer.status, answer.json["statusCode"]


# Features and services


@pytest.fixture
def features(system):
    uris = ["/api/api-voice-recording", "schema-elasticsearch-v2-call-recording"]
    path = f"/api/v2/ops/contact-centers/{system.contact_center_id}/features"
    assert ask(system, path, "POST", {"uris": uris}, rws.OPS).status == 200
    return [uri.rsplit("/", 1)[-1] for uri in uris]


def test_features_of_the_contact_center_and_of_the_system(system, features):
    base = system.urls[0] + "/api/v2/features/"
    assert ask(system, "/api/v2/features").json["uris"] == [base + name for name in features]
    objects = ask(system, "/api/v2/features?fields=*", auth=rws.AGENT).json["features"]
    assert [(item["id"], item["uri"]) for item in objects] == [(name, base + name) for name in features]
    assert ask(system, f"/api/v2/features/{features[0]}").json["feature"] == objects[0]
    assert len(ask(system, "/api/v2/system/features").json["uris"]) == len(SYSTEM_FEATURES)
    assert {item["id"] for item in ask(system, "/api/v2/system/features?fields=*").json["features"]} >= set(features)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v2/features", {rws.ADMIN, rws.AGENT}),
        ("/api/v2/system/features", {rws.ADMIN}),
        ("/api/v2/services", {rws.ADMIN, rws.AGENT, SUPERVISOR}),
    ],
)
def test_who_may_read_features_and_services(system, path, allowed):
    for auth in (rws.ADMIN, rws.AGENT, SUPERVISOR, rws.OPS):
        assert code(ask(system, path, auth=auth)) == ((200, 0) if auth in allowed else (403, 5))
    assert code(ask(system, path, auth=None)) == (401, 20)


def test_only_a_cloud_admin_takes_a_feature_away(system, features):
    path = f"/api/v2/features/{features[0]}"
    for auth in (rws.ADMIN, rws.AGENT, SUPERVISOR, rws.OPS):
        assert code(ask(system, path, "DELETE", auth=auth)) == (403, 5)
    assert code(ask(system, "/api/v2/features/nope", "DELETE", auth=CLOUD)) == (404, 6)
    assert code(ask(system, path, "DELETE", auth=CLOUD)) == (200, 0)
    assert code(ask(system, path)) == (404, 6)
    assert [uri.rsplit("/", 1)[-1] for uri in ask(system, "/api/v2/features").json["uris"]] == features[1:]


def test_services_follow_the_features(system):
    names = [service["name"] for service in ask(system, "/api/v2/services").json["services"]]
    assert "Provisioning" in names
    assert "Voice" not in names


def test_voice_is_a_service_once_its_feature_is_assigned(system, features):
    services = ask(system, "/api/v2/services", auth=rws.AGENT).json["services"]
    assert {"name": "Voice", "status": "Active"} in services


# Label definitions


def label(system, body, auth=rws.AGENT):
    return ask(system, LABELS, "POST", body, auth)


def test_a_label_definition_is_created_read_and_deleted(system):
    assert code(label(system, {"name": "Review"})) == (201, 0)
    assert code(label(system, {"name": "Review"})) == (409, 18)
    assert code(label(system, {"name": "review", "displayName": "R", "description": "d"})) == (201, 0)
    base = system.urls[0] + LABELS
    assert ask(system, LABELS, auth=rws.AGENT).json["uris"] == [base + "/Review", base + "/review"]
    assert ask(system, LABELS + "?fields=*", auth=rws.AGENT).json["recordingLabelDefinitions"] == [
        {"name": "Review", "displayName": "Review", "description": ""},
        {"name": "review", "displayName": "R", "description": "d"},
    ]
    assert ask(system, LABELS + "/review", auth=rws.AGENT).json["recordingLabelDefinition"]["displayName"] == "R"
    assert code(ask(system, LABELS + "/review", "DELETE", auth=rws.AGENT)) == (200, 0)
    assert code(ask(system, LABELS + "/review", "DELETE", auth=rws.AGENT)) == (404, 6)
    assert ask(system, LABELS, auth=rws.AGENT).json["uris"] == [base + "/Review"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, 1)),
        ({"name": ""}, (400, 2)),
        ({"name": 7}, (400, 2)),
        ({"name": "__own"}, (400, 2)),
        ({"name": "prüfen"}, (400, 2)),
        ({"name": "a", "description": 7}, (400, 2)),
        ("{", (400, 10)),
    ],
)
def test_a_wrong_label_definition_is_refused(system, body, expected):
    assert code(label(system, body)) == expected
    assert ask(system, LABELS, auth=rws.AGENT).json["uris"] == []


def test_label_definitions_need_a_role_and_a_permission(system):
    for auth in (rws.ADMIN, rws.OPS):
        answer = label(system, {"name": "a"}, auth)
        assert (*code(answer), answer.json["statusMessage"]) == (403, 5, "Insufficient user roles.")
    assert label(system, {"name": "a"}, SUPERVISOR).status == 201
    denied = ask(system, LABELS + "/a", "DELETE", auth=SUPERVISOR)
    assert (*code(denied), denied.json["statusMessage"]) == (403, 3, "Insufficient recording permissions.")
    system.set_dialect(label_permission="refused")
    assert code(label(system, {"name": "b"}, rws.AGENT)) == (403, 3)
    assert label(system, {"name": "b"}, SUPERVISOR).status == 201


def test_label_rules_of_the_current_page(system):
    system.set_dialect(label_rules="current")
    assert label(system, {"name": "Review"}, rws.ADMIN).status == 201
    assert code(label(system, {"name": "REVIEW"})) == (409, 18)
    assert code(label(system, {"name": "other", "displayName": "Review"})) == (409, 18)
    assert code(label(system, {"name": "two words"})) == (400, 2)
    assert ask(system, LABELS + "/rEVIEW", "DELETE", auth=rws.ADMIN).status == 200
    system.set_dialect(label_rules="draft")
    assert label(system, {"name": "two words"}).status == 201
