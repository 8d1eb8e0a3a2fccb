# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way back: what the files of a bundle were before the changes that no service has taken up yet.

`pending` is that state. It is written before the first file is replaced and never overwritten by a later change, so it
is the state with which the service last ran well, whatever was interrupted since. When the service has taken the change
up, `pending` becomes `previous`, and the `previous` before it goes.
"""

import binascii
import contextlib
import json
import os
import shutil
import stat

from ansible_collections.gir.multidc.plugins.module_utils._bundle import staging

PENDING = "pending"
PREVIOUS = "previous"
PACKAGE = "package"
_MANIFEST = "files.json"


class Damaged(Exception):
    """What was kept cannot be read; the message says what to do."""


class Backup:
    """A directory for one bundle, for root (or whoever writes the bundle) alone."""

    def __init__(self, path):
        self.path = path
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
        return next((path for path in (self.pending, self.previous) if self._holds(path)), None)

    def _holds(self, generation):
        try:
            held = self.read(generation)
        except Damaged:
            # Whoever wants to use it is told.
            return True
        return bool(held["files"] or held["directories"])

    def problems(self):
        """Why nothing can be kept here, as sentences."""
        try:
            status = os.lstat(self.path)
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
                return ["%s is no directory of the user who writes the files: move it away" % self.path]
            self.read(self.pending)
        except FileNotFoundError:
            return []
        except OSError as error:
            return ["%s cannot be looked at: %s" % (self.path, error.strerror)]
        except Damaged as error:
            return [str(error)]
        return []

    def read(self, generation):
        """What a generation holds: entries of files and directories by path."""
        path = os.path.join(generation, _MANIFEST)
        try:
            with open(path, "rb") as manifest:
                data = json.loads(manifest.read().decode("utf-8"))
            return {"files": dict(data["files"]), "directories": dict(data["directories"])}
        except FileNotFoundError:
            return {"files": {}, "directories": {}}
        except (OSError, ValueError, KeyError, TypeError):
            raise Damaged(
                "%s cannot be read, so the previous files are not known: remove the directory %s" % (path, generation)
            ) from None

    def keep(self, plan):
        """Keep what the plan is about to replace. Return the function that undoes it."""
        new = not self.is_pending
        manifest = os.path.join(self.pending, _MANIFEST)
        held = self.read(self.pending)
        before = json.dumps(held) if os.path.lexists(manifest) else None

        def undo():
            if new:
                _discard(self.pending)
            elif before is None:
                staging.remove(manifest)
            else:
                self._write(json.loads(before))

        _make_private(self.path)
        _make_private(self.pending)
        try:
            self._tidy(held)
            for item in plan.files + plan.removals:
                if item.changed and item.path not in held["files"]:
                    held["files"][item.path] = self._file(item) if item.exists else None
            for item in plan.directories:
                if item.exists and item.changed and item.path not in held["directories"]:
                    held["directories"][item.path] = _metadata(item.status)
            self._write(held)
            staging.sync_directory(self.path)
        except BaseException:
            if new:
                with contextlib.suppress(OSError):
                    _discard(self.pending)
            raise
        return undo

    def _tidy(self, held):
        """Remove what a killed run left behind."""
        known = {kept["name"] for kept in held["files"].values() if kept} | {_MANIFEST, PACKAGE}
        for name in set(os.listdir(self.pending)) - known:
            staging.remove(os.path.join(self.pending, name))
        for name in set(os.listdir(self.path)) - {PENDING, PREVIOUS}:
            if staging.is_private(name):
                shutil.rmtree(os.path.join(self.path, name))

    def _file(self, item):
        name = binascii.hexlify(os.urandom(6)).decode("ascii")
        with open(item.real, "rb") as present:
            self._new_file(os.path.join(self.pending, name), present.read())
        return dict(_metadata(item.status), name=name)

    def _write(self, held):
        path = os.path.join(self.pending, _MANIFEST)
        staged = staging.private_name(self.pending, "new")
        self._new_file(staged, json.dumps(held, indent=1, sort_keys=True).encode("utf-8"))
        os.rename(staged, path)
        staging.sync_directory(self.pending)

    def _new_file(self, path, content):
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
        if self._holds(self.pending):
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
        }

    def _content(self, generation, kept):
        path = os.path.join(generation, kept["name"])
        try:
            with open(path, "rb") as content:
                return content.read().decode("utf-8", "surrogateescape")
        except OSError as error:
            raise Damaged("%s cannot be read: %s: put the files back by hand" % (path, error.strerror)) from None


def _metadata(status):
    return {"uid": status.st_uid, "gid": status.st_gid, "mode": "%04o" % stat.S_IMODE(status.st_mode)}


def _wish(path, kept):
    return {"path": path, "owner": str(kept["uid"]), "group": str(kept["gid"]), "mode": kept["mode"]}


def _make_private(path):
    if os.path.isdir(path):
        os.chmod(path, 0o700)
        return
    parent = os.path.dirname(path)
    if not os.path.isdir(parent):
        _make_private(parent)
    os.mkdir(path, 0o700)


def _discard(path):
    """Remove a generation. Its name goes first: half of one must never be taken for a whole."""
    if not os.path.lexists(path):
        return
    doomed = staging.private_name(os.path.dirname(path), "old")
    os.rename(path, doomed)
    shutil.rmtree(doomed)
