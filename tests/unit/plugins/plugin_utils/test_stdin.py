# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that go to the standard input of a host's Python."""

import glob
import json
import os
import subprocess
import sys

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._common.bare import MARK
from ansible_collections.gir.multidc.plugins.plugin_utils import _stdin as under_test
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import comparing, requests
from ansible_collections.gir.multidc.plugins.plugin_utils._module_closure import module_closure

PYTHONS = [sys.executable, *sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/3.6*/bin/python")))]
SECRET = "not-for-the-list-of-processes"


class Action:
    """Runs commands on this machine, with nothing of this process's own packages."""

    def __init__(self, noise=""):
        self.noise = noise
        self.commands = []

    def _low_level_execute_command(self, command, in_data=None, sudoable=False):
        assert sudoable is True
        self.commands.append(command)
        env = {"PATH": os.defpath, "LC_ALL": "C"}
        done = subprocess.run(["/bin/sh", "-c", command], input=in_data, capture_output=True, env=env, check=False)
        return {"rc": done.returncode, "stdout": self.noise + done.stdout.decode(), "stderr": done.stderr.decode()}


def ask(action, arguments, **variables):
    return under_test.run(action, *comparing._PROGRAM, arguments, variables)


def body(**more):
    return {"_payload": pack({**requests.body_of("h1", "/nowhere"), "yaml_reader": None, **more}), "password": SECRET}


def test_mark_is_the_one_of_the_program():
    assert comparing._PROGRAM == ("_drift.bare", MARK)


@pytest.mark.parametrize("python", PYTHONS)
def test_host_answers_without_any_package(python):
    action = Action(noise="Welcome!\n")
    answer = ask(action, body(), ansible_python_interpreter=python)
    assert answer["differences"] == [] and answer["observed"] == {}
    assert answer["platform"]["os_family"]
    assert SECRET not in json.dumps(answer) + " ".join(action.commands)


def test_python_is_looked_for_where_nobody_names_one():
    answer = ask(Action(), body(), ansible_python_interpreter="auto_silent")
    assert answer["changed"] is False


def test_discovered_python_is_taken():
    action = Action()
    ask(action, body(), ansible_facts={"discovered_interpreter_python": sys.executable})
    assert action.commands == [f"{sys.executable} -"]


@pytest.mark.parametrize("given", ["auto", None, ""])
def test_python_of_the_configuration_is_taken(monkeypatch, given):
    """Unless the host has one of its own."""
    monkeypatch.setenv("ANSIBLE_PYTHON_INTERPRETER", sys.executable)
    action = Action()
    ask(action, body(), ansible_python_interpreter=given)
    ask(action, body(), ansible_python_interpreter="/nowhere/python3")
    assert action.commands[0].startswith("/bin/sh") is (given is not None)
    assert action.commands[1] == "/nowhere/python3 -"


def test_name_without_a_python_costs_no_host(tmp_path, monkeypatch):
    """As the shims of pyenv for versions that are not installed."""
    for name in ("python3.98", "python3.99"):
        (tmp_path / name).write_text("#!/bin/sh\necho pyenv: command not found >&2; exit 127\n")
        (tmp_path / name).chmod(0o755)
    known = [str(tmp_path / "python3.99"), str(tmp_path / "python3.98"), sys.executable]
    read = under_test.C.config.get_config_value
    answers = {"INTERPRETER_PYTHON_FALLBACK": known}
    monkeypatch.setattr(
        under_test.C.config, "get_config_value", lambda name, **more: answers.get(name) or read(name, **more)
    )
    assert ask(Action(), body())["differences"] == []
    answers["INTERPRETER_PYTHON_FALLBACK"] = known[:2]
    assert ask(Action(), body())["msg"].endswith("exit status 127: no Python is there")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('{"a": 1}\nGood bye!\n', {"a": 1}),
        ('{"a": 1}', {"a": 1}),
        *[(text, {"failed": True, "msg": under_test.UNEXPECTED}) for text in ('{"a": ', "", "7", '["a"]', "[" * 9_999)],
    ],
)
def test_answer_is_the_line_behind_the_mark(monkeypatch, said, expected):
    action, done = Action(), {"rc": 0, "stdout": f"Welcome!\n{MARK}\n{said}", "stderr": ""}
    monkeypatch.setattr(action, "_low_level_execute_command", lambda *_args, **_more: done)
    assert ask(action, body()) == expected


@pytest.mark.parametrize(
    ("interpreter", "said"),
    [("/nowhere/python3", "not found"), ("/bin/false", "it said nothing"), ("echo -n", "exit status 0: -")],
)
def test_no_answer_is_one_sentence(interpreter, said):
    answer = ask(Action(), body(), ansible_python_interpreter=interpreter)
    assert answer["failed"] is True and said in answer["msg"]
    assert "\n" not in answer["msg"] and SECRET not in answer["msg"]


def test_refusal_of_the_program_is_its_answer():
    answer = ask(Action(), {"_payload": ""}, ansible_python_interpreter=sys.executable)
    assert answer["failed"] is True and "call the playbook" in answer["msg"]


def test_script_is_ascii_whatever_the_arguments_are(monkeypatch):
    """A host may have a locale of its own."""
    sent, action = [], Action()

    def keep(_command, in_data, sudoable):
        sent.append(in_data)
        return {"rc": 1, "stdout": "", "stderr": ""}

    monkeypatch.setattr(action, "_low_level_execute_command", keep)
    ask(action, {"_payload": "gr\u00f6\u00dfer"})
    assert sent[0].isascii()


def test_program_needs_nothing_of_ansible():
    """A host has it no more than any other package."""
    library = under_test.LIBRARY
    entry, _mark = comparing._PROGRAM
    needed = module_closure([library / f"{entry.replace('.', '/')}.py"], library)
    imports = [line for path in needed for line in (library / path).read_text(encoding="utf-8").splitlines()]
    assert [line for line in imports if line.strip().startswith(("from ansible.", "import ansible"))] == []
