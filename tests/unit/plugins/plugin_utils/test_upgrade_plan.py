# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of a rolling upgrade, and what it does not begin with."""

import copy
from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.selection import upgraded
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade import plan as upgrade
from ansible_collections.gir.multidc.plugins.plugin_utils._upgrade.observed import Observed, observed

WELL = Observed(packaged=True, installed="1", desired="2", managed=True, healthy=True)
DOWN = {"healthy": False, "reason": "it is inactive"}
COMPONENTS = {"gir_rcs": ["rcs1"], "gir_rws": ["rws1", "rws2"], "gir_mcp": ["mcp1"], "gir_rps": ["mcp1"]}


def center(name):
    return {"hosts": {group: [f"{host}-{name}" for host in hosts] for group, hosts in COMPONENTS.items()}}


def model():
    centers = {name: center(name) for name in ("dc1", "dc2", "dc3")}
    hosts = {}
    for name, known in centers.items():
        for group, members in known["hosts"].items():
            for host in members:
                hosts.setdefault(host, {"data_center": name, "components": []})["components"].append(group)
    return {"active": "dc1", "standby": "dc2", "sync_node": "rws2-dc1", "data_centers": centers, "hosts": hosts}


MODEL = model()


def observations(**changes):
    """All hosts as they should be; changes by host and component, host names with _ for -."""
    found = {
        host: {group[len("gir_") :]: WELL for group in known["components"]} for host, known in MODEL["hosts"].items()
    }
    for name, components in changes.items():
        host = name.replace("_", "-")
        for component, change in components.items():
            found[host][component] = replace(found[host][component], **change)
    return found


def plan(given, model=None, **more):
    return upgrade.plan(model or MODEL, given, **more)


def refused(given, *words, **more):
    problems = plan(given, **more).problems
    assert problems
    for word in words:
        assert any(word in problem for problem in problems), problems
    return problems


def of(name):
    return [f"{host}-{name}" for host in ("rcs1", "rws1", "rws2", "mcp1")]


def test_order_of_hosts():
    """The standby data center first, the active one last, every host once, in it the sync node before its peers."""
    found = plan(observations())
    assert found.order == of("dc2") + of("dc3") + ["rcs1-dc1", "rws2-dc1", "rws1-dc1", "mcp1-dc1"]
    assert found.problems == []


def test_order_of_hosts_after_a_failover():
    """The primary is the standby one then."""
    order = plan(observations(), dict(copy.deepcopy(MODEL), active="dc2", standby="dc1")).order
    assert [host[-3:] for host in order] == ["dc1"] * 4 + ["dc3"] * 4 + ["dc2"] * 4


def test_order_of_components():
    """What others need comes first, whatever the order of the groups; what has no package is left alone."""
    assert [component.name for component in upgraded()] == ["rcs", "rws", "rps", "voice_processor", "muxer", "mcp"]
    assert plan(observations()).components["mcp1-dc2"] == ["rps", "mcp"]
    bare = {"packaged": False}
    assert plan(observations(mcp1_dc2={"rps": bare})).components["mcp1-dc2"] == ["mcp"]


def test_hosts_without_a_package():
    bare = {"packaged": False}
    found = plan(observations(mcp1_dc2={"mcp": bare, "rps": bare}, rcs1_dc1={"rcs": bare}))
    assert not {"mcp1-dc2", "rcs1-dc1"} & set(found.order)
    assert found.problems == []
    nothing = {host: {name: Observed() for name in known} for host, known in observations().items()}
    refused(nothing, "no host has a package")


def test_hosts_that_could_not_be_inspected():
    """All of them are named, unless they are left out deliberately, and then no peer of them is upgraded."""
    given = observations()
    del given["rws1-dc2"], given["mcp1-dc1"]
    refused(given, "rws1-dc2, mcp1-dc1 could not be inspected (see above): bring them up")
    assert plan(given, excluded=["mcp1-dc1", *of("dc2")]).problems == []
    refused(given, "rws1-dc2: rws is left out", excluded=["rws1-dc2", "mcp1-dc1"])


