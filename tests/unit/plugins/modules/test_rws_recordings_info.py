# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_recordings_info: every recording of a query, or a sentence about why there may be more."""

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._rws import recordings
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from rws_systems import connect, recorded
from standins import rws

MANY = [f"c{number:03}" for number in range(250)]
SECOND = "2015-09-10T16:58:23Z"  # that of the second call
HOURS = {"from": "2015-09-10T00:00:00Z", "to": "2015-09-11T00:00:00Z"}


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",)) as running:
        yield running


def find(system, **options):
    return module_runs.succeed("rws_recordings_info", connect(system, **{**HOURS, **options}))


def ids(result):
    return [one["id"] for one in result["recordings"]]


@pytest.mark.parametrize(
    ("dialect", "requests"),
    [
        ({}, range(15, 50)),
        ({"recordings_form": "uris"}, range(15, 50)),
        ({"recordings_in_window": "active"}, range(15, 50)),
        ({"recordings_pages": "next_uri"}, range(3, 4)),
        ({"recordings_pages": "nested"}, range(3, 4)),
    ],
    ids=str,
)
def test_all_recordings_come_in_pages_or_halves(system, dialect, requests):
    recorded(system, *MANY)
    system.set_dialect(**dialect)
    result = find(system)
    assert sorted(ids(result)) == MANY and result["count"] == 250
    assert (result["complete"], result["observation"], result["observation_reason"]) == (True, "confirmed", None)
    assert result["requests"] in requests
    assert len([call for call in system.requests if call["path"] == "/api/v2/recordings"]) == result["requests"]


def test_what_halving_costs(system):
    """The number in docs/rws-modules.md."""
    recorded(system, *MANY)
    result = find(system, **{"from": "1441904302000", "to": "1441904552000"})
    assert (result["count"], result["requests"]) == (250, 7)


@pytest.mark.parametrize(
    ("dialect", "options", "words"),
    [
        ({"recordings_window": "start_only"}, {}, "name in recording_names how this RWS takes the end"),
        ({"recordings_window": "start_only", "recordings_form": "uris"}, {}, "seems not to keep to windows"),
        ({}, {"from": None, "to": None, "query": {"callerPhoneNumber": "1*"}}, "give from and to"),
        ({}, {"limit": 7}, "limit is 7, and there are more"),
    ],
)
def test_what_may_be_missing_is_said(system, dialect, options, words):
    recorded(system, *MANY)
    system.set_dialect(**dialect)
    result = find(system, **options)
    assert (result["complete"], result["observation"]) == (False, "not observable")
    assert words in result["observation_reason"]
    assert result["requests"] < 60


def test_more_calls_in_one_second_than_an_answer_has(system):
    recorded(system, *MANY, startTime=1441904302000, stopTime=1441904303000)
    result = find(system)
    assert result["complete"] is False and result["count"] == 100
    assert "RWS has 100 recordings or more" in result["observation_reason"]


def test_what_is_shown_of_a_recording(system):
    recorded(system, "one", "two", labels=["dispute"], screens=[{"id": "screen-1"}])
    known = {"labels": "labels", "screen_recordings": "screens", "held": "inventedNonDelete"}
    system.set_dialect(hold_shown="field")
    first, second = find(system, recording_names=known)["recordings"]
    assert second == {
        "id": "two",
        "start": SECOND,
        "stop": SECOND,
        "region": "/US/NY",
        "media_files": 1,
        "labels": ["dispute"],
        "screen_recordings": ["screen-1"],
        "held": False,
    }
    result = find(system)
    assert result["recordings"][0] == dict(first, labels=None, screen_recordings=None, held=None)
    (said,) = result["not_observable"]
    assert "which labels they have" in said and "recording_names" in said


def test_times_as_rws_writes_them(system):
    recorded(system, "one", "two")
    system.set_dialect(recordings_time="iso")
    refused = module_runs.fail("rws_recordings_info", connect(system, **HOURS))
    assert "Parameter 'startTime' is invalid" in refused["msg"]
    assert ids(find(system, recording_names={"time": "iso"}, **{"from": SECOND})) == ["two"]
    # What lies outside is left out, even where RWS is not told where the window begins.
    assert ids(find(system, recording_names={"time": "iso", "from": ""}, **{"from": SECOND})) == ["two"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"from": None, "to": None}, ["query and from are empty"]),
        ({"from": "noon", "limit": 0, "query": {"a": [1]}}, ["'noon' is not a time", "limit is 0", "query.a"]),
        ({"query": {"startTime": 5}}, ["query.startTime is given together with from"]),
        ({"from": None, "query": {"a": "b"}}, ["to is given without from"]),
    ],
)
def test_every_mistake_at_once(options, words):
    account = {"url": ["http://127.0.0.1:1"], "url_username": "u", "url_password": "pass-4711"}
    result = module_runs.fail("rws_recordings_info", {**account, **HOURS, **options})
    assert [word for word in words if word not in result["msg"]] == []
    assert len(result["problems"]) == len(words)


class Answering:
    """A client that gives these answers, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def get(self, path, query, account):
        self.asked.append((path, query, account))
        return self.answers.pop(0)

    clean = staticmethod(str)


@pytest.mark.parametrize(
    ("link", "followed"),
    [
        ("http://elsewhere.test/api/v2/recordings?startTime=1&offset=100", True),
        ("/api/v2/recordings?startTime=1&offset=100", True),
        ("http://elsewhere.test/login", False),
        ("/api/v2/recordings", False),
    ],
)
def test_a_link_is_followed_on_our_own_nodes_only(link, followed):
    """Of an address that an answer names nothing but the query is used."""
    one, two = {"recordings": [{"id": "one"}], "nextUri": link}, {"recordings": [{"id": "two"}]}
    client = Answering(one, two)
    found = recordings.find(client, {"startTime": 1}, None, None)
    assert [one["id"] for one in found.recordings] == (["one", "two"] if followed else ["one"])
    assert found.complete is followed
    assert {path for path, _query, _account in client.asked} == {"/recordings"}
    further = [query for _path, query, _account in client.asked][1:]
    assert further == ([{"startTime": "1", "offset": "100"}] if followed else [])


def test_pages_that_lead_back_end():
    page = {"recordings": [{"id": "one"}], "nextUri": "/recordings?startTime=1&fields=*"}
    found = recordings.find(Answering(page), {"startTime": 1}, None, None)
    assert found.requests == 1 and "cannot be followed" in found.reasons[0]


@pytest.mark.parametrize("answer", [{"statusCode": 0}, {"items": []}, {"recordings": [{"name": "x"}]}, {"uris": [5]}])
def test_an_answer_of_another_form_is_not_taken_for_none(answer):
    with pytest.raises(RwsError, match="form that is not known|without an identifier"):
        recordings.find(Answering(answer), {"a": 1}, None, None)
