# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a service runs with what its files say now: private to this collection, may change at any time.

Files and starts are compared by the clock of the host. Where somebody set the clock since a start, the time of the
start is known in two ways, and counts only where both say the same.
"""

import calendar
import os
import time
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import NOT_OBSERVED, Component, Context, stamp
from ansible_collections.gir.multidc.plugins.module_utils._service.installed import marker_path

PROPERTIES = (
    "InactiveExitTimestamp",
    "InactiveExitTimestampMonotonic",
    "ActiveEnterTimestamp",
    "ActiveEnterTimestampMonotonic",
    "StateChangeTimestamp",
    "StateChangeTimestampMonotonic",
)
# When a service began to start is when it read its files; the end of its start is known in any case.
_STARTED = ("InactiveExitTimestamp", "ActiveEnterTimestamp")
# A reload changes the state twice, and leaves the start as it is.
_RELOADED = ("StateChangeTimestamp",)
TOLERANCE = 2.0

State = Dict[str, str]


class _Change(NamedTuple):
    """What the service reads, and when it was changed last."""

    path: str
    time: float


def stale(component: Component, context: Context, unit: str, state: State, gone: Sequence[str]) -> None:
    """Find a service that started before the last change of what it reads.

    `gone`: drop-ins with which systemd knows it, and which are not there any more.
    """
    if gone:
        text = "started after %s was removed" % gone[0]
        context.found(difference("unit.stale_start", component["name"], unit, "", text, "started with it"))
        return
    service = component["service"]
    moments = times_of(state, _RELOADED if service.get("on_change") == "reloaded" else _STARTED)
    if not moments:
        return
    same, unlike = _changes(component, context)
    now = time.time() + TOLERANCE
    newest = max(same, key=lambda change: change.time, default=None)
    name = component["name"]
    if newest is not None and newest.time > now:
        reason = "%s was changed in the future (%s), as its time says: set the clock of the host right, and touch it"
        context.found(not_checked("unit.stale_start", name, unit, reason % (newest.path, stamp(newest.time))))
    elif newest is not None and all(newest.time > moment + TOLERANCE for moment in moments):
        what = "applied" if service.get("on_change") == "reloaded" else "started"
        context.found(
            difference(
                "unit.stale_start",
                name,
                unit,
                expected="%s after %s, when %s changed" % (what, stamp(newest.time), newest.path),
                actual="%s at %s" % (what, stamp(max(moments))),
                since=stamp(newest.time),
            )
        )
    elif newest is not None and any(newest.time > moment + TOLERANCE for moment in moments):
        reason = "the clock of the host was set since the start of %s, so nobody knows whether %s was changed after it"
        context.found(not_checked("unit.stale_start", name, unit, reason % (unit, newest.path)))
    elif any(change.time > moment + TOLERANCE for change in unlike for moment in moments):
        # Its meaning is what it should be; what it was when the service started, nobody knows.
        context.rate(name, "service", NOT_OBSERVED)


def times_of(state: State, names: Tuple[str, ...]) -> List[float]:
    """When the first known of these things happened, UTC seconds; two where its note and its age do not agree."""
    for name in names:
        noted, aged = _noted(state.get(name, "")), _aged(state.get(name + "Monotonic", ""))
        found = [moment for moment in (noted, aged) if moment is not None]
        if found:
            # What is noted has no fraction of a second, so it is up to one earlier.
            return found if max(found) - min(found) > TOLERANCE else [max(found)]
    return []


def _noted(text: str) -> Optional[float]:
    """Such as "Sat 2026-11-28 09:35:37 UTC"; the name of the day is of no use."""
    words = text.split()
    if len(words) != 4 or words[3] != "UTC":
        return None
    try:
        return float(calendar.timegm(time.strptime(" ".join(words[1:3]), "%Y-%m-%d %H:%M:%S")))
    except ValueError:
        return None


def _aged(microseconds: str) -> Optional[float]:
    if not microseconds.isdigit() or not int(microseconds):
        return None
    return time.time() - time.monotonic() + int(microseconds) / 1e6


def _changes(component: Component, context: Context) -> Tuple[List[_Change], List[_Change]]:
    """What is exactly as desired, and what only means the same. Anything else is a difference of its own."""
    same, unlike = [], []
    for file in context.managed.get(component["name"], ()):
        if file.same_bytes:
            same.append(_Change(file.path, file.mtime))
        elif file.same_meaning:
            unlike.append(_Change(file.path, file.mtime))
    for link in component.get("links") or ():
        same += _link(context.root + link["path"], link)
    package = component.get("package")
    if package and context.installed.get(component["name"]) == package.get("version"):
        same += _at(marker_path(context.root + package["install_path"]), package["install_path"])
    return same, unlike


def _link(real: str, link: Dict[str, Any]) -> List[_Change]:
    try:
        return _at(real, link["path"]) if os.readlink(real) == link["target"] else []
    except OSError:
        return []


def _at(real: str, shown: str) -> List[_Change]:
    try:
        return [_Change(shown, os.lstat(real).st_mtime)]
    except OSError:
        return []
