# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real signals while a module waits for a program: program and files go, and the next run finishes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import pack
from ansible_collections.gir.multidc.plugins.module_utils._common import stopping
from ansible_collections.gir.multidc.plugins.module_utils._service import silent_install as silent
from ansible_collections.gir.multidc.plugins.module_utils._service.installed import MARKER, read_marker
from standins.packages import make_package

RESPONSE = {"License": {"LicenseAgreement": "Accepted"}, "ConfigServer": {"Password": "x9!Config-server"}}
VERSION = "9.0.046.06"
# Announces itself and a process of its own, and waits to be stopped. The fifo hands over both at once.
WAITS = """#!/bin/sh
{trap}
sleep 60 &
echo "$$ $!" > {fifo}
wait
"""
RUN = """
import json, signal, sys
sys.path[:0] = {paths!r}
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_DFL)
import module_runs
print(json.dumps(module_runs.run({name!r}, json.loads(sys.stdin.read()))))
"""


class Program:
    """A program that waits, below a module that waits for it."""

    def __init__(self, place, path, trap=""):
        self.fifo = place / "fifo"
        os.mkfifo(self.fifo)
        path.write_text(WAITS.format(trap=trap, fifo=self.fifo), encoding="utf-8")
        path.chmod(0o755)

    def stopped(self, name, arguments, number, place):
        """The result of a module that got a signal as soon as the program ran; None when it could say nothing."""
        code = RUN.format(paths=sys.path, name=name)
        place.mkdir(exist_ok=True)
        environment = dict(os.environ, ANSIBLE_REMOTE_TMP=str(place), TMPDIR=str(place))
        with subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        ) as process:
            process.stdin.write(json.dumps(arguments))
            process.stdin.close()
            # Opening ends when the program runs: nothing here waits by the clock.
            pids = [int(word) for word in self.fifo.read_text(encoding="ascii").split()]
            os.kill(process.pid, number)
            text = process.stdout.read()
        ended = all(_within(10, lambda pid=pid: not _runs(pid)) for pid in pids)
        for pid in () if ended else pids:
            os.kill(pid, signal.SIGKILL)
        assert ended
        return json.loads(text) if text else None


def _runs(pid):
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    return False


def _within(seconds, condition):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def files_in(place):
    return [str(path) for path in place.rglob("*") if not path.is_dir()]


@pytest.fixture(name="package")
def package_of(tmp_path):
    return make_package(tmp_path / "package")


def arguments_of(tmp_path, package):
    return {"package": str(package), "version": VERSION, "install_path": str(tmp_path / "opt"), "response": RESPONSE}


@pytest.mark.parametrize(
    ("number", "upgrade"), [(signal.SIGTERM, True), (signal.SIGHUP, False), (signal.SIGKILL, False)]
)
def test_installer_ends_with_its_module(tmp_path, package, number, upgrade):
    """Whatever ends the module: no process, no file, a word of what was begun, and the next run installs."""
    (tmp_path / "opt").mkdir()
    if upgrade:
        silent.write_marker(str(tmp_path / "opt"), {"version": "1.0"})
    good = (package / "install.sh").read_text(encoding="utf-8")
    program = Program(tmp_path, package / "install.sh")
    arguments = arguments_of(tmp_path, package)
    result = program.stopped("silent_install", arguments, number, tmp_path / "tmp")
    assert _within(10, lambda: not files_in(tmp_path / "tmp"))
    if number == signal.SIGKILL:
        assert result is None
    else:
        assert result["failed"] and f"stopped by signal {number:d}" in result["msg"]
        assert "install.sh was ended before it was done" in result["msg"] and "x9!" not in result["text"]
    assert _within(10, lambda: os.listdir(tmp_path / "opt") == [MARKER])
    installed, warning = read_marker(str(tmp_path / "opt"))
    assert installed == {} and f"An installation of version {VERSION}" in warning and "did not end" in warning
    (package / "install.sh").write_text(good, encoding="utf-8")
    again = module_runs.succeed("silent_install", arguments)
    assert again["changed"] and warning in again["text"]
    assert read_marker(str(tmp_path / "opt"))[1] is None
    assert not module_runs.succeed("silent_install", arguments)["changed"]


def test_program_that_ignores_the_signal_ends_all_the_same(tmp_path, monkeypatch):
    """With what it has started."""
    monkeypatch.setattr(stopping, "_PATIENCE", 0.1)
    program = Program(tmp_path, tmp_path / "program", trap="trap '' TERM")
    pids = []

    with stopping.noted() as stop, pytest.raises(stopping.Stopped, match="stopped by signal 15"):
        real, asked = stop.check, []

        def check():
            # Asked once before the program is started, and then while it runs.
            asked.append(1)
            if len(asked) == 2:
                pids.extend(int(word) for word in program.fifo.read_text(encoding="ascii").split())
                os.kill(os.getpid(), signal.SIGTERM)
            real()

        monkeypatch.setattr(stop, "check", check)
        stopping.run([str(tmp_path / "program")], stop, str(tmp_path))
    assert all(_within(10, lambda pid=pid: not _runs(pid)) for pid in pids)


def test_what_a_program_leaves_running_keeps_nobody_waiting(tmp_path):
    """A daemon that holds its output open."""
    with stopping.noted() as stop:
        code, out, err = stopping.run(["sh", "-c", "echo out; echo err >&2; sleep 60 & echo $!"], stop, str(tmp_path))
    assert (code, out.split()[0], err) == (0, "out", "err\n")
    os.kill(int(out.split()[1]), signal.SIGKILL)


def bundle_of(tmp_path, *commands):
    names = [f"file{number}.yaml" for number in range(len(commands))]
    files = [
        {"path": str(tmp_path / "etc" / name), "content": "a: 1\n", "format": "yaml", "validate": f"{command} %s"}
        for name, command in zip(names, commands)
    ]
    bundle = {"root": "", "backup": False, "secret_keys": [], "directories": [], "files": files}
    return {"_payload": pack(dict(bundle, backup_directory=str(tmp_path / "kept"), yaml_reader={"loader": ""}))}


@pytest.mark.parametrize(("number", "before"), [(signal.SIGTERM, ("true",)), (signal.SIGHUP, ())])
def test_validation_ends_with_its_module(tmp_path, number, before):
    """At the first file and at a later one: nothing was written, nothing stays, and the next run writes all."""
    (tmp_path / "etc").mkdir()
    program = Program(tmp_path, tmp_path / "check")
    arguments = bundle_of(tmp_path, *before, str(tmp_path / "check"), "true")
    result = program.stopped("config_bundle", arguments, number, tmp_path / "tmp")
    assert result["failed"] and not result["changed"] and f"stopped by signal {number:d}" in result["msg"]
    assert "Nothing was changed" in result["msg"]
    assert files_in(tmp_path / "tmp") == files_in(tmp_path / "etc") == [] and not (tmp_path / "kept").exists()
    (tmp_path / "check").write_text("#!/bin/sh\n", encoding="utf-8")
    assert module_runs.succeed("config_bundle", arguments)["changed"]
    assert not module_runs.succeed("config_bundle", arguments)["changed"]


def test_validation_that_cannot_be_started_is_a_sentence(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "check").write_text("#!/nowhere/sh\n", encoding="utf-8")
    (tmp_path / "check").chmod(0o755)
    result = module_runs.fail("config_bundle", bundle_of(tmp_path, str(tmp_path / "check")))
    assert "validate command" in result["msg"] and "cannot be started" in result["msg"]
