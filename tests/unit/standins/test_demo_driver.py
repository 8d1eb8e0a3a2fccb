# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's driver, with small playbooks in the place of the real ones."""

import os
import socket
import time

import pytest
import run
import system
from playbook import Ansible, PlaybookFailed
from standin_client import eventually
from system import DemoFailed, Layout, prepare

INVENTORY = """
gir:
  hosts:
    h1:
    h2:
  vars:
    name: demo
    ansible_connection: local
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
"""
FILE = """
- name: Write
  hosts: gir
  gather_facts: false
  tasks:
    - name: Write a file
      ansible.builtin.copy:
        content: x
        dest: "{{ lookup('ansible.builtin.env', 'GIR_DEMO_DIR') }}/hosts/{{ inventory_hostname }}"
"""
BROKEN = """
- name: Break
  hosts: h2
  gather_facts: false
  tasks:
    - name: Refuse
      ansible.builtin.fail:
        msg: the reason
"""
SLOW = """
- name: Wait
  hosts: h1
  gather_facts: false
  tasks:
    - name: Wait for ever
      ansible.builtin.shell: echo $$ > "$GIR_DEMO_DIR/pid"; exec sleep 3600
"""


@pytest.fixture
def directory(tmp_path):
    target = tmp_path / "demo"
    prepare(target)
    return target


@pytest.fixture
def ansible(directory, tmp_path):
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(INVENTORY)
    return Ansible(directory, 18080, str(inventory))


def write(tmp_path, text):
    path = tmp_path / "playbook.yml"
    path.write_text("---" + text)
    return str(path)


def test_a_run_tells_changes_host_by_host(ansible, directory, tmp_path):
    plays = []
    path = write(tmp_path, FILE)
    predicted = ansible.run(path, "check", "--check").require_success()
    assert list(directory.joinpath("hosts").iterdir()) == []
    first = ansible.run(path, "first", on_play=plays.append).require_success()
    assert first.changes() == predicted.changes() == {host: ["Write: Write a file"] for host in ("h1", "h2")}
    assert (first.changed, first.changed_on({"h1"}), plays) == (2, 1, ["Write"])
    second = ansible.run(path, "second").require_success()
    assert (second.changed, second.changes()) == (0, {})
    run._require_unchanged(second, "The second run")
    with pytest.raises(DemoFailed, match="h1: Write: Write a file"):
        run._require_unchanged(first, "The second run")


def test_a_failed_run_names_host_task_and_reason(ansible, tmp_path):
    with pytest.raises(PlaybookFailed, match="h2, task 'Refuse': the reason") as failure:
        ansible.run(write(tmp_path, BROKEN), "broken").require_success()
    assert "broken.log" in str(failure.value)


def test_an_interrupted_run_leaves_no_process(ansible, directory, tmp_path):
    file = directory / "pid"

    def interrupt(_play):
        assert eventually(lambda: file.exists() and file.read_text().strip(), 20)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ansible.run(write(tmp_path, SLOW), "slow", on_play=interrupt)
    task = int(file.read_text())
    assert eventually(lambda: not _exists(task))


def _exists(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_inventory_values_are_templated_by_ansible(ansible):
    assert ansible.facts("h1", "{'upper': name | upper, 'groups': groups.gir}") == {
        "upper": "DEMO",
        "groups": ["h1", "h2"],
    }


def test_an_unreadable_inventory_is_told(directory):
    with pytest.raises(PlaybookFailed, match="/no/inventory cannot be read"):
        Ansible(directory, 18080, "/no/inventory").facts("h1", "1")


class Told:
    def __init__(self, **changes):
        self._changes = changes

    def changes(self):
        return self._changes


def test_a_wrong_prediction_is_told_in_both_directions():
    run._compare(Told(h1=["a", "b"]), Told(h1=["b", "a"]))
    with pytest.raises(DemoFailed) as failure:
        run._compare(Told(h1=["a", "b"], h2=["c"]), Told(h1=["a", "a"]))
    assert str(failure.value).splitlines()[1:] == [
        "  h1: predicted, not done: b",
        "  h1: done, not predicted: a",
        "  h2: predicted, not done: c",
    ]


def test_a_directory_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "precious").write_text("x")
    with pytest.raises(DemoFailed, match="was not made by the demo"):
        prepare(tmp_path)
    assert (tmp_path / "precious").read_text() == "x"


def test_a_directory_of_the_demo_is_made_anew(directory):
    (directory / "old").write_text("x")
    prepare(directory)
    assert not (directory / "old").exists()
    assert directory.stat().st_mode & 0o777 == 0o700


def test_a_taken_port_moves_the_block_unless_it_was_asked_for(tmp_path):
    first = Layout(tmp_path)
    offsets = first.offsets()
    assert len(offsets) == len(set(offsets))
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", first.base + 11))
        taken.listen()
        assert Layout(tmp_path).base > first.base
        with pytest.raises(DemoFailed, match=f"{first.base + 11}: the port is already in use.*GIR_DEMO_PORT_BASE"):
            Layout(tmp_path, str(first.base))


def test_a_port_base_that_is_no_number_is_told(tmp_path):
    for wrong in ("many", "70000"):
        with pytest.raises(DemoFailed, match="GIR_DEMO_PORT_BASE"):
            Layout(tmp_path, wrong)


VALUES = {
    "contact_center_id": "",
    "domain": "demo",
    "ops": ["ops", "ops"],
    "admin": ["gir-admin", "admin-password"],
    "receiver": ["sm", "receiver-password"],
    "configuration_server": ["gir", "configuration-password"],
    "desktop": "WDE",
    "groups": {"gir_mcp": ["mcp1-dc1"], "gir_rcs": ["rcs1-dc1"]},
}


def test_stand_ins_start_and_stop_with_the_demo(directory):
    standins = system.StandIns(Layout(directory), VALUES)
    standins.start()
    kinds = [item["kind"] for item in standins.components()]
    assert (len(kinds), kinds.count("RWS node"), kinds.count("WebDAV server")) == (14, 4, 2)
    assert standins.config_file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(DemoFailed, match=r"These stand-ins do not run:\n.*waiting for"):
        standins.wait_until_running(0.2)
    started = time.monotonic()
    standins.stop()
    assert standins.components() == []
    assert time.monotonic() - started < system.STOP_SECONDS
    standins.stop()


def test_a_new_demo_ends_the_stand_ins_an_earlier_one_kept(directory):
    standins = system.StandIns(Layout(directory), VALUES)
    standins.start()
    standins.keep()
    try:
        prepare(directory)
        assert standins.components() == []
    finally:
        standins.stop()
    assert system.stop_running(directory) is False
