# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings below an RWS node: what is inserted, what is read back, and the media of both (rws.md 5.3).

Muxer reads a voice and a screen recording with their media, and posts what it made of them to the collection of screen
recordings (desktop-and-configuration-server.md 2.4). There is no POST on one recording.
"""

import re
import uuid
from typing import NamedTuple
from urllib.parse import quote

from standins.httpd import Response
from standins.rws_errors import Refused
from standins.rws_features import require_feature
from standins.rws_ops import require_contact_center

INSERTION_FEATURE = "api-supervisor-recording"


class Media(NamedTuple):
    """Where RWS gives the media of a kind of recording out, and as what."""

    ending: str
    type: str
    path: str


MEDIA = {
    "recordings": Media(".mp3", "audio/mp3", "/ops/contact-centers/{cc}/recordings/{id}/play/{file}"),
    "screen-recordings": Media(".mp4", "video/mp4", "/contact-centers/{cc}/screen-recordings/{id}/content/{file}"),
}


# As the sample of the recording resource shows it to whoever may search (page GIR of the API).
PUBLIC_PATH = "/recordings/{id}/play/{file}"


def insert(call):
    """The Insertion API. Media that are inserted later, as Muxer's are, join those that are there, by dialect."""
    require_contact_center(call)
    require_feature(call, INSERTION_FEATURE)
    body = call.body()
    media = _media(body)
    region = call.application.region
    if region is not None and body.get("region") != region:
        raise Refused(400, 10, f"Parameter 'region' is invalid: this node's region is '{region}'.")
    identity = str(body.get("id") or uuid.uuid4())
    return _keep(call, call.match["kind"], identity, body, media)


def upload(call):
    """From a Screen Recording Service, with the account of its agent: it is stored where the node is that takes it.

    That RWS takes the upload and chooses the storage by the node is a fact (desktop-and-configuration-server.md 2.1);
    the address and the body are own, because no page shows them.
    """
    body = call.body()
    media = _media(body)
    if not isinstance(body.get("id"), str) or not media:
        raise Refused(400, 10, "A screen recording has an id and mediaFiles.")
    origin = {"region": call.application.region, "location": call.application.node_path}
    body["parameters"] = {**origin, "contact": {"userName": call.user}}
    return _keep(call, "screen-recordings", body["id"], body, media)


def _keep(call, kind, identity, body, media):
    key = f"{kind}/{identity}"
    style = call.cluster.dialect["insert_again"]
    if style == "conflict" and call.store.get(key) is not None:
        raise Refused(409, 18, f"Recording [{identity}] already exists.")
    if kind == "screen-recordings":  # those of calls are stored by MCP
        for entry in media:
            if "mediaId" in entry:
                name = _file("screen-recordings", entry)
                call.cluster.keep_content(call, _content_key(identity, name), _text(entry))
    place(call.store, kind, {**body, "id": identity, "mediaFiles": media}, add=style == "add")
    return 200, {"id": identity}


def place(view, kind, record, add=True):
    """Store a recording, and remember to which call it belongs: for tests, too, which have many of them."""
    identity, media = record["id"], record["mediaFiles"]
    key = f"{kind}/{identity}"
    with view.transaction():
        there = view.get(key, {}) if add else {}
        new = {entry.get("mediaId") for entry in media}
        kept = [entry for entry in there.get("mediaFiles", []) if entry.get("mediaId") not in new]
        view.put(key, {**there, **record, "mediaFiles": kept + media})
        if kind == "recordings":
            for entry in media:
                view.put(f"call-of/{entry.get('mediaId')}", identity)
        else:
            for call in calls_of(view, media):
                view.put(f"screens-of/{call}", sorted({identity, *screens_of(view, call)}))


def calls_of(view, media):
    """Calls to which media of a screen recording belong: by their UUID, or by the sound that Muxer put into them."""
    sounds = [name for entry in media for name in (entry.get("parameters") or {}).get("muxed_mediaIds") or []]
    named = [view.get(f"call-of/{sound}") for sound in sounds]
    return sorted({entry["callUUID"] for entry in media if entry.get("callUUID")}.union(named) - {None})


def screens_of(view, call):
    return view.get(f"screens-of/{call}", [])


