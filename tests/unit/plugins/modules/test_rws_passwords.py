# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords of rws_storage that RWS does not show: compared by their digests."""

import module_runs
import pytest
from rws_systems import PASSWORD, connect, place, storage
from standins import rws

NEW_YORK = {"locations": [place("/US/NY", "voice")]}


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as running:
        yield running


def actions(result):
    return {(item["kind"], item["location"]): item["action"] for item in result["locations"]}


def fresh_password(password):
    return storage([dict(item, password=password) for item in storage()["locations"]])


@pytest.mark.parametrize("shown", ["masked", "absent", "clear"])
def test_a_changed_password_is_noticed_by_its_digest(system, shown):
    system.set_dialect(password_on_read=shown)
    arguments = connect(system, update_password="on_change", **storage())
    assert module_runs.succeed("rws_storage", arguments)["changed"] is True
    system.forget_requests()
    assert module_runs.succeed("rws_storage", arguments)["changed"] is False
    assert system.writes() == []
    new = connect(system, update_password="on_change", **fresh_password("another-pass-99"))
    predicted = module_runs.succeed("rws_storage", new, check=True)
    assert system.writes() == []
    result = module_runs.succeed("rws_storage", new)
    assert predicted["diff"] == result["diff"]
    assert set(actions(result).values()) == {"updated"}
    assert [item["reasons"] for item in result["locations"] if item["kind"] == "screen"] == [
        ["value[0].credential.password"]
    ] * 2
    view = system.store.view(None)
    assert {entry["webDAV"]["password"] for entry in view.get("ops-settings/recordings")} == {"another-pass-99"}
    assert module_runs.succeed("rws_storage", new)["changed"] is False


def test_digests_are_salted_slow_and_forgotten_with_their_storage(system):
    arguments = connect(system, update_password="on_change", **storage())
    module_runs.succeed("rws_storage", arguments)
    [(_key, setting)] = system.store.view(None).children("settings/gir-multidc|")
    assert sorted(setting["value"]) == [
        "screen-recording/storage at /US/CA",
        "screen-recording/storage at /US/NY",
        f"voice/storage at /US/CA of {system.contact_center_id}",
        f"voice/storage at /US/NY of {system.contact_center_id}",
    ]
    for digest in setting["value"].values():
        algorithm, iterations, salt, value = digest.split("$")
        assert algorithm == "pbkdf2_sha256" and int(iterations) >= 100000 and len(salt) == 24 and len(value) == 44
        assert PASSWORD not in digest
    again = {"locations": [{"location": "/US/NY", "kind": "screen"}], "state": "deleted"}
    module_runs.succeed("rws_storage", connect(system, update_password="on_change", **again))
    [(_key, setting)] = system.store.view(None).children("settings/gir-multidc|")
    assert "screen-recording/storage at /US/NY" not in setting["value"]


@pytest.mark.parametrize("forged", ["", "x", "pbkdf2_sha256$999999999$AAAA$AAAA", "pbkdf2_sha256$1$!$AAAA", 5])
def test_a_forged_digest_means_that_the_password_is_written(system, forged):
    arguments = connect(system, update_password="on_change", **storage())
    module_runs.succeed("rws_storage", arguments)
    view = system.store.view(None)
    [(key, setting)] = view.children("settings/gir-multidc|")
    setting["value"][f"voice/storage at /US/NY of {system.contact_center_id}"] = forged
    view.put("settings/gir-multidc|" + key, setting)
    result = module_runs.succeed("rws_storage", arguments)
    assert [key for key, action in actions(result).items() if action == "updated"] == [("voice", "/US/NY")]


def test_digests_that_cannot_be_written_fail_the_task_and_the_next_run_writes_again(system):
    arguments = connect(system, update_password="on_change", **storage())
    system.faults.add("status", status=500, path="/settings/gir-multidc", method="POST")
    system.faults.add("status", status=500, path="/settings/gir-multidc", method="PUT")
    failed = module_runs.fail("rws_storage", arguments)
    assert "Everything was written, but not the digests" in failed["msg"] and failed["changed"] is True
    system.faults.remove()
    assert module_runs.succeed("rws_storage", arguments)["changed"] is True
    assert module_runs.succeed("rws_storage", arguments)["changed"] is False


def test_digests_of_one_contact_center_say_nothing_of_another(system):
    digests = connect(system, update_password="on_change", **NEW_YORK)
    module_runs.succeed("rws_storage", digests)
    view = system.store.view(None)
    view.put("contact-center", {"id": "00000000-0000-4000-8000-000000000001"})
    result = module_runs.succeed("rws_storage", digests)
    assert result["changed"] is True
    assert len(view.children("settings/gir-multidc|")[0][1]["value"]) == 2


def test_a_digest_is_forgotten_when_nobody_knows_what_was_written(system):
    arguments = connect(system, update_password="on_change", retries=0, **NEW_YORK)
    module_runs.succeed("rws_storage", arguments)
    system.faults.add("status", status=502, phase="after", method="PUT", path="/recordings", times=1)
    other = dict(arguments, locations=[place("/US/NY", "voice", password="another-pass-99")], url=system.urls[:1])
    module_runs.fail("rws_storage", other)
    assert module_runs.succeed("rws_storage", arguments)["changed"] is True
    assert system.store.view(None).get("ops-settings/recordings")[0]["webDAV"]["password"] == PASSWORD


@pytest.mark.parametrize("spelling", ["/US/NY/", "/US/NY"])
def test_a_twin_that_goes_takes_neither_the_digest_nor_the_diff_of_its_setting(system, spelling):
    arguments = connect(system, update_password="on_change", locations=[place("/US/NY", "screen")])
    system.set_dialect(location_slash="as_given")
    view = system.store.view(None)
    other = spelling.rstrip("/") if spelling.endswith("/") else spelling + "/"
    for location in (spelling, other):
        setting = {"name": "storage", "location": location, "value": [{"storageType": location}]}
        view.put(f"settings/screen-recording|{location}|storage", setting)
    predicted = module_runs.succeed("rws_storage", arguments, check=True)
    result = module_runs.succeed("rws_storage", arguments)
    assert predicted["diff"] == result["diff"] and len(result["diff"]["after"]) == 2
    assert sorted(value is None for value in result["diff"]["after"].values()) == [False, True]
    assert module_runs.succeed("rws_storage", arguments)["changed"] is False
    assert len(view.children("settings/screen-recording|")) == 1


def test_a_change_of_something_else_keeps_the_digest(system):
    arguments = connect(system, update_password="on_change", **storage())
    module_runs.succeed("rws_storage", arguments)
    moved = [dict(item, url=item["url"] + "/new") for item in storage()["locations"]]
    assert module_runs.succeed("rws_storage", dict(arguments, locations=moved))["changed"] is True
    assert module_runs.succeed("rws_storage", dict(arguments, locations=moved))["changed"] is False
