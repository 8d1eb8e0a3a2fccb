# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync through ansible-playbook: from one host to many, nothing of the content anywhere else."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "modules"))

import keystores
from support.module_code import compiled_once

PASSWORD = "store-pass-5512"
SECRET = b"key material " * 20
HOSTS = ("rcs1-dc1", "rcs1-dc2", "rcs2-dc2")


class Site:
    """Hosts on this machine, each with its own directory."""

    def __init__(self, folder):
        self.folder = folder
        self.hosts = {}
        for name in HOSTS:
            (folder / name).mkdir()
            self.hosts[name] = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        self.play_on, self.keywords = "localhost", {}

    def write(self, name, content):
        (self.folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")

    def path(self, host):
        return self.folder / host / "keystore.jks"

    def dead(self, host):
        self.hosts[host].update(ansible_connection="ssh", ansible_host="127.0.0.1", ansible_port=1)

    def task(self, ignore_errors=False, **options):
        task = {
            "path": "/no/such/keystore",
            "paths": {name: str(self.path(name)) for name in HOSTS},
            "source_host": HOSTS[0],
            "targets": list(HOSTS),
            "password": PASSWORD,
        }
        task.update(options)
        name = "gir.multidc.rcs_keystore_sync"
        return {"name": "Replicate the keystore", name: task, "ignore_errors": ignore_errors, **self.keywords}

    def play(self, *flags, tasks=None, **options):
        """One task with these options, or the tasks that are given."""
        self.write("inventory.yml", {"all": {"hosts": self.hosts}})
        tasks = tasks or [self.task(**options)]
        play = {"name": "Replicate", "hosts": self.play_on, "gather_facts": False, "tasks": tasks}
        self.write("play.yml", [play])
        env = {**os.environ, **compiled_once(), "ANSIBLE_NOCOLOR": "1", "ANSIBLE_FORKS": "3"}
        env["ANSIBLE_LOCAL_TEMP"] = str(self.folder / "local")
        env["ANSIBLE_COLLECTIONS_PATH"] = os.pathsep.join(
            path for path in sys.path if (Path(path) / "ansible_collections").is_dir()
        )
        command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "inventory.yml", "play.yml", *flags]
        return subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, check=False, timeout=120
        )


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def content(*aliases):
    entries = [keystores.key(alias, b"cert " + alias.encode(), SECRET) for alias in aliases]
    return keystores.jks(*entries, password=PASSWORD)


def absent(path):
    """A task that fails once there is such a file."""
    return {"ansible.builtin.assert": {"that": f"'{path}' is not exists"}}


def words_of(done):
    text = " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in text
    return text


def test_a_keystore_travels_to_all_without_leaving_a_trace(site):
    data = content("a", "b")
    site.path(HOSTS[0]).write_bytes(data)
    task = site.task()
    untouched = [absent(site.path(host)) for host in HOSTS[1:]]
    tasks = [dict(task, name="Predict", check_mode=True), *untouched, task, dict(task, name="Again")]
    real = site.play("-vvvvv", "--diff", tasks=tasks)
    assert real.returncode == 0, words_of(real)
    predicted, rest = real.stdout.split("TASK [Replicate the keystore]")
    assert "+a private_key " + keystores.fingerprint(b"cert a", SECRET) in predicted
    assert "changed=2" in real.stdout and "ok: [localhost]" in rest.split("TASK [Again]")[1]
    assert [site.path(host).read_bytes() for host in HOSTS] == [data] * 3
    for secret in (PASSWORD, "key material", base64.b64encode(data).decode()[20:60]):
        assert secret not in real.stdout + real.stderr
    # Through a pipe, so that no temporary file holds the payload.
    assert "PUT " not in real.stdout


def test_a_loss_anywhere_is_refused_before_anything_is_written_anywhere(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    site.path(HOSTS[2]).write_bytes(content("a", "only here"))
    done = site.play(tasks=[site.task(ignore_errors=True), absent(site.path(HOSTS[1])), site.task(state="merged")])
    assert done.returncode == 0
    assert f"{HOSTS[2]}: " in words_of(done) and "'only here'" in words_of(done) and "ignored=1" in words_of(done)
    assert len({site.path(host).read_bytes() for host in HOSTS}) == 1


def test_a_dead_host_holds_up_nobody_unless_it_shall(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    site.dead(HOSTS[1])
    tasks = [
        site.task(ignore_errors=True, unreachable="fail"),
        absent(site.path(HOSTS[2])),
        site.task(),
        site.task(ignore_errors=True, source_host=HOSTS[1]),
    ]
    done = site.play("-v", tasks=tasks)
    assert done.returncode == 0 and "ignored=2" in words_of(done)
    assert f"{HOSTS[1]} cannot be reached" in words_of(done)
    assert f'"stale": ["{HOSTS[1]}"]' in words_of(done)
    assert site.path(HOSTS[2]).exists()
    assert f"the source {HOSTS[1]} cannot be reached" in words_of(done)


MISTAKES = [
    ({"source_host": "nowhere"}, "host 'nowhere' is not in the inventory"),
    ({"paths": {}}, "the directory of '/no/such/keystore' does not exist"),
    ({"targets": None}, "missing required arguments: targets"),
    ({"mode": 0o640}, "put it in quotes"),
]


def test_mistakes_are_sentences(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    result = site.play("-vvv", tasks=[site.task(ignore_errors=True, **options) for options, _words in MISTAKES])
    assert f"ignored={len(MISTAKES)}" in words_of(result) and PASSWORD not in words_of(result)
    assert [words for _options, words in MISTAKES if words not in words_of(result)] == []


def test_a_task_that_would_run_on_every_host_is_refused(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    site.play_on = "all"
    everywhere = site.task(ignore_errors=True)
    site.keywords = {"run_once": True, "delegate_to": "localhost"}
    done = site.play(tasks=[everywhere, absent(site.path(HOSTS[1])), site.task(targets=[HOSTS[1]])])
    assert done.returncode == 0 and words_of(done).count("ignored=1") == len(HOSTS)
    assert "run it in a play for one host" in words_of(done)
    assert site.path(HOSTS[1]).exists()


def test_hosts_that_are_reached_by_ssh_are_not_printed_at_the_highest_verbosity(site):
    """The ssh plugin prints what a remote command returned; here a program that runs it locally stands in for ssh."""
    fake = site.folder / "ssh"
    log = site.folder / "arguments"
    fake.write_text(
        f'#!/bin/sh\nprintf "%s " "$@" >>{log}\nfor word; do last=$word; done\nexec /bin/sh -c "$last"\n',
        encoding="utf-8",
    )
    fake.chmod(0o755)
    for host in HOSTS:
        site.hosts[host].update(ansible_connection="ssh", ansible_ssh_executable=str(fake))
    data = content("a")
    site.path(HOSTS[0]).write_bytes(data)
    site.keywords = {"connection": "local"}  # of the task, which is no connection of the hosts
    done = site.play("-vvvvv")
    assert done.returncode == 0, done.stdout
    assert site.path(HOSTS[2]).read_bytes() == data
    for text in (done.stdout + done.stderr, log.read_text(encoding="utf-8")):
        assert base64.b64encode(data).decode()[:40] not in text and PASSWORD not in text
