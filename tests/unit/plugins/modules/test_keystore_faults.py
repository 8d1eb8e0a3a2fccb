# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync when things go wrong: no entry is lost, every keystore opens, the re-run converges."""

import fcntl
import itertools
import os
import shutil
import tempfile
from pathlib import Path

import keystores
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
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


class Histories(RuleBasedStateMachine):
    """Additions on any site, syncs, merges and restores, with any fault: what was ever added is somewhere."""

    names = ("one", "two", "three")
    sites_of = st.sampled_from(names)
    faults = st.one_of(
        st.none(),
        st.tuples(sites_of, st.integers(1, 24), st.sampled_from(["kill", "full", "gone", "replaced", "written"])),
    )

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.sites = Sites(self.folder, *self.names)
        self.added, self.number = set(), 0
        for name in self.names:
            self.sites.put(name)

    def teardown(self):
        shutil.rmtree(self.folder)

    @rule(name=sites_of, alias=st.sampled_from("klmn"), own_alias=st.sampled_from([True] * 15 + [False]))
    def add(self, name, alias, own_alias):
        self.number += 1
        store = self.sites.store(name)
        alias = alias + str(self.number) if own_alias else alias
        if any(entry["alias"] == alias for entry in store.entries):
            return  # RCS would overwrite: not our doing
        self.sites.put(name, *store.parts, keystores.key(alias, b"cert %d" % self.number))
        self.added.add((alias, keystores.fingerprint(b"cert %d" % self.number)))

    def break_something(self, fault, source):
        self.sites.down, self.sites.faults, self.sites.before_read = set(), {}, {}
        if fault:
            name, step, kind = fault
            if kind == "gone":
                self.sites.down = {name}
            elif kind in ("replaced", "written"):
                written = source if kind == "replaced" else name
                self.sites.before_read[source] = lambda: self.add(written, "k", True)
            else:
                self.sites.faults[name] = (step, kind)

    @rule(source=sites_of, state=st.sampled_from(["synced", "merged"]), fault=faults, keep=st.integers(1, 3))
    def sync(self, source, state, fault, keep):
        self.break_something(fault, source)
        self.sites.sync(source_host=source, state=state, keep=keep)

    @rule(source=sites_of, fault=faults)
    def go_on_from_common_ground(self, source, fault):
        """What happens most: all are equal, one gets a key, the others follow."""
        self.break_something(None, source)
        self.sites.sync(source_host=source, state="merged")
        self.add(source, "k", True)
        self.break_something(fault, source)
        self.sites.sync(source_host=source)

    @rule(name=sites_of, fault=faults, which=st.integers(0, 5))
    def restore(self, name, fault, which):
        self.break_something(fault, name)
        kept = sorted((self.folder / name).glob("*.bak"))
        if kept:
            digest = files.digest_of(kept[which % len(kept)].read_bytes())
            self.sites.sync(source_host=None, targets=[name], state="restored", digest=digest)

    @invariant()
    def nothing_is_lost_and_everything_opens(self):
        present = set()
        for name in self.names:
            present |= {(entry["alias"], entry["fingerprint"]) for entry in self.sites.store(name).entries}
        assert self.added <= present


def test_the_union_of_entries_never_shrinks():
    histories = series.length(sample=5, whole=80)
    chosen = settings(max_examples=histories, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(Histories, settings=chosen)
