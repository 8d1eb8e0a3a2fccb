# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one rws_storage task for N storages costs, against the guide's procedure written with ansible.builtin.uri.

Both run against the same stand-in in the same run, and each figure is the time of a task less that of an empty one.
Prints figures and judges nothing. Needs ansible-playbook beside this Python; run it with tests/ on the path:
PYTHONPATH=tests python tests/benchmark/rws.py [N]
"""

import sys
import tempfile
import time
from pathlib import Path

from standins import rws
from support import playbook
from support.inventory import Inventory

REPEATS = 5
TASKS = 6


def locations(number):
    return [
        {
            "location": f"/US/{index}",
            "kind": "screen",
            "url": f"https://dav{index}.example.com/screens",
            "username": "recorder",
            "password": "benchmark",
        }
        for index in range(number)
    ]


def by_module(system, number):
    return {
        "gir.multidc.rws_storage": {
            "url": system.urls,
            "url_username": system.admin[0],
            "url_password": system.admin[1],
            "locations": locations(number),
        }
    }


def by_uri(system, number):
    """The guide's curl command for each location: an uri task in a loop."""
    wire = [
        {
            "name": "storage",
            "location": item["location"],
            "value": [
                {
                    "storageType": "webDAV",
                    "active": True,
                    "credential": {
                        "userName": item["username"],
                        "password": item["password"],
                        "storagePath": item["url"],
                    },
                }
            ],
        }
        for item in locations(number)
    ]
    task = {
        "ansible.builtin.uri": {
            "url": system.urls[0] + "/api/v2/settings/screen-recording",
            "method": "PUT",
            "url_username": system.admin[0],
            "url_password": system.admin[1],
            "force_basic_auth": True,
            "body_format": "json",
            "body": "{{ item }}" if number > 1 else wire[0],
        }
    }
    return dict(task, loop=wire) if number > 1 else task


def seconds(directory, task):
    """Wall time of a playbook with the task TASKS times."""
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [dict(task) for _number in range(TASKS)]}
    inventory = Inventory({"controller": ["localhost"]}, top="all")
    start = time.monotonic()
    # As users run it: the code of modules is compiled in each task.
    playbook.run([play], directory=directory, inventory=inventory, GIR_TEST_CODE=None).succeeded()
    return time.monotonic() - start


def best(directory, tasks):
    """Seconds of each task, the best of several rounds that go through all of them."""
    nothing = {"ansible.builtin.meta": "noop"}
    rounds = [[seconds(directory, task) for task in [nothing, *tasks]] for _round in range(REPEATS)]
    empty, *others = [min(column) for column in zip(*rounds, strict=True)]
    return [(value - empty) / TASKS for value in others]


def main():
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with rws.cluster(nodes=1) as system, tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        seconds(directory, by_module(system, number))  # create everything, so that the repetitions change nothing
        tasks = [by_module(system, number), by_uri(system, 1), by_uri(system, number)]
        module, one, loop = best(directory, tasks)
    print(f"one rws_storage task, {number} locations     {module * 1000:8.0f} ms")
    print(f"one ansible.builtin.uri task, 1 location {one * 1000:8.0f} ms   ratio {module / one:5.2f}")
    print(f"ansible.builtin.uri for each of {number:<8} {loop * 1000:8.0f} ms   ratio {module / loop:5.2f}")


if __name__ == "__main__":
    main()
