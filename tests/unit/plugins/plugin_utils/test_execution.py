# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a verb calls, and how a call is carried out from within an action."""

from types import SimpleNamespace

import pytest
from adopted_system import VARIABLES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import ConfigurationObject, Desired, File
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import Call
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.execution import add, execute

GAX = {"gir_gax_url": ["https://gax.test"], "gir_gax_username": "default", "gir_gax_password": "gax-pw"}
RCS = COMPONENTS["rcs"]


def desired_rcs(**changes):
    """What the role of an RCS asks for, with the changes."""
    options = {"keystore": {"path": "/k"}}
    found = Desired("rcs", "rcs1", "dc1", objects=[ConfigurationObject("CfgApplication", "rcs1_RCS", options=options)])
    found.secret_keys = ["own.*"]
    for name, value in changes.items():
        setattr(found, name, value)
    return found


def of_verb(verb, desired, component=RCS, args=None, check=False, **given):
    values = {**{name: row.default for name, row in component.variables.items()}, **VARIABLES, **GAX, **given}
    return calls.of_verb(
        verb, component, desired, {name: values[name] for name in component.variables}, args or {}, check
    )


OBJECT = {"type": "CfgApplication", "name": "rcs1_RCS", "options": {"keystore": {"path": "/k"}}}


def test_objects_are_written_through_gax():
    (call,) = of_verb("objects", desired_rcs())
    assert (call.name, call.action) == ("gir.multidc.gax_objects", False)
    assert call.args["objects"] == [OBJECT]
    assert call.args["secret_keys"] == ["own.*"]
    given = {name: call.args[name] for name in ("url", "url_username", "url_password")}
    assert given == {"url": ["https://gax.test"], "url_username": "default", "url_password": "gax-pw"}
    assert None not in call.args.values()


def test_unwanted_options_are_removed_through_gax():
    """They are options of an object that stays."""
    desired = desired_rcs(unwanted=[ConfigurationObject("CfgApplication", "other", options={"s": {"k": None}})])
    (call,) = of_verb("unwanted", desired)
    assert call.name == "gir.multidc.gax_options"
    assert call.args["objects"] == [
        {"type": "CfgApplication", "name": "other", "options": {"s": {"k": None}}, "state": "absent"}
    ]


def test_objects_for_import_hold_their_secrets():
    """An operator imports them, so a mask would be imported, too."""
    (call,) = of_verb("import_files", desired_rcs(), gir_configuration_dir="/import")
    assert (call.name, call.action) == ("gir.multidc.render_bundle", True)
    assert call.args == {
        "objects_directory": "/import",
        "objects": [OBJECT],
        "secret_keys": ["own.*"],
        "mask_secrets": False,
    }


@pytest.mark.parametrize("verb", ["write", "dns", "probe", "documents"])
def test_a_verb_with_nothing_to_do(verb):
    assert of_verb(verb, desired_rcs(), args={"validate_files": True}) == []


@pytest.mark.parametrize("verb", ["nonsense", "features", "settings"])
def test_a_verb_that_the_component_does_not_have(verb):
    with pytest.raises(ValueError, match=verb):
        of_verb(verb, desired_rcs())


@pytest.mark.parametrize("secrets", [True, False])
def test_objects_of_render_stand_in_one_place(secrets):
    """For all hosts together, masked unless secrets are asked for."""
    (call,) = of_verb("render", desired_rcs(), gir_render_dir="/out", gir_render_secrets=secrets)
    assert call.args["objects_directory"] == "/out/configuration-server"
    assert call.args["mask_secrets"] is not secrets and "directory" not in call.args


class Module:
    """An action that runs modules; `seen` is what it was asked for."""

    def __init__(self, answer):
        self.answer, self.seen, self.removed = answer, [], []
        self._connection = SimpleNamespace(_shell=SimpleNamespace(tmpdir="/tmp/of-task"))

    def _execute_module(self, **given):
        self.seen.append(given)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def _remove_tmp_path(self, path):
        self.removed.append(path)


