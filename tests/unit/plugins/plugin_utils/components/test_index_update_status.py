# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the daily index update works, by its status file."""

import json

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.index_update_status import reasons, verdict
from ansible_collections.gir.multidc.plugins.plugin_utils._components.program_status import Found, NoStatus

ONE = "rws1-dc2"
NOW = 1_800_000_000
HOUR = 3600
INDEXES = ["recordings", "screen_recordings"]


def status_of(hours, **values):
    """A status that was written some hours ago."""
    moment = (NOW - hours * HOUR) * 1000
    entry = {"covered_until": "then", "covered_until_ms": moment, "state": "ok"}
    given = {
        "host": ONE,
        "state": "ok",
        "started": "then",
        "started_ms": moment,
        "last_success": "then",
        "last_success_ms": moment,
        "message": "Done",
        "indexes": {"recordings": dict(entry), "screen_recordings": dict(entry)},
    }
    return {**given, **values}


def judged(status, installed=NOW - 100 * HOUR):
    text = status if status is None or isinstance(status, str) else json.dumps(status)
    return reasons(Found(installed, text), ONE, INDEXES, 26, NOW)


@pytest.mark.parametrize(
    "status",
    [
        status_of(25),
        status_of(26),
        status_of(0, state="running", last_success_ms=None, indexes={}),
        status_of(0, state="running", last_success_ms=None, indexes={"recordings": {}}),
        status_of(1, state="behind"),
    ],
    ids=["fresh", "at the limit", "first run", "first run with an empty entry", "behind"],
)
def test_update_works(status):
    """A status that is fresh, or of a first run that is under way, is no finding."""
    assert judged(status) == []


def test_new_installation_works():
    """An update that was installed today need not have run."""
    assert judged(None, installed=NOW - 26 * HOUR) == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (status_of(25), ("confirmed", "")),
        (None, ("not observable", "It has not run yet. It was installed less than 26 hours ago.")),
        (
            status_of(0, state="running", last_success_ms=None, indexes={"recordings": {}}),
            ("not observable", "Its first run is under way."),
        ),
        (status_of(1, state="failed", message="FAILED: HTTP 503"), ("failed", "The last run failed: HTTP 503")),
    ],
    ids=["works", "not run", "first run", "failed"],
)
def test_verdict(status, expected):
    """An update of which nobody can know yet whether it works is neither well nor broken."""
    text = status if status is None else json.dumps(status)
    assert verdict(Found(NOW - HOUR, text), ONE, INDEXES, 26, NOW) == expected


LATE = [
    f"The update of {name} reaches only to then, more than 26 hours ago; look at the log of gir-index-update."
    for name in INDEXES
]
NOTHING = [f"Of {name} nothing was updated yet; look at the log of gir-index-update." for name in INDEXES]
HANGING = "A run began at then and did not say that it ended; look at the log of gir-index-update."
OLD = "The last success was at then, more than 26 hours ago."


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (status_of(1, state="failed", message="FAILED: HTTP 503"), ["The last run failed: HTTP 503"]),
        (status_of(27), [*LATE, OLD]),
        (status_of(1, last_success_ms=1), [OLD]),
        (status_of(1, host="rws1-dc1"), ["The status is that of rws1-dc1, not of this host."]),
        (status_of(48, state="running"), [HANGING, *LATE, OLD]),
        (status_of(1, indexes={}), NOTHING),
        (status_of(48, state="running", last_success_ms=None, indexes={}), [HANGING, *NOTHING]),
    ],
    ids=["failed", "old", "no success", "other host", "hanging", "nothing", "hanging first run"],
)
def test_update_does_not_work(status, expected):
    """Each finding is one sentence with what to do about it."""
    assert judged(status) == expected


def test_update_is_not_installed():
    """Without a configuration nothing else is judged."""
    assert judged(status_of(1), installed=None) == ["It is not installed on this host; run site."]


def test_update_has_not_run():
    """An installation that is older than a day and has no status was never started."""
    (sentence,) = judged(None, installed=NOW - 48.5 * HOUR)
    assert sentence == (
        "It has not run once in the 48 hours since it was installed; look whether gir-index-update.timer or cron"
        " starts it."
    )


@pytest.mark.parametrize(
    "status",
    [
        "",
        "{}",
        "null",
        "[]",
        status_of(1, indexes=[]),
        status_of(1, indexes={"recordings": 5}),
        status_of(1, host=5),
        status_of(1, last_success_ms="then"),
        status_of(1, last_success_ms=True),
        status_of(1, state="running", started_ms=None),
        {name: value for name, value in status_of(1).items() if name != "last_success_ms"},
    ],
)
def test_no_status(status):
    """What is no status of the program is told from one that says that all is well."""
    with pytest.raises(NoStatus):
        judged(status)


def test_message_is_bounded_and_shows_no_password():
    [reason] = judged(status_of(1, state="failed", message="FAILED: password=hush-hush \n" + "x" * 9000))
    assert "hush" not in reason and "\n" not in reason and len(reason) < 1100
