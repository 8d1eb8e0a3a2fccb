# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rws_* modules against the RWS stand-in: prediction, idempotence, every dialect, order and number of calls."""

import json
import time
from pathlib import Path

import module_runs
import pytest
from rws_systems import (
    DIALECTS,
    FEATURES,
    MODULES,
    PASSWORD,
    RECEIVER_PASSWORD,
    WRITERS,
    connect,
    place,
    receivers,
    storage,
)
from standins import rws

PLUGINS = Path(__file__).resolve().parents[4] / "plugins"


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as running:
        yield running


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_check_mode_predicts_and_the_second_run_changes_nothing(system, name, dialect):
    system.set_dialect(**dialect)
    arguments = connect(system, **WRITERS[name])
    predicted = module_runs.succeed(name, arguments, check=True)
    assert system.writes() == []
    real = module_runs.succeed(name, arguments)
    assert (predicted["changed"], predicted["diff"]) == (True, real["diff"])
    assert real["changed"] is True
    again = module_runs.succeed(name, arguments)
    assert again["changed"] is (name == "rws_force_index")
    for result in (predicted, real, again):
        for secret in (PASSWORD, RECEIVER_PASSWORD, system.ops[1], system.admin[1]):
            assert secret not in result["text"]


def test_every_module_is_tried():
    assert sorted(MODULES) == sorted(path.stem for path in PLUGINS.glob("modules/rws_*.py"))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_check_mode_sends_nothing_but_get(system, name):
    module_runs.succeed(name, connect(system, **MODULES[name]), check=True)
    assert {call["method"] for call in system.requests} <= {"GET", "HEAD"} and system.requests


def test_order_and_number_of_calls(system):
    module_runs.succeed("rws_features", connect(system, features=FEATURES))
    path = f"/api/v2/ops/contact-centers/{system.contact_center_id}/features"
    assert [(call["method"], call["path"]) for call in system.requests] == [
        ("GET", "/api/v2/ops/contact-centers"),
        ("GET", path),
        ("POST", path),
    ]
    assert {call["node"] for call in system.requests} == {"rws1-dc1"}


def test_info_modules_show_identifiers_and_site(system):
    found = module_runs.succeed("rws_contact_center_info", connect(system))
    assert [item["id"] for item in found["contact_centers"]] == [system.contact_center_id]
    found = module_runs.succeed("rws_environment_info", connect(system))
    assert [(item["id"], item["eservices_site"]) for item in found["environments"]] == [(system.environment_id, "DC1")]
    system.set_dialect(environment_site="hidden")
    found = module_runs.succeed("rws_environment_info", connect(system))
    assert found["environments"][0]["eservices_site"] is None


# -- storage -----------------------------------------------------------------------------------------------------


def stored_locations(system):
    view = system.store.view(None)
    screen = [value["location"] for _rest, value in view.children("settings/screen-recording|")]
    return sorted(screen), sorted(entry.get("location") for entry in view.get("ops-settings/recordings", []))


def actions(result):
    return {(item["kind"], item["location"]): item["action"] for item in result["locations"]}


@pytest.mark.parametrize("slash", ["as_given", "added", "stripped"])
def test_a_trailing_slash_never_makes_a_second_storage(system, slash):
    system.set_dialect(location_slash=slash)
    module_runs.succeed("rws_storage", connect(system, **storage()))
    spelled = storage([dict(item, location=item["location"] + "/") for item in storage()["locations"]])
    assert module_runs.succeed("rws_storage", connect(system, **spelled))["changed"] is False
    moved = [dict(item, url=item["url"] + "/new") for item in spelled["locations"]]
    result = module_runs.succeed("rws_storage", connect(system, locations=moved, verify=True))
    assert set(actions(result).values()) == {"updated"}
    assert [len(part) for part in stored_locations(system)] == [2, 2]


def test_only_the_screen_part_changes_when_only_that_differs(system):
    module_runs.succeed("rws_storage", connect(system, **storage()))
    system.forget_requests()
    changed = storage()
    changed["locations"][1]["active"] = False
    result = module_runs.succeed("rws_storage", connect(system, **changed))
    assert actions(result)[("screen", "/US/NY")] == "updated"
    assert [item["reasons"] for item in result["locations"] if item["action"] == "updated"] == [["value[0].active"]]
    assert [(call["method"], call["path"]) for call in system.writes()] == [
        ("PUT", "/api/v2/settings/screen-recording")
    ]


