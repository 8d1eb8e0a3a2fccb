# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings as an administrator finds, reads and protects them, and a purge (operations.md 1.1, 6.1 and D5).

A hold protects a call and those media of its screen recordings that are there when it is applied. How RWS knows which
screen recording belongs to a call is INFERRED: by the UUID of the call, or by the media that Muxer names.
"""

import re
from datetime import datetime
from urllib.parse import quote, urlencode

from standins import rws_recordings
from standins.rws_errors import Refused
from standins.rws_labels import SCHEMA, granted

PAGE = 100
APPLY = "applyNonDelete"
# The product has such an operation, and no page that can be read names it: this name and this field are invented.
INVENTED_UNDO = "inventedUndoOfNonDelete"
INVENTED_FIELD = "inventedNonDelete"
PERMISSION = "RECORDING_PERMISSION_APPLY_NON_DELETE"
_HELD = "held/"
_NUMBERS = ("callerPhoneNumber", "dialedPhoneNumber")
_WINDOW = ("startTime", "endTime")
_SHAPE = ("fields", "offset")


# Finding


def search(call):
    """At least one parameter is required, and no more than 100 come back (operations.md 6.1)."""
    asked = call.request.query
    if not set(asked) & {*_NUMBERS, *_WINDOW}:
        raise Refused(400, 1, "GET /recordings needs a query parameter.")
    unknown = sorted(set(asked) - {*_NUMBERS, *_WINDOW, *_SHAPE})
    if unknown:
        raise Refused(400, 2, f"Parameter '{unknown[0]}' is invalid: it is not known.")
    matches = _matcher(call, asked)
    found = sorted((one for _rest, one in call.store.children("recordings/") if matches(one)), key=_begin)
    offset = int(asked["offset"]) if asked.get("offset", "").isdigit() else 0
    page = found[offset : offset + PAGE]
    return 200, {**_listed(call, asked, page), **_links(call, asked, offset, len(found))}


def _matcher(call, asked):
    numbers = {name: _pattern(asked[name]) for name in _NUMBERS if name in asked}
    low = _time(call, asked, "startTime")
    high = None if call.cluster.dialect["recordings_window"] == "start_only" else _time(call, asked, "endTime")
    active = call.cluster.dialect["recordings_in_window"] == "active"

    def matches(record):
        begin, end = _begin(record), _milliseconds(record.get("stopTime")) or _begin(record)
        if not all(pattern.fullmatch(_plain(record.get(name) or "")) for name, pattern in numbers.items()):
            return False
        return (low is None or (end if active else begin) >= low) and (high is None or begin < high)

    return matches


def _plain(number):
    return re.sub(r"[^0-9A-Za-z]", "", str(number))


def _pattern(asked):
    """Alphanumeric characters only, with * for any number of any; the case counts."""
    return re.compile(".*".join(re.escape(_plain(part)) for part in asked.split("*")))


def _begin(record):
    return _milliseconds(record.get("startTime")) or 0


def _milliseconds(value):
    """Of a number, or of a time as RWS writes it: 2015-09-10T16:58:22.000+0000."""
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isdigit():
        return int(value)
    try:
        return round(datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp() * 1000)
    except (TypeError, ValueError):
        return None


def _time(call, asked, name):
    value = asked.get(name)
    if value is None:
        return None
    style, number = call.cluster.dialect["recordings_time"], value.isdigit()
    found = _milliseconds(value)
    if found is None or (style == "milliseconds" and not number) or (style == "iso" and number):
        raise Refused(400, 10, f"Parameter '{name}' is invalid: it is not a time.")
    return found


def _listed(call, asked, page):
    if asked.get("fields") == "*" and call.cluster.dialect["recordings_form"] == "fields":
        return {"recordings": [_shown(call, record) for record in page]}
    base = f"{call.application.external}/recordings/"
    return {"uris": [base + quote(record["id"], safe="") for record in page]}


def _links(call, asked, offset, number):
    style = call.cluster.dialect["recordings_pages"]
    if style == "first":
        return {}

    def link(place):
        query = urlencode({**asked, "offset": max(0, place)})
        return f"{call.application.external}/recordings?{query}"

    links = {"next": link(offset + PAGE)} if offset + PAGE < number else {}
    links.update({"previous": link(offset - PAGE)} if offset else {})
    return {"paging": links} if style == "nested" else {f"{name}Uri": address for name, address in links.items()}


# One recording


def _require(call):
    found = call.store.get(f"recordings/{call.match['id']}")
    if found is None:
        raise Refused(404, 6, f"Requested recording [{call.match['id']}] cannot be found.")
    return found


def _shown(call, record):
    media = [rws_recordings.shown(call, "recordings", record, entry, public=True) for entry in record["mediaFiles"]]
    shown = {**record, "mediaFiles": media}
    if call.cluster.dialect["hold_shown"] == "field":
        shown[INVENTED_FIELD] = call.store.get(_HELD + record["id"]) is not None
    return shown


def read(call):
    return 200, {"recording": _shown(call, _require(call))}


def play(call):
    return rws_recordings.sent_sound(call, _require(call))


# Protecting


def operation(call):
    _admit(call)
    name = call.body().get("operationName")
    if name not in {APPLY, INVENTED_UNDO}:
        raise Refused(400, 2, f"Parameter 'operationName' is invalid: '{name}'.")
    with call.store.transaction():
        record = _require(call)
        lacking = _lacking(call, record)
        if lacking and call.cluster.dialect["hold_prerequisites"] == "enforced":
            raise Refused(400, 2, f"Operation '{name}' is invalid for the current state: {lacking}.")
        if name == INVENTED_UNDO:
            call.store.delete(_HELD + record["id"])
        elif not lacking:
            protect(call.store, record["id"])
    return 200, {}


def _admit(call):
    """Contact Center Admin needs no permission; which other roles may is cut off, so that any may with it."""
    roles = set(call.cluster.directory.roles(call.user))
    if "admin" in roles:
        return
    if not roles & {"agent", "supervisor"}:
        raise Refused(403, 5, "Insufficient user roles.")
    if not granted(call, PERMISSION):
        raise Refused(403, 3, "Insufficient recording permissions.")


def _lacking(call, record):
    if SCHEMA not in {uri.rsplit("/", 1)[-1] for uri in call.store.get("features", [])}:
        return f"feature {SCHEMA} is not assigned"
    settings = [setting for _rest, setting in call.store.children("settings/speechminer|")]
    places = {_bare(setting.get("location")) for setting in settings if setting["name"] == "interaction-receiver"}
    if not places & {"", _bare(record.get("region")), _bare(call.application.node_path)}:
        return "there is no setting interaction-receiver"
    return None


def _bare(location):
    return (location or "").rstrip("/")


def protect(view, identity):
    """Hold a call, with the media that its screen recordings have now; those of earlier holds stay protected."""
    screens = (view.get(_HELD + identity) or {}).get("screens", {})
    for name in rws_recordings.screens_of(view, identity):
        record = view.get(f"screen-recordings/{name}") or {"mediaFiles": []}
        media = {entry.get("mediaId") for entry in record["mediaFiles"]}
        screens[name] = sorted(media.union(screens.get(name, [])) - {None})
    view.put(_HELD + identity, {"screens": screens})


# A purge, as a rule of a location does it


def purge(view, location, before=None):
    """Delete what is older than ``before`` (milliseconds) at a location and not protected; says what that was.

    ``location`` None stands for every one. Recordings by their identifier, media of screen recordings as id/mediaId.
    """
    held = {name: value["screens"] for name, value in view.children(_HELD)}
    protected = {(screen, medium) for screens in held.values() for screen, media in screens.items() for medium in media}
    with view.transaction():
        calls = [one for _rest, one in view.children("recordings/") if _purgeable(view, one, location, before)]
        screens = [one for _rest, one in view.children("screen-recordings/") if _purgeable(view, one, location, before)]
        gone = [one["id"] for one in calls if one["id"] not in held]
        for identity in gone:
            view.delete(f"recordings/{identity}")
        media = [pair for one in screens for pair in _purge_media(view, one, protected)]
    return {"recordings": gone, "media": media, "held": sorted(set(held) & {one["id"] for one in calls})}


def _purgeable(view, record, location, before):
    if location is not None and _bare(_place(view, record)) != _bare(location):
        return False
    return before is None or _begin(record) < before


def _place(view, record):
    """Where a recording is; one that Muxer made is where its call is."""
    own = (record.get("parameters") or {}).get("location") or record.get("region")
    if own:
        return own
    calls = [view.get(f"recordings/{name}") for name in rws_recordings.calls_of(view, record["mediaFiles"])]
    return next((call["region"] for call in calls if call and call.get("region")), None)


def _purge_media(view, record, protected):
    kept = [one for one in record["mediaFiles"] if (record["id"], one.get("mediaId")) in protected]
    gone = [one for one in record["mediaFiles"] if one not in kept]
    key = f"screen-recordings/{record['id']}"
    if not kept:
        view.delete(key)
    elif gone:
        view.put(key, {**record, "mediaFiles": kept})
    return [f"{record['id']}/{one.get('mediaId')}" for one in gone]
