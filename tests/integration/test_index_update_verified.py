# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify judges the daily index update by what its runs left."""

import subprocess

import index_update
from running_update import HOST, STATUS


def test_verify_proves_it_and_names_a_failure_and_a_success_that_is_too_old(update, demo):
    assert f"confirmed dc2 {HOST}: daily index update /{STATUS}" in demo.playbook("verify").succeeded().flat
    update.pretend(days=2)
    run = demo.playbook("verify").refused()
    assert f"1 of 28 transactions failed: dc2 {HOST}: daily index update" in run.flat
    assert "more than 26 hours ago" in run.flat
    demo.ask("/faults", "POST", {"kind": "status", "status": 500, "path": "/screen-recordings$"})
    try:
        done = subprocess.run(index_update.command(demo, HOST), capture_output=True, text=True, check=False, timeout=60)
    finally:
        demo.ask("/faults", "DELETE")
    assert done.returncode == 1 and "FAILED: screen_recordings" in done.stderr
    assert "The last run failed: screen_recordings: " in demo.playbook("verify").refused().flat
    update.run()
    demo.playbook("verify").succeeded()
