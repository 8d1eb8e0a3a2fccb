# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Screen Recording Service: what it takes for a login, when it loses its session, and which RWS it follows."""

import json

import pytest
from passlib.hash import sha512_crypt
from standin_client import call, eventually
from standins import rws, rws_uploads, srs, srs_array, tls
from standins.srs_service import Refused
from standins.webdav import WebDav

STORAGE = ("recorder", "storage-password")
DEVICES = [{"dn": "1001", "switch": "SIP"}]
ORIGIN = {"Origin": "https://desktop.example.com"}


def array(*servers, **more):
    named = zip(("server", "peer_server"), servers)
    found = {**dict(named), "place": "Place_1", "devices": DEVICES, **more}
    return [{"name": name, "value": value} for name, value in found.items()]


@pytest.fixture
def system():
    with rws.cluster() as found:
        yield found


@pytest.fixture
def agent(system):
    """Of dc1; it moves after 10 seconds of silence and returns after 30 of answers."""
    found = srs.Agent(array(*system.urls), rws.AGENT, failover_after=10, failback_after=30)
    found.login()
    return found


def record(agent, identity):
    agent.start(identity)
    agent.stop()


def places(system):
    """Screen recordings by the location of the node that stored them."""
    found = system.store.view(None).children("screen-recordings/")
    return {identity: stored["parameters"]["location"] for identity, stored in found}


def refused(function, *arguments):
    with pytest.raises(Refused) as refusal:
        function(*arguments)
    return refusal.value.status


# The session


def test_ping_keeps_the_session(agent):
    for now in (59, 118, 177):
        agent.tick(now)
    assert agent.logins == 1
    record(agent, "one")


@pytest.mark.parametrize(("seconds", "lost"), [(59.9, False), (60, True)])
def test_session_ends_sixty_seconds_after_the_last_ping(agent, system, seconds, lost):
    agent.pings = False
    agent.tick(seconds)
    assert (agent.connected_to is None) is lost
    if lost:
        assert refused(agent.start) == refused(agent.stop) == refused(agent.service.ping, agent.account) == 401


def test_desktop_logs_in_again_after_a_lost_ping(agent, system):
    agent.pings = False
    agent.tick(100)
    agent.pings = True
    agent.tick(101)
    assert (agent.logins, agent.connected_to) == (2, system.urls[0])
    record(agent, "after")
    assert places(system) == {"after": "/DC1"}


def test_recording_of_a_lost_session_is_kept(agent, system):
    """It ends with the session, and is uploaded once somebody has logged in again."""
    agent.pings = False
    agent.start("cut")
    agent.tick(60)
    assert agent.waiting == ["cut"] and not agent.uploads
    agent.pings = True
    agent.tick(61)
    assert agent.waiting == [] and places(system) == {"cut": "/DC1"}


def test_one_recording_at_a_time(agent):
    agent.start("one")
    assert refused(agent.start, "two") == 409
    assert agent.stop() == "one"
    assert refused(agent.stop) == 409


def test_rws_validates_the_account(system):
    wrong = srs.Agent(array(*system.urls), (rws.AGENT[0], "wrong"), failover_after=1)
    assert refused(wrong.login) == 401
    assert {entry["path"] for entry in system.requests} == {"/api/v2/me"}


# Failover


def test_it_follows_an_rws_that_dies_and_returns(agent, system):
    """Both ways; recordings are stored where the RWS is that took them."""
    own, peer = system.urls
    record(agent, "before")
    system.node("rws1-dc1").die()
    for now in (20, 29):
        agent.tick(now)
    assert agent.connected_to == own  # 9 seconds of silence so far
    agent.tick(30)
    record(agent, "during")
    assert agent.connected_to == peer
    system.node("rws1-dc1").start()
    agent.tick(40)
    record(agent, "soon")
    for now in (69, 70):
        agent.tick(now)
    record(agent, "after")
    assert agent.service.moves == [own, peer, own] and agent.logins == 1
    assert places(system) == {"before": "/DC1", "during": "/DC2", "soon": "/DC2", "after": "/DC1"}
    assert [upload["server"] for upload in agent.uploads] == [own, peer, peer, own]


def test_a_short_silence_moves_nobody(agent, system):
    system.node("rws1-dc1").die()
    agent.tick(1)
    system.node("rws1-dc1").start()
    for now in (9, 12):
        agent.tick(now)
    assert agent.service.moves == system.urls[:1]


def test_without_a_time_to_return_it_stays_until_the_other_dies(system):
    agent = srs.Agent(array(*system.urls), rws.AGENT, failover_after=0)
    agent.login()
    system.node("rws1-dc1").die()
    agent.tick(1)
    system.node("rws1-dc1").start()
    agent.tick(50)
    assert agent.connected_to == system.urls[1]
    system.node("rws1-dc2").die()
    agent.tick(51)
    assert agent.connected_to == system.urls[0]


