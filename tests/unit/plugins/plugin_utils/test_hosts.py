# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking many hosts from one action: with Ansible's own connections, and with processes that fail."""

import os
import signal
import sys
import time
from types import SimpleNamespace

import pytest
from ansible import context
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.utils.context_objects import CLIArgs
from ansible_collections.gir.multidc.plugins.plugin_utils import _hosts as under_test
from asked_hosts import LOCAL, ask, asking


def test_check_mode_of_a_request_is_that_of_its_module():
    hosts = asking({"h1": LOCAL, "h2": LOCAL}, reply=lambda _connection: {"check": hosts.action._task.check_mode})
    wanted = {"h1": True, "h2": None}
    requests = {name: under_test.Request(name, "ansible.builtin.ping", check=wanted[name]) for name in wanted}
    answers = hosts.ask(requests)
    assert [answers[name]["check"] for name in ("h1", "h2")] == [True, None]


def test_without_a_module_a_host_is_only_asked_whether_it_answers():
    """A module would be written for it, sent to it, and run there."""
    hosts = asking({"h1": LOCAL, "h2": ssh(ansible_host="127.0.0.1", ansible_port=1)})
    hosts.module = None
    answers = hosts.run({"h1": {}, "h2": {}})
    assert answers["h1"] == {"failed": False, "msg": ""}
    assert answers["h2"]["unreachable"] is True


def ssh(**variables):
    return {"ansible_connection": "ssh", **variables}


def test_a_host_is_asked_with_its_own_variables():
    hosts = asking({"h1": dict(LOCAL, ansible_facts={"a": 1}, other="x")}, task_vars={"ansible_playbook_python": "/p"})
    assert ask(hosts, "h1", {"path": "/k"}) == {}
    asked = hosts.action.asked
    assert (asked.module, asked.args) == ("ansible.builtin.ping", {"path": "/k"})
    assert asked.variables == {
        "ansible_python_interpreter": sys.executable,
        "ansible_facts": {"a": 1},
        "ansible_playbook_python": "/p",
        "inventory_hostname": "h1",
        "hostvars": hosts.task_vars["hostvars"],
    }
    assert asked.on.transport == "local"


def test_variables_of_a_delegated_task():
    """Ansible looks them up under the name of the host that the task was delegated to."""
    hosts = asking({"h1": LOCAL}, delegate_to="localhost")
    ask(hosts, "h1", {})
    variables = hosts.action.asked.variables
    own = variables.pop("ansible_delegated_vars")
    assert own == {"localhost": variables} and variables["inventory_hostname"] == "h1"


def test_no_trace_of_the_call_in_an_answer():
    answer = {"changed": True, "invocation": {"module_args": {}}, "warnings": ["w"], "deprecations": [], "msg": "m"}
    assert ask(asking({"h1": LOCAL}, lambda _on: answer), "h1", {}) == {"changed": True, "msg": "m"}


def test_a_failure_without_a_word_gets_one():
    assert ask(asking({"h1": LOCAL}, lambda _on: {"failed": True, "msg": ""}), "h1", {}) == {
        "failed": True,
        "msg": "the module ended without an answer",
    }
    assert ask(asking({"h1": LOCAL}, lambda _on: {"failed": True, "msg": "why"}), "h1", {})["msg"] == "why"


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (AnsibleConnectionFailure("no route"), {"unreachable": True, "msg": "no route"}),
        (AnsibleError("no interpreter"), {"failed": True, "msg": "no interpreter"}),
        (ValueError("of the plugin"), {"failed": True, "msg": "ValueError: of the plugin"}),
    ],
)
def test_an_error_is_an_answer(error, answer):
    def fail(_connection):
        raise error

    assert ask(asking({"h1": LOCAL}, fail), "h1", {}) == answer


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_of_the_module_stays_on_a_host(tmp_path, fails):
    """Its arguments may be secret, and Ansible cleans up for a task's own host alone."""
    hosts, made = asking({"h1": dict(LOCAL, ansible_remote_tmp=str(tmp_path / "remote"))}), []

    def reply(_connection):
        made.append(hosts.action._make_tmp_path())
        assert os.path.isdir(made[0])
        if fails:
            raise AnsibleError("no interpreter")
        return {}

    hosts.action.reply = reply
    assert ask(hosts, "h1", {}).get("failed", False) is fails
    assert made and list((tmp_path / "remote").iterdir()) == []


