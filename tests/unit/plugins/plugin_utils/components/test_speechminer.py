# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What SpeechMiner should be."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import Target
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from recorded import groups_of, scenarios

SCENARIO = scenarios("muxer")["minimal, three data centers"]
_HOSTS = ("rws1-dc1", "rws1-dc2")


def evaluated(active="dc1", **groups):
    """The map with SpeechMiner on some of its hosts."""
    groups = {**groups_of(SCENARIO), **(groups or {"gir_speechminer": ["rws1-dc1", "rws1-dc2"]})}
    return engine.evaluate(groups, {**SCENARIO["variables"], "gir_active_datacenter": active}, None)


def desired(host, active="dc1", is_windows=False, **given):
    return COMPONENTS["speechminer"].desired(evaluated(active).model, Target(host, is_windows=is_windows), given)


def on_windows(host, *services, **given):
    """Services of a host of Windows, each with where it runs."""
    names = [{"name": name, "runs_in": where} for name, where in services]
    return desired(host, is_windows=True, speechminer_windows_services=names, **given)


def test_probe_of_the_interaction_receiver():
    """Each host proves the Interaction Receiver of its own data center."""
    assert [probe.url for probe in desired("rws1-dc2").probes] == ["https://sm.dc2.test/ir"]


def test_probe_of_the_web_interface():
    found = desired("rws1-dc2", speechminer_ui_url="https://ui.dc2.test").probes
    assert [(probe.name, probe.kind, probe.url) for probe in found[1:]] == [
        ("SpeechMiner web interface", "http", "https://ui.dc2.test")
    ]


def test_windows_services_follow_the_active_data_center():
    services = ("Indexer", "active"), ("W3SVC", "both")
    states = [[(one.name, one.state) for one in on_windows(host, *services).windows_services] for host in _HOSTS]
    assert states == [
        [("Indexer", "started"), ("W3SVC", "started")],
        [("Indexer", "stopped"), ("W3SVC", "started")],
    ]


@pytest.mark.parametrize(
    ("host", "verb", "names"),
    [
        ("rws1-dc1", "windows_started", ["Base", "Indexer", "W3SVC"]),
        ("rws1-dc1", "windows_stopped", []),
        ("rws1-dc2", "windows_stopped", ["Indexer", "Base"]),
        ("rws1-dc2", "windows_started", ["W3SVC"]),
    ],
)
def test_windows_services_stop_the_other_way_round(host, verb, names):
    found = on_windows(host, ("Base", "active"), ("Indexer", "active"), ("W3SVC", "both"))
    done = calls.of_verb(verb, COMPONENTS["speechminer"], found, {}, {}, False)
    assert [call.args["name"] for call in done] == names
    assert {call.name for call in done} <= {"ansible.windows.win_service"} and not any(call.action for call in done)


def test_nothing_is_expected_to_answer_where_all_is_stopped():
    """It may be asked where something runs, and the controller asks for a host of Windows."""
    assert on_windows("rws1-dc2", ("Indexer", "active")).probes == []
    found = on_windows("rws1-dc1", ("Indexer", "active")).probes + on_windows("rws1-dc2", ("W3SVC", "both")).probes
    assert {probe.name for probe in found} == {"Interaction Receiver, from the controller"} and len(found) == 2


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({"speechminer_service": "sm"}, ["GIR951"]),
        ({"speechminer_windows_services": [{"name": name, "runs_in": "both"} for name in "aA"]}, ["GIR952"]),
        ({"speechminer_windows_services": [{"name": "a"}]}, ["GIR802"]),
        ({"speechminer_index_backup_path": "D:\\backup"}, ["GIR953"]),
        ({"speechminer_index_backup_path": "\\\\nas\\backup", "speechminer_index_backup_max_hours": 30}, []),
        ({"speechminer_index_backup_max_hours": 30}, ["GIR953"]),
        ({"speechminer_index_backup_host": "nobody"}, ["GIR954"]),
        ({"speechminer_database_address": "sql.test:1433"}, []),
    ],
)
def test_wrong_values_of_a_host_of_windows(given, rules):
    assert [violation.id for violation in desired("rws1-dc1", is_windows=True, **given).violations] == rules


def test_steps_are_documents_with_the_values_of_hosts():
    """Without SpeechMiner there are none."""
    steps = COMPONENTS["speechminer_steps"]
    others = {"rws1-dc2": {"speechminer_database_address": "sql.dc2.test:1433"}}
    found = steps.desired(evaluated().model, Target("localhost", others=others), {})
    assert [file.path for file in found.documents] == [
        f"/speechminer/{name}.txt" for name in ("normal", "failover", "failback")
    ]
    assert "sql.dc2.test:1433" in found.documents[1].content
    assert found.data_center is None and found.violations == []
    assert steps.desired(evaluated(gir_speechminer=[]).model, Target("localhost"), {}).documents == []


@pytest.mark.parametrize(("active", "runs"), [("dc1", "rws1-dc1"), ("dc2", "rws1-dc2")])
def test_service_of_the_active_data_center(active, runs):
    """The other one's service is left as it is, and nothing is touched without the name of a unit."""
    given = {"speechminer_service": "sm", "speechminer_health": {"port": "8080"}}
    services = {host: desired(host, active, **given).service for host in ("rws1-dc1", "rws1-dc2")}
    assert [host for host, service in services.items() if service is not None] == [runs]
    assert (services[runs].name, services[runs].health) == ("sm", {"port": 8080})
    assert desired(runs, active).service is None


def test_wrong_health():
    assert [violation.id for violation in desired("rws1-dc1", speechminer_health={"prot": 1}).violations] == ["GIR805"]


@pytest.mark.parametrize(
    ("hosts", "rules"),
    [(["rws1-dc1", "rws1-dc2"], []), (["rws1-dc1"], ["GIR219"]), (["rws1-dc1", "rws1-dc2", "rws1-dc3"], ["GIR218"])],
)
def test_placement(hosts, rules):
    """In the primary and the backup data center, in both or none."""
    errors = evaluated(gir_speechminer=hosts).errors
    assert [error["id"] for error in errors] == rules