@pytest.mark.parametrize("component, host", [("rws", "rws2_dc1"), ("rcs", "rcs1_dc2"), ("mcp", "mcp1_dc3")])
def test_node_that_is_down(component, host):
    """It stands in the way: a second one would go down with it."""
    name = host.replace("_", "-")
    refused(observations(**{host: {component: DOWN}}), f"{name}: {component} does not run (it is inactive)")


def test_node_that_an_upgrade_left_down():
    """It comes first, and there may be one of them."""
    waiting = dict(DOWN, pending=True)
    found = plan(observations(rws1_dc1={"rws": waiting}))
    assert found.problems == []
    assert found.order[-4:] == ["rcs1-dc1", "rws1-dc1", "rws2-dc1", "mcp1-dc1"]
    problems = refused(observations(rws1_dc1={"rws": waiting}, rws2_dc1={"rws": waiting}))
    assert problems == [
        "rws1-dc1, rws2-dc1: rws of dc1 has not taken an earlier change up and runs on none of them: "
        "repair all but one first"
    ]
    refused(observations(rws1_dc1={"rws": waiting}), "rws1-dc1: rws is left out", excluded=["rws1-dc1"])


def test_service_that_should_not_run():
    """A Muxer of the standby data center is not down."""
    assert plan(observations(mcp1_dc2={"mcp": dict(DOWN, runs=False)})).problems == []


def test_what_cannot_be_restarted_or_has_no_version():
    """All at once; below a staged root there is no service to restart."""
    given = observations(rws1_dc1={"rws": {"managed": False}}, rcs1_dc2={"rcs": {"desired": ""}})
    assert len(refused(given, "rws1-dc1: rws_service is not given", "rcs1-dc2: rcs_package is given without")) == 2
    assert plan(observations(rws1_dc1={"rws": {"managed": False, "staged": True}})).problems == []


def test_versions():
    """Before and after, for every host and component, in the order of the upgrade."""
    given = observations(rcs1_dc2={"rcs": {"installed": "2"}}, mcp1_dc2={"mcp": {"installed": ""}})
    found = plan(given, excluded=[host for host in MODEL["hosts"] if not host.endswith("dc2")])
    assert [version.line for version in found.versions] == [
        "rcs1-dc2: rcs 2 as before",
        "rws1-dc2: rws 1 -> 2",
        "rws2-dc2: rws 1 -> 2",
        "mcp1-dc2: rps 1 -> 2",
        "mcp1-dc2: mcp nothing -> 2",
    ]


PLAN = {
    "package": {"archive": "/srv/mcp.tar.gz", "version": "2", "install_path": "/opt/mcp"},
    "service": {"name": "gir-mcp", "state": "started"},
    "service_managed": True,
    "staged": False,
}
SKIPPED = {"skipped": True, "changed": False}


def test_observed_component():
    health = {"healthy": False, "pending": True, "reason": "it is inactive"}
    found = observed({"plan": PLAN, "installed": {"version": "1"}, "health": health})
    assert found == Observed(
        packaged=True, installed="1", desired="2", managed=True, pending=True, reason="it is inactive"
    )
    assert found.down


def test_observed_component_without_package_and_service():
    """What an earlier component of the host left in the variables is not its own."""
    bare = {"package": None, "service": None, "service_managed": False, "staged": True}
    found = observed({"plan": bare, "installed": {"version": "9"}, "health": SKIPPED})
    assert found == Observed(staged=True)
    assert not found.down


def test_observed_component_that_is_not_installed():
    stopped = {**PLAN, "service": {"name": "gir-muxer", "state": "stopped"}}
    found = observed({"plan": stopped, "installed": {"version": None}, "health": {"healthy": False}})
    assert (found.installed, found.runs, found.down) == ("", False, False)