def _media(body):
    media = body.get("mediaFiles")
    media = [] if media is None else media
    if not isinstance(media, list) or not all(isinstance(entry, dict) for entry in media):
        raise Refused(400, 10, "Parameter 'mediaFiles' is invalid: it must be a list of objects.")
    if not all(isinstance(entry.get("mediaId", ""), str) for entry in media):
        raise Refused(400, 10, "Parameter 'mediaFiles' is invalid: a mediaId must be a string.")
    return media


def _require(call):
    require_contact_center(call)
    found = call.store.get(f"{call.match['kind']}/{call.match['id']}")
    if found is None:
        raise Refused(404, 6, f"Requested recording [{call.match['id']}] cannot be found.")
    return found


def read(call):
    record = _require(call)
    kind = call.match["kind"]
    media = [shown(call, kind, record, entry) for entry in record["mediaFiles"]]
    return 200, {"recording": {**record, "mediaFiles": media}}


def shown(call, kind, record, entry, public=False):
    """A media file with the address of its content. That the descriptor posted is the original one is INFERRED."""
    told = {("originalMediaDescriptor" if name == "mediaDescriptor" else name): entry[name] for name in entry}
    if "mediaId" not in entry:
        return told
    names = {"cc": call.cluster.contact_center_id, "id": record["id"], "file": _file(kind, entry)}
    pattern = PUBLIC_PATH if public else MEDIA[kind].path
    path = pattern.format(**{name: quote(value, safe="") for name, value in names.items()})
    base = call.application.external if kind == "recordings" else call.application.internal
    if kind == "recordings" and call.cluster.dialect["media_uri"] == "rcs":
        base = _decrypt_prefix(call, record) or base
    return {"type": MEDIA[kind].type, **told, "mediaUri": base + path, "mediaPath": path}


def _decrypt_prefix(call, record):
    """The address of RCS for the location of a recording (rws.md 5.5); the name of the setting is INFERRED."""
    here = {record.get("region"), call.application.node_path}
    for _rest, setting in call.store.children("settings/"):
        if "decrypt" in str(setting.get("name")) and setting.get("location") in here:
            return str(setting["value"]).rstrip("/")
    return None


# Content: the stand-in has neither sound nor video, so each media file of a record is a line that names it. That of a
# call follows the tag with which an mp3 may begin.
_TAG = b"ID3\x03\x00\x00\x00\x00\x00\x00"


def _file(kind, entry):
    name, ending = entry["mediaId"], MEDIA[kind].ending
    return name if name.endswith(ending) else name + ending


def _text(entry):
    return f"content of {entry['mediaId']}\n"


def _content_key(identity, name):
    return f"screen-content/{identity}/{name}"


def play(call):
    """What MCP stored of a call, by way of RWS."""
    return sent_sound(call, _require(call))


def sent_sound(call, record):
    for entry in record["mediaFiles"]:
        if "mediaId" in entry and _file("recordings", entry) == call.match["file"]:
            return _sent(call, sound(entry))
    raise _no_content(call)


def sound(entry):
    """What MCP stored of a call."""
    return _TAG + _text(entry).encode("utf-8")


def _sent(call, content):
    kind = MEDIA[call.match["kind"]].type
    asked = re.fullmatch(r"bytes=0-(\d{1,9})", call.request.headers.get("Range") or "")
    if asked is None or call.cluster.dialect["media_range"] == "ignored":
        return Response(200, content, content_type=kind)
    content = content.encode("utf-8") if isinstance(content, str) else content
    part = content[: int(asked[1]) + 1]
    place = f"bytes 0-{len(part) - 1}/{len(content)}"
    return Response(206, part, content_type=kind, headers=[("Content-Range", place)])


def _no_content(call):
    return Refused(404, 6, f"Requested content [{call.match['file']}] cannot be found.")


def _require_content(call):
    _require(call)
    key = _content_key(call.match["id"], call.match["file"])
    found = call.store.get(key)
    if found is None:
        raise _no_content(call)
    return key, found


def content(call):
    return _sent(call, _require_content(call)[1])


def delete_content(call):
    with call.store.transaction():
        call.store.delete(_require_content(call)[0])
    return 200, {}
