# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges the lifecycle rules of each location: one may be right by itself and delete evidence beside another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from . import lifecycle_retention
from .lifecycle import Lifecycle, LifecycleRule, Task, say
from .lifecycle_selection import ages_overlap, is_narrower, may_share, takes_the_same
from .lifecycle_words import BACKUP, LIFECYCLE, PRODUCT_FOLDER, folder_path, local_place
from .reading import Centers, Storage
from .report import Report
from .values import did_you_mean, show


@dataclass(frozen=True)
class _Placed:
    """A task, with the rule that runs it."""

    rule: LifecycleRule
    task: Task


def check(report: Report, lifecycle: Lifecycle, centers: Centers, central: Storage | None) -> None:
    """`centers` are those that can be read."""
    _places(report, lifecycle, centers)
    for rules in lifecycle.rules.values():
        every = [_Placed(rule, task) for rule in rules for task in rule.tasks]
        for one in every:
            if one.task.type == BACKUP:
                _folder(report, one)
        for one, other in combinations(every, 2):
            if one.task.type != other.task.type:
                both = (one, other) if one.task.type == BACKUP else (other, one)
                _backup_first(report, *both, lifecycle.margin_days)
            else:
                _pair(report, one, other)
    lifecycle_retention.check(report, lifecycle, centers, central)


def _places(report: Report, lifecycle: Lifecycle, centers: Centers) -> None:
    known = [center.node_path for center in centers.values() if center.node_path is not None]
    # A data center without a readable one may be the place that is meant; it has its own violation.
    if len(known) < len(centers) or not centers:
        return
    for place in lifecycle.rules:
        if place not in known:
            sentence = f"{LIFECYCLE} has {show(place)}, where no data center is.{did_you_mean(place, known)}"
            report.add("GIR728", LIFECYCLE, sentence)


def _folder(report: Report, one: _Placed) -> None:
    path = f"{one.task.path}.backup_folder"
    if one.task.backup_folder is None:
        sentence = (
            f"{path} is not given: RWS would use rws_default_backup_export_uri, by default {PRODUCT_FOLDER}, which is "
            "local to a node."
        )
        say(report, "GIR743", (one.rule,), sentence)
        return
    folder = folder_path(one.task.backup_folder)
    if folder is None:
        sentence = f"{path} is {show(one.task.backup_folder)}, not file:// and an absolute path."
        say(report, "GIR743", (one.rule,), sentence, "Write it as file:///mnt/archive/ny.")
        return
    local = local_place(folder)
    if local is not None:
        sentence = f"{path} is {show(one.task.backup_folder)}, and {local} is local to a node."
        say(report, "GIR743", (one.rule,), sentence)


def _backup_first(report: Report, backup: _Placed, purge: _Placed, margin: int) -> None:
    """Nothing that was read says that a purge waits for a backup: their ages have to keep them apart."""
    if not may_share(backup.task, purge.task):
        return
    most, least = backup.task.max_age_days, purge.task.min_age_days or 0
    rules = (purge.rule, backup.rule)
    if most is None:
        sentence = (
            f"{backup.task.path} has no max_age_days: how far back it reaches is not known, and {purge.task.path}"
            f" purges from {least} days on."
        )
        remedy = "Give max_age_days to the backup, or filters that keep the two apart."
        say(report, "GIR735", (backup.rule, purge.rule), sentence, remedy)
    elif least < most + margin:
        sentence = f"{purge.task.path} purges from {least} days on, and {backup.task.path} backs up until {most} days."
        remedy = f"Set min_age_days of the purge to {most + margin} or more: max_age_days of the backup and the margin."
        say(report, "GIR735", rules, sentence, remedy)
    elif least == most and purge.rule.at <= backup.rule.at:
        sentence = f"{purge.task.path} runs at {purge.rule.at}, not after {backup.task.path} at {backup.rule.at}, and"
        remedy = "Run the backup earlier on the day, or purge a day later."
        say(report, "GIR742", rules, f"{sentence} both take recordings of {least} days.", remedy)


def _pair(report: Report, one: _Placed, other: _Placed) -> None:
    """Two tasks of one type."""
    if not may_share(one.task, other.task):
        return
    for sentence, remedy in _contradictions(one.task, other.task):
        say(report, "GIR742", (other.rule, one.rule), sentence, remedy)


def _contradictions(one: Task, other: Task) -> Iterator[tuple[str, str]]:
    same = takes_the_same(one, other) and one.media == other.media
    folders = {folder_path(one.backup_folder), folder_path(other.backup_folder)}
    if (
        same
        and one.include_screen_recordings == other.include_screen_recordings
        and (one.min_age_days, one.max_age_days) == (other.min_age_days, other.max_age_days)
        and len(folders) == 1
    ):
        yield f"{other.path} does the same as {one.path}.", "Remove one of the two."
    elif one.type == BACKUP:
        if len(folders) == 2 and None not in folders and ages_overlap(one, other):
            sentence = f"{other.path} and {one.path} back up the same recordings to two folders."
            yield sentence, "Give both the same folder, or ages or filters that keep them apart."
    elif one.min_age_days != other.min_age_days:
        early, late = sorted((one, other), key=lambda task: task.min_age_days or 0)
        # A part of the recordings may go earlier; and two ranges may share the work.
        if not is_narrower(early, late) and (not same or ages_overlap(one, other)):
            sentence = f"{early.path} purges from {early.min_age_days} days on what {late.path} would keep until"
            remedy = "Keep out of the earlier purge what the later one is about, or remove one of the two."
            yield f"{sentence} {late.min_age_days} days.", remedy
