# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is sent to a WebDAV server: as a whole or not at all, in a bounded time, and without showing the account."""

import base64
import socket
import threading
import time
from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._report import dav
from ansible_collections.gir.multidc.plugins.plugin_utils._report.place import Place
from standins import tls
from standins.webdav import FULL, KEEPS
from support.file_servers import AUTHORIZATION, PASSWORD, USERNAME, fetched, obedient, webdav

FILES = {"drift.json": b"{}\n", "drift.html": b"<html>"}


@pytest.fixture
def storage(tmp_path):
    with webdav(tmp_path) as server:
        yield server


def at(url, password=PASSWORD):
    return Place(url, USERNAME, password)


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def why(sent):
    """The one problem."""
    (problem,) = sent.problems
    assert sent.urls == {}
    assert PASSWORD not in problem and AUTHORIZATION.split()[1] not in problem
    return problem


def test_missing_directories_are_made(storage):
    url = f"{storage.url}/files/of%20gir/a/b"
    sent = dav.send(at(url), FILES)
    assert sent == dav.Sent({name: f"{url}/{name}" for name in FILES})
    assert {path.name: path.read_bytes() for path in (storage.root / "of gir/a/b").iterdir()} == FILES


def test_files_are_replaced(storage):
    """Nothing else stays, and what is there is asked for once."""
    dav.send(at(f"{storage.url}/files/a"), FILES)
    before = len(storage.requests)
    assert dav.send(at(f"{storage.url}/files/a"), {"drift.json": b"new"}).problems == ()
    assert [method for method, _path in storage.requests[before:]] == ["MKCOL", "PUT", "MOVE"]
    assert names(storage.root / "a") == ["drift.html", "drift.json"]
    assert (storage.root / "a" / "drift.json").read_bytes() == b"new"


def test_a_reader_never_sees_half_a_file(storage):
    url, ended, seen = f"{storage.url}/files", threading.Event(), []

    def reads():
        while not ended.is_set():
            status, body = fetched(f"{url}/drift.json")
            seen.append((status, len(body), len({*body})))

    dav.send(at(url), {"drift.json": b"0" * 3_000_000})
    reader = threading.Thread(target=reads)
    reader.start()
    for number in range(1, 9):
        dav.send(at(url), {"drift.json": str(number).encode() * 3_000_000})
    ended.set()
    reader.join()
    whole = [one for one in seen if one[0] == 200]
    assert whole
    assert {(size, letters) for _status, size, letters in whole} == {(3_000_000, 1)}


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 501, 502])
def test_a_server_that_does_not_move(status):
    """Files are put in their places, nothing is left beside them, and nobody is told."""
    with obedient(MOVE=status) as server:
        sent = dav.send(at(f"{server.url}/a"), FILES)
        assert sent == dav.Sent({name: f"{server.url}/a/{name}" for name in FILES})
        (_made, part, _move, removed, *others) = server.said()
    assert part[0] == "PUT" and part[1].endswith(".part")
    assert removed == ("DELETE", part[1])
    assert others == [("PUT", "/a/drift.json"), ("PUT", "/a/drift.html")]


def test_a_storage_that_keeps_everything_takes_a_first_report(storage):
    (storage.root / KEEPS).touch()
    assert dav.send(at(f"{storage.url}/files"), {"drift.json": b"{}"}).problems == ()
    assert (storage.root / "drift.json").read_bytes() == b"{}"


def test_a_move_says_where_to():
    with obedient() as server:
        dav.send(at(f"{server.url}/a"), {"drift.json": b"{}"})
        (move,) = [headers for method, _path, headers, _body in server.requests if method == "MOVE"]
    assert (move["Destination"], move["Overwrite"]) == (f"{server.url}/a/drift.json", "T")


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ({"PUT": 401}, "HTTP 401: it does not take the account; correct gir_report_username and gir_report_password."),
        ({"PUT": 403}, "HTTP 403: the account may not write there; give it the right, or another gir_report_url."),
        ({"PUT": 404}, "HTTP 404: the directory is not there, and could not be made; make it, or correct"),
        ({"PUT": 409, "MKCOL": 403}, "HTTP 409, and HTTP 403 to making the directory: the directory is not there, and"),
        ({"PUT": 405}, "HTTP 405: the server takes no files there; allow PUT, or correct gir_report_url."),
        ({"PUT": 507}, "HTTP 507: there is no room; make room there, or give another gir_report_url."),
        ({"MOVE": 507}, "HTTP 507: there is no room; make room there, or give another gir_report_url."),
        ({"PUT": 500}, "HTTP 500: it may lack the right to write there; read its log."),
        ({"PUT": 503}, "HTTP 503; read its log."),
    ],
)
def test_refusals_name_what_to_do(statuses, sentence):
    """One sentence for all files, and what was begun is taken away."""
    with obedient(**statuses) as server:
        said = why(dav.send(at(f"{server.url}/a"), FILES))
        begun = [path for method, path in server.said("PUT")]
        assert [path for _method, path in server.said("DELETE")] == begun
    prefix = f"Not sent to {server.url}/a: drift.json and drift.html: the server answers "
    assert said.startswith(prefix + sentence)


