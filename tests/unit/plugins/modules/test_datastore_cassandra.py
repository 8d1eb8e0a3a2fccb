# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""datastore_info of Cassandra, with a nodetool that prints what the documentation shows."""

import os
import time

import pytest
from module_runs import run, succeed
from standins.nodetool import Ring

VERSIONS = ("2.1.22", "3.11.17", "4.1.3", "5.0.2")


def ask(ring, **options):
    return succeed("datastore_info", {"kind": "cassandra", "nodetool": ring.write(), "keyspace": "sipfs", **options})


@pytest.mark.parametrize("version", VERSIONS)
def test_every_release_tells_the_same(tmp_path, version):
    found = ask(Ring(tmp_path, version=version))
    assert found["answers"] and found["unanswered"] == {} and not found["changed"]
    codes = {center["name"]: [node["code"] for node in center["nodes"]] for center in found["data_centers"]}
    assert codes == {"DC1": ["UN", "UN"], "DC2": ["UN"]}
    assert found["data_centers"][0]["nodes"][0]["address"] == "10.1.0.1"
    assert found["own_data_center"] == "DC1" and found["cluster_name"] == "Recording Cluster"
    assert [one["nodes"] for one in found["schema_versions"]] == [["10.1.0.1", "10.1.0.2", "10.2.0.1"]]
    assert found["unreachable_nodes"] == []
    assert found["replication"]["factors"] == {"DC1": 2, "DC2": 1}
    assert found["hint_window_ms"] == 10800000


def test_only_releases_before_4_0_are_asked_for_the_ranges(tmp_path):
    old, new = (Ring(tmp_path / version, version=version) for version in ("3.11.17", "4.1.3"))
    assert ask(old)["replication"]["source"] == "describering"
    assert ask(new)["replication"] == {
        "strategy": "NetworkTopologyStrategy", "factors": {"DC1": 2, "DC2": 1}, "source": "describecluster"
    }  # fmt: skip
    assert ["describering", "sipfs"] in old.asked() and ["describering", "sipfs"] not in new.asked()


@pytest.mark.parametrize("state", ["DN", "UJ", "UL", "UM", "DL", "?N"])
def test_states_of_nodes_are_told_apart(tmp_path, state):
    ring = Ring(tmp_path, centers={"DC1": {"10.1.0.1": "UN", "10.1.0.9": state}})
    ring.keyspaces = {"sipfs": {"DC1": 1}}
    node = ask(ring)["data_centers"][0]["nodes"][1]
    assert node["code"] == state
    assert node["up"] is {"U": True, "D": False}.get(state[0])
    assert node["state"] == {"N": "normal", "J": "joining", "L": "leaving", "M": "moving"}[state[1]]


def test_schema_disagreement_and_unreachable_nodes(tmp_path):
    ring = Ring(tmp_path, centers={"DC1": {"10.1.0.1": "UN", "10.1.0.2": "UN"}, "DC2": {"10.2.0.1": "DN"}})
    ring.schemas = [["10.1.0.2"]]
    found = ask(ring)
    assert [one["nodes"] for one in found["schema_versions"]] == [["10.1.0.1"], ["10.1.0.2"]]
    assert found["unreachable_nodes"] == ["10.2.0.1"]


def test_no_answer_has_a_name_that_ansible_reads_itself(tmp_path):
    """A result `unreachable` would make Ansible give up the host."""
    ring = Ring(tmp_path, centers={"DC1": {"10.1.0.1": "UN"}, "DC2": {"10.2.0.1": "DN"}})
    assert not {"unreachable", "failed", "skipped", "ansible_facts"} & set(ask(ring))


def test_copies_that_a_data_center_lacks_are_seen_in_the_ranges(tmp_path):
    ring = Ring(tmp_path, keyspaces={"sipfs": {"DC1": 2}})
    assert ask(ring)["replication"]["factors"] == {"DC1": 2}


def test_ranges_of_a_simple_strategy_have_no_copy_for_sure(tmp_path):
    ring = Ring(tmp_path, keyspaces={"sipfs": {"replication_factor": 1}})
    assert ask(ring)["replication"]["factors"] == {"DC1": 0, "DC2": 0}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_keyspace_that_is_not_there_is_named(tmp_path, version):
    found = ask(Ring(tmp_path, version=version), keyspace="other")
    assert found["replication"] is None and "keyspace" in found["unanswered"]["replication"]
    assert found["data_centers"]


def test_without_a_keyspace_nothing_is_said_of_copies(tmp_path):
    found = succeed("datastore_info", {"kind": "cassandra", "nodetool": Ring(tmp_path).write()})
    assert found["unanswered"] == {"replication": "no keyspace is given"}


