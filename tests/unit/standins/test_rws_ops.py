# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ops paths of the RWS stand-in, asked the way the vendor's guide does with curl."""

import re
import time

import pytest
from standin_client import call, eventually
from standins import rws
from standins.rws_ops import HOUR, nearest_hour

OPS = "/api/v2/ops"


@pytest.fixture(scope="module")
def system():
    with rws.cluster(nodes=2, monitoring_delay=0.1, contact_center_id="625a5cf1-dea8-4e46-b18b-831d4b254488") as built:
        yield built


@pytest.fixture(autouse=True)
def _fresh(system):
    system.forget_requests()
    system.index_runs.clear()


def ops(system, path, method="GET", body=None, node=0, auth=None, **options):
    return call(system.urls[node] + OPS + path, method, auth or system.ops, body, **options)


def environment_path(system):
    return f"/genesys-environments/{system.environment_id}"


def contact_center_path(system):
    return f"/contact-centers/{system.contact_center_id}"


def test_environments_have_the_documented_shape(system):
    answer = ops(system, "/genesys-environments")
    path = environment_path(system)
    assert answer.status == 200
    assert answer.json == {"statusCode": 0, "paths": [path], "uris": [system.urls[0] + OPS + path]}
    assert list(answer.json) == ["statusCode", "paths", "uris"]
    assert answer.body.decode().startswith('{\n  "statusCode": 0,\n  "paths": [\n    "/genesys-environments/')


def test_contact_centers_list_the_given_id(system):
    answer = ops(system, "/contact-centers", node=3)
    assert answer.json == {"statusCode": 0, "uris": [system.urls[3] + OPS + contact_center_path(system)]}
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", system.contact_center_id)


@pytest.mark.parametrize("trail", ["", "/"])
def test_one_post_moves_every_node(system, trail):
    before = [node.site for node in system.nodes]
    target = "DC2" if before[0] == "DC1" else "DC1"
    started = time.monotonic()
    answer = ops(system, environment_path(system) + "/multimedia-switch" + trail, "POST", {"eServicesSite": target})
    assert (answer.status, answer.json) == (200, {"statusCode": 0})
    assert eventually(lambda: {node.site for node in system.nodes} == {target}, 2)
    assert time.monotonic() - started < 1
    shown = [ops(system, environment_path(system), node=number).json for number in range(4)]
    assert {answer["genesysEnvironment"]["eServicesSite"] for answer in shown} == {target}


def test_the_guides_file_with_its_comment_is_refused(system):
    # curl -d @file takes the line ends out, so the comment swallows the closing brace.
    text = '{  "eServicesSite": "DC2" // set to site name as per application parameter siteName}'
    answer = ops(system, environment_path(system) + "/multimedia-switch", "POST", text)
    assert (answer.status, answer.json["statusCode"]) == (400, 10)
    assert "JSON has no comments" in answer.json["statusMessage"]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({}, 1, "'eServicesSite' is missing"),
        ({"eServicesSite": ""}, 1, "'eServicesSite' is missing"),
        ({"eServicesSite": 7}, 10, "must be a string"),
        ({"eServicesSite": "DC9"}, 10, "no node has siteName 'DC9' (known: DC1, DC2)"),
        (["DC2"], 10, "must be a JSON object"),
        ("", 10, "not valid JSON"),
    ],
)
def test_a_wrong_switch_is_refused_and_changes_nothing(system, body, code, words):
    before = system.describe()["environment"]
    answer = ops(system, environment_path(system) + "/multimedia-switch", "POST", body)
    assert (answer.status, answer.json["statusCode"]) == (400, code)
    assert words in answer.json["statusMessage"]
    assert system.describe()["environment"] == before


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
def test_another_content_type_is_refused(system, kind):
    path = environment_path(system) + "/multimedia-switch"
    answer = ops(system, path, "POST", '{"eServicesSite": "DC2"}', content_type=kind)
    assert answer.status == 415
    assert kind in answer.json["statusMessage"]


def test_unknown_things_are_not_found(system):
    body = {"eServicesSite": "DC2"}
    paths = ("/genesys-environments/nope", "/contact-centers/nope/features", "/nothing")
    answers = [ops(system, path) for path in paths]
    answers.append(ops(system, "/genesys-environments/nope/multimedia-switch", "POST", body))
    assert [(answer.status, answer.json["statusCode"]) for answer in answers] == [(404, 6)] * 4


def test_a_known_path_with_another_method_is_405(system):
    answer = ops(system, "/genesys-environments", "DELETE")
    assert (answer.status, answer.json["statusMessage"]) == (
        405,
        "DELETE is not allowed on /api/v2/ops/genesys-environments: use GET.",
    )


