# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that a server echoes, that a malformed option holds, or that stand in an address or in JSON text."""

import base64
import json

import module_runs
import pytest
from rws_systems import connect, place, storage
from standins import rws

LONG = 'Zz"\u00fc' + "ops-password" * 3


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1) as running:
        yield running


def echo(system, text, **fault):
    """Let RWS refuse everything with this text."""
    system.faults.add("status", status=500, status_code=4, message=text, **fault)


@pytest.mark.parametrize("before", [0, 150, 285, 295])
def test_an_echoed_account_is_masked_before_the_text_is_cut(system, before):
    account = base64.b64encode(":".join(system.ops).encode()).decode()
    for secret in (system.ops[1], account):
        system.faults.remove()
        echo(system, "x" * before + secret)
        result = module_runs.fail("rws_contact_center_info", connect(system, retries=0))
        assert not any(secret[:size] in result["text"] for size in (6, len(secret)))


def test_an_echoed_password_is_masked_in_the_form_that_it_has_in_json(system):
    system.faults.add("html", status=400, method="POST", path="/settings")
    arguments = connect(system, locations=[place("/US/NY", "screen", password=LONG)])
    assert "ops-password" not in module_runs.fail("rws_storage", arguments)["text"]
    system.faults.remove()
    echo(system, json.dumps({"password": LONG}), method="POST", path="/settings")
    result = module_runs.fail("rws_storage", arguments)
    assert "ops-password" not in result["text"] and "********" in result["msg"]


def test_a_session_in_an_address_is_not_shown(system):
    system.faults.add("redirect", location="/api/v2/x;jsessionid=5E55104?y=1")
    assert "5E55104" not in module_runs.fail("rws_contact_center_info", connect(system, retries=0))["text"]
    system.faults.remove()
    system.faults.add("redirect", location="/y;jsessionid=5E55104?token=70ce4", method="POST")
    result = module_runs.fail("rws_features", connect(system, features=["a"], retries=0))
    assert "5E55104" not in result["text"] and "70ce4" not in result["text"]


@pytest.mark.parametrize(
    "locations",
    [
        [[{"location": "/US/NY", "password": "hidden-71"}]],
        {"NY": {"location": "/US/NY", "password": "hidden-71"}},
        [{"location": "/US/NY", "kind": "other", "password": "hidden-71"}],
        [{"location": "/US/NY", "kind": "screen", "url": "http://me:hidden-71@h", "more": 1}],
    ],
)
def test_options_of_the_wrong_shape_show_no_password(system, locations):
    assert "hidden-71" not in module_runs.fail("rws_storage", connect(system, locations=locations))["text"]


def test_user_info_in_an_address_is_hidden_when_another_option_is_wrong(system):
    for url in ("http://ops:hidden-71@h", "http://ops:a://hidden-71@h"):
        assert "hidden-71" not in module_runs.fail("rws_multimedia_switch", connect(system, url=[url]))["text"]
    wrong = connect(system, timeout="soon", **storage([place("/US/NY", "screen", url="http://u:hidden-71@h")]))
    assert "hidden-71" not in module_runs.fail("rws_storage", wrong)["text"]
    assert module_runs.fail("rws_contact_center_info", connect(system, url=["http://ops:@h"]))["msg"].isascii()


def test_a_setting_that_is_json_text_shows_no_password(system):
    value = json.dumps({"uri": "http://x", "password": "hidden-71", "cryptoSecurityKey": "hidden-72"})
    arguments = connect(system, settings=[{"group": "g", "name": "n", "value": value}])
    for check in (True, False):
        result = module_runs.succeed("rws_settings", arguments, check=check)
        assert "hidden-7" not in result["text"] and "http://x" in result["text"]
    assert json.loads(system.store.view(None).children("settings/g|")[0][1]["value"])["password"] == "hidden-71"
    assert "hidden-7" not in module_runs.succeed("rws_settings_info", connect(system, groups=["g"]))["text"]


@pytest.mark.parametrize(
    "value",
    [
        "postgres://u:top@hidden-71@host/db",
        "Server=x;password=hidden-71;",
        "http://x/?password=hidden-71",
        "password: hidden-71",
        {"name": "password", "value": "hidden-71"},
        [{"name": "apiToken", "value": "hidden-71"}],
    ],
)
def test_a_setting_that_mentions_a_secret_is_not_shown(system, value):
    arguments = connect(system, settings=[{"group": "g", "name": "n", "value": value}])
    for check in (True, False):
        assert "hidden-71" not in module_runs.succeed("rws_settings", arguments, check=check)["text"]
