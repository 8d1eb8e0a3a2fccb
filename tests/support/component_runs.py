# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs roles with ansible-playbook on a small inventory whose hosts are directories of this machine."""

from pathlib import Path

from support import playbook
from support.inventory import Inventory, below

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
        **below(root),
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


def through_gax(url, username, password):
    """Variables with which objects are applied through GAX."""
    return {
        "gir_configuration_source": "gax",
        "gir_gax_url": [url],
        "gir_gax_username": username,
        "gir_gax_password": password,
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


class Roles:
    """A directory with an inventory of two data centers; every host is a directory below `hosts`."""

    def __init__(self, directory, **extra):
        self.directory = Path(directory)
        self.hosts = self.directory / "hosts"
        self.configuration = self.directory / "configuration"
        # Each role would ask all RWS hosts for their ledger, which is not what most tests are about.
        usual = {"gir_configuration_dir": str(self.configuration), "gir_read_record": False}
        self.variables = {**variables(self.hosts), **usual, **extra}
        self.settings = {}
        self.inventory = Inventory(COMPONENTS, self.variables)
        for name in ("dc1", "dc2"):
            members = [host for hosts in COMPONENTS.values() for host in hosts if host.endswith(name)]
            self.inventory.groups[name] = members

    def run(self, role, *arguments, entry="main", hosts=None, **extra):
        """Run a role on its hosts."""
        play = {
            "hosts": hosts or f"gir_{role}",
            "gather_facts": False,
            "tasks": [{"ansible.builtin.include_role": {"name": f"gir.multidc.{role}", "tasks_from": entry}}],
        }
        return self.play([play], *arguments, **extra)

    def play(self, plays, *arguments, environment=None, **extra):
        """Run plays. `environment` comes on top of `settings`."""
        return playbook.run(
            plays,
            *arguments,
            directory=self.directory,
            inventory=self.inventory,
            variables=extra,
            **{**self.settings, **(environment or {})},
        )

    def playbook(self, name, *arguments, **extra):
        """Run a playbook of the collection."""
        return self.play([{"ansible.builtin.import_playbook": f"gir.multidc.{name}"}], *arguments, **extra)

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
