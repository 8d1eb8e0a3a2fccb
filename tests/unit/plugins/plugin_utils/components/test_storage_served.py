# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a real Apache httpd does with large, slow, competing and broken uploads, with what role webdav writes."""

import contextlib
import signal
import socket
import struct
import subprocess
import time

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import offer
from standins import tls
from storage_served import PASSWORD, USER, served, status
from support.apache import APACHE, MISSING, Client, release

LOCK = (
    b'<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>'
    b"<D:locktype><D:write/></D:locktype></D:lockinfo>"
)
# A disk of 1 MiB that only httpd has.
SMALL_DISK = [
    "unshare",
    "-m",
    "sh",
    "-c",
    'mount -t tmpfs -o size=1m,mode=777 none "$0" && exec "$@"',
    "{recordings}",
]
CONFIRMED = {"answer": "confirmed", "reason": None}


@pytest.fixture(scope="module")
def storage(not_run):
    """The storage as it is by default; mod_reqtimeout is stricter than any distribution sets it."""
    if APACHE is None:
        not_run(f"uploads to a real Apache httpd: {MISSING}")
        yield None
        return
    with served(["RequestReadTimeout body=1,MinRate=500"]) as found:
        yield found


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """No other server stands behind this one, which could refuse later."""
    monkeypatch.setattr(offer, "_SECOND_THOUGHTS", 0.05)


def test_large_file_is_taken(storage):
    """And offering one leaves nothing behind."""
    if storage is None:
        return
    result = storage.probe()
    assert (result["ok"], result["reason"], result["large_upload"]) == (True, None, CONFIRMED)
    assert storage.files == []


def test_default_of_httpd(storage):
    """Where no limit is written, as before: 1 GiB from 2.4.54 on, and none in older releases."""
    if storage is None:
        return
    with served(edit=lambda text: text.replace("LimitRequestBody 0", "")) as found:
        expected = "failed" if release() >= (2, 4, 54) else "confirmed"
        assert found.probe()["large_upload"]["answer"] == expected


@pytest.mark.parametrize("limit", [1 << 20, (5 << 30) - 1])
def test_large_file_is_refused(storage, limit):
    """By httpd, before a byte of it is sent."""
    if storage is None:
        return
    with served(webdav_max_upload_size=limit) as found:
        result = found.probe()
        assert result["large_upload"]["answer"] == "failed" and not result["ok"]
        assert result["reason"].startswith("a file of 5 GiB is refused with HTTP 413: ")
        assert found.files == []


def test_limit_of_another_file_does_not_hold(storage):
    if storage is None:
        return
    lines = ["LimitRequestBody 1000", "<Location /recordings>", "LimitRequestBody 1000", "</Location>"]
    with served(lines, webdav_max_upload_size=5 << 30) as found:
        assert found.probe()["large_upload"] == CONFIRMED


def test_large_file_is_taken_with_tls(storage, tmp_path):
    if storage is None:
        return
    with served(authority=tls.private_ca(tmp_path)) as found:
        result = found.probe()
        assert (result["reason"], result["large_upload"]) == (None, CONFIRMED)
        assert found.files == []


def test_slow_upload_is_not_cut(storage):
    """It is silent for longer than mod_reqtimeout would wait."""
    if storage is None:
        return
    with storage.put("slow", 4) as connection:
        time.sleep(1.2)
        connection.sendall(b"abcd")
        assert status(connection) == 201
    assert (storage.recordings / "slow").read_bytes() == b"abcd"
    (storage.recordings / "slow").unlink()


