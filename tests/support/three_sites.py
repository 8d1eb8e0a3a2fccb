# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs one role with ansible-playbook on three sites: a primary, a backup and one that only records."""

import copy
from pathlib import Path

from support import playbook
from support.inventory import Inventory, below
from support.rendered import Rendered

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
    "rws_cr_cluster_name": "es",
    "rws_crypto_security_key": "crypto-key-8",
    "workspace_desktop_version": "8.5.118.10",
    "workspace_desktop_srs_version": "8.5.340.97",
}
# Localhost sees the variables of gir, as in the playbooks, and all have the model.
PREPARE = [
    {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [{"ansible.builtin.add_host": {"name": "localhost", "groups": ["gir"]}, "changed_when": False}],
    },
    {
        "hosts": "gir",
        "gather_facts": False,
        "tasks": [
            {"gir.multidc.topology": None, "register": "prepared", "run_once": True},
            {
                "ansible.builtin.set_fact": {
                    "gir_topology": "{{ prepared.model }}",
                    "__gir_topology_published": True,
                },
                "run_once": True,
            },
        ],
    },
]


class RoleRuns:
    """Runs of one role on the hosts of its group (or on localhost), all in one directory."""

    def __init__(self, role, directory, processors="gir_rps", variables=None):
        self.role = role
        self.directory = Path(directory)
        self.group = f"gir_{role}" if role in ON_HOSTS else "localhost"
        self.entry_of_the_controller = None
        (self.directory / "hosts").mkdir()
        self.variables = {**copy.deepcopy(VARIABLES), **below(self.directory / "hosts"), **(variables or {})}
        places = {**COMPONENTS, processors: ["dc1", "dc2", "dc3"], "gir_muxer": ["dc1", "dc1", "dc2"]}
        self.inventory = Inventory(dict.fromkeys([*self.variables["gir_datacenters"], *places], ()))
        for group, data_centers in places.items():
            for number, data_center in enumerate(data_centers):
                self.inventory.host(f"{group[4:].replace('_', '')}{number}-{data_center}", group, data_center)

    def run(self, entry="render", *arguments, **variables):
        """Run entry points; `variables` are laid over those of the inventory, "UNSET" takes one out.

        Return the outcome; its `rendered` is the directory that the role rendered into.
        """
        place = Rendered(self.directory / "rendered")
        given = {**self.variables, "gir_render_dir": str(place.directory), **variables}
        self.inventory.variables = {name: value for name, value in given.items() if value != "UNSET"}
        plays = [*PREPARE, self._play(self.group, entry)]
        if self.entry_of_the_controller:
            plays.append(self._play("localhost", self.entry_of_the_controller))
        outcome = playbook.run(
            plays,
            "-vvv",
            "--diff",
            *arguments,
            directory=self.directory,
            inventory=self.inventory,
            ANSIBLE_INJECT_FACT_VARS="false",
        )
        outcome.rendered = place
        return outcome

    def _play(self, hosts, entries):
        """Each of the roles, and of each the entry points, both in words."""
        includes = [
            {"ansible.builtin.include_role": {"name": f"gir.multidc.{role}", "tasks_from": entry}}
            for role in self.role.split()
            for entry in entries.split()
        ]
        return {"hosts": hosts, "gather_facts": False, "tasks": includes}
