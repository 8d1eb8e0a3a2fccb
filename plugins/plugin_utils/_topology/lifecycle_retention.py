# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges the lifecycle by the law: what has to be kept is not purged, and what has to be gone is."""

from __future__ import annotations

from . import storage_rules
from .lifecycle import Lifecycle, LifecycleRule, Retention, Task, say
from .lifecycle_selection import ages, is_filtered
from .lifecycle_words import MEDIA, RETENTION
from .reading import Centers, DataCenter, Storage
from .report import Report
from .values import did_you_mean, listed, show


def check(report: Report, lifecycle: Lifecycle, centers: Centers, central: Storage | None) -> None:
    """`centers` are those that can be read; one without a readable storage is not judged."""
    for name, given in lifecycle.retention.items():
        if not given.can_be_obeyed:
            path = f"{RETENTION}[{name}]"
            report.add("GIR739", path, f"{path} has min_days {given.min_days}, more than max_days {given.max_days}.")
    _jurisdictions(report, lifecycle, centers, central)
    for center in centers.values():
        places = jurisdictions(center, central)
        law = lifecycle.kept(places)
        if law is None:
            continue
        if not law.can_be_obeyed:
            _together(report, center, places, law, lifecycle)
            continue
        if law.min_days is not None:
            _undercut(report, center, law.min_days, lifecycle)
        if law.max_days is not None and lifecycle.is_whole:
            for medium in MEDIA:
                _overrun(report, center, medium, law.max_days, lifecycle)
        _peers(report, center, centers, central, lifecycle)


def jurisdictions(center: DataCenter, central: Storage | None) -> list[str]:
    """Whose law holds for recordings of a data center: its own one's and that of its storage; [] if one is unread."""
    storage = storage_rules.effective(center, central)
    if center.jurisdiction is None or storage is None:
        return []
    return list(dict.fromkeys([center.jurisdiction, storage.jurisdiction]))


def _jurisdictions(report: Report, lifecycle: Lifecycle, centers: Centers, central: Storage | None) -> None:
    """What is given is used, and where something is purged something is given."""
    of_centers = {center.name: jurisdictions(center, central) for center in centers.values()}
    known = dict.fromkeys(place for places in of_centers.values() for place in places)
    if centers and all(of_centers.values()):
        for name in lifecycle.retention:
            if name not in known:
                sentence = f"{RETENTION} has {show(name)}, which is no jurisdiction of a data center or its storage."
                report.add("GIR740", RETENTION, f"{sentence}{did_you_mean(name, known)}")
    for place in known if lifecycle.is_whole else ():
        purging = [
            center.name
            for center in centers.values()
            if place in of_centers[center.name] and any(rule.enabled for rule, _task in _purges(lifecycle, center))
        ]
        if purging and place not in lifecycle.retention:
            sentence = f"{RETENTION} has no {show(place)}: the purges of {listed(purging, 4)} were not judged by it."
            report.add("GIR740", RETENTION, sentence, f"Give {RETENTION} of {show(place)}.")


def _purges(lifecycle: Lifecycle, center: DataCenter) -> list[tuple[LifecycleRule, Task]]:
    return lifecycle.purges(center.node_path)


def _together(report: Report, center: DataCenter, places: list[str], law: Retention, lifecycle: Lifecycle) -> None:
    """Each law is good by itself, and no lifecycle can obey both."""
    laws = [lifecycle.retention[place] for place in places if place in lifecycle.retention]
    if all(one.can_be_obeyed for one in laws):
        sentence = (
            f"{RETENTION}: the recordings of {center.name} have to be kept for {law.min_days} days and be gone after "
            f"{law.max_days}, by the laws of {listed(map(show, places))}, where it is and where its storage is."
        )
        remedy = "Move the storage, or correct what the jurisdictions ask for."
        report.add("GIR739", RETENTION, sentence, remedy)


def _undercut(report: Report, center: DataCenter, least: int, lifecycle: Lifecycle) -> None:
    for rule, task in _purges(lifecycle, center):
        if task.min_age_days is not None and task.min_age_days < least:
            sentence = f"{task.path} purges from {task.min_age_days} days on; recordings of {center.name} must be kept"
            say(report, "GIR736", [rule], f"{sentence} for {least} days.", f"Set min_age_days to {least} or more.")


def _overrun(report: Report, center: DataCenter, medium: str, most: int, lifecycle: Lifecycle) -> None:
    """A purge of everything, every day, is what guarantees that nothing stays."""
    purges = [(rule, task) for rule, task in _purges(lifecycle, center) if task.media == medium and rule.enabled]
    whole = [(rule, task) for rule, task in purges if not is_filtered(task)]
    daily = [(rule, task) for rule, task in whole if ages(task)[1] - ages(task)[0] >= 1]
    timely = [(rule, task) for rule, task in daily if (task.min_age_days or 0) <= most]
    if not timely:
        why = "no enabled rule purges them"
        if daily:
            first = min((task for _rule, task in daily), key=lambda task: task.min_age_days or 0)
            why = f"{first.path} begins at {first.min_age_days} days"
        elif whole:
            why = f"the ages of {whole[0][1].path} are less than a day apart, and it runs daily"
        elif purges:
            why = f"{purges[0][1].path} has filters and leaves others alone"
        sentence = f"{RETENTION}: {medium} recordings of {center.name} have to be gone after {most} days, but {why}."
        remedy = f"Give the location a purge of {medium} without filters, with min_age_days of {most} or less."
        report.add("GIR737", RETENTION, sentence, remedy)
    elif all(task.max_age_days is not None for _rule, task in timely):
        path = timely[0][1].path
        sentence = f"{path} is the purge that keeps the law of {center.name}, and has max_age_days"
        report.add("GIR738", path, f"{sentence} {timely[0][1].max_age_days}: what is older when it runs stays.")


def _peers(report: Report, center: DataCenter, centers: Centers, central: Storage | None, lifecycle: Lifecycle) -> None:
    """Agents that went to a peer are recorded under its location, and purged by its rules."""
    own = lifecycle.retention.get(center.jurisdiction or "")
    if own is None or own.min_days is None or center.role is None:
        return
    for other in storage_rules.peer_order(center, centers, center):
        storage = storage_rules.effective(other, central)
        if storage is None or center.storage_jurisdictions is None or not center.allows(storage.jurisdiction):
            continue
        law = lifecycle.kept(jurisdictions(other, central))
        for rule, task in _purges(lifecycle, other):
            least = task.min_age_days or 0
            # What undercuts the law of the peer itself is refused already.
            if rule.enabled and least < own.min_days and least >= ((law and law.min_days) or 0):
                sentence = (
                    f"{task.path} purges from {least} days on. Agents of {center.name} go to {other.name} when it fails"
                    f", and the law of {center.name} wants their recordings kept for {own.min_days} days."
                )
                report.add("GIR741", task.path, sentence)
