# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failover kit as it lies on a host or on the controller: private to this collection, may change at any time.

Beside the archive stands its SHA-256, in the form of sha256sum. The first member of the archive is kit.json, which is
read without the rest.
"""

import hashlib
import json
import os
import tarfile
import zlib
from typing import Any, Dict, Optional

from ansible_collections.gir.multidc.plugins.module_utils._common.regular import read_regular

LONGEST = 1024 * 1024
# Of kit.json, what says whether the kit is fresh; nothing else of it leaves the host.
_MEMBERS = {"made": str, "data_center": str, "collection": str, "inventory": str}

View = Dict[str, Any]


def name_of(data_center: str) -> str:
    """The file name of the kit of a data center."""
    return "gir-failover-kit-%s.tar.gz" % data_center


def look(path: str) -> View:
    """`exists`, `problem` (why it cannot be judged), `damaged` (what is wrong with it), and `kit`, what it says."""
    view: View = {"exists": os.path.lexists(path), "problem": None, "damaged": None, "kit": None}
    if not view["exists"]:
        return view
    try:
        expected = read_regular(path + ".sha256", LONGEST).split()
        read_regular_kind(path)
        if not expected or expected[0].decode("ascii", "replace") != digest_of(path):
            view["damaged"] = "its SHA-256 is not the one beside it"
            return view
        view["kit"] = _shown(read_kit(path))
    except FileNotFoundError as error:
        view["damaged"] = "%s is missing" % os.path.basename(str(error.filename))
    except OSError as error:
        view["problem"] = error.strerror or str(error)
    if view["kit"] is None and not view["problem"] and not view["damaged"]:
        view["damaged"] = "it is no failover kit"
    return view


def read_regular_kind(path: str) -> None:
    """Raises OSError, whose text says what it is, where a path is no file: nothing waits for a FIFO."""
    try:
        read_regular(path, 0)
    except OSError as error:
        # A file has more than nothing.
        if "larger" not in str(error):
            raise


def digest_of(path: str) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with open(path, "rb") as stream:
        for part in iter(lambda: stream.read(1024 * 1024), b""):
            found.update(part)
    return found.hexdigest()


def read_kit(path: str) -> Optional[Dict[str, Any]]:
    """kit.json of an archive; None where it has none."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            first = archive.next()
            if first is None or not first.isfile() or os.path.basename(first.name) != "kit.json":
                return None
            stream = archive.extractfile(first)
            known = json.loads(stream.read(LONGEST).decode("utf-8")) if stream else None
    except (tarfile.TarError, zlib.error, EOFError, ValueError, RecursionError):
        return None
    return known if isinstance(known, dict) else None


def _shown(kit: Optional[Dict[str, Any]]) -> Optional[Dict[str, str]]:
    """The few members that count, as short texts; None where one is missing."""
    if kit is None or any(not isinstance(kit.get(name), kind) for name, kind in _MEMBERS.items()):
        return None
    return {name: str(kit[name])[:200] for name in _MEMBERS}