@pytest.mark.parametrize("hangs", [False, True])
def test_a_host_that_passes_its_limit_keeps_nothing(tmp_path, monkeypatch, hangs):
    """What was sent to it may be secret. Whoever does not come to remove it is ended all the same."""
    monkeypatch.setattr(under_test.Hosts, "leave_seconds", 0.3 if hangs else 20)
    hosts = asking({"h1": dict(LOCAL, ansible_remote_tmp=str(tmp_path / "remote"))})

    def reply(_connection):
        made = hosts.action._make_tmp_path()
        hosts.action._low_level_execute_command(f"echo password > {made}/module.py; sleep 61")

    hosts.action.reply = reply
    if hangs:
        monkeypatch.setattr(hosts, "_leave", lambda: time.sleep(62))
    started = time.monotonic()
    answers = hosts.ask({"h1": under_test.Request("h1", "ansible.builtin.ping", seconds=0.5)})
    assert answers["h1"]["msg"] == "it gave no answer within 0 seconds"
    assert time.monotonic() - started < 10
    assert [*(tmp_path / "remote").rglob("module.py")] == [] or hangs
    assert [one for one in os.popen("ps -eo args=") if one.strip() in ("sleep 61", "sleep 62")] == []


def test_a_host_that_says_too_much_is_ended(monkeypatch):
    """The others are heard, and nobody holds what it says."""
    monkeypatch.setattr(under_test, "_MOST_MEGABYTES", 1)
    hosts = Answers(2, a=lambda _given: {"text": "x" * (3 << 20)}, b=own_process)
    answers = hosts.run({"a": {}, "b": {}})
    assert answers["a"]["failed"] is True and answers["a"]["msg"].startswith("it said too much")
    assert answers["b"]["given"] == {} and hosts.all_gone()


def test_memory_of_a_child_has_an_end(monkeypatch):
    """A connection plugin reads whatever a host says."""
    monkeypatch.setattr(under_test, "_MOST_MEMORY", 64 << 20)
    hosts = asking({"h1": LOCAL}, reply=lambda _connection: {"size": len(b"x" * (1 << 30))})
    answers = hosts.ask({"h1": under_test.Request("h1", "ansible.builtin.ping", seconds=20)})
    assert answers["h1"]["msg"].startswith("it said too much")


def test_a_host_that_is_not_in_the_inventory():
    assert ask(asking({}), "nowhere", {}) == {"failed": True, "msg": "KeyError: 'nowhere'"}


def test_a_connection_that_does_not_exist():
    hosts = asking({"h1": {"ansible_connection": "no_such_plugin"}})
    hosts.action._shared_loader_obj = SimpleNamespace(connection_loader=SimpleNamespace(get=lambda *_args, **_kw: None))
    sentence = "the connection plugin 'no_such_plugin' was not found"
    assert ask(hosts, "h1", {}) == {"failed": True, "msg": sentence}


def test_options_of_a_connection_are_those_of_its_host():
    first = ssh(ansible_host="10.0.0.1", ansible_port=2201, ansible_user="one", ansible_ssh_common_args="-4")
    hosts = asking({"h1": first, "h2": ssh()})
    one, two = (hosts._connect(host, hosts.task_vars["hostvars"][host]) for host in ("h1", "h2"))
    assert [one.get_option(name) for name in ("host", "port", "remote_user", "ssh_common_args")] == [
        "10.0.0.1",
        2201,
        "one",
        "-4",
    ]
    assert (one._play_context.remote_addr, two._play_context.remote_addr) == ("10.0.0.1", "h2")
    assert two.get_option("ssh_common_args") == "" and two.get_option("port") is None


