# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of a rolling upgrade, and what it does not begin with."""

import copy

import pytest
from ansible_collections.gir.multidc.plugins.filter.upgrade_plan import upgrade_plan

WELL = {
    "packaged": True,
    "wanted": "2",
    "installed": "1",
    "managed": True,
    "rehearsed": False,
    "runs": True,
    "healthy": True,
    "pending": False,
    "reason": "",
}
DOWN = {"healthy": False, "reason": "it is inactive"}


def center(name):
    components = {"gir_rcs": ["rcs1"], "gir_rws": ["rws1", "rws2"], "gir_mcp": ["mcp1"], "gir_rps": ["mcp1"]}
    return {"hosts": {group: [f"{host}-{name}" for host in hosts] for group, hosts in components.items()}}


TOPOLOGY = {
    "active": "dc1",
    "standby": "dc2",
    "sync_node": "rws2-dc1",
    "data_centers": {name: center(name) for name in ("dc1", "dc2", "dc3")},
}


def seen(**changes):
    """All hosts as they should be; changes by host and component, host names with _ for -."""
    found = {}
    for data_center in TOPOLOGY["data_centers"].values():
        for group, hosts in data_center["hosts"].items():
            for host in hosts:
                found.setdefault(host, {})[group[4:]] = dict(WELL)
    for host, components in changes.items():
        for component, change in components.items():
            found[host.replace("_", "-")][component].update(change)
    return found


def plan(sights, topology=None, **more):
    return upgrade_plan(topology or TOPOLOGY, sights, **more)


def refused(sights, *words, **more):
    problems = plan(sights, **more)["problems"]
    assert problems
    for word in words:
        assert any(word in problem for problem in problems), problems
    return problems


def of(name):
    return [f"{host}-{name}" for host in ("rcs1", "rws1", "rws2", "mcp1")]


def test_standby_first_active_last_and_every_host_once():
    result = plan(seen())
    assert result == {"order": of("dc2") + of("dc3") + ["rcs1-dc1", "rws2-dc1", "rws1-dc1", "mcp1-dc1"], "problems": []}


def test_after_a_failover_the_primary_comes_first():
    topology = dict(copy.deepcopy(TOPOLOGY), active="dc2", standby="dc1")
    order = plan(seen(), topology)["order"]
    assert [host[-3:] for host in order] == ["dc1"] * 4 + ["dc3"] * 4 + ["dc2"] * 4


def test_hosts_without_a_package_are_not_touched():
    bare = {"packaged": False}
    sights = seen(mcp1_dc2={"mcp": bare, "rps": bare}, rcs1_dc1={"rcs": bare})
    result = plan(sights)
    assert not {"mcp1-dc2", "rcs1-dc1"} & set(result["order"]) and result["problems"] == []
    for components in sights.values():
        for sight in components.values():
            sight["packaged"] = False
    refused(sights, "no host has a package")


def test_every_host_that_could_not_be_looked_at_is_named():
    sights = seen()
    del sights["rws1-dc2"], sights["mcp1-dc1"]
    refused(sights, "rws1-dc2, mcp1-dc1 could not be looked at")
    # Deliberately left out, and no twin of it is upgraded.
    assert plan(sights, leave_out=["mcp1-dc1", *of("dc2")])["problems"] == []
    refused(sights, "rws1-dc2: rws is left out", leave_out=["rws1-dc2", "mcp1-dc1"])


@pytest.mark.parametrize("component, host", [("rws", "rws2_dc1"), ("rcs", "rcs1_dc2"), ("mcp", "mcp1_dc3")])
def test_a_node_that_is_down_stands_in_the_way(component, host):
    name = host.replace("_", "-")
    refused(seen(**{host: {component: DOWN}}), f"{name}: {component} does not run (it is inactive)")


def test_a_node_that_an_upgrade_left_down_is_mended_first():
    waiting = dict(DOWN, pending=True)
    result = plan(seen(rws1_dc1={"rws": waiting}))
    assert result["problems"] == []
    assert result["order"][-4:] == ["rcs1-dc1", "rws1-dc1", "rws2-dc1", "mcp1-dc1"]
    problems = refused(seen(rws1_dc1={"rws": waiting}, rws2_dc1={"rws": waiting}))
    assert problems == [
        "rws1-dc1, rws2-dc1: rws of dc1 has not taken an earlier change up and runs on none of them: "
        "repair all but one first"
    ]
    refused(seen(rws1_dc1={"rws": waiting}), "rws1-dc1: rws is left out", leave_out=["rws1-dc1"])


def test_a_service_that_shall_stand_still_is_not_down():
    assert plan(seen(mcp1_dc2={"mcp": dict(DOWN, runs=False)}))["problems"] == []


def test_what_cannot_be_restarted_or_has_no_version_is_refused_and_all_at_once():
    sights = seen(rws1_dc1={"rws": {"managed": False}}, rcs1_dc2={"rcs": {"wanted": ""}})
    assert len(refused(sights, "rws1-dc1: rws_service is not given", "rcs1-dc2: rcs_package is given without")) == 2
    assert plan(seen(rws1_dc1={"rws": {"managed": False, "rehearsed": True}}))["problems"] == []
