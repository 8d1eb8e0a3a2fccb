# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_storage and its _info against the RWS stand-in: locations, passwords, and what must never be lost."""

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._rws import client as rws_client
from ansible_collections.gir.multidc.plugins.module_utils._rws import document as rws_document
from rws_systems import PASSWORD, connect, place, storage
from standins import rws


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as running:
        yield running


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


# -- forms of voice storage --------------------------------------------------------------------------------------

UNLOCATED = {"awsS3": {"accessKey": "AK", "secretKey": "sk-77431", "bucketName": "b"}}


def put_voice(system, *entries):
    system.store.view(None).put("ops-settings/recordings", list(entries))


def test_voice_storage_without_a_location_is_kept_refused_or_removed(system):
    put_voice(system, UNLOCATED)
    one = [place("/US/NY", "voice")]
    refused = module_runs.fail("rws_storage", connect(system, locations=one))
    assert "storage without a location" in refused["msg"] and "state=replaced" in refused["msg"]
    system.set_dialect(password_on_read="clear")
    module_runs.succeed("rws_storage", connect(system, locations=one))
    assert system.store.view(None).get("ops-settings/recordings")[0] == UNLOCATED
    system.set_dialect(password_on_read="masked")
    result = module_runs.succeed("rws_storage", connect(system, locations=one, state="replaced"))
    assert actions(result) == {("voice", "/US/NY"): "unchanged", ("voice", None): "deleted"}
    assert len(system.store.view(None).get("ops-settings/recordings")) == 1
    assert "sk-77431" not in result["text"]


def test_a_password_under_any_name_is_a_secret_and_enough(system):
    names = {"password": "zugang", "storage": "awsS3"}  # the stand-in takes any names in awsS3
    arguments = connect(system, locations=[place("/US/NY", "voice")], voice_payload=names, verify=True)
    result = module_runs.succeed("rws_storage", arguments)
    assert PASSWORD not in result["text"]
    [stored] = system.store.view(None).get("ops-settings/recordings")
    assert stored["awsS3"]["zugang"] == PASSWORD
    assert result["diff"]["after"]["voice/storage at /US/NY"][0]["awsS3"]["zugang"] == "<secret>"
    lacking = [place("/US/CA", "voice", password=None)]
    assert "password" in module_runs.fail("rws_storage", dict(arguments, locations=lacking))["msg"]


def test_a_voice_document_with_other_names_is_never_taken_for_empty(system):
    put_voice(system, UNLOCATED)
    arguments = connect(system, locations=[place("/US/NY", "voice")], voice_payload={"list": "stores"})
    said = module_runs.fail("rws_storage", arguments)["msg"]
    assert "shows no list 'stores' but 'store'; give the name that this RWS uses as voice_payload.list." in said
    assert system.store.view(None).get("ops-settings/recordings") == [UNLOCATED]


ALL = [("screen", "/US/CA"), ("screen", "/US/NY"), ("voice", "/US/CA"), ("voice", "/US/NY")]


def test_info_shows_every_storage_and_no_password(system):
    module_runs.succeed("rws_storage", connect(system, **storage()))
    view = system.store.view(None)
    view.put("ops-settings/recordings", [*view.get("ops-settings/recordings"), UNLOCATED])
    for shown in ("masked", "absent", "clear"):
        system.set_dialect(password_on_read=shown)
        result = module_runs.succeed("rws_storage_info", connect(system))
        assert PASSWORD not in result["text"] and "sk-77431" not in result["text"]
        found = {(item["kind"], item["location"]): item for item in result["locations"]}
        assert sorted(found, key=str) == sorted([*ALL, ("voice", None)], key=str)
        assert found["screen", "/US/NY"]["url"] == "https://dav.us.ny.example.com/screen"
        assert found["voice", None]["storage_type"] == "awsS3"
        assert {found[key]["password_shown"] for key in ALL} == {shown == "clear"}
    assert result["complete"] is True


# -- what must never be lost -------------------------------------------------------------------------------------

NEW_YORK, CALIFORNIA = {"locations": [place("/US/NY", "voice")]}, {"locations": [place("/US/CA", "voice")]}


@pytest.mark.parametrize(
    "fault", [{"kind": "html", "status": 404}, {"kind": "empty"}, {"kind": "no_status_code"}], ids=str
)
def test_voice_storage_that_rws_does_not_deny_is_never_taken_for_empty(system, fault):
    module_runs.succeed("rws_storage", connect(system, **NEW_YORK))
    before = system.store.view(None).get("ops-settings/recordings")
    system.faults.add(method="GET", path="/settings/recordings", **fault)
    assert "Nothing was changed" in module_runs.fail("rws_storage", connect(system, retries=0, **CALIFORNIA))["msg"]
    assert system.store.view(None).get("ops-settings/recordings") == before


def test_a_list_that_changed_since_it_was_read_is_not_overwritten(system, monkeypatch):
    """Two runs at once: each would write the list without the location of the other."""
    system.set_dialect(password_on_read="clear")
    real, others = rws_document.Document.request, []

    def request(self, *arguments):
        found = real(self, *arguments)
        if not others:
            others.append(1)
            put_voice(system, {"webDAV": {"userName": "u", "password": "p", "uri": "http://x"}, "location": "/US/TX"})
        return found

    monkeypatch.setattr(rws_document.Document, "request", request)
    assert "in the meantime" in module_runs.fail("rws_storage", connect(system, **NEW_YORK))["msg"]
    module_runs.succeed("rws_storage", connect(system, **NEW_YORK))
    assert [entry["location"] for entry in system.store.view(None).get("ops-settings/recordings")] == [
        "/US/TX",
        "/US/NY",
    ]


