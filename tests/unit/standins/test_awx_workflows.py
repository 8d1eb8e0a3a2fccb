# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflows, their nodes, edges and approvals, and schedules, in the AWX stand-in."""

import pytest
from awx_client import installed, question

ENCRYPTED = "$encrypted$"
DAILY = "DTSTART;TZID=Europe/Berlin:20260101T030000 RRULE:FREQ=DAILY;INTERVAL=1"
NODES = "workflow_job_template_nodes"


@pytest.fixture
def api(tmp_path):
    with installed(tmp_path) as found:
        found.one, found.flow = found.template(), found.workflow()
        found.steps = [found.node(found.flow, found.one, name) for name in ("a", "b", "c")]
        yield found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    with installed(tmp_path_factory.mktemp("project")) as found:
        found.one, found.flow = found.template(), found.workflow()
        found.step = found.node(found.flow, found.one, "a")
        yield found


# -- nodes ---------------------------------------------------------------------------------------------------------


def test_a_node_is_found_by_workflow_and_identifier(api):
    assert api.found(f"{NODES}/?workflow_job_template={api.flow['id']}&identifier=b") == ["b"]
    assert api.found(api.flow["related"]["workflow_nodes"]) == ["a", "b", "c"]
    node = api.get(api.steps[0]["url"])
    assert node["summary_fields"]["unified_job_template"]["unified_job_type"] == "job"
    assert (node["limit"], node["extra_data"], node["all_parents_must_converge"]) == (None, {}, False)
    assert "name" not in node


def test_an_identifier_is_made_up_when_none_is_given(api):
    made = api.make(api.flow["related"]["workflow_nodes"], unified_job_template=api.one["id"])
    assert len(made["identifier"]) == 36


def test_identifiers_are_unique_in_their_workflow(api):
    whole = {"unified_job_template": api.one["id"], "identifier": "a"}
    assert "__all__" in api.not_made(NODES, workflow_job_template=api.flow["id"], **whole)
    api.make(NODES, workflow_job_template=api.workflow("other")["id"], **whole)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"workflow_job_template": 99}, "workflow_job_template"),
        ({"unified_job_template": 99}, "unified_job_template"),
        ({"identifier": ""}, "identifier"),
        ({"limit": "h1"}, "limit"),
        ({"job_type": "check"}, "job_type"),
        ({"job_type": "scan"}, "job_type"),
        ({"extra_data": {"a": 1}}, "extra_data"),
        ({"inventory": 99}, "inventory"),
        ({"name": "x"}, "name"),
    ],
)
def test_a_node_gives_only_what_its_template_asks_for(untouched, values, field):
    whole = {"workflow_job_template": untouched.flow["id"], "unified_job_template": untouched.one["id"]}
    assert field in untouched.not_made(NODES, **{**whole, **values})


def test_answers_of_a_node_are_checked_but_may_be_missing(api):
    surveyed = api.template("surveyed", survey_enabled=True, ask_limit_on_launch=True)
    api.survey(surveyed, question("site", "multiplechoice", True, choices=["DC1"]), question("word", "password"))
    node = api.node(api.flow, surveyed, "s", limit="h1", extra_data={"word": "secret-word"})
    assert (node["limit"], node["extra_data"]) == ("h1", {"word": ENCRYPTED})
    assert "variables_needed_to_start" in api.not_changed(node, extra_data={"site": "DC2"})
    changed = api.change(node, extra_data={"site": "DC1", "word": ENCRYPTED})
    assert changed["extra_data"] == {"site": "DC1", "word": ENCRYPTED}
    stored = next(each for each in api.awx.objects(NODES) if each["identifier"] == "s")
    assert stored["extra_data"] == {"site": "DC1", "word": "secret-word"}


def test_a_project_in_a_workflow_takes_no_answers(api):
    project = api.node(api.flow, api.project, "update")
    assert "limit" in api.not_changed(project, limit="h1")
    assert "extra_data" in api.not_changed(project, extra_data={"a": 1})


def test_the_workflow_of_a_node_stays(api):
    other = api.workflow("other")
    assert api.change(api.steps[0], workflow_job_template=other["id"])["workflow_job_template"] == api.flow["id"]


def test_nodes_go_with_their_workflow_and_stay_without_their_template(api):
    assert api.call("DELETE", api.one["url"])[0] == 204
    assert api.get(api.steps[0]["url"])["unified_job_template"] is None
    assert api.call("DELETE", api.flow["url"])[0] == 204
    api.refused(404, "GET", api.steps[0]["url"])


# -- edges ---------------------------------------------------------------------------------------------------------