def test_two_uploads_of_one_file(storage):
    """Whoever ends last wins as a whole, and nobody reads a mixture."""
    if storage is None:
        return
    client = Client(storage.httpd.port, USER)
    first, second = b"1" * 300000, b"2" * 200000
    with storage.put("call", len(first)) as one, storage.put("call", len(second)) as other:
        one.sendall(first[:150000])
        other.sendall(second[:150000])
        one.sendall(first[150000:])
        assert status(one) == 201
        assert client.ask("GET", "/recordings/call", password=PASSWORD) == (200, first)
        other.sendall(second[150000:])
        assert status(other) == 201
    assert client.ask("GET", "/recordings/call", password=PASSWORD) == (200, second)
    assert storage.files == ["call"]
    (storage.recordings / "call").unlink()


def test_upload_of_a_locked_file(storage):
    """It is refused as long as another client holds the lock, and the file stays as it is."""
    if storage is None:
        return
    client = Client(storage.httpd.port, USER)
    assert client.ask("PUT", "/recordings/locked", b"first", PASSWORD)[0] == 201
    assert client.ask("LOCK", "/recordings/locked", LOCK, PASSWORD)[0] == 200
    assert client.ask("PUT", "/recordings/locked", b"second", PASSWORD)[0] == 423
    assert (storage.files, (storage.recordings / "locked").read_bytes()) == (["locked"], b"first")
    (storage.recordings / "locked").unlink()


def test_disk_fills(storage, not_run):
    """The probe names it, and no part of a file stays."""
    if storage is None:
        return
    if subprocess.run([*SMALL_DISK[:4], 'mount -t tmpfs none "$0"', "/mnt"], check=False).returncode:
        not_run("a storage whose disk fills: a disk of its own needs root and unshare")
        return
    with served(command=SMALL_DISK) as found:
        found.recordings = found.httpd.world / str(found.recordings).lstrip("/")
        client = Client(found.httpd.port, USER)
        assert client.ask("PUT", "/recordings/fits", b"x" * 500000, PASSWORD)[0] == 201
        assert client.ask("PUT", "/recordings/call", b"x" * 1000000, PASSWORD)[0] == 507
        assert client.ask("PUT", "/recordings/fits", b"x" * 1000000, PASSWORD)[0] == 507
        assert found.files == ["fits"]
        assert client.ask("GET", "/recordings/fits", password=PASSWORD) == (200, b"x" * 500000)
        with (found.recordings / "fits").open("ab") as file, contextlib.suppress(OSError):
            file.write(b"x" * 1000000)
        result = found.probe()
        assert (result["ok"], result["reason"]) == (False, "PUT was answered with HTTP 507: the storage is full")
        assert result["large_upload"]["answer"] == "not observable"
        assert found.files == ["fits"]


@pytest.mark.parametrize("way", ["reset", "close"])
@pytest.mark.parametrize("before", [b"", b"whole"])
def test_client_vanishes(storage, way, before):
    """No part of the file can be seen, and one that was there stays."""
    if storage is None:
        return
    client = Client(storage.httpd.port, USER)
    if before:
        (storage.recordings / "call").write_bytes(before)
    with storage.put("call", 1000000) as connection:
        connection.sendall(b"x" * 100000)
        _wait_for(lambda: any(name.startswith(".davfs.tmp") for name in storage.files))
        _status, listing = client.ask("PROPFIND", "/recordings/", password=PASSWORD, Depth="1")
        assert b".davfs.tmp" not in listing
        if way == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _wait_for(lambda: storage.files == (["call"] if before else []))
    if before:
        assert (storage.recordings / "call").read_bytes() == before
        (storage.recordings / "call").unlink()


def test_server_dies_in_an_upload(storage):
    """What stays has a name that WebDAV does not list."""
    if storage is None:
        return
    with served() as found:
        with found.put("call", 1000000) as connection:
            connection.sendall(b"x" * 100000)
            _wait_for(lambda: found.files)
            found.httpd.stop(signal.SIGKILL)
        (left,) = found.files
        assert left.startswith(".davfs.tmp")
        with found.httpd:
            client = Client(found.httpd.port, USER)
            _status, listing = client.ask("PROPFIND", "/recordings/", password=PASSWORD, Depth="1")
            assert left.encode() not in listing


def _wait_for(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
