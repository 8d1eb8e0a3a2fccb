# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rws_force_index was asked for and what it answers: private to this collection, may change at any time."""

import time
from typing import Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.moments import iso
from ansible_collections.gir.multidc.plugins.module_utils._rws import index
from ansible_collections.gir.multidc.plugins.module_utils._rws import index_window as window
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws.module import contact_center_id, make_client

MOST_AT_A_TIME = 16
FAILURES_SHOWN = 3
RESUME_HINT = "To go on, run the task again with resume set to the windows of this result."


def now_milliseconds():
    return int(time.time() * 1000)


def bounds(params, now):
    """((from, to), problems): the window asked for, exact to the millisecond."""
    found = []
    values: Dict[str, Optional[int]] = {}
    for name in ("from", "to"):
        values[name] = None
        if params[name] is None:
            continue
        try:
            values[name] = window.parse(params[name], now)
        except ValueError as exc:
            found.append("%s: %s." % (name, exc))
    start, end = values["from"], values["to"]
    if start is not None and end is not None and start > end:
        found.append("from (%s) is later than to (%s); exchange them." % (iso(start), iso(end)))
    elif start is not None and end is None and params["to"] is None and start > now:
        found.append("from (%s) lies in the future and to is not given." % iso(start))
    return (start, end), found


def problems(params):
    now = now_milliseconds()
    found = _resume_problems(params) if params["resume"] is not None else _window_problems(params, now)
    if not params["index"]:
        found.append("index is empty: name recordings, screen_recordings or both.")
    if len(set(params["index"])) != len(params["index"]):
        found.append("index names the same index twice.")
    if not 1 <= params["concurrency"] <= MOST_AT_A_TIME:
        text = "concurrency is %d; it must be between 1 and %d."
        found.append(text % (params["concurrency"], MOST_AT_A_TIME))
    if params["confirm_contact_center_id"] and not params["purge_old"]:
        found.append("confirm_contact_center_id is given without purge_old=true; remove it or ask for purge_old.")
    return found