@pytest.mark.parametrize(
    ("auth", "status", "code"),
    [
        (None, 401, 20),
        (("ops", "wrong"), 401, 20),
        (("nobody", "ops-password"), 401, 20),
        (rws.ADMIN, 403, 5),
        (rws.AGENT, 403, 5),
    ],
)
def test_ops_paths_are_for_the_ops_account(system, auth, status, code):
    answer = call(system.urls[0] + OPS + "/contact-centers", auth=auth)
    assert (answer.status, answer.json["statusCode"]) == (status, code)
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize("index", ["recordings", "recordings/", "screen-recordings", "screen-recordings/"])
@pytest.mark.parametrize("kind", [str, int])
def test_force_index_takes_strings_and_longs_on_both_paths(system, index, kind):
    body = {"operationName": "forceIndex", "from": kind(1369272257713), "to": kind(1369275857713), "purgeOld": False}
    answer = ops(system, f"{contact_center_path(system)}/{index}", "POST", body)
    assert (answer.status, answer.json) == (200, {"statusCode": 0})
    run = system.index_runs[-1]
    assert (run["index"], run["from"], run["to"]) == (index.rstrip("/"), 1369270800000, 1369274400000)


def test_rounding_is_to_the_nearest_hour_and_never_less_than_one():
    assert [nearest_hour(value) for value in (0, HOUR // 2 - 1, HOUR // 2, HOUR + 1)] == [0, 0, HOUR, HOUR]


def test_a_short_window_becomes_one_hour(system):
    body = {"operationName": "forceIndex", "from": 10 * HOUR, "to": 10 * HOUR + 60000}
    assert ops(system, contact_center_path(system) + "/recordings", "POST", body).status == 200
    assert (system.index_runs[-1]["from"], system.index_runs[-1]["to"]) == (10 * HOUR, 11 * HOUR)


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"operationName": "forceIndex", "to": "1369275857713"}, 1, "'from' is missing"),
        ({"operationName": "forceIndex", "from": "yesterday"}, 10, "'from' is invalid"),
        ({"operationName": "forceIndex", "from": True}, 10, "'from' is invalid"),
        ({"operationName": "forceIndex", "from": -1}, 10, "'from' is invalid"),
        ({"operationName": "forceIndex", "from": 2 * HOUR, "to": HOUR}, 2, "before 'from'"),
        ({"operationName": "forceIndex", "from": 1, "purgeOld": "false"}, 10, "'purgeOld' is invalid"),
        ({"from": 1}, 1, "'operationName' is missing"),
        ({"operationName": "reindex"}, 2, "'operationName' is invalid"),
    ],
)
def test_a_wrong_operation_is_refused(system, body, code, words):
    answer = ops(system, contact_center_path(system) + "/recordings", "POST", body)
    assert (answer.status, answer.json["statusCode"]) == (400, code)
    assert words in answer.json["statusMessage"]
    assert system.index_runs == []


def test_tables_are_created_on_request_and_only_for_voice(system):
    path = contact_center_path(system)
    assert ops(system, path + "/recording-tables").json["tables"] == []
    body = {"operationName": "createCRCF"}
    assert ops(system, path + "/screen-recordings", "POST", body).json["statusCode"] == 2
    assert ops(system, path + "/recordings", "POST", body).json == {"statusCode": 0}
    assert len(ops(system, path + "/recording-tables", node=2).json["tables"]) == 1


def test_features_are_assigned_once_and_seen_on_every_node(system):
    path = contact_center_path(system) + "/features"
    uris = ["/api/api-voice-recording", "/api/api-supervisor-recording", "schema-elasticsearch-v2-call-recording"]
    assert ops(system, path, "POST", {"uris": uris[:2]}).status == 200
    assert ops(system, path, "POST", {"uris": uris}).status == 200
    assert ops(system, path, node=3).json == {"statusCode": 0, "uris": uris}
    assert ops(system, path, "POST", {"uris": "x"}).json["statusCode"] == 10
    assert ops(system, path, "POST", {}).json["statusCode"] == 1


def test_a_recording_inserted_through_the_internal_api_is_read_back(system):
    base = system.urls[0] + "/internal-api" + contact_center_path(system)
    body = {"id": "call-1", "callType": "Inbound", "mediaFiles": []}
    assert call(base + "/recordings", "POST", system.admin, body).status == 403
    assert call(base + "/recordings", "POST", system.ops, body).status == 200
    assert ops(system, contact_center_path(system) + "/recordings/call-1").json["recording"] == body
    assert ops(system, contact_center_path(system) + "/recordings/call-2").status == 404


def test_version_needs_no_account_and_me_any(system):
    assert call(system.urls[0] + "/api/v2/diagnostics/version").status == 200
    me = system.urls[0] + "/api/v2/me"
    assert [call(me, auth=auth).status for auth in (None, system.ops, system.admin, system.agent)] == [
        401,
        200,
        200,
        200,
    ]


def test_requests_are_recorded_without_passwords(system):
    ops(system, "/contact-centers")
    ops(system, environment_path(system) + "/multimedia-switch", "POST", {})
    assert [(entry["method"], entry["status"], entry["status_code"]) for entry in system.requests] == [
        ("GET", 200, 0),
        ("POST", 400, 1),
    ]
    assert [entry["method"] for entry in system.writes()] == ["POST"]
    assert system.ops[1] not in str(system.requests)
