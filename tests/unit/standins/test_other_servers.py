# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WebDAV, processor, Recording Crypto Server, Interaction Receiver and Elasticsearch."""

import base64
import socket

import pytest
from passlib.hash import sha512_crypt
from standin_client import call, eventually
from standins.elasticsearch import Elasticsearch
from standins.endpoints import CryptoServer, InteractionReceiver, Listener, Processor
from standins.webdav import FULL, WebDav

USER = ("recorder", "storage-password")


def htpasswd_line(user=USER[0], password=USER[1]):
    return f"{user}:{sha512_crypt.using(rounds=5000).hash(password)}\n"


@pytest.fixture
def storage(tmp_path):
    """A WebDAV server whose host has nothing yet."""
    roots = {"/recordings": tmp_path / "mnt/recordings", "/screens": tmp_path / "mnt/screens"}
    with WebDav("dav1", htpasswd=tmp_path / "htpasswd", roots=roots) as server:
        yield server


@pytest.fixture
def ready(storage):
    for root in storage.roots.values():
        root.mkdir(parents=True)
    storage.htpasswd.write_text("# comment\n" + htpasswd_line())
    assert eventually(lambda: storage.state == "running")
    return storage


def test_webdav_waits_for_accounts_and_directories(storage):
    assert storage.state == "waiting"
    assert all(str(path) in storage.reason for path in (storage.htpasswd, *storage.roots.values()))
    storage.htpasswd.write_text(htpasswd_line())
    assert eventually(lambda: str(storage.htpasswd) not in storage.reason)
    assert storage.state == "waiting"


def test_webdav_writes_reads_and_deletes_below_the_roots(ready):
    for path, root in ready.roots.items():
        url = f"{ready.url}{path}/probe.txt"
        assert call(url, auth=USER).status == 404
        assert call(url, "PUT", USER, "content", "text/plain").status == 201
        assert (root / "probe.txt").read_text() == "content"
        assert call(url, auth=USER).body == b"content"
        assert call(url, "DELETE", USER).status == 204
        assert list(root.iterdir()) == []
    assert call(ready.url + "/recordings/", "PROPFIND", USER, Depth="0").status == 207
    assert call(ready.url + "/elsewhere/x", auth=USER).status == 404
    assert ready.state == "running"
    assert ("PUT", "/screens/probe.txt") in ready.requests


def test_webdav_without_room(ready):
    """What is there is served, and goes; the other root takes files as before."""
    kept = ready.roots["/recordings"] / "kept"
    kept.write_text("call")
    (ready.roots["/recordings"] / FULL).touch()
    assert call(f"{ready.url}/recordings/new", "PUT", USER, "content", "text/plain").status == 507
    assert not kept.with_name("new").exists()
    assert call(f"{ready.url}/recordings/kept", auth=USER).body == b"call"
    assert call(f"{ready.url}/recordings/kept", "DELETE", USER).status == 204
    assert call(f"{ready.url}/screens/new", "PUT", USER, "content", "text/plain").status == 201


def test_webdav_asks_for_an_announced_file_as_httpd_does(ready):
    """When it knows who sends it, and not before."""
    account = base64.b64encode(":".join(USER).encode()).decode()
    head = "PUT /recordings/call HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n"
    offers = (("", b"", [b"401"]), (f"Authorization: Basic {account}\r\n", b"text", [b"100", b"201"]))
    for authorization, body, answers in offers:
        with socket.create_connection(("127.0.0.1", int(ready.url.rpartition(":")[2])), timeout=10) as connection:
            connection.sendall(f"{head}{authorization}\r\n".encode())
            received = [connection.recv(65536)]
            connection.sendall(body)
            received += [connection.recv(65536)] if body else []
        assert [said.split()[1] for said in received] == answers
    assert (ready.roots["/recordings"] / "call").read_bytes() == b"text"


@pytest.mark.parametrize("auth", [None, (USER[0], "wrong"), ("other", USER[1]), (USER[0], "")])
def test_webdav_refuses_others_within_its_realm(ready, auth):
    answer = call(ready.url + "/recordings/probe.txt", "PUT", auth, "x", "text/plain")
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="user"'
    assert list(ready.roots["/recordings"].iterdir()) == []


def test_webdav_health_needs_no_account(ready):
    assert call(ready.url + ready.health_path).status == 204