def test_jmx_that_refuses_is_an_answer_of_the_module(tmp_path):
    ring = Ring(tmp_path)
    ring.fault = "refused"
    found = ask(ring)
    assert not found["answers"] and found["data_centers"] is None
    assert "Connection refused" in found["unanswered"]["nodes"]


def test_a_nodetool_that_hangs_is_ended_in_time(tmp_path):
    ring = Ring(tmp_path)
    ring.fault = "hangs"
    started = time.monotonic()
    found = ask(ring, timeout=1)
    assert time.monotonic() - started < 5
    assert found["unanswered"]["nodes"] == "nodetool did not end within 1 s"


def test_one_command_that_hangs_costs_its_own_answer_alone(tmp_path):
    ring = Ring(tmp_path)
    ring.slow_commands = ("getmaxhintwindow",)
    found = ask(ring, timeout=4)
    assert list(found["unanswered"]) == ["hint_window"]
    assert found["replication"]["factors"] == {"DC1": 2, "DC2": 1}


def test_a_nodetool_that_is_not_there_is_named(tmp_path):
    for name in (str(tmp_path / "bin/nodetool"), "no-such-nodetool"):
        found = succeed("datastore_info", {"kind": "cassandra", "nodetool": name})
        assert not found["answers"]
        assert f"{name} cannot be started (No such file or directory)" in found["unanswered"]["nodes"]


def test_the_password_is_read_from_a_file_and_never_an_argument(tmp_path):
    ring = Ring(tmp_path / "ring")
    ring.accounts = {"monitor": "jmx-password-4711"}
    path = tmp_path / "password"
    path.write_text("monitor jmx-password-4711\n", encoding="utf-8")
    options = {"jmx_username": "monitor", "jmx_password_file": str(path), "jmx_port": 7299, "jmx_host": "localhost"}
    found = ask(ring, **options)
    assert found["answers"] and found["unanswered"] == {}
    assert ring.asked()[0][:8] == ["-h", "localhost", "-p", "7299", "-u", "monitor", "-pwf", str(path)]
    assert "jmx-password-4711" not in found["text"] + str(ring.asked())
    path.write_text("monitor wrong\n", encoding="utf-8")
    assert "Authentication failed" in ask(ring, **options)["unanswered"]["nodes"]


def test_wrong_options_are_named_all_at_once(tmp_path):
    wrong = {"jmx_password_file": str(tmp_path / "none"), "jmx_username": "-x", "jmx_port": 70000, "timeout": 0}
    found = run("datastore_info", {"kind": "cassandra", **wrong, "keyspace": "--help"})
    assert found["failed"] and len(found["problems"]) == 5
    for name in ("timeout is 0", "jmx_port is 70000", "jmx_username begins", "keyspace begins", "there is no file"):
        assert name in found["msg"]


@pytest.mark.parametrize(
    "printed",
    ["", "<html><body>503</body></html>", "Datacenter: \x1b[31m\n", "\x00" * 5000, "Schema versions:\n", "TokenRange("],
)
def test_output_of_another_form_is_no_answer(tmp_path, printed):
    program = tmp_path / "nodetool"
    (tmp_path / "printed").write_text(printed, encoding="utf-8")
    program.write_text(f"#!/bin/sh\ncat {tmp_path}/printed\n", encoding="utf-8")
    program.chmod(0o755)
    found = succeed("datastore_info", {"kind": "cassandra", "nodetool": str(program), "keyspace": "sipfs"})
    assert not found["answers"]
    assert "printed something else" in found["unanswered"]["nodes"]
    assert "\x1b" not in found["text"]


def test_output_without_an_end_is_cut_off(tmp_path):
    program = tmp_path / "nodetool"
    program.write_text("#!/bin/sh\nexec yes 'Datacenter: DC1'\n", encoding="utf-8")
    program.chmod(0o755)
    found = succeed("datastore_info", {"kind": "cassandra", "nodetool": str(program)})
    assert "printed more than" in found["unanswered"]["nodes"]


def test_nothing_that_nodetool_started_is_left(tmp_path):
    program = tmp_path / "nodetool"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! >> {tmp_path}/children\nsleep 600\n", encoding="utf-8")
    program.chmod(0o755)
    succeed("datastore_info", {"kind": "cassandra", "nodetool": str(program), "timeout": 1})
    children = (tmp_path / "children").read_text(encoding="utf-8").split()
    end = time.monotonic() + 10
    while any(map(is_running, children)) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(children) == 4 and not any(map(is_running, children))


def is_running(process):
    """Whether it runs; one that ended and that nobody has taken note of does not."""
    path = f"/proc/{process}/stat"
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return os.path.exists(path)
