# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX runs them: through ansible-runner, with what awx/main/tasks/jobs.py writes for one."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from running_demo import INVENTORY, LIMIT_SECONDS
from support import playbook
from support.outcome import Outcome

PLAYBOOKS = playbook.ROOT / "playbooks"
WORKER = Path(__file__).with_name("awx_worker.py")
VERBS = sorted(path.stem for path in PLAYBOOKS.glob("*.yml"))
# ansible-core marks the format of what it caches in the names of files, since 2.19.
CACHED = ("", "s1_")
SOMEBODY = 12345
SETPRIV = shutil.which("setpriv")
# What a workflow gives to a job from those before it, each a result that must not be taken for its own.
OLD = {"ok": True, "verdict": "stale", "outcome": "stale", "heard": ["stale"], "hosts": {}, "findings": [], "lines": []}
HANDED_ON = {name: OLD for name in known.PUBLISHED if name != "gir_topology"}
# What the fact storage may hold of a host since last week, whoever wrote it.
FACTS = {
    **HANDED_ON,
    "gir_topology": {"active": "dc9", "hosts": {}, "data_centers": {}},
    "gir_multidc": {"active_datacenter": "dc2", "epoch": 99},
    "ansible_local": {"gir_multidc": {"active_datacenter": "dc2", "epoch": 99}},
    "ansible_service_mgr": "upstart",
    "services": {"rws.service": {"state": "stopped"}},
    "ansible_date_time": {"iso8601": "2020-01-01T00:00:00Z"},
    "__gir_topology_published": True,
    "__gir_topology_verb": "role",
    "__gir_run": {"verb": "stale", "silent": {}, "unseen": [], "limit": "", "slice": "", "check_mode": False},
    "__gir_todo": {},
    "__gir_compared_components": [],
    "__gir_platform": {"system": "Windows"},
    "__gir_lock": {"operation": "stale", "hosts": []},
    "__site_report": OLD,
    "__drift": OLD,
}


def meta_variables(template, job, workflow=None):
    """What AWX tells every job, under both of its names; `workflow`: the name of the workflow job that it runs in."""
    found = {
        "job_id": job,
        "job_launch_type": "workflow" if workflow else "manual",
        "job_template_id": 7,
        "job_template_name": template,
        "user_id": 3,
        "user_name": "alice",
        "user_email": "alice@example.com",
        "user_first_name": "Alice",
        "user_last_name": "Operator",
        "inventory_id": 2,
        "inventory_name": "recording",
        "project_revision": "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
        "project_scm_branch": "main",
        "execution_node": "awx-ee-1",
    }
    if workflow:
        found.update(workflow_job_id=job - 1, workflow_job_name=workflow, workflow_job_launch_type="scheduled")
    return {f"{prefix}_{name}": value for prefix in ("awx", "tower") for name, value in found.items()}


class Job(Outcome):
    """How a job ended. `artifacts`: what set_stats gave to the next job."""

    def __init__(self, status, code, events):
        output = "\n".join(event.get("stdout") or "" for event in events)
        super().__init__(code, output, "", ())
        self.status = status
        self.artifacts, self.counts_of = {}, {}
        for event in events:
            if event["event"] == "playbook_on_stats":
                self.artifacts = event["event_data"].get("artifact_data") or {}
                self.counts_of = event["event_data"]

    @property
    def changed_hosts(self):
        return set(self.counts_of["changed"])


