# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all objects of the AWX stand-in: who may ask, fields, lists, unique names, deletion."""

import pytest
from awx_client import ADDRESS, Api, installed
from standins.awx import Awx


@pytest.fixture
def api(tmp_path):
    with installed(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """An installation that nothing is done to: all that is asked of it is refused, or read."""
    with installed(tmp_path_factory.mktemp("project")) as found:
        yield found


# -- who asks ------------------------------------------------------------------------------------------------------


def test_the_ping_asks_for_no_login(api):
    nobody = Api(api.awx)
    nobody.authorization = None
    assert nobody.get("ping/")["version"] == "24.6.1"
    assert nobody.get("/api/")["current_version"] == "/api/v2/"


@pytest.mark.parametrize("authorization", [None, "Basic bm9ib2R5Om5vdGhpbmc=", "Basic ???", "Bearer unknown"])
def test_anything_else_needs_one(untouched, authorization):
    nobody = Api(untouched.awx)
    nobody.authorization = authorization
    assert "detail" in nobody.refused(401, "GET", "organizations/")


def test_every_answer_tells_product_and_version(api):
    headers = api.call("GET", "me/")[2]
    assert (headers["X-API-Product-Name"], headers["X-API-Product-Version"]) == ("AWX", "24.6.1")


def test_a_token_is_shown_once_and_ends_when_it_is_deleted(api):
    token = api.make("tokens", description="of a module", application=None, scope="write")
    bearer = Api(api.awx, bearer=token["token"])
    assert bearer.get("me/")["results"][0]["username"] == "admin"
    assert token["token"] not in str(bearer.get("tokens/"))
    assert bearer.call("DELETE", token["url"])[0] == 204
    bearer.refused(401, "GET", "me/")


def test_a_token_may_be_given_from_the_start():
    with Awx(token="given-token") as awx:
        assert Api(awx, bearer="given-token").get("me/")["count"] == 1


def test_a_user_logs_in_with_the_password_that_nobody_sees(api):
    user = api.make("users", username="op", password="op-word")
    assert api.get(user["url"])["password"] == "$encrypted$"
    api.change(user, password="$encrypted$", first_name="Op")
    assert Api(api.awx, user=("op", "op-word")).get("me/")["results"][0]["username"] == "op"


# -- fields --------------------------------------------------------------------------------------------------------


def test_unknown_fields_are_refused_which_the_real_one_ignores(api):
    assert "nmae" in api.not_made("organizations", name="A", nmae="B")
    assert "descripton" in api.not_changed(api.organization, descripton="x")


def test_unless_told_to_ignore_them_as_well(tmp_path):
    with installed(tmp_path, strict_fields=False) as api:
        assert "nmae" not in api.make("organizations", name="A", nmae="B")


def test_fields_that_are_only_shown_are_ignored(api):
    changed = api.change(api.project, scm_revision="abc", status="failed", id=77, type="x")
    assert (changed["scm_revision"] != "abc", changed["status"], changed["id"]) == (True, "successful", 1)


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("organizations", {}, "name"),
        ("organizations", {"name": ""}, "name"),
        ("organizations", {"name": "x" * 513}, "name"),
        ("organizations", {"name": {"a": 1}}, "name"),
        ("organizations", {"name": True}, "name"),
        ("organizations", {"name": "A", "max_hosts": -1}, "max_hosts"),
        ("organizations", {"name": "A", "max_hosts": "many"}, "max_hosts"),
        ("organizations", {"name": "A", "default_environment": 99}, "default_environment"),
        ("organizations", {"name": "A", "default_environment": "EE"}, "default_environment"),
        ("teams", {"name": "A"}, "organization"),
        ("teams", {"name": "A", "organization": None}, "organization"),
        ("inventories", {"name": "A"}, "organization"),
        ("inventories", {"name": "A", "organization": 1, "kind": "other"}, "kind"),
        ("inventories", {"name": "A", "organization": 1, "kind": "smart"}, "host_filter"),
        ("inventories", {"name": "A", "organization": 1, "variables": {"a": 1}}, "variables"),
        ("inventories", {"name": "A", "organization": 1, "variables": "[1]"}, "variables"),
        ("execution_environments", {"name": "A"}, "image"),
        ("execution_environments", {"name": "A", "image": "a b"}, "image"),
        ("execution_environments", {"name": "A", "image": "x", "pull": "sometimes"}, "pull"),
        ("projects", {"name": "A", "scm_type": "cvs"}, "scm_type"),
        ("projects", {"name": "A", "scm_type": "git", "scm_url": ""}, "scm_url"),
        ("projects", {"name": "A", "scm_type": "git", "scm_url": "gopher://x/y"}, "scm_url"),
        ("projects", {"name": "A", "scm_type": "git", "scm_url": ADDRESS, "credential": 1}, "credential"),
        ("projects", {"name": "A", "scm_type": "", "scm_clean": True}, "scm_clean"),
        ("projects", {"name": "A", "scm_type": "archive", "scm_url": "https://x/y", "scm_branch": "b"}, "scm_branch"),
        ("projects", {"name": "A", "scm_type": "git", "scm_url": ADDRESS, "scm_clean": "perhaps"}, "scm_clean"),
        ("labels", {"name": "A"}, "organization"),
        ("schedules", {"name": "A", "unified_job_template": 1}, "rrule"),
        ("users", {"password": "a"}, "username"),
    ],
)
def test_wrong_values_are_refused(untouched, kind, values, field):
    assert field in untouched.not_made(kind, **values)


