# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times and whole hours of a re-index window."""

import datetime
import itertools

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.moments import iso
from ansible_collections.gir.multidc.plugins.module_utils._rws import index_window as window
from hypothesis import given
from hypothesis import strategies as st

HOUR = window.HOUR
NOW = 1795497614123
times = st.integers(min_value=0, max_value=window.MAX_MILLISECONDS - 48 * HOUR)
lengths = st.integers(min_value=0, max_value=400 * HOUR)


@given(times, lengths, st.sampled_from(["nearest", "outward"]))
def test_bounds_are_whole_hours_and_at_least_one_apart(start, length, rounding):
    first, last = window.effective(start, start + length, rounding)
    assert first % HOUR == last % HOUR == 0
    assert last - first >= HOUR


@given(times, lengths)
def test_nearest_moves_a_bound_by_half_an_hour_at_most_or_covers_everything(start, length):
    end = start + length
    first, last = window.effective(start, end)
    near = abs(first - start) <= HOUR // 2 and abs(last - end) <= HOUR // 2
    assert near or first <= start <= end <= last


@given(times, lengths)
def test_outward_covers_everything_and_no_hour_more(start, length):
    end = start + length
    first, last = window.effective(start, end, "outward")
    assert first <= start and end <= last
    assert start - first < HOUR and (last - end < HOUR or last - first == HOUR)


@given(times, lengths)
def test_rounded_bounds_stay_when_they_are_rounded_again(start, length):
    first, last = window.effective(start, start + length)
    assert window.effective(first, last) == (first, last)
    assert window.effective(first, last, "outward") == (first, last)


@given(times, lengths, lengths, st.sampled_from(["nearest", "outward"]))
def test_windows_in_a_row_leave_no_gap(start, first_length, second_length, rounding):
    middle = start + first_length
    left = window.effective(start, middle, rounding)
    right = window.effective(middle, middle + second_length, rounding)
    assert right[0] <= left[1]


@given(times)
def test_an_open_end_stays_open(start):
    assert window.effective(start, None)[1] is None


@given(times, st.integers(min_value=-14 * 60, max_value=14 * 60))
def test_iso_text_reads_back_in_every_zone(value, minutes):
    zone = datetime.timezone(datetime.timedelta(minutes=minutes))
    moment = (window.EPOCH + datetime.timedelta(milliseconds=value)).astimezone(zone)
    assert window.parse(moment.isoformat(timespec="milliseconds"), NOW) == value


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_one_sentence(text):
    try:
        assert 0 <= window.parse(text, NOW) <= window.MAX_MILLISECONDS
    except ValueError as exc:
        assert str(exc)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1369272257713", 1369272257713),
        ("now", NOW),
        ("-24h", NOW - 24 * HOUR),
        ("now-7d", NOW - 7 * 24 * HOUR),
        ("+ 30m", NOW + HOUR // 2),
        ("2013-05-23T01:24:17.713Z", 1369272257713),
        ("2013-05-23 03:24:17+0200", 1369272257000),
        ("0", 0),
    ],
)
def test_accepted_forms(text, value):
    assert window.parse(text, NOW) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1369272257", "looks like seconds"),
        ("2013-05-23T01:24:17", "has no zone"),
        ("2013-02-30T00:00:00Z", "is not a time"),
        ("-99999999w", "before 1970"),
        ("yesterday", "is not a time; write"),
    ],
)
def test_refused_forms(text, words):
    with pytest.raises(ValueError, match=words):
        window.parse(text, NOW)


@given(times, lengths, st.sampled_from(["nearest", "outward"]))
def test_every_bound_can_be_shown(start, length, rounding):
    for bound in window.effective(start, min(start + length, window.MAX_MILLISECONDS), rounding):
        assert window.parse(iso(bound), NOW) == bound


def test_the_guides_example():
    assert window.effective(1369272257713, 1369275857713) == (1369270800000, 1369274400000)


@given(times, lengths, st.integers(min_value=1, max_value=500), st.sampled_from(["nearest", "outward"]))
def test_pieces_are_whole_hours_without_gap_or_overlap_and_never_too_long(start, length, hours, rounding):
    first, last = window.effective(start, start + length, rounding)
    bounds = window.split(first, last, hours, NOW)
    assert (bounds[0][0], bounds[-1][1]) == (first, last)
    assert all(low % HOUR == 0 and HOUR <= high - low <= hours * HOUR for low, high in bounds)
    assert all(left[1] == right[0] for left, right in itertools.pairwise(bounds))


@given(times, lengths, st.integers(min_value=1, max_value=500), st.sampled_from(["nearest", "outward"]))
def test_the_last_piece_of_an_open_period_has_begun_and_is_open(now, length, hours, rounding):
    start = max(0, now - length)
    first, last = window.effective(start, None, rounding, now)
    bounds = window.split(first, last, hours, now)
    assert last is None and first <= now and abs(first - start) < HOUR
    assert bounds[0][0] == first and bounds[-1][1] is None
    assert bounds[-1][0] <= now and now - bounds[-1][0] <= hours * HOUR
    assert all(left[1] == right[0] for left, right in itertools.pairwise(bounds))


@pytest.mark.parametrize(("text", "hours"), [("6h", 6), ("1d", 24), (" 2 w ", 336)])
def test_lengths(text, hours):
    assert window.whole_hours(text) == hours