def test_replaced_removes_what_is_not_listed_and_deleted_what_is(system):
    module_runs.succeed("rws_storage", connect(system, **storage()))
    only = {"locations": [place("/US/NY", "voice"), place("/US/NY", "screen")], "state": "replaced"}
    predicted = module_runs.succeed("rws_storage", connect(system, **only), check=True)
    result = module_runs.succeed("rws_storage", connect(system, **only))
    assert actions(result) == actions(predicted)
    assert [key for key, action in actions(result).items() if action == "deleted"] == [
        ("screen", "/US/CA"),
        ("voice", "/US/CA"),
    ]
    assert stored_locations(system) == (["/US/NY"], ["/US/NY"])
    gone = {
        "locations": [{"location": "/US/NY/", "kind": "screen"}, {"location": "/US/NY", "kind": "voice"}],
        "state": "deleted",
    }
    assert module_runs.succeed("rws_storage", connect(system, **gone))["changed"] is True
    assert stored_locations(system) == ([], [])
    assert module_runs.succeed("rws_storage", connect(system, **gone))["changed"] is False


@pytest.mark.parametrize("style", ["masked", "absent"])
def test_voice_passwords_that_cannot_be_read_are_never_overwritten(system, style):
    system.set_dialect(password_on_read=style)
    module_runs.succeed("rws_storage", connect(system, **storage()))
    before = system.store.view(None).get("ops-settings/recordings")
    one = {"locations": [place("/US/TX", "voice")]}
    for check in (True, False):
        refused = module_runs.fail("rws_storage", connect(system, **one), check=check)
        assert "/US/CA, /US/NY" in refused["msg"]
    assert system.store.view(None).get("ops-settings/recordings") == before
    system.set_dialect(password_on_read="clear")
    module_runs.succeed("rws_storage", connect(system, **one))
    after = system.store.view(None).get("ops-settings/recordings")
    assert [entry["webDAV"]["password"] for entry in after] == [PASSWORD] * 3


def test_a_new_password_is_written_when_it_can_be_compared_or_on_demand(system):
    module_runs.succeed("rws_storage", connect(system, **storage()))
    fresh = storage([dict(item, password="another-pass-99") for item in storage()["locations"]])
    assert module_runs.succeed("rws_storage", connect(system, **fresh))["changed"] is False
    assert module_runs.succeed("rws_storage", connect(system, update_password="always", **fresh))["changed"] is True
    system.set_dialect(password_on_read="clear")
    assert module_runs.succeed("rws_storage", connect(system, update_password="always", **fresh))["changed"] is False
    result = module_runs.succeed("rws_storage", connect(system, **storage()))
    assert "another-pass-99" not in result["text"]
    assert set(actions(result).values()) == {"updated"}


def test_voice_storage_can_take_the_form_of_settings(system):
    names = {"style": "settings", "group": "call-recording"}
    arguments = connect(system, voice_payload=names, **storage())
    assert module_runs.succeed("rws_storage", arguments)["changed"] is True
    assert module_runs.succeed("rws_storage", arguments)["changed"] is False
    assert len(system.store.view(None).children("settings/call-recording|")) == 2


def test_storage_mistakes_are_named_all_at_once(system):
    wrong = [
        place("US/NY", "voice"),
        place("/US/CA", "screen", url="ftp://x"),
        place("/US/TX", "voice", active=False, username=None),
        place("/US/WA", "screen", url="https://me:pw@dav.example.com/x"),
    ]
    result = module_runs.fail("rws_storage", connect(system, locations=wrong))
    assert len(result["problems"]) == 5
    assert "me:pw" not in result["text"]
    assert system.requests == []
    lacking = module_runs.fail("rws_storage", connect(system, locations=[place("/US/NY", "screen", password=None)]))
    assert "/US/NY" in lacking["msg"] and system.writes() == []


# -- settings ----------------------------------------------------------------------------------------------------


def test_settings_are_updated_moved_and_deleted(system):
    module_runs.succeed("rws_settings", connect(system, **receivers()))
    other = receivers("http://sm.dc2.example.com/interactionreceiver")
    result = module_runs.succeed("rws_settings", connect(system, **other))
    assert [item["reasons"] for item in result["results"]] == [["value.uri-prefix"]] * 2
    assert "sm.dc2.example.com" in result["text"]  # addresses stay legible, only secrets are hidden
    assert module_runs.succeed("rws_settings", connect(system, state="deleted", **other))["changed"] is True
    assert module_runs.succeed("rws_settings", connect(system, state="deleted", **other))["changed"] is False


