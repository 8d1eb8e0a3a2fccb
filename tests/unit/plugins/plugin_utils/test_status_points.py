# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status says of a system: each thing that is wrong is named once, and nothing is invented."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._status import records
from status_cases import ACTIVE, ENVIRONMENT, MODEL, NOW, STANDBY, UPDATE, Well, entry, index_status

RWS1, RWS2 = Well.hosts("gir_rws", ACTIVE)[0], Well.hosts("gir_rws", STANDBY)[0]
MUX1, MUX2 = Well.hosts("gir_muxer", ACTIVE)[0], Well.hosts("gir_muxer", STANDBY)[0]
RCS1, RCS2 = Well.hosts("gir_rcs", ACTIVE)[0], Well.hosts("gir_rcs", STANDBY)[0]
YES, NO, UNKNOWN = "yes", "no", "not known"
LOCK = {"operation": "20261128T010000Z-1", "verb": "site", "user": "alice", "controller": "ctl1", "limit_minutes": 240,
        "claimed_at": "2026-11-28T02:50:00Z", "age_seconds": 600, "stale": False, "until": "2026-11-28T06:50:00Z",
        "preempted_by": None}  # fmt: skip


def test_nothing_is_wrong_with_a_system_that_is_well():
    well = Well()
    assert well.wrong == set()
    assert well.fits == (YES, YES)
    assert {one.area for one in well.points} >= {"ledger", "locks", "hosts", "services", "RWS", "eServices", "indexes"}


# -- hosts and services ----------------------------------------------------------------------------------------------


def test_silent_active_site_is_one_point():
    well = Well()
    well.silence(*(host for host, known in MODEL["hosts"].items() if known["data_center"] == ACTIVE))
    assert well.wrong == {("hosts", f"hosts of {ACTIVE}", "failed", ACTIVE, "")}
    # What it may still run nobody sees: a person attests that, and the standby is fit.
    assert well.fits == (NO, YES)


def test_silent_standby_takes_nothing_over():
    well = Well()
    well.silence(*(host for host, known in MODEL["hosts"].items() if known["data_center"] == STANDBY))
    assert ("hosts", f"hosts of {STANDBY}", "failed", STANDBY, "") in well.wrong
    assert well.fits == (NO, NO)


def test_half_of_a_site_is_named_host_by_host():
    well = Well()
    well.silence(MUX2)
    assert well.wrong == {("hosts", "host", "failed", STANDBY, MUX2)}
    # No other Muxer is there.
    assert well.fits == (NO, NO)


def test_host_outside_of_the_run_is_not_judged():
    well = Well()
    del well.answers[MUX2]
    assert well.wrong == {("hosts", f"hosts of {STANDBY} outside of this run", "not observable", STANDBY, "")}
    assert UNKNOWN in well.fits


def test_host_of_windows_is_not_missed():
    """No module is sent there, and no limit would change that; area speechminer says what is seen of it."""
    well = Well()
    del well.answers[MUX2]
    well.windows = (MUX2,)
    assert well.wrong == set()


@pytest.mark.parametrize(
    ("host", "component", "state", "text"),
    [
        (MUX1, "muxer", {"active": "failed", "sub": "failed", "trouble": "it exited with 1"}, "should run"),
        (MUX2, "muxer", {"active": "active", "sub": "running"}, "must not"),
        (MUX2, "muxer", {"enabled": "enabled"}, "next boot"),
        (RWS1, "rws", {"health": "Port 8080 does not answer."}, "not well"),
        (RWS1, "rws", {"pending": True}, "has not applied"),
        (MUX2, "muxer", {"load": "not-found", "active": "inactive", "enabled": ""}, "There is no unit"),
    ],
)
def test_service_that_is_not_as_it_should_be(host, component, state, text):
    well = Well()
    well.break_unit(host, component, **state)
    (point,) = (one for one in well.points if one.answer == "failed")
    assert (point.area, point.host, point.component) == ("services", host, component)
    assert text in point.text


def test_service_that_the_site_guard_keeps_down_says_why():
    well = Well()
    well.break_unit(MUX1, "muxer", active="failed", sub="failed")
    well.answers[MUX1]["site_guard"] = {"kept_down": ["gir-muxer.service"], "sentence": "the ledger says dc2"}
    (point,) = (one for one in well.points if one.answer == "failed")
    assert point.text == "gir-muxer.service is kept down by the site guard: the ledger says dc2."


def test_missing_unit_of_the_standby_prevents_a_failover():
    well = Well()
    well.break_unit(MUX2, "muxer", load="not-found", active="inactive", enabled="")
    assert well.fits == (NO, NO)


