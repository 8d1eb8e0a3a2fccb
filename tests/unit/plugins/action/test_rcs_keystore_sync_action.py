# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync through ansible-playbook: from one host to many, nothing of the content anywhere else."""

import base64
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "modules"))

import keystores
from support import playbook
from support.inventory import SILENT, Inventory

PASSWORD = "store-pass-5512"
SECRET = b"key material " * 20
HOSTS = ("rcs1-dc1", "rcs1-dc2", "rcs2-dc2")


class Site:
    """Hosts on this machine, each with its own directory."""

    def __init__(self, folder):
        self.folder = folder
        for name in HOSTS:
            (folder / name).mkdir()
        self.inventory = Inventory({"hosts": HOSTS}, top="all")
        self.play_on, self.keywords = "localhost", {}

    def path(self, host):
        return self.folder / host / "keystore.jks"

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
        tasks = tasks or [self.task(**options)]
        play = {"name": "Replicate", "hosts": self.play_on, "gather_facts": False, "tasks": tasks}
        done = playbook.run([play], *flags, directory=self.folder, inventory=self.inventory, ANSIBLE_FORKS="3")
        assert "Traceback" not in done.output
        return done.succeeded()


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def content(*aliases):
    entries = [keystores.key(alias, b"cert " + alias.encode(), SECRET) for alias in aliases]
    return keystores.jks(*entries, password=PASSWORD)


def absent(path):
    """A task that fails once there is such a file."""
    return {"ansible.builtin.assert": {"that": f"'{path}' is not exists"}}


def test_a_keystore_travels_to_all_without_leaving_a_trace(site):
    data = content("a", "b")
    site.path(HOSTS[0]).write_bytes(data)
    task = site.task()
    untouched = [absent(site.path(host)) for host in HOSTS[1:]]
    tasks = [dict(task, name="Predict", check_mode=True), *untouched, task, dict(task, name="Again")]
    real = site.play("-vvvvv", "--diff", tasks=tasks)
    predicted, rest = real.stdout.split("TASK [Replicate the keystore]")
    assert "+a private_key " + keystores.fingerprint(b"cert a", SECRET) in predicted
    assert real.counts() == {"localhost": 2} and "ok: [localhost]" in rest.split("TASK [Again]")[1]
    assert [site.path(host).read_bytes() for host in HOSTS] == [data] * 3
    real.says_nothing_of([PASSWORD, "key material", base64.b64encode(data).decode()[20:60]])
    # Through a pipe, so that no temporary file holds the payload.
    assert "PUT " not in real.stdout


def test_a_loss_anywhere_is_refused_before_anything_is_written_anywhere(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    site.path(HOSTS[2]).write_bytes(content("a", "only here"))
    done = site.play(tasks=[site.task(ignore_errors=True), absent(site.path(HOSTS[1])), site.task(state="merged")])
    assert f"{HOSTS[2]}: " in done.flat and "'only here'" in done.flat
    assert done.counts("ignored") == {"localhost": 1}
    assert len({site.path(host).read_bytes() for host in HOSTS}) == 1


def test_a_dead_host_holds_up_nobody_unless_it_shall(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    site.inventory.host(HOSTS[1], **SILENT)
    tasks = [
        site.task(ignore_errors=True, unreachable="fail"),
        absent(site.path(HOSTS[2])),
        site.task(),
        site.task(ignore_errors=True, source_host=HOSTS[1]),
    ]
    done = site.play("-v", tasks=tasks)
    assert done.counts("ignored") == {"localhost": 2}
    assert f"{HOSTS[1]} cannot be reached" in done.flat
    assert f'"stale": ["{HOSTS[1]}"]' in done.flat
    assert site.path(HOSTS[2]).exists()
    assert f"the source {HOSTS[1]} cannot be reached" in done.flat


MISTAKES = [
    ({"source_host": "nowhere"}, "host 'nowhere' is not in the inventory"),
    ({"paths": {}}, "the directory of '/no/such/keystore' does not exist"),
    ({"targets": None}, "missing required arguments: targets"),
    ({"mode": 0o640}, "put it in quotes"),
]


def test_mistakes_are_sentences(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    result = site.play("-vvv", tasks=[site.task(ignore_errors=True, **options) for options, _words in MISTAKES])
    assert result.says_nothing_of([PASSWORD]).counts("ignored") == {"localhost": len(MISTAKES)}
    assert [words for _options, words in MISTAKES if words not in result.flat] == []


def test_a_task_that_would_run_on_every_host_is_refused(site):
    site.path(HOSTS[0]).write_bytes(content("a"))
    site.play_on = "all"
    everywhere = site.task(ignore_errors=True)
    site.keywords = {"run_once": True, "delegate_to": "localhost"}
    done = site.play(tasks=[everywhere, absent(site.path(HOSTS[1])), site.task(targets=[HOSTS[1]])])
    assert done.counts("ignored") == dict.fromkeys(HOSTS, 1)
    assert "run it in a play for one host" in done.flat
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
        site.inventory.host(host, ansible_connection="ssh", ansible_ssh_executable=str(fake))
    data = content("a")
    site.path(HOSTS[0]).write_bytes(data)
    site.keywords = {"connection": "local"}  # of the task, which is no connection of the hosts
    done = site.play("-vvvvv")
    assert site.path(HOSTS[2]).read_bytes() == data
    for text in (done.output, log.read_text(encoding="utf-8")):
        assert base64.b64encode(data).decode()[:40] not in text and PASSWORD not in text
