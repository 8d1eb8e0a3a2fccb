# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON array with which a desktop logs in (desktop-and-configuration-server.md 2.2), and what is none."""

import json
import urllib.parse
from dataclasses import dataclass, field

KNOWN = ("server", "peer_server", "place", "devices")


class Malformed(Exception):
    """The array is not what the vendor's page shows; the text says why."""


@dataclass
class Settings:
    """Which RWS to use, and who sits where."""

    server: str
    peer_server: str = ""
    place: str = ""
    devices: list = field(default_factory=list)


def parse(body):
    """The settings in the body of a login."""
    try:
        return settings(json.loads(body.decode("utf-8")))
    except (UnicodeDecodeError, ValueError) as error:
        raise Malformed(f"The body is not valid JSON: {error}.") from error


def settings(document):
    """The settings in an array of objects with name and value."""
    if not isinstance(document, list):
        raise Malformed("The body must be an array of objects with name and value.")
    found = {}
    for number, entry in enumerate(document):
        if not isinstance(entry, dict) or set(entry) != {"name", "value"}:
            raise Malformed(f"Entry {number} must be an object with name and value, and nothing else.")
        if entry["name"] not in KNOWN:
            raise Malformed(f"Entry {number} has a name that nobody knows: use one of {', '.join(KNOWN)}.")
        if entry["name"] in found:
            raise Malformed(f"There are two entries of name {entry['name']}.")
        found[entry["name"]] = entry["value"]
    if "server" not in found:
        raise Malformed("There is no entry of name server.")
    for name in ("server", "peer_server"):
        if name in found:
            _check_url(name, found[name])
    if found.get("peer_server") == found["server"]:
        raise Malformed("server and peer_server are the same.")
    if not isinstance(found.get("place", "none"), str) or not found.get("place", "none").strip():
        raise Malformed("place must be the name of a Place.")
    _check_devices(found.get("devices", []))
    return Settings(**found)


def _check_url(name, value):
    """A URL with port."""
    try:
        parts = urllib.parse.urlsplit(value) if isinstance(value, str) else None
        good = parts is not None and parts.scheme in {"http", "https"} and parts.hostname and parts.port
    except ValueError:
        good = False
    if not good or "@" in parts.netloc:
        raise Malformed(f"{name} must be a URL with a port, such as https://rws.example.com:443.")


def _check_devices(devices):
    if not isinstance(devices, list):
        raise Malformed("devices must be an array.")
    for number, device in enumerate(devices):
        good = isinstance(device, dict) and set(device) == {"dn", "switch"}
        if not good or not all(isinstance(text, str) and text.strip() for text in device.values()):
            raise Malformed(f"Device {number} must be an object with the texts dn and switch, and nothing else.")
