# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording fetched as a player would: private to this collection, may change at any time.

RWS names the media of a recording, and gives it out below the recording (desktop-and-configuration-server.md 2.4, read
in third-party code). Where a location has a decrypt URI prefix, the address that it names is one of RCS (rws.md 5.5).
Only the first bytes are read, and nothing is stored.
"""

from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import quote, urlsplit

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import (
    CONFIRMED,
    FAILED,
    NOT_OBSERVABLE,
)
from ansible_collections.gir.multidc.plugins.module_utils._http.beginning import Beginning, whole_size
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address, HttpProblem
from ansible_collections.gir.multidc.plugins.module_utils._http.session import basic, cleaned
from ansible_collections.gir.multidc.plugins.module_utils._rws.discovery import choose, contact_centers

MOST_BYTES = 1024
_API = "/api/v2"
_ENDINGS = (".mp3", ".mp4", ".wav")
_SOUND = (b"ID3", b"RIFF", b"OggS", b"fLaC", b"#!AMR")
# How a PKCS #7 envelope begins, in DER and in PEM: what was encrypted and nobody has decrypted.
_SEALED = (b"\x30\x80", b"\x30\x82", b"\x30\x83", b"\x30\x84", b"-----BEGIN PKCS7", b"MII")

Leg = Dict[str, str]


class Unplayable(Exception):
    """What RWS says of the recording leads to no media; the message says why."""


def leg(answer: str, reason: str = "") -> Leg:
    """The answer about one way to the media."""
    return {"answer": answer, "reason": reason}


class Player:
    """Fetches one recording by way of one RWS. `spec`: the probe."""

    def __init__(self, spec: Dict[str, Any], tls: Any, timeout: float) -> None:
        self.spec, self.tls, self.timeout = spec, tls, timeout

    def play(self, client: Any) -> Tuple[Leg, Leg, Dict[str, Any]]:
        """(through RWS, through RCS, details). RwsError and Unplayable where RWS does not name the media."""
        path = "/ops/contact-centers/%s/recordings/%s" % (_part(self._center(client)), _part(self.spec["recording"]))
        answer = client.get(path)
        entry = _media(answer.get("recording") if isinstance(answer, dict) else None)
        uri = entry.get("mediaUri") if isinstance(entry.get("mediaUri"), str) else None
        details = {"media": _printable(entry["mediaId"]), "media_at": _printable(_origin(uri)) if uri else None}
        return self._through_rws(path, entry, uri), self._through_rcs(entry, uri), details

    def _center(self, client: Any) -> str:
        if self.spec.get("contact_center_id"):
            return str(self.spec["contact_center_id"])
        remedy = "Its sync node creates one at the first start."
        found = choose(contact_centers(client), None, "contact_center_id", "contact center", remedy)
        return str(found)

    # -- the two ways --------------------------------------------------------------------------------------------

    def _through_rws(self, path: str, entry: Dict[str, Any], uri: Optional[str]) -> Leg:
        address = Address(self.spec["url"], strip=(_API,))
        own = uri is not None and _same_origin(uri, address)
        target = _target(uri) if own and uri is not None else _API + _play_path(path, entry)
        account = (self.spec["username"], self.spec["password"])
        # An address that RWS names is used as it stands; the rest of ours is below its base path.
        found = self._fetch(Address("%s://%s" % _place(address)) if own else address, target, account, entry)
        if found["status"] == 404 and not (own or _is_path(entry.get("mediaPath"))):
            text = "RWS names no address of the media, and answers HTTP 404 where others were seen to play it"
            return leg(NOT_OBSERVABLE, text)
        return leg(found["answer"], found["reason"] and "the media: %s" % found["reason"])

    def _through_rcs(self, entry: Dict[str, Any], uri: Optional[str]) -> Leg:
        known = self.spec.get("rcs_url") or []
        if uri is None:
            return leg(NOT_OBSERVABLE, "RWS names no address (mediaUri) for the media of this recording")
        try:
            place = Address(_origin(uri))
        except ValueError:
            return leg(FAILED, "RWS names a mediaUri for this recording that is no address")
        if _same_origin(uri, Address(self.spec["url"])):
            return leg(NOT_OBSERVABLE, "RWS names itself as the address of the media, and no Recording Crypto Server")
        if not any(_same_origin(uri, Address(one)) for one in known):
            text = "RWS names media at %s, which is no rcs_url of the map: no account was sent there"
            return leg(NOT_OBSERVABLE, text % _printable(place.url))
        account = (self.spec.get("rcs_username"), self.spec.get("rcs_password"))
        found = self._fetch(place, _target(uri), account, entry)
        if found["status"] in (401, 403) and not account[0]:
            text = "RCS at %s asks for an account, and none is given" % _printable(place.url)
            return leg(NOT_OBSERVABLE, text)
        return leg(found["answer"], found["reason"] and "RCS at %s: %s" % (_printable(place.url), found["reason"]))

    def _fetch(self, address: Any, target: str, account: Tuple[Any, Any], entry: Dict[str, Any]) -> Dict[str, Any]:
        session = Beginning(address, self.tls, self.timeout)
        session.clean = self.clean
        headers = {"Accept": "*/*"}
        if account[0] and account[1] is not None:
            headers["Authorization"] = "Basic " + basic(*account)
        try:
            response = session.first_bytes(target, headers, MOST_BYTES)
        except HttpProblem as exc:
            return {"status": None, "answer": FAILED, "reason": str(exc)}
        finally:
            session.close()
        return dict(judged(response, entry, self.clean), status=response.status)

    def clean(self, text: object) -> str:
        """What a server said, without the accounts."""
        secrets: List[str] = []
        for name in ("", "rcs_"):
            user, password = self.spec.get(name + "username"), self.spec.get(name + "password")
            secrets += [password, basic(user or "", password)] if password else []
        return str(cleaned(text, secrets))


# -- what RWS says ---------------------------------------------------------------------------------------------------


def _media(recording: Any) -> Dict[str, Any]:
    """The first media file of a recording that has a name."""
    files = recording.get("mediaFiles") if isinstance(recording, dict) else None
    if not isinstance(files, list):
        raise Unplayable("RWS describes the recording in a form that is not known: it has no list mediaFiles")
    named: List[Dict[str, Any]] = [one for one in files if isinstance(one, dict) and _is_name(one.get("mediaId"))]
    if not named:
        raise Unplayable("RWS knows the recording, and no media of it")
    return named[0]


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) < 1024


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("/") and not value.startswith("//") and ".." not in value


def _play_path(path: str, entry: Dict[str, Any]) -> str:
    """Where the media is below the API: as RWS says, or as others were seen to ask."""
    said = entry.get("mediaPath")
    if _is_path(said):
        return quote(str(said), safe="/%:@!$&'()*+,;=~-._")
    name = str(entry["mediaId"])
    return "%s/play/%s" % (path, _part(name if name.lower().endswith(_ENDINGS) else name + ".mp3"))


def _part(text: object) -> str:
    return quote(str(text), safe="")


def _origin(uri: str) -> str:
    return "/".join(uri.split("/", 3)[:3])


def _target(uri: str) -> str:
    parts = urlsplit(uri)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return target + ("?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else "")


def _same_origin(uri: str, address: Any) -> bool:
    try:
        return bool(Address(_origin(uri)).origin == address.origin)
    except ValueError:
        return False


def _place(address: Any) -> Tuple[str, str]:
    """Scheme and place of a base address."""
    return address.scheme, urlsplit(address.url).netloc


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:200]


# -- what was fetched ------------------------------------------------------------------------------------------------


def judged(response: Any, entry: Dict[str, Any], clean: Any = str) -> Leg:
    """Whether the beginning of an answer is that of the media that RWS describes."""
    if response.status not in (200, 206):
        said = response.first_line(clean=clean) or "empty answer"
        return leg(FAILED, "HTTP %d: %s" % (response.status, said))
    if not response.body:
        return leg(FAILED, "it is empty")
    kind = (response.header("Content-Type") or "").split(";")[0].strip().lower()
    if kind and kind.split("/")[0] not in ("audio", "video") and kind != "application/octet-stream":
        return leg(FAILED, "it is sent as %s, which is no sound" % _printable(kind))
    said, found = _size(entry), whole_size(response)
    if said is not None and found is not None and said != found:
        return leg(FAILED, "it has %d bytes, and RWS says %d" % (found, said))
    if response.body.startswith(_SEALED):
        return leg(FAILED, "it begins like encrypted data (PKCS #7), which nobody can play")
    if _is_sound(response.body):
        return leg(CONFIRMED)
    if response.body.lstrip()[:1] in (b"<", b"{"):
        return leg(FAILED, "it is text, and no sound: %s" % response.first_line(clean=clean))
    return leg(NOT_OBSERVABLE, "it is fetched, and begins in no form of sound or video that is known here")


def _size(entry: Dict[str, Any]) -> Optional[int]:
    """What RWS says of the size. Of an encrypted recording it may be that of the encrypted file."""
    said = entry.get("size")
    if entry.get("pkcs7") or isinstance(said, bool) or not isinstance(said, (int, str)):
        return None
    return int(said) if str(said).isdigit() and len(str(said)) < 19 else None


def _is_sound(body: bytes) -> bool:
    """By the first bytes of mp3, wav, ogg, flac, amr and mp4."""
    framed = len(body) > 1 and body[0] == 0xFF and body[1] & 0xE0 == 0xE0 and body[1] & 0x06 != 0
    return body.startswith(_SOUND) or framed or body[4:8] == b"ftyp"
