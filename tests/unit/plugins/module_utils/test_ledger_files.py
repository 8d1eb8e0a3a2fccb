# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small JSON files that many runs share: complete or not there, one winner, and a sentence about everything else."""

import hashlib
import json
import multiprocessing
import os
import socket
import stat

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._ledger import files

PROCESSES = 4
ROUNDS = 25


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "var" / "lib" / "gir-ledger" / "lock.json")


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def names(path):
    return os.listdir(os.path.dirname(path))


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as stream:
        stream.write(data)


def test_what_is_not_there(path):
    assert files.read_json(path) is None and files.digest(path) is None
    files.remove(path)
    assert files.obstacle(path) is None and not os.path.exists(os.path.dirname(path))


@pytest.mark.parametrize("write", [files.replace_json, files.create_json])
def test_modes_whatever_the_umask(path, write):
    before = os.umask(0o077)
    try:
        write(path, {"a": "ä"})
    finally:
        os.umask(before)
    folder = os.path.dirname(path)
    assert (mode(path), mode(folder), mode(os.path.dirname(folder))) == (0o644, 0o755, 0o755)
    assert files.read_json(path) == {"a": "ä"} and names(path) == ["lock.json"]
    with open(path, "rb") as stream:
        assert files.digest(path) == hashlib.sha256(stream.read()).hexdigest()


def test_a_name_is_given_once(path):
    assert files.create_json(path, {"a": 1}) is True
    assert files.create_json(path, {"a": 2}) is False
    assert files.read_json(path) == {"a": 1} and names(path) == ["lock.json"]
    files.remove(path)
    files.remove(path)
    assert names(path) == [] and files.create_json(path, {"a": 3}) is True


def test_a_replacement_is_another_file(path):
    files.replace_json(path, {"a": 1})
    with open(path, encoding="utf-8") as old:
        files.replace_json(path, {"a": 2})
        assert json.load(old) == {"a": 1} and files.read_json(path) == {"a": 2}


def make_link(path):
    os.symlink("/etc/passwd", path)


def make_lost_link(path):
    os.symlink(f"{path}.nowhere", path)


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)


KINDS = [
    (make_link, "a symbolic link"),
    (make_lost_link, "a symbolic link"),
    (os.mkfifo, "a named pipe"),
    (os.mkdir, "a directory"),
    (make_socket, "a device or socket"),
]


@pytest.mark.parametrize(("make", "words"), KINDS)
def test_what_is_no_regular_file_is_a_sentence(path, make, words, monkeypatch):
    os.makedirs(os.path.dirname(path))
    monkeypatch.chdir(os.path.dirname(path))  # the name of a socket is short
    make("lock.json") if make is make_socket else make(path)
    for call in (files.read_json, files.digest, lambda name: files.replace_json(name, {})):
        with pytest.raises(files.Malformed, match=f"lock.json is {words}, not a regular file: look at it"):
            call(path)
    assert words in files.obstacle(path)
    assert files.create_json(path, {}) is False


CONTENTS = [
    b"",
    b"{",
    b"[1]",
    b"null",
    b'{"a": NaN}',
    b'{"a": "\\ud800"}',
    b'{"a": "\xff"}',
    b"[" * 100_000,
    b'{"a": ' * 50_000,
]


@pytest.mark.parametrize("content", CONTENTS)
def test_what_is_no_object_is_a_sentence(path, content):
    put(path, content)
    with pytest.raises(files.Malformed, match="lock.json is no JSON object: look at it"):
        files.read_json(path)
    assert files.digest(path) == hashlib.sha256(content).hexdigest()
    files.replace_json(path, {"a": 1})
    assert files.read_json(path) == {"a": 1}


def test_no_more_than_a_mebibyte_is_read(path):
    put(path, b"")
    os.truncate(path, 1 << 40)
    for call in (files.read_json, files.digest):
        with pytest.raises(files.Malformed, match="larger than 1 MiB"):
            call(path)


@pytest.mark.parametrize("make", [lambda name: os.symlink(os.path.dirname(name), name), lambda name: put(name, b"")])
def test_a_directory_that_is_none_is_refused(tmp_path, make):
    folder = str(tmp_path / "gir-ledger")
    make(folder)
    path = os.path.join(folder, "lock.json")
    for call in (files.create_json, files.replace_json):
        with pytest.raises(Refusal, match="gir-ledger"):
            call(path, {})
    assert "gir-ledger" in files.obstacle(path)


def test_what_cannot_be_written_names_the_remedy(path, monkeypatch):
    files.replace_json(path, {"a": 1})

    def deny(*_arguments, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.os, "open", deny)
    for call in (files.create_json, files.replace_json):
        with pytest.raises(
            Refusal, match=r"lock.json cannot be written: Permission denied; use become, or let .* write"
        ):
            call(path, {})
    with pytest.raises(Refusal, match=r"lock.json cannot be read: Permission denied; use become, or let .* read"):
        files.read_json(path)


def test_an_error_leaves_the_old_file_and_nothing_else(path, monkeypatch):
    files.replace_json(path, {"a": 1})

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(Refusal, match="No space left on device; repair that"):
        files.replace_json(path, {"a": 2})
    assert files.read_json(path) == {"a": 1} and names(path) == ["lock.json"]


def test_an_obstacle_is_told_without_writing(path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda *_arguments: False)
    assert "cannot be written: Permission denied; use become" in files.obstacle(path)


def test_a_guard_waits_no_longer_than_it_says(path, monkeypatch):
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.05)
    busy = pytest.raises(Refusal, match="is being written by another process")
    with files.guarded(path), busy, files.guarded(path):
        pytest.fail("two at once")
    with files.guarded(path):
        pass


def in_processes(function, *arguments):
    """What each of several processes returns, all started together."""
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(PROCESSES), context.Queue()

    def work(number):
        barrier.wait()
        results.put(function(number, *arguments))

    running = [context.Process(target=work, args=(number,)) for number in range(PROCESSES)]
    for process in running:
        process.start()
    found = [results.get(timeout=60) for _process in running]
    for process in running:
        process.join()
    return found


def claim(number, folder):
    return [files.create_json(f"{folder}/{turn}/lock.json", {"number": number}) for turn in range(ROUNDS)]


def test_exactly_one_of_many_processes_makes_the_file(tmp_path):
    won = in_processes(claim, tmp_path)
    for turn in range(ROUNDS):
        winners = [
            number
            for number in range(PROCESSES)
            if files.read_json(f"{tmp_path}/{turn}/lock.json") == {"number": number}
        ]
        assert len(winners) == 1 and sum(results[turn] for results in won) == 1
        assert os.listdir(tmp_path / str(turn)) == ["lock.json"]


def count(_number, path):
    for _turn in range(ROUNDS):
        files.change_json(path, lambda found: {"count": (found or {"count": 0})["count"] + 1})


def test_no_change_is_lost_between_processes(path):
    in_processes(count, path)
    assert files.read_json(path) == {"count": PROCESSES * ROUNDS}
    assert files.change_json(path, lambda _found: None) is None
    assert files.read_json(path) == {"count": PROCESSES * ROUNDS} and names(path) == ["lock.json"]