@pytest.mark.parametrize(
    ("variables", "alone", "first"),
    [
        (ssh(), True, ["-o", "ControlPath=none"]),
        (ssh(ansible_ssh_args="-o ControlPath=/tmp/own"), True, ["-o", "ControlPath=none"]),
        (ssh(ansible_ssh_args="-4"), False, ["-4"]),
    ],
)
def test_a_host_that_was_silent_is_reached_over_a_connection_of_its_own(variables, alone, first):
    """A shared one that was cut stays deaf for a while after the cut; of ssh's options the first value counts."""
    hosts = asking({"h1": variables}, reply=lambda connection: {"command": command_of(connection)})
    hosts.action._remove_tmp_path = lambda path: None
    command = hosts._ask(under_test.Request("h1", "ansible.builtin.ping", alone=alone))["command"]
    assert command[1 : 1 + len(first)] == first


def command_of(connection):
    return [word.decode() for word in connection._build_command(b"ssh", "ssh", connection.host, b"true")]


def test_a_connection_that_knows_nothing_of_ssh_may_be_alone():
    hosts = asking({"h1": LOCAL}, reply=lambda _connection: {"ping": "pong"})
    assert hosts._ask(under_test.Request("h1", "ansible.builtin.ping", alone=True)) == {"ping": "pong"}


def test_nothing_that_a_host_returns_is_printed():
    """A connection plugin prints it at high verbosity, unless the play's context forbids it."""
    hosts = asking({"h1": LOCAL})
    assert hosts._connect("h1", LOCAL)._play_context.no_log is True
    assert hosts.action._play_context.no_log is not True
    hosts.private = False
    assert hosts._connect("h1", LOCAL)._play_context.no_log is not True


@pytest.mark.parametrize(
    ("variables", "chosen", "transport"),
    [
        ({"ansible_connection": "smart"}, None, "ssh"),
        ({}, "local", "local"),
        ({"ansible_connection": "ssh"}, "local", "ssh"),
        ({}, None, "ssh"),
    ],
)
def test_the_way_to_a_host(monkeypatch, variables, chosen, transport):
    """Its own, else that of the command line; never that of the task, which runs on the controller."""
    monkeypatch.setattr(context, "CLIARGS", CLIArgs({"connection": chosen} if chosen else {}))
    hosts = asking({}, connection="local")
    assert hosts._connect("h1", variables).transport == transport


@pytest.mark.parametrize(
    ("variables", "of_task", "expected"),
    [
        ({"ansible_become": "yes"}, False, "sudo"),
        ({"ansible_become": True, "ansible_become_method": "su"}, False, "su"),
        ({}, True, "sudo"),
        ({"ansible_become": "no"}, True, None),
        ({}, False, None),
    ],
)
def test_another_account_on_a_host(variables, of_task, expected):
    hosts = asking({}, become=of_task, become_method="sudo")
    connection = hosts._connect("h1", {**LOCAL, **variables, "ansible_become_user": "keeper"})
    assert getattr(connection.become, "name", None) == expected
    if expected:
        assert connection.become.get_option("become_user") == "keeper"


