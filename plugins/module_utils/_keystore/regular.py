# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a file that is a regular one, and nothing else: private to this collection, may change at any time.

To open a FIFO waits for its other end, and to open a device may do anything. So what it is gets asked first, and again
of what was opened.
"""

import errno
import os
import stat
from typing import IO, Optional

from ansible_collections.gir.multidc.plugins.module_utils._keystore.read import too_large
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import MOST_BYTES

KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a FIFO (named pipe)"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)


def opened(path: str) -> Optional[IO[bytes]]:
    """A stream to read from, or None when there is nothing at this path; KeystoreError for whatever else is there."""
    try:
        before = os.stat(path)
        _check(path, before)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except FileNotFoundError as exc:
        if os.path.islink(path):
            text = "%s is a symbolic link to %s, which does not exist; remove the link or restore what it led to."
            raise KeystoreError(text % (path, os.readlink(path))) from exc
        return None
    except OSError as exc:
        if exc.errno == errno.ELOOP:
            raise KeystoreError("%s is a symbolic link in a loop of links; replace it with the file." % path) from exc
        raise KeystoreError("%s cannot be read: %s." % (path, exc.strerror)) from exc
    stream = os.fdopen(descriptor, "rb")
    try:
        after = os.fstat(descriptor)
        _check(path, after)
        if not os.path.samestat(before, after):
            raise KeystoreError("%s was replaced in the moment that it was opened; run the task again." % path)
    except BaseException:
        stream.close()
        raise
    return stream


def _check(path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((words for is_kind, words in KINDS if is_kind(status.st_mode)), "something else")
        raise KeystoreError("%s is not a regular file but %s; give the keystore file itself." % (path, kind))
    if status.st_size > MOST_BYTES:
        raise KeystoreError(too_large(path, status.st_size))
