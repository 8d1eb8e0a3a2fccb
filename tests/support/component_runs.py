# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs roles with ansible-playbook on a small inventory whose hosts are directories of this machine."""

import getpass
import grp
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from support.module_code import compiled_once

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
SECRETS = {
    "ops": "ops-Secret-1",
    "configuration": "cfg-Secret-2",
    "crypto": "crypto-Secret-3",
    "cassandra": "cass-Secret-4",
    "storage": "dav-Secret-5",
    "keystore": "jks-Secret-6",
    "receiver": "receiver-Secret-7",
}
COMPONENTS = {
    "gir_rws": ["rws1-dc1", "rws2-dc1", "rws1-dc2"],
    "gir_rcs": ["rcs1-dc1", "rcs1-dc2"],
    "gir_mcp": ["mcp1-dc1", "mcp2-dc1", "mcp1-dc2"],
    "gir_rps": ["rps1-dc1", "rps1-dc2"],
    "gir_muxer": ["mux1-dc1", "mux1-dc2"],
    "gir_webdav": ["dav1-dc1", "dav1-dc2"],
}


def variables(root):
    """Variables of the group gir: two data centers, everything that a rule asks for."""
    return {
        "ansible_connection": "local",
        "ansible_become": False,
        "ansible_python_interpreter": sys.executable,
        "gir_root": f"{root}/{{{{ inventory_hostname }}}}",
        "gir_manage_services": False,
        "gir_service_user": getpass.getuser(),
        "gir_service_group": grp.getgrgid(os.getegid()).gr_name,
        "gir_rws_ops_username": "gir-ops",
        "gir_rws_ops_password": SECRETS["ops"],
        "gir_rws_admin_username": "gir-admin",
        "gir_rws_admin_password": "admin-Secret-8",
        "gir_interaction_receiver_username": "receiver",
        "gir_interaction_receiver_password": SECRETS["receiver"],
        "gir_contact_center_domain": "example",
        "gir_configuration_server": {
            "host": "cfg.example.com",
            "port": 2020,
            "username": "gir",
            "password": SECRETS["configuration"],
        },
        "gir_storage_credentials": {
            "dc1": {"username": "recorder1", "password": SECRETS["storage"]},
            "dc2": {"username": "recorder2", "password": SECRETS["storage"]},
        },
        "gir_datacenters": {"dc1": _data_center(1, "primary", "NY"), "dc2": _data_center(2, "backup", "TX")},
        "workspace_desktop_failover_strategy": "dns",
        "workspace_desktop_application_name": "WDE",
        "workspace_desktop_agent_groups": {"dc1": "agents of dc1", "dc2": None},
        "rws_cr_cluster_name": "gir_es",
        "rws_crypto_security_key": SECRETS["crypto"],
    }


def _data_center(number, role, state):
    name = f"dc{number}.example.com"
    return {
        "role": role,
        "site_name": f"DC{number}",
        "geo_locations": [f"geo{number}"],
        "node_path": f"/US/{state}",
        "jurisdiction": "US",
        "storage": {"voice_url": f"http://dav.{name}/recordings", "screen_url": f"http://dav.{name}/screens"},
        "rws_url": f"https://rws.{name}",
        "processor_url": f"https://rp.{name}",
        "rcs_url": f"https://rcs.{name}",
        "interaction_receiver_url": f"https://sm.{name}/interactionreceiver",
    }


class Run:
    """What one ansible-playbook printed."""

    def __init__(self, process):
        self.code = process.returncode
        self.output = process.stdout + process.stderr
        self.changed = set()
        self.order = []
        task = ""
        for line in process.stdout.splitlines():
            heading = re.match(r"TASK \[(.*)\] \*+$", line)
            task = heading.group(1) if heading else task
            outcome = re.match(r"changed: \[([^\]]+)\]", line)
            if outcome:
                self.changed.add((outcome.group(1), task))
                if outcome.group(1) not in self.order:
                    self.order.append(outcome.group(1))

    def succeeded(self):
        assert self.code == 0, self.output
        return self

    def refused(self, *sentences):
        assert self.code != 0, self.output
        text = re.sub(r"\s+", " ", self.output)
        for sentence in sentences:
            assert sentence in text, f"{sentence!r} is not in: {self.output}"
        assert "Traceback" not in self.output
        return self


class Roles:
    """A directory with an inventory; every host is a directory below `hosts`."""

    def __init__(self, directory, **extra):
        self.directory = Path(directory)
        self.hosts = self.directory / "hosts"
        self.configuration = self.directory / "configuration"
        self.variables = dict(variables(self.hosts), gir_configuration_dir=str(self.configuration), **extra)

    def inventory(self):
        groups = {group: {"hosts": dict.fromkeys(hosts, {})} for group, hosts in COMPONENTS.items()}
        everyone = [host for hosts in COMPONENTS.values() for host in hosts]
        for name in ("dc1", "dc2"):
            groups[name] = {"hosts": {host: {} for host in everyone if host.endswith(name)}}
        return {"gir": {"vars": self.variables, "children": groups}}

    def run(self, role, *arguments, entry="main", hosts=None, **extra):
        # JSON is YAML: the inventory plugin for YAML reads it.
        inventory = self.directory / "inventory.yml"
        inventory.write_text(json.dumps(self.inventory()))
        play = {
            "hosts": hosts or f"gir_{role}",
            "gather_facts": False,
            "tasks": [{"ansible.builtin.include_role": {"name": f"gir.multidc.{role}", "tasks_from": entry}}],
        }
        return self.play([play], *arguments, **extra)

    def play(self, plays, *arguments, environment=None, **extra):
        playbook = self.directory / "playbook.yml"
        playbook.write_text(json.dumps(plays))
        # In a file: -vvvv prints the command line.
        (self.directory / "extra.json").write_text(json.dumps(extra))
        command = [str(PLAYBOOK), "-i", "inventory.yml", "playbook.yml", "-e", "@extra.json", *arguments]
        variables_of_process = dict(
            {**os.environ, **compiled_once()},
            ANSIBLE_NOCOLOR="1",
            ANSIBLE_FORCE_COLOR="0",
            ANSIBLE_STDOUT_CALLBACK="default",
            ANSIBLE_LOCAL_TEMP=str(self.directory / "tmp"),
            **(environment or {}),
        )
        return Run(
            subprocess.run(
                command,
                cwd=self.directory,
                env=variables_of_process,
                text=True,
                check=False,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                timeout=120,
            )
        )

    def predicted(self, role, *arguments, **extra):
        """A first run, after a check that must predict it, and before a second run that must change nothing."""
        check = self.run(role, "--check", *arguments, **extra).succeeded()
        assert not self.hosts.exists() and not self.configuration.exists()
        real = self.run(role, *arguments, **extra).succeeded()
        assert check.changed == real.changed
        assert real.changed
        again = self.run(role, *arguments, **extra).succeeded()
        assert again.changed == set()
        return real
