# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every dialect of the RWS stand-in: what each of its values changes on the wire."""

import re

import pytest
from conftest import ROOT
from standin_client import call
from standins import rws
from standins.rws_dialects import DIALECTS
from standins.rws_ops import HOUR

DOCUMENT = (ROOT / "docs" / "stand-ins.md").read_text(encoding="utf-8")
FEATURE = "/api/api-voice-recording"
SUCCESS = {"body": (200, {"statusCode": 0}), "no_content": (204, None), "empty_object": (200, {})}


@pytest.fixture
def system():
    with rws.cluster(data_centers=("dc1",), monitoring_delay=0.05) as built:
        yield built


class Paths:
    """The paths of one system, and short ways to ask for them."""

    def __init__(self, system):
        self.system = system
        self.center = f"/api/v2/ops/contact-centers/{system.contact_center_id}"
        self.environment = f"/api/v2/ops/genesys-environments/{system.environment_id}"

    def ops(self, path, method="GET", body=None):
        return call(self.system.urls[0] + path, method, self.system.ops, body)

    def admin(self, path, method="GET", body=None):
        return call(self.system.urls[0] + path, method, self.system.admin, body)


@pytest.fixture
def paths(system):
    return Paths(system)


def told(answer):
    return answer.status, answer.json if answer.body else None


def code(answer):
    return answer.status, answer.json["statusCode"]


# The table


def _row(name):
    values = [f"`{value}`" + (f" ({text})" if text else "") for value, text in DIALECTS[name].values.items()]
    return f"| `{name}` | {', '.join(values)} | {DIALECTS[name].why} |"


@pytest.mark.parametrize("name", DIALECTS)
def test_the_document_shows_the_dialect_as_it_is(name):
    assert _row(name) in DOCUMENT.splitlines()


def test_the_document_shows_no_dialect_that_is_gone():
    table = DOCUMENT[DOCUMENT.index("| dialect | values |") :]
    rows = table[: table.index("\n\n")].splitlines()[2:]
    assert [re.match(r"\| `(\w+)`", row).group(1) for row in rows] == list(DIALECTS)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_value_of_a_dialect_can_be_chosen_and_the_first_is_the_default(system, name):
    assert system.dialect[name] == next(iter(DIALECTS[name].values))
    for value in DIALECTS[name].values:
        system.set_dialect(**{name: value})
        assert system.dialect[name] == value


def test_a_system_tells_its_dialects(system):
    shown = call(system.urls[0] + "/standin/dialects").json
    assert list(shown) == list(DIALECTS)
    assert shown["switch_status"]["values"]["no_content"] == "204"


# Resources that may not be there


@pytest.mark.parametrize(
    ("dialect", "value", "status"),
    [
        ("environment_site", "absent_404", 404),
        ("environment_site", "absent_405", 405),
        ("features_read", "refused_404", 404),
        ("features_read", "refused_405", 405),
        ("voice_store_read", "refused_404", 404),
        ("voice_store_read", "refused_405", 405),
        ("version_read", "absent", 404),
    ],
)
def test_a_get_that_is_not_there_leaves_everything_beside_it(system, paths, dialect, value, status):
    path, beside = {
        "environment_site": (paths.environment, "/api/v2/ops/genesys-environments"),
        "features_read": (paths.center + "/features", paths.center + "/recording-tables"),
        "voice_store_read": (paths.center + "/settings/recordings", paths.center + "/settings/other"),
        "version_read": ("/api/v2/diagnostics/version", "/api/v2/me"),
    }[dialect]
    assert paths.ops(path).status == 200
    system.set_dialect(**{dialect: value})
    assert code(paths.ops(path)) == (status, {404: 6, 405: 3}[status])
    assert call(system.urls[0] + path, "HEAD", system.ops).status == status
    assert paths.ops(beside).status == 200


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("html_404", "text/html", "<h1>"),
        ("spring_404", "application/json", '"error": "Not Found"'),
        ("empty_404", None, ""),
    ],
)
def test_undocumented_reads_may_be_answered_below_rws(system, paths, value, kind, text):
    system.set_dialect(undocumented_reads=value)
    center = [paths.center + path for path in ("/features", "/recording-tables", "/settings/recordings")]
    for path in ["/api/v2/diagnostics/version", paths.environment, *center]:
        answer = paths.ops(path)
        assert (answer.status, (answer.headers.get("Content-Type") or "").split(";")[0] or None) == (404, kind)
        assert text in answer.body.decode() and "statusCode" not in answer.body.decode()
    assert paths.ops("/api/v2/ops/genesys-environments").status == 200
    assert paths.ops(paths.environment + "/multimedia-switch", "POST", {"eServicesSite": "DC1"}).status == 200


