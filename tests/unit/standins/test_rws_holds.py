# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings that are found, protected and purged in the RWS stand-in."""

import urllib.parse

import pytest
from standin_client import call
from standins import rws
from standins.rws_holds import INVENTED_FIELD, INVENTED_UNDO
from standins.rws_recordings import place

BEGIN = 1441904302000
SCHEMA = "schema-elasticsearch-v2-call-recording"
RECEIVER = {"name": "interaction-receiver", "location": "/US/NY", "value": {"uri-prefix": "http://sm/ir"}}


class Calls:
    """A system that may protect recordings, with some calls in it."""

    def __init__(self, system, number=3):
        self.system, self.view = system, system.store.view(None)
        self.url = system.urls[0] + "/api/v2/recordings"
        self.view.put("features", [SCHEMA])
        self.view.put("settings/speechminer|/US/NY|interaction-receiver", RECEIVER)
        for count in range(number):
            media = [{"mediaId": f"c{count}.mp3", "callUUID": f"c{count}"}]
            times = {"startTime": BEGIN + count * 1000, "stopTime": BEGIN + count * 1000 + 500}
            numbers = {"callerPhoneNumber": f"+1 555-{count}", "region": "/US/NY"}
            place(self.view, "recordings", {"id": f"c{count}", "mediaFiles": media, **times, **numbers})

    def muxed(self, count, name="muxed.mp4"):
        parameters = {"muxed_mediaIds": [f"c{count}.mp3", "screen.mp4"]}
        media = [{"mediaId": name, "parameters": parameters}]
        place(self.view, "screen-recordings", {"id": f"s{count}", "mediaFiles": media})

    def find(self, auth=rws.ADMIN, **query):
        return call(f"{self.url}?{urllib.parse.urlencode(query)}", auth=auth)

    def hold(self, identity, name="applyNonDelete", auth=rws.ADMIN):
        return code(call(f"{self.url}/{identity}", "POST", auth, {"operationName": name}))

    def purge(self, **asked):
        return call(self.system.urls[0] + "/standin/purge", "POST", body={"location": "/US/NY", **asked}).json


@pytest.fixture
def system():
    with rws.cluster(data_centers=("dc1",)) as built:
        yield built


@pytest.fixture
def calls(system):
    return Calls(system)


def code(answer):
    return answer.status, answer.json["statusCode"]


def found(answer):
    return [one["id"] for one in answer.json["recordings"]]


def test_a_search_needs_a_parameter_and_an_administrator(calls):
    assert code(calls.find()) == code(calls.find(fields="*")) == (400, 1)
    assert code(calls.find(color="red", startTime=0)) == (400, 2)
    assert code(calls.find(rws.AGENT, startTime=0)) == code(calls.find(rws.OPS, startTime=0)) == (403, 5)
    assert calls.find(startTime=0).json["uris"] == [f"{calls.url}/c{count}" for count in range(3)]
    assert found(calls.find(fields="*", callerPhoneNumber="1555*")) == ["c0", "c1", "c2"]
    assert found(calls.find(fields="*", callerPhoneNumber="1555")) == []
    assert found(calls.find(fields="*", startTime=BEGIN + 1000, endTime=BEGIN + 2000)) == ["c1"]


def test_other_readings_of_a_search(system, calls):
    late = {"fields": "*", "startTime": BEGIN + 1200}
    assert found(calls.find(**late, endTime=BEGIN + 2000)) == []
    system.set_dialect(recordings_in_window="active")
    assert found(calls.find(**late, endTime=BEGIN + 2000)) == ["c1"]
    system.set_dialect(recordings_window="start_only")
    assert found(calls.find(**late, endTime=BEGIN + 2000)) == ["c1", "c2"]
    system.set_dialect(recordings_time="iso")
    assert code(calls.find(**late)) == (400, 10)
    assert found(calls.find(fields="*", startTime="2015-09-10T16:58:24.000+0000")) == ["c2"]
    system.set_dialect(recordings_time="milliseconds", recordings_form="uris")
    assert code(calls.find(startTime="2015-09-10T16:58:24.000+0000")) == (400, 10)
    assert "uris" in calls.find(**late).json


