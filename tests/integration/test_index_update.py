# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update from end to end: installed by site, started as its timer would."""

from running_update import HOST, HOUR


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
