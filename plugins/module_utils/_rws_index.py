# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Re-indexing of recordings (forceIndex): private to this collection, may change at any time."""

import time
from urllib.parse import quote

from ansible_collections.gir.multidc.plugins.module_utils import _index_window as window
from ansible_collections.gir.multidc.plugins.module_utils._rws_client import OutcomeUnknown, RwsError
from ansible_collections.gir.multidc.plugins.module_utils._rws_module import contact_center_id

RESOURCES = {"recordings": "recordings", "screen_recordings": "screen-recordings"}


def now_milliseconds():
    return int(time.time() * 1000)


def bounds(params, now):
    """((from, to), problems): the window asked for, exact to the millisecond."""
    found, values = [], {}
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
        found.append("from (%s) is later than to (%s); exchange them." % (window.iso(start), window.iso(end)))
    elif start is not None and end is None and params["to"] is None and start > now:
        found.append("from (%s) lies in the future and to is not given." % window.iso(start))
    return (start, end), found


def problems(params):
    found = bounds(params, now_milliseconds())[1]
    if not params["index"]:
        found.append("index is empty: name recordings, screen_recordings or both.")
    if len(set(params["index"])) != len(params["index"]):
        found.append("index names the same index twice.")
    if params["confirm_contact_center_id"] and not params["purge_old"]:
        found.append("confirm_contact_center_id is given without purge_old=true; remove it or ask for purge_old.")
    return found


def force_index(this):
    params = this.params
    asked = bounds(params, now_milliseconds())[0]
    identifier = contact_center_id(this)
    _require_confirmation(params, identifier)
    start, end = window.effective(asked[0], asked[1], params["rounding"])
    windows = [
        {
            "index": name,
            "from": start,
            "to": end,
            "from_iso": window.iso(start),
            "to_iso": window.iso(end),
            "outcome": "predicted" if this.check_mode else "not started",
            "message": None,
        }
        for name in params["index"]
    ]
    failure = None if this.check_mode else _run(this, identifier, windows)
    return {
        "changed": this.check_mode or any(item["outcome"] in ("indexed", "unknown") for item in windows),
        "failure": failure,
        "contact_center_id": identifier,
        "windows": windows,
        "diff": {
            "before": "",
            "after": "".join(
                "re-index %s from %s to %s%s\n"
                % (
                    item["index"],
                    item["from_iso"],
                    item["to_iso"] or "now",
                    ", old index deleted first" if params["purge_old"] else "",
                )
                for item in windows
            ),
        },
    }


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
    if identifier is not None and given != identifier:
        raise RwsError(
            "confirm_contact_center_id is '%s', but the contact center is '%s'; correct it. Nothing was changed."
            % (given, identifier)
        )


def _run(this, identifier, windows):
    """Send the windows one after the other; the first failure stops, and every window says what became of it."""
    for item in windows:
        path = "/ops/contact-centers/%s/%s" % (quote(identifier, safe=""), RESOURCES[item["index"]])
        body = {"operationName": "forceIndex", "from": str(item["from"]), "purgeOld": this.params["purge_old"]}
        if item["to"] is not None:
            body["to"] = str(item["to"])
        try:
            this.client.write(
                "POST",
                path,
                body,
                find_out="Look for forceIndex in the log of that RWS node, or run the same window again.",
            )
        except RwsError as exc:
            item["outcome"] = "unknown" if isinstance(exc, OutcomeUnknown) else "failed"
            item["message"] = str(exc)
            rest = [other["index"] for other in windows if other["outcome"] == "not started"]
            return "%s%s" % (exc, " Not started: %s." % ", ".join(rest) if rest else "")
        item["outcome"] = "indexed"
    return None
