# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync when things go wrong: no entry is lost, every keystore opens, the re-run converges."""

import fcntl
import itertools
import os
from pathlib import Path

import keystores
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError
from keystore_sites import Sites

A = keystores.key("a", b"cert a")
B = keystores.key("b", b"cert b")
C = keystores.key("c", b"cert c")


@pytest.fixture
def sites(tmp_path):
    found = Sites(tmp_path, "one", "two")
    found.put("one", A, B)
    found.put("two", A)
    return found


def left_over(sites, name):
    return [found for found in os.listdir(sites.path(name).parent) if ".new-" in found or ".old-" in found]


@pytest.mark.parametrize("fault", ["kill", "full"])
def test_a_write_that_ends_at_any_step_leaves_a_whole_keystore(sites, fault):
    old, new, reached = sites.path("two").read_bytes(), sites.path("one").read_bytes(), 0
    for step in itertools.count(1):
        sites.path("two").write_bytes(old)
        sites.faults["two"] = (step, fault)
        result = sites.sync()
        assert sites.path("two").read_bytes() in (old, new)
        state = result["hosts"]["two"]["state"]
        assert state in ("stale", "failed", "written")
        if fault == "full" and state == "failed":
            assert "No space left on device" in result["msg"] and "Run the task again" in result["msg"]
        assert not sites.sync().get("failed")
        assert sites.path("two").read_bytes() == new and not left_over(sites, "two")
        if state == "written":
            break
        reached += 1
    assert reached >= 8


def test_a_source_that_is_replaced_while_it_is_read_is_judged_anew(sites):
    sites.before_read["one"] = lambda: sites.put("one", A, B, C)
    result = sites.sync()
    assert sites.aliases("two") == ["a", "b", "c"] and result["written"] == ["two"]
    sites.put("two", A, B)
    sites.before_read["one"] = lambda: sites.put("one", A)
    refused = sites.sync()
    assert refused["failed"] and "'b'" in refused["msg"]
    assert sites.aliases("two") == ["a", "b"]


def test_a_file_that_never_stops_changing_is_not_taken(sites, monkeypatch):
    ticks = itertools.count()
    monkeypatch.setattr(files, "_identity", lambda _status: next(ticks))
    assert "changes while it is read, twice" in sites.sync()["msg"]


def test_a_target_that_changes_meanwhile_is_left_alone(sites):
    sites.before_read["one"] = lambda: sites.put("two", A, C)
    result = sites.sync()
    assert result["failed"] and "two: " in result["msg"] and "changed by somebody else" in result["msg"]
    assert sites.aliases("two") == ["a", "c"]


def place_of(sites):
    return files.Place(str(sites.path("two"))), files.digest_of(sites.path("two").read_bytes())


def test_what_rcs_writes_in_the_very_moment_comes_back(sites):
    place, digest = place_of(sites)

    def write_in_place(_fresh, path):
        with open(path, "r+b") as stream:
            stream.write(keystores.jks(A, C))

    with pytest.raises(KeystoreError, match="their version was put back"):
        place.replace(digest, keystores.jks(A, B), files.Ownership(), 10, None, write_in_place)
    assert sites.aliases("two") == ["a", "c"] and not left_over(sites, "two")


def test_what_rcs_renames_into_place_in_the_very_moment_stays(sites):
    place, digest = place_of(sites)

    def replace(_fresh, path):
        Path(path + ".rcs").write_bytes(keystores.jks(A, C))
        os.rename(path + ".rcs", path)

    with pytest.raises(KeystoreError, match="changed by somebody else"):
        place.replace(digest, keystores.jks(A, B), files.Ownership(), 10, None, replace)
    assert sites.aliases("two") == ["a", "c"]


def test_two_at_once_do_not_meet(sites, monkeypatch):
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.2)
    held = os.open(sites.path("two").parent, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    assert "is locked by another sync" in sites.sync()["msg"]
    os.close(held)
    assert sites.sync()["written"] == ["two"]


def test_a_merge_that_cannot_write_the_source_writes_nobody(sites):
    sites.put("two", C)
    sites.faults["one"] = (1, "full")
    result = sites.sync(state="merged")
    assert result["failed"] and "two: not written, because the source was not" in result["msg"]
    assert (sites.aliases("one"), sites.aliases("two")) == (["a", "b"], ["c"])
    sites.sync(state="merged")
    assert sites.aliases("one") == sites.aliases("two") == ["a", "b", "c"]
