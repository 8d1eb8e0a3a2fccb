# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a file that nobody knows: bounded, and never waiting for the other end of a FIFO. Private to this collection."""

import os
import stat


def kind(mode: int, real: str = "") -> str:
    """What a path is, in words. `real`: where a link's target is read."""
    if stat.S_ISLNK(mode):
        try:
            return "a symbolic link to %s" % os.readlink(real)
        except OSError:
            return "a symbolic link"
    kinds = (
        (stat.S_ISREG, "a file"),
        (stat.S_ISDIR, "a directory"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
    )
    return next((name for is_kind, name in kinds if is_kind(mode)), "a device")


def read_regular(real: str, longest: int) -> bytes:
    """The content of a regular file, also behind a link. Raises OSError, whose text says what it is instead."""
    _check(os.stat(real).st_mode)
    # Should another thing take its place meanwhile, nothing waits for its other end.
    descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as stream:
        _check(os.fstat(descriptor).st_mode)
        content = stream.read(longest + 1)
        if len(content) > longest:
            raise OSError(0, "it is larger than %d bytes" % longest)
        return content


def _check(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(0, "it is %s" % kind(mode))
