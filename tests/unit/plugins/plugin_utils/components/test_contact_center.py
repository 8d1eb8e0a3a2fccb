# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What RWS should hold for a contact center, and the requests that show it."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import contact_center_requests as requests
from recorded import CONTROLLER, computed, scenarios

RECEIVER = {"gir_interaction_receiver_username": "receiver", "gir_interaction_receiver_password": "secret-1"}


def contact_center(scenario="minimal", **variables):
    """The desired state; the map is that of the scenario, whatever the variables say."""
    base = scenarios("contact_center")[scenario]
    kept = {name: base["variables"].get(name) for name in variables if name != "gir_active_datacenter"}
    given = {**base["variables"], **variables}
    return computed("contact_center", {**base, "variables": given, "model_variables": kept}, CONTROLLER)


def documents(desired):
    return {file.path: file.data for file in desired.documents}


def violations(**variables):
    return [(found.id, found.subject) for found in contact_center(**variables).violations]


def test_receiver_of_the_active_data_center():
    """A failover moves the Interaction Receiver of every location, and nothing else but the order of addresses."""
    before = contact_center(**RECEIVER).contact_center
    after = contact_center(gir_active_datacenter="dc2", **RECEIVER).contact_center
    assert {item["value"]["uri-prefix"] for item in before.settings} == {"https://sm.dc1.test/ir"}
    assert {item["value"]["uri-prefix"] for item in after.settings} == {"https://sm.dc2.test/ir"}
    assert (before.storage, before.features) == (after.storage, after.features)
    assert after.urls == before.urls[::-1]


def test_receiver_without_an_account():
    """An Interaction Receiver without an account has no member for one."""
    assert contact_center().contact_center.settings[0]["value"] == {"uri-prefix": "https://sm.dc1.test/ir"}


@pytest.mark.parametrize(
    ("given", "is_open"),
    [
        ({}, True),
        ({"contact_center_decrypt_setting_name": "decrypt-uri-prefix"}, False),
        ({"contact_center_extra_settings": [{"group": "screen-recording", "name": "decryptUri", "value": "u"}]}, False),
        ({"contact_center_extra_settings": [{"group": "a", "name": "b", "value": "u"}]}, True),
    ],
)
def test_decrypt_prefix_without_a_name_is_open(given, is_open):
    """What nobody could verify is not written, and that is said in each run."""
    assert ["contact_center_decrypt_setting_name" in one for one in contact_center(**given).notices] == [True] * is_open


def test_central_storage():
    """A data center without a storage of its own uses the central one, with its account."""
    storage = contact_center("minimal, three data centers").contact_center.storage
    (screen,) = [item for item in storage if item["location"] == "/CA/ON" and item["kind"] == "screen"]
    assert "central" in screen["url"]
    assert screen["username"] != storage[0]["username"]


def test_unknown_identifier():
    """Without an identifier the requests show where it will stand."""
    shown = documents(contact_center())
    assert "{contact center ID}" in shown["/contact-center/features.json"][0]["path"]


def test_no_features():
    """Without features there is no request, and the file says so."""
    assert documents(contact_center(contact_center_features=[]))["/contact-center/features.json"] == []


def test_renamed_password_is_secret():
    """A payload that renames the password does not take it out of the mask."""
    assert contact_center(contact_center_voice_payload={"password": "pass.word"}).secret_keys == [r"^pass\.word$"]
    assert contact_center(contact_center_voice_payload={"password": None}).secret_keys == []


@pytest.mark.parametrize(
    "name", ["gir_rws_ops_username", "gir_rws_ops_password", "gir_rws_admin_username", "gir_rws_admin_password"]
)
def test_account_is_missing(name):
    """Each of the two accounts of RWS is needed, and the one that is missing is named."""
    assert violations(**{name: ""}) == [("GIR945", name)]