def test_services_that_nobody_manages_are_not_observable():
    well = Well(managed=False)
    assert {name for _area, name, answer, *_rest in well.wrong if answer == "not observable"} >= {
        f"muxer of {ACTIVE}", f"muxer of {STANDBY}", f"rws of {ACTIVE}"}  # fmt: skip
    assert well.fits == (YES, YES)
    assert well.takeover()["open"] > 0


def test_services_that_could_not_be_read_say_why():
    well = Well()
    well.answers[MUX2].update(units=None, problems=[{"part": "units", "reason": "There is no systemctl."}])
    (point,) = (one for one in well.points if one.answer != "confirmed")
    assert (point.answer, point.text) == ("not observable", "There is no systemctl.")


@pytest.mark.parametrize(("seconds", "word"), [(3600, "ahead of"), (-3600, "behind")])
def test_clock_of_a_host_that_differs(seconds, word):
    well = Well()
    well.answers[RWS2]["clock"] = NOW.timestamp() + seconds
    (point,) = (one for one in well.points if one.answer == "failed")
    assert point.host == RWS2 and f"3600 seconds {word}" in point.text


# -- ledger, locks, maintenance --------------------------------------------------------------------------------------


def test_forked_ledger_prevents_every_failover():
    well = Well()
    first = entry(verb="create")
    for host, center in ((RWS1, ACTIVE), (RWS2, STANDBY)):
        branch = entry(f"op-{host}", epoch=2, parent=first.operation, parent_epoch=1, active_datacenter=center)
        well.ledgers[host] = Ledger(ENVIRONMENT, (first, branch))
    assert ("ledger", "fork", "failed", STANDBY, "") in well.wrong
    assert well.fits == (NO, NO)


def test_host_with_an_older_ledger_and_one_without():
    well = Well()
    first = entry(verb="create")
    newest = entry("20261128T020000Z-b", epoch=2, parent=first.operation, parent_epoch=1, verb="eservices_switch")
    for host in well.ledgers:
        well.ledgers[host] = Ledger(ENVIRONMENT, (first, newest))
    well.ledgers[RWS1] = Ledger(ENVIRONMENT, (first,))
    well.ledgers[RWS2] = None
    assert {("ledger", "behind", "failed", ACTIVE, RWS1), ("ledger", "missing", "failed", STANDBY, RWS2)} <= well.wrong


def test_no_ledger_at_all_is_the_beginning():
    well = Well()
    well.ledgers = dict.fromkeys(well.ledgers)
    assert well.wrong == set()
    assert "nobody has moved anything yet" in next(one.text for one in well.points if one.area == "ledger")


def test_ledger_that_nobody_showed():
    well = Well()
    well.ledgers = {}
    assert ("ledger", "ledger", "not observable", STANDBY, "") in well.wrong


def test_question_of_the_map_is_told():
    well = Well()
    well.question = ["The ledger names a data center that the map does not have."]
    assert ("ledger", "question", "not observable", STANDBY, "") in well.wrong
    assert well.fits == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    ("began", "ended", "seconds"),
    [
        ("20261128T010000Z-a", "2026-11-28T01:02:05Z", 125),
        ("20261128T010000Z-a", "2026-11-28T00:59:00Z", None),
        ("20261128T010000Z-a", "at night", None),
        ("by-hand", "2026-11-28T01:02:05Z", None),
    ],
)
def test_last_operation_and_how_long_it_took(began, ended, seconds):
    well = Well()
    first = entry("first-1", verb="create")
    last = entry(began, epoch=2, parent="first-1", parent_epoch=1, verb="failover", controller_time=ended, user="bob")
    well.ledgers = {host: Ledger(ENVIRONMENT, (first, last)) for host in well.ledgers}
    found = records.last_operation(well.seen.ledger)
    assert (found["verb"], found["seconds"], found["user"]) == ("failover", seconds, "bob")
    assert ("0:02:05" in records.last_text(found)) == (seconds == 125)


def test_creation_of_the_ledger_is_no_operation():
    assert records.last_operation(Well().seen.ledger) is None
    assert records.last_text(None) == ""