class Awx:
    """A project with a wrapper for each playbook, an imported inventory, and the jobs that run with them."""

    def __init__(self, demo, directory, settings=None):
        self.demo = demo
        # Short, because it holds sockets, and outside of what only its owner may enter.
        self.directory = Path(tempfile.mkdtemp(prefix="gir-awx-"))
        self.directory.chmod(0o755)
        self.work = Path(directory)
        self.settings = {
            "GIR_DEMO_DIR": str(demo.directory),
            "GIR_DEMO_PORT_BASE": str(demo.base),
            "ANSIBLE_REMOTE_TEMP": str(self.directory / "remote"),
            "ANSIBLE_LOCAL_TEMP": str(self.directory / "local"),
            **(settings or {}),
        }
        self.project = self.directory / "project"
        self.project.mkdir()
        for verb in VERBS:
            plays = [{"name": f"Run {verb}", "ansible.builtin.import_playbook": f"gir.multidc.{verb}"}]
            (self.project / f"{verb}.yml").write_text(json.dumps(plays), encoding="utf-8")
        self.imported = self._import()
        self.hosts = sorted(set(self.imported["_meta"]["hostvars"]) | set(_members(self.imported)))
        self.jobs = 0

    def copied(self, user):
        """A copy of the demo's hosts, which are files of this machine, for an account."""
        there = self.directory / "demo"
        shutil.copytree(self.demo.directory / "hosts", there / "hosts", symlinks=True)
        for name in ("remote", "local"):
            (self.directory / name).mkdir(exist_ok=True)
        if user is not None:
            for root in (there, self.directory / "remote", self.directory / "local"):
                own(root, user)
        return there

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)

    def _import(self):
        """The inventory as an inventory source brings it into AWX."""
        done = subprocess.run(
            [playbook.program("ansible-inventory"), "-i", str(INVENTORY), "--list", "--export"],
            env=self._environment(), cwd=self.project, capture_output=True, check=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout)

    def _environment(self):
        """Of the process: no terminal, no home that can be written, and nothing of the caller's."""
        home = self.directory / "home"
        found = {
            "PATH": os.pathsep.join((str(Path(playbook.program()).parent), "/usr/bin", "/bin")),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "no_proxy": "127.0.0.1,localhost",
            "PYTHONDONTWRITEBYTECODE": "1",
            "ANSIBLE_COLLECTIONS_PATH": str(playbook.collections()),
        }
        if not home.exists():
            home.mkdir(mode=0o555)
        return {**found, **self.settings}

    def inventory(self, leave_out=(), part=(1, 1)):
        """What a job gets: without the hosts that are disabled, and with one slice of the others."""
        enabled = [host for host in self.hosts if host not in leave_out]
        number, slices = part
        hosts = enabled[number - 1 :: slices]
        found = {"all": {"children": []}, "_meta": {"hostvars": {}}}
        for name, group in self.imported.items():
            if name in ("_meta", "all"):
                continue
            members = [host for host in group.get("hosts", ()) if host in hosts]
            children = [child for child in group.get("children", ()) if child in self.imported]
            one = {"hosts": members, "children": children, "vars": group.get("vars", {})}
            found[name] = {key: value for key, value in one.items() if value}
            found["all"]["children"].append(name)
        found = {name: group for name, group in found.items() if group}
        for host in hosts:
            own = dict(self.imported["_meta"]["hostvars"].get(host, {}))
            for prefix in ("host", "tower"):
                own.update({f"remote_{prefix}_enabled": "true", f"remote_{prefix}_id": 100 + self.hosts.index(host)})
            found["_meta"]["hostvars"][host] = own
        return found

    def start(self, verb, *words, variables=None, facts=None, leave_out=(), part=(1, 1), workflow=None, user=None,
              settings=None):  # fmt: skip
        """Start a job. `facts`: host to what the fact storage of AWX holds of it; None is without the storage.

        `part`: number and count of slices; `user`: the number of the account that it runs as; `settings`: further
        environment variables, as credentials of AWX give them.
        """
        self.jobs += 1
        ident = str(1000 + self.jobs)
        place = self.directory / f"job{ident}"
        for name in ("inventory", "env", "artifacts"):
            (place / name).mkdir(parents=True)
        (place / "project").symlink_to(self.project)
        workflow = f"{verb}" if part[1] > 1 else workflow
        given = {**(variables or {}), **meta_variables(verb, int(ident), workflow)}
        _write(place / "env" / "extravars", given)
        (place / "env" / "cmdline").write_text(" ".join(["-u", "root", "--forks=5", *words]), encoding="utf-8")
        _write(place / "env" / "settings", {
            "job_timeout": LIMIT_SECONDS, "suppress_ansible_output": True, "suppress_output_file": True,
            # How often runner looks whether the job is canceled; each 5 s by default.
            "pexpect_timeout": 0.2,
        })  # fmt: skip
        script = place / "inventory" / "hosts"
        text = json.dumps(self.inventory(leave_out, part))
        script.write_text(f"#! /usr/bin/env python3\n# -*- coding: utf-8 -*-\nprint({text!r})\n", encoding="utf-8")
        script.chmod(0o700)
        self._store(place / "artifacts" / ident / "fact_cache", facts or {})
        envvars = {
            **self.settings,
            "JOB_ID": ident,
            "INVENTORY_ID": "2",
            "PROJECT_REVISION": given["awx_project_revision"],
            "ANSIBLE_RETRY_FILES_ENABLED": "False",
            "ANSIBLE_FORCE_COLOR": "True",
            "ANSIBLE_HOST_KEY_CHECKING": "False",
            "AWX_PRIVATE_DATA_DIR": str(place),
            **(settings or {}),
        }
        _write(place / "parameters", {
            "private_data_dir": str(place), "ident": ident, "playbook": f"{verb}.yml", "inventory": str(script),
            "envvars": envvars, "fact_cache_type": "" if facts is None else "jsonfile", "suppress_env_files": True,
        })  # fmt: skip
        if user is not None:
            own(place, user)
        process = subprocess.Popen(
            [*as_user(user), sys.executable, str(WORKER), str(place / "parameters")], env=self._environment(),
            cwd=place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        return Running(process, place, ident)

    def run(self, verb, *words, **how):
        """A job, to its end."""
        return self.start(verb, *words, **how).finish()

    @staticmethod
    def _store(cache, facts):
        """As AWX writes it before a job."""
        cache.mkdir(parents=True, mode=0o700)
        for host, stored in facts.items():
            for prefix in CACHED:
                _write(cache / f"{prefix}{host}", stored)


class Running:
    """A job that runs."""

    def __init__(self, process, place, ident):
        self.process, self.place = process, place
        self._events = place / "artifacts" / ident / "job_events"

    def cancel(self):
        self.process.send_signal(signal.SIGTERM)

    def events(self):
        """Those that are complete, in their order."""
        found = []
        for path in self._events.glob("*.json"):
            if "partial" not in path.name:
                with contextlib.suppress(OSError, ValueError):  # it is being written
                    found.append(json.loads(path.read_text(encoding="utf-8")))
        return sorted(found, key=lambda event: event["counter"])

    def finish(self):
        """Await the end; nothing of the job is left."""
        try:
            out, errors = self.process.communicate(timeout=LIMIT_SECONDS)
            assert self.process.returncode == 0, errors
            ended = json.loads(out.splitlines()[-1])
            return Job(ended["status"], ended["rc"], self.events())
        finally:
            playbook.end_group(self.process)
            shutil.rmtree(self.place, ignore_errors=True)


def account():
    """Another account than that of the tests, where these run as root; only root can have one."""
    return SOMEBODY if os.geteuid() == 0 and SETPRIV else None


def as_user(user):
    """Words that start a command as an account. It may read all, because Python may lie in the home of root."""
    if user is None:
        return []
    reading = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return [SETPRIV, f"--reuid={user}", f"--regid={user}", "--clear-groups", *reading]


def own(root, user):
    """Give a directory, and all in it, to an account."""
    for path in [root, *root.rglob("*")]:
        os.chown(path, user, user, follow_symlinks=False)


def _members(inventory):
    return [host for name, group in inventory.items() if name != "_meta" for host in group.get("hosts", ())]


def _write(path, data):
    path.touch(mode=0o600)
    path.write_text(json.dumps(data), encoding="utf-8")
