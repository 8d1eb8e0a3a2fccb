# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever an undocumented read is answered: the documented request is sent, and the result says what nobody knows."""

import itertools
import json

import module_runs
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http
from ansible_collections.gir.multidc.plugins.module_utils._rws import client as rws_client
from rws_systems import READERS, WRITERS, connect
from standins import rws

pytestmark = pytest.mark.usefixtures("short_pauses")

UNDOCUMENTED = "/(genesys-environments/[^/]+|features|recording-tables|settings/recordings|diagnostics/version)$"
STATUSES = (401, 403, 404, 405, 429, 500, 503)
ANSWERS = {
    **{f"{status} HTML": {"kind": "html", "status": status} for status in STATUSES},
    "404 JSON of Spring Boot": "spring_404",
    "404 empty": "empty_404",
    "200 HTML": {"kind": "html"},
    "200 empty": {"kind": "empty"},
    "200 half of it": {"kind": "truncated_json"},
    "200 without statusCode": {"kind": "no_status_code"},
    "200 with another statusCode": {"kind": "odd_status_code", "value": "x"},
    "200 with nonsense": {"kind": "oversized", "size": 9},
    "500 of RWS": {"kind": "status", "status": 500, "status_code": 4, "message": "no"},
    "rate limit": {"kind": "rate_limited"},
    "dropped": {"kind": "drop"},
    "never": {"kind": "blackhole", "seconds": 20},
    # Stands for the page of a login: a 200 that is not of RWS.
    "redirect": {"kind": "redirect", "location": "/standin/state"},
    "redirect to another server": {"kind": "redirect", "location": "http://127.0.0.1:1/"},
}
# An answer of RWS that names its voice storage otherwise tells that a document of ours would not fit.
REFUSED = {("rws_storage", "200 with nonsense"): "give the name that this RWS uses as voice_payload.list"}

WRITES = {
    "rws_multimedia_switch": WRITERS["rws_multimedia_switch"],
    "rws_features": WRITERS["rws_features"],
    "rws_recording_tables": WRITERS["rws_recording_tables"],
    "rws_storage": dict(WRITERS["rws_storage"], state="replaced"),
}
READS = {
    name: READERS[name]
    for name in (
        "rws_environment_info",
        "rws_features_info",
        "rws_info",
        "rws_multimedia_switch_info",
        "rws_recording_tables_info",
    )
}
# It waits for its nodes, too.
SWITCH = "rws_multimedia_switch"


def cases(names, patient, sparing=()):
    """All of them in `make record`. In CI only `patient` waits a timeout for an answer that never comes, and those in
    `sparing` take every third answer."""
    every = list(itertools.product(names, ANSWERS))
    if series.length(sample=False, whole=True):
        return every
    third = set(list(ANSWERS)[::3])
    return [
        (name, answer)
        for name, answer in every
        if (name == patient if answer == "never" else name not in sparing or answer in third)
    ]


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as running:
        yield running


def answering(system, answer):
    """From now on that is what the undocumented paths say."""
    if isinstance(ANSWERS[answer], str):
        system.set_dialect(undocumented_reads=ANSWERS[answer])
    else:
        system.faults.add(method="GET", path=UNDOCUMENTED, **ANSWERS[answer])


def asked(system, name, **options):
    return connect(system, **{"timeout": 1, "retries": 3, **options}, **{**WRITES, **READS}[name])


def sentences(result):
    assert result["not_observable"] and all(said.endswith(".") for said in result["not_observable"])
    return " ".join(result["not_observable"])


def state(system):
    view = system.store.view(None)
    found = (view.get("environment")["eServicesSite"], view.get("features"), view.get("tables"))
    return {
        "rws_multimedia_switch": found[0] == "DC2",
        "rws_features": len(found[1] or []) == 2,
        "rws_recording_tables": found[2] is True,
        "rws_storage": len(view.get("ops-settings/recordings") or []) == 2,
    }


@pytest.mark.parametrize(("name", "answer"), cases(WRITES, "rws_features", sparing={SWITCH}))
def test_the_request_is_sent_whatever_is_answered(system, name, answer):
    answering(system, answer)
    arguments = asked(system, name)
    if (name, answer) in REFUSED:
        assert REFUSED[name, answer] in module_runs.fail(name, arguments)["msg"]
        return
    predicted = module_runs.succeed(name, arguments, check=True)
    assert state(system)[name] is False
    system.forget_requests()
    real = module_runs.succeed(name, arguments)
    assert state(system)[name] is True
    assert (predicted["changed"], predicted["diff"]) == (True, real["diff"])
    assert "cannot be known: " in sentences(predicted) and "cannot be known: " in sentences(real)
    writes = [call for call in system.writes() if "/settings/screen-recording" not in call["path"]]
    assert len(writes) == 1
    if name == "rws_multimedia_switch":
        assert (real["observation"], real["previous_site_source"]) == ("not observable", "unknown")
        assert {node["observation"] for node in real["nodes"]} == {"not observable"}
        assert {node["state"] for node in real["nodes"]} == {"not observable"}


# The version is asked for without an account, and an answer to that may lack its statusCode.
NO_FAULT = ("rws_info", "200 without statusCode")


