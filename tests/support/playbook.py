# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-playbook, and tells how it ended. Nothing of the caller's Ansible set-up counts."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from support.inventory import Inventory
from support.module_code import compiled_once
from support.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT / ".cache" / "collections"
SECONDS = 300
# Where a gate tries what a user has: the programs of his environment, and the place of his installed collections.
PROGRAMS, INSTALLED = "GIR_TEST_PROGRAMS", "GIR_TEST_COLLECTIONS"


def program(name="ansible-playbook"):
    """A command of the Ansible that this Python's environment holds, or that of the user."""
    return str(Path(os.environ.get(PROGRAMS) or Path(sys.executable).parent) / name)


def collections():
    """The place of the collections: the work tree, or what the user has installed."""
    return Path(os.environ.get(INSTALLED) or COLLECTIONS)


def environment(home, base=None, **more):
    """The variables of a process of Ansible that keeps what it needs in `home`; None takes one out."""
    base = dict(os.environ if base is None else base)
    home = Path(home)
    for name in ("home", "remote"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / "ansible.cfg").write_text("[defaults]\n", encoding="utf-8")
    found = {name: value for name, value in base.items() if not name.startswith("ANSIBLE_")}
    found.update(
        ANSIBLE_CONFIG=str(home / "ansible.cfg"),
        ANSIBLE_HOME=str(home / "home"),
        ANSIBLE_REMOTE_TEMP=str(home / "remote"),
        ANSIBLE_COLLECTIONS_PATH=str(collections()),
        ANSIBLE_CALLBACK_PLUGINS=str(Path(__file__).with_name("callback_plugins")),
        ANSIBLE_CALLBACKS_ENABLED="outcome",
        ANSIBLE_NOCOLOR="1",
        ANSIBLE_FORCE_COLOR="0",
        ANSIBLE_LOCALHOST_WARNING="0",
    )
    found.update(more)
    return {name: str(value) for name, value in found.items() if value is not None}


class Started:
    """A playbook that runs. What it prints and its events are in files, so that they can be followed.

    With a `log` it prints everything into that file.
    """

    def __init__(self, command, home, log=None, **how):
        self.home, self.log = home, log
        self.events = home / "events.jsonl"
        self.events.touch()
        with open(log or home / "stdout", "wb") as out, open(home / "stderr", "wb") as errors:
            how.update(stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT if log else errors)
            self.process = subprocess.Popen(command, start_new_session=True, **how)

    def finish(self, seconds=SECONDS, on_play=None):
        """Await its end; it ends in any case, and nothing of it is left. `on_play` is told the name of each play."""
        try:
            if on_play:
                self._follow(on_play)
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"not done after {seconds} s: {self._text('stdout')}") from None
        finally:
            end_group(self.process)
            outcome = Outcome(self.process.returncode, self._text("stdout"), self._text("stderr"), self._read())
            shutil.rmtree(self.home, ignore_errors=True)
        return outcome

    def _follow(self, on_play):
        with self.events.open(encoding="utf-8") as lines:
            while self.process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.1)
                for line in lines.read().splitlines():
                    if line.startswith('{"event": "play"') and line.endswith("}"):
                        on_play(json.loads(line)["name"])

    def _text(self, name):
        path = self.log if self.log and name == "stdout" else self.home / name
        return Path(path).read_text(encoding="utf-8", errors="replace")

    def _read(self):
        for line in self.events.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError):  # the last one of a run that was killed
                yield json.loads(line)


def start(playbook, *arguments, directory, inventory=(), variables=None, base=None, through=(), log=None, **settings):
    """Start a playbook in a directory.

    `playbook` is a name, a path, or the plays themselves; `inventory` an Inventory, one as data, or paths. The
    variables go into a file, since -vvvv prints the command line. `settings` are environment variables over those of
    `base`. `through` are the words of a command that runs another one. `log` is a file for what it prints.
    """
    home = Path(tempfile.mkdtemp(prefix="gir-play-"))  # short: it holds sockets
    directory = Path(directory)
    if isinstance(playbook, list):
        playbook = _written(playbook, directory / "playbook.yml")
    if isinstance(inventory, (Inventory, dict)):
        tree = inventory if isinstance(inventory, dict) else inventory.tree()
        inventory = _written(tree, directory / "inventory.yml")
    sources = [inventory] if isinstance(inventory, (str, Path)) else inventory
    command = [*through, program(), str(playbook), *(word for source in sources for word in ("-i", str(source)))]
    if variables:
        (home / "variables.json").write_text(json.dumps(variables), encoding="utf-8")
        command += ["-e", f"@{home / 'variables.json'}"]
    settings = {"GIR_PLAYBOOK_EVENTS": home / "events.jsonl", **settings}
    base = dict(os.environ if base is None else base)
    if PROGRAMS in os.environ:
        base.pop("PYTHONPATH", None)  # the user has none
    env = environment(home, {**base, **compiled_once(base)}, **settings)
    return Started([*command, *arguments], home, log, cwd=directory, env=env)


def _written(data, path):
    """JSON is YAML: Ansible reads it."""
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def run(playbook, *arguments, directory, seconds=SECONDS, **how):
    """Run a playbook to its end, as start() starts it."""
    return start(playbook, *arguments, directory=directory, **how).finish(seconds)


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
