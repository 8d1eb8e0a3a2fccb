# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The maintenance markers of one host: set, ended, kept, refused."""

import json
import os
import stat

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._maintenance import marker

PATH = "/var/lib/gir_multidc/maintenance.json"
ALICE = {"host": "rws1", "component": "rws", "who": "alice", "why": "new disk", "until": "2099-01-31"}
BOB = {"who": "bob", "why": "memory", "until": "2099-01-31T00:00:00Z", "ticket": 7}


class Host:
    def __init__(self, root):
        self.root = root
        self.file = root / PATH.lstrip("/")

    def ask(self, step, name="maintenance", check=False, **more):
        request = {"step": step, "root": str(self.root), "path": PATH, **more}
        return module_runs.run(name, {"_request": request}, check)

    def put(self, content):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    @property
    def holds(self):
        return json.loads(self.file.read_text(encoding="utf-8"))["markers"]


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def test_set_twice_and_end_twice(host):
    predicted = host.ask("set", check=True, marker=ALICE)
    assert predicted["changed"] and list(host.root.iterdir()) == []
    done = host.ask("set", marker=ALICE)
    assert done["diff"] == predicted["diff"] and done["markers"] == [ALICE] == predicted["markers"]
    assert stat.S_IMODE(os.stat(host.file).st_mode) == 0o644
    assert not host.ask("set", marker=ALICE)["changed"]
    assert host.ask("look", "maintenance_info")["markers"] == [ALICE]
    assert host.ask("end", check=True, component="rws")["changed"] and host.holds == [ALICE]
    ended = host.ask("end", component="rws")
    assert ended["changed"] and '"who": "alice"' in ended["diff"][0]["before"] and ended["diff"][0]["after"] == ""
    assert os.listdir(host.file.parent) == []
    assert not host.ask("end", component="rws")["changed"]


def test_ending_makes_nothing_where_nothing_is(host):
    assert not host.ask("end", component="")["changed"]
    assert list(host.root.iterdir()) == []


@pytest.mark.parametrize("content", [BOB, [BOB], {"markers": [BOB]}])
def test_other_markers_of_the_file_stay(host, content):
    """Whoever wrote them, in whatever form, with all that they say."""
    host.put(content)
    host.ask("set", marker=ALICE)
    assert host.holds == [BOB, ALICE]
    later = {**ALICE, "until": "2099-02-28"}
    assert host.ask("set", marker=later)["changed"] and host.holds == [BOB, later]
    host.ask("end", component="muxer")
    host.ask("end", component="rws")
    assert host.holds == [BOB]


def test_two_markers_of_one_component_become_one(host):
    host.put([ALICE, BOB, {**ALICE, "who": "carol"}])
    host.ask("set", marker=ALICE)
    assert host.holds == [ALICE, BOB]
    assert not host.ask("set", marker=ALICE)["changed"]
    host.ask("end", component="")
    assert host.holds == [ALICE]


@pytest.mark.parametrize("content", ["<html>", "{}", "[7]", '{"markers": 7}', "[" * 5000, "x" * 70000, "\x00"])
def test_a_damaged_file_is_named_and_never_written(host, content):
    host.put(content)
    for step, more in (("set", {"marker": ALICE}), ("end", {"component": "rws"}), ("look", {})):
        for check in (False, True):
            answer = host.ask(step, check=check, **more)
            assert answer["failed"] and f"{host.file} holds no maintenance marker: look at it" in answer["msg"]
    assert host.file.read_text(encoding="utf-8") == content


@pytest.mark.parametrize(
    "value", ['"\\ud800"', '{"a": [1]}', "1e999", "7" * 500, '"\\u0000\\u001b[2J"', '"' + "x" * 5000 + '"', "true"]
)
def test_odd_values_of_a_marker_are_bounded_text(host, value):
    """And another marker can be set beside it."""
    host.put('{"markers": [{"who": "bob", "why": %s, "component": "muxer"}]}' % value)
    (found,) = host.ask("look", "maintenance_info")["markers"]
    assert isinstance(found["why"], str) and len(found["why"]) <= marker.LONGEST_VALUE
    assert host.ask("set", marker=ALICE)["changed"]
    assert len(host.ask("look", "maintenance_info")["markers"]) == 2


def test_what_is_no_regular_file(host):
    host.file.parent.mkdir(parents=True)
    os.mkfifo(host.file)
    answer = host.ask("set", marker=ALICE)
    assert answer["failed"] and "is a named pipe, not a regular file" in answer["msg"]


def test_a_file_that_no_reader_would_take_whole(host):
    host.put([{**BOB, "component": str(number)} for number in range(marker.MOST)])
    for check in (True, False):
        answer = host.ask("set", check=check, marker=ALICE)
        assert answer["failed"] and "would hold more than 100 markers" in answer["msg"]
    assert "ALICE" not in host.file.read_text(encoding="utf-8")


def test_a_directory_that_is_a_file(host):
    (host.root / "var").write_text("", encoding="utf-8")
    assert host.ask("set", check=True, marker=ALICE)["failed"] and host.ask("set", marker=ALICE)["failed"]


def test_outside_of_its_action(host):
    assert "runs through its action" in module_runs.run("maintenance", {})["msg"]