def test_a_module_runs_and_leaves_no_files():
    action = Module({"changed": True})
    assert execute(action, Call("gir.multidc.gax_objects", {"a": 1}), {"x": 1}) == {"changed": True}
    assert action.seen == [{"module_name": "gir.multidc.gax_objects", "module_args": {"a": 1}, "task_vars": {"x": 1}}]
    assert action.removed == ["/tmp/of-task"]


def test_a_module_that_fails_leaves_no_files():
    action = Module(RuntimeError("lost"))
    with pytest.raises(RuntimeError, match="lost"):
        execute(action, Call("m", {}), {})
    assert action.removed == ["/tmp/of-task"]


class Parent(Module):
    """An action that runs another one in its own place."""

    def __init__(self):
        super().__init__({})
        self._task = SimpleNamespace(args={"own": 1}, copy=lambda: SimpleNamespace(args={"own": 1}))
        self._play_context, self._loader, self._templar = object(), object(), object()
        self._shared_loader_obj = SimpleNamespace(action_loader=SimpleNamespace(get=self._get))

    def _get(self, name, **given):
        self.name, self.given = name, given
        return SimpleNamespace(run=self._run)

    def _run(self, task_vars):
        self.variables = task_vars
        return {"changed": False, "files": []}


def test_an_action_runs_in_the_place_of_the_task():
    action = Parent()
    call = Call("gir.multidc.config_bundle", {"files": []}, action=True, variables={"port": "{{ 7 }}"})
    assert execute(action, call, {"inventory_hostname": "h1", "port": 1, "y": 2}) == {"changed": False, "files": []}
    assert action.name == "gir.multidc.config_bundle"
    assert action.given["task"].args == {"files": []} and action._task.args == {"own": 1}, "the task's own stay"
    for name in ("connection", "play_context", "loader", "templar", "shared_loader_obj"):
        assert action.given[name] is getattr(action, f"_{name}")
    assert action.variables["inventory_hostname"] == "h1"
    assert (str(action.variables["port"]), action.variables["y"]) == ("{{ 7 }}", 2), "those of the call go before"


def test_several_calls_are_one_result():
    """Changed when one of them is, with all files and differences; of the rest the last one speaks."""
    result = {}
    add(result, {"changed": True, "files": [1], "msg": "first"})
    assert result == {"changed": True, "files": [1], "msg": "first"}
    add(result, {"changed": False, "files": [2], "diff": [3]})
    add(result, {"msg": "last"})
    assert result == {"changed": True, "files": [1, 2], "diff": [3], "msg": "last"}


def test_files_whose_templates_agree_are_one_call():
    """A call has one value for each variable, so files that disagree about one are written by another call."""
    ways = {"a": {"port": 1}, "b": {"port": 2}, "c": {"port": 1, "name": "x"}, "d": {"name": "x"}, "e": {}}
    documents = [File(f"/{name}", content=name, variables=dict(values)) for name, values in ways.items()]
    found = of_verb("documents", desired_rcs(documents=documents), gir_configuration_dir="/import")
    together = [([file["path"] for file in call.args["files"]], call.variables) for call in found]
    assert together == [(["/a", "/c", "/d", "/e"], {"port": 1, "name": "x"}), (["/b"], {"port": 2})]
    assert {call.args["directory"] for call in found} == {"/import"}


def test_files_without_secrets_are_never_masked():
    files = [File("/secret", content="x"), File("/program", content="y", public=True)]
    first, second = of_verb("render", desired_rcs(files=files), gir_render_dir="/out")
    assert (first.args["directory"], first.args["mask_secrets"]) == ("/out/dc1/rcs1", True)
    assert [file["path"] for file in first.args["files"]] == ["/secret"] and first.args["objects"] == [OBJECT]
    assert second.args["mask_secrets"] is False and "objects" not in second.args
    assert [file["path"] for file in second.args["files"]] == ["/program"]