def test_edges_are_shown_on_the_node(api):
    one, two, three = api.steps
    api.attach(one, "success_nodes", two)
    api.attach(one, "always_nodes", three)
    node = api.get(one["url"])
    assert (node["success_nodes"], node["always_nodes"], node["failure_nodes"]) == ([two["id"]], [three["id"]], [])
    assert api.found(one["related"]["success_nodes"]) == ["b"]
    api.attach(one, "success_nodes", two)  # once more does nothing
    api.attach(one, "success_nodes", two, disassociate=True)
    assert api.get(one["url"])["success_nodes"] == []


def test_one_node_is_on_one_kind_of_edge(api):
    one, two, _three = api.steps
    api.attach(one, "success_nodes", two)
    for name in ("failure_nodes", "always_nodes"):
        refusal = api.refused(400, "POST", one["related"][name], {"id": two["id"]})
        assert refusal == {"Error": "Relationship not allowed."}


def test_there_are_no_cycles(api):
    one, two, three = api.steps
    api.attach(one, "success_nodes", two)
    api.attach(two, "failure_nodes", three)
    for later in (one, two, three):
        refusal = api.refused(400, "POST", three["related"]["always_nodes"], {"id": later["id"]})
        assert refusal == {"Error": "Cycle detected."}


def test_an_edge_stays_in_its_workflow(api):
    other = api.node(api.workflow("other"), api.one, "a")
    api.refused(403, "POST", api.steps[0]["related"]["success_nodes"], {"id": other["id"]})
    assert "detail" in api.refused(400, "POST", api.steps[0]["related"]["success_nodes"], {"id": 99})


def test_a_node_may_be_made_at_its_edge(api):
    made = api.make(api.steps[0]["related"]["failure_nodes"], unified_job_template=api.one["id"], identifier="new")
    assert made["workflow_job_template"] == api.flow["id"]
    assert api.get(api.steps[0]["url"])["failure_nodes"] == [made["id"]]


def test_an_edge_goes_with_its_end(api):
    one, two, _three = api.steps
    api.attach(one, "success_nodes", two)
    assert api.call("DELETE", two["url"])[0] == 204
    assert api.get(one["url"])["success_nodes"] == []


def test_credentials_of_a_node_are_those_that_its_template_asks_for(api):
    own = api.credential_type()
    credential, second = api.credential(own), api.credential(own, name="Second")
    path = api.steps[0]["related"]["credentials"]
    assert "msg" in api.refused(400, "POST", path, {"id": credential["id"]})
    api.change(api.one, ask_credential_on_launch=True)
    api.attach(api.steps[0], "credentials", credential)
    assert "msg" in api.refused(400, "POST", path, {"id": second["id"]})
    api.attach(api.one, "credentials", second)
    third = api.node(api.flow, api.one, "d")
    assert "already uses" in api.refused(400, "POST", third["related"]["credentials"], {"id": second["id"]})["msg"]
    asking = api.credential(api.managed_type("ssh"), name="ask", password="ASK")
    assert "msg" in api.refused(400, "POST", path, {"id": asking["id"]})


# -- approvals -----------------------------------------------------------------------------------------------------


def test_an_approval_belongs_to_its_node(api):
    node = api.make(NODES, workflow_job_template=api.flow["id"], identifier="ask")
    path = node["related"]["create_approval_template"]
    wrong = {"name": {}, "timeout": {"name": "x", "timeout": "soon"}, "what": {"name": "x", "what": 1}}
    for field, more in wrong.items():
        assert field in api.refused(400, "POST", path, more)
    approval = api.make(path, name="Go", description="look", timeout=60)
    assert (approval["type"], approval["timeout"]) == ("workflow_approval_template", 60)
    shown = api.get(node["url"])
    assert shown["related"]["unified_job_template"] == approval["url"]
    assert shown["summary_fields"]["unified_job_template"]["timeout"] == 60
    assert api.change(approval, timeout=90)["timeout"] == 90
    api.refused(404, "GET", "workflow_approval_templates/")
    assert api.found("unified_job_templates/?name=Go") == []


def test_the_former_approval_goes_and_the_last_one_with_the_node(api):
    path = api.steps[0]["related"]["create_approval_template"]
    first, second = api.make(path, name="First"), api.make(path, name="Second")
    api.refused(404, "GET", first["url"])
    assert api.call("DELETE", api.steps[0]["url"])[0] == 204
    api.refused(404, "GET", second["url"])


def test_fields_of_nodes_that_the_module_sends_to_an_approval_are_ignored(api):
    path = api.steps[0]["related"]["create_approval_template"]
    approval = api.make(path, name="Go", identifier="a", workflow_job_template=api.flow["id"])
    assert "identifier" not in api.change(approval, name="Go", identifier="a", workflow_job_template=api.flow["id"])