def test_what_cannot_be_read_can_still_be_written(system, paths):
    system.set_dialect(environment_site="absent_405", features_read="refused_405", voice_store_read="refused_404")
    assert paths.ops(paths.environment + "/multimedia-switch", "POST", {"eServicesSite": "DC1"}).status == 200
    assert paths.ops(paths.center + "/features", "POST", {"uris": [FEATURE]}).status == 200
    assert paths.ops(paths.center + "/settings/recordings", "PUT", {"store": []}).status == 200


@pytest.mark.parametrize("path", ["/api/v2/features", "/api/v2/system/features", "/api/v2/services"])
def test_resources_of_gws_may_be_absent(system, paths, path):
    assert paths.admin(path).status == 200
    system.set_dialect(gws_resources="absent")
    assert code(paths.admin(path)) == (404, 6)


def test_the_version_may_come_without_a_session(system):
    system.set_dialect(csrf="on")
    url = system.urls[0] + "/api/v2/diagnostics/version"
    assert {"Set-Cookie", "X-CSRF-TOKEN"} <= set(call(url).headers)
    system.set_dialect(version_read="without_cookie")
    answer = call(url)
    assert answer.status == 200
    assert {"Set-Cookie", "X-CSRF-HEADER", "X-CSRF-TOKEN"}.isdisjoint(answer.headers)
    assert "Set-Cookie" in call(system.urls[0] + "/api/v2/me", auth=system.ops).headers


# How success and errors are told


@pytest.mark.parametrize("value", SUCCESS)
def test_the_answer_to_a_switch(system, paths, value):
    system.set_dialect(switch_status=value)
    answer = paths.ops(paths.environment + "/multimedia-switch", "POST", {"eServicesSite": "DC1"})
    assert told(answer) == SUCCESS[value]
    assert paths.ops(paths.environment + "/multimedia-switch", "POST", {}).json["statusCode"] == 1


@pytest.mark.parametrize("value", SUCCESS)
def test_the_answer_to_an_operation(system, paths, value):
    system.set_dialect(operation_status=value)
    for body in ({"operationName": "createCRCF"}, {"operationName": "forceIndex", "from": 1}):
        assert told(paths.ops(paths.center + "/recordings", "POST", body)) == SUCCESS[value]


def test_status_codes_may_be_text(system, paths):
    system.set_dialect(status_code_type="text")
    assert paths.ops("/api/v2/ops/contact-centers").json["statusCode"] == "0"
    assert code(paths.ops("/api/v2/nothing")) == (404, "6")
    assert code(call(system.urls[0] + "/api/v2/me")) == (401, "20")
    system.set_dialect(error_style="body")
    assert code(paths.ops("/api/v2/nothing")) == (200, "6")
    system.faults.add("partial", times=1)
    assert code(paths.ops("/api/v2/me")) == (200, "7")


def test_a_wrong_content_type_may_be_400(system, paths):
    url = system.urls[0] + paths.environment + "/multimedia-switch"
    assert code(call(url, "POST", system.ops, "{}", content_type="text/plain")) == (415, 10)
    system.set_dialect(content_type_status=400)
    assert code(call(url, "POST", system.ops, "{}", content_type="text/plain")) == (400, 10)


def test_csrf_protection_may_be_off_whatever_the_file_says():
    with rws.cluster(data_centers=("dc1",), server_settings={"enableCsrfProtection": True}) as system:
        paths = Paths(system)
        path, body = paths.environment + "/multimedia-switch", {"eServicesSite": "DC1"}
        assert paths.ops(path, "POST", body).status == 403
        system.set_dialect(csrf="off")
        assert paths.ops(path, "POST", body).status == 200
        assert "X-CSRF-TOKEN" not in paths.ops("/api/v2/me").headers


