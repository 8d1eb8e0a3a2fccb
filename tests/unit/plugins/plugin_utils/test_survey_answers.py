# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys of AWX answer with text, and "" where nothing was entered: it means the same as native values, or nothing."""

import json
import re
from datetime import datetime, timezone
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.filter.switch import switch
from ansible_collections.gir.multidc.plugins.plugin_utils._components.other_side import names_of
from ansible_collections.gir.multidc.plugins.plugin_utils._copies import inputs as of_copies
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import merge, options
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import reading as failover
from ansible_collections.gir.multidc.plugins.plugin_utils._failover import variables as of_failover
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.judgement import foreign_names
from ansible_collections.gir.multidc.plugins.plugin_utils._hold import inputs as of_hold
from ansible_collections.gir.multidc.plugins.plugin_utils._keystores import request
from ansible_collections.gir.multidc.plugins.plugin_utils._kit import options as of_kit
from ansible_collections.gir.multidc.plugins.plugin_utils._maintenance import inputs as of_maintenance
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal import reading as rehearsal
from ansible_collections.gir.multidc.plugins.plugin_utils._rehearsal import variables as of_rehearsal
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import reading as rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import variables as of_rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation import reading as remediation
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation import variables as of_remediation
from ansible_collections.gir.multidc.plugins.plugin_utils._report import asked
from ansible_collections.gir.multidc.plugins.plugin_utils._status import witness
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known, status_seconds

ROOT = Path(__file__).resolve().parents[4]
NOW = datetime(2027, 2, 1, tzinfo=timezone.utc)
WINDOW = {"from": "22:00", "to": "04:00", "zone": "UTC"}
OVERRIDE = {"rule": "GIR627", "reason": "another storage"}
COPY = {"host": "rws1", "path": "/etc/a.bak"}
TIME = "2027-01-31T02:10:00+01:00"
FORMATS = (["json", "html"], "json,html")


def of_kit_and(name):
    return lambda given: of_kit.read({name: given}.get)


def of_drift(name):
    return lambda given: options.read({name: given}.get, with_previous=False)


def of_verb(verb, at):
    """The reader of the directory of reports, or of their formats."""
    return lambda given: asked.read(verb, given, None) if at == 0 else asked.read(verb, "reports", given)


def judged(read, name):
    """A reader of all variables of a verb, of which one is given."""
    return lambda given: read({} if given is None else {name: given})


def held(**given):
    task = of_hold.task_of({"hosts": [], "silent": [], "state": "present", **given}, {"awx_user_name": "alice"})
    return task.reason, task.minutes


def copied(name):
    def read(given):
        told = {"copies": [COPY], "older_than_days": 3, name: given}
        return of_copies.wishes_of(told, {})

    return read


def marked(name):
    model = Model(hosts={"mcp1": {"data_center": "dc1", "components": ["gir_mcp"]},
                         "mcp2": {"data_center": "dc1", "components": ["gir_mcp"]}})  # fmt: skip
    inventory = of_maintenance.Inventory({"gir": ["mcp1", "mcp2"]}, model, ("mcp1", "mcp2"))

    def read(given):
        told = {"state": "present", "hosts": ["mcp1"], "why": "disks", "ends": "2027-03-01", name: given}
        return of_maintenance.request_of(told, {"awx_user_name": "alice"}, inventory, NOW)

    return read


