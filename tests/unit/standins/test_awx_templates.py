# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects with their updates, inventories with their sources, and job templates, in the AWX stand-in."""

import pytest
from awx_client import ADDRESS, installed

FOUND = ["playbooks/deploy.yml", "playbooks/switch.yaml", "vault.yml"]


@pytest.fixture
def api(tmp_path):
    with installed(tmp_path) as found:
        yield found


# -- projects ------------------------------------------------------------------------------------------------------


def test_a_new_project_is_updated_and_lists_its_playbooks(api):
    assert (api.project["status"], "current_update" in api.project["summary_fields"]) == ("pending", True)
    project = api.get(api.project["url"])
    assert (project["status"], project["local_path"]) == ("successful", "_1__gir")
    assert api.get(project["related"]["playbooks"]) == FOUND
    assert "current_update" not in project["summary_fields"]
    assert api.get(project["related"]["last_update"])["scm_revision"] == project["scm_revision"] != ""


def test_an_update_finds_what_is_new(api, tmp_path):
    (tmp_path / "another.yml").write_text("- hosts: all\n", encoding="utf-8")
    before = api.get(api.project["url"])["scm_revision"]
    status, update, _headers = api.call("POST", api.project["related"]["update"], {})
    assert (status, update["status"], update["finished"]) == (202, "pending", None)
    ended = api.get(update["url"])
    assert (ended["status"], ended["event_processing_finished"]) == ("successful", True)
    assert ended["scm_revision"] != before
    assert "another.yml" in api.get(api.project["related"]["playbooks"])


def test_an_update_takes_its_time(tmp_path):
    with installed(tmp_path, update_seconds=60) as api:
        project = api.get(api.project["url"])
        assert api.get(project["related"]["current_update"])["status"] == "pending"
        assert api.get(project["related"]["playbooks"]) == []


def test_an_address_without_a_directory_fails_its_update(api):
    project = api.make("projects", name="Lost", scm_type="git", scm_url="https://git.example.com/lost.git")
    found = api.get(project["url"])
    assert (found["status"], found["last_update_failed"]) == ("failed", True)
    assert api.get(found["related"]["last_update"])["failed"] is True
    assert api.get(found["related"]["playbooks"]) == []


def test_another_branch_is_an_update_another_description_is_none(api):
    def updates():
        return api.get(api.project["related"]["project_updates"])["count"]

    api.change(api.project, description="d")
    assert updates() == 1
    api.change(api.project, scm_branch="b")
    assert updates() == 2


def test_a_manual_project_has_no_update(api):
    manual = api.make("projects", name="Manual")
    api.refused(405, "POST", manual["related"]["update"], {})
    assert "local_path" in api.not_made("projects", name="Other", local_path="somewhere")
    assert "local_path" in api.not_changed(api.project, local_path="elsewhere")


def test_a_project_takes_credentials_of_source_control(api):
    other, right = api.credential(api.credential_type()), api.credential(api.managed_type("scm"), username="u")
    assert "credential" in api.not_changed(api.project, credential=other["id"])
    assert api.change(api.project, credential=right["id"])["summary_fields"]["credential"]["kind"] == "scm"


def test_the_organization_of_a_project_in_use_stays(api):
    other = api.make("organizations", name="Other")
    api.template()
    assert "organization" in api.not_changed(api.project, organization=other["id"])


# -- job templates -------------------------------------------------------------------------------------------------


