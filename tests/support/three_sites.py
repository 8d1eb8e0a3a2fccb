# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs one role with ansible-playbook on three sites: a primary, a backup and one that only records."""

import configparser
import copy
import getpass
import grp
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import ansible_collections

from support.module_code import compiled_once

STORAGE_SECRETS = ["dav1-pass-5", "dav2-pass-6", "central-pass-7"]
SECRETS = ["ops-pass-1", "admin-pass-2", "receiver-pass-3", "cfg-pass-4", "pg-pass-9", *STORAGE_SECRETS]
COMPONENTS = {
    "gir_rws": ["dc1", "dc2", "dc3"],
    "gir_rcs": ["dc1", "dc2", "dc3"],
    "gir_mcp": ["dc1", "dc2", "dc3"],
    "gir_webdav": ["dc1", "dc2"],
}
ON_HOSTS = ("rps", "voice_processor", "muxer")


def _storage(name):
    return {"voice_url": f"https://dav.{name}.test/recordings", "screen_url": f"https://dav.{name}.test/screens"}


def _data_center(name, role, location, jurisdiction, **more):
    address = {f"{kind}_url": f"https://{kind}.{name}.test" for kind in ("rws", "processor", "rcs")}
    place = {"geo_locations": [location], "node_path": f"/{jurisdiction}/{location}", "jurisdiction": jurisdiction}
    return {"role": role, "site_name": name.upper(), **place, **address, **more}


def _with_receiver(name, role, location):
    receiver = f"https://sm.{name}.test/ir"
    return _data_center(name, role, location, "US", storage=_storage(name), interaction_receiver_url=receiver)


VARIABLES = {
    "gir_datacenters": {
        "dc1": _with_receiver("dc1", "primary", "newyork"),
        "dc2": _with_receiver("dc2", "backup", "dallas"),
        "dc3": _data_center("dc3", "recording", "toronto", "CA", storage="central", storage_jurisdictions=["CA", "US"]),
    },
    "gir_central_storage": {**_storage("central"), "jurisdiction": "US"},
    "gir_storage_credentials": {
        "dc1": {"username": "dav1", "password": "dav1-pass-5"},
        "dc2": {"username": "dav2", "password": "dav2-pass-6"},
        "central": {"username": "davc", "password": "central-pass-7"},
    },
    "gir_configuration_server": {"host": "cfg.test", "port": 2020, "username": "gir", "password": "cfg-pass-4"},
    "gir_contact_center_id": "625a5cf1-dea8-4e46-b18b-831d4b254488",
    "gir_contact_center_domain": "example",
    "gir_rws_ops_username": "gir-ops",
    "gir_rws_ops_password": "ops-pass-1",
    "gir_rws_admin_username": "gir-admin",
    "gir_rws_admin_password": "admin-pass-2",
    "gir_interaction_receiver_username": "receiver",
    "gir_interaction_receiver_password": "receiver-pass-3",
    "gir_service_user": getpass.getuser(),
    "gir_service_group": grp.getgrgid(os.getgid()).gr_name,
    "gir_manage_services": False,
    "rws_cr_cluster_name": "es",
    "rws_crypto_security_key": "crypto-key-8",
    "workspace_desktop_version": "8.5.118.10",
    "workspace_desktop_srs_version": "8.5.340.97",
    "ansible_connection": "local",
    "ansible_python_interpreter": sys.executable,
}
PREPARE = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.add_host:
        name: localhost
        groups: [gir]
      changed_when: false
- hosts: gir
  gather_facts: false
  tasks:
    - gir.multidc.topology:
      register: prepared
      run_once: true
    - ansible.builtin.set_fact:
        gir_topology: "{{ prepared.model }}"
        __gir_topology_published: true
      run_once: true
