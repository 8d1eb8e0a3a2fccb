# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the standby could take over: which findings block, which leave it open."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import fitness
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Finding
from support.playbook import ROOT

MODEL = {
    "active": "dc1",
    "standby": "dc2",
    "hosts": {
        "rws1": {"data_center": "dc1", "components": ["gir_rws"]},
        "mux1": {"data_center": "dc1", "components": ["gir_muxer"]},
        "mcp1": {"data_center": "dc1", "components": ["gir_mcp"]},
        "rws2": {"data_center": "dc2", "components": ["gir_rws"]},
        "mux2": {"data_center": "dc2", "components": ["gir_muxer", "gir_rcs"]},
        "mcp2": {"data_center": "dc2", "components": ["gir_mcp"]},
    },
}
ALL = list(MODEL["hosts"])


def finding(check="unit.state", host="mux2", component="muxer", severity="service_at_risk", **more):
    center = MODEL["hosts"].get(host, {}).get("data_center", "")
    return Finding(**{"check": check, "data_center": center, "host": host, "component": component, "object": "x",
                      "key": "", "severity": severity, **more})  # fmt: skip


def fits(*findings, **more):
    """(planned, forced)"""
    found = fitness.fitness(findings, MODEL, more.pop("answered", ALL), **more)
    return found["planned"]["fit"], found["forced"]["fit"]


UNREAD = {"outcome": "not_checked"}
CASES = {
    "nothing found": ((), ("yes", "yes")),
    "service of the standby stopped": ((finding(),), ("no", "no")),
    "service of the active stopped": ((finding(host="mux1"),), ("yes", "yes")),
    "MCP of the standby stopped": ((finding(host="mcp2", component="mcp"),), ("yes", "yes")),
    "keystore of the standby": (
        (finding("keystore.missing", component="rcs", severity="recordings_at_risk"),), ("no", "no")),
    "option of no weight": ((finding("file.content", severity="needs_restart"),), ("yes", "yes")),
    "comment in a file": ((finding("file.content", severity="cosmetic"),), ("yes", "yes")),
    "file open to others": ((finding("file.mode", severity="security"),), ("yes", "yes")),
    "password of the standby": ((finding("file.content", severity="security", secret=True),), ("no", "no")),
    "storage of the standby in RWS": (
        (finding("rws.storage", "rws", "contact_center", "recordings_at_risk", data_center="dc2"),), ("no", "no")),
    "storage of the active in RWS": (
        (finding("rws.storage", "rws", "contact_center", "recordings_at_risk", data_center="dc1"),), ("yes", "yes")),
    "tables of RWS": ((finding("rws.tables", "rws", "rws", "recordings_at_risk"),), ("no", "no")),
    "group that nobody named": ((finding("rws.setting_foreign", "rws", "contact_center"),), ("yes", "yes")),
    "eServices site": ((finding("rws.eservices_site", "rws", "rws"),), ("yes", "yes")),
    "file of the standby unread": ((finding("file.read", **UNREAD),), ("not known", "not known")),
    "host of the standby away": ((finding("host.answer", "rws2", "", **UNREAD),), ("not known", "not known")),
    "MCP of the standby away": ((finding("host.answer", "mcp2", "", **UNREAD),), ("yes", "yes")),
    "host of the active away": ((finding("host.answer", "mux1", "", **UNREAD),), ("not known", "yes")),
    "MCP of the active away": ((finding("host.answer", "mcp1", "", **UNREAD),), ("yes", "yes")),
    "GAX away": ((finding("host.answer", "gax", "", **UNREAD),), ("not known", "not known")),
    "unread and stopped": ((finding("file.read", **UNREAD), finding()), ("no", "no")),
    "explained by another": ((finding(parent="0123"),), ("yes", "yes")),
    "old index": ((finding("index_update.status", "rws2", "index_update", "recordings_at_risk"),), ("no", "yes")),
    "timer of the index stopped": ((finding("unit.state", "rws2", "index_update"),), ("no", "yes")),
    "ledgers disagree": ((finding("ledger.question", "rws1", "rws", "recordings_at_risk"),), ("no", "no")),
    "ledger behind": ((finding("ledger.behind", "rws2", "rws"),), ("yes", "yes")),
    "failover not rehearsed": ((finding("ledger.rehearsal", "ledger", "rws"),), ("yes", "yes")),
    "other version": ((finding("parity.version", "parity", "muxer", key="dc1/dc2", data_center="dc2"),), ("no", "yes")),
    "other version of an MCP": ((finding("parity.version", "parity", "mcp", key="dc1/dc2"),), ("yes", "yes")),
    "other version elsewhere": ((finding("parity.version", "parity", "muxer", key="dc1/dc3"),), ("yes", "yes")),
    "expired ignore": ((finding("ignore.expired", "gir_drift_ignore", ""),), ("yes", "yes")),
}  # fmt: skip