def _wanted(api, **values):
    whole = {"name": "T", "project": api.project["id"], "inventory": api.inventory["id"], "playbook": FOUND[0]}
    return {name: value for name, value in {**whole, **values}.items() if value is not None}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"project": None}, "project"),
        ({"project": 99}, "project"),
        ({"inventory": None}, "inventory"),
        ({"playbook": None}, "playbook"),
        ({"playbook": "playbooks/tasks/part.yml"}, "playbook"),
        ({"playbook": "README.md"}, "playbook"),
        ({"job_type": "scan"}, "job_type"),
        ({"verbosity": 6}, "verbosity"),
        ({"forks": -1}, "forks"),
        ({"forks": 201}, "forks"),
        ({"scm_branch": "b"}, "scm_branch"),
        ({"ask_scm_branch_on_launch": True}, "ask_scm_branch_on_launch"),
        ({"extra_vars": {"a": 1}}, "extra_vars"),
        ({"extra_vars": "- a"}, "extra_vars"),
        ({"webhook_service": "gitea"}, "webhook_service"),
        ({"execution_environment": "x"}, "execution_environment"),
        ({"survey_spec": {}}, "survey_spec"),
    ],
)
def test_a_job_template_must_be_able_to_run(api, values, field):
    assert field in api.not_made("job_templates", **_wanted(api, **values))


def test_before_the_update_no_playbook_is_there(tmp_path):
    with installed(tmp_path, update_seconds=60) as api:
        refusal = api.not_made("job_templates", **_wanted(api))
        assert refusal == {"playbook": ["Playbook not found for project."]}


def test_with_another_branch_any_playbook_may_be(api):
    api.change(api.project, allow_override=True)
    api.make("job_templates", **_wanted(api, playbook="other.yml", scm_branch="b"))
    assert "allow_override" in api.not_changed(api.project, allow_override=False)


def test_a_change_is_checked_as_a_whole(api):
    template = api.template()
    assert "inventory" in api.not_changed(template, inventory=None)
    assert api.change(template, inventory=None, ask_inventory_on_launch=True)["inventory"] is None
    assert "playbook" in api.not_changed(template, playbook="missing.yml")


def test_the_organization_is_that_of_the_project(api):
    other = api.make("organizations", name="Other")
    made = api.make("job_templates", **_wanted(api, organization=other["id"]))
    assert made["organization"] == api.organization["id"]
    assert made["related"]["organization"] == api.organization["url"]


def test_defaults_are_those_of_awx(api):
    made = api.template()
    wanted = {
        "job_type": "run",
        "verbosity": 0,
        "job_slice_count": 1,
        "allow_simultaneous": False,
        "use_fact_cache": False,
        "ask_limit_on_launch": False,
        "extra_vars": "",
        "limit": "",
        "execution_environment": None,
        "survey_enabled": False,
    }
    assert {name: made[name] for name in wanted} == wanted
    assert not [value for name, value in made.items() if name.startswith("ask_") and value]


def test_extra_vars_are_kept_as_the_text_they_came_in(api):
    for text in ('{"b": 1,  "a": 2}', "---\na: 1", ""):
        assert api.change(api.template(f"t{len(text)}"), extra_vars=text)["extra_vars"] == text


def test_labels_and_notifications_and_groups_are_attached(api):
    template = api.template()
    api.make(template["related"]["labels"], name="l", organization=api.organization["id"])
    status, _document, _headers = api.call(
        "POST", template["related"]["labels"], {"name": "l", "organization": api.organization["id"]}
    )
    assert (status, api.get("labels/")["count"]) == (204, 1)
    group = api.get("instance_groups/?name=default")["results"][0]
    api.attach(template, "instance_groups", group)
    assert "msg" in api.refused(400, "POST", template["related"]["instance_groups"], {"name": "new"})
    hook = api.make(
        "notification_templates",
        name="n",
        organization=api.organization["id"],
        notification_type="webhook",
        notification_configuration={"url": "https://x", "headers": {}},
    )
    for when in ("started", "success", "error"):
        api.attach(template, f"notification_templates_{when}", hook)
        assert api.found(template["related"][f"notification_templates_{when}"]) == ["n"]
    api.attach(template, "labels", {"id": 1}, disassociate=True)
    assert api.get("labels/")["count"] == 0  # the last use of a label was its only one


# -- inventories ---------------------------------------------------------------------------------------------------