def test_real_refusals(storage):
    """Of an account that is not known, and of a file system without room; what was there stays."""
    url = f"{storage.url}/files"
    dav.send(at(url), FILES)
    assert "HTTP 401: it does not take the account" in why(dav.send(at(url, "wrong"), FILES))
    assert "HTTP 401: it wants an account; give gir_report_username" in why(dav.send(Place(url), FILES))
    (storage.root / FULL).touch()
    assert "HTTP 507: there is no room" in why(dav.send(at(url), {"drift.json": b"other"}))
    assert (storage.root / "drift.json").read_bytes() == FILES["drift.json"]
    assert names(storage.root) == sorted([FULL, *FILES])


def test_one_file_that_is_too_large_keeps_no_other_one():
    with obedient(PUT=lambda _path, body: 413 if len(body) > 5 else 201) as server:
        sent = dav.send(at(server.url), FILES)
    assert list(sent.urls) == ["drift.json"]
    assert len(sent.problems) == 1 and "drift.html: the server answers HTTP 413" in sent.problems[0]


def test_a_server_that_is_away_costs_one_attempt():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    assert why(dav.send(at(url), FILES)) == (
        f"Not sent to {url}: drift.json and drift.html: connection refused; see that the server runs, or correct "
        "gir_report_url."
    )


def test_a_silent_server_costs_a_bounded_time(monkeypatch):
    monkeypatch.setattr(dav, "ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        said = why(dav.send(at(f"http://127.0.0.1:{silent.getsockname()[1]}"), FILES))
    assert "no answer came from 127.0.0.1 within 0.3 s; see that the server runs" in said
    assert time.monotonic() - began < 5


def test_a_slow_server_does_not_get_more_than_the_whole_time():
    def slow(_path, _body):
        time.sleep(0.4)
        return 201

    with obedient(PUT=slow) as server:
        began = time.monotonic()
        sent = dav.send(at(server.url), {f"{number}.json": b"{}" for number in range(20)}, seconds=1.0)
        assert time.monotonic() - began < 4
    assert 0 < len(sent.urls) < 20
    assert sent.problems


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_get_no_account(status):
    with obedient() as other, obedient(PUT=status, MKCOL=status, MOVE=status, GET=status) as server:
        server.headers = {"Location": f"{other.url}/there?session=1"}
        said = why(dav.send(at(f"{server.url}/a"), FILES))
        assert f"leads to {other.url}/there, where no account is sent; give the final address" in said
        with pytest.raises(dav.NotSent, match="credentials are not sent to another server"):
            dav.Directory(at(server.url)).read("/a/drift.json", 1000)
        assert other.requests == []


def test_a_server_that_repeats_the_account_is_not_quoted():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def repeats():
            connection, _peer = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(f"{AUTHORIZATION} {PASSWORD}\r\n\r\n".encode())

        thread = threading.Thread(target=repeats)
        thread.start()
        said = why(dav.send(at(f"http://127.0.0.1:{listening.getsockname()[1]}"), FILES))
        thread.join()
    assert said.startswith("Not sent to http://127.0.0.1:")


def test_every_request_has_the_account():
    with obedient(MOVE=405) as server:
        dav.send(at(server.url), FILES)
        assert {headers.get("Authorization") for _method, _path, headers, _body in server.requests} == {AUTHORIZATION}
        server.requests.clear()
        dav.send(Place(server.url), FILES)
        assert {headers.get("Authorization") for _method, _path, headers, _body in server.requests} == {None}
    assert base64.b64decode(AUTHORIZATION.split()[1]).decode() == f"{USERNAME}:{PASSWORD}"


def test_certificates_are_verified(tmp_path):
    """With those of gir_ca_path, unless gir_validate_certs says not to."""
    authority = tls.private_ca(tmp_path)
    with obedient(authority.server_context("files")) as server:
        said = why(dav.send(at(server.url), FILES))
        assert "its certificate is not trusted" in said
        assert "with gir_ca_path" in said
        assert server.requests == []
        for trusting in ({"ca_path": str(authority.ca_file)}, {"validate_certs": False}):
            assert dav.send(replace(at(server.url), **trusting), FILES).problems == ()
        (move,) = {headers["Destination"] for method, path, headers, _body in server.requests
                   if method == "MOVE" and "drift.json" in path}  # fmt: skip
        assert move == f"{server.url}/drift.json"


def test_nothing_is_asked_without_an_address_or_a_file():
    assert dav.send(Place(), FILES) == dav.send(at("http://127.0.0.1:1"), {}) == dav.Sent()


def test_what_is_there_is_read(storage):
    dav.send(at(f"{storage.url}/files"), FILES)
    directory = dav.Directory(at(f"{storage.url}/files"))
    assert directory.read("/files/drift.json", 1000) == FILES["drift.json"]
    assert directory.read("/files/none.json", 1000) is None
    directory.close()
