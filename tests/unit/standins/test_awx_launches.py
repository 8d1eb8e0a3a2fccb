# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys and launches of the AWX stand-in: what is stored, what is answered, and which variables a job gets."""

import pytest
from awx_client import installed, question

ENCRYPTED = "$encrypted$"
SITE = question("site", "multiplechoice", True, choices=["DC1", "DC2"])


@pytest.fixture
def api(tmp_path):
    with installed(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("project")) as found:
        found.one = found.template()
        yield found


def _started(api):
    return api.awx.launches[-1]


# -- specifications ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spec",
    [
        {"description": "", "spec": [SITE]},
        {"name": "", "spec": [SITE]},
        {"name": "", "description": ""},
        {"name": 1, "description": "", "spec": [SITE]},
        {"name": "", "description": "", "spec": {}},
        {"name": "", "description": "", "spec": []},
    ],
)
def test_a_survey_has_name_description_and_questions(untouched, spec):
    assert "error" in untouched.refused(400, "POST", untouched.one["related"]["survey_spec"], spec)


@pytest.mark.parametrize(
    "asked",
    [
        "text",
        {"variable": "a", "type": "text", "required": True},
        {"question_name": "a", "type": "text", "required": True},
        {"question_name": "a", "variable": "a", "required": True},
        {"question_name": "a", "variable": "a", "type": "text"},
        question("a", required="yes"),
        question("a", "list"),
        question("a", default=1),
        question("a", "integer", default="1"),
        question("a", "integer", default=None),
        question("a", "float", default="x"),
        question("a", min="1"),
        question("a", max=1.5),
        question("a", "multiplechoice"),
        question("a", "multiselect"),
        question("a", "multiplechoice", choices={"x": 1}),
        question("a", "multiselect", choices=None),
        question("a", "multiplechoice", choices=["x", "y"], default="z"),
        question("a", "multiplechoice", choices=["x", "y"], default="x\ny"),
        question("a", "multiplechoice", choices=["x", "y"], default=["x"]),
        question("a", "multiselect", choices=["x", "y"], default=["x"]),
        question("a", "multiselect", choices="x\ny", default="x\nz"),
        question("a", default=ENCRYPTED),
        question("a", "password", default=ENCRYPTED),
    ],
)
def test_a_question_must_be_one(untouched, asked):
    assert "error" in untouched.survey(untouched.one, asked, status=400)
    assert untouched.get(untouched.one["related"]["survey_spec"]) == {}


def test_a_variable_is_asked_for_once(untouched):
    assert "duplicated" in untouched.survey(untouched.one, question("a"), question("a"), status=400)["error"]


def test_a_survey_is_stored_read_and_taken_away(api):
    template = api.template()
    more = question("b", "multiselect", choices="x\n\n y \n", default="x\n\n y ", new_question=True, min=None)
    assert api.survey(template, SITE, more) is None
    stored = api.get(template["related"]["survey_spec"])
    assert stored["spec"][0] == SITE
    assert (stored["spec"][1]["choices"], stored["spec"][1]["default"]) == ("x\n y ", "x\n y ")
    assert stored["spec"][1]["new_question"] is True
    assert api.get(template["url"])["summary_fields"]["survey"] == {"title": "", "description": ""}
    assert api.call("DELETE", template["related"]["survey_spec"])[0] == 200
    assert api.get(template["related"]["survey_spec"]) == {}


def test_a_default_that_is_a_part_of_a_choice_passes_where_choices_are_a_text(api):
    api.survey(api.template(), question("a", "multiplechoice", choices="DC1\nDC2", default="DC"))


def test_the_default_of_a_password_is_hidden_and_kept(api):
    template = api.template(survey_enabled=True)
    api.survey(template, question("word", "password", default="secret-word"))
    assert api.get(template["related"]["survey_spec"])["spec"][0]["default"] == ENCRYPTED
    api.survey(template, question("word", "password", default=ENCRYPTED, min=3))
    api.launch(template)
    assert _started(api).extra_vars == {"word": "secret-word"}


