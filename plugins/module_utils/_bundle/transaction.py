# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carry out a plan: every file of it, or none."""

import errno
import os
import shutil
import stat
import time

from ansible_collections.gir.multidc.plugins.module_utils._bundle import staging
from ansible_collections.gir.multidc.plugins.module_utils._common import stopping

_REMEDIES = {
    errno.ENOSPC: "make room on the file system of %(directory)s, in bytes or in inodes (df, df -i)",
    errno.EBUSY: "something is mounted there, unmount it or change the file where it comes from",
    errno.EPERM: "it may be immutable (lsattr) or protected by a security module",
}


class Failed(Exception):
    """The plan could not be carried out. `leftovers` says what could not be put back, and where its original is."""

    def __init__(self, message, leftovers=()):
        Exception.__init__(self, message)
        self.leftovers = list(leftovers)

    @property
    def rest(self):
        """What became of the files, as sentences."""
        if self.leftovers:
            return "Not everything could be put back. " + " ".join(sentence + "." for sentence in self.leftovers)
        return "Everything was put back; nothing was changed."


class Transaction:
    """Stages all files, then replaces them by renames, keeping every original until the last one is in place.

    A signal that asks to end is looked at between two steps, and what was begun is put back first. After the last step
    there is nothing to put back, and the run ends as it would have.
    """

    def __init__(self, plan, selinux, backup, stop):
        self.plan = plan
        self.selinux = selinux
        self.backup = backup
        self._stop = stop
        self._staged = []
        self._originals = []
        self._undo = []
        self._current = None

    def run(self):
        try:
            self._carry_out()
        except Exception as failure:
            raise Failed(_sentence(self._current, failure), self._roll_back()) from failure
        for path in self._originals:
            staging.remove(path)

    def _each(self, items):
        """Remembers the item that is being worked on, so that a failure can name it."""
        for item in list(items):
            self._stop.check()
            self._current = item
            yield item

    def _carry_out(self):
        for directory in self._each(d for d in self.plan.directories if not d.exists):
            self._make_directory(directory)
        for item in self._each(f for f in self.plan.files if f.rewritten):
            self._stage(item)
        if self.plan.backup:
            self._stop.check()
            self._current = self.plan.backup
            self._undo.append((self.plan.backup.path, None, self.plan.backup.keep(self.plan)))
        # From here on the disk is not written any more: only names and metadata change.
        if self.backup:
            for item in self._each(f for f in self.plan.files if f.rewritten and f.exists):
                self._back_up(item)
        staged = dict(self._staged)
        for item in self._each(staged):
            self._replace(item, staged[item])
        for item in self._each(r for r in self.plan.removals if r.exists):
            self._remove(item)
        for item in self._each(f for f in self.plan.files if f.changed and not f.rewritten):
            self._set_metadata(item)
        # Directories last, the deepest first: they may take our own right to write away.
        for directory in self._each(d for d in reversed(self.plan.directories) if d.changed):
            self._set_metadata(directory)
        for path in sorted({os.path.dirname(i.real) for i in self.plan.items if i.changed}):
            staging.sync_directory(path)
        if self.plan.backup:
            self._current = self.plan.backup
            self.plan.backup.confirm(self.plan)

    def _stage(self, item):
        staged = staging.stage(item, self.selinux)
        self._undo.append((item.path, None, lambda: staging.remove(staged)))
        self._staged.append((item, staged))

    def _make_directory(self, directory):
        try:
            os.mkdir(directory.real, 0o700)
        except FileExistsError:
            # Another run made it in the meantime, as when hosts share a disk: it is not ours to remove.
            if not os.path.isdir(directory.real) or os.path.islink(directory.real):
                raise
            return
        self._undo.append((directory.path, None, lambda: os.rmdir(directory.real)))
        self.selinux.label(directory.real, directory.real)

    def _back_up(self, item):
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        path = "%s.%s.%d~" % (item.real, moment, os.getpid())
        # Under a name of its own until it is whole: half a backup must never be taken for one.
        half = staging.private_name(os.path.dirname(item.real), "new")
        self._undo.append((item.path, None, lambda: staging.remove(half)))
        self._undo.append((item.path, None, lambda: staging.remove(path)))
        _copy(item.real, half)
        # A copy that stays may hold secrets: it is for its owner.
        os.chmod(half, 0o600)
        os.rename(half, path)
        item.backup_file = path

    def _replace(self, item, staged):
        if item.exists:
            original = staging.private_name(os.path.dirname(item.real), "old")
            self._keep(item, original)
            self._originals.append(original)
            self._undo.append((item.path, original, lambda: _restore(original, item.real, staged)))
        else:
            # A file of that name that appeared meanwhile is somebody else's: it is not overwritten.
            if os.path.lexists(item.real):
                raise OSError(errno.EEXIST, "it appeared while the bundle was being written")
            self._undo.append((item.path, None, lambda: staging.remove(item.real)))
        os.rename(staged, item.real)

    def _remove(self, item):
        original = staging.private_name(os.path.dirname(item.real), "old")
        os.rename(item.real, original)
        self._originals.append(original)
        self._undo.append((item.path, original, lambda: os.rename(original, item.real)))

    def _keep(self, item, original):
        try:
            os.link(item.real, original)
        except OSError:
            # No hard links here, or not for this user: a copy serves as well.
            try:
                _copy(item.real, original)
            except BaseException:
                staging.remove(original)
                raise

    def _set_metadata(self, item):
        status = os.stat(item.real)
        if item.exists:
            self._undo.append(
                (item.path, None, lambda: _set(item.real, status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)))
            )
        _set(item.real, item.want_uid, item.want_gid, item.want_mode)

    def _roll_back(self):
        leftovers = []
        for path, original, undo in reversed(self._undo):
            try:
                undo()
            except OSError as error:
                where = "" if original is None else "; its original is kept as %s" % _kept(original)
                leftovers.append("%s could not be put back: %s%s" % (path, error.strerror or error, where))
        return leftovers