def test_what_rws_adds_to_an_entry_and_how_it_spells_a_location_stays(system):
    put_voice(system, {"id": 7, "webDAV": {"userName": "u", "password": "p", "uri": "http://x"}, "location": "/US/NY/"})
    module_runs.succeed("rws_storage", connect(system, **NEW_YORK))
    [entry] = system.store.view(None).get("ops-settings/recordings")
    assert (entry["id"], entry["location"], entry["webDAV"]["password"]) == (7, "/US/NY/", PASSWORD)
    assert module_runs.succeed("rws_storage", connect(system, **NEW_YORK))["changed"] is False


def test_both_spellings_of_a_location_are_deleted(system):
    view = system.store.view(None)
    for location in ("/US/NY", "/US/NY/"):
        setting = {"name": "storage", "location": location, "value": [{"storageType": location}]}
        view.put(f"settings/screen-recording|{location}|storage", setting)
    gone = {"locations": [{"location": "/US/NY", "kind": "screen"}], "state": "deleted"}
    module_runs.succeed("rws_storage", connect(system, **gone))
    assert view.children("settings/screen-recording|") == []


def test_a_wildcard_that_means_nothing_hides_no_location(system, monkeypatch):
    module_runs.succeed("rws_storage", connect(system, **storage()))
    real = rws_client.RwsClient.get

    def get(self, path, query=None, account="ops"):
        answer = real(self, path, query, account)
        return dict(answer, settings=[]) if (query or {}).get("location") == "*" else answer

    monkeypatch.setattr(rws_client.RwsClient, "get", get)
    assert module_runs.succeed("rws_storage", connect(system, **storage()))["changed"] is False
    refused = module_runs.fail("rws_storage", connect(system, state="replaced", **storage()))
    assert "cannot list the settings of all locations" in refused["msg"]
    gone = {"locations": [{"location": "/US/NY", "kind": "screen"}], "state": "deleted"}
    assert module_runs.succeed("rws_storage", connect(system, **gone))["changed"] is True


def test_an_empty_password_is_refused(system):
    empty = [place("/US/NY", "voice", password=""), place("/US/NY", "screen", password="")]
    assert len(module_runs.fail("rws_storage", connect(system, locations=empty))["problems"]) == 2


@pytest.mark.parametrize("password", ["xxx", "CRYPT:abc", "ENC(abc"])
def test_a_password_that_looks_like_a_mask_can_be_given(system, password):
    module_runs.succeed("rws_storage", connect(system, locations=[place("/US/NY", "voice", password=password)]))
    assert system.store.view(None).get("ops-settings/recordings")[0]["webDAV"]["password"] == password


@pytest.mark.parametrize("verify", [False, True])
def test_a_write_that_cannot_be_read_again_is_still_done(system, verify):
    system.faults.add("status", status=503, method="GET", path="/settings/recordings", skip=2)
    arguments = connect(system, retries=0, verify=verify, **NEW_YORK)
    result = module_runs.run("rws_storage", arguments)
    assert (result["changed"], actions(result)) == (True, {("voice", "/US/NY"): "created"})
    assert [item["outcome"] for item in result["locations"]] == ["done"]
    assert "could not be read again" in (result["msg"] if verify else str(result["warnings"]))


def test_an_identifier_stays_with_its_storage(system):
    def entry(number):
        store = {"userName": "u", "password": PASSWORD, "uri": f"https://dav{number}.example.com"}
        return {"id": number, "webDAV": store, "location": "/US/NY"}

    put_voice(system, entry(1), entry(2))
    one = [place("/US/NY", "voice", url="https://dav2.example.com")]
    module_runs.succeed("rws_storage", connect(system, locations=one))
    [stored] = system.store.view(None).get("ops-settings/recordings")
    assert (stored["id"], stored["webDAV"]["uri"]) == (2, "https://dav2.example.com")


def test_a_list_that_is_shown_in_another_order_is_the_same_list(system, monkeypatch):
    module_runs.succeed("rws_storage", connect(system, **storage()))
    real, reads = rws_document.Document.read, []

    def read(self):
        found = real(self)
        reads.append(found)
        for item in found:
            item["webDAV"]["password"] = "CRYPT:%d" % len(reads)
        return found[:: -1 if len(reads) % 2 else 1]

    monkeypatch.setattr(rws_document.Document, "read", read)
    always = connect(system, update_password="always", **storage())
    assert module_runs.succeed("rws_storage", always)["changed"] is True


def test_a_contradicting_spelling_of_a_location_is_removed(system):
    module_runs.succeed("rws_storage", connect(system, **storage()))
    view = system.store.view(None)
    old = {"name": "storage", "location": "/US/NY/", "value": [{"storageType": "old"}]}
    view.put("settings/screen-recording|/US/NY/|storage", old)
    result = module_runs.succeed("rws_storage", connect(system, **storage()))
    assert "deleted" in [item["action"] for item in result["locations"]]
    assert len(view.children("settings/screen-recording|")) == 2
    assert module_runs.succeed("rws_storage", connect(system, **storage()))["changed"] is False