# -- answers -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("project")) as found:
        found.one = found.template(survey_enabled=True)
        found.survey(
            found.one,
            SITE,
            question("reason", min=2, max=5),
            question("count", "integer", min=1, max=3),
            question("share", "float", min=0, max=1),
            question("days", "multiselect", choices="mo\ntu"),
            question("word", "password", min=4),
        )
        yield found


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"site": ""},
        {"site": "DC3"},
        {"site": None},
        {"site": ["DC1"]},
        {"site": "DC1", "reason": 12345},
        {"site": "DC1", "reason": ["abc"]},
        {"site": "DC1", "reason": "a"},
        {"site": "DC1", "reason": "abcdef"},
        {"site": "DC1", "count": "2"},
        {"site": "DC1", "count": True},
        {"site": "DC1", "count": 0},
        {"site": "DC1", "count": 4},
        {"site": "DC1", "share": "0.5"},
        {"site": "DC1", "share": 1.5},
        {"site": "DC1", "days": "mo"},
        {"site": "DC1", "days": ["we"]},
        {"site": "DC1", "word": "abc"},
        {"site": "DC1", "word": 12345},
    ],
)
def test_wrong_answers_are_refused(surveyed, answers):
    refusal = surveyed.launch(surveyed.one, status=400, extra_vars=answers)
    assert list(refusal) == ["variables_needed_to_start"]


def test_right_answers_become_variables(surveyed):
    answers = {"site": "DC2", "reason": "abc", "count": 2, "share": 1, "days": ["mo"], "word": "abcd"}
    job = surveyed.launch(surveyed.one, extra_vars=answers)
    assert _started(surveyed).extra_vars == answers
    assert "abcd" not in job["extra_vars"]
    assert ENCRYPTED in job["extra_vars"]


def test_a_survey_that_is_not_enabled_asks_nothing(api):
    template = api.template()
    api.survey(template, SITE)
    job = api.launch(template, extra_vars={"site": "DC3"})
    assert (job["ignored_fields"], _started(api).extra_vars) == ({"extra_vars": {"site": "DC3"}}, {})


def test_blank_answers_arrive_as_blank_texts(api):
    template = api.template(survey_enabled=True)
    api.survey(template, question("a", required=True), question("b", default=""), question("c", "integer", default=""))
    api.launch(template, extra_vars={"a": ""})
    assert _started(api).extra_vars == {"a": "", "b": ""}


def test_variables_come_from_template_survey_and_launch_in_this_order(api):
    own = '{"a": "template", "b": "template", "c": "template"}'
    template = api.template(survey_enabled=True, extra_vars=own)
    api.survey(
        template,
        question("b", default="survey"),
        question("c", default="survey"),
        question("d", "multiselect", choices="x\ny", default="x"),  # a text is no answer: it never arrives
    )
    api.launch(template, extra_vars={"c": "launch"})
    assert _started(api).extra_vars == {"a": "template", "b": "survey", "c": "launch"}


# -- launches ------------------------------------------------------------------------------------------------------


def test_a_job_template_passes_over_what_it_does_not_ask_for(api):
    template = api.template(extra_vars="a: 1")
    job = api.launch(template, extra_vars={"a": 1, "b": 2}, limit="h1", job_type="check")
    assert job["ignored_fields"] == {"extra_vars": {"b": 2}, "limit": "h1", "job_type": "check"}
    started = _started(api)
    assert (started.extra_vars, started.limit, started.job_type) == ({"a": 1}, "", "run")


def test_a_workflow_refuses_what_it_does_not_ask_for(api):
    workflow = api.workflow()
    refusal = api.launch(workflow, status=400, extra_vars={"b": 2}, limit="h1")
    assert sorted(refusal) == ["extra_vars", "limit"]
    assert api.awx.launches == []
    api.launch(workflow)
    api.change(workflow, ask_variables_on_launch=True, ask_limit_on_launch=True)
    job = api.launch(workflow, extra_vars='{"b": 2}', limit="h1")
    started = _started(api)
    assert (started.kind, started.name, started.extra_vars, started.limit) == ("workflow_job", "switch", {"b": 2}, "h1")
    assert api.get(job["url"])["status"] == "successful"


