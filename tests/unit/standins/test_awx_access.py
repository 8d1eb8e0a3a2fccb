# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification templates, teams, users and roles of the AWX stand-in, and the stand-in as a program."""

import os
import re
import subprocess
import sys
import urllib.request

import pytest
from awx_client import Api, checkout, installed
from conftest import ROOT
from standins import tls
from standins.awx import Awx

ENCRYPTED = "$encrypted$"
MAIL = {
    "host": "mail.example.com",
    "port": 25,
    "username": "",
    "password": "",
    "use_tls": False,
    "use_ssl": False,
    "sender": "awx@example.com",
    "recipients": ["ops@example.com"],
}
HOOK = {"url": "https://hook.example.com/", "headers": {}}


@pytest.fixture
def api(tmp_path):
    with installed(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("project")) as found:
        yield found


def _notification(api, kind="webhook", configuration=None, name="N", **values):
    return {
        "name": name,
        "organization": api.organization["id"],
        "notification_type": kind,
        "notification_configuration": dict(HOOK) if configuration is None else configuration,
        **values,
    }


def _stored(api):
    return api.awx.objects("notification_templates")[0]["notification_configuration"]


# -- notification templates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "configuration"),
    [
        ("webhook", {"url": "https://x"}),
        ("webhook", {"headers": {}}),
        ("webhook", {**HOOK, "http_method": "GET"}),
        ("webhook", {**HOOK, "headers": "X: y"}),
        ("webhook", {**HOOK, "disable_ssl_verification": "no"}),
        ("email", {**MAIL, "port": "25"}),
        ("email", {**MAIL, "recipients": "ops@example.com"}),
        ("email", {**MAIL, "recipients": []}),
        ("email", {name: value for name, value in MAIL.items() if name != "sender"}),
        ("slack", {"channels": ["#ops"]}),
        ("slack", {"token": "t", "channels": []}),
        ("mattermost", {"mattermost_url": "https://x"}),
        ("pagerduty", {"token": "t"}),
        ("irc", {}),
    ],
)
def test_each_type_needs_its_configuration(untouched, kind, configuration):
    assert untouched.not_made("notification_templates", **_notification(untouched, kind, configuration))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"notification_type": "pigeon"}, "notification_type"),
        ({"organization": None}, "organization"),
        ({"notification_configuration": None}, "notification_configuration"),
        ({"messages": []}, "messages"),
        ({"messages": {"ended": {}}}, "messages"),
        ({"messages": {"started": "x"}}, "messages"),
        ({"messages": {"started": {"subject": "x"}}}, "messages"),
        ({"messages": {"started": {"message": 1}}}, "messages"),
        ({"messages": {"started": {"message": "a\nb"}}}, "messages"),
        ({"messages": {"started": {"message": "{{ jbo.id }}"}}}, "messages"),
        ({"messages": {"started": {"body": "{{ job.id }"}}}, "messages"),
        ({"messages": {"workflow_approval": {"asked": {}}}}, "messages"),
        ({"messages": {"workflow_approval": {"running": "x"}}}, "messages"),
    ],
)
def test_wrong_values_of_a_notification_are_refused(untouched, values, field):
    assert field in untouched.not_made("notification_templates", **{**_notification(untouched), **values})


def test_defaults_are_filled_in(api):
    made = api.make("notification_templates", **_notification(api))
    whole = {**HOOK, "http_method": "POST", "disable_ssl_verification": False, "username": "", "password": ""}
    assert made["notification_configuration"] == whole
    assert made["messages"] == {"started": None, "success": None, "error": None, "workflow_approval": None}


def test_its_secrets_are_hidden_and_kept(api):
    made = api.make("notification_templates", **_notification(api, configuration={**HOOK, "password": "secret-word"}))
    assert made["notification_configuration"]["password"] == ENCRYPTED
    api.change(made, notification_configuration={**HOOK, "password": ENCRYPTED, "username": "u"})
    assert (_stored(api)["password"], _stored(api)["username"]) == ("secret-word", "u")
    api.change(made, notification_configuration=HOOK)
    assert _stored(api)["password"] == ""


def test_messages_stay_where_nothing_new_is_sent(api):
    first = {"started": {"message": "go {{ job.name }}"}, "workflow_approval": {"running": {"message": "look"}}}
    made = api.make("notification_templates", **_notification(api, messages=first))
    changed = api.change(made, messages={"error": {"message": "no"}, "workflow_approval": {"denied": {"body": "b"}}})
    assert changed["messages"] == {
        "started": {"message": "go {{ job.name }}"},
        "success": None,
        "error": {"message": "no"},
        "workflow_approval": {"running": {"message": "look"}, "denied": {"body": "b"}},
    }


def test_a_notification_is_unique_in_its_organization(api):
    api.make("notification_templates", **_notification(api))
    assert "__all__" in api.not_made("notification_templates", **_notification(api))


def test_an_organization_and_a_workflow_notify_of_approvals(api):
    made, flow = api.make("notification_templates", **_notification(api)), api.workflow()
    for one in (api.organization, flow):
        api.attach(one, "notification_templates_approvals", made)
        assert api.found(one["related"]["notification_templates_approvals"]) == ["N"]
    assert api.awx.objects("workflow_job_templates")[0]["notification_templates_approvals"] == [made["id"]]
    assert api.call("DELETE", made["url"])[0] == 204
    assert api.found(flow["related"]["notification_templates_approvals"]) == []


