# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one ansible-playbook and tells what it did, host by host."""

import contextlib
import time
from pathlib import Path

from support.playbook import start

REPOSITORY = Path(__file__).resolve().parent.parent


class PlaybookFailed(Exception):
    """The sentence names playbook and cause; the log has the rest."""


def _paths(data):
    """(what, path, state) of every file and directory that a task names with its new state."""
    for what in ("directories", "files"):
        for item in data.get(what) if isinstance(data.get(what), list) else ():
            if isinstance(item, dict) and "path" in item:
                yield what, str(item["path"]), str(item.get("state") or item.get("changed"))


def _probes(result):
    """The transactions that playbook verify tried: an item for each component of a host, or a verdict."""
    verdict = (result.data.get("ansible_facts") or {}).get("__index_update_verdict")
    found = [{**verdict, "ok": verdict["answer"] == "confirmed"}] if verdict else []
    tried = result.data.get("results") or () if result.item else ()
    return found + [one for one in tried if isinstance(one, dict) and {"ok", "url"} <= set(one)]


class Outcome:
    """What one run did, host by host."""

    def __init__(self, name, outcome, seconds, log):
        self.name, self.outcome, self.seconds, self.log = name, outcome, seconds, log
        facts = [result.data.get("ansible_facts") or {} for result in outcome.results]
        topologies = [found["gir_topology"] for found in facts if found.get("gir_topology")]
        self.topology = topologies[-1] if topologies else None

    @property
    def changed(self):
        return sum(self.outcome.counts().values())

    def changed_on(self, hosts):
        return sum(count for host, count in self.outcome.counts().items() if host in hosts)

    def changes(self):
        """host -> what changed there: tasks in order, and every file and directory with its new state."""
        found = {}
        for result in self.outcome.results:
            if result.changed:
                entries = found.setdefault(result.host, [])
                entries.append(f"{result.play}: {result.task}")
                for what, path, state in sorted(_paths(result.data)):
                    line = f"  {state} {path}"
                    # Two roles of one host may share a directory: --check lets both of them say that it is missing.
                    if state not in {"unchanged", "False"} and not (what == "directories" and line in entries):
                        entries.append(line)
        return found

    def probes(self, hosts):
        return [probe for result in self.outcome.results if result.host in hosts for probe in _probes(result)]

    def require_success(self):
        if self.outcome.code == 0 and self.outcome.recap:
            return self
        failures = [f"{found.host}, task '{found.task}': {found.message}" for found in self.outcome.failures]
        causes = failures or [f"it ended with status {self.outcome.code}"]
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
        self._settings = self._prepare(port_base)

    def _prepare(self, port_base):
        for name in ("ansible/home", "ansible/tmp", "logs"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        collections_path()
        return {
            "ANSIBLE_HOME": self.directory / "ansible" / "home",
            "ANSIBLE_REMOTE_TEMP": self.directory / "ansible" / "tmp",
            "GIR_DEMO_DIR": self.directory,
            "GIR_DEMO_PORT_BASE": port_base,
            "LC_ALL": "C.UTF-8",
            "no_proxy": "127.0.0.1,localhost",
        }

    def facts(self, host, expression):
        """A value of the inventory as one host sees it, templated by Ansible itself."""
        task = {"ansible.builtin.debug": {"msg": "{{ " + expression + " }}"}}
        play = {"hosts": host, "gather_facts": False, "tasks": [task]}
        done = self._start([play], directory=self.directory / "ansible").finish()
        if done.code or not done.results:
            raise PlaybookFailed(f"{self.inventory} cannot be read:\n{done.output}")
        return done.results[0].data["msg"]

    def _start(self, playbook, *arguments, **how):
        return start(playbook, *arguments, inventory=REPOSITORY / self.inventory, **how, **self._settings)

    def run(self, playbook, label, *arguments, on_play=None):
        """Run to the end whatever happens in between; an interruption ends the whole process group first."""
        log, started = self._logs / f"{label}.log", time.monotonic()
        running = self._start(playbook, *arguments, directory=REPOSITORY, log=log)
        outcome = running.finish(None, on_play)
        return Outcome(playbook, outcome, time.monotonic() - started, log)


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
