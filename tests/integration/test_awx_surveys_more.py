# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each job template with what its survey sends, which is text alone: the same result as with native values."""

import json
import re
import shutil

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.questions import (
    COMPONENTS,
    DATA_CENTERS,
    PAIR,
    survey,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.templates import CHECK, TEMPLATES
from running_awx_jobs import Awx
from running_demo import passwords
from standins import awx_surveys

SOURCES = {DATA_CENTERS: ["dc1", "dc2"], PAIR: ["dc1", "dc2"], COMPONENTS: ["rws", "muxer"]}
OVERRIDE = [{"rule": "GIR623", "reason": "no Configuration Server is there"}]
LOCK = "0123456789abcdef0123456789abcdef"
COPY = [{"host": "rws1-dc1", "path": "/opt/genesys/rws/config/application.yaml.bak", "sha256": "0" * 64}]
REQUEST = {"alias": "recording-2027", "subject": {"O": "Example", "CN": "Recording"}, "days": 730}
WHY = {"gir_reason": "an exercise", "gir_change_id": 4711}
FAILOVER = {
    "gir_failover_to": "dc2", "gir_failover_confirm": "dc2", "gir_failover_mode": "planned",
    "gir_failover_attested_by": "Ada Night", "gir_failover_accept": ["dc1/muxer", "dc1/rps"],
    "gir_failover_override": OVERRIDE, "gir_failover_outage_since": "2026-11-01T02:10:00+01:00",
    "gir_failover_expect_active": "dc1", "gir_failover_plan": "2026-11-01T02:10:00Z@0123456789abcdef",
    "gir_failover_take_over": LOCK, **WHY,
}  # fmt: skip
# Job template to what is answered, in native values; the text of each is what a person types. Every question is
# answered in one of them. What writes runs with --check, or is refused by what it was given.
ANSWERS = {
    "status": [{}],
    "topology": [{}],
    "render": [{"gir_active_datacenter": "dc2"}],
    "drift": [{"gir_drift_show_ignored": True}],
    "merge of drift reports": [{"gir_drift_reports": ["one.json", "two.json"]}],
    "verify": [{}],
    "site check": [{"gir_muxer_accept_unobserved": "dc2"}],
    "site": [{"gir_muxer_accept_unobserved": ["dc2"]}],
    "remediation plan": [WHY],
    "remediate": [{"gir_remediate_plan_hash": "ab" * 32, **WHY}],
    "remediation as planned": [{}],
    "upgrade": [
        {
            "gir_upgrade_leave_out": "rws*:!rws1-dc1", "gir_upgrade_purge_old_index": ["dc2"],
            "gir_upgrade_purge_confirm": ["dc2"], "gir_upgrade_purge_from": "2026-01-01T00:00:00Z",
        }
    ],
    "keystore check": [{}],
    "keystore sync": [
        {"gir_keystore_source_digest": "cd" * 32, "gir_keystore_state": "merged", "gir_keystore_accept_loss": []},
        {"gir_keystore_accept_loss": ["rcs1-dc1: recording-2026"]},
    ],
    "recording certificate": [{"gir_recording_certificate": REQUEST}],
    "failover plan": [FAILOVER],
    "failover": [FAILOVER],
    "failback": [
        {
            "gir_failover_confirm": "dc1", "gir_failover_override": OVERRIDE, "gir_failover_take_over": LOCK, **WHY,
        }
    ],
    "failover rehearsal": [
        {
            "gir_rehearsal_to": "dc2", "gir_rehearsal_mode": "forced", "gir_rehearsal_by": "Ada Night",
            "gir_rehearsal_notes": "with text",
        }
    ],
    "rejoin": [
        {
            "gir_rejoin_datacenter": "dc2", "gir_rejoin_confirm": "dc2", "gir_rejoin_listed": "ef" * 32,
            "gir_rejoin_repaired_by": "Ada Night", "gir_rejoin_accept": ["dc2/muxer", "dc2/rps"],
            "gir_rejoin_outage_since": "2026-11-01T02:10:00+01:00", "gir_rejoin_outage_until": "2026-11-01T03:10:00Z",
            "gir_rejoin_take_over": LOCK, **WHY,
        }
    ],
    "eServices switch": [{"gir_eservices_switch_to": "dc2", "gir_eservices_switch_confirm": "dc2", **WHY}],
    "ledger": [{"gir_ledger_choose": LOCK, **WHY}, {"gir_ledger_create": True, **WHY}],
    "lock": [{"gir_lock_break": LOCK, "gir_lock_break_running": True}],
    "hold": [{"gir_hold_reason": "an audit", "gir_hold_minutes": 1}, {"gir_hold_lift": True}],
    "maintenance": [
        {"gir_maintenance_state": "show", "gir_maintenance_hosts": ["mux1-dc1", "gir_rws"],
         "gir_maintenance_component": "muxer"},
        {"gir_maintenance_state": "end", "gir_maintenance_why": "why", "gir_maintenance_until": "2027-01-31"},
    ],
    "kept copies": [{"gir_kept_copies_remove_older_than_days": 30}, {"gir_kept_copies_remove": COPY}],
    "failover kit": [{}],
    "adopt": [{"gir_adopt_dir": "adopted", "gir_adopt_overwrite": True}],
}  # fmt: skip
# A job without answers is the same whoever gives none.
RUNS = [(one, number) for one in TEMPLATES for number, answers in enumerate(ANSWERS[one.name]) if answers]
# They leave something behind when they are not asked to predict, and what they were given here does not stop them.
PREDICTED = {"adopt", "eServices switch", "failback", "failover", "failover rehearsal", "hold", "ledger", "remediate",
             "render", "site"}  # fmt: skip
# What differs between two runs of the same, whatever they were given.
MOMENTS = re.compile(
    r"\d{8}T\d{6}Z-[0-9a-f]{8}|"
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d:\d\d:\d\d|\b\d+(?:\.\d+)? ?s\b|\b\d+\.\d+\b"
    r"|\b[0-9a-f]{12,}\b|job\d{4}|\b\d+ (?:seconds|minutes) ago|\bawx job \d+"
)
MEASURED = re.compile(r'("(?:\w*seconds|at|began|ended)":) [\d.]+')
PLAIN = re.compile(r"\x1b\[[0-9;]*m")


def typed(value):
    """A value as a person types it into a survey."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ",".join(value)
    return value if isinstance(value, str) else json.dumps(value)


def sent(template, answers):
    """Exactly the extra variables that AWX gives to the job: every question is answered, if with nothing."""
    spec = survey(template.questions, SOURCES)
    asked = {"survey_enabled": bool(spec), "survey_spec": spec, "ask_variables_on_launch": False}
    blank = {one.variable: one.default for one in template.questions}
    given = {**blank, **{name: typed(value) for name, value in answers.items()}}
    accepted, rejected, errors = awx_surveys.sifted(asked, {}, given)
    assert (rejected, errors) == ({}, {})
    found = awx_surveys.run_variables(asked, {}, accepted)
    assert all(isinstance(value, str) for value in found.values())
    return found


def essence(run):
    """How a job ended, without what a clock says. Hosts answer in an order of their own."""
    lines = [PLAIN.sub("", line) for line in run.output.splitlines()]
    # A task that is included for several hosts names them as they came.
    said = [line for line in lines if line.strip() and not line.startswith("included: ")]
    handed_on = MEASURED.sub(r"\1 ~", json.dumps(run.artifacts, sort_keys=True, indent=1))
    said = sorted(MOMENTS.sub("~", "\n".join(said)).splitlines())
    return [run.code, *said, *MOMENTS.sub("~", handed_on).splitlines()]


@pytest.fixture(scope="module")
def awx(demo, tmp_path_factory):
    found = Awx(demo, tmp_path_factory.mktemp("awx"), {"ANSIBLE_NOCOLOR": "1"})
    yield found
    found.close()


def test_every_question_is_answered():
    for one in TEMPLATES:
        answered = {name for answers in ANSWERS[one.name] for name in answers}
        assert answered == {question.variable for question in one.questions}, one.name


@pytest.mark.parametrize(("template", "number"), RUNS, ids=lambda one: getattr(one, "name", one))
def test_text_means_what_it_stands_for(awx, template, number):
    native = dict(ANSWERS[template.name][number])
    words = ["--check"] if template.job_type == CHECK or template.name in PREDICTED else []
    more = {"gir_failover_seconds": "60", "gir_rejoin_seconds": "60", "gir_status_seconds": "60"}
    if template.playbook == "render":
        more["gir_render_dir"] = str(awx.directory / "rendered")
    ends = []
    for given in (native, sent(template, native)):
        shutil.rmtree(awx.directory / "rendered", ignore_errors=True)
        ends.append(awx.run(template.playbook, *words, variables={**more, **given}))
    with_native, with_text = map(essence, ends)
    assert with_text == with_native
    assert "Traceback" not in ends[0].output
    assert [secret for secret in passwords() if secret in ends[1].output] == []
