# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import functools
import json
import sys
from pathlib import Path

import pytest
from three_sites import VARIABLES, RoleRuns

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from standins import rws

CONTACT_CENTER = VARIABLES["gir_contact_center_id"]
ACCOUNTS = {
    "gir_rws_ops_username": rws.OPS[0],
    "gir_rws_ops_password": rws.OPS[1],
    "gir_rws_admin_username": rws.ADMIN[0],
    "gir_rws_admin_password": rws.ADMIN[1],
    "contact_center_wait_retries": 1,
    "contact_center_wait_delay": 0,
}
NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("contact_center", tmp_path_factory.mktemp("cc"), variables=ACCOUNTS)


@pytest.fixture
def servers():
    with rws.cluster(contact_center_id=CONTACT_CENTER) as cluster:
        yield cluster


def documents(outcome):
    return {name: outcome.json("contact-center", name + ".json") for name in ("features", "storage", "settings")}


def sent(cluster):
    return [(entry["method"], entry["path"], json.loads(entry["body"])) for entry in cluster.writes()]


def test_the_requests_are_rendered_without_a_network_and_without_secrets(runs):
    found = documents(runs.render(contact_center_rws_urls=[NOBODY]))
    assert found["features"][0]["path"] == f"/api/v2/ops/contact-centers/{CONTACT_CENTER}/features"
    locations = [request["body"]["location"] for request in found["settings"]]
    assert locations == ["/US/newyork", "/US/dallas", "/CA/toronto"]
    assert {json.dumps(request["body"]["value"]) for request in found["settings"]} == {
        json.dumps({"uri-prefix": "https://sm.dc1.test/ir", "userName": "receiver", "password": "********"})
    }
    assert "pass-" not in json.dumps(found)


def test_exactly_the_rendered_requests_are_sent_and_then_none(runs, servers):
    rendered = documents(runs.render("secrets", gir_render_secrets=True))
    expected = [
        (request["method"], request["path"], request["body"])
        for name in ("features", "storage", "settings")
        for request in rendered[name]
    ]
    predicted, first, second = runs.check_then_apply_twice(contact_center_rws_urls=[NOBODY, *servers.urls])
    assert predicted == first == {"localhost": 3}
    assert second == {"localhost": 0}
    key = functools.partial(json.dumps, sort_keys=True)
    assert sorted(sent(servers), key=key) == sorted(expected, key=key)


def test_voice_and_screen_storage_by_location_with_the_central_one_for_a_site_without(runs):
    storage = documents(runs.render("secrets", gir_render_secrets=True))["storage"]
    screens = {
        request["body"]["location"]: request["body"]["value"][0]["credential"]
        for request in storage
        if request["path"] == "/api/v2/settings/screen-recording"
    }
    assert screens["/US/dallas"] == {
        "userName": "dav2",
        "password": "dav2-pass-6",
        "storagePath": "https://dav.dc2.test/screens",
    }
    assert screens["/CA/toronto"]["storagePath"] == "https://dav.central.test/screens"
    (voice,) = [request for request in storage if request["path"].endswith("/settings/recordings")]
    assert voice["body"]["store"][2] == {
        "webDAV": {"userName": "davc", "password": "central-pass-7", "uri": "https://dav.central.test/recordings"},
        "location": "/CA/toronto",
    }


def test_a_failover_moves_only_the_interaction_receiver(runs, servers):
    where = {"contact_center_rws_urls": servers.urls}
    assert runs.run("main", **where).code == 0
    servers.forget_requests()
    outcome = runs.run("main", gir_active_datacenter="dc2", **where)
    assert (outcome.code, outcome.changed) == (0, {"localhost": 1}), outcome.text
    assert {(path, body["value"]["uri-prefix"]) for _method, path, body in sent(servers)} == {
        ("/api/v2/settings/speechminer", "https://sm.dc2.test/ir")
    }


def test_a_new_system_is_predicted_when_no_node_answers(runs):
    outcome = runs.run("main", check=True, contact_center_rws_urls=[NOBODY])
    assert (outcome.code, outcome.changed) == (0, {"localhost": 3}), outcome.text
    assert "the prediction is made for a new contact center" in outcome.flat


def test_further_settings_and_the_decrypt_address_of_every_location(runs):
    outcome = runs.render(
        "further",
        contact_center_decrypt_setting_name="decrypt-uri-prefix",
        contact_center_extra_settings=[{"group": "privacy", "name": "metadata.privacy.agent_fields", "value": "a,b"}],
        contact_center_features=[],
        gir_interaction_receiver_username="UNSET",
        gir_interaction_receiver_password="UNSET",
        gir_contact_center_id="UNSET",
    )
    found = documents(outcome)
    assert found["features"] == []
    assert found["settings"][0]["body"]["value"] == {"uri-prefix": "https://sm.dc1.test/ir"}
    assert found["settings"][5] == {
        "method": "POST",
        "path": "/api/v2/settings/screen-recording",
        "body": {"name": "decrypt-uri-prefix", "value": "https://rcs.dc3.test", "location": "/CA/toronto"},
    }
    assert found["settings"][6]["path"] == "/api/v2/settings/privacy"
    assert "location" not in found["settings"][6]["body"]
    assert "{contact center ID}" in found["storage"][-1]["path"]


def test_another_contact_center_is_refused_before_anything_is_written(runs, servers):
    other = "00000000-1111-2222-3333-444444444444"
    outcome = runs.run("main", contact_center_rws_urls=servers.urls, gir_contact_center_id=other)
    assert outcome.code != 0
    assert f"RWS serves the contact centers {CONTACT_CENTER}; gir_contact_center_id is {other}." in outcome.flat
    assert not servers.writes()


def test_missing_accounts_and_a_wrong_identifier_are_named_at_once(runs):
    outcome = runs.run(gir_rws_admin_password="", gir_contact_center_id="nonsense")
    assert outcome.code != 0
    assert "gir_rws_admin_password" in outcome.flat
    assert "gir_contact_center_id is" in outcome.flat


def test_settings_of_the_contact_center_are_rendered_and_sent_as_one_document(runs, servers):
    entry = {"scope": "contact_center", "group": "screen-recording-encryption"}
    extra = [dict(entry, name="certificatealias-1", value="a"), dict(entry, name="certificate-1", value="PEM")]
    options = {"contact_center_extra_settings": extra, "contact_center_rws_urls": servers.urls}
    rendered = documents(runs.render("secrets", gir_render_secrets=True, **options))["settings"]
    path = f"/api/v2/ops/contact-centers/{CONTACT_CENTER}/settings/screen-recording-encryption"
    [shown] = [request for request in rendered if request["path"] == path]
    predicted, first, second = runs.check_then_apply_twice(**options)
    assert (predicted, second) == (first, {"localhost": 0})
    assert (shown["method"], path, shown["body"]) in sent(servers)