@pytest.mark.parametrize(("name", "answer"), sorted({*cases(READS, "rws_info")} - {NO_FAULT}))
def test_a_reader_says_what_it_cannot_know(system, name, answer):
    answering(system, answer)
    result = module_runs.succeed(name, asked(system, name))
    assert "cannot be known: " in sentences(result)
    unknown = {
        "rws_environment_info": lambda: [item["eservices_site"] for item in result["environments"]],
        "rws_features_info": lambda: [result["features"]],
        "rws_info": lambda: [node["version"] for node in result["nodes"]],
        "rws_multimedia_switch_info": lambda: [node["site"] for node in result["nodes"]],
        "rws_recording_tables_info": lambda: [result["exist"]],
    }[name]()
    assert unknown and set(unknown) == {None}


def test_the_voice_storage_that_nobody_can_read_is_not_complete(system):
    answering(system, "404 HTML")
    result = module_runs.succeed("rws_storage_info", connect(system))
    assert result["complete"] is False and "What voice storage contact center" in sentences(result)


def test_what_can_be_read_leaves_nothing_to_say(system):
    for name in (*WRITES, *READS):
        assert module_runs.succeed(name, asked(system, name))["not_observable"] == [], name


@pytest.mark.parametrize("name", sorted(WRITES))
def test_an_undocumented_read_is_asked_once_of_each_node(system, name):
    """However many retries there are; and a node that hangs leaves the others no time either."""
    for answer in ("503 HTML", "never"):
        system.faults.remove()
        answering(system, answer)
        system.forget_requests()
        module_runs.succeed(name, asked(system, name), check=True)
        paths = [call["path"] for call in system.requests if call["method"] == "GET"]
        undocumented = [path for path in paths if path.endswith(("features", "tables", "/settings/recordings"))]
        undocumented += [path for path in paths if "genesys-environments/" in path]
        assert len(undocumented) == (2 if answer == "503 HTML" else 1)


def test_a_documented_read_still_fails_and_is_repeated(system):
    system.faults.add("html", status=500, method="GET", path="/ops/(contact-centers|genesys-environments)$")
    for name in WRITES:
        system.forget_requests()
        assert "HTTP 500" in module_runs.fail(name, asked(system, name, retries=1))["msg"]
        assert len([call for call in system.requests if call["path"].endswith(("centers", "environments"))]) >= 4
        assert system.writes() == []


@pytest.mark.parametrize(
    ("name", "answer"), cases([SWITCH, "rws_features", "rws_recording_tables"], "rws_recording_tables")
)
def test_nobody_knows_where_an_interrupted_write_cannot_be_read(system, name, answer):
    answering(system, answer)
    system.faults.add("drop", method="POST", phase="after", times=1)
    result = module_runs.fail(name, asked(system, name))
    assert "It is not known whether the request was executed." in result["msg"]
    assert "Nothing was changed" not in result["msg"] and len(system.writes()) == 1
    assert "cannot be known: " in sentences(result)
    if name == "rws_multimedia_switch":
        assert result["observation"] == "not observable"


@pytest.mark.parametrize("surprise", [KeyError("x"), TypeError("x"), RecursionError("x"), AttributeError("x")])
def test_a_read_that_fails_oddly_hides_no_unknown_outcome(system, surprise):
    def confirm():
        raise surprise

    client = rws_client.RwsClient(system.urls[:1], {"ops": system.ops}, http.TlsOptions(), timeout=5, retries=0)
    system.faults.add("drop", method="POST", phase="after", times=1)
    path = f"/ops/contact-centers/{system.contact_center_id}/features"
    with pytest.raises(rws_client.OutcomeUnknown, match="not known whether"):
        client.write("POST", path, {"uris": ["a"]}, confirm=confirm)
    assert client.wrote is True
    client.close()


def test_tables_that_rws_denies_after_it_made_them_are_unknown(system):
    """An RWS without this resource says the same as one without the tables."""
    system.faults.add("status", status=404, status_code=6, message="no", method="GET", path="/recording-tables")
    result = module_runs.succeed("rws_recording_tables", connect(system))
    assert result["changed"] is True and "has its recording tables" in sentences(result)
    system.faults.remove()
    system.faults.add("drop", method="POST", times=1)  # never executed
    system.store.view(None).put("tables", False)
    assert module_runs.succeed("rws_recording_tables", connect(system))["not_observable"] == []


def test_tables_that_are_shown_to_be_missing_are_a_failure(system):
    system.set_dialect(recording_tables_read="boolean")
    system.faults.add("status", status=409, status_code=18, message="they are there", method="POST")
    assert "does not show them" in module_runs.fail("rws_recording_tables", connect(system))["msg"]


def test_no_secret_stands_in_what_nobody_knows(system):
    secret = system.ops[1]
    system.faults.add("status", status=500, status_code=4, message=f"no {secret}", method="GET", path=UNDOCUMENTED)
    for name in (*WRITES, *READS):
        result = module_runs.succeed(name, asked(system, name))
        assert secret not in json.dumps(result["not_observable"]) and sentences(result), name


def test_a_list_that_cannot_be_looked_at_again_is_replaced(system):
    """It was read once; that nobody changed it since cannot be known."""
    system.faults.add("html", status=500, method="GET", path="/settings/recordings", skip=1)
    result = module_runs.succeed("rws_storage", connect(system, **WRITERS["rws_storage"]))
    assert result["changed"] is True and state(system)["rws_storage"] is True
    assert "Whether somebody else changed the voice storage meanwhile cannot be known: " in sentences(result)
