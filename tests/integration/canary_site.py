# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's servers with the inventory of canaries, and playbooks run as controllers run them, watched."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from canaries import Canaries
from canary_inventory import Inventory
from canary_places import Search, Watch
from playbook import Ansible
from support import playbook
from system import VALUES, Layout, StandIns, prepare

SECONDS = 300
# How a run is shown: through ansible-runner, or by ansible-playbook with a callback of this name.
RUNNER = "runner"
LOUD = ("-vvvv", "--diff")


class Run:
    """How one run ended, and where a canary was seen."""

    def __init__(self, label, code, output, search, looks):
        self.label, self.code, self.output, self.looks = label, code, output, looks
        self.found, self.looked_at = search.found, search.looked_at

    def succeeded(self):
        """Itself, of a run that has to succeed."""
        assert self.code == 0, f"{self.label}: {self.output[-6000:]}"
        return self

    def unseen(self):
        """Itself, of a run after which no canary was seen, with every process looked at."""
        assert self.appearances == [], "\n".join(self.appearances[:40])
        assert self.looks > 10
        return self

    @property
    def appearances(self):
        return sorted(f"{self.label}: {place}: {name}, {form}" for place, name, form in self.found)


class Site:
    """Stand-ins, and the directory of their hosts; `runs` are those that took place."""

    def __init__(self, directory):
        self.directory = Path(directory) / "demo"
        self.work = Path(tempfile.mkdtemp(prefix="gir-canary-"))  # short: it holds sockets
        self.canaries = Canaries()
        self.runs = []
        prepare(self.directory)
        self.layout = Layout(self.directory)
        self.inventory = Inventory(Path(directory) / "inventory", self.canaries)
        self.inventory.write()
        ansible = Ansible(self.directory, self.layout.base, self.inventory.directory)
        self.standins = StandIns(self.layout, ansible.facts("rws1-dc1", VALUES))
        self.standins.start()

    def stop(self):
        self.standins.stop()
        shutil.rmtree(self.work, ignore_errors=True)

    def url(self, offset):
        return f"http://127.0.0.1:{self.layout.base + offset}"

    def path(self, host, relative):
        return self.directory / "hosts" / host / relative

    def _environment(self, home, screen):
        """Everything on that writes something down."""
        out = home / "out"
        for name in ("junit", "tree", "facts", "tmp"):
            (out / name).mkdir(parents=True)
        more = {} if screen == RUNNER else {"ANSIBLE_STDOUT_CALLBACK": screen}
        found = playbook.environment(
            home / "ansible",
            ANSIBLE_LOG_PATH=out / "ansible.log",
            ANSIBLE_CALLBACKS_ENABLED="ansible.builtin.junit,ansible.builtin.tree,outcome",
            GIR_PLAYBOOK_EVENTS=out / "events.jsonl",
            JUNIT_OUTPUT_DIR=out / "junit",
            ANSIBLE_CALLBACK_TREE_DIR=out / "tree",
            ANSIBLE_CACHE_PLUGIN="jsonfile",
            ANSIBLE_CACHE_PLUGIN_CONNECTION=out / "facts",
            ANSIBLE_SHOW_CUSTOM_STATS="1",
            ANSIBLE_SHOW_PER_HOST_START="1",
            ANSIBLE_LOCAL_TEMP=home / "ansible" / "local",
            TMPDIR=out / "tmp",
            GIR_DEMO_DIR=self.directory,
            GIR_DEMO_PORT_BASE=self.layout.base,
            LC_ALL="C.UTF-8",
            no_proxy="127.0.0.1,localhost",
            PATH=os.pathsep.join((str(Path(playbook.program()).parent), os.environ["PATH"])),
            **more,
        )
        kept = set(found) - {name for name in os.environ if found.get(name) == os.environ[name]}
        return found, {name: found[name] for name in sorted(kept)}

    def run(self, name, *arguments, label="", screen=RUNNER, also=(), plays=None, **variables):
        """Run a playbook of the collection, or plays, and search everything that it leaves.

        `also`: directories in which others must find no canary, besides those of the hosts.
        """
        home = self.work / f"run{len(self.runs)}"
        home.mkdir(mode=0o700)
        environment, own = self._environment(home, screen)
        plays = plays or [{"import_playbook": f"gir.multidc.{name}"}]
        command = self._command(home, name, plays, screen, arguments, variables, own)
        watched = (self.directory, home, *map(Path, also))
        search = Search(self.canaries)
        with Watch(search, watched) as watch:
            done = subprocess.run(
                command, env=environment, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                timeout=SECONDS,
            )  # fmt: skip
        search.text("standard output", done.stdout)
        search.text("standard error", done.stderr)
        for kind, directory in (("artifacts", "artifacts"), ("what callbacks wrote", "out"), ("left", "ansible")):
            search.outputs(kind, home / directory)
        for directory in watched:
            search.readable("files", directory)
        shutil.rmtree(home)
        output = (done.stdout + done.stderr).decode("utf-8", "replace")
        self.runs.append(Run(f"{name} {label}".strip(), done.returncode, output, search, watch.looks))
        return self.runs[-1]

    def _command(self, home, name, plays, screen, arguments, variables, own):
        """A project with a wrapper for each playbook, and variables in a file, as AWX has them."""
        (home / "artifacts").mkdir()
        project = home / "project"
        project.mkdir()
        wrapper = project / f"{name}.yml"
        wrapper.write_text(json.dumps(plays), encoding="utf-8")
        if screen != RUNNER:
            given = home / "extra.json"
            _private(given, variables)
            extra = ("-e", f"@{given}") if variables else ()
            inventory = ("-i", str(self.inventory.directory))
            return [playbook.program(), str(wrapper), *inventory, *LOUD, *extra, *map(str, arguments)]
        env = home / "env"
        env.mkdir()
        _private(env / "envvars", own)
        _private(env / "extravars", variables)
        _private(env / "settings", {"idle_timeout": SECONDS, "job_timeout": SECONDS, "suppress_ansible_output": False})
        words = " ".join([*LOUD, *map(str, arguments)])
        return [
            sys.executable, "-m", "ansible_runner", "run", str(home), "--playbook", wrapper.name, "--ident", "job",
            "--inventory", str(self.inventory.directory), f"--cmdline={words}",
        ]  # fmt: skip


def _private(path, data):
    path.touch(mode=0o600)
    path.write_text(json.dumps(data), encoding="utf-8")
