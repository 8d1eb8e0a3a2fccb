# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one gax_options task that changes N objects costs, against one that changes a single object.

Both run against the same stand-in in the same run, and each figure is the time of a task less that of an empty one.
Prints figures and judges nothing. Run it as tests/benchmark/rws.py, whose clock it uses.
"""

import sys
import tempfile
from pathlib import Path

from rws import best
from standins.gax import Gax
from standins.gax_sites import PASSWORD, USER, application, directory


def task(server, number):
    """Sets one option of each object to a value that no task before it has set."""
    return {
        "gir.multidc.gax_options": {
            "url": [server.url],
            "url_username": USER,
            "url_password": PASSWORD,
            "objects": [
                {"type": "CfgApplication", "name": f"App {index}", "options": {"section": {"option": "{{ stamp }}"}}}
                for index in range(number)
            ],
        },
        "vars": {"stamp": "{{ now().timestamp() }}"},
    }


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    foreign = {"foreign": {f"option {index}": "x" * 20 for index in range(20)}}
    objects = [application(str(1000 + index), f"App {index}", foreign) for index in range(number)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with Gax(directory=directory(*objects, path=path / "tree.json")) as server:
            one, many = best(path, [task(server, 1), task(server, number)])
            changed = sum(1 for call in server.requests if call["method"] == "PUT")
    print(f"one gax_options task, 1 object changed    {one * 1000:8.0f} ms")
    print(f"one gax_options task, {number} objects changed {many * 1000:8.0f} ms   ratio {many / one:5.2f}")
    print(f"(PUT requests among the last 10000: {changed})")


if __name__ == "__main__":
    main()