# eServices site, tables and index


def test_an_unknown_site_may_be_accepted(system, paths):
    path, body = paths.environment + "/multimedia-switch", {"eServicesSite": "DC9"}
    assert code(paths.ops(path, "POST", body)) == (400, 10)
    system.set_dialect(switch_unknown_site="accept")
    assert paths.ops(path, "POST", body).status == 200
    assert system.nodes[0].stored_site() == "DC9"


@pytest.mark.parametrize(
    ("value", "missing", "existing"),
    [
        ("list", (200, {"statusCode": 0, "tables": []}), {"tables"}),
        ("status", (404, None), set()),
        ("boolean", (200, {"statusCode": 0, "exists": False}), {"exists"}),
    ],
)
def test_how_tables_are_told(system, paths, value, missing, existing):
    system.set_dialect(recording_tables_read=value)
    answer = paths.ops(paths.center + "/recording-tables")
    assert answer.status == missing[0]
    if answer.status == 404:
        assert answer.json["statusCode"] == 6
    else:
        assert answer.json == missing[1]
    paths.ops(paths.center + "/recordings", "POST", {"operationName": "createCRCF"})
    shown = paths.ops(paths.center + "/recording-tables").json
    assert shown.pop("statusCode") == 0
    assert set(shown) == existing
    assert all(shown.values())


def test_tables_that_exist_may_be_a_conflict(system, paths):
    body = {"operationName": "createCRCF"}
    assert [paths.ops(paths.center + "/recordings", "POST", body).status for _time in range(2)] == [200, 200]
    system.set_dialect(create_tables_existing="conflict")
    assert code(paths.ops(paths.center + "/recordings", "POST", body)) == (409, 18)


def test_a_short_window_may_be_refused(system, paths):
    system.set_dialect(index_short_window="refuse")
    window = {"operationName": "forceIndex", "from": 10 * HOUR, "to": 10 * HOUR + 60000}
    assert code(paths.ops(paths.center + "/recordings", "POST", window)) == (400, 2)
    assert system.index_runs == []
    assert paths.ops(paths.center + "/recordings", "POST", dict(window, to=11 * HOUR)).status == 200


# Features


def test_features_may_be_objects_with_either_kind_of_uri(system, paths):
    paths.ops(paths.center + "/features", "POST", {"uris": [FEATURE]})
    system.set_dialect(features_read="objects")
    shown = paths.ops(paths.center + "/features").json
    assert "uris" not in shown
    assert [(item["id"], item["uri"]) for item in shown["features"]] == [("api-voice-recording", FEATURE)]
    system.set_dialect(feature_uris="absolute")
    uris = [item["uri"] for item in paths.ops(paths.center + "/features").json["features"]]
    assert uris == [system.urls[0] + "/api/v2" + FEATURE]


def test_assigning_again_or_something_unknown_may_be_refused(system, paths):
    path = paths.center + "/features"
    for _time in range(2):
        assert paths.ops(path, "POST", {"uris": [FEATURE, "/api/new-one"]}).status == 200
    system.set_dialect(assign_assigned="conflict", assign_unknown="refuse")
    assert code(paths.ops(path, "POST", {"uris": [FEATURE]})) == (409, 19)
    assert code(paths.ops(path, "POST", {"uris": ["api-voice", "/api/newer"]})) == (400, 16)
    assert paths.ops(path).json["uris"] == [FEATURE, "/api/new-one"]


def test_features_may_be_required(system, paths):
    system.set_dialect(required_features="enforced")
    insertion = f"/internal-api/contact-centers/{system.contact_center_id}/recordings"
    labels = system.urls[0] + "/api/v2/recording-label-definitions"
    assert code(paths.ops(insertion, "POST", {"id": "call-1"})) == (404, 6)
    assert code(call(labels, auth=system.agent)) == (404, 6)
    uris = ["/api/api-supervisor-recording", "schema-elasticsearch-v2-call-recording"]
    assert paths.ops(paths.center + "/features", "POST", {"uris": uris}).status == 200
    assert paths.ops(insertion, "POST", {"id": "call-1"}).status == 200
    assert call(labels, auth=system.agent).status == 200