def _kept(original):
    """Give what an operator has to keep a name that no later run takes for a leftover."""
    try:
        os.rename(original, original + ".kept")
    except OSError:
        return original
    return original + ".kept"


def _restore(original, path, staged):
    if os.path.lexists(staged):
        # The new content still has its own name: nothing was replaced.
        staging.remove(original)
        return
    os.rename(original, path)
    # A rename between two names of one file does nothing: then nothing was replaced yet, and the second name goes.
    staging.remove(original)


def _set(path, uid, gid, mode):
    mode = stat.S_IMODE(os.stat(path).st_mode) if mode is None else mode
    staging.give(path, uid, gid)
    # Compared after chown, which clears set-id bits. What is so already needs no right, also when it is put back.
    if stat.S_IMODE(os.stat(path).st_mode) != mode:
        os.chmod(path, mode)


def _copy(source, target):
    """A copy that nobody can read who could not read the source."""
    status = os.stat(source)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(source, "rb") as present, os.fdopen(descriptor, "wb") as copy:
        shutil.copyfileobj(present, copy)
        copy.flush()
        try:
            staging.give(copy.fileno(), status.st_uid, status.st_gid)
        except OSError:
            # The copy stays with us, so the group's rights would go to another group.
            return
        os.fchmod(copy.fileno(), stat.S_IMODE(status.st_mode))
        os.fsync(copy.fileno())


def _sentence(item, failure):
    where = item.path if item is not None else "the bundle"
    if isinstance(failure, OSError):
        reason = failure.strerror or str(failure)
        if failure.errno in _REMEDIES:
            reason += ": " + _REMEDIES[failure.errno] % {"directory": os.path.dirname(where)}
        return "%s could not be written: %s" % (where, reason)
    if isinstance(failure, stopping.Stopped):
        return "%s could not be written: %s" % (where, failure)
    return "%s could not be written: %s: %s" % (where, type(failure).__name__, failure)
