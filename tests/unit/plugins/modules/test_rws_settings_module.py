# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_settings and its _info against the RWS stand-in."""

import module_runs
import pytest
from rws_systems import RECEIVER_PASSWORD, connect, receivers
from standins import rws


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as running:
        yield running


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


@pytest.mark.parametrize("scope", ["settings", "contact_center"])
def test_names_of_secrets_that_the_site_adds_are_hidden(system, scope):
    setting = {"scope": scope, "group": "limits", "name": "x-tuning", "value": "site's own 71"}
    added = {"secret_keys": ["^x-"]}
    read = {"groups": ["limits"]} if scope == "settings" else {"groups": [], "contact_center_groups": ["limits"]}
    for value in ("site's own 71", "site's own 72"):
        arguments = connect(system, settings=[dict(setting, value=value)], **added)
        result = module_runs.succeed("rws_settings", arguments)
        assert result["changed"] is True and "site's own" not in result["text"]
        assert module_runs.succeed("rws_settings", arguments)["changed"] is False
        shown = module_runs.succeed("rws_settings_info", connect(system, **read, **added))
        assert [item["value"] for item in shown["settings"]] == ["<secret>"] and "site's own" not in shown["text"]
    said = module_runs.fail("rws_settings", connect(system, settings=[setting], secret_keys=["("]))["msg"]
    assert "secret_keys: '(' is no regular expression" in said


# -- groups of the contact center --------------------------------------------------------------------------------

CERTIFICATE = {"scope": "contact_center", "group": "screen-recording-encryption"}


def certificates(*pairs):
    return [dict(CERTIFICATE, name=name, value=value) for name, value in pairs]


def test_certificates_of_screen_recordings_are_added_without_touching_others(system):
    first = certificates(("certificatealias-1", "recording-2025"), ("certificate-1", "-----BEGIN CERTIFICATE-----1"))
    assert module_runs.succeed("rws_settings", connect(system, settings=first))["changed"] is True
    second = certificates(("certificatealias-2", "recording-2026"), ("certificate-2", "-----BEGIN CERTIFICATE-----2"))
    predicted = module_runs.succeed("rws_settings", connect(system, settings=second), check=True)
    system.forget_requests()
    result = module_runs.succeed("rws_settings", connect(system, settings=second))
    assert result["diff"] == predicted["diff"]
    assert [(call["method"], call["user"]) for call in system.writes()] == [("PUT", system.ops[0])]
    assert module_runs.succeed("rws_settings", connect(system, settings=second))["changed"] is False
    read = module_runs.succeed(
        "rws_settings_info", connect(system, groups=[], contact_center_groups=["screen-recording-encryption"])
    )
    assert [item["name"] for item in read["settings"]] == [
        "certificate-1",
        "certificate-2",
        "certificatealias-1",
        "certificatealias-2",
    ]
    gone = module_runs.succeed("rws_settings", connect(system, settings=first, state="deleted"))
    assert [item["action"] for item in gone["results"]] == ["deleted", "deleted"]
    assert len(system.store.view(None).get("ops-settings/screen-recording-encryption")) == 2


def test_voice_storage_is_left_to_rws_storage(system):
    entry = {"scope": "contact_center", "group": "recordings", "name": "store", "value": []}
    assert "managed by rws_storage" in module_runs.fail("rws_settings", connect(system, settings=[entry]))["msg"]


# -- failures ----------------------------------------------------------------------------------------------------


def test_a_lost_answer_is_looked_up(system):
    system.faults.add("drop", method="POST", phase="after", times=1)
    result = module_runs.succeed("rws_settings", connect(system, **receivers()))
    assert [item["outcome"] for item in result["results"]] == ["done", "done"]
    assert len(system.writes()) == 2


def test_a_refused_setting_names_those_before_and_after(system):
    values = ["http://sm.example.com/ir", "ftp://wrong", "http://sm.example.com/ir"]
    settings = [
        {"group": "speechminer", "name": "interaction-receiver", "location": place, "value": {"uri-prefix": value}}
        for place, value in zip(("/US/A", "/US/B", "/US/C"), values, strict=True)
    ]
    failed = module_runs.fail("rws_settings", connect(system, settings=settings))
    assert "Written before this failure: speechminer/interaction-receiver at /US/A." in failed["msg"]
    assert (
        "Not written: speechminer/interaction-receiver at /US/B, speechminer/interaction-receiver at /US/C."
        in (failed["msg"])
    )
    assert [item["outcome"] for item in failed["results"]] == ["done", "not done", "not done"]
    assert failed["changed"] is True


# -- reading -----------------------------------------------------------------------------------------------------


def test_info_lists_all_groups_and_hides_secrets(system):
    module_runs.succeed("rws_settings", connect(system, **receivers()))
    system.set_dialect(password_on_read="clear")
    result = module_runs.succeed("rws_settings_info", connect(system))
    assert [(item["group"], item["location"]) for item in result["settings"]] == [
        ("speechminer", "/US/CA"),
        ("speechminer", "/US/NY"),
    ]
    assert result["settings"][0]["value"]["password"] == "<secret>"
    assert RECEIVER_PASSWORD not in result["text"]
