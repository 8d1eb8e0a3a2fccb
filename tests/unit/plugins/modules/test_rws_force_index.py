# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rws_force_index against the RWS stand-in: windows, order, failures and how to go on after them."""

import threading
import time

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._rws import index as rws_index
from rws_systems import WINDOW, connect
from standins import rws


@pytest.fixture
def system():
    with rws.cluster(nodes=1, monitoring_delay=0.1) as running:
        yield running


def test_index_runs_both_indexes_over_whole_hours(system):
    result = module_runs.succeed("rws_force_index", connect(system, **WINDOW))
    assert [(run["index"], run["from"], run["to"], run["purgeOld"]) for run in system.index_runs] == [
        ("recordings", 1369270800000, 1369274400000, False),
        ("screen-recordings", 1369270800000, 1369274400000, False),
    ]
    assert [(item["from"], item["to"], item["outcome"]) for item in result["windows"]] == [
        (1369270800000, 1369274400000, "indexed")
    ] * 2


def test_index_purges_only_what_was_confirmed(system):
    arguments = connect(system, index=["recordings"], purge_old=True, **WINDOW)
    for check in (True, False):
        assert system.contact_center_id in module_runs.fail("rws_force_index", arguments, check=check)["msg"]
        wrong = dict(arguments, confirm_contact_center_id="another")
        assert "'another'" in module_runs.fail("rws_force_index", wrong, check=check)["msg"]
    assert system.index_runs == []
    module_runs.succeed("rws_force_index", dict(arguments, confirm_contact_center_id=system.contact_center_id))
    assert [run["purgeOld"] for run in system.index_runs] == [True]


def test_index_names_every_mistake(system):
    wrong = {"from": "yesterday", "to": "2013-05-23T01:24:17", "confirm_contact_center_id": "x"}
    assert len(module_runs.fail("rws_force_index", connect(system, **wrong))["problems"]) == 3
    late = {"from": "now", "to": "-1h"}
    assert "later than to" in module_runs.fail("rws_force_index", connect(system, **late))["msg"]


def test_index_stops_at_the_first_failure_and_tells_what_became_of_each(system):
    system.faults.add("drop", path="/recordings", method="POST", phase="after")
    result = module_runs.fail("rws_force_index", connect(system, **WINDOW))
    assert [item["outcome"] for item in result["windows"]] == ["unknown", "not started"]
    assert "not known whether" in result["msg"]
    assert len(system.index_runs) == 1  # sent once, although the second node was there to ask


YEAR = {"from": "2025-03-01T00:20:00Z", "to": "2025-03-03T05:10:00Z", "rounding": "outward"}


def ranges(runs):
    return sorted((run["index"], run["from"], run["to"]) for run in runs)


def test_pieces_cover_the_period_without_gap_or_overlap(system):
    result = module_runs.succeed("rws_force_index", connect(system, window="1d", concurrency=4, **YEAR))
    hours = [(item["from_iso"], item["to_iso"]) for item in result["windows"] if item["index"] == "recordings"]
    assert hours == [
        ("2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"),
        ("2025-03-02T00:00:00Z", "2025-03-03T00:00:00Z"),
        ("2025-03-03T00:00:00Z", "2025-03-03T06:00:00Z"),
    ]
    ran = [(run["index"].replace("-", "_"), run["from"], run["to"]) for run in system.index_runs]
    assert sorted(ran) == ranges(result["windows"])


def test_as_many_requests_at_a_time_as_allowed(monkeypatch):
    both, lock, under_way, most = threading.Barrier(2), threading.Lock(), set(), []

    def send(_client, _contact_center, item):
        with lock:
            under_way.add(item["from"])
            most.append(len(under_way))
        both.wait(10)  # breaks unless a second request is under way
        with lock:
            under_way.discard(item["from"])

    monkeypatch.setattr(rws_index, "send", send)
    windows = rws_index.pieces(["recordings"], 0, 6 * 3600 * 1000, 0, 1)
    rws_index.Runner([None, None], "cc", windows, stop=True).run()
    assert [item["outcome"] for item in windows] == ["indexed"] * 6
    assert max(most) == 2


