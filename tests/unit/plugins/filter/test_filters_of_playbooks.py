# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters that playbooks use, over functions that have tests of their own (plugin_utils)."""

from collections.abc import Mapping

import pytest
from ansible_collections.gir.multidc.plugins.filter.host_components import FilterModule as HostComponents
from ansible_collections.gir.multidc.plugins.filter.keystore_findings import FilterModule as KeystoreFindings
from ansible_collections.gir.multidc.plugins.filter.keystore_plan import FilterModule as KeystorePlan
from ansible_collections.gir.multidc.plugins.filter.keystore_report import FilterModule as KeystoreReport
from ansible_collections.gir.multidc.plugins.filter.site_findings import FilterModule as SiteFindings
from ansible_collections.gir.multidc.plugins.filter.site_objects import FilterModule as SiteObjects
from ansible_collections.gir.multidc.plugins.filter.upgrade_plan import FilterModule as UpgradePlan
from ansible_collections.gir.multidc.plugins.filter.verification import FilterModule as Verification

FILTERS = {}
for module in (
    HostComponents,
    KeystoreFindings,
    KeystorePlan,
    KeystoreReport,
    SiteFindings,
    SiteObjects,
    UpgradePlan,
    Verification,
):
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


SITES = {
    **MODEL,
    "eservices_site": "DC1",
    "data_centers": {
        "dc1": {"rws_url": "http://rws1", "hosts": {"gir_rws": []}},
        "dc2": {"rws_url": "http://rws2", "hosts": {"gir_rws": ["rws1"]}},
    },
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
    """What hosts registered is read by name; a host without it is a failure, and one that was not asked is none."""
    tried = {"results": [{"results": [{"name": "a", "url": "", "ok": True, "reason": None}]}]}
    verdict = {"name": "daily index update", "url": "/status", "answer": "confirmed", "reason": ""}
    asked = {"__verify_asked": ["mcp1", "rws1"], "__verify_probes": tried}
    both = hostvars(mcp1=asked, rws1={**asked, "__index_update_verdict": verdict})
    found = FILTERS["verification"](MODEL, both)
    assert found["lines"][:3] == [
        "confirmed      dc1 mcp1: a",
        "confirmed      dc2 rws1: a",
        "confirmed      dc2 rws1: daily index update /status",
    ]
    assert found["message"] == "3 confirmed, 0 failed, 4 not observable (listed above)."
    assert found["result"]["ok"]
    found = FILTERS["verification"](MODEL, hostvars(mcp1=asked), [])
    assert not found["result"]["ok"]
    assert found["lines"][1].startswith("failed         dc2 rws1: the host itself - ")
    alone = {**asked, "__verify_asked": ["mcp1"]}
    found = FILTERS["verification"](MODEL, hostvars(mcp1=alone), [], [], "dc1")
    assert (found["result"]["ok"], found["result"]["not_tried"]) == (True, ["rws1"])


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
        found = FILTERS["site_findings"]({"objects": [application]}, {}, SITES, {"option_names": names})
        return [(item["answer"], item["reason"]) for item in found]

    assert judged({"eservices_site": "a/b"}) == [("confirmed", "")]
    assert judged({"eservices_site": None}) == []
    ((answer, reason),) = judged({})
    assert answer == "failed"
    assert reason.startswith("[interaction-workspace] disaster-recovery.eservices-site is not set")


@pytest.mark.parametrize(("asked", "answer"), [(["rws1"], "failed"), (["mcp1"], "not observable"), (None, "failed")])
def test_address_of_rws_outside_of_the_limit(asked, answer):
    """It may be silent, when all of its hosts are outside."""
    silent = {"url": "http://rws2", "site": None, "state": "no answer", "reason": "connection refused"}
    rws = {"nodes": [{"url": "http://rws1", "site": "DC1"}, silent]}
    given = hostvars() if asked is None else hostvars(mcp1={"__verify_asked": asked})
    found = FILTERS["site_findings"]({}, rws, {**SITES, "eservices_source": "ledger"}, {}, given)
    assert [item["answer"] for item in found] == ["confirmed", answer]


RCS = {
    **MODEL,
    "hosts": {host: {"data_center": "dc1", "components": ["gir_rcs"]} for host in HOSTS},
    "data_centers": {"dc1": {"hosts": {"gir_rcs": list(HOSTS)}}, "dc2": {"hosts": {}}},
}


def test_keystore_plan():
    """What is known of RCS is read by name, and mistakes of a new certificate are among the problems."""
    known = {"rcs_keystore_path": "/opt/rcs.jks", "rcs_keystore_password": "secret-1", "gir_root": "/staged"}
    given = hostvars(mcp1=known, rws1=known)
    assert FILTERS["keystore_plan"](RCS, given, "rws1", {"alias": "a"}) == {
        "source": "rws1",
        "targets": ["mcp1", "rws1"],
        "paths": dict.fromkeys(HOSTS, "/staged/opt/rcs.jks"),
        "order": ["mcp1", "rws1"],
        "unmanaged": ["mcp1", "rws1"],
        "problems": [],
    }
    assert len(FILTERS["keystore_plan"](RCS, hostvars(mcp1=known), None, {})["problems"]) == 3


def test_keystore_findings():
    """A host that was not asked counts as one that could not be reached; the moment is now."""
    entry = {"alias": "a", "kind": "private_key", "fingerprint": "f", "certificate": "c", "chain": ["c"], "key": None}
    held = {"__keystores_info": {"sha256": "x", "entries": [{**entry, "not_after": None, "created": 0}]}}
    found = FILTERS["keystore_findings"](list(HOSTS), hostvars(mcp1=held, rws1=held), {}, "30")
    assert (found["message"], found["equal"]) == ("All 2 keystores hold the same 1 entries.", True)
    assert found["newest"]["age_days"] > 20000
    assert found["lines"][0] == "'a' (private_key, f): mcp1, rws1"
    found = FILTERS["keystore_findings"](list(HOSTS), hostvars(mcp1=held), {"x": "no certificate"}, rws={})
    assert found["unread"] == ["rws1"]
    assert found["message"].startswith("2 findings: rws1: the keystore could not be read: the host was not part of")


def test_keystore_report():
    sync = {"hosts": {"mcp1": {"state": "written"}}, "written": ["mcp1"], "restart": ["mcp1"], "stale": []}
    assert FILTERS["keystore_report"](sync, {"source": "rws1", "unmanaged": []}) == {
        "source": "rws1",
        "hosts": {"mcp1": {"state": "written"}},
        "written": ["mcp1"],
        "restarted": ["mcp1"],
        "restart_by_hand": [],
        "stale": [],
        "lines": ["mcp1: written, RCS restarted"],
    }
