# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of the RWS stand-in, as recording processors insert them and Muxer uses them."""

import http.client

import pytest
from standin_client import basic, call
from standins import rws

VOICE = {"mediaId": "call-1_Voice_Rec.mp3", "mediaDescriptor": {"storage": "webDAV", "path": "http://dav/call-1.mp3"}}
SCREENS = [{"mediaId": "one.mp4", "type": "video/mp4", "parameters": {"region": "r1"}}, {"mediaId": "two"}]
MUXED = {"mediaId": "muxed.mp4", "parameters": {"muxed_mediaIds": ["call-1_Voice_Rec.mp3", "one.mp4"]}}


class Recordings:
    """A system with a call and a screen recording."""

    def __init__(self, system):
        self.system = system
        self.url = system.urls[0]
        center = f"contact-centers/{system.contact_center_id}"
        self.calls = f"/ops/{center}/recordings"
        self.screens = f"/{center}/screen-recordings"
        assert self.internal(f"/{center}/recordings", "POST", {"id": "call-1", "mediaFiles": [VOICE]}).status == 200
        assert self.insert("screen-1", SCREENS).json["id"] == "screen-1"

    def ops(self, path, method="GET", body=None):
        return call(self.url + "/api/v2" + path, method, self.system.ops, body)

    def internal(self, path, method="GET", body=None, auth=rws.OPS):
        return call(self.url + "/internal-api" + path, method, auth, body)

    def insert(self, identity, media, **fields):
        return self.internal(self.screens, "POST", {"id": identity, "mediaFiles": media, **fields})

    def screen(self, identity="screen-1"):
        return self.internal(f"{self.screens}/{identity}").json["recording"]


@pytest.fixture
def recordings():
    with rws.cluster(data_centers=("dc1",)) as system:
        yield Recordings(system)


def code(answer):
    return answer.status, answer.json["statusCode"]


def names(record):
    return [entry["mediaId"] for entry in record["mediaFiles"]]


def test_a_call_tells_where_its_media_is_played(recordings):
    (entry,) = recordings.ops(recordings.calls + "/call-1").json["recording"]["mediaFiles"]
    path = f"{recordings.calls}/call-1/play/call-1_Voice_Rec.mp3"
    assert entry == {
        "mediaId": VOICE["mediaId"],
        "mediaPath": path,
        "mediaUri": f"{recordings.url}/api/v2{path}",
        "originalMediaDescriptor": VOICE["mediaDescriptor"],
        "type": "audio/mp3",
    }
    played = call(entry["mediaUri"], auth=recordings.system.ops)
    assert (played.status, played.headers["Content-Type"]) == (200, "audio/mp3")
    assert played.body == b"ID3\x03" + b"\0" * 6 + b"content of call-1_Voice_Rec.mp3\n"
    assert code(call(entry["mediaUri"], auth=recordings.system.admin)) == (403, 5)
    assert code(recordings.ops(recordings.calls + "/call-1/play/other.mp3")) == (404, 6)
    assert code(recordings.ops(recordings.calls + "/call-2/play/call-1_Voice_Rec.mp3")) == (404, 6)


def test_media_of_a_call_in_parts(recordings):
    path = f"{recordings.url}/api/v2{recordings.calls}/call-1/play/call-1_Voice_Rec.mp3"
    assert call(path, auth=recordings.system.ops, Range="bytes=0-2").status == 200
    recordings.system.set_dialect(media_range="honoured")
    part = call(path, auth=recordings.system.ops, Range="bytes=0-2")
    assert (part.status, part.body, part.headers["Content-Range"]) == (206, b"ID3", "bytes 0-2/42")


def test_a_location_may_have_its_media_at_a_crypto_server(recordings):
    recordings.system.set_dialect(media_uri="rcs")
    (entry,) = recordings.ops(recordings.calls + "/call-1").json["recording"]["mediaFiles"]
    assert entry["mediaUri"].startswith(recordings.url)
    place = recordings.system.nodes[0].application.node_path
    setting = {"name": "decrypt-uri-prefix", "location": place, "value": "https://rcs.test/rcs/"}
    added = call(recordings.url + "/api/v2/settings/screen-recording", "POST", recordings.system.admin, setting)
    assert added.status == 200
    (entry,) = recordings.ops(recordings.calls + "/call-1").json["recording"]["mediaFiles"]
    assert entry["mediaUri"] == "https://rcs.test/rcs" + entry["mediaPath"]


def test_a_screen_recording_tells_where_its_content_is(recordings):
    one, two = recordings.screen()["mediaFiles"]
    assert one["mediaPath"] == recordings.screens + "/screen-1/content/one.mp4"
    assert (one["parameters"], one["type"]) == ({"region": "r1"}, "video/mp4")
    assert two["mediaUri"] == f"{recordings.url}/internal-api{recordings.screens}/screen-1/content/two.mp4"
    for entry in (one, two):
        answer = call(entry["mediaUri"], auth=recordings.system.ops)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "video/mp4")
        assert answer.body == f"content of {entry['mediaId']}\n".encode()


