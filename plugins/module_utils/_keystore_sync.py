# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replacing a keystore without losing a key: private to this collection, may change at any time.

The decision is made from bytes alone, before anything is written, and it is the same in check mode.
"""

import contextlib
import fcntl
import os
import re
import stat
import time

from ansible_collections.gir.multidc.plugins.module_utils import _keystore_read as keystore
from ansible_collections.gir.multidc.plugins.module_utils._keystore_read import KeystoreError

WHOLE_FILE = "(whole file)"
PRIVATE = 0o600


def load(path):
    """Bytes of a file, None when it does not exist; a file that changes while it is read is refused."""
    try:
        with open(path, "rb") as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise KeystoreError("%s is not a regular file." % path)
            data = stream.read(keystore.MAX_BYTES + 1)
            after = os.fstat(stream.fileno())
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise KeystoreError("%s cannot be read: %s." % (path, exc.strerror)) from exc
    if (before.st_size, before.st_mtime) != (after.st_size, after.st_mtime) or len(data) != after.st_size:
        raise KeystoreError("%s was changed while it was read; run the task again." % path)
    return data


def parse_source(content, password):
    """The keystore that is to be everywhere; a damaged one is never passed on."""
    return keystore.read(content, password, "the source keystore")


class Target:
    """The keystore that is to be replaced, as far as its type shows what it holds."""

    def __init__(self, path):
        self.path = os.path.realpath(path)
        self.shown_path = path
        self.data = load(self.path)
        self.store = None
        self.problem = None
        if self.data:
            try:
                # Without the password: entries are visible anyway, and an older password must not hide them.
                self.store = keystore.read(self.data, None, "%s on this host" % path)
            except KeystoreError as exc:
                self.problem = str(exc)

    @property
    def empty(self):
        """Nothing can be lost: the file does not exist or has no bytes."""
        return not self.data

    @property
    def sha256(self):
        return keystore.Keystore(self.data).sha256 if self.data is not None else None


def missing(target, source):
    """Entries of the target that the source lacks, or None when nobody can tell."""
    if target.empty:
        return []
    if target.store is None or target.store.entries is None or source.entries is None:
        return None
    known = source.identities()
    return [
        entry for entry in target.store.entries if (entry["alias"], entry["kind"], entry["fingerprint"]) not in known
    ]


def accepted_set(accept_loss):
    return {(item["alias"], normal_fingerprint(item["fingerprint"])) for item in accept_loss}


def normal_fingerprint(text):
    return re.sub(r"[^0-9a-f]", "", text.lower())


def decide(target, source, accept_loss):
    """(entries that get lost on purpose, refusal or None)."""
    if target.sha256 == source.sha256:
        return [], None
    lacking = missing(target, source)
    accepted = accepted_set(accept_loss)
    if lacking is None:
        if (WHOLE_FILE, target.sha256) in accepted:
            return [{"alias": WHOLE_FILE, "kind": "file", "fingerprint": target.sha256}], None
        return [], _refuse_unreadable(target, source)
    refused = [entry for entry in lacking if (entry["alias"], entry["fingerprint"]) not in accepted]
    if not refused:
        return lacking, None
    listed = "; ".join("%s (%s, %s)" % (entry["alias"], entry["kind"], entry["fingerprint"]) for entry in refused)
    return [], (
        "Refused: %s on this host holds %d entries that the source lacks: %s. Recordings encrypted with them "
        "could never be played again. Import them into the source first, or list exactly these aliases and "
        "fingerprints in accept_loss. Nothing was written." % (target.shown_path, len(refused), listed)
    )


def _refuse_unreadable(target, source):
    if target.problem:
        why = target.problem
    elif target.store.entries is None:
        why = "%s on this host is of type %s, whose entries cannot be listed." % (target.shown_path, target.store.type)
    else:
        why = "The source keystore is of type %s, whose entries cannot be listed." % source.type
    return (
        "Refused: the keystores differ and it cannot be proven that no key would be lost. %s Compare both "
        "with keytool; then list alias '%s' with fingerprint %s, the digest of the file on this host, in accept_loss. "
        "Nothing was written." % (why, WHOLE_FILE, target.sha256)
    )


def lines(store, data):
    """What a keystore holds, for a diff."""
    if not data:
        return ""
    if store is None or store.entries is None:
        return "sha256 %s\n" % keystore.Keystore(data).sha256
    return "".join(
        "%s %s %s\n" % (entry["alias"], entry["kind"], entry["fingerprint"])
        for entry in sorted(store.entries, key=lambda entry: (entry["alias"], entry["kind"]))
    )


# -- writing -----------------------------------------------------------------------------------------------------


class Ownership:
    """Owner, group and mode of the new file: those of the old one unless given."""

    def __init__(self, uid=None, gid=None, mode=None):
        self.uid = uid
        self.gid = gid
        self.mode = mode

    def differs(self, path):
        """Whether the file at `path` has another owner, group or mode than is asked for."""
        try:
            found = os.stat(path)
        except OSError:
            return False
        pairs = ((self.uid, found.st_uid), (self.gid, found.st_gid), (self.mode, stat.S_IMODE(found.st_mode)))
        return any(wanted is not None and wanted != present for wanted, present in pairs)

    def apply(self, descriptor, like):
        uid = self.uid if self.uid is not None else (like.st_uid if like else -1)
        gid = self.gid if self.gid is not None else (like.st_gid if like else -1)
        mode = self.mode if self.mode is not None else (stat.S_IMODE(like.st_mode) if like else PRIVATE)
        found = os.fstat(descriptor)
        if (uid not in (-1, found.st_uid)) or (gid not in (-1, found.st_gid)):
            os.fchown(descriptor, uid, gid)
        os.fchmod(descriptor, mode)


def _write_new(folder, prefix, data, before_close=None):
    """A complete, durable, private file of its own; its path."""
    path = os.path.join(folder, "%s%s" % (prefix, os.urandom(8).hex()))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            if before_close:
                before_close(stream.fileno())
            os.fsync(stream.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise
    return path


def _fresh_prefix(name):
    return ".%s.new-" % name


def _sweep(folder, name):
    """Remove what a killed run left behind; the lock makes sure that no other run is at work."""
    for found in os.listdir(folder):
        if re.match("^" + re.escape(_fresh_prefix(name)) + "[0-9a-f]{16}$", found):
            os.unlink(os.path.join(folder, found))


def _sync_folder(descriptor):
    os.fsync(descriptor)


def replace(target, source, ownership, keep, label=None):
    """Put the source's bytes in place of the target's; the path of the backup or None.

    The old file stays whole until the new one, complete and on disk, takes its name in one step.
    """
    folder, name = os.path.split(target.path)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if load(target.path) != target.data:
            raise KeystoreError("%s was changed by somebody else meanwhile; nothing was written." % target.shown_path)
        _sweep(folder, name)
        like = os.stat(target.path) if target.data is not None else None
        backup = _backup(folder, name, target, lock) if target.data else None
        fresh = _write_new(folder, _fresh_prefix(name), source.data, lambda fd: ownership.apply(fd, like))
        try:
            if label:
                label(fresh, target.path)
            os.rename(fresh, target.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(fresh)
            raise
        _sync_folder(lock)
        if keystore.Keystore(load(target.path) or b"").sha256 != source.sha256:
            raise KeystoreError("%s reads back different after it was written." % target.shown_path)
        _prune(folder, name, keep)
        return backup
    except OSError as exc:
        text = "%s cannot be replaced: %s. The file is as it was before."
        raise KeystoreError(text % (target.shown_path, exc.strerror)) from exc
    finally:
        os.close(lock)


def _backup(folder, name, target, lock):
    """Keep the old version beside the new one, under a name that tells when and what."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = os.path.join(folder, "%s.%s.%s.bak" % (name, stamp, target.sha256[:16]))
    if load(path) != target.data:
        copy = _write_new(folder, _fresh_prefix(name), target.data)
        try:
            os.rename(copy, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(copy)
            raise
        _sync_folder(lock)
    return path


def backups(folder, name):
    """Backups of a keystore, oldest first."""
    pattern = re.compile("^" + re.escape(name) + r"\.\d{8}T\d{6}Z\.[0-9a-f]{16}\.bak$")
    return [os.path.join(folder, found) for found in sorted(os.listdir(folder)) if pattern.match(found)]


def _prune(folder, name, keep):
    if keep <= 0:
        return
    for path in backups(folder, name)[:-keep]:
        os.unlink(path)