def test_prompts_that_are_asked_for_are_taken(api):
    other = api.make("inventories", name="Other", organization=api.organization["id"])
    template = api.template(
        ask_limit_on_launch=True, ask_job_type_on_launch=True, ask_inventory_on_launch=True, ask_tags_on_launch=True
    )
    job = api.launch(template, limit="h1", job_type="check", inventory=other["id"], job_tags="a,b")
    started = _started(api)
    assert (started.limit, started.job_type, started.inventory) == ("h1", "check", other["id"])
    assert (started.job_tags, started.template, started.job) == ("a,b", template["id"], job["job"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verbosity": 7}, "verbosity"),
        ({"job_type": "scan"}, "job_type"),
        ({"inventory": 99}, "inventory"),
        ({"credentials": 1}, "credentials"),
        ({"credentials": [99]}, "credentials"),
        ({"extra_vars": "- a"}, "extra_vars"),
        ({"extra_vars": ["a"]}, "extra_vars"),
        ({"forks": -1}, "forks"),
    ],
)
def test_values_of_prompts_are_checked(untouched, body, field):
    assert field in untouched.launch(untouched.one, status=400, **body)


def test_credentials_are_replaced_by_their_type(api):
    own, ssh = api.credential_type(), api.managed_type("ssh")
    first, second, third = [api.credential(own, name=name) for name in ("First", "Second", "Third")]
    machine = api.credential(ssh, name="ssh")
    template = api.template(ask_credential_on_launch=True)
    api.attach(template, "credentials", first)
    api.launch(template, credentials=[second["id"], machine["id"]])
    assert _started(api).credentials == [second["id"], machine["id"]]
    assert "credentials" in api.launch(template, status=400, credentials=[machine["id"]])
    assert "credentials" in api.launch(template, status=400, credentials=[second["id"], third["id"]])
    api.launch(template, credentials=[first["id"], second["id"]])  # the template's own one does not count, and goes
    assert _started(api).credentials == [second["id"]]


def test_passwords_that_are_asked_for_are_needed(api):
    template = api.template()
    api.attach(template, "credentials", api.credential(api.managed_type("ssh"), password="ASK"))
    assert api.launch(template, status=400) == {"passwords_needed_to_start": ["ssh_password"]}
    api.launch(template, credential_passwords={"ssh_password": "x"})


def test_no_job_runs_on_a_project_that_failed(api):
    template = api.template()
    api.change(api.project, scm_url="https://git.example.com/lost.git")
    assert "playbook" in api.launch(template, status=400)
    api.change(api.project, scm_update_on_launch=True)
    api.launch(template)


def test_a_job_without_project_or_inventory_does_not_start(api):
    template = api.template(ask_inventory_on_launch=True)
    api.change(template, inventory=None)
    refusal = api.launch(template, status=400)
    assert refusal == {"resources_needed_to_start": ["Job Template inventory is missing or undefined."]}
    api.launch(template, inventory=api.inventory["id"])
    api.call("DELETE", api.project["url"])
    assert "project" in api.launch(template, status=400, inventory=api.inventory["id"])


def test_the_form_of_a_launch_tells_what_it_needs(api):
    template = api.template(survey_enabled=True, ask_limit_on_launch=True)
    api.survey(template, SITE)
    form = api.get(template["related"]["launch"])
    assert (form["variables_needed_to_start"], form["can_start_without_user_input"]) == (["site"], False)
    assert (form["ask_limit_on_launch"], form["survey_enabled"], form["defaults"]["limit"]) == (True, True, "")
    assert form["job_template_data"]["name"] == "deploy"


def test_a_job_that_runs_keeps_its_template(tmp_path):
    with installed(tmp_path) as api:
        template = api.template()
        api.awx.world.update_seconds = 60
        job = api.launch(template)
        refusal = api.refused(409, "DELETE", template["url"])
        assert refusal["active_jobs"] == [{"id": job["id"], "type": "job"}]
        assert api.get(template["related"]["jobs"])["count"] == 1
