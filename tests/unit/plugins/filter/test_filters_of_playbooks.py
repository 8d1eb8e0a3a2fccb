# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters that playbooks use, over functions that have tests of their own (plugin_utils)."""

from collections.abc import Mapping

import pytest
from ansible_collections.gir.multidc.plugins.filter.host_components import FilterModule as HostComponents
from ansible_collections.gir.multidc.plugins.filter.site_findings import FilterModule as SiteFindings
from ansible_collections.gir.multidc.plugins.filter.site_objects import FilterModule as SiteObjects
from ansible_collections.gir.multidc.plugins.filter.upgrade_plan import FilterModule as UpgradePlan
from ansible_collections.gir.multidc.plugins.filter.verification import FilterModule as Verification

FILTERS = {}
for module in (HostComponents, SiteFindings, SiteObjects, UpgradePlan, Verification):
    FILTERS.update(module().filters())

HOSTS = {
    "mcp1": {"data_center": "dc1", "components": ["gir_mcp"]},
    "rws1": {"data_center": "dc2", "components": ["gir_rws"]},
}
MODEL = {
    "active": "dc1",
    "standby": "dc2",
    "sync_node": None,
    "hosts": HOSTS,
    "data_centers": {"dc1": {"hosts": {"gir_mcp": ["mcp1"]}}, "dc2": {"hosts": {"gir_rws": ["rws1"]}}},
}


class Variables(Mapping):
    """As Ansible's of a host, each of which is evaluated when it is asked for; other variables may be broken."""

    def __init__(self, **variables):
        self.variables = variables

    def __contains__(self, name):
        return name in self.variables

    def __getitem__(self, name):
        return self.variables[name]

    def __iter__(self):
        raise AssertionError("the variables of a host were walked")

    def __len__(self):
        return len(self.variables)


def hostvars(**hosts):
    return {host: Variables(**hosts.get(host, {})) for host in HOSTS}


@pytest.mark.parametrize(("purpose", "names"), [("upgraded", ["rws"]), ("probed", ["rws"])])
def test_host_components(purpose, names):
    assert FILTERS["host_components"](MODEL, "rws1", purpose) == names
    assert FILTERS["host_components"](MODEL, "localhost", purpose) == []


def test_verification():
    """What hosts registered is read by name, and a host without it is a failure."""
    tried = {"results": [{"results": [{"name": "a", "url": "", "ok": True, "reason": None}]}]}
    verdict = {"name": "daily index update", "url": "/status", "ok": True, "reason": ""}
    both = hostvars(mcp1={"__verify_probes": tried}, rws1={"__verify_probes": tried, "__index_update_verdict": verdict})
    assert FILTERS["verification"](MODEL, both) == {
        "ok": True,
        "lines": ["ok     dc1 mcp1: a", "ok     dc2 rws1: a", "ok     dc2 rws1: daily index update /status"],
        "message": "All 3 transactions succeeded.",
    }
    found = FILTERS["verification"](MODEL, hostvars(mcp1={"__verify_probes": tried}), [])
    assert not found["ok"]
    assert found["lines"][1].startswith("FAILED dc2 rws1: the host itself - ")


def test_upgrade_plan():
    """Hosts are those that were inspected; what they have observed is what their components are judged by."""
    plan = {"package": {"version": "2"}, "service": None, "service_managed": False, "staged": True}
    kept = {"mcp": {"plan": plan, "installed": {"version": "1"}, "health": {"skipped": True}}}
    inspected = {"__upgrade_inspected": True}
    given = hostvars(mcp1={**inspected, "__component_observed": kept}, rws1=inspected)
    assert FILTERS["upgrade_plan"](MODEL, given) == {
        "order": ["mcp1"],
        "components": {"mcp1": ["mcp"]},
        "versions": [{"host": "mcp1", "component": "mcp", "before": "1", "after": "2"}],
        "lines": ["mcp1: mcp 1 -> 2"],
        "problems": [],
    }
    assert FILTERS["upgrade_plan"](MODEL, hostvars(), leave_out=["mcp1"])["problems"] == [
        "rws1 could not be inspected (see above): bring it up, or name what to leave out in gir_upgrade_leave_out"
    ]


def test_sites():
    """The option is that of the role's table, unless the inventory names another one, or none."""
    asked = FILTERS["site_objects"]("WDE", {"dc1": "A"})
    assert asked == [{"type": "CfgApplication", "name": "WDE"}, {"type": "CfgAgentGroup", "name": "A"}]
    application = {"type": "CfgApplication", "name": "WDE", "options": {"a": {"b": "DC1"}}}

    def judged(names):
        found = FILTERS["site_findings"]({"objects": [application]}, {}, "DC1", "dc1", names)
        return [(item["ok"], item["reason"]) for item in found]

    assert judged({"eservices_site": "a/b"}) == [(True, None)]
    assert judged({"eservices_site": None}) == []
    ((ok, reason),) = judged({})
    assert not ok
    assert reason.startswith("[interaction-workspace] disaster-recovery.eservices-site is not set")
