# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is stopped from outside leaves nothing running, whoever is told to stop: the gates, or make."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from gatekit.processes import marked

TOOLS = Path(__file__).resolve().parents[3] / "tools"
SECONDS = 60
# A server with a session of its own, which does not end when it is asked to, and what waits for it.
SERVER = "trap '' INT TERM HUP; touch {directory}/$1; while :; do read -t 60 _nothing <>{directory}/pipe; done"
GATE = "setsid bash -c \"$SERVER\" server daemon & bash -c \"$SERVER\" server child"
# Whoever runs the tests in the background ignores some of them.
WITH_ALL_SIGNALS = """\
import os, signal, sys
for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
    signal.signal(number, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
DRIVER = """\
import os, sys
from pathlib import Path
sys.path.insert(0, {tools!r})
import gates
from gatekit import workshop
workshop.CACHE = gates.CACHE = Path({directory!r})
gates.DURATIONS = gates.CACHE / "seconds.json"

def check(shop, name):
    shop.run(name, ["bash", "-c", {gate!r}], env=shop.environment(Path("/usr"), "none", SERVER={server!r}))

gates.GATES[:] = [workshop.Gate("endless", "never ends by itself", check)]
workshop.interrupt_groups.__defaults__ = (0.5,)
sys.argv = ["gates.py", "--jobs", "1"]
sys.exit(gates.main())
"""


@pytest.fixture
def driver(tmp_path):
    """The gates with one that never ends."""
    os.mkfifo(tmp_path / "pipe")
    path = tmp_path / "driver.py"
    server = SERVER.format(directory=tmp_path)
    path.write_text(
        DRIVER.format(tools=str(TOOLS), directory=str(tmp_path), gate=GATE, server=server), encoding="utf-8"
    )
    return path


@pytest.fixture
def start(driver, tmp_path):
    """Starts a command that runs the gates, and waits until the gate runs; a failing test leaves nothing either."""
    started = []

    def go(*command):
        process = subprocess.Popen(
            [sys.executable, "-c", WITH_ALL_SIGNALS, *command], env={**os.environ, "GIR_GATE_BUDGET_FACTOR": "1"},
            cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        started.append(process)
        wait_for(lambda: (tmp_path / "daemon").exists() and (tmp_path / "child").exists())
        return process

    yield go
    for process in started:
        process.kill()
        process.wait()
    for number in left(tmp_path):
        os.kill(number, signal.SIGKILL)


def wait_for(condition):
    until = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.05)


def left(directory):
    """Everything that a run in this directory started and that is still there."""
    return [number for run in (directory / "run").glob("*") for number in marked(run)]


def assert_ended(directory):
    """The run's directory is the last thing to go."""
    wait_for(lambda: not list((directory / "run").glob("*")))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_gates_end_what_they_started(start, driver, tmp_path, number):
    process = start(sys.executable, str(driver))
    [run] = (tmp_path / "run").glob("*")
    assert len(marked(run)) >= 2
    process.send_signal(number)
    said, _nothing = process.communicate(timeout=SECONDS)
    assert process.returncode != 0
    assert "nothing is left running" in said
    assert marked(run) == []
    assert_ended(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_make_that_is_stopped_or_killed_takes_the_gates_with_it(start, driver, tmp_path, number):
    (tmp_path / "Makefile").write_text(f"test:\n\t@{sys.executable} {driver}\n", encoding="utf-8")
    process = start(shutil.which("make"), "test")
    [run] = (tmp_path / "run").glob("*")
    assert len(marked(run)) >= 3
    process.send_signal(number)
    process.communicate(timeout=SECONDS)
    wait_for(lambda: marked(run) == [])
    assert_ended(tmp_path)


def test_what_a_killed_run_left_is_ended_by_the_next(start, driver, tmp_path):
    process = start(sys.executable, str(driver))
    [run] = (tmp_path / "run").glob("*")
    process.kill()
    process.wait()
    assert marked(run)
    for name in ("daemon", "child"):
        (tmp_path / name).unlink()
    second = start(sys.executable, str(driver))
    assert marked(run) == []
    second.terminate()
    second.communicate(timeout=SECONDS)
    assert_ended(tmp_path)