# What is read by Python: variable to its reader, and values of which the second is the text for the first.
FAILOVER = {
    "gir_failover_to": ("dc2", "dc2 "), "gir_failover_confirm": ("dc2", "dc2"),
    "gir_failover_mode": ("planned", "planned"), "gir_failover_attested_by": ("Alice", "Alice"),
    "gir_reason": (42, "42"), "gir_change_id": (42, "42"),
    "gir_failover_accept": (["dc1/rps", "dc1/muxer"], "dc1/rps,dc1/muxer"),
    "gir_failover_override": ([OVERRIDE], json.dumps([OVERRIDE])),
    "gir_failover_plan": ("2027-01-31T01:10:00Z@" + "a" * 16, "2027-01-31T01:10:00Z@" + "a" * 16),
    "gir_failover_plan_minutes": (30, "30"), "gir_failover_expect_active": ("dc1", "dc1"),
    "gir_failover_expect_epoch": (3, "3"), "gir_failover_take_over": ("op-1", "op-1"),
    "gir_failover_lost_seconds": (30, "30"), "gir_failover_outage_since": (TIME, f"{TIME} "),
    "gir_failover_reindex": (False, "false"), "gir_failover_hold_minutes": (0, "0"),
    "gir_failover_preempt_seconds": (30, "30"), "gir_failover_drain_minutes": (5, "5"),
    "gir_failover_seconds": (30, "30"), "gir_failover_output_dir": ("out", "out"), "gir_failover_formats": FORMATS,
}  # fmt: skip
REHEARSAL = {
    "gir_rehearsal_to": ("dc2", "dc2"), "gir_rehearsal_mode": ("forced", "forced"), "gir_rehearsal_by": ("Al", "Al"),
    "gir_rehearsal_notes": (42, "42"), "gir_rehearsal_output_dir": ("out", "out"), "gir_rehearsal_formats": FORMATS,
}  # fmt: skip
REJOIN = {
    "gir_rejoin_datacenter": ("dc1", "dc1"), "gir_rejoin_confirm": ("dc1", "dc1"),
    "gir_rejoin_listed": (1234567890123456, "1234567890123456"), "gir_rejoin_repaired_by": ("Alice", "Alice"),
    "gir_rejoin_outage_since": (TIME, TIME), "gir_rejoin_outage_until": (TIME, TIME),
    "gir_rejoin_accept": (["dc1/rps"], "dc1/rps"), "gir_rejoin_take_over": ("op-1", "op-1"),
    "gir_rejoin_reindex": (False, "false"), "gir_rejoin_seconds": (30, "30"), "gir_reason": (42, "42"),
    "gir_change_id": (42, "42"), "gir_rejoin_output_dir": ("out", "out"), "gir_rejoin_formats": FORMATS,
}  # fmt: skip
REMEDIATION = {
    "gir_remediate_plan_hash": ("a" * 64, "A" * 64), "gir_remediate_plan": ("plan.json", "plan.json"),
    "gir_remediate_plan_hours": (30, "30"), "gir_remediate_report": ("drift.json", "drift.json"),
    "gir_remediate_severities": (["cosmetic", "restart_owed"], "cosmetic,restart_owed"),
    "gir_remediate_components": (["mcp", "rws"], "mcp,rws"), "gir_remediate_max_hosts": (3, "3"),
    "gir_remediate_max_restarts": (0, "0"), "gir_remediate_max_minutes": (30, "30"),
    "gir_remediate_windows": ([WINDOW], json.dumps([WINDOW])),
    "gir_remediate_deny_windows": ([WINDOW], json.dumps([WINDOW])), "gir_reason": (42, "42"),
    "gir_change_id": (42, "42"), "gir_remediate_output_dir": ("out", "out"), "gir_remediate_formats": FORMATS,
}  # fmt: skip
PAIR = ("dc1", "dc2")
VERBS = (
    (FAILOVER, lambda given: (failover.read(given, NOW.timestamp()), failover.settings(given))),
    (REHEARSAL, lambda given: rehearsal.read(given, PAIR)),
    (REJOIN, lambda given: (rejoin.read(given, NOW.timestamp()), rejoin.settings(given))),
    (REMEDIATION, lambda given: (remediation.read(given), remediation.settings(given))),
)
OTHERS = {
    "gir_drift_fail_on": (of_drift("gir_drift_fail_on"), ["cosmetic", "new"], "cosmetic,new"),
    "gir_drift_allowed_differences": (
        of_drift("gir_drift_allowed_differences"), ["mcp_port", "rws_port"], "mcp_port,rws_port",
    ),
    "gir_drift_show_ignored": (of_drift("gir_drift_show_ignored"), True, "true"),
    **{f"gir_{verb}_formats": (of_verb(verb, 1), *FORMATS) for verb in asked.VERBS},
    **{f"gir_{verb}_output_dir": (of_verb(verb, 0), "out", "out ") for verb in asked.VERBS},
    "gir_status_seconds": (status_seconds.read, 30, "30"),
    "gir_failover_witness": (witness.urls, ["https://a.test", "https://b.test"], "https://a.test,https://b.test"),
    "gir_kit_dir": (of_kit_and("gir_kit_dir"), "kits", "kits"),
    "gir_kit_host_dir": (of_kit_and("gir_kit_host_dir"), "/var/kits", "/var/kits"),
    "gir_kit_wheels_dir": (of_kit_and("gir_kit_wheels_dir"), "wheels", "wheels"),
    "gir_kit_days": (of_kit_and("gir_kit_days"), 30, "30"),
    "gir_kit_python": (of_kit_and("gir_kit_python"), ["3.11", "3.12"], "3.11,3.12"),
    "gir_known_tags": (foreign_names, ["a", "b"], "a,b"),
    "gir_known_variables": (foreign_names, ["a", "b"], "a,b"),
    "gir_muxer_accept_unobserved": (names_of, ["dc1", "dc2"], "dc1,dc2"),
    "gir_upgrade_purge_old_index": (names_of, ["dc1", "dc2"], "dc1,dc2"),
    "gir_upgrade_purge_confirm": (names_of, ["dc1", "dc2"], "dc1,dc2"),
    "gir_kept_copies_remove": (copied("copies"), [COPY], json.dumps([COPY])),
    "gir_kept_copies_remove_older_than_days": (copied("older_than_days"), 30, "30"),
    "gir_maintenance_component": (marked("component"), "mcp", "mcp"),
    "gir_maintenance_who": (marked("who"), "Alice", "Alice"),
    "gir_recording_certificate": (request.given, {"alias": "a", "days": 30}, '{"alias": "a", "days": 30}'),
}
# Required together with what they are given to, so that blank is refused.
REQUIRED = {
    "gir_hold_reason": (lambda given: held(reason=given, minutes=5), 42, "42"),
    "gir_hold_minutes": (lambda given: held(reason="r", minutes=given), 30, "30"),
    "gir_maintenance_hosts": (marked("hosts"), ["mcp1", "mcp2"], "mcp1,mcp2"),
    "gir_maintenance_why": (marked("why"), "disks", "disks"),
    "gir_maintenance_until": (marked("ends"), "2027-03-01", "2027-03-01 "),
}
CASES = [
    pytest.param(judged(read, name), *values, id=f"{number}-{name}")
    for number, (table, read) in enumerate(VERBS)
    for name, values in table.items()
] + [pytest.param(*values, id=name) for name, values in OTHERS.items()]
# Structures that an inventory holds. As text each of them ends with one sentence.
OF_INVENTORIES = {
    "gir_drift_ignore", "gir_probe_commands", "gir_recovery_objectives", "gir_kept_copies_directories",
    "gir_read_record", "gir_break_glass_dir",
}  # fmt: skip


