# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module: check mode writes nothing and predicts the run, and a second run changes nothing."""

import json
import re

import gax_systems
import module_runs
import pytest
import rws_systems
from ansible_collections.gir.multidc.plugins.module_utils._service import health
from module_cases import ACTIONS, CASES, write_bundle
from standins import rws
from support.component_runs import Roles
from support.playbook import ROOT

pytestmark = pytest.mark.usefixtures("short_pauses")
READ_ONLY = {"gax_write_probe", "transaction_probe"}
# One step on one host; the action shows what all of them changed.
SHOWN_BY_ACTION = {"lock"}
# What module_runs adds, the arguments, how long something took, and what others do to a disk meanwhile.
KEPT_APART = ("clock", "times", "text", "invocation", "seconds", "latency_ms", "free_bytes")


def test_every_module_has_a_case():
    """A new module needs one, or an action the name of a test that exists."""
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    assert {*CASES, *ACTIONS} == modules
    assert not set(CASES) & set(ACTIONS)
    for module, test in ACTIONS.items():
        path, _colons, name = test.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), module
        assert (ROOT / "plugins" / "action" / f"{module}.py").exists()


def answer(result):
    """A result without what differs from call to call."""
    if isinstance(result, dict):
        return {key: answer(value) for key, value in result.items() if key not in KEPT_APART}
    return [answer(item) for item in result] if isinstance(result, list) else result


def shows_a_change(result):
    """Whether a difference is shown for a result that says that something is changed."""
    shown = result.get("diff") or []
    shown = [shown] if isinstance(shown, dict) else shown
    return bool(shown) and all(one.get("prepared") or one["before"] != one["after"] for one in shown)


@pytest.mark.parametrize("name", sorted(CASES))
def test_check_mode_predicts(name, tmp_path, monkeypatch, not_run):
    monkeypatch.setattr(health, "_INTERVAL", 0.05)
    with CASES[name](tmp_path) as case:
        if case is None:
            not_run(f"{name}: no keytool was found")
            return
        before = case.state()
        predicted = case.call(check=True)
        assert case.state() == before
        real = case.call()
        assert not real.get("failed"), real
        if name.endswith("_info") or name in READ_ONLY:
            assert answer(predicted) == answer(real)
            assert real["changed"] is False and case.state() == before
            return
        assert case.state() != before
        assert predicted["changed"] is real["changed"] is True
        assert predicted.get("diff") == real.get("diff")
        assert shows_a_change(real) or name in SHOWN_BY_ACTION, real
        assert case.call()["changed"] is case.acts


def with_secret(name, value, place, server, system):
    """The arguments of a module that write a secret."""
    if name == "gax_options":
        return gax_systems.connect(server, [gax_systems.wde(options={"section": {"password": value}})])
    if name == "config_bundle":
        return write_bundle(place / "f", f"password={value}\n", place / "kept")
    what = {"rws_settings": rws_systems.receivers, "rws_storage": rws_systems.storage}[name]()
    text = json.dumps(what).replace(rws_systems.RECEIVER_PASSWORD, value).replace(rws_systems.PASSWORD, value)
    return rws_systems.connect(system, update_password="on_change", **json.loads(text))


def test_changed_secret_is_shown(tmp_path):
    """That it changed, and nothing of it; also where a mask is the same for every secret."""
    with gax_systems.gax() as server, rws.cluster(nodes=1, monitoring_delay=0.1) as system:
        for name in ("config_bundle", "gax_options", "rws_settings", "rws_storage"):
            module_runs.succeed(name, with_secret(name, "one-Value-4711", tmp_path, server, system))
            result = module_runs.succeed(name, with_secret(name, "two-Value-4711", tmp_path, server, system))
            assert result["changed"] and shows_a_change(result), name
            assert "Value-4711" not in json.dumps(result["diff"]), name


def blurred(diff):
    """The fingerprint of a secret is another one in each run."""
    return re.sub("<secret [0-9a-f]+>", "<secret>", json.dumps(diff))


def task(module, **keywords):
    return {"name": module, f"gir.multidc.{module}": keywords.pop("arguments", {}), **keywords}


def test_actions_of_the_model_are_predicted(tmp_path):
    """In one play: the model, the files of one component, and those of all."""
    site = Roles(tmp_path, gir_read_record=False, gir_render_dir=str(tmp_path / "rendered"))
    write = {"component": "muxer", "verb": "write"}
    unwritten = [f"'{path}' is not exists" for path in (site.hosts, tmp_path / "rendered")]
    absent = {"ansible.builtin.assert": {"that": unwritten}}
    model = [task("topology", check_mode=True, register="model"), task("topology", register="again")]
    equal = {"ansible.builtin.assert": {"that": "model.model == again.model"}}
    publish = {"ansible.builtin.set_fact": {"gir_topology": "{{ model.model }}", "__gir_topology_published": True}}
    writers = [task("component", arguments=write), task("render_components")]
    predicted = [dict(one, check_mode=True) for one in writers]
    plays = [{"hosts": "mux1-dc1", "gather_facts": False, "tasks": [*model, equal, publish, *predicted, absent]}]
    plays.append({"hosts": "mux1-dc1", "gather_facts": False, "tasks": [*writers, *writers]})
    run = site.play(plays, "--diff").succeeded()
    found = [(result.task, result.changed) for result in run.results if result.action.startswith("gir.multidc.")]
    names = ("component", "render_components")
    assert found == [
        *(("topology", False), ("topology", False)),
        *((name, changed) for changed in (True, True, False) for name in names),
    ]
    for name in names:
        first, second, _third = [result.data["diff"] for result in run.results if result.task == name]
        assert blurred(first) == blurred(second) and shows_a_change({"diff": first})
