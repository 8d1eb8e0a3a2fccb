# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of the index update: one JSON file, private because it holds the password."""

from ansible_collections.gir.multidc.plugins.module_utils._program import settings
from ansible_collections.gir.multidc.plugins.module_utils._program.settings import COMMON, are_texts, at_least, is_text

INDEXES = ("recordings", "screen_recordings")


def _indexes(value):
    return are_texts(value) and len(set(value)) == len(value) and all(name in INDEXES for name in value)


# As COMMON of settings.py describes it.
KNOWN = dict(
    COMMON,
    username=(is_text, "the name of the ops account", ...),
    password=(is_text, "the password of the ops account", ...),
    indexes=(_indexes, "a list of %s, each at most once" % " and ".join(INDEXES), ...),
    overlap_hours=(at_least(0), "a number of hours, 0 or more", ...),
    window_hours=(at_least(1), "a number of hours, 1 or more", ...),
    first_hours=(at_least(1), "a number of hours, 1 or more", ...),
    most_windows=(at_least(1), "a number, 1 or more", ...),
)


def _gets_ahead(values):
    if values["most_windows"] * values["window_hours"] > values["overlap_hours"]:
        return None
    return "most_windows times window_hours is not more than overlap_hours, so no run would get ahead"


def load(path, root=""):
    return settings.load(path, KNOWN, root, _gets_ahead)
