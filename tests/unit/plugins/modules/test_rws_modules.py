# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rws_* modules against the RWS stand-in: prediction, idempotence, every dialect, order and number of calls."""

from pathlib import Path
from unittest import mock

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http
from ansible_collections.gir.multidc.plugins.module_utils._rws import client as rws_client
from rws_systems import (
    DIALECTS,
    EVERY,
    FEATURES,
    MODULES,
    PASSWORD,
    RECEIVER_PASSWORD,
    WITH_A_TEMPLATE,
    WRITERS,
    connect,
)
from standins import rws, tls

pytestmark = pytest.mark.usefixtures("short_pauses")

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
    assert sorted({**EVERY, **WITH_A_TEMPLATE}) == sorted(path.stem for path in PLUGINS.glob("modules/rws_*.py"))


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


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return tls.private_ca(tmp_path_factory.mktemp("ca"), client_certificates=True)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_speaks_tls_with_a_private_ca_and_a_client_certificate(authority, name):
    certificate, key = authority.client_certificate()
    with rws.cluster(nodes=1, monitoring_delay=0.1, tls=authority) as system:
        options = connect(system, **MODULES[name])
        trusted = dict(options, ca_path=str(authority.ca_file), client_cert=str(certificate), client_key=str(key))
        module_runs.succeed(name, trusted)
        assert "not trusted" in module_runs.fail(name, options)["msg"]
        assert module_runs.run(name, dict(trusted, client_cert=None, client_key=None)).get("failed")


def test_one_tls_context_serves_all_clients_of_a_run(authority, monkeypatch):
    built, ready = [], authority.client_context(authority.client_certificate())
    monkeypatch.setattr(http.TlsOptions, "_build", lambda _self: built.append(1) or ready)
    with rws.cluster(nodes=2, monitoring_delay=0.1, tls=authority) as system:
        result = module_runs.succeed("rws_multimedia_switch", connect(system, **WRITERS["rws_multimedia_switch"]))
        assert len(result["nodes"]) == 4 and built == [1]


STRANGE = [[], {"a": 1}, 5, "x", True, [[]], [{"name": 5}], {"settings": 5}]


def answering(strange):
    """RwsClient.get with every member of an answer replaced, but for the lists that the modules begin with."""
    real = rws_client.RwsClient.get

    def get(self, path, query=None, account="ops"):
        answer = real(self, path, query, account)
        if path.endswith(("/contact-centers", "/genesys-environments")):
            return answer
        return {key: value if key == "statusCode" else strange for key, value in answer.items()}

    return get


@pytest.mark.parametrize("name", sorted(MODULES))
def test_answers_of_an_unknown_form_are_one_sentence(system, name):
    for strange in STRANGE:
        with mock.patch.object(rws_client.RwsClient, "get", answering(strange)):
            result = module_runs.run(name, connect(system, **MODULES[name]), check=True)
        assert "Traceback" not in result.get("msg", "") and system.writes() == []
        assert not result.get("failed") or result["msg"].endswith(".")
