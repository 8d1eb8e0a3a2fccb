# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rws_* module as a task of a real playbook at -vvvv: what it prints, on success and on failure."""

import contextlib
import re

from rws_systems import MODULES, PASSWORD, READERS, RECEIVER_PASSWORD, WRITERS, connect
from standins import rws
from support import playbook
from support.inventory import Inventory


def play(directory, systems, tasks, *arguments, pipelining=False, **connection):
    """A playbook with a host for each system."""
    inventory = Inventory({"systems": systems}, top="all")
    for name, system in systems.items():
        inventory.host(name, options=connect(system, **connection))
    options = {name: "{{ options.%s }}" % name for name in connect(system, **connection)}
    defaults = {"group/gir.multidc.rws": options}
    plays = [{"hosts": "all", "gather_facts": False, "module_defaults": defaults, "tasks": tasks}]
    return playbook.run(plays, *arguments, directory=directory, inventory=inventory, ANSIBLE_PIPELINING=pipelining)


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


@contextlib.contextmanager
def running():
    # The stored passwords are shown in clear and every session counts: the hardest case.
    with rws.cluster(nodes=1, monitoring_delay=0.1, dialect={"csrf": "on", "password_on_read": "clear"}) as system:
        yield system


def test_no_secret_at_any_verbosity(tmp_path):
    on_change = {"update_password": "on_change"}
    all_tasks = tasks(rws_storage=on_change, rws_settings=on_change)
    again = [dict(task, check_mode=True) for task in all_tasks if task["name"] in WRITERS]
    with running() as system:
        done = play(tmp_path, {"localhost": system}, [*all_tasks, *again], "-vvvv", "--diff").succeeded()
    # When all is as it should be, only the re-indexing is an action.
    assert done.counts() == {"localhost": len(WRITERS) + 1}
    assert found_secrets(system, done.output) == []


FAULTS = {
    "html": {"method": "GET", "kind": "html", "status": 500},
    "drop": {"method": "POST", "kind": "drop", "phase": "after"},
    "status": {"method": "POST", "kind": "status", "status": 403},
}


def test_no_secret_in_any_failure(tmp_path):
    """Each fault is that of a system of its own; those who read what is documented fail at it. Pipelined."""
    failing = [dict(task, ignore_errors=True) for task in tasks()]
    for task in failing:
        if task["name"] in READERS:
            task["when"] = "inventory_hostname == 'html'"
        elif task["name"] == "rws_force_index":
            task["when"] = "inventory_hostname != 'html'"
        elif task["name"] not in ("rws_settings", "rws_storage"):
            task["when"] = "inventory_hostname == 'status'"
    with contextlib.ExitStack() as stack:
        systems = {name: stack.enter_context(running()) for name in FAULTS}
        for name, fault in FAULTS.items():
            systems[name].faults.add(path="(?<!/ops/contact-centers)$", **fault)
        done = play(tmp_path, systems, failing, "-vvvv", "--diff", pipelining=True, retries=0).succeeded()
    found = done.counts("ignored")
    assert found["html"] >= 6 and found["drop"] >= 1 and found["status"] >= 5, done.output
    assert "Traceback" not in done.output
    assert [secret for system in systems.values() for secret in found_secrets(system, done.output)] == []
