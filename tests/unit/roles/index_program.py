# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of role index_update, installed into a directory as the role does it, and run there."""

import json
import sys
from pathlib import Path

from installed_program import PASSWORD, InstalledProgram

ROLE = Path(__file__).resolve().parents[3] / "roles" / "index_update"
HOUR = 3600 * 1000


class Program(InstalledProgram):
    """Of the daily index update."""

    def __init__(self, directory, urls, python=(sys.executable, "-I", "-S"), **settings):
        own = {
            "urls": list(urls),
            "username": "ops",
            "password": PASSWORD,
            "indexes": ["recordings", "screen_recordings"],
            "overlap_hours": 2,
            "window_hours": 24,
            "first_hours": 72,
            "most_windows": 100,
            "host": "rws1-dc2",
        }
        super().__init__(directory, "index_update", "gir_index_update.py", {**own, **settings}, python)

    def change_status(self, **values):
        """Write values into the status of every index, or of the run itself when they are not about an index."""
        status = self.status
        for name, value in values.items():
            if name.startswith("covered_until"):
                for entry in status["indexes"].values():
                    entry[name] = value
            else:
                status[name] = value
        self.status_file.write_text(json.dumps(status), encoding="utf-8")

    def covered(self, index="recordings"):
        return self.status["indexes"][index]["covered_until_ms"]


def spans(system, index="recordings"):
    """Windows that the stand-in indexed, in the order of their arrival."""
    return [(run["from"], run["to"]) for run in system.index_runs if run["index"] == index]


def assert_without_gap(windows, hours):
    """Consecutive windows, none of them empty or longer than `hours`, that overlap nowhere."""
    assert windows
    for start, end in windows:
        assert 0 < end - start <= hours * HOUR
    assert [end for _start, end in windows[:-1]] == [start for start, _end in windows[1:]]
