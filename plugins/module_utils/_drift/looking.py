# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look at directories that nobody knows, bounded: private to this collection, may change at any time."""

import os
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


def lstat(real: str) -> Optional[os.stat_result]:
    """None where nothing is. Raises OSError where nobody may look."""
    try:
        return os.lstat(real)
    except (FileNotFoundError, NotADirectoryError):
        return None
