# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the new content of a file beside its target, complete in every respect but the name."""

import binascii
import os
import re
import stat
import time

from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import PRIVATE

_LEFTOVER = re.compile(r"^\.gir_multidc\.(\d+)\.[0-9a-f]{12}\.(?:new|old)$")
_ONE_DAY = 86400


def private_name(directory, suffix):
    """A name in the directory that no glob of a daemon matches and that a later run recognises."""
    random = binascii.hexlify(os.urandom(6)).decode("ascii")
    return os.path.join(directory, "%s%d.%s.%s" % (PRIVATE, os.getpid(), random, suffix))


def is_private(name):
    return bool(_LEFTOVER.match(name))


def stage(item, selinux):
    """Write item.content beside item.real with its final owner, group, mode and context; return the staged path."""
    path = private_name(os.path.dirname(item.real), "new")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as staged:
            staged.write(item.content)
            staged.flush()
            _dress(staged.fileno(), item)
            os.fsync(staged.fileno())
        selinux.label(path, item.real)
    except BaseException:
        remove(path)
        raise
    return path


def _dress(descriptor, item):
    uid, gid = item.want_uid, item.want_gid
    mode = item.want_mode
    if item.exists:
        uid = item.status.st_uid if uid is None else uid
        gid = item.status.st_gid if gid is None else gid
        mode = item.mode if mode is None else mode
        _copy_attributes(item.real, descriptor)
    give(descriptor, uid, gid)
    # Last: chown clears set-id bits.
    os.fchmod(descriptor, mode)


def give(target, uid, gid):
    """chown only what differs, so that an ordinary user needs no right that is not used."""
    status = os.stat(target)
    uid = -1 if uid is None or uid == status.st_uid else uid
    gid = -1 if gid is None or gid == status.st_gid else gid
    if (uid, gid) != (-1, -1):
        os.chown(target, uid, gid)


def _copy_attributes(source, descriptor):
    """Access lists and user attributes of the file that is replaced; the SELinux label has its own rule."""
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(source)
    except OSError:
        return
    for name in names:
        if name == "system.posix_acl_access" or name.startswith("user."):
            try:
                os.setxattr(descriptor, name, os.getxattr(source, name))
            except OSError:
                # The file system keeps no such attributes: then there was none to lose.
                continue


def remove(path):
    try:
        os.unlink(path)
    except OSError:
        return


def sync_directory(path):
    """Make renames in the directory survive a power cut, where the file system can."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)


def clear_leftovers(directories):
    """Remove what a killed run left behind. Files of a run that is still alive are not touched."""
    for directory in directories:
        try:
            names = os.listdir(directory)
        except OSError:
            continue
        for name in names:
            match = _LEFTOVER.match(name)
            path = os.path.join(directory, name)
            if match and _is_dead(int(match.group(1)), path):
                remove(path)


def _is_dead(pid, path):
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            return False
        # Not mtime: an original that is kept for a rollback is as old as the file itself.
        if time.time() - status.st_ctime > _ONE_DAY:
            return True
        os.kill(pid, 0)
        # After a power cut another process may have the number. One second, because file systems' clocks tick slowly.
        return _started(pid) > status.st_ctime + 1
    except ProcessLookupError:
        return True
    except OSError:
        return False


def _started(pid):
    """When a process began; 0 where /proc does not tell."""
    try:
        with open("/proc/%d/stat" % pid) as about, open("/proc/uptime") as uptime:
            ticks = int(about.read().rpartition(")")[2].split()[19])
            began = time.time() - float(uptime.read().split()[0]) + ticks / os.sysconf("SC_CLK_TCK")
            return began if began <= time.time() + 1 else 0  # a container may be told another uptime
    except (OSError, ValueError, IndexError):
        return 0


class Selinux:
    """Labels staged files as the target is, or as the policy says for its path."""

    def __init__(self, module):
        self.module = module
        self.enabled = module.selinux_enabled()

    def label(self, staged, target):
        if not self.enabled:
            return
        context = (
            self.module.selinux_context(target)
            if os.path.exists(target)
            else self.module.selinux_default_context(target)
        )
        self.module.set_context_if_different(staged, context, False)