def test_texts_lose_the_white_space_at_their_ends_and_null_is_empty(api):
    made = api.make("organizations", name=" A ", description="two\nlines\n")
    assert (made["name"], made["description"]) == ("A", "two\nlines")
    assert api.change(made, description=None)["description"] == ""


def test_numbers_may_be_texts_and_true_has_many_names(api):
    made = api.make("organizations", name=5, max_hosts="7")
    assert (made["name"], made["max_hosts"]) == ("5", 7)
    assert api.change(api.project, allow_override="yes")["allow_override"] is True
    assert api.change(api.project, allow_override=None)["allow_override"] is False


def test_a_change_leaves_the_rest_and_a_put_does_not(api):
    made = api.make("organizations", name="A", description="d", max_hosts=3)
    assert api.change(made, max_hosts=4)["description"] == "d"
    status, document, _headers = api.call("PUT", made["url"], {"name": "B"})
    assert (status, document["description"], document["max_hosts"]) == (200, "", 0)
    assert api.refused(400, "PUT", made["url"], {}) == {"name": ["This field is required."]}


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"'])
def test_a_body_must_be_an_object_of_json(untouched, body):
    assert "detail" in untouched.refused(400, "POST", "organizations/", body)


# -- unique --------------------------------------------------------------------------------------------------------


def test_names_are_unique_where_they_are(api):
    organization = {"organization": api.organization["id"]}
    api.make("teams", name="A", **organization)
    assert "__all__" in api.not_made("teams", name="A", **organization)
    assert "name" in api.not_made("organizations", name="GIR")
    assert "__all__" in api.not_made("inventories", name="GIR", **organization)
    assert "__all__" in api.not_made("projects", name="GIR", scm_type="git", scm_url=ADDRESS, **organization)
    other = api.make("organizations", name="Other")
    api.make("teams", name="A", organization=other["id"])
    assert "__all__" in api.not_changed(api.make("teams", name="B", **organization), name="A")


def test_a_job_template_is_unique_in_the_organization_of_its_project(api):
    assert api.template()["organization"] == api.organization["id"]
    whole = {"project": api.project["id"], "inventory": api.inventory["id"], "playbook": "playbooks/deploy.yml"}
    assert "__all__" in api.not_made("job_templates", name="deploy", **whole)


# -- lists ---------------------------------------------------------------------------------------------------------


def test_lists_have_pages(api):
    for number in range(30):
        api.make("labels", name=f"l{number:02}", organization=api.organization["id"])
    first = api.get("labels/?name__startswith=l")
    assert (first["count"], len(first["results"]), first["previous"]) == (30, 25, None)
    second = api.get(first["next"])
    assert ([each["name"] for each in second["results"]], second["next"]) == ([f"l{n}" for n in range(25, 30)], None)
    assert len(api.get("labels/?page_size=7&page=2")["results"]) == 7
    api.refused(404, "GET", "labels/?page=9")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=GIR", ["GIR"]),
        ("name__icontains=gi", ["GIR"]),
        ("id=1", ["Default"]),
        ("or__id=2&or__name=2", ["GIR"]),
        ("not__name=GIR", ["Default"]),
        ("name__in=GIR,Default&order_by=-name", ["GIR", "Default"]),
        ("search=default", ["Default"]),
        ("default_environment__isnull=false", []),
    ],
)
def test_lists_are_filtered(untouched, query, names):
    assert untouched.found(f"organizations/?{query}") == names


