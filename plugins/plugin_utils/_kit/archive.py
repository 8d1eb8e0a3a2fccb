# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive of a kit: the same members and the same time give the same bytes, whoever packs them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
KIT, SUMS = "kit.json", "SHA256SUMS"
# Of every member. What tools take for an implausibly old time is none of ours.
_TIME = 315619200
_PRIVATE, _PROGRAM = 0o600, 0o700


@dataclass(frozen=True)
class Kit:
    """`members`: path within the kit to its content; `programs`: those of them that a person runs.

    `facts`: what kit.json says besides, of which `beside` does not count for whether two kits are the same.
    """

    data_center: str
    members: Mapping[str, bytes] = field(repr=False)
    facts: Mapping[str, Any]
    beside: Mapping[str, Any] = field(default_factory=dict)
    programs: tuple[str, ...] = ("failover.sh",)

    @property
    def content(self) -> str:
        """The digest of all that counts: two kits with one of them differ in nothing but when they were made."""
        known = {path: hashlib.sha256(data).hexdigest() for path, data in self.members.items()}
        text = json.dumps([FORMAT, self.data_center, known, dict(self.facts)], sort_keys=True)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def packed(self, made: str) -> bytes:
        """The archive. `made`: UTC, such as 2026-11-28T09:30:00Z."""
        said = {
            "format": FORMAT, "data_center": self.data_center, "made": made, "content": self.content,
            **self.facts, **self.beside,
        }  # fmt: skip
        members = {KIT: (json.dumps(said, indent=2, sort_keys=True) + "\n").encode("utf-8"), **self.members}
        members[SUMS] = sums(members).encode("utf-8")
        top = f"gir-failover-kit-{self.data_center}"
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            # kit.json comes first, for whoever reads nothing else.
            for path in sorted(members, key=lambda name: (name != KIT, name)):
                mode = _PROGRAM if path in self.programs else _PRIVATE
                archive.addfile(member(f"{top}/{path}", len(members[path]), mode), io.BytesIO(members[path]))
        return compressed(packed.getvalue())


def compressed(data: bytes) -> bytes:
    """With gzip, without a name and a time."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="", compresslevel=6) as stream:
        stream.write(data)
    return packed.getvalue()


def member(path: str, size: int, mode: int) -> tarfile.TarInfo:
    """A file of nobody's and of no time."""
    found = tarfile.TarInfo(path)
    found.size, found.mode, found.mtime = size, mode, _TIME
    found.uname = found.gname = "root"
    return found


def sums(members: Mapping[str, bytes]) -> str:
    """The SHA-256 of every member, as sha256sum checks them."""
    return "".join(f"{hashlib.sha256(members[path]).hexdigest()}  {path}\n" for path in sorted(members))


def unpacked(data: bytes, below: str) -> dict[str, bytes]:
    """Members of an archive whose path within the kit begins so."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        for one in archive:
            path = one.name.partition("/")[2]
            stream = archive.extractfile(one) if one.isfile() and path.startswith(below) else None
            if stream is not None:
                found[path] = stream.read()
    return found


def digest(data: bytes) -> str:
    """The SHA-256 that stands beside an archive."""
    return hashlib.sha256(data).hexdigest()
