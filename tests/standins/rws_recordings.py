# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings below an RWS node: the Insertion API, reading back, and what Muxer uses (rws.md 5.3)."""

import uuid

from standins.httpd import Response
from standins.rws_errors import Refused
from standins.rws_features import require_feature
from standins.rws_ops import require_contact_center

INSERTION_FEATURE = "api-supervisor-recording"


def insert(call):
    require_contact_center(call)
    require_feature(call, INSERTION_FEATURE)
    body = call.body()
    region = call.application.region
    if region is not None and body.get("region") != region:
        raise Refused(400, 10, f"Parameter 'region' is invalid: this node's region is '{region}'.")
    identity = str(body.get("id") or uuid.uuid4())
    call.store.put(f"{call.match['kind']}/{identity}", dict(body, id=identity))
    _keep_content(call, identity, body)
    return 200, {"id": identity}


def _key(call):
    return f"{call.match.get('kind', 'recordings')}/{call.match['id']}"


def _require(call):
    require_contact_center(call)
    found = call.store.get(_key(call))
    if found is None:
        raise Refused(404, 6, f"Requested recording [{call.match['id']}] cannot be found.")
    return found


def read(call):
    return 200, {"recording": _require(call)}


def update(call):
    """What Muxer reports about a screen recording: its fields replace those of the record."""
    with call.store.transaction():
        record = _require(call)
        body = call.body()
        call.store.put(_key(call), {**record, **body, "id": record["id"]})
    _keep_content(call, record["id"], body)
    return 200, {}


# Content: the stand-in has no video, so each media file of a record is a few bytes that name it.


def _content_key(identity, name):
    return f"screen-content/{identity}/{name}"


def _keep_content(call, identity, body):
    media = body.get("mediaFiles")
    if call.match["kind"] != "screen-recordings" or not isinstance(media, list):
        return
    for entry in media:
        if isinstance(entry, dict) and isinstance(entry.get("mediaId"), str):
            name = entry["mediaId"]
            call.cluster.keep_content(call, _content_key(identity, name), f"content of {name}\n")


def _require_content(call):
    _require(call)
    key = _content_key(call.match["id"], call.match["file"])
    found = call.store.get(key)
    if found is None:
        raise Refused(404, 6, f"Requested content [{call.match['file']}] cannot be found.")
    return key, found


def content(call):
    return Response(200, _require_content(call)[1], content_type="video/mp4")


def delete_content(call):
    with call.store.transaction():
        call.store.delete(_require_content(call)[0])
    return 200, {}