def test_filters_go_through_what_is_pointed_to(api):
    template = api.template()
    api.attach(template, "credentials", api.credential(api.credential_type(), user="u"))
    assert api.found("job_templates/?project__name=GIR&organization__name=GIR") == ["deploy"]
    assert api.found("job_templates/?credentials__name=GIR") == ["deploy"]
    assert api.found("job_templates/?credentials__credential_type__kind=net") == []
    assert api.found("unified_job_templates/?name=deploy&type=job_template") == ["deploy"]
    assert api.found("credential_types/?namespace=none&kind=cloud&managed=false") == []


def test_unknown_filters_and_numbers_that_are_none_are_refused(api):
    assert "no field named" in api.refused(400, "GET", "organizations/?nmae=x")["detail"]
    assert "detail" in api.refused(400, "GET", "teams/?organization=GIR")
    for query in ("id__gt=none", "name__regex=("):
        assert "detail" in api.refused(400, "GET", f"organizations/?{query}")
    api.refused(403, "GET", "users/?password=x")


def test_an_object_is_found_by_its_name_too(api):
    assert api.get("organizations/GIR/")["id"] == api.organization["id"]
    assert api.get("inventories/GIR++GIR/")["id"] == api.inventory["id"]
    api.refused(404, "GET", "inventories/GIR++Other/")
    api.refused(404, "GET", "organizations/99/")
    api.refused(404, "GET", "nothing/")


def test_methods_that_are_not_there_are_refused(api):
    api.refused(405, "DELETE", "organizations/")
    api.refused(405, "POST", "unified_job_templates/", {})
    api.refused(405, "POST", "project_updates/", {})
    label = api.make("labels", name="l", organization=api.organization["id"])
    api.refused(405, "DELETE", label["url"])


def test_an_address_without_its_last_slash_is_sent_on(api):
    assert api.get("/api/v2/organizations?name=GIR")["count"] == 1


# -- deletion ------------------------------------------------------------------------------------------------------


def test_what_cannot_be_without_it_goes_too_and_links_are_cut(api):
    team = api.make("teams", name="A", organization=api.organization["id"])
    assert api.call("DELETE", api.organization["url"])[0] == 204
    api.refused(404, "GET", team["url"])
    assert api.get(api.project["url"])["organization"] is None


def test_the_inventory_of_a_template_may_go(api):
    template = api.template()
    assert api.call("DELETE", api.inventory["url"])[0] == 202
    assert api.get(template["url"])["inventory"] is None
    assert "resources_needed_to_start" in api.launch(template, status=400)


def test_what_runs_is_not_deleted(tmp_path):
    with installed(tmp_path, update_seconds=60) as api:
        for one in (api.project, api.organization):
            refusal = api.refused(409, "DELETE", one["url"])
            assert refusal["active_jobs"] == [{"id": 1, "type": "project_update"}]


def test_what_an_awx_brings_along_stays(api):
    environment = api.get("execution_environments/?managed=true")["results"][0]
    galaxy = api.get("credentials/?name=Ansible Galaxy".replace(" ", "%20"))["results"][0]
    for one in (environment, galaxy, api.managed_type("ssh")):
        api.refused(403, "DELETE", one["url"])


# -- what a test sees ----------------------------------------------------------------------------------------------


def test_requests_and_objects_are_kept_for_tests(api):
    api.awx.forget_requests()
    api.attach(api.template(), "labels", api.make("labels", name="l", organization=api.organization["id"]))
    asked = api.awx.requests
    assert [(each.method, each.path) for each in asked][:2] == [
        ("POST", "/api/v2/job_templates/"),
        ("POST", "/api/v2/labels/"),
    ]
    assert asked[0].body["name"] == "deploy"
    assert [each["labels"] for each in api.awx.objects("job_templates")] == [[1]]


def test_faults_may_be_injected(api):
    api.awx.faults.add("status", status=503, path="organizations", times=1, message="busy")
    assert [api.call("GET", f"{kind}/")[0] for kind in ("inventories", "organizations", "organizations")] == [
        200,
        503,
        200,
    ]
