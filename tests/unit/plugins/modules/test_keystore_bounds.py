# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are made to be hard work, and what is no file: refused at once, with little memory."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import hostile_keystores
import keystores
import module_runs
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError

SECONDS, MEGABYTES = 2, 200
MEGABYTE = 1024 * 1024
LARGEST = 16 * MEGABYTE - 300
COLLECTIONS = next(path for path in sys.path if (Path(path) / "ansible_collections" / "gir" / "multidc").exists())

# Reads each file without and with a password, and says what it took and what came of it.
PROGRAM = """
import json, resource, sys
sys.path[:0] = json.loads(sys.argv[1])
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files, read
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError

def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime

for path in sys.argv[2:]:
    for password in (None, "changeit"):
        start = spent()
        try:
            store = read.read_whatever_password(files.load(path), password, "it")
            said = "it is %s %s %s" % (store.type, store.opened, store.unchecked)
        except KeystoreError as exc:
            said = str(exc)
        with open("/proc/self/status") as status:
            peak = [line.split()[1] for line in status if line.startswith("VmHWM")][0]
        print(json.dumps([spent() - start, int(peak) // 1024, said]))
"""
MODULE = """
import json, resource, sys
sys.path[:0] = json.loads(sys.argv[1])
import module_runs
start = resource.getrusage(resource.RUSAGE_SELF)
said = module_runs.run("rcs_keystore_info", {"path": sys.argv[2], "password": "changeit"})
usage = resource.getrusage(resource.RUSAGE_SELF)
with open("/proc/self/status") as status:
    peak = [line.split()[1] for line in status if line.startswith("VmHWM")][0]
spent = usage.ru_utime + usage.ru_stime - start.ru_utime - start.ru_stime
print(json.dumps([spent, int(peak) // 1024, said.get("msg", "it is read")]))
"""


def slowness():
    """How much slower than a machine of today this one is at the moment."""
    start = time.process_time()
    piece = b"x" * 20
    for _round in range(100000):
        piece = hashlib.sha1(piece).digest()
    return max(1, (time.process_time() - start) / 0.05)


def ran(program, *arguments, python=sys.executable, paths=(COLLECTIONS,)):
    """[[seconds of CPU, megabytes, what was said]]"""
    command = [python, "-c", program, json.dumps(paths), *[str(argument) for argument in arguments]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def shapes():
    return list(hostile_keystores.SHAPES.items())[:: series.length(sample=4, whole=1)]


def sizes():
    return [size * MEGABYTE for size in (5, 64)[: series.length(sample=0, whole=2)]] + [LARGEST]


@pytest.fixture(params=[name for name, _make in shapes()])
def hostile(request, tmp_path):
    """Paths of one shape in several sizes."""
    found = []
    for size in sizes():
        found.append(tmp_path / f"{size}.jks")
        found[-1].write_bytes(hostile_keystores.SHAPES[request.param](size))
    yield found
    for path in found:
        path.unlink()


def test_hostile_files_cost_little(hostile, oldest_python):
    for python in [sys.executable, *oldest_python[: series.length(sample=0, whole=1)]]:
        limit = SECONDS * slowness()
        for seconds, megabytes, said in ran(PROGRAM, *hostile, python=python):
            assert (seconds < limit, megabytes < MEGABYTES) == (True, True), (seconds, megabytes, said)
            assert said.startswith("it ") or "too large" in said


def test_hostile_files_cost_the_module_little(hostile):
    limit = SECONDS * slowness()
    ((seconds, megabytes, said),) = ran(MODULE, hostile[-1], paths=sys.path)
    assert (seconds < limit, megabytes < MEGABYTES) == (True, True), (seconds, megabytes, said)
    assert said == "it is read" or str(hostile[-1]) in said


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "keystore.jks"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)
    started = time.monotonic()
    with pytest.raises(KeystoreError, match=r"is too large \(1099511627776 bytes\): a keystore of more than 16777216"):
        files.load(str(path))
    assert time.monotonic() - started < 1


def test_a_keystore_with_hundreds_of_keys_is_read(tmp_path):
    """The bounds are far from what anybody has."""
    path = tmp_path / "keystore.jks"
    many = [keystores.key(f"key {number}", bytes(1500), keystores.protected_jks(bytes(60))) for number in range(2000)]
    path.write_bytes(keystores.jks(*many))
    found = module_runs.succeed("rcs_keystore_info", {"path": str(path), "password": keystores.PASSWORD})
    assert found["opened"] is True and len(found["entries"]) == 2000


# -- what is no file ---------------------------------------------------------------------------------------------


def _socket(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def _loop(path):
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


STRANGE = {
    "a directory": lambda path: path.mkdir(),
    "a FIFO (named pipe)": os.mkfifo,
    "a socket": _socket,
    "a character device": lambda path: path.symlink_to("/dev/zero"),
    "a symbolic link to nowhere, which does not exist": lambda path: path.symlink_to("nowhere"),
    "a symbolic link in a loop of links": _loop,
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_regular_file_is_named_and_not_opened(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    path = tmp_path / "k"
    STRANGE[kind](Path("k"))
    for name in ("k", str(path)):
        with pytest.raises(KeystoreError) as caught:
            files.load(name)
        assert kind in str(caught.value) and name in str(caught.value) and str(caught.value).endswith(".")
    failed = module_runs.fail("rcs_keystore_info", {"path": str(path), "password": keystores.PASSWORD})
    # A link is followed, and what it leads to is named.
    named = "/dev/zero" if kind == "a character device" else str(path)
    assert kind in failed["msg"] and named in failed["msg"] and failed["msg"].count(". ") == 0


BESIDE = {
    ".k.sync.json": lambda place: place.record(),
    ".k.restart.json": lambda place: place.owed(None),
    "k.20260101T000000Z.0123456789abcdef.bak": lambda place: place.versions(),
}


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("kind", ["a FIFO (named pipe)", "a directory"])
def test_what_lies_beside_a_keystore_is_not_opened_either(kind, name, tmp_path):
    path = tmp_path / "k"
    path.write_bytes(keystores.jks(keystores.key("a")))
    STRANGE[kind](tmp_path / name)
    with pytest.raises(KeystoreError, match="is not a regular file but") as caught:
        BESIDE[name](files.Place(str(path)))
    assert str(tmp_path / name) in str(caught.value) and kind in str(caught.value)


def test_a_file_that_changes_its_kind_while_it_is_opened_is_not_read(tmp_path, monkeypatch):
    path, other = tmp_path / "k", tmp_path / "fifo"
    path.write_bytes(b"x")
    os.mkfifo(other)
    real = os.stat
    monkeypatch.setattr(os, "stat", lambda name, **more: real(path if name == str(other) else name, **more))
    with pytest.raises(KeystoreError, match="is not a regular file but a FIFO"):
        files.load(str(other))
