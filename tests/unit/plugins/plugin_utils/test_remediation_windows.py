# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a remediation may work."""

from datetime import date, datetime, time

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.windows import Calendar, Window
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
# In winter Berlin is one hour before UTC.
NIGHT = Window(time(22), time(4), BERLIN)
SUNDAY = Window(time(0), time(23, 59), BERLIN, ("sun",))


def at(text, zone=BERLIN):
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2027-01-15T21:59", False),
        ("2027-01-15T22:00", True),
        ("2027-01-16T03:59", True),
        ("2027-01-16T04:00", False),
    ],
)
def test_a_window_past_midnight(moment, inside):
    assert (NIGHT.around(at(moment)) is not None) is inside


def test_a_window_has_its_own_zone():
    assert NIGHT.around(at("2027-01-15T21:30", ZoneInfo("UTC"))) is not None
    assert NIGHT.around(at("2027-07-15T20:30", ZoneInfo("UTC"))) is not None
    assert NIGHT.around(at("2027-01-15T20:30", ZoneInfo("UTC"))) is None


def test_the_night_in_which_clocks_change_is_an_hour_shorter():
    begin, end = NIGHT.around(at("2027-03-28T01:00"))
    assert end - begin == 5 * 3600


def test_a_night_belongs_to_the_day_on_which_it_begins():
    friday = Window(time(22), time(4), BERLIN, ("fri",))
    assert friday.around(at("2027-01-16T03:00")) is not None
    assert friday.around(at("2027-01-15T03:00")) is None


def test_days_of_a_calendar():
    freeze = Window(time(0), time(23, 59), BERLIN, since=date(2027, 12, 20), until=date(2028, 1, 6))
    assert freeze.around(at("2027-12-24T12:00")) is not None
    assert freeze.around(at("2028-01-07T12:00")) is None


def test_without_windows_it_is_always_open():
    assert Calendar().closes(at("2027-01-15T12:00")) is None
    assert Calendar().allows(at("2027-01-15T12:00"), 10**6)


@pytest.mark.parametrize(("seconds", "allowed"), [(3600, True), (3601, False)])
def test_nothing_begins_that_would_end_after_the_window(seconds, allowed):
    assert Calendar((NIGHT,)).allows(at("2027-01-16T03:00"), seconds) is allowed


def test_nothing_begins_outside_of_every_window():
    assert not Calendar((NIGHT,)).allows(at("2027-01-15T12:00"), 1)


def test_what_is_denied_wins():
    calendar = Calendar((NIGHT,), (SUNDAY,))
    # Saturday night is open until Sunday begins.
    assert calendar.allows(at("2027-01-16T23:00"), 3600)
    assert not calendar.allows(at("2027-01-16T23:00"), 3601)
    assert not calendar.allows(at("2027-01-17T23:00"), 1)


def test_what_is_denied_ends_work_without_windows_as_well():
    assert Calendar((), (SUNDAY,)).closes(at("2027-01-15T12:00")) == at("2027-01-17T00:00")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2027-01-15T12:00", "2027-01-15T22:00"),
        ("2027-01-15T23:00", "2027-01-15T23:00"),
        # All of Sunday is denied, so the night begins a minute before Monday.
        ("2027-01-17T05:00", "2027-01-17T23:59"),
    ],
)
def test_when_it_opens(moment, opens):
    assert Calendar((NIGHT,), (SUNDAY,)).opens(at(moment)) == at(opens)


def test_two_windows_that_touch_are_one():
    early, late = Window(time(0), time(4), BERLIN), Window(time(4), time(6), BERLIN)
    assert Calendar((early, late)).allows(at("2027-01-15T03:00"), 2 * 3600)


def test_what_is_always_denied_never_opens():
    always = Window(time(0), time(0), BERLIN)
    assert Calendar((NIGHT,), (always,)).opens(at("2027-01-15T12:00")) is None
