# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook awx does with an AWX that it has made ready."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.templates import TEMPLATES

from awx.running_awx import HOOK, NIGHT, VAULT, changes

# Requests that may hold a secret, and no other one.
OF_SECRETS = ("/api/v2/credentials/", "/api/v2/notification_templates/", "/api/v2/tokens/")


def test_secret_is_sent_in_credentials_alone(ready, first):
    for run in (*first, ready.run("-vvvv", gir_awx_update_secrets=True)):
        run.succeeded().says_nothing_of(ready.secrets)
        for one in run.requests:
            if not one.path.startswith(OF_SECRETS):
                assert [secret for secret in ready.secrets if secret in f"{one.path}{one.query}{one.body}"] == []
    sent = "".join(str(one.body) for one in first[1].requests if one.path == "/api/v2/credentials/")
    assert all(secret in sent for secret in (VAULT, "admin-Secret-8", "dav-Secret-5"))
    assert any(HOOK in str(one.body) for one in first[1].requests if one.path == "/api/v2/notification_templates/")


def test_secrets_are_sent_anew(ready):
    run = ready.run(gir_awx_update_secrets=True, gir_awx_vault_password="another").succeeded()
    assert len(changes(run)) == 4
    assert {one["inputs"].get("vault_password") for one in ready.awx.objects("credentials")} >= {"another"}


def test_what_somebody_changed_is_made_good(ready):
    template = ready.find("job_templates", "GIR drift")
    ready.ask("PATCH", f"job_templates/{template['id']}/", {"allow_simultaneous": True})
    workflow = ready.find("workflow_job_templates", "GIR approved failover")
    nodes = ready.ask("GET", f"workflow_job_templates/{workflow['id']}/workflow_nodes/")[1]["results"]
    approve, stands = (next(one for one in nodes if one["identifier"] == name) for name in ("approve", "stands"))
    path = f"workflow_job_template_nodes/{approve['id']}/failure_nodes/"
    assert ready.ask("POST", path, {"id": stands["id"], "disassociate": True})[0] == 204
    run = ready.run().succeeded()
    assert changes(run) == [
        "update job template GIR drift (allow_simultaneous)", "update workflow GIR approved failover (workflow_nodes)",
    ]  # fmt: skip
    assert ready.run().succeeded().changed == set()


def test_wrapper_that_was_pushed_since_the_last_sync(ready):
    """A check can only tell of the last one; a run syncs the project first."""
    project, path = ready.find("projects", "GIR project"), ready.repository / "playbooks" / "gir_drift.yml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    ready.ask("POST", f"projects/{project['id']}/update/", {})
    ready.run("--check").refused("GIR682: ", "has no playbooks/gir_drift.yml")
    ready.run().refused("GIR682: ", "has no playbooks/gir_drift.yml")
    path.write_text(text, encoding="utf-8")
    assert changes(ready.run().succeeded()) == ["sync project GIR project"]
    assert ready.run("--check").succeeded().changed == set()


def test_objects_of_others_stay_as_they_are(ready):
    ready.run(gir_awx_prune=True).succeeded()
    for kind, before in ready.others.items():
        for name, one in before.items():
            now = ready.find(kind, name)
            assert {key: now[key] for key in one if key != "summary_fields"} == {
                key: value for key, value in one.items() if key != "summary_fields"
            }


def test_what_is_no_longer_wanted(ready):
    """It stays until somebody asks."""
    more = {**NIGHT, "name": "Day shift"}
    ready.run(gir_awx_notifications=[NIGHT, more]).succeeded()
    kept = ready.run().succeeded()
    assert "kept without gir_awx_prune: delete notification template Day shift" in kept.flat
    assert ready.find("notification_templates", "Day shift")
    gone = ready.run(gir_awx_prune=True).succeeded()
    assert changes(gone) == ["delete notification template Day shift"]
    names = {one["name"] for one in ready.ask("GET", "notification_templates/")[1]["results"]}
    assert names == {"Night shift"}


def test_second_system_beside_it(ready):
    """It has names of its own, and neither run finds anything to do about the other."""
    own = {**NIGHT, "name": "Test shift"}
    check = ready.run("--check", gir_awx_name="Test", gir_awx_notifications=[own], gir_awx_prune=True).succeeded()
    made = [one for one in changes(check) if one.startswith("create ")]
    assert len(made) > 40 and all(" Test " in one for one in made)
    assert not any(one.startswith(("update ", "delete ", "revoke ")) for one in changes(check))


@pytest.mark.parametrize("name", [one.name for one in TEMPLATES])
def test_answers_of_a_survey(ready, name):
    """AWX takes all blank ones, but where one is required, and none that is no choice."""
    template = ready.find("job_templates", f"GIR {name}")
    status, spec = ready.ask("GET", f"job_templates/{template['id']}/survey_spec/")
    asked = spec.get("spec", [])
    assert status == 200 and template["survey_enabled"] == bool(asked)
    blank = {one["variable"]: one["choices"][0] if one["required"] and one["choices"] else "" for one in asked}
    given = {**next(one for one in TEMPLATES if one.name == name).extra_vars, **blank}
    path = f"job_templates/{template['id']}/launch/"
    status, answer = ready.ask("POST", path, {"extra_vars": blank})
    assert status == 201, answer
    assert ready.awx.launches[-1].extra_vars == given
    for one in asked:
        if one["type"] == "multiplechoice":
            assert ready.ask("POST", path, {"extra_vars": {**blank, one["variable"]: "dc9"}})[0] == 400
    # What the survey does not ask for, nobody can give.
    status, _answer = ready.ask("POST", path, {"extra_vars": {**blank, "gir_render_secrets": "true"}})
    assert (status, ready.awx.launches[-1].extra_vars) == (201, given)


def test_one_data_center_more_changes_its_choices(ready):
    """And its account in the credential. Last, since what follows would see three."""
    ready.add_recording_data_center()
    run = ready.run().succeeded()
    by_kind = {}
    for one in changes(run):
        by_kind.setdefault(one.partition(" GIR ")[0], set()).add(one[one.rindex("(") :])
    assert by_kind == {
        "update credential type": {"(injectors)"},
        "update credential": {"(inputs)"},
        "update job template": {"(survey_spec)"},
        "update workflow": {"(survey_spec)"},
    }
    template = ready.find("job_templates", "GIR failover")
    spec = {one["variable"]: one for one in ready.ask("GET", f"job_templates/{template['id']}/survey_spec/")[1]["spec"]}
    assert spec["gir_failover_expect_active"]["choices"] == ["", "dc1", "dc2", "dc3"]
    assert spec["gir_failover_to"]["choices"] == ["dc1", "dc2"]
    assert ready.run().succeeded().changed == set()