# -- schedules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rrule",
    [
        "RRULE:FREQ=DAILY;INTERVAL=1",
        "DTSTART:20260101T030000 RRULE:FREQ=DAILY;INTERVAL=1",
        "DTSTART:20260101T030000Z",
        "DTSTART:20260101T030000Z DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1",
        "DTSTART:20260101T030000Z RRULE:FREQ=DAILY",
        "DTSTART:20260101T030000Z RRULE:FREQ=SECONDLY;INTERVAL=60",
        "DTSTART:20260101T030000Z RRULE:FREQ=OFTEN;INTERVAL=1",
        "DTSTART:20260101T030000Z RRULE:INTERVAL=1",
        "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1;COUNT=1000",
        "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1;COUNT=5;UNTIL=20270101T000000Z",
        "DTSTART:20260101T030000Z RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=2MO",
        "DTSTART:20260101T030000Z RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=XX",
        "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1;BYHOUR=25",
        "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1;EVERY=1",
        "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1 EXDATE:20260102T030000Z",
        "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1 RDATE:20260102T030000Z",
        "DTSTART;TZID=Europe/Atlantis:20260101T030000 RRULE:FREQ=DAILY;INTERVAL=1",
        "every day",
        "",
    ],
)
def test_rules_that_awx_refuses(untouched, rrule):
    whole = {"name": "S", "unified_job_template": untouched.one["id"]}
    assert "rrule" in untouched.not_made("schedules", rrule=rrule, **whole)


def test_several_rules_are_taken(api):
    rules = "DTSTART:20260101T030000Z RRULE:FREQ=DAILY;INTERVAL=1 RRULE:FREQ=WEEKLY;INTERVAL=1"
    made = api.make("schedules", name="S", unified_job_template=api.one["id"], rrule=rules)
    assert (made["rrule"], made["next_run"]) == (rules, None)


def test_a_rule_is_read(api):
    made = api.make("schedules", name="S", unified_job_template=api.one["id"], rrule=DAILY)
    assert (made["dtstart"], made["timezone"], made["until"]) == ("2026-01-01T02:00:00Z", "Europe/Berlin", "")
    assert made["enabled"] is True
    assert made["next_run"].endswith((":00:00Z",))
    assert api.get(api.one["url"])["next_job_run"] == made["next_run"]
    assert api.change(made, enabled=False)["next_run"] is None


def test_a_rule_is_written_on_one_line_and_its_end_in_utc(api):
    given = DAILY.replace(" ", "\n") + ";UNTIL=20300601T030000"
    made = api.make("schedules", name="S", unified_job_template=api.one["id"], rrule=given)
    assert made["rrule"] == DAILY + ";UNTIL=20300601T010000Z"
    assert made["until"] == "2030-06-01T03:00:00"


def test_a_schedule_is_unique_for_its_template(api):
    whole = {"name": "S", "rrule": DAILY}
    api.make("schedules", unified_job_template=api.one["id"], **whole)
    assert "__all__" in api.not_made("schedules", unified_job_template=api.one["id"], **whole)
    for other in (api.flow, api.project):
        api.make(other["related"]["schedules"], **whole)
    assert api.get("schedules/?name=S")["count"] == 3


def test_required_answers_must_be_given_to_a_schedule(api):
    surveyed = api.template("surveyed", survey_enabled=True)
    api.survey(surveyed, question("site", "multiplechoice", True, choices=["DC1"]))
    whole = {"name": "S", "unified_job_template": surveyed["id"], "rrule": DAILY}
    for data in ({}, {"site": "DC2"}):
        assert "variables_needed_to_start" in api.not_made("schedules", extra_data=data, **whole)
    assert "extra_data" in api.not_made("schedules", extra_data={"site": "DC1", "more": 1}, **whole)
    made = api.make("schedules", extra_data={"site": "DC1"}, **whole)
    api.change(made, description="d")
    assert "limit" in api.not_changed(made, limit="h1")


def test_a_manual_project_has_no_schedule(api):
    manual = api.make("projects", name="Manual")
    refusal = api.not_made("schedules", name="S", unified_job_template=manual["id"], rrule=DAILY)
    assert "unified_job_template" in refusal


def test_what_updates_from_a_file_of_the_server_has_neither_schedule_nor_notification(api):
    source = api.make("inventory_sources", name="S", inventory=api.inventory["id"], source="file")
    assert "unified_job_template" in api.not_made(
        "schedules", name="S", unified_job_template=source["id"], rrule=DAILY
    )
    hook = api.make(
        "notification_templates",
        name="n",
        organization=api.organization["id"],
        notification_type="webhook",
        notification_configuration={"url": "https://x", "headers": {}},
    )
    path = source["related"]["notification_templates_error"]
    assert "msg" in api.refused(400, "POST", path, {"id": hook["id"]})
    api.refused(405, "POST", source["related"]["update"], {})


def test_a_schedule_goes_with_its_template(api):
    made = api.make("schedules", name="S", unified_job_template=api.one["id"], rrule=DAILY)
    assert api.call("DELETE", api.one["url"])[0] == 204
    api.refused(404, "GET", made["url"])
