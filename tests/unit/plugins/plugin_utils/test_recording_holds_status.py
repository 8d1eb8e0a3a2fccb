# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status says of legal holds, and of what threatens what is held."""

import copy
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.hold_keeper_status import verdict
from ansible_collections.gir.multidc.plugins.plugin_utils._components.program_status import Found, NoStatus
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._status.recording_holds import points
from ansible_collections.gir.multidc.plugins.plugin_utils._status.seen import HoldKeeping
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.recording_holds import read
from status_cases import ACTIVE, ENVIRONMENT, MODEL, NOW, STANDBY, Well, entry

HERE, THERE = (MODEL["data_centers"][name]["node_path"] for name in (ACTIVE, STANDBY))
HOST = MODEL["data_centers"][ACTIVE]["hosts"]["gir_rws"][0]
HOURS_AGO = {hours: NOW - timedelta(hours=hours) for hours in (3, 20, 40)}


def holds(**more):
    return read([{"name": "matter", "by": "alice", "on": "2026-11-01", "recordings": ["r1", "r2"], **more}])[0]


def stamped(name, when):
    return {name: when.strftime("%Y-%m-%dT%H:%M:%SZ"), f"{name}_ms": when.timestamp() * 1000}


def hold_status(when=HOURS_AGO[3], entry_of_hold=None, **more):
    own = {"state": "ok", "message": None, "found": 2, "applied": 2, "failures": 0, "failing": [],
           **stamped("last_success", when), **(entry_of_hold or {})}  # fmt: skip
    return {"host": HOST, "state": "ok", "message": "Done", "requests": 7, "next_attempt_ms": None, "dropped": {},
            "prerequisites": [], "holds": {"matter": own}, **stamped("started", when), **stamped("last_success", when),
            **more}  # fmt: skip


def task(**more):
    return {"type": "purge", "media": "screen", "min_age_days": 90, "max_age_days": None, "call_types": [],
            "include_labels": [], "exclude_labels": [], "attached_data": {}, "backup_folder": None,
            "include_screen_recordings": False, **more}  # fmt: skip


def seen(status=None, rules=None, enabled=True, given=None, moved=None, silent=()):
    """`rules`: location to the tasks of its one rule. `moved`: when the standby became active."""
    well = Well()
    well.answers[HOST]["hold_keeper"] = {"component": "hold_keeper", "path": "/s", "installed": NOW.timestamp() - 9e5,
                                         "status": json.dumps(hold_status() if status is None else status)}  # fmt: skip
    well.silence(*silent)
    model = copy.deepcopy(MODEL)
    for center in model["data_centers"].values():
        tasks = (rules or {}).get(center["node_path"])
        rule = {"name": "nightly", "enabled": True, "at": "01:00:00", "tasks": tasks}
        center["media_lifecycle"] = [rule] if tasks else []
    ledger = well.seen.ledger
    if moved is not None:
        model.update(active=STANDBY, standby=ACTIVE)
        at = moved.strftime("%Y-%m-%dT%H:%M:%SZ")
        ledger = judge({host: Ledger(ENVIRONMENT, (entry(recorded_at=at),)) for host in well.ledgers})
    keeping = HoldKeeping(HOST, holds() if given is None else given, enabled, 26, "/var/lib/gir-hold-keeper/held.json")
    return replace(well.seen, model=model, ledger=ledger, hold_keeping=keeping)


def said(found):
    return {one.name: (one.answer, one.text) for one in points(found, NOW)}


def test_no_hold_no_point():
    assert points(replace(seen(), hold_keeping=None), NOW) == []


def test_hold_that_is_kept():
    """It is a point at each location, with the numbers and where every recording stands."""
    found = said(seen())
    assert set(found) == {"hold keeper", *(f"matter at {one['node_path']}" for one in MODEL["data_centers"].values())}
    assert {answer for answer, _text in found.values()} == {"confirmed"}
    (one,) = [one for one in points(seen(given=holds(locations=[HERE])), NOW) if one.name.startswith("matter")]
    assert (one.facts["found"], one.facts["applied"], one.data_center) == (2, 2, ACTIVE)
    assert one.facts["all_recordings"] == f"{HOST}:/var/lib/gir-hold-keeper/held.json"


FAILING = {"state": "failed", "message": "1 are not known", "applied": 1, "failures": 3,
           **stamped("failing_since", NOW), "failing": [{"recording": "r2", "outcome": "not found"}]}  # fmt: skip
LACKS = {"name": "schema", "location": None, "observation": "failed", "observation_reason": "Not assigned."}


