# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way back: what the files of a bundle were before the changes that no service has taken up yet.

`pending` is that state. It is written before the first file is replaced and never overwritten by a later change, so it
is the state with which the service last ran well, whatever was interrupted since. When the service has taken the change
up, `pending` becomes `previous`, and the `previous` before it goes. Where no service takes changes up there is neither.

`first` is older than both: each file as it was before the bundle touched it for the first time, once and for good.

Each is a directory with a manifest, `files.json`:
- `files`: {path: {name, uid, gid, mode, time}}, where `name` is the file in the directory that has the content; null
  for a path at which there was no file.
- `directories`: {path: {uid, gid, mode}}.
- `protected`: {path: {keys, format}} of files that hold a key whose loss cannot be undone, see protected.py.
- `creating`, of `first` only: {path: SHA-256 of the new content} of files that a run began to create. The end of the
  run makes null entries in `files` of them; after a killed run the digest tells our file from somebody else's.
- `removed`, of `first` only: {path: when} of files whose first version was removed by a person. What stands there now
  is never taken for a first version.
"""

import binascii
import contextlib
import hashlib
import json
import os
import shutil
import stat
import time
from typing import Any, Callable, Dict, Iterable, List, Optional, Set

from ansible_collections.gir.multidc.plugins.module_utils._bundle import staging
from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import (
    FIRST,
    MANIFEST,
    PACKAGE,
    PENDING,
    PREVIOUS,
)

_PARTS = ("files", "directories", "protected", "creating", "removed")
_LONGEST_NAME = 200


Undo = Callable[[], None]


class Damaged(Exception):
    """What was kept cannot be read; the message says what to do."""


class Backup:
    """A directory for one bundle, for root (or whoever writes the bundle) alone."""

    def __init__(self, path):
        self.path = path
        self.first = os.path.join(path, FIRST)
        self.pending = os.path.join(path, PENDING)
        self.previous = os.path.join(path, PREVIOUS)

    @property
    def is_pending(self):
        """Whether a change was begun that no service has taken up."""
        return os.path.isdir(self.pending)

    @property
    def package(self):
        """None, or when a package was installed since the service last ran well the version before, perhaps empty.

        The files of packages are not kept.
        """
        try:
            with open(os.path.join(self.pending, PACKAGE), "rb") as note:
                return note.read(100).decode("utf-8", "replace").strip()
        except OSError:
            return None

    @property
    def generation(self):
        """What can be put back, or None."""
        return next((path for path in (self.pending, self.previous) if self.holds(path)), None)

    def holds(self, generation: str) -> bool:
        """Whether there is anything in a generation that could be put back."""
        try:
            held = self.read(generation)
        except Damaged:
            # Whoever wants to use it is told.
            return True
        return bool(held["files"] or held["directories"])

    def problems(self) -> List[str]:
        """Why nothing can be kept here, as sentences."""
        try:
            status = os.lstat(self.path)
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
                return ["%s is no directory of the user who writes the files: move it away" % self.path]
            self.read(self.pending)
            self.read(self.first)
        except FileNotFoundError:
            return []
        except OSError as error:
            return ["%s cannot be looked at: %s" % (self.path, error.strerror)]
        except Damaged as error:
            return [str(error)]
        return []

    def read(self, generation: str) -> Dict[str, Dict[str, Any]]:
        """What a generation holds, as the head of this file says it; every part is there."""
        path = os.path.join(generation, MANIFEST)
        try:
            with open(path, "rb") as manifest:
                data = json.loads(manifest.read().decode("utf-8"))
            return {part: dict(data[part] if part in _PARTS[:2] else data.get(part) or {}) for part in _PARTS}
        except FileNotFoundError:
            return {part: {} for part in _PARTS}
        except (OSError, ValueError, KeyError, TypeError):
            raise Damaged(
                "%s cannot be read, so the previous files are not known: %s the directory %s"
                % (path, "move away" if generation == self.first else "remove", generation)
            ) from None

    # -- the first foreign version -----------------------------------------------------------------------------------

    def look_for_first(self, plan: Any) -> None:
        """Tell each file where its first foreign version is kept, and whether this plan has to keep it."""
        held = self.read(self.first)
        taken: Set[str] = set()
        for item in plan.files + plan.removals:
            if item.path in held["files"]:
                kept = held["files"][item.path]
                item.first = os.path.join(self.first, kept["name"]) if kept else None
            elif item.path in held["removed"]:
                continue
            elif item.exists and item.changed and not _is_ours(item, held["creating"].get(item.path)):
                item.first, item.is_first = self._free_name(item, taken), True

    def _free_name(self, item: Any, taken: Set[str]) -> str:
        """A name that says which file it is. What a killed run left under it is used when it is the same."""
        digest = hashlib.sha256(item.path.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        name = "%s.%s" % (os.path.basename(item.path)[:_LONGEST_NAME], digest)
        number = 1
        path = os.path.join(self.first, name)
        while path in taken or (os.path.lexists(path) and _content_of(path) != _present(item)):
            number += 1
            path = os.path.join(self.first, "%s.%d" % (name, number))
        taken.add(path)
        return path

    def _keep_first(self, plan: Any, undo: contextlib.ExitStack) -> None:
        """Add what the plan touches for the first time."""
        held = self.read(self.first)
        known = {**held["files"], **held["removed"]}
        changes = [item for item in plan.files + plan.removals if item.changed and item.path not in known]
        directories = _changed_directories(plan, held)
        if not changes and not directories:
            return
        self._open(self.first, held, undo)
        staging.clear_leftovers([self.first])
        for item in changes:
            ours = held["creating"].pop(item.path, None)
            if not item.exists:
                held["creating"][item.path] = hashlib.sha256(item.content).hexdigest()
            elif item.is_first:
                held["files"][item.path] = self._first(item)
            elif ours is not None:
                held["files"][item.path] = None
        held["directories"].update(directories)
        self._write(self.first, held, changes)

    def _first(self, item: Any) -> Dict[str, Any]:
        if not os.path.lexists(item.first):
            half = staging.private_name(self.first, "new")
            self._new_file(half, _present(item))
            os.rename(half, item.first)
        return _entry(item, os.path.basename(item.first))

    def confirm(self, plan: Any) -> None:
        """Everything was written: what was created has no foreign version."""
        held = self.read(self.first)
        created = [item.path for item in plan.files if item.path in held["creating"]]
        for path in created:
            del held["creating"][path]
            held["files"][path] = None
        if created:
            self._write(self.first, held)

    def forget(self, path):
        """Remove the first foreign version of a file for good."""
        held = self.read(self.first)
        kept = held["files"].pop(path)
        held["removed"][path] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        held["protected"].pop(path, None)
        self._write(self.first, held)
        staging.remove(os.path.join(self.first, kept["name"]))

    # -- what a service has to take up -------------------------------------------------------------------------------

    def keep(self, plan: Any) -> Undo:
        """Keep what the plan is about to replace. Return the function that undoes it."""
        with contextlib.ExitStack() as undo:
            make_private(self.path, undo)
            self._tidy()
            self._keep_first(plan, undo)
            if plan.keeps_pending:
                self._keep_pending(plan, undo)
            staging.sync_directory(self.path)
            return undo.pop_all().close
        raise AssertionError("nothing suppresses what was raised")

    def _keep_pending(self, plan: Any, undo: contextlib.ExitStack) -> None:
        held = self.read(self.pending)
        self._open(self.pending, held, undo)
        known = {kept["name"] for kept in held["files"].values() if kept} | {MANIFEST, PACKAGE}
        for name in set(os.listdir(self.pending)) - known:
            staging.remove(os.path.join(self.pending, name))
        changes = [item for item in plan.files + plan.removals if item.changed and item.path not in held["files"]]
        for item in changes:
            held["files"][item.path] = self._file(item) if item.exists else None
        held["directories"].update(_changed_directories(plan, held))
        self._write(self.pending, held, changes)

    def _open(self, generation: str, held: Dict[str, Any], undo: contextlib.ExitStack) -> None:
        """Make the directory of a generation, which is brought back to what is held now."""
        manifest = os.path.join(generation, MANIFEST)
        if not os.path.isdir(generation):
            undo.callback(_discard, generation)
        elif os.path.lexists(manifest):
            undo.callback(self._write, generation, json.loads(json.dumps(held)))
        else:
            undo.callback(staging.remove, manifest)
        make_private(generation, undo)

    def _tidy(self) -> None:
        """Remove what a killed run left behind."""
        for name in set(os.listdir(self.path)) - {FIRST, PENDING, PREVIOUS}:
            path = os.path.join(self.path, name)
            if staging.is_private(name) and os.path.isdir(path):
                shutil.rmtree(path)
            elif staging.is_private(name):
                staging.remove(path)

    def _file(self, item: Any) -> Dict[str, Any]:
        name = binascii.hexlify(os.urandom(6)).decode("ascii")
        self._new_file(os.path.join(self.pending, name), _present(item))
        return _entry(item, name)

    def _write(self, generation: str, held: Dict[str, Any], changes: Iterable[Any] = ()) -> None:
        for item in changes:
            if item.protected:
                held["protected"][item.path] = {"keys": item.protected, "format": item.protected_format}
        path = os.path.join(generation, MANIFEST)
        staged = staging.private_name(generation, "new")
        # Only `first` has an entry for what is being created, or was removed.
        shown = {part: value for part, value in held.items() if value or part not in _PARTS[3:]}
        self._new_file(staged, json.dumps(shown, indent=1, sort_keys=True).encode("utf-8"))
        os.rename(staged, path)
        staging.sync_directory(generation)

    def _new_file(self, path: str, content: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())

    def reopen(self):
        """The older state is put back, so it is what the service has to take up now."""
        if not self.is_pending:
            os.rename(self.previous, self.pending)

    def accept(self):
        """The service runs with what was written."""
        if self.holds(self.pending):
            staging.remove(os.path.join(self.pending, PACKAGE))
            _discard(self.previous)
            os.rename(self.pending, self.previous)
        elif self.is_pending:
            _discard(self.pending)

    def drop(self):
        """The service runs with what was put back."""
        if self.is_pending:
            _discard(self.pending)

    def wanted(self, generation, root):
        """The bundle that puts a generation back."""
        held = self.read(generation)
        files, absent = [], []
        for path, kept in sorted(held["files"].items()):
            if kept is None:
                absent.append(path)
            else:
                content = self._content(generation, kept)
                files.append(dict(_wish(path, kept), format="text", secret=True, content=content))
        return {
            "root": root,
            "files": files,
            "absent": absent,
            "directories": [_wish(path, kept) for path, kept in sorted(held["directories"].items())],
            "protected": held["protected"],
        }

    def _content(self, generation, kept):
        path = os.path.join(generation, kept["name"])
        try:
            with open(path, "rb") as content:
                return content.read().decode("utf-8", "surrogateescape")
        except OSError as error:
            raise Damaged("%s cannot be read: %s: put the files back by hand" % (path, error.strerror)) from None


def _present(item: Any) -> bytes:
    with open(item.real, "rb") as present:
        return present.read()


def _content_of(path: str) -> Optional[bytes]:
    try:
        with open(path, "rb") as kept:
            return kept.read()
    except OSError:
        return None


def _is_ours(item: Any, digest: Optional[str]) -> bool:
    """Whether a file is the one that a killed run has created."""
    return digest is not None and hashlib.sha256(_present(item)).hexdigest() == digest


def _changed_directories(plan: Any, held: Dict[str, Any]) -> Dict[str, Any]:
    return {
        item.path: _metadata(item.status)
        for item in plan.directories
        if item.exists and item.changed and item.path not in held["directories"]
    }


def _entry(item: Any, name: str) -> Dict[str, Any]:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return dict(_metadata(item.status), name=name, time=moment)


def _metadata(status):
    return {"uid": status.st_uid, "gid": status.st_gid, "mode": "%04o" % stat.S_IMODE(status.st_mode)}


def _wish(path, kept):
    return {"path": path, "owner": str(kept["uid"]), "group": str(kept["gid"]), "mode": kept["mode"]}


def make_private(path: str, undo: contextlib.ExitStack) -> None:
    """A directory that nobody else looks into, and the one above it; those further above are the system's own."""
    if os.path.isdir(path):
        os.chmod(path, 0o700)
        return
    parent = os.path.dirname(path)
    above = os.path.dirname(parent)
    if not os.path.isdir(above):
        os.makedirs(above, 0o755)
    for directory in (parent, path):
        if not os.path.isdir(directory):
            os.mkdir(directory, 0o700)
            undo.callback(_remove_empty, directory)


def _remove_empty(path: str) -> None:
    with contextlib.suppress(OSError):
        os.rmdir(path)


def _discard(path):
    """Remove a generation. Its name goes first: half of one must never be taken for a whole."""
    if not os.path.lexists(path):
        return
    doomed = staging.private_name(os.path.dirname(path), "old")
    os.rename(path, doomed)
    shutil.rmtree(doomed)