@pytest.mark.parametrize("style", ["first", "next_uri", "nested"])
def test_no_more_than_a_hundred_come_at_once(system, style):
    calls = Calls(system, 150)
    system.set_dialect(recordings_pages=style)
    first = calls.find(startTime=0, fields="*")
    assert len(found(first)) == 100
    links = first.json["paging"] if style == "nested" else first.json
    link = links.get("next" if style == "nested" else "nextUri")
    if style == "first":
        assert link is None and "paging" not in first.json
        return
    second = call(link, auth=rws.ADMIN)
    assert found(second) == [f"c{count}" for count in range(100, 150)]
    links = second.json["paging"] if style == "nested" else second.json
    assert [name for name in links if name.lower().startswith(("next", "previous"))] == [
        "previous" if style == "nested" else "previousUri"
    ]


def test_one_recording_is_read_and_played_without_its_contact_center(system, calls):
    answer = call(f"{calls.url}/c1", auth=rws.ADMIN).json["recording"]
    (media,) = answer["mediaFiles"]
    assert media["mediaPath"] == "/recordings/c1/play/c1.mp3" and INVENTED_FIELD not in answer
    assert call(media["mediaUri"], auth=rws.ADMIN).body.startswith(b"ID3")
    assert code(call(f"{calls.url}/none", auth=rws.ADMIN)) == (404, 6)
    system.set_dialect(hold_shown="field")
    calls.hold("c1")
    read = [call(f"{calls.url}/c{count}", auth=rws.ADMIN).json["recording"] for count in (0, 1)]
    assert [one[INVENTED_FIELD] for one in read] == [False, True]


def test_what_a_hold_answers(system, calls):
    assert calls.hold("c1") == calls.hold("c1") == (200, 0)
    assert calls.hold("none") == (404, 6)
    assert calls.hold("c1", "other") == calls.hold("c1", None) == (400, 2)
    assert calls.hold("c1", auth=rws.OPS) == (403, 5)
    assert calls.hold("c1", auth=rws.AGENT) == (200, 0)
    system.set_dialect(label_permission="refused")
    assert calls.hold("c1", auth=rws.AGENT) == (403, 3)


@pytest.mark.parametrize("lacking", ["features", "settings/speechminer|/US/NY|interaction-receiver"])
def test_a_hold_has_prerequisites(system, calls, lacking):
    calls.view.delete(lacking)
    assert calls.hold("c1") == (400, 2)
    system.set_dialect(hold_prerequisites="silent")
    assert calls.hold("c1") == (200, 0)
    assert calls.purge()["held"] == []


def test_a_hold_protects_the_screen_recordings_of_its_moment(calls):
    media = [{"mediaId": "screen.mp4", "callUUID": "c1"}]
    place(calls.view, "screen-recordings", {"id": "s1", "mediaFiles": media, "region": "/US/NY"})
    calls.hold("c1")
    calls.muxed(1)
    assert calls.purge() == {"recordings": ["c0", "c2"], "media": ["s1/muxed.mp4"], "held": ["c1"]}
    calls.muxed(1)
    calls.hold("c1")
    assert calls.purge() == {"recordings": [], "media": [], "held": ["c1"]}
    calls.hold("c1", INVENTED_UNDO)
    assert calls.purge() == {"recordings": ["c1"], "media": ["s1/screen.mp4", "s1/muxed.mp4"], "held": []}


def test_a_purge_keeps_to_its_location_and_age(calls):
    calls.muxed(0)
    assert calls.purge(location="/US/CA")["recordings"] == []
    assert calls.purge(before=BEGIN + 1000)["recordings"] == ["c0"]
    assert calls.purge(location=None)["recordings"] == ["c1", "c2"]
