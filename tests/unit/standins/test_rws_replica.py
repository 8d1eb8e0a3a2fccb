# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of RWS nodes on hosts of their own."""

import socket

import pytest
from standin_client import eventually
from standins.rws_replica import ReplicatedStore


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Copies:
    """Stores by name that know one another, on loopback."""

    def __init__(self, directory, names):
        self.directory = directory
        self.ports = {name: free_port() for name in names}
        self.running = {}

    def start(self, name):
        peers = [("127.0.0.1", port) for other, port in self.ports.items() if other != name]
        path = self.directory / f"{name}.json"
        self.running[name] = ReplicatedStore(name, path, peers, ("127.0.0.1", self.ports[name])).start()
        return self.running[name].view(name)

    def stop(self, name):
        self.running.pop(name).stop()


@pytest.fixture
def copies(tmp_path):
    made = Copies(tmp_path, ("a", "b", "c"))
    yield made
    for name in list(made.running):
        made.stop(name)


def test_a_write_is_on_every_copy_that_can_be_reached_when_it_returns(copies):
    views = {name: copies.start(name) for name in ("a", "b", "c")}
    assert eventually(lambda: all(there.is_set() for there in copies.running["a"]._peers.values()))
    views["a"].put("settings/x", {"value": 1})
    assert [view.get("settings/x") for view in views.values()] == [{"value": 1}] * 3
    assert eventually(lambda: all(there.is_set() for there in copies.running["c"]._peers.values()))
    views["c"].delete("settings/x")
    assert [view.get("settings/x") for view in views.values()] == [None] * 3


def test_a_copy_that_was_off_catches_up_at_its_start(copies):
    first = copies.start("a")
    first.put("k", "before")
    assert copies.start("b").get("k") == "before"
    copies.stop("b")
    first.put("k", "after")
    first.put("gone", 1)
    first.delete("gone")
    again = copies.start("b")
    assert (again.get("k"), again.get("gone")) == ("after", None)


def test_the_later_of_two_writes_apart_wins_on_both_sides(copies):
    copies.start("a").put("k", "earlier")
    copies.stop("a")
    later = copies.start("b")
    assert later.get("k") is None
    later.put("k", "later")
    a = copies.start("a")
    assert eventually(lambda: (a.get("k"), later.get("k")) == ("later", "later"))


def test_what_was_written_outlives_the_process(copies):
    copies.start("a").put("k", [1, 2])
    copies.stop("a")
    assert (copies.directory / "a.json").stat().st_mode & 0o777 == 0o600
    assert copies.start("a").get("k") == [1, 2]


def test_a_copy_without_its_peers_works(copies):
    alone = copies.start("a")
    alone.put("k", 1)
    assert (alone.get("k"), alone.get("none", "default")) == (1, "default")
    assert alone.children("") == [("k", 1)]