@pytest.mark.parametrize(
    ("verb", "ended", "answer", "words"),
    [
        ("failover", "2026-11-20T03:00:00Z", "confirmed", "the last one was 8 days ago"),
        ("failback", "2026-08-20T03:00:00Z", "failed", "the last one was 100 days ago"),
        ("eservices_switch", "2026-11-20T03:00:00Z", "failed", "none is recorded"),
        ("failover", "at night", "failed", "none is recorded"),
    ],
)
def test_failover_that_nobody_has_tried_for_long(verb, ended, answer, words):
    """Only where the site has such an objective, and prevents nothing."""
    well = Well()
    first = entry("first-1", verb="create")
    last = entry("20261120T020000Z-a", epoch=2, parent="first-1", parent_epoch=1, verb=verb, controller_time=ended)
    well.ledgers = {host: Ledger(ENVIRONMENT, (first, last)) for host in well.ledgers}
    assert not [one for one in well.points if one.name == "rehearsal"]
    well.objectives = Objectives(rehearsal_days=90)
    (point,) = (one for one in well.points if one.name == "rehearsal")
    assert (point.answer, point.prevents) == (answer, ()) and words in point.text
    assert point.remedy == ("" if answer == "confirmed" else "ansible-playbook gir.multidc.failover_rehearsal")
    well.silence(*well.hosts("gir_rws"))
    (point,) = (one for one in well.points if one.name == "rehearsal")
    assert (point.answer, "no RWS host showed one" in point.text) == ("not observable", True)


@pytest.mark.parametrize(
    ("lock", "name", "answer", "fits"),
    [
        ({}, "lock", "confirmed", (YES, YES)),
        ({"verb": "keystore_sync"}, "lock", "failed", (NO, NO)),
        ({"stale": True}, "stale lock", "failed", (NO, NO)),
    ],
)
def test_lock_that_somebody_holds(lock, name, answer, fits):
    well = Well()
    for host in well.ledgers:
        well.answers[host]["lock"] = {"held": {**LOCK, **lock}, "problem": None}
    (point,) = (one for one in well.points if one.area == "locks")
    assert (point.name, point.answer) == (name, answer)
    assert "alice" in point.text
    assert well.fits == fits


def test_lock_that_cannot_be_read():
    well = Well()
    well.answers[RWS1]["lock"] = {"held": None, "problem": "It is no lock of this release."}
    well.answers[RWS2].update(lock=None, problems=[{"part": "lock", "reason": "Permission denied."}])
    told = {one.host: one.text for one in well.points if one.area == "locks" and one.answer == "failed"}
    assert told == {RWS1: "It is no lock of this release.", RWS2: "Permission denied."}


def test_maintenance_of_the_standby_leaves_a_failover_open():
    well = Well()
    marker = {"component": "muxer", "who": "carol", "why": "new disks", "until": "2026-11-29"}
    well.answers[MUX2]["maintenance"] = {"markers": [marker]}
    (point,) = (one for one in well.points if one.area == "maintenance")
    assert (point.answer, point.host) == ("not observable", MUX2)
    assert "carol" in point.text and "new disks" in point.text
    assert well.fits == (UNKNOWN, UNKNOWN)


def test_maintenance_that_has_ended_is_a_finding():
    well = Well()
    well.answers[MUX2]["maintenance"] = {"markers": [{"who": "carol", "why": "disks", "until": "2026-11-01"}]}
    (point,) = (one for one in well.points if one.area == "maintenance")
    assert (point.name, point.answer) == ("ended marker", "failed")
    assert point.remedy.endswith(f"gir_maintenance_hosts={MUX2}")
    well.answers[MUX2]["maintenance"]["markers"][0]["component"] = "muxer"
    (point,) = (one for one in well.points if one.area == "maintenance")
    assert point.remedy.endswith(f"gir_maintenance_hosts={MUX2} -e gir_maintenance_component=muxer")


def test_damaged_marker_is_told():
    well = Well()
    well.answers[MUX2]["problems"] = [{"part": "maintenance", "reason": "It is no marker."}]
    assert ("maintenance", "marker", "failed", STANDBY, MUX2) in well.wrong


# -- RWS and desktops ------------------------------------------------------------------------------------------------


def test_rws_of_a_site_that_does_not_answer_is_one_point():
    well = Well()
    for node, answer in zip(well.nodes, well.rws["nodes"]):
        if node.data_center == STANDBY:
            answer.update(state="no answer", site=None, reason="timed out")
    assert well.wrong == {("RWS", f"RWS of {STANDBY}", "failed", STANDBY, "")}
    assert well.fits == (NO, NO)


def test_one_node_of_rws_that_does_not_answer():
    well = Well()
    well.nodes.append(well.nodes[0]._replace(url="http://second:8080") if hasattr(well.nodes[0], "_replace") else
                      type(well.nodes[0])("http://second:8080", RWS1, ACTIVE, True))  # fmt: skip
    well.rws["nodes"].append({"url": "http://second:8080", "state": "no answer", "site": None, "reason": "reset"})
    assert well.wrong == {("RWS", "RWS http://second:8080", "failed", ACTIVE, RWS1)}


