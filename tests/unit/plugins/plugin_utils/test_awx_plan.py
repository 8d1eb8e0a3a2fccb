# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between AWX and what it should hold."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._awx import names
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.observed import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.plan import missing_wrappers
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.secrets import version
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.templates import BY_NAME, PLAYBOOKS, TEMPLATES
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.workflows import APPROVAL, FAILOVER, TEMPLATE, WORKFLOWS
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.of_playbooks import PLAYBOOKS as DIRECTORY
from awx_cases import applied, asked, model, planned, sentences, wanted

WEBHOOK = {"name": "Night", "notification_type": "webhook",
           "notification_configuration": {"url": "https://x", "headers": {}}}  # fmt: skip


def test_from_nothing_to_everything():
    desired = wanted()
    changes = planned(desired, Observed()).changes
    assert {one.action for one in changes} == {"create", "sync", "grant"}
    made = [one for one in changes if one.action == "create"]
    assert len(made) == sum(len(items) for kind, items in desired.lists.items() if kind != names.ROLES)
    order = [[kind.module for kind in names.KINDS].index(one.module) for one in made]
    assert order == sorted(order)


def test_second_run_has_nothing_to_do():
    desired = wanted(asked(gir_awx_machine={"username": "a", "password": "b"}, gir_awx_notifications=[WEBHOOK]))
    assert sentences(planned(desired, applied(desired)).changes) == []


def test_one_more_data_center_changes_only_choices():
    before, after = wanted(), wanted(system=model("dc3"))
    changes = planned(after, applied(before)).changes
    assert {(one.action, one.module, tuple(one.options)) for one in changes} == {
        ("update", "job_template", ("survey_spec",)),
        ("update", "workflow_job_template", ("survey_spec",)),
    }


def test_one_more_account_of_the_storage():
    """Its fields, and the credential that fills them."""
    storage = {"dc1": {"username": "a", "password": "b"}}
    more = {**storage, "dc2": {"username": "c", "password": "d"}}
    changes = planned(wanted(gir_storage_credentials=more), applied(wanted(gir_storage_credentials=storage))).changes
    assert [(one.module, tuple(one.options)) for one in changes] == [
        ("credential_type", ("injectors",)), ("credential", ("inputs",)),
    ]  # fmt: skip


def test_secret_is_never_in_a_change():
    desired = wanted(asked(gir_awx_machine={"password": "canary-1"}, gir_awx_vault_password="canary-2",
                           gir_awx_notifications=[{**WEBHOOK, "notification_configuration": {"url": "canary-3"}}]),
                     gir_rws_admin_password="canary-4")  # fmt: skip
    for found in (Observed(), applied(desired)):
        for one in planned(desired, found, update_secrets=True).changes:
            assert "canary" not in f"{one.arguments} {one.options} {one.sentence}"


def test_secrets_are_sent_anew_when_asked():
    desired = wanted(asked(gir_awx_machine={"password": "s"}))
    assert sentences(planned(desired, applied(desired), update_secrets=True).changes) == [
        "update credential GIR machine (inputs)", f"update credential GIR secrets {version()} (inputs)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        (names.TEMPLATES, "allow_simultaneous", True),
        (names.TEMPLATES, "use_fact_cache", True),
        (names.TEMPLATES, "ask_variables_on_launch", True),
        (names.TEMPLATES, "job_slice_count", 3),
        (names.TEMPLATES, "credentials", []),
        (names.PROJECTS, "scm_update_on_launch", True),
        (names.PROJECTS, "scm_branch", "other"),
        (names.SOURCES, "overwrite", False),
        (names.WORKFLOWS, "notification_templates_error", ["Somebody's"]),
        (names.ENVIRONMENTS, "image", "other"),
        (names.SCHEDULES, "enabled", False),
    ],
)
def test_changed_by_hand(kind, option, value):
    desired = wanted()
    found = applied(desired)
    name = next(iter(found.lists[kind]))
    found.lists[kind][name][option] = value
    (change,) = planned(desired, found).changes
    assert (change.action, change.name, tuple(change.options)) == ("update", name, (option,))
    assert change.options[option] == (value, change.arguments[option])


def test_edge_changed_by_hand():
    """AWX cannot change the kind of an edge, so the nodes are made anew."""
    desired = wanted()
    found = applied(desired)
    found.lists[names.WORKFLOWS]["GIR approved failover"]["workflow_nodes"]["approve"]["failure_nodes"] = []
    (change,) = planned(desired, found).changes
    assert change.arguments["destroy_current_nodes"] is True
    assert change.sentence == "update workflow GIR approved failover (workflow_nodes)"


def test_nodes_stay_where_only_the_survey_differs():
    """Their history in AWX goes with them."""
    desired = wanted()
    found = applied(desired)
    found.lists[names.WORKFLOWS]["GIR approved failover"]["survey_spec"]["spec"].pop()
    (change,) = planned(desired, found).changes
    assert "workflow_nodes" not in change.arguments


def test_object_of_others_with_our_name():
    desired = wanted()
    found = applied(desired)
    found.lists[names.TEMPLATES]["GIR drift"]["description"] = "Somebody's own"
    made = planned(desired, found)
    assert [one.id for one in made.violations] == ["GIR681"]
    assert "job template GIR drift is in AWX already" in made.violations[0].sentence