def _window_problems(params, now):
    if params["from"] is None:
        return ["from is empty; give the start of the period, or the windows of an earlier run in resume."]
    (start, end), found = bounds(params, now)
    hours = None
    if params["window"] is not None:
        try:
            hours = window.whole_hours(params["window"])
        except ValueError as exc:
            found.append("window: %s." % exc)
    if not found and hours:
        number = -(-((now if end is None else end) - start) // (hours * window.HOUR)) * len(params["index"])
        if number > window.MOST_WINDOWS:
            text = "window is '%s', which makes about %d windows; at most %d are possible: give a longer window."
            found.append(text % (params["window"], number, window.MOST_WINDOWS))
    return found


def _resume_problems(params):
    """Mistakes in the windows of an earlier run."""
    found = []
    for name in ("to", "window"):
        if params[name] is not None:
            found.append("%s is given together with resume, which names its windows itself; remove one of them." % name)
    for number, item in enumerate(params["resume"]):
        where = "resume[%d]" % number
        low, high = item["from"], item["to"]
        if low % window.HOUR or (high is not None and high % window.HOUR):
            found.append(
                "%s: from and to must be whole hours; give the windows as rws_force_index returned them." % where
            )
        if not 0 <= low <= window.MAX_MILLISECONDS or (high is not None and not low < high <= window.MAX_MILLISECONDS):
            found.append("%s: from (%s) and to (%s) are no window." % (where, low, high))
        if item["purge_old"] and not params["purge_old"]:
            found.append("%s deletes the old index; repeat purge_old and confirm_contact_center_id." % where)
    if params["purge_old"] and not any(item["purge_old"] for item in params["resume"]):
        found.append("purge_old is given, but no window of resume deletes the old index; remove purge_old.")
    if len(params["resume"]) > window.MOST_WINDOWS:
        found.append("resume has %d windows; at most %d are possible." % (len(params["resume"]), window.MOST_WINDOWS))
    return found + _overlaps(params["resume"])


def _overlaps(windows):
    found, last = [], {}
    for item in sorted(windows, key=lambda entry: (entry["index"], entry["from"])):
        before = last.get(item["index"])
        if before is not None and (before["to"] is None or before["to"] > item["from"]):
            text = "resume: two windows of %s overlap at %s; give the windows as they were returned."
            found.append(text % (item["index"], iso(item["from"])))
        last[item["index"]] = item
    return found


def _windows(params, now):
    if params["resume"] is None:
        start, end = bounds(params, now)[0]
        hours = window.whole_hours(params["window"]) if params["window"] is not None else None
        return index.pieces(params["index"], start, end, now, hours, params["rounding"], params["purge_old"])
    # An index that is yet to be deleted loses whatever was indexed before.
    to_purge = {item["index"] for item in params["resume"] if item["purge_old"] and item["outcome"] != index.INDEXED}
    windows = []
    for item in params["resume"]:
        again = index.make_window(item["index"], item["from"], item["to"], item["purge_old"])
        if item["outcome"] == index.INDEXED and item["index"] not in to_purge:
            again["outcome"] = index.INDEXED
        windows.append(again)
    return windows


def force_index(this):
    params = this.params
    windows = _windows(params, now_milliseconds())
    identifier = contact_center_id(this)
    _require_confirmation(params, identifier)
    todo = [item for item in windows if item["outcome"] != index.INDEXED]
    failure = None
    if this.check_mode:
        for item in todo:
            item["outcome"] = index.PREDICTED
    elif todo:
        failure = _run(this, identifier, windows, len(todo))
    return {
        "changed": any(item["outcome"] in (index.INDEXED, index.UNKNOWN, index.PREDICTED) for item in todo),
        "failure": failure,
        "contact_center_id": identifier,
        "windows": windows,
        "diff": {"before": "", "after": "".join("re-index %s%s\n" % (index.describe(w), _purge(w)) for w in todo)},
    }


def _purge(item):
    return ", old index deleted first" if item["purge_old"] else ""


def _require_confirmation(params, identifier):
    """Deleting an index is only done to the contact center that was named on purpose."""
    if not params["purge_old"]:
        return
    given = params["confirm_contact_center_id"]
    known = identifier or "the identifier of the contact center"
    if not given:
        raise RwsError(
            "purge_old deletes the old index first, so searches find nothing until it is rebuilt. "
            "To confirm, set confirm_contact_center_id to %s. Nothing was changed." % known
        )
    if identifier is not None and given.lower() != identifier.lower():
        raise RwsError(
            "confirm_contact_center_id is '%s', but the contact center is '%s'; correct it. Nothing was changed."
            % (given, identifier)
        )


def _run(this, identifier, windows, number):
    """Send the windows; a sentence when not all of them are indexed afterwards."""
    extra = [
        make_client(this.params, False, tls=this.tls) for _worker in range(min(this.params["concurrency"], number) - 1)
    ]
    try:
        index.Runner([this.client] + extra, identifier, windows, this.params["on_failure"] == "stop").run()
    finally:
        for client in extra:
            client.close()
    return _verdict(windows)


def _verdict(windows):
    bad = [item for item in windows if item["outcome"] in (index.FAILED, index.UNKNOWN)]
    if not bad:
        return None
    parts = ["%d of %d windows failed." % (len(bad), len(windows))] if len(windows) > 1 else []
    parts += ["%s: %s" % (index.describe(item), item["reason"]) for item in bad[:FAILURES_SHOWN]]
    if len(bad) > FAILURES_SHOWN:
        parts.append("%d more failed." % (len(bad) - FAILURES_SHOWN))
    waiting = [item for item in windows if item["outcome"] == index.NOT_STARTED]
    if waiting:
        shown = "; ".join(index.describe(item) for item in waiting[:FAILURES_SHOWN])
        more = len(waiting) - FAILURES_SHOWN
        parts.append("Not started: %s%s." % (shown, " and %d more" % more if more > 0 else ""))
    parts.append(RESUME_HINT)
    return " ".join(parts)
