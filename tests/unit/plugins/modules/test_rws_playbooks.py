# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rws_* module as a task of a real playbook at -vvvv: what it prints, on success and on failure."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.module_utils import _rws_client
from rws_systems import MODULES, PASSWORD, RECEIVER_PASSWORD, WRITERS, connect
from standins import rws

COLLECTIONS = Path(_rws_client.__file__).parents[5]


def play(directory, system, tasks, *arguments, **connection):
    """(exit status, everything that was printed) of a playbook on localhost with the connection given once."""
    options = connect(system, **connection)
    document = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "module_defaults": {"group/gir.multidc.rws": options},
            "tasks": tasks,
        }
    ]
    inventory = f"localhost ansible_connection=local ansible_python_interpreter={sys.executable}\n"
    (directory / "hosts").write_text(inventory, encoding="utf-8")
    (directory / "play.yml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    environment = dict(
        os.environ,
        ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS),
        ANSIBLE_LOCAL_TEMP=str(directory / "local"),
        ANSIBLE_REMOTE_TEMP=str(directory / "remote"),
        ANSIBLE_NOCOLOR="1",
    )
    environment.pop("ANSIBLE_CONFIG", None)
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "hosts", "play.yml", *arguments]
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout


def tasks(**extra):
    """A task for each module, in an order in which all of them work."""
    order = sorted(WRITERS) + sorted(set(MODULES) - set(WRITERS))
    return [{"name": name, f"gir.multidc.{name}": dict(MODULES[name], **extra.get(name, {}))} for name in order]


def found_secrets(system, text):
    """Secrets of the run that were printed: passwords, CSRF tokens, session ids, and their Basic form."""
    tokens = {call["token"] for call in system.requests} | {call["session"] for call in system.requests}
    secrets = [system.ops[1], system.admin[1], PASSWORD, RECEIVER_PASSWORD, *[token for token in tokens if token]]
    assert len(secrets) > 4, "the stand-in asked for no token"
    return [secret for secret in secrets if secret in text] + re.findall(r"Basic [A-Za-z0-9+/=]{8,}", text)


@pytest.fixture
def system():
    # The stored passwords are shown in clear and every session counts: the hardest case.
    with rws.cluster(nodes=1, monitoring_delay=0.1, dialect={"csrf": "on", "password_on_read": "clear"}) as running:
        yield running


def test_no_secret_at_any_verbosity(system, tmp_path):
    on_change = {"update_password": "on_change"}
    all_tasks = tasks(rws_storage=on_change, rws_settings=on_change)
    status, text = play(tmp_path, system, all_tasks, "-vvvv", "--diff")
    assert status == 0, text
    assert text.count("changed: [localhost]") == len(WRITERS)
    assert found_secrets(system, text) == []
    status, text = play(tmp_path, system, all_tasks, "-vvvv", "--diff", "--check")
    assert status == 0, text
    assert found_secrets(system, text) == []
    # Only the re-indexing is an action; all else is as it should be.
    assert text.count("changed: [localhost]") == 1


@pytest.mark.parametrize(
    ("method", "fault", "failures"),
    [
        ("GET", {"kind": "html", "status": 500}, 10),
        ("POST", {"kind": "drop", "phase": "after"}, 1),
        ("POST", {"kind": "status", "status": 403}, 5),
    ],
)
def test_no_secret_in_any_failure(system, tmp_path, method, fault, failures):
    failing = [dict(task, ignore_errors=True) for task in tasks()]
    system.faults.add(method=method, path="(?<!/ops/contact-centers)$", **fault)
    status, text = play(tmp_path, system, failing, "-vvvv", "--diff", retries=0)
    assert status == 0 and text.count("fatal: [localhost]: FAILED!") >= failures, text
    assert "Traceback" not in text
    assert found_secrets(system, text) == []