def test_nothing_is_lost_while_both_are_away(agent, system):
    nodes = system.nodes
    urls = system.urls
    for node in nodes:
        node.die()
    for now, identity in ((20, "one"), (40, "two")):
        record(agent, identity)
        agent.tick(now)
    assert agent.waiting == ["one", "two"] and not agent.uploads
    nodes[1].start()
    agent.tick(50)
    assert agent.waiting == [] and agent.connected_to == urls[1]
    assert places(system) == {"one": "/DC2", "two": "/DC2"}


def test_agents_without_a_peer_wait_for_their_own(system):
    """Their recordings may rest nowhere else."""
    agent = srs.Agent(array(system.urls[0]), rws.AGENT, failover_after=0)
    agent.login()
    system.node("rws1-dc1").die()
    record(agent, "stays")
    agent.tick(30)
    assert agent.waiting == ["stays"]
    system.node("rws1-dc1").start()
    agent.tick(31)
    assert places(system) == {"stays": "/DC1"}


def test_an_old_service_takes_no_peer_and_is_submitted_again(system):
    agent = srs.Agent(array(*system.urls), rws.AGENT, failover_after=0, takes_peer=False)
    agent.login()
    other = array(system.urls[1])
    system.node("rws1-dc1").die()
    agent.tick(30)
    record(agent, "one")
    assert agent.waiting == ["one"]
    agent.login(other)
    agent.tick(31)
    assert places(system) == {"one": "/DC2"}


def test_lost_acknowledgement_is_asked_for_again(agent, system):
    """The upload was taken, and nobody heard it: it is one recording, not two."""
    system.set_dialect(insert_again="conflict")
    system.faults.add("drop", path="screen-recordings", phase="after", times=1)
    record(agent, "one")
    assert agent.waiting == ["one"] and places(system) == {"one": "/DC1"}
    agent.tick(1)
    assert agent.waiting == [] and agent.uploads == [{"id": "one", "server": system.urls[0]}]


@pytest.mark.parametrize("fault", ["html", "truncated_json", "empty", "partial", "no_status_code", "truncate"])
def test_an_answer_that_is_none_acknowledges_nothing(agent, system, fault):
    options = {"status": 500} if fault == "html" else {}
    system.faults.add(fault, path="internal-api/screen-recordings", times=1, **options)
    record(agent, "one")
    kept = agent.waiting
    agent.tick(1)
    assert (kept, agent.waiting) == (["one"], [])


def test_uploads_pass_the_csrf_protection(system):
    system.set_dialect(csrf="on")
    agent = srs.Agent(array(*system.urls), rws.AGENT, failover_after=0)
    agent.login()
    record(agent, "one")
    assert places(system) == {"one": "/DC1"}


def test_recordings_reach_the_storage_of_the_node(tmp_path, agent, system):
    """Over WebDAV, into that of the data center whose RWS took them."""
    system.keep_content = rws_uploads.to_storage
    password = sha512_crypt.using(rounds=5000).hash(STORAGE[1])
    (tmp_path / "htpasswd").write_text(f"{STORAGE[0]}:{password}\n", encoding="utf-8")
    servers = []
    for center in ("DC1", "DC2"):
        root = tmp_path / center
        root.mkdir()
        server = WebDav(center, htpasswd=tmp_path / "htpasswd", roots={"/screens": root}).start()
        servers.append(server)
        assert eventually(lambda server=server: server.state == "running")
        credential = {"userName": STORAGE[0], "password": STORAGE[1], "storagePath": server.url + "/screens"}
        value = [{"storageType": "webDAV", "active": True, "credential": credential}]
        body = {"name": "storage", "location": "/" + center, "value": value}
        assert call(system.urls[0] + "/api/v2/settings/screen-recording", "POST", system.admin, body).status == 200
    try:
        record(agent, "one")
        system.node("rws1-dc1").die()
        agent.tick(10)
        agent.tick(20)
        record(agent, "two")
    finally:
        for server in servers:
            server.stop()
    stored = {center: [path.name for path in (tmp_path / center).iterdir()] for center in ("DC1", "DC2")}
    assert stored == {"DC1": ["one.mp4"], "DC2": ["two.mp4"]}


