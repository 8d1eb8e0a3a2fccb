# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one ansible-playbook and tells what it did, host by host."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


class PlaybookFailed(Exception):
    """The sentence names playbook and cause; the log has the rest."""


class Outcome:
    """The events of one run."""

    def __init__(self, name, status, events, seconds, log):
        self.name, self.status, self.events, self.seconds, self.log = name, status, events, seconds, log
        self.results = [event for event in events if event["event"] == "result"]
        stats = [event["hosts"] for event in events if event["event"] == "stats"]
        self.stats = stats[-1] if stats else None
        topologies = [event["topology"] for event in events if event["event"] == "topology"]
        self.topology = topologies[-1] if topologies else None

    @property
    def changed(self):
        return sum(counts["changed"] for counts in self.stats.values())

    def changed_on(self, hosts):
        return sum(counts["changed"] for host, counts in self.stats.items() if host in hosts)

    def changes(self):
        """host -> what changed there: tasks in order, and every file and directory with its new state."""
        found = {}
        for event in self.results:
            if event["changed"]:
                entries = found.setdefault(event["host"], [])
                entries.append("{}: {}".format(event["play"], event["task"]))
                for key in ("directories", "files"):
                    for path, state in sorted(event.get(key, {}).items()):
                        line = f"  {state} {path}"
                        # Two roles of one host may share a directory: --check lets both of them say that it is missing.
                        if state not in {"unchanged", "False"} and not (key == "directories" and line in entries):
                            entries.append(line)
        return found

    def failures(self):
        return [
            "{}, task '{}': {}".format(event["host"], event["task"], event["message"])
            for event in self.results
            if event["failed"]
        ]

    def probes(self, hosts):
        return [probe for event in self.results if event["host"] in hosts for probe in event.get("probes", [])]

    def require_success(self):
        if self.status == 0 and self.stats:
            return self
        causes = self.failures() or [f"it ended with status {self.status}"]
        tail = "\n".join("    " + line for line in _tail(self.log))
        raise PlaybookFailed(
            "{} failed:\n  {}\nThe end of {}:\n{}".format(self.name, "\n  ".join(causes[:10]), self.log, tail)
        )


def _tail(log, lines=25):
    with contextlib.suppress(OSError):
        return log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return []


class Ansible:
    """ansible-playbook with an environment of its own: nothing of the user's set-up, nothing outside the demo."""

    def __init__(self, directory, port_base, inventory="inventories/demo"):
        self.directory = Path(directory)
        self.inventory = inventory
        self._logs = self.directory / "logs"
        self._environment = self._prepare(port_base)

    def _prepare(self, port_base):
        for name in ("ansible/home", "ansible/tmp", "logs"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        configuration = self.directory / "ansible" / "ansible.cfg"
        configuration.write_text("[defaults]\n", encoding="utf-8")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ANSIBLE_")}
        environment.update(
            ANSIBLE_CONFIG=str(configuration),
            ANSIBLE_HOME=str(self.directory / "ansible" / "home"),
            ANSIBLE_REMOTE_TEMP=str(self.directory / "ansible" / "tmp"),
            ANSIBLE_COLLECTIONS_PATH=str(collections_path()),
            ANSIBLE_CALLBACK_PLUGINS=str(REPOSITORY / "demo" / "callback_plugins"),
            ANSIBLE_CALLBACKS_ENABLED="demo_events",
            ANSIBLE_NOCOLOR="1",
            ANSIBLE_LOCALHOST_WARNING="0",
            GIR_DEMO_DIR=str(self.directory),
            GIR_DEMO_PORT_BASE=str(port_base),
            LC_ALL="C.UTF-8",
            no_proxy="127.0.0.1,localhost",
        )
        return environment

    def _command(self, program, *arguments):
        return [str(Path(sys.executable).with_name(program)), *arguments]

    def facts(self, host, expression):
        """A value of the inventory as one host sees it, templated by Ansible itself."""
        command = self._command(
            "ansible", host, "-i", self.inventory, "-m", "ansible.builtin.debug", "-a", "msg={{ " + expression + " }}"
        )
        done = subprocess.run(
            command, cwd=str(REPOSITORY), env=self._environment, capture_output=True, text=True, check=False
        )
        head, _separator, text = done.stdout.partition("=>")
        if done.returncode or "SUCCESS" not in head:
            raise PlaybookFailed(f"{self.inventory} cannot be read:\n{done.stdout}{done.stderr}")
        return json.loads(text)["msg"]

    def run(self, playbook, label, *arguments, on_play=None):
        """Run to the end whatever happens in between; an interruption ends the whole process group first."""
        log, events = self._logs / f"{label}.log", self._logs / f"{label}.events.jsonl"
        for path in (log, events):
            path.write_text("", encoding="utf-8")
        started = time.monotonic()
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                self._command("ansible-playbook", playbook, "-i", self.inventory, *arguments),
                cwd=str(REPOSITORY),
                env=dict(self._environment, GIR_DEMO_EVENTS=str(events)),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                _follow(process, events, on_play)
            finally:
                end_group(process)
        return Outcome(playbook, process.returncode, _read(events), time.monotonic() - started, log)


def _follow(process, events, on_play):
    with events.open(encoding="utf-8") as lines:
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
            for line in lines.read().splitlines():
                if on_play and line.startswith('{"event": "play"') and line.endswith("}"):
                    on_play(json.loads(line)["name"])


def _read(events):
    return [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]


def end_group(process):
    """Nothing of a process group outlives this call."""
    for number, patience in ((signal.SIGINT, 5), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # workers whose leader has gone


def collections_path():
    """A place from which Ansible finds this checkout as gir.multidc."""
    path = REPOSITORY / ".cache" / "collections"
    link = path / "ansible_collections" / "gir" / "multidc"
    if not (link.exists() and link.resolve() == REPOSITORY):
        link.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            link.unlink()  # of a checkout that was moved
        with contextlib.suppress(FileExistsError):
            link.symlink_to(REPOSITORY, target_is_directory=True)
    return path
