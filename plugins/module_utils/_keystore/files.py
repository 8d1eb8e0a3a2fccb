# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One keystore file on its host, and what lies beside it: private to this collection, may change at any time."""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import stat
import time

from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts, paths
from ansible_collections.gir.multidc.plugins.module_utils._keystore import regular
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError

PRIVATE = 0o600
LOCK_SECONDS = 30
RECORD_VERSION = 1


def load(path):
    """Bytes of a file, None when it does not exist; a file that changes while it is read is read once more."""
    for _attempt in range(2):
        data, steady = _read_once(path)
        if steady:
            return data
    raise KeystoreError("%s changes while it is read, twice in a row; stop the uploads and run the task again." % path)


def _read_once(path):
    try:
        stream = regular.opened(path)
        if stream is None:
            return None, not os.path.lexists(path)
        with stream:
            before = os.fstat(stream.fileno())
            data = stream.read(before.st_size + 1)
            after, named = os.fstat(stream.fileno()), os.stat(path)
    except FileNotFoundError:
        return None, not os.path.lexists(path)
    except OSError as exc:
        raise KeystoreError("%s cannot be read: %s." % (path, exc.strerror)) from exc
    return data, len(data) == after.st_size and _identity(before) == _identity(after) == _identity(named)


def _identity(status):
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


class Ownership:
    """Owner, group and mode of the new file: those of the old one unless given.

    A file where there was none belongs to whom its directory belongs to, as far as that can be had: RCS must read it.
    """

    def __init__(self, uid=None, gid=None, mode=None):
        self.uid = uid
        self.gid = gid
        self.mode = mode

    def differs(self, status):
        """Whether a file has another owner, group or mode than is asked for."""
        pairs = ((self.uid, status.st_uid), (self.gid, status.st_gid), (self.mode, stat.S_IMODE(status.st_mode)))
        return any(wanted is not None and wanted != present for wanted, present in pairs)

    def wanted(self, like, folder):
        """(uid, gid, mode), -1 for what stays as the system makes it."""
        model = like or (folder if os.geteuid() == 0 else None)
        return (
            self.uid if self.uid is not None else (model.st_uid if model else -1),
            self.gid if self.gid is not None else (model.st_gid if model else -1),
            self.mode if self.mode is not None else (stat.S_IMODE(like.st_mode) if like else PRIVATE),
        )

    def apply(self, descriptor, like, folder):
        uid, gid, mode = self.wanted(like, folder)
        found = os.fstat(descriptor)
        if (uid not in (-1, found.st_uid)) or (gid not in (-1, found.st_gid)):
            os.fchown(descriptor, uid, gid)
        os.fchmod(descriptor, mode)


