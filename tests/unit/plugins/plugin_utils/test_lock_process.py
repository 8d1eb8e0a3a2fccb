# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the run that holds a lock is alive."""

import subprocess
import sys

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked_status
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import process
from status_cases import ACTIVE, Well


def test_this_process_is_alive():
    assert len(process.own().split()) == 3
    assert not process.is_gone(process.own())


def test_a_process_that_has_ended():
    package = "ansible_collections.gir.multidc.plugins.plugin_utils._lock"
    code = f"import sys; sys.path[:0] = eval(sys.argv[1]); from {package}"
    other = subprocess.run(
        [sys.executable, "-c", f"{code} import process; print(process.own())", repr(sys.path)],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert process.is_gone(other)


def test_the_number_of_a_process_that_has_ended_may_be_given_to_another_one():
    boot, number, started = process.own().split()
    assert process.is_gone(f"{boot} {number} {int(started) - 1}")


@pytest.mark.parametrize("text", ["", "x", "a b c", "other-boot 1 2"])
def test_nobody_knows_of_a_process_elsewhere(text):
    assert not process.is_gone(text)


def test_an_answer_of_a_host_keeps_the_process_of_a_lock():
    held = {"operation": "op-1", "verb": "failover", "user": "anna", "controller": "ctl1", "age_seconds": 1,
            "claimed_at": "2026-11-28T02:00:00Z", "until": "2026-11-28T06:00:00Z", "limit_minutes": 240,
            "stale": False, "preempted_by": None}  # fmt: skip
    well = Well()
    answer = well.answers[Well.hosts("gir_rws", ACTIVE)[0]]
    for lock in (held, {**held, "process": process.own()}):
        assert checked_status({**answer, "lock": {"held": lock, "problem": None}})["lock"]["held"] == lock