@pytest.mark.parametrize(("findings", "expected"), CASES.values(), ids=list(CASES))
def test_judgement(findings, expected):
    assert fits(*findings) == expected


def test_all_together_name_only_what_blocks():
    every = [one for findings, _expected in CASES.values() for one in findings]
    judged = fitness.fitness(every, MODEL, ALL)
    assert judged["planned"]["fit"] == judged["forced"]["fit"] == "no"
    by_id = {one.id: one for one in every}
    for kind in ("planned", "forced"):
        assert {by_id[one].outcome for one in judged[kind]["findings"]} == {"drift"}
        assert len(judged[kind]["findings"]) == len(judged[kind]["reasons"])
        assert all(f"({one})" in text for one, text in zip(judged[kind]["findings"], judged[kind]["reasons"]))
    assert ", and 8 more in the report" in judged["text"] and "\n" not in judged["text"]


def test_hosts_that_a_run_did_not_ask():
    """A limit makes nothing fit; a component that takes no part does not count."""
    assert fits(answered=["rws1", "mux1"]) == ("not known", "not known")
    assert fits(answered=["rws2", "mux2"]) == ("not known", "yes")
    assert fits(answered=["rws1", "mux1", "rws2", "mux2"]) == ("yes", "yes")
    assert fits(answered=[]) == ("not known", "not known")


def test_maintenance_of_the_standby():
    marker = {"host": "mux2", "component": "", "who": "ann", "why": "disks", "until": "2026-12-01T00:00:00Z"}
    assert fits(maintenance=[marker]) == ("not known", "not known")
    assert fits(maintenance=[{**marker, "component": "mcp"}]) == ("yes", "yes")
    assert fits(maintenance=[{**marker, "host": "mux1"}]) == ("yes", "yes")
    assert fits(maintenance=[{**marker, "ended": "yes"}]) == ("yes", "yes")
    assert fits(maintenance=[{**marker, "ended": "unknown"}]) == ("not known", "not known")
    text = fitness.fitness([], MODEL, ALL, [marker])["text"]
    assert text == "dc2 could take over: not known, because of mux2 is under maintenance: disks"


def test_text():
    assert fitness.fitness([], MODEL, ALL)["text"] == "dc2 could take over: yes"
    one = finding("unit.state", "rws2", "index_update")
    text = fitness.fitness([one], MODEL, ALL)["text"]
    first = f"because of rws2 index_update unit.state x ({one.id})"
    assert text == f"dc2 could take over: planned no, forced yes, {first}"
    every = [one, finding(), finding("unit.missing")]
    assert fitness.fitness(every, MODEL, ALL)["text"] == f"dc2 could take over: no, {first}, and 2 more in the report"


def test_open_points_are_counted():
    """What no documented way shows is never counted as good, and does not stop a failover."""
    hidden = finding("rws.read", "rws", "contact_center", object="passwords", **UNREAD)
    other = finding("rws.read", "rws", "mcp", **UNREAD)
    judged = fitness.fitness([], MODEL, ALL, points=[hidden, other])
    assert (judged["open"], judged["text"]) == ([hidden.id], "dc2 could take over: yes (1 point open)")


def test_components_are_known():
    assert set(fitness.TAKES_PART) <= set(COMPONENTS) and set(fitness.STOPPED) <= set(fitness.TAKES_PART)


def test_components_stand_in_the_documentation():
    text = (ROOT / "docs" / "drift-takeover.md").read_text(encoding="utf-8")
    assert [name for name in fitness.TAKES_PART if f"`{name}`" not in text] == []
