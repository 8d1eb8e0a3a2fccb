# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at what nobody knows: bounded, and never waiting for the other end of a FIFO. Private to this collection."""

import os
import stat
from typing import List, NamedTuple, Optional

# A directory with more is not listed to its end.
MOST_ENTRIES = 200000


class Entry(NamedTuple):
    """`path`: without the root prefix; `real`: with it. `status` is that of a link itself."""

    path: str
    real: str
    name: str
    status: os.stat_result


class Listing(NamedTuple):
    """The names in a directory in their order; `problem`: why they are not all of them, or why nobody knows."""

    names: List[str]
    problem: str = ""


def names_in(real: str) -> Listing:
    """What a directory holds. One that is not there holds nothing."""
    found: List[str] = []
    try:
        with os.scandir(real) as entries:
            for entry in entries:
                if len(found) >= MOST_ENTRIES:
                    problem = "has more than %d entries, and only those were looked at: tidy it up" % MOST_ENTRIES
                    return Listing(sorted(found), problem)
                found.append(entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return Listing([])
    except OSError as error:
        return Listing(sorted(found), "cannot be listed: %s" % error.strerror)
    return Listing(sorted(found))


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
    status = os.stat(real)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "it is %s" % kind(status.st_mode))
    # Should another thing take its place meanwhile, nothing waits for its other end.
    descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as stream:
        content = stream.read(longest + 1)
        if len(content) > longest:
            raise OSError(0, "it is larger than %d bytes" % longest)
        return content


def lstat(real: str) -> Optional[os.stat_result]:
    """None where nothing is. Raises OSError where nobody may look."""
    try:
        return os.lstat(real)
    except (FileNotFoundError, NotADirectoryError):
        return None
