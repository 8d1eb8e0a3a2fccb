# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as an artifact, made of the files that run now: neither Git nor Galaxy is asked."""

from __future__ import annotations

import fnmatch
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import yaml

from .archive import compressed, member

ROOT = Path(__file__).resolve().parents[3]
# What ansible-galaxy leaves out of every artifact.
_NEVER = ("MANIFEST.json", "FILES.json", "galaxy.yml", "galaxy.yaml", ".git", "*.pyc", "*.retry", "tests/output")
_NO_DIRECTORY = ("CVS", ".bzr", ".hg", ".git", ".svn", "__pycache__", ".tox")
_FILE, _PROGRAM = 0o644, 0o755


def artifact(root: Path = ROOT) -> tuple[str, bytes]:
    """Its file name, and its content: the same for the same files. Raises OSError and ValueError."""
    info, ignored = _about(root)
    files = {path: (root / path).read_bytes() for path in _files(root, ignored)}
    directories = sorted({str(above) for path in files for above in Path(path).parents} - {"."})
    listed = [_entry(".", "dir", None), *(_entry(path, "dir", None) for path in directories)]
    listed += [_entry(path, "file", files[path]) for path in sorted(files)]
    index = _json({"files": listed, "format": 1})
    manifest = {
        "collection_info": info,
        "file_manifest_file": {**_entry("FILES.json", "file", index), "format": 1},
        "format": 1,
    }
    members = {"MANIFEST.json": _json(manifest), "FILES.json": index, **files}
    name = f"{info['namespace']}-{info['name']}-{info['version']}.tar.gz"
    return name, _packed(members, directories, root)


def _about(root: Path) -> tuple[dict[str, Any], list[str]]:
    """What MANIFEST.json says of it, and patterns of files that do not belong into an artifact."""
    if (root / "MANIFEST.json").is_file():
        known = json.loads((root / "MANIFEST.json").read_text(encoding="utf-8"))
        return dict(known["collection_info"]), []
    known = yaml.safe_load((root / "galaxy.yml").read_text(encoding="utf-8"))
    ignored = [str(pattern) for pattern in known.pop("build_ignore", None) or ()]
    return {**known, "license": known.get("license") or [], "dependencies": known.get("dependencies") or {}}, ignored


def _files(root: Path, ignored: list[str]) -> list[str]:
    patterns = [*_NEVER, *ignored]
    found = []
    for directory, below, names in os.walk(root):
        near = os.path.relpath(directory, root)

        def kept(name: str, near: str = near) -> bool:
            path = name if near == "." else f"{near}/{name}"
            return not any(fnmatch.fnmatch(path, pattern) for pattern in patterns)

        below[:] = sorted(name for name in below if name not in _NO_DIRECTORY and kept(name))
        found += [os.path.normpath(os.path.join(near, name)) for name in names if kept(name)]
    return [path for path in found if (root / path).is_file()]


def _entry(name: str, kind: str, data: bytes | None) -> dict[str, Any]:
    digest = None if data is None else hashlib.sha256(data).hexdigest()
    return {
        "name": name, "ftype": kind, "chksum_type": None if data is None else "sha256", "chksum_sha256": digest,
        "format": 1,
    }  # fmt: skip


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _packed(members: dict[str, bytes], directories: list[str], root: Path) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        # ansible-galaxy looks for these two first.
        for path in ("MANIFEST.json", "FILES.json"):
            archive.addfile(member(path, len(members[path]), _FILE), io.BytesIO(members[path]))
        for path in directories:
            one = member(path, 0, _PROGRAM)
            one.type = tarfile.DIRTYPE
            archive.addfile(one)
        for path in sorted(set(members) - {"MANIFEST.json", "FILES.json"}):
            mode = _PROGRAM if os.access(root / path, os.X_OK) else _FILE
            archive.addfile(member(path, len(members[path]), mode), io.BytesIO(members[path]))
    return compressed(packed.getvalue())