"""


class Outcome:
    """What one run of ansible-playbook said and left behind."""

    def __init__(self, process, directory):
        self.code = process.returncode
        self.text = process.stdout + process.stderr
        self.flat = re.sub(r"\s+", " ", self.text)
        self.directory = Path(directory)
        recap = self.text.rpartition("PLAY RECAP")[2]
        self.changed = {host: int(count) for host, count in re.findall(r"^(\S+)\s*: .*changed=(\d+)", recap, re.M)}

    def path(self, *parts):
        return self.directory.joinpath(*parts)

    def json(self, *parts):
        return json.loads(self.path(*parts).read_text())

    def ini(self, *parts):
        parser = configparser.RawConfigParser()
        parser.optionxform = str
        parser.read_string(self.path(*parts).read_text())
        return {section: dict(parser[section]) for section in parser.sections()}

    def annex(self, kind, name):
        return self.json("configuration-server", kind, name + ".json")["annex"]


class RoleRuns:
    """Runs of one role on the hosts of its group (or on localhost), all in one directory."""

    def __init__(self, role, directory, processors="gir_rps", variables=None):
        self.role = role
        self.directory = Path(directory)
        self.group = f"gir_{role}" if role in ON_HOSTS else "localhost"
        self.entry_of_the_controller = None
        self.variables = copy.deepcopy(VARIABLES)
        (self.directory / "hosts").mkdir()
        self.variables["gir_root"] = str(self.directory / "hosts") + "/{{ inventory_hostname }}"
        self.variables.update(variables or {})
        self.groups = {name: {} for name in self.variables["gir_datacenters"]}
        places = {**COMPONENTS, processors: ["dc1", "dc2", "dc3"], "gir_muxer": ["dc1", "dc1", "dc2"]}
        for group, data_centers in places.items():
            self.groups[group] = {}
            for number, data_center in enumerate(data_centers):
                host = f"{group[4:].replace('_', '')}{number}-{data_center}"
                self.groups[group][host] = {}
                self.groups[data_center][host] = {}

    def run(self, entry="render", check=False, rendered="rendered", **variables):
        """Run entry points; `variables` are laid over those of the inventory, "UNSET" takes one out."""
        rendered = self.directory / rendered
        given = {**self.variables, "gir_render_dir": str(rendered), **variables}
        given = {name: value for name, value in given.items() if value != "UNSET"}
        children = {name: {"hosts": hosts} for name, hosts in self.groups.items()}
        inventory = self.directory / "inventory.json"
        inventory.write_text(json.dumps({"gir": {"children": children, "vars": given}}))
        play = self.directory / "play.yml"
        text = PREPARE + self._play(self.group, entry)
        if self.entry_of_the_controller:
            text += self._play("localhost", self.entry_of_the_controller)
        play.write_text(text)
        command = [sys.executable, "-m", "ansible", "playbook", "-vvv", "--diff", "-i", str(inventory), str(play)]
        process = subprocess.run(
            command + (["--check"] if check else []),
            env={**os.environ, **self._environment()},
            cwd=str(self.directory),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(process, rendered)

    def _play(self, hosts, entries):
        """Each of the roles, and of each the entry points, both in words."""
        text = f"- hosts: {hosts}\n  gather_facts: false\n  tasks:\n"
        for role in self.role.split():
            for entry in entries.split():
                text += "    - ansible.builtin.include_role:\n"
                text += f"        name: gir.multidc.{role}\n        tasks_from: {entry}\n"
        return text

    def _environment(self):
        return {
            **compiled_once(),
            "ANSIBLE_COLLECTIONS_PATH": str(Path(next(iter(ansible_collections.__path__))).parent),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_FORCE_COLOR": "0",
            "ANSIBLE_INJECT_FACT_VARS": "false",
            "ANSIBLE_LOCAL_TEMP": str(self.directory / "tmp"),
            "ANSIBLE_REMOTE_TEMP": str(self.directory / "tmp"),
        }

    def render(self, name="rendered", **variables):
        """Run the entry point render, which must succeed and show no secret."""
        outcome = self.run(rendered=name, **variables)
        assert outcome.code == 0, outcome.text
        assert not [secret for secret in SECRETS if secret in outcome.text]
        return outcome
