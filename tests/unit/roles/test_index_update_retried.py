# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of role index_update tries again in the same run what fails, and says so in its status."""

import json
import signal
import time
from types import SimpleNamespace

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._program.attempt import pause_after
from ansible_collections.gir.multidc.plugins.plugin_utils._components.index_update_status import verdict
from ansible_collections.gir.multidc.plugins.plugin_utils._components.program_status import Found
from index_program import HOUR, Program, spans
from standins import rws


@pytest.fixture
def system():
    with rws.cluster(nodes=1, data_centers=("dc2",), monitoring_delay=0.2, eservices_site="DC2") as running:
        yield running


@pytest.fixture
def program(tmp_path, system):
    return Program(tmp_path, system.urls, attempts=3, retry_seconds=1, indexes=["recordings"], first_hours=12)


def judged(program, later=0):
    now = time.time() + later
    found = Found(now - 100 * 3600, program.status_file.read_text(encoding="utf-8"))
    return verdict(found, "rws1-dc2", ["recordings"], 26, now)


def waiting(program, attempt=1):
    """Start it; the status once an attempt has failed and the next one is waited for."""
    process, deadline = program.start(), time.monotonic() + 20
    while True:
        try:
            status = program.status
        except FileNotFoundError:
            status = {}
        if status.get("next_attempt_ms") and status["attempt"] == attempt:
            return process, status
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)


def test_window_that_fails_once(program, system):
    """It is sent again in the same run, with the configuration of then; the exit status is that of the last attempt."""
    system.faults.add("status", status=503, method="POST", times=1)
    process, _status = waiting(program)
    program.configure(attempts=4)
    done = program.finish(process).ended(0, "HTTP 503", "It is tried again at", ": attempt 2 of 3.", "Done: ")
    assert "The next attempt repeats it" in done.output
    status = program.status
    assert (status["state"], status["attempt"], status["attempts"]) == ("ok", 2, 4)
    assert status["next_attempt"] is status["next_attempt_ms"] is None
    entry = status["indexes"]["recordings"]
    assert (entry["failures"], entry["failing_since_ms"]) == (0, None)
    assert len(spans(system)) == 1 and judged(program) == ("confirmed", "")


def test_window_that_keeps_failing(program, system):
    """The attempts are bounded, and counted over runs; verify names their number and since when."""
    program.configure(attempts=2)
    system.faults.add("status", status=503, method="POST")
    program.run().ended(1, "This was attempt 2 of 2, the last one of this run.", "The next run repeats it")
    first = program.status
    assert (first["state"], first["exit_status"], first["next_attempt_ms"]) == ("failed", 1, None)
    assert first["indexes"]["recordings"]["failures"] == 2
    program.configure(attempts=1)
    program.run().ended(1)
    entry = program.status["indexes"]["recordings"]
    since = first["indexes"]["recordings"]["failing_since"]
    assert (entry["failures"], entry["failing_since"]) == (3, since)
    answer, reason = judged(program)
    assert answer == "failed"
    assert f"3 attempts to update recordings have failed in a row, the first at {since}" in reason
    system.faults.remove()
    program.run().ended(0)
    assert program.status["indexes"]["recordings"]["failures"] == 0


def test_status_while_it_waits(program, system):
    """It says which attempt failed and when the next one is; a second program is kept out meanwhile."""
    program.configure(retry_seconds=60)
    system.faults.add("status", status=503, method="POST")
    process, status = waiting(program)
    assert (status["state"], status["attempt"], status["attempts"]) == ("failed", 1, 3)
    assert 55000 < status["next_attempt_ms"] - status["finished_ms"] <= 60000
    assert f"It is tried again at {status['next_attempt']}: attempt 2 of 3." in judged(program)[1]
    program.run().ended(75, f"Another run (process {process.pid}) holds the lock")
    before = len(system.requests)
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    program.finish(process).ended(1, "It was stopped by SIGTERM")
    assert time.monotonic() - began < 3 and len(system.requests) == before
    status = program.status
    assert (status["state"], status["next_attempt_ms"]) == ("failed", None)
    assert "tried again" not in status["message"] and "SIGTERM" in status["message"]


def test_kill_while_it_waits(program, system):
    """The next run goes on there; until then verify says that the announced attempt did not come."""
    program.configure(retry_seconds=60)
    fault = system.faults.add("status", status=503, method="POST")
    process, status = waiting(program)
    process.kill()
    program.finish(process)
    assert "did not come" not in judged(program)[1]
    assert f"The attempt of {status['next_attempt']} did not come" in judged(program, later=2 * 3600)[1]
    system.faults.remove(fault)
    program.run().ended(0, "was ended while it waited for its next attempt")
    assert program.status["attempt"] == 1 and judged(program) == ("confirmed", "")


def test_update_that_is_removed_while_it_waits(program, system):
    """A data center that became the active one is not updated any more."""
    system.faults.add("status", status=503, method="POST")
    process, _status = waiting(program)
    program.config_file.unlink()
    before = len(system.requests)
    program.finish(process).ended(1, "was removed from this host")
    assert len(system.requests) == before


def test_status_that_is_lost_while_it_waits(program, system):
    """The first attempt has sent something, so the exit status is not the one of a wrong configuration."""
    system.faults.add("status", status=503, method="POST")
    process, _status = waiting(program)
    program.status_file.unlink()
    program.status_file.mkdir()
    done = program.finish(process).ended(1)
    assert "Nothing was sent" not in done.output


def test_configuration_of_an_earlier_release(program, system):
    """Without the two settings nothing is tried again in the same run, and neither is it with --once."""
    system.faults.add("status", status=503, method="POST", times=2)
    program.run("--once").ended(1, "The next run repeats it")
    program.configure(attempts=None, retry_seconds=None)
    program.run().ended(1, "The next run repeats it")
    assert program.status["next_attempt_ms"] is None


def test_clock_that_was_set_back(program, system):
    """Neither moment of an earlier run may lie in the future."""
    system.faults.add("status", status=503, method="POST", times=1)
    program.configure(attempts=1)
    program.run().ended(1)
    status, future = program.status, int(time.time() * 1000) + 48 * HOUR
    status["indexes"]["recordings"]["failing_since_ms"] = status["next_attempt_ms"] = future
    program.status_file.write_text(json.dumps(status), encoding="utf-8")
    program.run().ended(0)
    assert program.status["next_attempt_ms"] is None


def test_pauses():
    """They double up to two hours, and end before the run of the next day."""
    settings = SimpleNamespace(attempts=6, retry_seconds=600)
    assert [pause_after(number, settings, 0) for number in range(1, 7)] == [600, 1200, 2400, 4800, 7200, None]
    many = SimpleNamespace(attempts=10**9, retry_seconds=1)
    assert pause_after(10**8, many, 0) == 7200
    assert pause_after(10**8, many, 13 * 3600) == 7200
    assert pause_after(10**8, many, 19 * 3600) is None
