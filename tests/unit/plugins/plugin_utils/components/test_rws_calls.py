# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is called for the state of the contact center, and what tasks are told of units that must go."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls
from recorded import CONTROLLER, computed, given_of, scenarios, with_defaults

CONNECTION = {
    "url": ["https://rws.dc1.test", "http://rws.dc2.test:8081"],
    "url_username": "gir-ops",
    "url_password": "ops-pass-4",
    "admin_username": "gir-admin",
    "admin_password": "admin-pass-5",
    "validate_certs": True,
    "unreachable": "fail",
}


def state_of(component, host, **variables):
    base = scenarios(component)["minimal"]
    scenario = {**base, "variables": {**base["variables"], **variables}}
    given = with_defaults(component, given_of(scenario, host), host)
    return COMPONENTS[component], computed(component, scenario, host), given


def called(verb, identifier=None, check=False, **variables):
    state = state_of("contact_center", CONTROLLER, **variables)
    return calls.of_verb(verb, *state, {"contact_center_id": identifier}, check)


def test_contact_centers():
    """The question which contact centers there are has the connection alone."""
    (call,) = called("contact_centers", identifier="id")
    assert (call.name, call.action, call.args) == ("gir.multidc.rws_contact_center_info", False, CONNECTION)


@pytest.mark.parametrize(
    ("verb", "options"),
    [
        ("features", {"features"}),
        ("storage", {"locations", "voice_payload", "update_password"}),
        ("settings", {"settings", "update_password", "secret_keys"}),
    ],
)
def test_state(verb, options):
    """Each part of the state is one module call for the contact center that the task names."""
    (call,) = called(verb, identifier="id", contact_center_update_password="on_change")
    assert call.name == f"gir.multidc.rws_{verb}"
    assert set(call.args) == {*CONNECTION, "contact_center_id", *options}
    assert call.args["contact_center_id"] == "id"
    assert call.args.get("update_password", "on_change") == "on_change"
    assert {name: call.args[name] for name in CONNECTION} == CONNECTION


def test_check_mode():
    """In check mode a contact center that nobody has installed yet is assumed, and needs no identifier."""
    (call,) = called("storage", check=True)
    assert call.args["unreachable"] == "assume_new"
    assert "contact_center_id" not in call.args


def test_no_features():
    """Without a feature to assign nothing is called."""
    assert called("features", contact_center_features=[]) == []


def test_authorities():
    """Authorities of the site are handed on."""
    (call,) = called("settings", gir_ca_path="/ca.pem", gir_validate_certs=False)
    assert (call.args["ca_path"], call.args["validate_certs"]) == ("/ca.pem", False)


def test_plan_has_no_secret():
    """What tasks are told of the contact center are its addresses, and no account."""
    plan = calls.plan(*state_of("contact_center", CONTROLLER))
    assert plan["urls"] == CONNECTION["url"]
    assert (plan["writes_files"], plan["has_objects"], plan["absent"]) == (False, False, None)
    assert "pass-" not in json.dumps(plan)


@pytest.mark.parametrize(
    ("variables", "units"),
    [
        ({}, ["gir-index-update.timer", "gir-index-update.service"]),
        ({"gir_manage_services": False}, []),
        ({"gir_root": "/srv//staged/"}, []),
    ],
)
def test_units_that_go(variables, units):
    """Units are stopped, the timer first, unless services are left alone or the root is a staged one."""
    absent = calls.plan(*state_of("index_update", "rws1-dc1", **variables))["absent"]
    assert absent["units"] == units
    root = "/srv/staged" if "gir_root" in variables else ""
    assert absent["paths"][0] == f"{root}/etc/systemd/system/gir-index-update.timer"
    assert len(absent["paths"]) == 5


def test_timer_is_run():
    """On the chosen host the timer is what is started, and the program is what is written."""
    plan = calls.plan(*state_of("index_update", "rws1-dc2"))
    assert (plan["service"]["name"], plan["service_managed"]) == ("gir-index-update.timer", True)
    assert plan["absent"] == {"paths": ["/etc/cron.d/gir-index-update"], "units": []}


@pytest.mark.parametrize(("host", "number"), [("rws1-dc2", 2), ("rws1-dc1", 0)])
def test_program_is_rendered_unmasked(host, number):
    """The program is rendered as it is, apart from what holds secrets, and only for the host that runs it."""
    found = calls.of_verb("render", *state_of("index_update", host, gir_render_dir="/out"), {}, False)
    assert [call.args["mask_secrets"] for call in found] == [True, False][:number]
    assert {call.args["directory"] for call in found} <= {"/out/dc2/rws1-dc2"}
