# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of playbook awx: what can be used, and every sentence about what cannot."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._awx import variables
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.options import TEAMS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from awx_cases import ASKED, asked, read


def test_defaults():
    found = asked()
    assert (found.name, found.organization, found.playbook_dir, found.image_pull) == (
        "GIR", "GIR", "playbooks", "missing",
    )  # fmt: skip
    assert found.teams == TEAMS
    assert set(found.schedules) == {"nightly", "keystores"}
    assert (found.approval_minutes, found.failover_approval_minutes, found.forks) == (480, 30, None)
    assert not found.prune and not found.update_secrets and found.secrets


def test_blank_text_is_not_given():
    """As a survey, or a template without a value, gives it."""
    blank = {name: "" for name in variables.READ if name not in ASKED}
    assert asked(**blank) == asked()


@pytest.mark.parametrize("name", [name for name in ASKED if name != "gir_awx_token"])
def test_required(name):
    _found, wrong = read(**{name: None})
    assert len(wrong) == 1
    assert wrong[0].startswith(f"{name} is not given; ")


def test_login_of_the_environment():
    """As the modules of awx.awx take it, so that nothing is written down twice."""
    known = {"CONTROLLER_HOST": "awx.example.com", "CONTROLLER_USERNAME": "me", "CONTROLLER_PASSWORD": "secret"}
    found, wrong = read(known, gir_awx_url=None, gir_awx_token=None)
    assert wrong == []
    assert (found.login.url, found.login.username, found.login.password) == ("https://awx.example.com", "me", "secret")


def test_no_login_for_a_file():
    found, wrong = read(gir_awx_url=None, gir_awx_token=None, gir_awx_output_dir="data")
    assert (found.login, wrong) == (None, [])


def test_everything_wrong_is_said_at_once():
    _found, wrong = read(
        gir_awx_url="ftp://awx", gir_awx_token=None, gir_awx_name="a/b", gir_awx_inventory_path="../x",
        gir_awx_image_pull="often", gir_awx_teams={"operator": "one", "boss": "two"}, gir_awx_approval_minutes="0",
        gir_awx_schedules={"nightly": {"at": "25:00"}, "daily": {}}, gir_awx_time_zone="Berlin", gir_awx_prune="maybe",
    )  # fmt: skip
    begins = {sentence.split(" ")[0].rstrip(":") for sentence in wrong}
    assert begins == {
        "gir_awx_url", "gir_awx_token", "gir_awx_name", "gir_awx_inventory_path", "gir_awx_image_pull",
        "gir_awx_teams.boss", "gir_awx_approval_minutes", "gir_awx_schedules.nightly.at", "gir_awx_schedules.daily",
        "gir_awx_time_zone", "gir_awx_prune",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gir_awx_vault_password", ["one", "canary"]),
        ("gir_awx_machine", "canary"),
        ("gir_awx_machine", {"password": ["canary"]}),
        ("gir_awx_machine", {"passwort": "canary"}),
        ("gir_awx_vault_password", {"canary": "canary"}),
        ("gir_awx_notifications", "canary"),
        ("gir_awx_notifications", [{"name": "x", "notification_type": "slack", "notification_configuration": "canary",
                                    "events": ["never"]}]),  # fmt: skip
    ],
)
def test_no_sentence_shows_a_secret(name, value):
    _found, wrong = read(**{name: value})
    assert len(wrong) == 1
    assert name in wrong[0]
    assert "canary" not in wrong[0]


def test_repr_shows_no_secret():
    """pytest, a traceback and a debugger print it."""
    found = asked(gir_awx_machine={"password": "canary"}, gir_awx_vault_password="canary")
    assert "canary" not in repr(found) and "token-of-awx" not in repr(found.login)


def test_value_that_cannot_be_evaluated():
    _found, wrong = read(gir_awx_vault_password=Unusable("no vault password was given"))
    assert wrong == ["gir_awx_vault_password cannot be evaluated: no vault password was given."]


def test_one_team_for_two_roles():
    """Else whoever asks for a change could approve it."""
    _found, wrong = read(gir_awx_teams={"operator": "All", "approver": "All"})
    assert len(wrong) == 1 and "twice" in wrong[0]


def test_json_text_is_the_same():
    text = '{"nightly": {"at": "04:30", "days": ["sat"]}, "keystores": false}'
    native = {"nightly": {"at": "04:30", "days": ["sat"]}, "keystores": False}
    assert asked(gir_awx_schedules=text) == asked(gir_awx_schedules=native)


@pytest.mark.parametrize(
    ("given", "rrule"),
    [
        ({}, "DTSTART;TZID=Europe/Berlin:20260101T020000 RRULE:FREQ=DAILY;INTERVAL=1"),
        (
            {"at": "22:15", "days": ["sun", "mon"], "zone": "America/New_York"},
            "DTSTART;TZID=America/New_York:20260101T221500 RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,SU",
        ),
    ],
)
def test_rule_of_repetition(given, rrule):
    found = asked(gir_awx_time_zone="Europe/Berlin", gir_awx_schedules={"nightly": given})
    assert found.schedules["nightly"].rrule == rrule


def test_notifications():
    one = {"name": "Night", "notification_type": "webhook", "notification_configuration": {"url": "https://x"}}
    two = {**one, "name": "Day", "events": "started, error"}
    found = asked(gir_awx_notifications=[one, two])
    assert [(each.name, each.events) for each in found.notifications] == [
        ("Night", ("error", "approvals")), ("Day", ("started", "error")),
    ]  # fmt: skip
    assert "events" not in found.notifications[1].item
