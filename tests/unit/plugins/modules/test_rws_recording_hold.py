# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_recording_hold: what is protected, what is not, and that nobody is told otherwise."""

import module_runs
import pytest
from rws_systems import connect, holdable, recorded
from standins import rws
from standins.rws_holds import INVENTED_FIELD, INVENTED_UNDO, purge

pytestmark = pytest.mark.usefixtures("short_pauses")

KNOWN = {"held": INVENTED_FIELD}
RELEASE = {
    "state": "released",
    "release_operation": INVENTED_UNDO,
    "released_by": "Jane Doe",
    "reason": "the matter is closed",
}


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc1",)) as running:
        holdable(running, "one", "two", "three")
        yield running


def hold(system, *identities, check=False, **options):
    arguments = connect(system, **{"receiver_locations": ["/US/NY"], "recording_ids": list(identities), **options})
    return module_runs.run("rws_recording_hold", arguments, check)


def outcomes(result):
    return [one["outcome"] for one in result["recordings"]]


def posts(system):
    return [call["path"].rsplit("/", 1)[1] for call in system.writes()]


def kept(system):
    """What a purge leaves."""
    purge(system.store.view(None), None)
    return [rest for rest, _record in system.store.view(None).children("recordings/")]


def test_one_that_is_missing_hides_no_other(system):
    predicted = hold(system, "one", "none", "two", check=True)
    assert outcomes(predicted) == ["predicted", "not found", "predicted"] and posts(system) == []
    result = hold(system, "one", "none", "two")
    assert outcomes(result) == ["held", "not found", "held"]
    assert (predicted["failed"], result["failed"], result["observation"]) == (True, True, "failed")
    assert predicted["diff"] == result["diff"] and "hold two" in result["diff"]["after"]
    assert result["msg"].startswith("1 of 3 recordings are not protected") and "none: not found." in result["msg"]
    assert (result["counts"]["held"], result["counts"]["not found"]) == (2, 1)
    assert kept(system) == ["one", "two"]


def test_held_is_confirmed_and_later_screen_recordings_are_not(system):
    result = hold(system, "one")
    assert (result["observation"], outcomes(result), result["changed"]) == ("confirmed", ["held"], True)
    (permission, later) = result["not_observable"]
    assert "RECORDING_PERMISSION_APPLY_NON_DELETE" in permission and "hold_keeper" in later
    assert {one["name"]: one["observation"] for one in result["prerequisites"]} == {
        "schema": "confirmed",
        "interaction-receiver": "confirmed",
        "permission": "not observable",
    }


def test_what_is_missing_is_said_at_once_and_nothing_is_sent(system):
    view = system.store.view(None)
    view.put("features", [])
    result = hold(system, "one", receiver_locations=["/US/NY", "/US/CA"])
    assert "rws_features" in result["msg"] and "interaction-receiver at /US/CA" in result["msg"]
    assert "Nothing was changed" in result["msg"] and posts(system) == []
    assert [one["observation"] for one in result["prerequisites"]][:3] == ["failed", "failed", "confirmed"]
    asked = hold(system, "one", require_prerequisites=False)
    assert outcomes(asked) == ["refused"] and "may protect nothing" in str(asked["warnings"])
    system.set_dialect(hold_prerequisites="silent", hold_shown="field")
    silent = hold(system, "one", require_prerequisites=False, recording_names=KNOWN)
    assert outcomes(silent) == ["refused"] and "shows no protection" in silent["msg"]


@pytest.mark.parametrize(("times", "outcome", "seen"), [(1, "held", "confirmed"), (2, "unknown", "not observable")])
@pytest.mark.parametrize("phase", ["before", "after"])
def test_an_interrupted_hold_is_sent_once_more(system, phase, times, outcome, seen):
    system.faults.add("drop", method="POST", phase=phase, times=times)
    result = hold(system, "one", "two")
    assert outcomes(result) == [outcome, "held"] and posts(system) == ["one", "one", "two"]
    assert (bool(result.get("failed")), result["observation"]) == (times == 2, seen)