def test_organization_and_teams_of_others_are_used():
    desired = wanted()
    found = applied(desired)
    for kind in (names.ORGANIZATIONS, names.TEAMS):
        for one in found.lists[kind].values():
            one["description"] = "Somebody's own"
    made = planned(desired, found, prune=True)
    assert (made.changes, made.violations) == ([], [])


def test_what_is_no_longer_wanted_stays_until_it_is_asked_for():
    before = wanted(asked(gir_awx_machine={"username": "a"}, gir_awx_notifications=[WEBHOOK]))
    found = applied(before)
    found.lists[names.TEMPLATES]["Their job"] = {"name": "Their job", "description": "not ours"}
    found.roles.add(("GIR operators", "execute", "job_templates", "Their job"))
    after = wanted()
    kept = planned(after, found)
    gone = [one for one in planned(after, found, prune=True).changes if one.action == "delete"]
    assert sentences(gone) == list(kept.kept) == ["delete notification template Night", "delete credential GIR machine"]
    assert not any("Their job" in one.sentence for one in planned(after, found, prune=True).changes)
    assert gone[1].arguments == {
        "name": "GIR machine", "organization": "GIR", "credential_type": "Machine", "state": "absent",
    }  # fmt: skip


def test_role_that_is_no_longer_wanted():
    desired = wanted()
    found = applied(desired)
    found.roles.add(("GIR operators", "admin", "job_templates", "GIR site"))
    assert planned(desired, found).kept == ["revoke role admin on 1 job template from GIR operators"]
    (change,) = planned(desired, found, prune=True).changes
    assert change.arguments == {
        "team": "GIR operators", "role": "admin", "state": "absent", "lookup_organization": "GIR",
        "job_templates": ["GIR site"],
    }  # fmt: skip


def test_project_and_inventory_that_were_not_synced():
    desired = wanted()
    found = applied(desired)
    for kind in (names.PROJECTS, names.SOURCES):
        for one in found.lists[kind].values():
            one["synced"] = False
    assert sentences(planned(desired, found).changes) == [
        "sync project GIR project", "sync inventory source GIR inventory of the project",
    ]  # fmt: skip


def test_wrapper_that_the_project_does_not_have():
    desired = wanted()
    playbooks = [f"playbooks/gir_{name}.yml" for name in PLAYBOOKS if name not in ("drift", "site")]
    (violation,) = missing_wrappers(desired, playbooks)
    assert "has no playbooks/gir_drift.yml and playbooks/gir_site.yml; it has " in violation.sentence
    assert missing_wrappers(desired, [*playbooks, "playbooks/gir_drift.yml", "playbooks/gir_site.yml"]) == []


# -- the tables --------------------------------------------------------------------------------------------------------


def test_every_playbook_has_a_job_template():
    assert set(PLAYBOOKS) == {path.stem for path in DIRECTORY.glob("*.yml")} - {"awx"}


def test_questions_ask_for_known_variables_that_are_no_secrets():
    asked_for = {one.variable for template in TEMPLATES for one in template.questions}
    assert asked_for <= known.names()
    assert not asked_for & known.secrets()


def test_names_are_told_apart():
    assert len({one.name for one in TEMPLATES}) == len(TEMPLATES)


@pytest.mark.parametrize("name", list(WORKFLOWS))
def test_nodes_of_workflows(name):
    """Each runs a template that is there, is reached from a first one, and has one kind of edge to another."""
    nodes = WORKFLOWS[name].nodes
    followers = [following for one in nodes.values() for following in (*one.success, *one.failure, *one.always)]
    assert set(followers) == set(nodes) - {next(iter(nodes))}
    for one in nodes.values():
        assert one.kind != TEMPLATE or one.runs in BY_NAME
        following = [*one.success, *one.failure, *one.always]
        assert len(following) == len(set(following))


@pytest.mark.parametrize("name", list(WORKFLOWS))
def test_no_workflow_writes_without_an_approval(name):
    """Whoever may start a workflow is no approver."""
    nodes = WORKFLOWS[name].nodes
    approved = {"site", "remediate", "remediation as planned", "failover", "eServices switch", "keystore sync"}
    for one in nodes.values():
        for following in (*one.success, *one.failure, *one.always):
            if nodes[following].runs in approved:
                assert one.kind == APPROVAL and following in one.success


def test_no_workflow_has_the_name_of_a_job_template():
    """AWX runs the slices of a template in a workflow job of its name, so that its jobs would be taken for slices."""
    assert not set(WORKFLOWS) & set(BY_NAME)


def test_a_failover_waits_for_no_repository():
    assert all(one.kind in (TEMPLATE, APPROVAL) for one in WORKFLOWS[FAILOVER].nodes.values())


def test_what_no_message_may_repeat():
    """Secrets and whatever a notification is sent with; a user name or the name of a storage stays readable."""
    hook = {**WEBHOOK, "notification_configuration": {"url": "https://hook", "headers": {"X-Token": "t"}, "port": 1}}
    desired = wanted(asked(gir_awx_machine={"username": "ansible", "password": "p"}, gir_awx_notifications=[hook]),
                     gir_storage_credentials={"dc1": {"username": "rec", "password": "s"}})  # fmt: skip
    assert set(desired.secrets()) == {"p", "s", "ops-secret", "https://hook", "t"}