def test_desktops_on_the_other_site_are_named():
    well = Well()
    well.gax["objects"][0]["options"]["interaction-workspace"]["disaster-recovery.eservices-site"] = "DC9"
    (point,) = (one for one in well.points if one.answer == "failed")
    assert (point.area, point.component) == ("eServices", "workspace_desktop")
    assert "It is DC9" in point.text


@pytest.mark.parametrize(
    ("rws", "answer"), [({}, "not observable"), ({"failed": True, "msg": "no contact center"}, "failed")]
)
def test_rws_that_could_not_be_asked(rws, answer):
    well = Well()
    well.rws = rws
    assert ("RWS", "RWS", answer, STANDBY, "") in well.wrong


def test_gax_that_does_not_answer_stops_no_failover():
    well = Well()
    well.gax = {"failed": True, "msg": "GAX does not answer"}
    assert well.fits == (YES, YES)
    step = next(one for one in well.takeover()["steps"] if one["what"].startswith("Move the desktops"))
    assert step["answer"] == "failed"


def test_files_for_configuration_server_are_a_step_for_a_person():
    well = Well()
    step = next(one for one in well.takeover(gax=None)["steps"] if one["what"].startswith("Move the desktops"))
    assert (step["answer"], step["decides"]) == ("not observable", False)


# -- keys and indexes ------------------------------------------------------------------------------------------------


def test_index_update_that_fails_prevents_a_planned_failover():
    well = Well()
    status = index_status(state="failed", message="FAILED: RWS answered 500")
    well.answers[UPDATE]["index_update"]["status"] = json.dumps(status)
    assert well.wrong == {("indexes", "daily index update", "failed", STANDBY, UPDATE)}
    assert well.fits == (NO, YES)


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (lambda answer: answer.update(index_update=None), "not observable"),
        (lambda answer: answer["index_update"].update(status="[1]"), "failed"),
        (lambda answer: answer["index_update"].update(status=None, installed=NOW.timestamp()), "not observable"),
    ],
)
def test_status_of_the_index_update_that_says_nothing(change, answer):
    well = Well()
    change(well.answers[UPDATE])
    assert ("indexes", "daily index update", answer, STANDBY, UPDATE) in well.wrong


def test_host_of_the_index_update_that_is_away():
    well = Well()
    well.silence(UPDATE)
    assert ("indexes", "daily index update", "not observable", STANDBY, UPDATE) in well.wrong


def view(*entries, **more):
    return {"component": "rcs", "path": "/k", "exists": True, "size": 1, "sha256": str(entries), "type": "jks",
            "entries": list(entries), "opened": True, "unreachable_aliases": [], **more}  # fmt: skip


def key(alias, **more):
    return {"alias": alias, "kind": "private_key", "fingerprint": f"f-{alias}", "chain": [f"c-{alias}"],
            "key": f"k-{alias}", "not_after": "2030-01-01T00:00:00Z", **more}  # fmt: skip


def test_equal_keystores_are_confirmed():
    well = Well()
    for host in (RCS1, RCS2):
        well.answers[host]["keystore"] = view(key("one"))
    assert well.wrong == set()
    assert any(one.area == "keys" for one in well.points)


def test_key_that_the_standby_lacks_prevents_a_failover():
    well = Well()
    well.answers[RCS1]["keystore"], well.answers[RCS2]["keystore"] = view(key("one"), key("two")), view(key("one"))
    assert well.wrong == {("keys", "keystore two", "failed", STANDBY, RCS2)}
    assert well.fits == (NO, NO)


def test_missing_keystore_and_one_that_cannot_be_read():
    well = Well()
    well.answers[RCS1]["keystore"] = view(key("one"))
    well.answers[RCS2]["keystore"] = {"component": "rcs", "path": "/k", "exists": False}
    assert ("keys", "keystore", "failed", STANDBY, RCS2) in well.wrong
    well.answers[RCS2].update(keystore=None, problems=[{"part": "keystore", "reason": "Permission denied."}])
    assert ("keys", "keystore", "not observable", STANDBY, RCS2) in well.wrong


@pytest.mark.parametrize(
    ("until", "text"), [("2026-12-10T00:00:00Z", "expires in 11 days"), ("2026-11-01T00:00:00Z", "has expired")]
)
def test_certificate_that_ends_is_told_once(until, text):
    well = Well()
    for host in (RCS1, RCS2):
        well.answers[host]["keystore"] = view(key("one", not_after=until))
    (point,) = (one for one in well.points if one.answer == "failed")
    assert text in point.text and RCS1 in point.text and RCS2 in point.text