def test_webdav_follows_a_changed_password(ready):
    url = ready.url
    assert call(url + "/recordings/", "PROPFIND", USER, Depth="0").status == 207
    ready.htpasswd.write_text(htpasswd_line(password="another"))
    changed = (USER[0], "another")
    assert eventually(
        lambda: ready.url and call(ready.url + "/recordings/", "PROPFIND", changed, Depth="0").status == 207
    )
    assert call(ready.url + "/recordings/", "PROPFIND", USER, Depth="0").status == 401


def test_webdav_refuses_an_empty_account_file(ready):
    ready.htpasswd.write_text("# nobody\n")
    assert eventually(lambda: ready.state == "refused")
    assert "holds no user" in ready.reason


PATH = "/api/contact-centers/demo/recordings"


@pytest.fixture
def processor(tmp_path):
    file = tmp_path / "rpconfig.cfg"
    file.write_text("[htcc]\nbase_uri = http://rws\n[processing]\nmode = backup\n")
    with Processor("rps1", file=file, domain="demo") as server:
        assert eventually(lambda: server.state == "running")
        yield server


def test_a_processor_takes_json_by_post_on_its_own_path(processor):
    assert processor.describe()["mode"] == "backup"
    url = processor.url + PATH
    assert call(url, "POST", None, {"id": "1"}).status == 200
    assert call(url).status == 405
    assert call(url).headers["Allow"] == "POST"
    assert call(url, "POST", None, "{").status == 400
    assert call(url, "POST", None, "{}", "text/plain").status == 400
    assert call(url.replace("demo", "other"), "POST", None, {}).status == 404
    assert [entry["status"] for entry in processor.requests] == [200, 405, 405, 400, 400, 404]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no section\n", "cannot be read"),
        ("", "has no section"),
        ("[rp_server]\nport = many\n", "rp_server/port is 'many'"),
    ],
)
def test_a_processor_refuses_a_file_it_cannot_use(processor, text, words):
    processor.files[0].write_text(text)
    assert eventually(lambda: processor.state == "refused")
    assert words in processor.reason
    assert "\n" not in processor.reason


def test_a_processor_waits_again_when_its_file_is_gone(processor):
    processor.files[0].unlink()
    assert eventually(lambda: processor.state == "waiting")
    assert processor.url is None


def test_a_crypto_server_is_alive_and_no_more():
    with CryptoServer("rcs1") as server:
        assert call(server.url).status == 200
        assert call(server.url + "/rcs", "POST", None, {}).status == 405


def test_an_interaction_receiver_wants_its_account():
    with InteractionReceiver("sm1", username="sm", password="receiver-password") as server:
        url, auth = server.url + "/interactionreceiver", ("sm", "receiver-password")
        assert call(url, "POST", None, {}).status == 401
        assert call(url, "POST", ("sm", "x"), {}).status == 401
        assert call(url, "POST", auth, {}).status == 200
        assert call(url, "POST", auth, "{").status == 400
        assert call(url, auth=auth).status == 405
        assert call(server.url + "/x", "POST", auth, {}).status == 404
        assert call(server.url + "/standin/requests").json["requests"][2]["user"] == "sm"
        assert "receiver-password" not in str(server.requests)


def test_elasticsearch_tells_its_health():
    with Elasticsearch("es1", cluster_name="rws_cluster", nodes=3) as server:
        health = call(server.url + "/_cluster/health").json
        assert (health["cluster_name"], health["status"], health["number_of_nodes"]) == ("rws_cluster", "green", 3)
        assert health["unassigned_shards"] == 0
        server.status = "yellow"
        health = call(server.url + "/_cluster/health/").json
        assert (health["status"], health["unassigned_shards"]) == ("yellow", 1)
        assert call(server.url).json["cluster_name"] == "rws_cluster"
        assert call(server.url + "/_search").status == 404
        assert call(server.url + "/_cluster/health", "DELETE").status == 405
    with pytest.raises(ValueError, match="choose from green, yellow, red"):
        Elasticsearch("es1", status="blue")


def test_a_listener_takes_connections_until_it_is_stopped():
    with Listener("configuration-server") as listener:
        place = ("127.0.0.1", int(listener.url.rpartition(":")[2]))
        socket.create_connection(place, timeout=5).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place, timeout=5)