@pytest.mark.parametrize(("read", "native", "text"), CASES)
def test_text_means_the_same_as_the_native_value(read, native, text):
    assert read(text) == read(native) != read(None)


@pytest.mark.parametrize(("read", "native", "text"), CASES)
def test_a_blank_answer_is_not_given(read, native, text):
    assert native != "" != text
    assert read("") == read("  ") == read(None)


@pytest.mark.parametrize(("read", "native", "text"), [pytest.param(*one, id=name) for name, one in REQUIRED.items()])
def test_a_blank_answer_to_what_is_required_is_missing(read, native, text):
    assert read(text) == read(native)
    with pytest.raises(Exception, match=r"is not given") as missing:
        read(None)
    with pytest.raises(Exception, match=r"is not given") as blank:
        read("")
    assert str(blank.value) == str(missing.value)


@pytest.mark.parametrize(("table", "variables"), [(FAILOVER, of_failover), (REHEARSAL, of_rehearsal),
                                                  (REJOIN, of_rejoin), (REMEDIATION, of_remediation)])  # fmt: skip
def test_every_variable_of_the_verb_is_tried(table, variables):
    # Of the status, which asks the witness too.
    assert set(table) == {one.name for one in variables.VARIABLES} - {"gir_failover_witness"}


def test_reports_with_commas(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    both = [str(tmp_path / "a"), str(tmp_path / "b")]
    for given in (both, ",".join(both), "", None):
        with pytest.raises(Exception, match="names no report"):
            merge.read(given)
    with pytest.raises(Exception, match=r"c\.json, which does not exist"):
        merge.read(f"{both[0]}, {tmp_path}/c.json")


@pytest.mark.parametrize("given", [True, "true", "yes", "1", " True "])
def test_switches_of_playbooks(given):
    assert switch(given, "gir_lock_break_running", False)
    assert switch("", "gir_lock_break_running", True)


def uses_in_playbooks():
    """(variable, what follows it in a template) of what only playbooks and the role of keystores read."""
    read_elsewhere = {*OTHERS, *REQUIRED, *FAILOVER, *REHEARSAL, *REJOIN, *REMEDIATION, *OF_INVENTORIES}
    names = {*known.PLAYBOOK_VARIABLES, *known.KEYSTORE_VARIABLES, "gir_model_export"} - read_elsewhere
    paths = [*ROOT.glob("playbooks/*.yml"), *ROOT.glob("playbooks/tasks/*.yml"), *ROOT.glob("roles/keystores/*/*.yml")]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for name in names:
            for found in re.finditer(rf"\b{name}\b \| ([^\n]*)", text):
                yield name, found.group(1)


def test_playbooks_take_blank_for_not_given():
    uses = list(uses_in_playbooks())
    assert {name for name, _rest in uses} > {"gir_lock_minutes", "gir_keystore_state", "gir_adopt_dir"}
    blank = re.compile(r"default\((?:[^()]|\([^()]*\))*, true\)|default\(''\) \| (gir\.multidc\.switch|string)")
    assert [(name, rest) for name, rest in uses if not blank.match(rest)] == []