def test_what_muxer_posts_to_the_collection_leaves_the_media_that_was_there(recordings):
    assert code(recordings.insert("screen-1", [MUXED], muxed=True)) == (200, 0)
    record = recordings.screen()
    assert (names(record), record["muxed"]) == (["one.mp4", "two", "muxed.mp4"], True)
    assert record["mediaFiles"][2]["parameters"] == MUXED["parameters"]
    assert code(recordings.insert("screen-1", [dict(SCREENS[0], size=5)])) == (200, 0)
    record = recordings.screen()
    assert (names(record), record["mediaFiles"][-1]["size"]) == (["two", "muxed.mp4", "one.mp4"], 5)
    assert code(recordings.insert("screen-1", None)) == (200, 0)
    assert len(recordings.screen()["mediaFiles"]) == 3


def test_a_recording_that_is_there_may_be_replaced_or_refused(recordings):
    recordings.system.set_dialect(insert_again="conflict")
    assert code(recordings.insert("screen-1", [MUXED])) == (409, 18)
    assert code(recordings.insert("screen-2", [MUXED])) == (200, 0)
    assert names(recordings.screen()) == ["one.mp4", "two"]
    recordings.system.set_dialect(insert_again="replace")
    assert code(recordings.insert("screen-1", [MUXED])) == (200, 0)
    assert names(recordings.screen()) == ["muxed.mp4"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_one_recording_is_only_read(recordings, method):
    before = recordings.screen()
    answer = recordings.internal(recordings.screens + "/screen-1", method, {"muxed": True})
    assert (*code(answer), "use GET" in answer.json["statusMessage"]) == (405, 3, True)
    assert recordings.screen() == before
    assert code(recordings.internal(recordings.screens + "/screen-1", auth=recordings.system.admin)) == (403, 5)


@pytest.mark.parametrize("media", [{}, "one.mp4", ["one.mp4"], [{"mediaId": 5}], [None]])
def test_media_of_another_form_are_refused(recordings, media):
    assert code(recordings.insert("screen-3", media)) == (400, 10)
    assert code(recordings.internal(recordings.screens + "/screen-3")) == (404, 6)


def test_content_is_read_and_deleted(recordings):
    path = recordings.screens + "/screen-1/content/one.mp4"
    assert recordings.internal(path).status == 200
    assert code(recordings.internal(path, "DELETE")) == (200, 0)
    assert code(recordings.internal(path)) == (404, 6)
    assert code(recordings.internal(path, "DELETE")) == (404, 6)
    assert recordings.internal(recordings.screens + "/screen-1/content/two.mp4").status == 200
    assert code(recordings.internal(recordings.screens + "/screen-1/content/two.txt")) == (404, 6)


def test_a_recording_may_come_in_chunks(recordings):
    connection = http.client.HTTPConnection("127.0.0.1", recordings.system.nodes[0].port, timeout=10)
    account = {"Content-Type": "application/json", "Authorization": basic(*recordings.system.ops)}
    body = (part for part in (b'{"id": "screen-4", ', b'"mediaFiles": [{"mediaId": "four.mp4"}]}'))
    connection.request("POST", f"/internal-api{recordings.screens}", body, account, encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()
    assert names(recordings.screen("screen-4")) == ["four.mp4"]


@pytest.mark.parametrize("csrf", ["on", "off"])
def test_options_tells_the_methods_without_an_account(recordings, csrf):
    recordings.system.set_dialect(csrf=csrf)

    def allowed(path):
        answer = call(recordings.url + path, "OPTIONS")
        assert (answer.body, answer.session) == (b"", "")
        return answer.status, answer.headers["Allow"]

    assert allowed("/internal-api" + recordings.screens) == (200, "OPTIONS, POST")
    assert allowed(f"/internal-api{recordings.screens}/screen-1") == (200, "GET, HEAD, OPTIONS")
    settings = "/api/v2/settings/screen-recording"
    assert allowed(settings) == (200, "DELETE, GET, HEAD, OPTIONS, POST, PUT")
    assert code(call(recordings.url + "/api/v2/nothing", "OPTIONS")) == (404, 6)
    environment = f"/api/v2/ops/genesys-environments/{recordings.system.environment_id}"
    recordings.system.set_dialect(environment_site="absent_404")
    assert code(call(recordings.url + environment, "OPTIONS")) == (404, 6)


def test_muxers_account_may_not_read_settings(recordings):
    assert code(recordings.ops("/settings/irp-muxer")) == (403, 5)