@pytest.mark.parametrize("given", RECEIVER)
def test_half_an_account_of_the_receiver(given):
    """User name and password of the Interaction Receiver go together."""
    (absent,) = set(RECEIVER) - {given}
    assert violations(**{given: "x"}) == [("GIR946", absent)]


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("625a5cf1-dea8-4e46-b18b-831d4b254488", True),
        ("625A5CF1-DEA8-4E46-B18B-831D4B254488", True),
        ("", True),
        ("625a5cf1dea84e46b18b831d4b254488", True),
        ("625a5cf1-dea84e46b18b831d4b254488", False),
        ("nonsense", False),
    ],
)
def test_identifier(value, good):
    """An identifier is a UUID, with its dashes or in hexadecimal digits alone."""
    expected = [] if good else [("GIR947", "gir_contact_center_id")]
    assert violations(gir_contact_center_id=value) == expected


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"name": "n", "value": 1}, "has no group"),
        ({"group": "", "name": None, "value": False}, "has no group and name"),
        ({"group": "g", "name": "n", "value": None}, "has no value"),
        ({"group": "g", "name": "n", "value": 1, "scope": "all"}, '.scope is "all"'),
    ],
)
def test_extra_setting_is_refused(setting, words):
    """A setting needs group, name and value, and a scope that is known; the sentence shows no value."""
    (found,) = contact_center(contact_center_extra_settings=[setting]).violations
    assert found.id == "GIR948"
    assert f"contact_center_extra_settings[0]{words if words[0] == '.' else ' ' + words}" in found.sentence


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"pasword": "x"}, "Did you mean password?"),
        ({"something": "x"}, "Use style, group, list"),
        ({"group": ["x"]}, "Give text."),
        ({"style": "list"}, "Use store or settings."),
    ],
)
def test_voice_payload_is_refused(payload, words):
    """Names of voice storage are those that the module knows."""
    (found,) = contact_center(contact_center_voice_payload=payload).violations
    assert (found.id, words in found.remedy) == ("GIR949", True)


def test_no_address_is_refused():
    """An empty list of addresses is no list of nodes."""
    assert violations(contact_center_rws_urls=[]) == [("GIR950", "contact_center_rws_urls")]


def test_no_secret_in_sentences():
    """No sentence shows the value of a setting or an account."""
    settings = [{"group": "g", "value": "hidden-value-1", "scope": 5}]
    found = contact_center(
        contact_center_extra_settings=settings,
        gir_interaction_receiver_password="hidden-value-2",
        gir_rws_ops_username="",
    ).violations
    assert [item.id for item in found] == ["GIR945", "GIR946", "GIR948", "GIR948"]
    assert "hidden-value" not in json.dumps([item.sentence + item.remedy for item in found])


def item(kind, location="/US/NY"):
    url = f"https://dav.example.com/{kind}"
    return {"kind": kind, "location": location, "url": url, "username": "u", "password": "p", "active": True}


def test_requests_of_screen_storage():
    """Storage of screens is posted by location, in the documented form."""
    assert requests.storage([item("screen"), item("screen", "/US/TX")], "cc", {}) == [
        {
            "method": "POST",
            "path": "/api/v2/settings/screen-recording",
            "body": {
                "name": "storage",
                "location": location,
                "value": [
                    {
                        "storageType": "webDAV",
                        "active": True,
                        "credential": {
                            "userName": "u",
                            "password": "p",
                            "storagePath": "https://dav.example.com/screen",
                        },
                    }
                ],
            },
        }
        for location in ("/US/NY", "/US/TX")
    ]


def test_request_of_voice_storage():
    """Storage of voice of all locations travels in one request."""
    (request,) = requests.storage([item("voice"), item("voice", "/US/TX")], "cc", {})
    assert (request["method"], request["path"]) == ("PUT", "/api/v2/ops/contact-centers/cc/settings/recordings")
    assert [entry["location"] for entry in request["body"]["store"]] == ["/US/NY", "/US/TX"]


def test_names_of_voice_storage():
    """Storage of voice follows the names that are given; null stands for the usual one."""
    payload = {"style": "settings", "group": "call-recording", "list": None}
    (request,) = requests.storage([item("voice")], "cc", payload)
    assert (request["method"], request["path"]) == ("POST", "/api/v2/settings/call-recording")
    assert request["body"]["name"] == "storage"
    assert requests.storage([], "cc", {}) == []


def test_requests_of_settings():
    """Settings of the contact center are one document for each group, sorted; the others follow in their order."""
    wanted = [
        {"group": "z", "name": "a", "value": 1, "location": "/US"},
        {"group": "B", "name": "b", "value": 2, "scope": "contact_center"},
        {"group": "a", "name": "c", "value": 3, "scope": "contact_center"},
        {"group": "B", "name": "d", "value": 4, "scope": "contact_center"},
        {"group": "y", "name": "e", "value": 5, "scope": "settings"},
    ]
    assert [(one["method"], one["path"], one["body"]) for one in requests.settings(wanted, "cc")] == [
        ("PUT", "/api/v2/ops/contact-centers/cc/settings/a", {"settings": [{"name": "c", "value": 3}]}),
        (
            "PUT",
            "/api/v2/ops/contact-centers/cc/settings/B",
            {"settings": [{"name": "b", "value": 2}, {"name": "d", "value": 4}]},
        ),
        ("POST", "/api/v2/settings/z", {"name": "a", "value": 1, "location": "/US"}),
        ("POST", "/api/v2/settings/y", {"name": "e", "value": 5}),
    ]
