# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update from end to end: installed by site, started as its timer would, judged by verify."""

import json
import subprocess
import time

import index_update
import pytest

HOST = "rws1-dc2"
HOUR = 3600 * 1000
STATUS = "var/lib/gir-index-update/status.json"


class Update:
    """The update of the demo's standby data center."""

    def __init__(self, demo):
        self.demo = demo
        self.status_file = demo.path(HOST, STATUS)

    def run(self):
        """The windows of one successful run, by index."""
        before = len(self.demo.ask("/index-runs")["runs"])
        index_update.run(self.demo, HOST)
        sent = self.demo.ask("/index-runs")["runs"][before:]
        assert {run["node"] for run in sent} <= {"rws1-dc2", "rws2-dc2"}
        return {
            index: [(run["from"], run["to"]) for run in sent if run["index"] == index]
            for index in ("recordings", "screen-recordings")
        }

    @property
    def status(self):
        return json.loads(self.status_file.read_text(encoding="utf-8"))

    def pretend(self, days):
        """As if the last success were that long ago; the moment in milliseconds."""
        moment, status = int((time.time() - days * 24 * 3600) * 1000), self.status
        for entry in status["indexes"].values():
            entry["covered_until_ms"] = moment
        status["last_success_ms"] = moment
        self.status_file.write_text(json.dumps(status), encoding="utf-8")
        return moment


@pytest.fixture
def update(demo):
    found = Update(demo)
    found.run()
    return found


def assert_covers(windows, start, end):
    assert windows[0][0] <= start < windows[0][0] + HOUR
    assert windows[-1][1] >= end
    assert [last for _first, last in windows[:-1]] == [first for first, _last in windows[1:]]
    assert all(0 < last - first <= 24 * HOUR for first, last in windows)


def test_the_demo_runs_it_once_and_says_where(demo):
    assert f"Daily index update on {HOST}, run once by hand" in demo.output
    assert demo.row("daily index update") == ["-", f"on {HOST}"]
    assert "Done: " in (demo.directory / "logs" / "index-update.log").read_text(encoding="utf-8")


def test_the_first_run_covers_thirty_days_of_both_indexes(update):
    update.status_file.unlink()
    sent = update.run()
    status = update.status
    assert status["state"] == "ok"
    for windows in sent.values():
        assert len(windows) >= 30
        assert_covers(windows, status["started_ms"] - 720 * HOUR, status["started_ms"])


def test_an_outage_of_days_is_caught_up_in_bounded_windows(update):
    moment = update.pretend(days=6)
    sent = update.run()
    for windows in sent.values():
        assert len(windows) >= 6
        assert_covers(windows, moment - 24 * HOUR, update.status["started_ms"])
    assert update.status["last_success_ms"] == update.status["started_ms"]


def test_verify_proves_it_and_names_a_failure_and_a_success_that_is_too_old(update, demo):
    assert f"ok dc2 {HOST}: daily index update /{STATUS}" in demo.playbook("verify").succeeded().flat
    update.pretend(days=2)
    run = demo.playbook("verify").failed()
    assert f"1 of 28 transactions failed: dc2 {HOST}: daily index update" in run.flat
    assert "more than 26 hours ago" in run.flat
    demo.ask("/faults", "POST", {"kind": "status", "status": 500, "path": "/screen-recordings$"})
    try:
        done = subprocess.run(index_update.command(demo, HOST), capture_output=True, text=True, check=False, timeout=60)
    finally:
        demo.ask("/faults", "DELETE")
    assert done.returncode == 1 and "FAILED: screen_recordings" in done.stderr
    assert "The last run failed: screen_recordings: " in demo.playbook("verify").failed().flat
    update.run()
    demo.playbook("verify").succeeded()