# -- teams, users, roles -------------------------------------------------------------------------------------------


def _role(api, one, name):
    return f"roles/{api.get(one['url'])['summary_fields']['object_roles'][name]['id']}"


def test_objects_tell_their_roles(api):
    roles = api.get(api.template()["url"])["summary_fields"]["object_roles"]
    assert sorted(roles) == ["admin_role", "execute_role", "read_role"]
    role = api.get(f"roles/{roles['execute_role']['id']}/")
    assert (role["role_field"], role["summary_fields"]["resource_name"]) == ("execute_role", "deploy")
    organization = api.get(api.organization["url"])["summary_fields"]["object_roles"]
    assert organization["member_role"]["user_only"] is True
    assert "approval_role" in organization
    assert api.get("roles/?role_field=approval_role")["count"] == 2
    api.refused(400, "GET", "roles/?resource=x")


def test_teams_are_granted_roles(api):
    team = api.make("teams", name="A", organization=api.organization["id"])
    path = _role(api, api.template(), "execute_role") + "/teams/"
    for _again in range(2):
        assert api.call("POST", path, {"id": team["id"]})[0] == 204
    assert api.found(path) == ["A"]
    assert [role["role_field"] for role in api.get(team["related"]["roles"])["results"]] == ["execute_role"]
    assert api.call("POST", path, {"id": team["id"], "disassociate": True})[0] == 204
    assert api.found(path) == []


def test_roles_may_be_granted_from_the_side_of_the_team(api):
    team = api.make("teams", name="A", organization=api.organization["id"])
    role = _role(api, api.inventory, "use_role")
    assert api.call("POST", team["related"]["roles"], {"id": int(role.split("/")[1])})[0] == 204
    assert api.found(f"{role}/teams/") == ["A"]


def test_members_of_a_team(api):
    team = api.make("teams", name="A", organization=api.organization["id"])
    user = api.make("users", username="op", password="x")
    path = _role(api, team, "member_role") + "/users/"
    assert api.call("POST", path, {"id": user["id"]})[0] == 204
    assert [each["username"] for each in api.get(team["related"]["users"])["results"]] == ["op"]
    assert api.found(user["related"]["teams"]) == ["A"]
    assert [role["role_field"] for role in api.get(user["related"]["roles"])["results"]] == ["member_role"]


def test_roles_that_a_team_may_not_have(api):
    team = api.make("teams", name="A", organization=api.organization["id"])
    for name in ("member_role", "admin_role"):
        path = _role(api, api.organization, name) + "/teams/"
        assert "msg" in api.refused(400, "POST", path, {"id": team["id"]})
    assert api.call("POST", _role(api, api.organization, "execute_role") + "/teams/", {"id": team["id"]})[0] == 204
    other = api.make("teams", name="B", organization=api.make("organizations", name="Other")["id"])
    path = _role(api, api.credential(api.credential_type()), "use_role") + "/teams/"
    assert "msg" in api.refused(400, "POST", path, {"id": other["id"]})
    assert api.call("POST", path, {"id": team["id"]})[0] == 204
    assert "detail" in api.refused(400, "POST", path, {"id": 99})
    assert "msg" in api.refused(400, "POST", path, {})
    api.refused(404, "GET", "roles/9999/")


def test_a_team_of_another_organization_may_have_a_role_on_a_template(api):
    other = api.make("teams", name="B", organization=api.make("organizations", name="Other")["id"])
    path = _role(api, api.template(), "execute_role") + "/teams/"
    assert api.call("POST", path, {"id": other["id"]})[0] == 204


def test_credentials_are_for_users_of_their_organization(api):
    user = api.make("users", username="op", password="x")
    path = _role(api, api.credential(api.credential_type()), "use_role") + "/users/"
    assert "msg" in api.refused(400, "POST", path, {"id": user["id"]})
    member = _role(api, api.organization, "member_role") + "/users/"
    assert api.call("POST", member, {"id": user["id"]})[0] == 204
    assert api.call("POST", path, {"id": user["id"]})[0] == 204


# -- the program ---------------------------------------------------------------------------------------------------


class _Address:
    def __init__(self, url, username, password):
        self.url, self.username, self.password = url, username, password


def test_it_runs_by_hand(tmp_path):
    words = [sys.executable, "-m", "standins.awx", "--project", f"https://x/y.git={checkout(tmp_path)}"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    ) as process:
        try:
            told = re.match(r"AWX stand-in at (\S+), login (\S+) / (\S+)", process.stdout.readline())
            api = Api(_Address(*told.groups()))
            project = api.make("projects", name="P", scm_type="git", scm_url="https://x/y.git")
            assert "playbooks/deploy.yml" in api.get(project["related"]["playbooks"])
        finally:
            process.terminate()
    assert process.returncode == 0


def test_it_speaks_https(tmp_path):
    authority = tls.private_ca(tmp_path / "tls")
    with Awx(token="given-token", tls=authority.server_context("awx")) as awx:
        request = urllib.request.Request(f"{awx.url}/api/v2/me/", headers={"Authorization": "Bearer given-token"})
        with urllib.request.urlopen(request, timeout=10, context=authority.client_context()) as answer:
            assert (awx.url.split(":")[0], answer.status) == ("https", 200)
