# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A short secret is hidden in its own place, and cuts nothing out of addresses, paths and messages."""

import module_runs
import pytest
from gax_systems import connect as connect_gax
from gax_systems import gax, wde
from rws_systems import PASSWORD, connect, place
from standins import rws

HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",), monitoring_delay=0.1) as running:
        yield running


def invocation(result):
    """Of a result; from ansible-core 2.20 on only where somebody wants it."""
    return result.get("invocation", {}).get("module_args")


@pytest.mark.parametrize("secret", ["p", "ops", "api", "/", "v2", "html", "http", "genesys"])
def test_addresses_and_messages_are_whole(system, secret):
    arguments = connect(system, retries=0, url_password=secret, admin_password=secret)
    result = module_runs.fail("rws_contact_center_info", arguments)
    assert result["url"] == system.urls[0] + "/api/v2/ops/contact-centers"
    assert "GET /api/v2/ops/contact-centers" in result["msg"] and system.urls[0] in result["msg"]
    assert "********" not in result["text"]
    if invocation(result):
        assert invocation(result)["url_password"] == invocation(result)["admin_password"] == HIDDEN
        assert invocation(result)["url_username"] == system.ops[0]


def test_a_warning_names_the_option_and_not_the_secret(system):
    arguments = connect(system, retries=0, url_password="q7!", admin_password="long-enough-8")
    result = module_runs.fail("rws_contact_center_info", arguments)
    assert "url_password: shorter than 5 characters" in str(result["warnings"])
    assert "q7!" not in result["text"]


def test_the_vendor_account_of_rws_reads_and_writes():
    """ops and ops: what is read and returned is what there is."""
    with rws.cluster(nodes=1, server_settings={"ops": ("ops", "ops")}, monitoring_delay=0.1) as system:
        system.ops = ("ops", "ops")
        assert "********" not in module_runs.succeed("rws_info", connect(system))["text"]
        value = {"uri": "http://ops.example.com/api/v2/ops", "password": "ops"}
        settings = [{"group": "g", "name": "n", "value": value}]
        result = module_runs.succeed("rws_settings", connect(system, settings=settings))
        shown = {"uri": "http://ops.example.com/api/v2/ops", "password": "<secret>"}
        assert result["diff"]["after"] == {"g/n": shown} and "********" not in result["text"]


def test_nested_options_are_hidden_in_their_place(system):
    locations = [place("/US/NY", "screen", password="p"), place("/US/CA", "screen", password=PASSWORD)]
    result = module_runs.succeed("rws_storage", connect(system, locations=locations), check=True)
    assert "/api/v2" not in result["text"] or "/********" not in result["text"]
    assert "https://dav.us.ny.example.com/screen" in result["text"] and PASSWORD not in result["text"]
    if invocation(result):
        assert [entry["password"] for entry in invocation(result)["locations"]] == [HIDDEN, HIDDEN]
    assert "locations[0].password" in str(result["warnings"]) and "locations[1]" not in str(result["warnings"])


def test_options_of_gax():
    with gax() as server:
        options = {"interaction-workspace": {"x.password": "DC", "disaster-recovery.eservices-site": "DC2"}}
        result = module_runs.succeed("gax_options", connect_gax(server, [wde(options=options)]))
        (difference,) = result["diff"]
        assert "disaster-recovery.eservices-site = DC2" in difference["after"]
        assert "x.password = <secret" in difference["after"]
        if invocation(result):
            assert invocation(result)["objects"][0]["options"] == HIDDEN


@pytest.mark.parametrize(
    "given",
    [
        {"url_pasword": "q7!"},
        {"timeout": "soon", "url_password": "q7!"},
        {"timeout": "soon", "url": ["http://me:q7!@h"]},
        {"url": ["me:q7!@h"]},
        {"unreachable": "never", "admin_password": ["q7!"]},
    ],
)
def test_a_short_secret_stays_hidden_where_an_option_is_wrong(system, given):
    result = module_runs.fail("rws_contact_center_info", {**connect(system, url_password="q8!"), **given})
    assert "q7!" not in result["text"] and "q8!" not in result["text"]
    assert "********" not in result["msg"]


def test_a_failed_module_says_whole_words(system):
    wrong = {**connect(system, url_password="o"), "unreachable": "never"}
    assert "value of unreachable must be one of" in module_runs.fail("rws_contact_center_info", wrong)["msg"]


def test_a_probe_says_what_the_server_said():
    probe = {"name": "x", "kind": "http", "url": "http://127.0.0.1:9/p/ops", "username": "u", "password": "p"}
    result = module_runs.succeed("transaction_probe", {"probes": [probe]})
    assert result["results"][0]["url"] == "http://127.0.0.1:9/p/ops" and "********" not in result["text"]