# The array


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"server": "http://a:1"}, "must be an array"),
        ([["server", "http://a:1"]], "Entry 0 must be an object with name and value"),
        ([{"name": "server", "value": "http://a:1", "more": 1}], "Entry 0 must be an object"),
        (array(), "no entry of name server"),
        (array("http://a"), "server must be a URL with a port"),
        (array("http://a:1", "a:1"), "peer_server must be a URL with a port"),
        (array("http://u:p@a:1"), "server must be a URL"),
        (array("http://a:1", "http://a:1"), "are the same"),
        ([*array("http://a:1"), {"name": "place", "value": "x"}], "two entries of name place"),
        (array("http://a:1", user="x"), "a name that nobody knows"),
        (array("http://a:1", place=1), "place must be"),
        (array("http://a:1", devices={"dn": "1", "switch": "S"}), "devices must be an array"),
        (array("http://a:1", devices=[{"dn": 1, "switch": "S"}]), "Device 0 must be"),
        (array("http://a:1", devices=[{"dn": "1"}]), "Device 0 must be"),
        (array("http://a:99999"), "server must be a URL"),
    ],
)
def test_malformed_arrays_are_refused(document, says):
    with pytest.raises(srs_array.Malformed, match=says):
        srs_array.parse(json.dumps(document).encode())


def test_a_body_that_is_no_json_is_refused():
    with pytest.raises(srs_array.Malformed, match="not valid JSON"):
        srs_array.parse(b"\xff[")


# The HTTP API


@pytest.fixture
def service(system):
    """Time stands still but for what a test sets; nothing happens by itself."""
    clock = [0.0]
    options = {"failover_after": 0, "tick_seconds": None, "origins": list(ORIGIN.values())}
    with srs.Srs("agent1", clock=lambda: clock[0], **options) as found:
        found.now = clock
        yield found


def login(service, system, **headers):
    return call(service.url + "/api/v2/me", "POST", rws.AGENT, array(*system.urls), **headers)


@pytest.mark.parametrize("path", ["/api/v2/me", "/ping"])
def test_preflight_needs_the_origin(service, path):
    assert call(service.url + path, "OPTIONS").status == 400
    answer = call(service.url + path, "OPTIONS", **ORIGIN)
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, ORIGIN["Origin"])
    assert call(service.url + path, "OPTIONS", Origin="http://evil").headers["Access-Control-Allow-Origin"] is None


def test_login_then_ping_with_account_or_cookie(service, system):
    assert call(service.url + "/ping", auth=rws.AGENT, **ORIGIN).status == 401
    answer = login(service, system, X_Support_CSRFP="True")
    assert answer.status == 200 and answer.headers["X-CSRF-Token"]
    assert call(service.url + "/ping", auth=rws.AGENT, **ORIGIN).status == 200
    assert call(service.url + "/ping", Cookie=answer.session, **ORIGIN).status == 200
    assert call(service.url + "/ping", auth=rws.AGENT).status == 400
    assert call(service.url + "/ping", auth=(rws.AGENT[0], "wrong"), **ORIGIN).status == 401
    service.now[0] = 60
    assert call(service.url + "/ping", Cookie=answer.session, **ORIGIN).status == 401
    assert call(service.url + "/api/v2/me", auth=rws.AGENT).status == 200  # the GET form, to the previous RWS
    assert service.facts()["connected_to"] == system.urls[0]


def test_login_is_refused_in_words(service, system):
    assert call(service.url + "/api/v2/me", auth=rws.AGENT).status == 400  # no login has named an RWS
    assert call(service.url + "/api/v2/me", "POST", body=array(*system.urls)).status == 401
    assert call(service.url + "/api/v2/me", "POST", ("nobody", "x"), array(*system.urls)).status == 401
    answer = call(service.url + "/api/v2/me", "POST", rws.AGENT, {"server": system.urls[0]})
    assert answer.status == 400 and b"array" in answer.body
    for node in system.nodes:
        node.stop()
    assert call(service.url + "/api/v2/me", "POST", rws.AGENT, array("http://127.0.0.1:9")).status == 503
    assert call(service.url + "/other").status == 404
    assert call(service.url + "/ping", "POST").status == 405


def test_recordings_by_the_paths_of_the_standin(service, system):
    login(service, system)
    assert call(service.url + "/standin/start?id=one", "POST").json == {"id": "one"}
    assert call(service.url + "/standin/stop", "POST").json == {"id": "one"}
    assert call(service.url + "/standin/state").json["uploads"] == [{"id": "one", "server": system.urls[0]}]
    assert "agent-password" not in json.dumps(call(service.url + "/standin/requests").json)


def test_both_speak_https(tmp_path):
    authority = tls.private_ca(tmp_path)
    with rws.cluster(tls=authority) as system:
        pair, trusted = authority.server_context("srs"), authority.client_context()
        with srs.Srs("agent1", failover_after=0, tls=pair, ca_file=authority.ca_file) as service:
            answer = call(service.url + "/api/v2/me", "POST", rws.AGENT, array(*system.urls), context=trusted)
            assert answer.status == 200 and service.url.startswith("https://")


def test_it_looks_around_by_itself(system):
    with srs.Srs("agent1", failover_after=0, tick_seconds=0.05) as service:
        login(service, system)
        system.node("rws1-dc1").die()
        other = system.node("rws1-dc2").url
        assert eventually(lambda: call(service.url + "/standin/state").json["connected_to"] == other)