def test_where_the_mark_is_known_only_what_has_none_is_protected(system):
    system.set_dialect(hold_shown="field")
    assert outcomes(hold(system, "one", recording_names=KNOWN)) == ["held"]
    system.forget_requests()
    result = hold(system, "one", "two", check=True, recording_names=KNOWN)
    assert outcomes(result) == ["already held", "predicted"]
    result = hold(system, recording_names=KNOWN, query={"callerPhoneNumber": "1*"})
    assert outcomes(result) == ["already held", "held", "held"] and posts(system) == ["two", "three"]
    again = hold(system, "one", "two", recording_names=KNOWN)
    assert (again["changed"], again["diff"], again["observation"]) == (False, {"before": "", "after": ""}, "confirmed")


def test_a_query_that_may_have_missed_some_fails_and_protects_the_others(system):
    recorded(system, *[f"c{number}" for number in range(120)])
    result = hold(system, query={"callerPhoneNumber": "1*"})
    assert (len(outcomes(result)), set(outcomes(result))) == (100, {"held"})
    assert result["failed"] and result["complete"] is False and result["observation"] == "not observable"
    assert "There may be recordings" in result["msg"] and "give from and to" in result["msg"]
    none = hold(system, query={"callerPhoneNumber": "9"})
    assert none["recordings"] == [] and "No recording matches" in str(none["warnings"])


@pytest.mark.parametrize(
    ("account", "dialect", "found", "words"),
    [
        (rws.OPS, {}, ["refused", "not sent"], "Contact Center Admin role"),
        (rws.AGENT, {"label_permission": "refused"}, ["refused", "refused"], "RECORDING_PERMISSION_APPLY_NON_DELETE"),
        (("gir-admin", "wrong-password"), {}, ["refused", "not sent"], "did not accept"),
    ],
)
def test_an_account_that_may_not(system, account, dialect, found, words):
    system.set_dialect(**dialect)
    result = hold(system, "one", "two", admin_username=account[0], admin_password=account[1])
    assert outcomes(result) == found and words in result["msg"]


def test_a_release_names_its_operation_and_its_person(system):
    hold(system, "one", "two")
    predicted = hold(system, "one", check=True, **RELEASE)
    result = hold(system, "one", **RELEASE)
    assert (outcomes(predicted), outcomes(result)) == (["predicted"], ["released"])
    assert predicted["diff"] == result["diff"] == {"before": "", "after": "release one\n"}
    assert kept(system) == ["two"]
    system.faults.add("drop", method="POST", times=1)
    assert outcomes(hold(system, "two", **RELEASE)) == ["unknown"], "only what protects is repeated"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"state": "released", "query": {"callerPhoneNumber": "1"}, "recording_ids": []},
         ["release_operation is missing", "released_by is missing", "reason is missing", "other matters"]),
        ({**RELEASE, "release_operation": "applyNonDelete"}, ["which protects"]),
        ({"reason": "x"}, ["reason is given although state is held"]),
        ({"recording_ids": []}, ["no recording is named"]),
        ({"recording_ids": ["a", "a", ".."], "from": "-1d"},
         ["given together", "contains '..'", "names 'a' twice"]),
        ({"receiver_locations": ["US"]}, ["must be a node path"]),
    ],
)  # fmt: skip
def test_every_mistake_at_once(options, words):
    account = {"url": ["http://127.0.0.1:1"], "url_username": "u", "url_password": "pass-4711"}
    result = module_runs.fail("rws_recording_hold", {**account, "recording_ids": ["one"], **options})
    assert [word for word in words if word not in result["msg"]] == []
    assert len(result["problems"]) == len(words)


def test_a_system_that_is_yet_to_come_is_predicted():
    account = {"url": ["http://127.0.0.1:1"], "url_username": "u", "url_password": "pass-4711"}
    options = {**account, "recording_ids": ["one"], "unreachable": "assume_new"}
    result = module_runs.succeed("rws_recording_hold", options, check=True)
    assert (result["assumed_new"], outcomes(result), result["changed"]) == (True, ["predicted"], True)