def test_a_setting_without_location_and_numbers_stay_legible(system):
    origins = {"group": "access-control", "name": "allowedOrigins", "value": ["https://desk1.example.com"]}
    number = {"group": "limits", "name": "maximum", "value": 1}
    arguments = connect(system, settings=[origins, number])
    result = module_runs.succeed("rws_settings", arguments)
    assert result["diff"]["after"] == {
        "access-control/allowedOrigins": ["https://desk1.example.com"],
        "limits/maximum": 1,
    }
    assert module_runs.succeed("rws_settings", arguments)["changed"] is False


# -- the eServices site ------------------------------------------------------------------------------------------


def switch(system, site, **options):
    return connect(system, site=site, **dict({"monitoring_delay": 0, "wait_timeout": 10}, **options))


def test_switch_reports_every_node_and_the_way_back(system):
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"))
    assert (result["previous_site"], result["site"], result["environment_id"]) == ("DC1", "DC2", system.environment_id)
    assert sorted(node["url"] for node in result["nodes"]) == sorted(system.urls)
    assert {(node["state"], node["site"]) for node in result["nodes"]} == {("shows the site", "DC2")}
    assert {node.site for node in system.nodes} == {"DC2"}
    posts = [call["body"] for call in system.writes()]
    assert posts == ['{"eServicesSite": "DC2"}']
    assert module_runs.succeed("rws_multimedia_switch", switch(system, "DC1"))["previous_site"] == "DC2"


def test_switch_says_which_node_never_followed(system):
    system.faults.add("never_switch", node="rws1-dc2")
    result = module_runs.fail("rws_multimedia_switch", switch(system, "DC2", wait_timeout=2))
    assert result["changed"] is True
    assert system.node("rws1-dc2").url in result["msg"] and "still shows 'DC1'" in result["msg"]
    assert sorted(node["state"] for node in result["nodes"]) == ["shows another site", "shows the site"]


DEAD = "http://127.0.0.1:1"


def test_switch_does_not_depend_on_the_nodes_of_a_dead_data_center(system):
    arguments = switch(system, "DC2", wait_timeout=60)
    started = time.monotonic()
    result = module_runs.succeed("rws_multimedia_switch", dict(arguments, url=[DEAD, *system.urls]))
    assert time.monotonic() - started < 30
    states = {node["url"]: node["state"] for node in result["nodes"]}
    assert states == {DEAD: "no answer", **dict.fromkeys(system.urls, "shows the site")}
    assert f"{DEAD} did not answer" in json.dumps(result["warnings"])
    # A node that was named is waited for.
    named = dict(arguments, url=system.urls, verify_urls=[DEAD, system.urls[0]], wait_timeout=2)
    assert f"{DEAD}: No RWS node could serve" in module_runs.fail("rws_multimedia_switch", named)["msg"]


def test_switch_where_rws_hides_the_site(system):
    system.set_dialect(environment_site="hidden")
    result = module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"))
    assert result["changed"] is True and result["previous_site"] is None
    assert {node["state"] for node in result["nodes"]} == {"not observable"}
    assert module_runs.succeed("rws_multimedia_switch", switch(system, "DC2"), check=True)["changed"] is True


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"site": "DC-2"}, "letters, digits, underscore"),
        ({"site": "DC9"}, "no node has siteName 'DC9'"),
        ({"site": "DC2", "environment_id": "nowhere"}, "'nowhere' is not known to RWS, which lists: "),
        ({"site": "DC2", "monitoring_delay": 60, "wait_timeout": 60}, "must be greater than monitoring_delay"),
        ({"site": "DC2", "verify_urls": ["rws1"]}, "'rws1' is not an address"),
    ],
)
def test_switch_refuses(system, options, words):
    assert words in module_runs.fail("rws_multimedia_switch", switch(system, **options))["msg"]
    assert system.store.view(None).get("environment")["eServicesSite"] == "DC1"


@pytest.mark.parametrize(
    ("name", "options"), [("rws_settings", {"settings": [5]}), ("rws_storage", {"locations": ["us"]})]
)
def test_a_malformed_list_shows_no_password(system, name, options):
    result = module_runs.fail(name, connect(system, **options))
    assert [secret for secret in (system.ops[1], system.admin[1]) if secret in result["text"]] == []


@pytest.mark.parametrize("url", ["http://ops:lea/ked@h:8080", "ops:leaked@h:8080", "http://ops:leaked@h"])
def test_a_password_in_an_address_is_not_quoted(system, url):
    result = module_runs.fail("rws_contact_center_info", connect(system, url=[url]))
    assert "leaked" not in result["text"] and "lea/ked" not in result["text"]
