# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync through ansible-playbook: from one host to another, nothing of the content anywhere else."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "modules"))

import keystores

PASSWORD = "store-pass-5512"


class Site:
    """Two hosts on this machine, each with its own directory."""

    def __init__(self, folder):
        self.folder = folder
        hosts = {}
        for name in ("rcs1-dc1", "rcs1-dc2"):
            (folder / name).mkdir()
            hosts[name] = {
                "ansible_connection": "local",
                "ansible_python_interpreter": sys.executable,
                "keystore": str(self.path(name)),
            }
        self.hosts = hosts
        self.delegate_to = None

    def write(self, name, content):
        (self.folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")

    def path(self, host):
        return self.folder / host / "keystore.jks"

    def play(self, *flags, **options):
        task = {
            "path": "{{ keystore }}",
            "source_host": "rcs1-dc1",
            "source_path": "{{ hostvars['rcs1-dc1'].keystore }}",
            "password": PASSWORD,
        }
        task.update(options)
        self.write("inventory.yml", {"all": {"hosts": self.hosts}})
        tasks = [{"name": "Replicate the keystore", "gir.multidc.rcs_keystore_sync": task}]
        if self.delegate_to:
            tasks[0]["delegate_to"] = self.delegate_to
        self.write("play.yml", [{"name": "Replicate", "hosts": "rcs1-dc2", "gather_facts": False, "tasks": tasks}])
        env = dict(os.environ, ANSIBLE_LOCAL_TEMP=str(self.folder / "local"), ANSIBLE_NOCOLOR="1", ANSIBLE_FORKS="2")
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


def test_a_keystore_travels_without_leaving_a_trace(site):
    entries = [keystores.key("a", b"cert a", b"key material " * 20), keystores.trusted("t", b"cert t")]
    content = keystores.jks(*entries, password=PASSWORD)
    site.path("rcs1-dc1").write_bytes(content)
    predicted = site.play("--check", "--diff")
    assert predicted.returncode == 0, predicted.stdout
    assert "changed=1" in predicted.stdout and "+a private_key " + keystores.fingerprint(b"cert a") in predicted.stdout
    assert not site.path("rcs1-dc2").exists()
    real = site.play("-vvvv", "--diff")
    assert "changed=1" in real.stdout
    assert site.path("rcs1-dc2").read_bytes() == content
    for secret in (PASSWORD, "key material", base64.b64encode(content).decode()[20:60]):
        assert secret not in real.stdout + real.stderr
    # Through a pipe, so that no temporary file on the controller holds the payload.
    assert "PUT " not in real.stdout
    assert "changed=0" in site.play().stdout


def test_a_loss_is_refused_before_anything_is_written(site):
    site.path("rcs1-dc1").write_bytes(keystores.jks(keystores.key("a"), password=PASSWORD))
    only_here = keystores.jks(keystores.key("only here", b"cert b"), password=PASSWORD)
    site.path("rcs1-dc2").write_bytes(only_here)
    for flags in ((), ("--check",)):
        refused = site.play(*flags)
        assert refused.returncode != 0
        assert "only here" in refused.stdout and "could never be played again" in refused.stdout
        assert "Traceback" not in refused.stdout + refused.stderr
    assert site.path("rcs1-dc2").read_bytes() == only_here


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"source_host": "nowhere"}, "'nowhere' is not in the inventory"),
        ({"source_path": "/no/such/file"}, "cannot be read on source_host 'rcs1-dc1'"),
        ({"source_host": None}, "source_host is missing"),
    ],
)
def test_mistakes_are_sentences(site, options, words):
    result = site.play(**options)
    assert result.returncode != 0
    assert words in " ".join((result.stdout + result.stderr).split())
    assert "Traceback" not in result.stdout + result.stderr


def test_a_source_that_is_reached_by_ssh_is_not_printed_at_the_highest_verbosity(site):
    """The ssh plugin prints what a remote command returned; here a program that runs it locally stands in for ssh."""
    fake = site.folder / "ssh"
    fake.write_text('#!/bin/sh\nfor word; do last=$word; done\nexec /bin/sh -c "$last"\n', encoding="utf-8")
    fake.chmod(0o755)
    site.hosts["rcs1-dc1"].update(ansible_connection="ssh", ansible_ssh_executable=str(fake), ansible_pipelining=True)
    content = keystores.jks(keystores.key("a", b"cert a", b"key material " * 20), password=PASSWORD)
    site.path("rcs1-dc1").write_bytes(content)
    done = site.play("-vvvv")
    assert done.returncode == 0, done.stdout
    assert site.path("rcs1-dc2").read_bytes() == content
    assert base64.b64encode(content).decode()[:40] not in done.stdout + done.stderr


def test_a_delegated_task_works_and_mistakes_in_the_shape_are_sentences(site):
    content = keystores.jks(keystores.key("a"), password=PASSWORD)
    site.path("rcs1-dc1").write_bytes(content)
    for options, words in (({"mode": 0o640}, "put it in quotes"), ({"accept_loss": ["two"]}, "not a list of entries")):
        refused = site.play("-vvv", **options)
        assert refused.returncode != 0
        text = " ".join((refused.stdout + refused.stderr).split())
        assert words in text and PASSWORD not in text
    site.delegate_to = "rcs1-dc2"
    done = site.play()
    assert done.returncode == 0, done.stdout
    assert site.path("rcs1-dc2").read_bytes() == content