def test_passwords_that_were_asked_for():
    """What --ask-pass and --ask-become-pass gave stands in the play's context alone."""
    hosts = asking({})
    hosts.action._play_context.password = "asked-1"
    hosts.action._play_context.become_pass = "asked-2"
    connection = hosts._connect("h1", ssh(ansible_become=True, ansible_become_method="sudo"))
    assert connection.get_option("password") == "asked-1"
    assert connection.become.get_option("become_pass") == "asked-2"


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"a": ', b"7", b'["a"]', b"[" * 100_000])
def test_half_an_answer_is_a_failure(data):
    assert under_test._parse(data) == {
        "failed": True,
        "msg": "the process that asked this host ended without an answer",
    }
    assert under_test._parse(b'{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(("given", "forks"), [(7, 7), ("3", 3), (0, 5), (None, 5), (-2, 1)])
def test_how_many_at_once(monkeypatch, given, forks):
    monkeypatch.setattr(under_test.C, "DEFAULT_FORKS", 5)
    assert asking({}, task_vars={"ansible_forks": given}).forks == forks


class Answers(under_test.Hosts):
    """Each host is asked in a process of its own, which does what `of[host]` does."""

    def __init__(self, forks, **of):
        super().__init__(None, "module", {"ansible_forks": forks})
        self.of = of
        self.most = self.running = 0
        self.children = []

    def _ask(self, request):
        return self.of[request.host](request.arguments)

    def _start(self, request, inherited):
        self.most = max(self.most, len(inherited) + 1)
        reader, child = super()._start(request, inherited)
        self.children.append(child)
        return reader, child

    def all_gone(self):
        for child in self.children:
            with pytest.raises(ChildProcessError):
                os.waitpid(child, os.WNOHANG)
        return True


def own_process(arguments):
    return {"pid": os.getpid(), "given": arguments}


def test_every_host_has_a_process_of_its_own():
    names = [f"h{number}" for number in range(7)]
    hosts = Answers(3, **dict.fromkeys(names, own_process))
    answers = hosts.run({name: {"n": name} for name in names})
    assert list(answers) == names, "in the order of the question"
    assert [answers[name]["given"] for name in names] == [{"n": name} for name in names]
    assert len({answer["pid"] for answer in answers.values()} - {os.getpid()}) == 7
    assert hosts.most == 3 and hosts.all_gone()


def test_hosts_wait_for_a_free_place():
    """With one process at a time nobody is asked before the one before has answered."""
    reader, writer = os.pipe()

    def note(arguments):
        os.write(writer, arguments["name"].encode() + b"<")
        os.write(writer, arguments["name"].encode() + b">")
        return {}

    Answers(1, a=note, b=note, c=note).run({name: {"name": name} for name in "abc"})
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        assert stream.read() == b"a<a>b<b>c<c>"


def test_a_large_answer_arrives_whole():
    """Larger than a pipe holds, so that it comes in pieces, and two of them at once."""
    text = "x" * 300_000
    answers = Answers(2, a=lambda _given: {"text": text}, b=lambda _given: {"text": text[:-1]}).run({"a": {}, "b": {}})
    assert (answers["a"]["text"] == text, len(answers["b"]["text"])) == (True, 299_999)


def killed(_arguments):
    os.kill(os.getpid(), signal.SIGKILL)


def no_json(_arguments):
    return {("a", "tuple"): 1}


def leave(_arguments):
    raise SystemExit(3)


@pytest.mark.parametrize("end", [killed, no_json, leave])
def test_a_process_that_dies_is_one_failure(end):
    hosts = Answers(2, a=own_process, b=end, c=own_process)
    answers = hosts.run({"a": {}, "b": {}, "c": {}})
    assert answers["b"] == {"failed": True, "msg": "the process that asked this host ended without an answer"}
    assert answers["a"]["given"] == answers["c"]["given"] == {}
    assert hosts.all_gone()


def test_an_interrupted_run_leaves_no_process(monkeypatch):
    """Those that still ask are ended and waited for, and their pipes are closed."""
    before = len(os.listdir("/proc/self/fd"))
    hosts = Answers(2, a=lambda _given: time.sleep(60), b=lambda _given: time.sleep(60))

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(under_test, "_readable", interrupt)
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        hosts.run({"a": {}, "b": {}, "c": {}})
    assert time.monotonic() - started < 30 and len(hosts.children) == 2
    assert hosts.all_gone()
    assert len(os.listdir("/proc/self/fd")) == before