def test_a_failed_run_resumes_with_what_is_left(system):
    system.faults.add("status", status=500, path="/screen-recordings", method="POST", times=2)
    arguments = connect(system, window="1d", on_failure="continue", **YEAR)
    failed = module_runs.fail("rws_force_index", arguments)
    assert "2 of 6 windows failed" in failed["msg"] and "resume" in failed["msg"]
    outcomes = [item["outcome"] for item in failed["windows"]]
    assert outcomes == ["indexed"] * 3 + ["unknown"] * 2 + ["indexed"]
    again = module_runs.succeed("rws_force_index", connect(system, resume=failed["windows"]))
    assert {item["outcome"] for item in again["windows"]} == {"indexed"}
    assert len(system.index_runs) == 6
    done = module_runs.succeed("rws_force_index", connect(system, resume=again["windows"]))
    assert done["changed"] is False and len(system.index_runs) == 6


def test_only_the_first_piece_deletes_the_index_and_the_others_wait_for_it(system):
    arguments = connect(
        system,
        window="1d",
        concurrency=8,
        purge_old=True,
        confirm_contact_center_id=system.contact_center_id,
        index=["recordings"],
        **YEAR,
    )
    module_runs.succeed("rws_force_index", arguments)
    assert [run["purgeOld"] for run in system.index_runs] == [True, False, False]
    assert system.index_runs[0]["from"] < min(run["from"] for run in system.index_runs[1:])


def test_an_index_that_could_not_be_deleted_is_not_rebuilt(system):
    system.faults.add("drop", method="POST", phase="before", times=1)
    arguments = connect(
        system,
        window="1d",
        on_failure="continue",
        purge_old=True,
        confirm_contact_center_id=system.contact_center_id,
        **YEAR,
    )
    failed = module_runs.fail("rws_force_index", arguments)
    assert [item["outcome"] for item in failed["windows"]] == ["unknown", "not started", "not started"] + [
        "indexed"
    ] * 3
    assert "not rebuilt" in failed["windows"][1]["reason"]
    refused = module_runs.fail("rws_force_index", connect(system, resume=failed["windows"]))
    assert "repeat purge_old" in refused["msg"]
    module_runs.succeed(
        "rws_force_index",
        connect(
            system,
            resume=failed["windows"],
            purge_old=True,
            confirm_contact_center_id=system.contact_center_id.upper(),
        ),
    )
    assert [run["purgeOld"] for run in system.index_runs if run["index"] == "recordings"] == [True, False, False]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"window": "30m"}, "not a length in whole hours"),
        ({"window": "0h"}, "not a length in whole hours"),
        ({"window": "1h", "from": "0"}, "at most 10000 are possible"),
        ({"concurrency": 0}, "between 1 and 16"),
        ({"resume": []}, "mutually exclusive"),
    ],
)
def test_unusable_windows_are_refused(system, options, words):
    assert words in module_runs.fail("rws_force_index", connect(system, **dict(WINDOW, **options)))["msg"]
    assert system.requests == []


def test_windows_that_are_none_are_refused(system):
    assert (
        "one of the following is required: from, resume" in module_runs.fail("rws_force_index", connect(system))["msg"]
    )
    item = {"index": "recordings", "from": 1, "to": 2, "outcome": "failed"}
    result = module_runs.fail("rws_force_index", connect(system, resume=[item, dict(item, to=-3600000)]))
    subjects = [problem.split(":")[0] for problem in result["problems"]]
    assert subjects == ["resume[0]", "resume[1]", "resume[1]", "resume"]
    assert system.requests == []


def test_an_open_window_never_begins_in_the_future(system):
    module_runs.succeed("rws_force_index", connect(system, **{"from": "now"}))
    assert all(run["from"] <= time.time() * 1000 < run["to"] for run in system.index_runs)


def test_an_index_that_is_yet_to_be_deleted_is_rebuilt_as_a_whole(system):
    confirmed = {"purge_old": True, "confirm_contact_center_id": system.contact_center_id, "index": ["recordings"]}
    windows = module_runs.succeed("rws_force_index", connect(system, window="1d", **confirmed, **YEAR))["windows"]
    system.index_runs.clear()
    edited = [dict(windows[0], outcome="failed"), *windows[1:]]
    module_runs.succeed("rws_force_index", connect(system, resume=edited, **confirmed))
    assert [run["purgeOld"] for run in system.index_runs] == [True, False, False]


def test_edited_windows_are_refused(system):
    hour = {"index": "recordings", "from": 0, "to": 7200000, "outcome": "failed"}
    overlapping = [hour, dict(hour, **{"from": 3600000, "to": 10800000})]
    refused = module_runs.fail("rws_force_index", connect(system, resume=overlapping, purge_old=True))
    assert "overlap" in refused["msg"] and "no window of resume deletes" in refused["msg"]
    assert (
        "from is empty" in module_runs.fail("rws_force_index", connect(system, **{"from": None, "window": "1d"}))["msg"]
    )