@pytest.mark.parametrize(
    ("given", "answer", "words"),
    [
        ({"status": hold_status(HOURS_AGO[40])}, "failed", "last applied at"),
        ({"status": hold_status(entry_of_hold=FAILING)}, "failed", "1 of 2 recordings are protected, 3 attempts"),
        ({"status": hold_status(prerequisites=[LACKS])}, "failed", "But Not assigned."),
        ({"status": hold_status(holds={})}, "not observable", "not been applied by the keeper yet"),
        ({"status": []}, "failed", "no status of this program"),
        ({"enabled": False}, "failed", "hold_keeper_enabled is false"),
        ({"silent": [HOST]}, "not observable", "does not answer"),
    ],
    ids=["old", "in part", "prerequisite", "new", "strange", "off", "silent"],
)
def test_hold_that_is_not_kept(given, answer, words):
    found = said(seen(**given))
    assert found[f"matter at {HERE}"][0] == answer and words in found[f"matter at {HERE}"][1]


def test_location_that_does_not_answer():
    hosts = MODEL["data_centers"][STANDBY]["hosts"]["gir_rws"]
    found = said(seen(silent=hosts))
    assert found[f"matter at {THERE}"][0] == "not observable" and found[f"matter at {HERE}"][0] == "confirmed"


@pytest.mark.parametrize(
    ("tasks", "status", "answer", "words"),
    [
        ([task()], None, "confirmed", "from 90 days on, daily at 01:00:00 UTC. The keeper ran at"),
        ([task(min_age_days=1)], None, "failed", "can be taken before the keeper runs"),
        ([task(min_age_days=None)], None, "failed", "from 0 days on"),
        ([task()], hold_status(HOURS_AGO[40]), "failed", "what came since is unprotected"),
        ([task(media="voice")], hold_status(HOURS_AGO[40]), "failed", "what came since is unprotected"),
        ([task(media="voice")], hold_status(last_success=None, last_success_ms=None), "failed", "everything never"),
        ([task(media="voice")], None, "confirmed", "takes no screen recordings"),
        ([task(media="voice", include_screen_recordings=True, min_age_days=1)], None, "failed", "can be taken"),
    ],
)
def test_purge_rule_at_a_held_location(tasks, status, answer, words):
    (found,) = [one for name, one in said(seen(status, {HERE: tasks})).items() if name.startswith("purge rule nightly")]
    assert found[0] == answer and words in found[1]


def test_purge_of_calls_that_a_query_without_end_will_hold():
    rules = {HERE: [task(media="voice", min_age_days=1)]}
    (found,) = [one for name, one in said(seen(rules=rules, given=holds(query={"from": "2026-11-01"}))).items()
                if name.startswith("purge rule nightly")]  # fmt: skip
    assert found[0] == "failed" and "before the keeper runs" in found[1]


def test_purge_rule_beside_a_keeper_that_nobody_could_ask():
    (found,) = [one for name, one in said(seen(rules={HERE: [task()]}, silent=[HOST])).items()
                if name.startswith("purge rule nightly")]  # fmt: skip
    assert found[0] == "not observable"


def test_rules_that_threaten_nothing():
    """A backup, and a purge where nothing is held."""
    rules = {HERE: [task(type="backup")], THERE: [task(min_age_days=1)]}
    found = said(seen(rules=rules, given=holds(locations=[HERE])))
    assert not any(name.startswith("purge") for name in found)


@pytest.mark.parametrize(("hours", "answer"), [(3, "failed"), (40, "not observable")])
def test_failover_moved_a_held_location(hours, answer):
    """Its calls are recorded elsewhere since, under the rules of that location."""
    status = hold_status(HOURS_AGO[20])
    found = said(seen(status, {THERE: [task()]}, given=holds(locations=[HERE]), moved=HOURS_AGO[hours]))
    name = f"moved from {HERE}"
    assert found[name][0] == answer and f"recorded at {THERE}" in found[name][1] and "nightly" in found[name][1]
    assert name not in said(seen(status, given=holds(locations=[HERE, THERE]), moved=HOURS_AGO[hours]))


def test_hold_that_was_taken_out():
    """It is only not applied again."""
    answer, text = said(seen(hold_status(dropped={"old": "2026-11-20T22:30:00Z"})))["old (taken out)"]
    assert answer == "confirmed" and "has released nothing" in text


@pytest.mark.parametrize(
    ("found", "answer", "words"),
    [
        (Found(None, None), "failed", "not installed"),
        (Found(NOW.timestamp() - 60, None), "not observable", "has not run yet"),
        (Found(NOW.timestamp() - 9e5, None), "failed", "has not run once"),
        (Found(0, json.dumps(hold_status())), "confirmed", ""),
        (Found(NOW.timestamp() - 60, json.dumps(hold_status(holds={}))), "not observable", "since the hold matter"),
        (Found(0, json.dumps(hold_status(holds={}))), "failed", "was told of the hold matter"),
        (Found(0, json.dumps(hold_status(host="other"))), "failed", "that of other"),
        (Found(0, json.dumps(hold_status(last_success_ms=None))), "failed", "not protected every hold yet"),
    ],
)
def test_verdict(found, answer, words):
    given, reason = verdict(found, HOST, ["matter"], 26, NOW.timestamp())
    assert given == answer and words in reason


def test_no_status():
    with pytest.raises(NoStatus):
        verdict(Found(0, "[1]"), HOST, ["matter"], 26, NOW.timestamp())