def test_the_kind_of_an_inventory_stays(api):
    assert "error" in api.refused(405, "PATCH", api.inventory["url"], {"kind": "smart", "host_filter": "name=x"})
    assert api.change(api.inventory, kind=None, host_filter=None)["kind"] == ""


def test_hosts_and_groups(api):
    api.make(api.inventory["related"]["hosts"], name="h1", variables="a: 1")
    group = api.make(api.inventory["related"]["groups"], name="g1")
    host = api.get("hosts/?inventory__name=GIR")["results"][0]
    api.attach(group, "hosts", host)
    assert api.found(group["related"]["hosts"]) == ["h1"]
    assert api.get(api.inventory["url"])["total_hosts"] == 1
    assert "__all__" in api.not_made("hosts", name="h1", inventory=api.inventory["id"])
    assert api.not_made("hosts", name="g1", inventory=api.inventory["id"])


def _source(api, **values):
    whole = {"name": "S", "inventory": api.inventory["id"], "source": "scm", "source_project": api.project["id"]}
    return {name: value for name, value in {**whole, **values}.items() if value is not None}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": None}, "source"),
        ({"source": "git"}, "source"),
        ({"source": "constructed"}, "error"),
        ({"source_project": None}, "source_project"),
        ({"inventory": None}, "inventory"),
        ({"source": "ec2"}, "detail"),
        ({"source": "gce", "source_project": None}, "credential"),
        ({"scm_branch": "b"}, "scm_branch"),
        ({"verbosity": 3}, "verbosity"),
        ({"source_vars": {"a": 1}}, "source_vars"),
        ({"update_cache_timeout": -1}, "update_cache_timeout"),
        ({"credential": 99}, "credential"),
    ],
)
def test_a_source_must_be_able_to_update(api, values, field):
    assert field in api.not_made("inventory_sources", **_source(api, **values))


def test_a_source_of_a_project_updates_from_its_file(api):
    source = api.make("inventory_sources", **_source(api, source_path="inventory.yml"))
    assert (source["verbosity"], source["overwrite"], source["status"]) == (1, False, "never updated")
    status, update, _headers = api.call("POST", source["related"]["update"], {})
    assert (status, update["name"]) == (202, "GIR - S")
    assert api.get(update["url"])["status"] == "successful"
    api.change(source, source_path="missing.yml")
    _status, update, _headers = api.call("POST", source["related"]["update"], {})
    assert api.get(update["url"])["status"] == "failed"
    assert api.get(api.inventory["url"])["inventory_sources_with_failures"] == 1


def test_a_source_stays_in_its_inventory_and_is_unique_there(api):
    source = api.make("inventory_sources", **_source(api))
    other = api.make("inventories", name="Other", organization=api.organization["id"])
    assert api.change(source, inventory=other["id"])["inventory"] == api.inventory["id"]
    assert "__all__" in api.not_made("inventory_sources", **_source(api))
    manual = api.make("projects", name="Manual")
    assert "source_project" in api.not_made("inventory_sources", **_source(api, name="M", source_project=manual["id"]))


def test_both_ways_to_give_a_source_its_credential_agree(api):
    credential = api.credential(api.credential_type())
    source = api.make("inventory_sources", **_source(api, credential=credential["id"]))
    assert api.found(source["related"]["credentials"]) == ["GIR"]
    api.attach(source, "credentials", credential, disassociate=True)
    assert api.get(source["url"])["credential"] is None
    vault = api.credential(api.managed_type("vault"), vault_password="p")
    assert "credential" in api.not_changed(source, credential=vault["id"])


def test_the_source_goes_with_its_project(api):
    source = api.make("inventory_sources", **_source(api))
    assert api.call("DELETE", api.project["url"])[0] == 204
    api.refused(404, "GET", source["url"])
    assert api.get(f"projects/?scm_url={ADDRESS}")["count"] == 0
