# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which recordings two lifecycle tasks have in common, as far as their filters tell.

Nobody documents whether several labels to include mean any or all of them. Nothing here depends on it: what holds under
one reading alone is not said.
"""

from __future__ import annotations

from .lifecycle import Task
from .lifecycle_words import SCREEN


def media_of(task: Task) -> frozenset[str]:
    """The media that it takes: one of voice may take the linked screen recordings too."""
    return frozenset({task.media, SCREEN} if task.include_screen_recordings else {task.media})


def is_filtered(task: Task) -> bool:
    """Whether it leaves recordings of its medium out, whatever their age."""
    return bool(task.call_types or task.include_labels or task.exclude_labels or task.attached_data)


def may_share(one: Task, other: Task) -> bool:
    """Whether a recording of some age can be a matter of both. False only where the filters exclude it."""
    if not media_of(one) & media_of(other):
        return False
    if one.call_types and other.call_types and not set(one.call_types) & set(other.call_types):
        return False
    if _excluded(one, other) or _excluded(other, one):
        return False
    common = set(one.attached_data) & set(other.attached_data)
    return all(_may_be_equal(one.attached_data[key], other.attached_data[key]) for key in common)


def _excluded(task: Task, by: Task) -> bool:
    return bool(task.include_labels) and set(task.include_labels) <= set(by.exclude_labels)


def _may_be_equal(one: str, other: str) -> bool:
    # Whether a filter knows wildcards is not documented.
    return one == other or "*" in one or "*" in other


def is_within(part: Task, whole: Task) -> bool:
    """Whether every recording that the filters of `part` take is taken by those of `whole`, too."""
    return (
        (not whole.call_types or (bool(part.call_types) and set(part.call_types) <= set(whole.call_types)))
        and (not whole.include_labels or set(part.include_labels) == set(whole.include_labels))
        and set(whole.exclude_labels) <= set(part.exclude_labels)
        and set(whole.attached_data.items()) <= set(part.attached_data.items())
    )


def is_narrower(one: Task, other: Task) -> bool:
    """Whether `one` is a part of what `other` takes, and not all of it."""
    return is_within(one, other) and not is_within(other, one)


def takes_the_same(one: Task, other: Task) -> bool:
    """Whether the filters are the same, however they are written."""
    return is_within(one, other) and is_within(other, one)


def ages(task: Task) -> tuple[float, float]:
    """From which age to which, in days."""
    least = 0 if task.min_age_days is None else task.min_age_days
    return least, float("inf") if task.max_age_days is None else task.max_age_days


def ages_overlap(one: Task, other: Task) -> bool:
    """Whether a recording is in the range of both at some age. Ranges that only touch do not."""
    (least, most), (other_least, other_most) = ages(one), ages(other)
    return (least, most) == (other_least, other_most) or max(least, other_least) < min(most, other_most)