class Place:
    """Where a keystore is; a symbolic link is followed, and everything happens beside the real file."""

    def __init__(self, path):
        self.shown = path
        # A link that leads nowhere is refused when it is read, instead of a new file being made where it leads to.
        self.path = os.path.realpath(path) if os.path.exists(path) or not os.path.islink(path) else path
        self.folder, self.name = os.path.split(self.path)
        self.record_path = os.path.join(self.folder, ".%s.sync.json" % self.name)
        self.owed_path = os.path.join(self.folder, ".%s.restart.json" % self.name)

    def status(self):
        try:
            return os.stat(self.path)
        except OSError:
            return None

    # -- looking -------------------------------------------------------------------------------------------------

    def obstacles(self, ownership):
        """Why this host could not be written now, as far as it can be told without writing."""
        if not paths.writable(self.folder):
            why = "its file system is read-only" if paths.read_only(self.folder) else "no right to write there"
            return ["the directory %s cannot be written: %s." % (self.folder, why)]
        found, like, folder = [], self.status(), os.stat(self.folder)
        user = os.geteuid()
        if like and folder.st_mode & stat.S_ISVTX and user not in (0, like.st_uid, folder.st_uid):
            found.append("%s cannot be replaced: %s is sticky and the file is another's." % (self.path, self.folder))
        if like and user not in (0, like.st_uid) and ownership.differs(like):
            found.append("owner, group or mode of %s cannot be set: it is another's; use become." % self.path)
        uid, gid, _mode = ownership.wanted(like, folder)
        if uid != -1 and not accounts.may_give_to_user(uid):
            found.append("no right to give the new file to owner '%s'; use become." % accounts.user_name(uid))
        if gid != -1 and not accounts.may_give_to_group(gid, self.folder):
            found.append("no right to give the new file to group '%s'; use become." % accounts.group_name(gid))
        return found

    def free_bytes(self):
        room = os.statvfs(self.folder)
        return room.f_frsize * (room.f_bfree if os.geteuid() == 0 else room.f_bavail)

    def record(self):
        """What the last sync left on this host, or None; a damaged record only means that less is known."""
        found = _note_at(self.record_path)
        return found if found and isinstance(found.get("entries"), (list, type(None))) else None

    def owed(self, present):
        """None, or {"sha256"}: digest (None without a file) of the keystore that RCS runs with instead of `present`.

        Only what was written here counts: what RCS itself writes, it knows.
        """
        found = _note_at(self.owed_path)
        if found is None:
            return {"sha256": None} if os.path.lexists(self.owed_path) else None
        return None if found.get("sha256") == present else {"sha256": found.get("sha256")}

    def restarted(self):
        """RCS has read the keystore that is here."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.owed_path)

    def versions(self):
        """Previous versions, newest first."""
        found = []
        for path in reversed(self.kept()):
            data = load(path)
            if data is not None:
                stamp = path[len(self.path) + 1:].split(".")[0]
                found.append({"path": path, "sha256": digest_of(data), "size": len(data), "replaced": stamp})
        return found

    def version(self, digest):
        """Bytes of the previous version with this digest, or None."""
        for path in reversed(self.kept()):
            data = load(path)
            if data is not None and digest_of(data) == digest:
                return data
        return None

    def kept(self):
        """Paths of the previous versions, oldest first."""
        pattern = re.compile("^" + re.escape(self.name) + r"\.\d{8}T\d{6}Z\.[0-9a-f]{16}\.bak$")
        return [os.path.join(self.folder, name) for name in self._names() if pattern.match(name)]

    def _names(self):
        try:
            return sorted(os.listdir(self.folder))
        except OSError:
            return []

    # -- writing -------------------------------------------------------------------------------------------------

    def replace(self, expected, data, ownership, keep, record, label=None):
        """Put `data` in place of the file whose digest is `expected`; the path of the kept version, or None.

        The old file stays whole until the new one, complete and on disk, takes its name in one step. Who writes the
        old file meanwhile without our lock is noticed, and wins.
        """
        backup, replaced = None, False
        with self.locked() as folder, contextlib.ExitStack() as opened:
            try:
                old = self._open(opened)
                before = old.read() if old else None
                if digest_of(before) != expected:
                    raise KeystoreError("%s was changed by somebody else meanwhile; nothing was written." % self.shown)
                self._sweep(folder)
                if before:
                    backup = self._keep(before, folder)
                self._owe_restart(before, folder)
                held = self._hold(opened) if old else None
                self._swap(data, ownership, old, folder, label)
                replaced = True
                self._check_nobody_wrote(old, before, held, folder)
                if digest_of(load(self.path)) != digest_of(data):
                    raise KeystoreError("%s reads back different after it was written." % self.shown)
                self._write_record(record, folder)
                if self.owed(digest_of(data)) is None:
                    self.restarted()  # the version that RCS runs with is back
                self._prune(keep, backup)
            except OSError as exc:
                state = (
                    "It is replaced, what follows is not done; run the task again"
                    if replaced
                    else ("The file is as it was before")
                )
                text = "%s cannot be replaced: %s. %s."
                raise KeystoreError(text % (self.shown, os.strerror(exc.errno or 0), state)) from exc
        return backup

    def keep_beside(self, path, data):
        """A private file beside the keystore, complete or not there."""
        with self.locked() as folder:
            self._put(path, data, folder)

    def note(self, expected, record):
        """Only bring the record up to date."""
        with self.locked() as folder:
            if digest_of(load(self.path)) != expected:
                raise KeystoreError("%s was changed by somebody else meanwhile; nothing was written." % self.shown)
            try:
                self._sweep(folder)
                self._write_record(record, folder)
            except OSError as exc:
                raise KeystoreError("%s cannot be written: %s." % (self.record_path, os.strerror(exc.errno))) from exc

    def fix(self, ownership):
        """Only owner, group and mode."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
            try:
                ownership.apply(descriptor, os.fstat(descriptor), None)
            finally:
                os.close(descriptor)
        except OSError as exc:
            text = "owner, group or mode of %s cannot be set: %s."
            raise KeystoreError(text % (self.shown, exc.strerror)) from exc

    @contextlib.contextmanager
    def locked(self):
        """The lock of the directory: one sync at a time on this host; the system frees it when a process dies."""
        try:
            descriptor = os.open(self.folder, os.O_RDONLY)
        except OSError as exc:
            raise KeystoreError("%s cannot be opened: %s." % (self.folder, exc.strerror)) from exc
        try:
            deadline = time.monotonic() + LOCK_SECONDS
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError as exc:
                    if exc.errno not in (errno.EAGAIN, errno.EACCES) or time.monotonic() > deadline:
                        text = "%s is locked by another sync for %d seconds; nothing was written."
                        raise KeystoreError(text % (self.folder, LOCK_SECONDS)) from exc
                time.sleep(0.05)
            yield descriptor
        finally:
            os.close(descriptor)

    def _open(self, opened):
        stream = regular.opened(self.path)
        return opened.enter_context(stream) if stream else None

    def _swap(self, data, ownership, old, folder, label):
        like = os.fstat(old.fileno()) if old else None
        fresh = self._write_new(data, lambda descriptor: ownership.apply(descriptor, like, os.fstat(folder)))
        try:
            if label:
                label(fresh, self.path)
            if (self.status() is None) != (old is None) or (old and not os.path.samestat(like, self.status())):
                raise KeystoreError("%s was changed by somebody else meanwhile; nothing was written." % self.shown)
            os.rename(fresh, self.path)
        except BaseException:
            _remove(fresh)
            raise
        os.fsync(folder)

    def _check_nobody_wrote(self, old, before, held, folder):
        """Who had the old file open may have written into it in the last moment: then that very file comes back."""
        if old:
            old.seek(0)
            if old.read() != before:
                os.rename(held, self.path)
                os.fsync(folder)
                text = "%s was written by somebody else in the moment of its replacement; their version was put back."
                raise KeystoreError(text % self.shown)
            os.unlink(held)

    def _write_new(self, data, before_close=None):
        """A complete, durable, private file of its own; its path."""
        path = os.path.join(self.folder, ".%s.new-%s" % (self.name, os.urandom(8).hex()))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                if before_close:
                    before_close(stream.fileno())
                os.fsync(stream.fileno())
        except BaseException:
            _remove(path)
            raise
        return path

    def _hold(self, opened):
        """A second name for the file that is about to be replaced, as long as `opened` is."""
        path = os.path.join(self.folder, ".%s.old-%s" % (self.name, os.urandom(8).hex()))
        os.link(self.path, path)
        opened.callback(_remove, path)
        return path

    def left_over(self):
        """What a killed run left behind: [(new or old, path)]."""
        pattern = re.compile("^" + re.escape(".%s." % self.name) + "(new|old)-[0-9a-f]{16}$")
        found = [(pattern.match(name), name) for name in self._names()]
        return [(match.group(1), os.path.join(self.folder, name)) for match, name in found if match]

    def _sweep(self, folder):
        """Tidy up after a killed run; the lock makes sure that no other run is at work."""
        for age, path in self.left_over():
            data = load(path) if age == "old" else None
            if data:
                self._keep(data, folder)
            os.unlink(path)

    def _keep(self, data, folder):
        """Keep the old version beside the new one, under a name that tells when and what."""
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        path = "%s.%s.%s.bak" % (self.path, stamp, digest_of(data)[:16])
        if load(path) != data:
            self._put(path, data, folder)
        return path

    def _put(self, path, data, folder):
        copy = self._write_new(data)
        try:
            os.rename(copy, path)
        except BaseException:
            _remove(copy)
            raise
        os.fsync(folder)

    def _write_record(self, record, folder):
        if record is not None and record != self.record():
            text = json.dumps(record, sort_keys=True, indent=1) + "\n"
            self._put(self.record_path, text.encode("utf-8"), folder)

    def _owe_restart(self, before, folder):
        """Before the file is replaced: a run that is killed here costs one restart too many, never one too few."""
        if not os.path.lexists(self.owed_path):
            text = json.dumps({"version": RECORD_VERSION, "sha256": digest_of(before) if before else None}) + "\n"
            self._put(self.owed_path, text.encode("utf-8"), folder)

    def _prune(self, keep, newest):
        if keep <= 0:
            return
        running = (_note_at(self.owed_path) or {}).get("sha256")
        for path in self.kept()[:-keep]:
            if path != newest and not (running and path.endswith(".%s.bak" % running[:16])):
                os.unlink(path)


def _note_at(path):
    """A note that was left beside the keystore, or None when there is none that can be read."""
    if os.path.isfile(path) and not os.access(path, os.R_OK):
        return None
    data = load(path)
    try:
        found = json.loads(data.decode("utf-8")) if data else {}
        return found if found["version"] == RECORD_VERSION else None
    except (ValueError, KeyError, TypeError):
        return None


def _remove(path):
    with contextlib.suppress(OSError):
        os.unlink(path)


def digest_of(data):
    return hashlib.sha256(data).hexdigest() if data is not None else None
