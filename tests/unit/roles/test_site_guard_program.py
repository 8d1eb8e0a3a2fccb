# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The site guard and two ledger publishers as systemd starts them, on loopback; systemctl alone is made up."""

import ast
import contextlib
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.programs import sources, texts
from gatekit.house import managed_problems

KEY = "secret-of-the-site-guard-0123456789"
MUXER, RPS = "muxer.service", "rps.service"
FIRST = {"operation": "a", "epoch": 1, "active_datacenter": "dc1", "eservices_site": "DC1"}
SECOND = {"operation": "b", "epoch": 2, "parent": "a", "parent_epoch": 1, "active_datacenter": "dc2"}
# Each unit has a file with its state.
SYSTEMCTL = """#!/bin/sh
echo "$*" >> {directory}/calls
for unit; do :; done
case "$1" in
  show) echo "ActiveState=$(cat {directory}/$unit)"; echo UnitFileState=enabled ;;
  stop) echo inactive > {directory}/$unit ;;
  start) echo active > {directory}/$unit ;;
esac
"""


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class System:
    """Publishers of dc1 and dc2, and a host of dc1 with a Muxer and a processor that run."""

    def __init__(self, directory, python, stack):
        self.directory, self.python, self.stack = Path(directory), python, stack
        for role in ("site_guard", "ledger_publisher"):
            for name, text in texts(role).items():
                path = self.directory / role / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        (self.directory / "systemctl").write_text(SYSTEMCTL.format(directory=self.directory))
        (self.directory / "systemctl").chmod(0o755)
        self.set(MUXER, "active")
        self.set(RPS, "active")
        self.ports, self.publishers = {}, {}
        for center in ("dc1", "dc2"):
            self.publish(center, FIRST)
            self.start_publisher(center)
        self.guard = None

    def set(self, unit, state):
        (self.directory / unit).write_text(f"{state}\n")

    def state(self, unit):
        return (self.directory / unit).read_text().strip()

    @property
    def calls(self):
        return (self.directory / "calls").read_text().splitlines()

    def publish(self, center, *entries):
        ledger = {"format": 1, "environment": "0" * 32, "entries": entries}
        (self.directory / f"{center}.json").write_text(json.dumps(ledger))

    def start_publisher(self, center, key=KEY):
        settings = {"port": 0, "secret": key, "ledger": str(self.directory / f"{center}.json")}
        path = self.directory / f"publisher-{center}.json"
        path.write_text(json.dumps(settings))
        program = self.directory / "ledger_publisher" / "gir_ledger_publisher.py"
        process = self._start(program, "--config", str(path))
        self.publishers[center] = process
        self.ports[center] = int(re.search(r"port ([0-9]+)", process.stderr.readline()).group(1))

    def stop_publisher(self, center):
        process = self.publishers[center]
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0

    def configure(self, **changes):
        given = {
            "data_center": "dc1",
            "assumed_active": "dc1",
            "isolation": 120,
            "secret": KEY,
            "peers": [
                {"host": f"rws1-{center}", "address": "127.0.0.1", "port": port, "data_center": center}
                for center, port in self.ports.items()
            ],
            "witnesses": [],
            "units": [
                {"name": MUXER, "component": "muxer", "mode": "active"},
                {"name": RPS, "component": "rps", "mode": "active"},
            ],
        }
        (self.directory / "guard.json").write_text(json.dumps({**given, **changes}))

    def arguments(self):
        given = {"config": "guard.json", "state": "state.json", "socket": "permit"}
        return [one for name, file in given.items() for one in (f"--{name}", str(self.directory / file))]

    def start_guard(self, **changes):
        self.configure(**changes)
        self.guard = self._start(self.directory / "site_guard" / "gir_site_guard.py", *self.arguments())

    def stop_guard(self):
        """What it said."""
        self.guard.send_signal(signal.SIGTERM)
        said = self.guard.communicate(timeout=20)[1]
        assert self.guard.returncode == 0 and "Traceback" not in said and KEY not in said
        assert "Internal error" not in said, said
        return said

    def permit(self, unit):
        program = str(self.directory / "site_guard" / "gir_site_guard.py")
        command = [*self.python, "-B", program, *self.arguments(), "--permit", unit]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")
        assert "Traceback" not in done.stderr and KEY not in done.stderr
        return done.returncode, done.stderr

    def _start(self, program, *arguments):
        process = subprocess.Popen(
            [*self.python, "-B", str(program), *arguments],
            env={"PATH": f"{self.directory}:/usr/bin:/bin", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process


@pytest.fixture(params=["this Python", "the oldest Python"])
def system(request, tmp_path, oldest_python):
    """Without site-packages: the programs need the standard library alone."""
    python = [sys.executable] if request.param == "this Python" else oldest_python
    # A socket has a short name.
    with contextlib.ExitStack() as stack:
        yield System(tmp_path, [*(python or [sys.executable]), "-I", "-S"], stack)


def test_units_run_on_while_the_others_agree(system):
    system.start_guard()
    assert system.permit(MUXER) == (0, "")
    assert "connected: dc1 is the active data center." in system.stop_guard()
    assert (system.state(MUXER), system.state(RPS)) == ("active", "active")
    assert all(call.startswith("show ") for call in system.calls)


def test_superseded_units_stop_and_stay_down(system):
    system.publish("dc2", FIRST, SECOND)
    system.start_guard()
    wait_for(lambda: (system.state(MUXER), system.state(RPS)) == ("inactive", "inactive"))
    code, said = system.permit(MUXER)
    assert (code, said) == (1, f"{MUXER} is not started: the ledger says that dc2 is the active data center.\n")
    assert f"{RPS} is stopped: the ledger says that dc2 is the active data center." in system.stop_guard()
    # The newer ledger is gone, and what was seen of it counts: also for a guard that has just started.
    system.stop_publisher("dc2")
    system.start_guard()
    assert system.permit(MUXER)[0] == 1
    system.stop_guard()


def test_unit_that_was_kept_down_starts_once_somebody_answers(system):
    """It was refused at boot, when nobody answered."""
    system.stop_publisher("dc2")
    system.set(MUXER, "failed")
    system.start_guard()
    code, said = system.permit(MUXER)
    assert code == 1 and "since this host booted" in said
    system.start_publisher("dc2")
    system.configure()
    wait_for(lambda: system.state(MUXER) == "active")
    said = system.stop_guard()
    assert f"{MUXER} is started again" in said and f"reset-failed {MUXER}" in system.calls


def test_publisher_with_another_key_counts_for_nothing(system):
    system.publish("dc2", FIRST, SECOND)
    system.stop_publisher("dc2")
    system.start_publisher("dc2", "another-secret-of-32-characters-or-more")
    system.start_guard()
    assert system.permit(MUXER)[0] == 1
    said = system.stop_guard()
    assert "rws1-dc2 gives an answer that is not authentic" in said
    assert system.state(MUXER) == "active"


def test_nothing_starts_without_a_guard(system):
    """A guard that is broken can tell nothing; what runs runs on."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); import gir_site_guard as guard"
    code += "; guard.permission.ask.__defaults__ = (0.3,); sys.exit(guard.main())"
    command = [*system.python, "-B", "-c", code, str(system.directory / "site_guard"), *system.arguments()]
    command += ["--permit", MUXER]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "systemctl status gir-site-guard" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_configuration_is_said(system):
    system.start_guard(secret="short")
    wait_for((system.directory / "permit").exists)
    code, said = system.permit(MUXER)
    assert code == 1 and "is not what this release writes" in said
    system.configure()
    assert system.permit(MUXER)[0] == 0
    system.stop_guard()


@pytest.mark.parametrize("role", ["site_guard", "ledger_publisher"])
def test_installed_files_import_what_is_installed_or_the_standard_library(role):
    files = sources(role)
    known = {name[:-3].replace("/", ".") for name in files}
    for name, source in files.items():
        text = source.read_text(encoding="utf-8") if source else ""
        assert not list(managed_problems(name, text)), name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ansible_collections"):
                for alias in node.names:
                    assert {node.module, f"{node.module}.{alias.name}"} & known, (name, node.module)
