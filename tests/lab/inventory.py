# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory describes the laboratory; the laboratory adds to it how its hosts are reached.

Data centers are the keys of gir_datacenters, their hosts those of the groups of the same names. A host that is none of
the collection's, such as a client, stands outside of these groups and names its data center in lab_datacenter.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from lab import pythons
from lab.errors import LabError
from lab.plan import FAMILIES

DEFAULT = Path(__file__).resolve().parent / "inventories" / "two_dc"
STRUCTURE = {"all", "ungrouped", "gir"}


def _tool(name):
    """A command of Ansible's: that of this Python's environment, else the one on the PATH."""
    beside = Path(sys.executable).with_name(name)
    command = str(beside) if beside.exists() else shutil.which(name)
    if not command:
        raise LabError(f"{name} was not found: run this with the Python of an environment that has Ansible.")
    return command


def core():
    """The version of the ansible-core that reads the inventory, such as 2.19.4."""
    command = [_tool("ansible-inventory"), "--version"]
    said = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
    return re.search(r"\[core (\d+\.\d+[^]]*)\]", said.stdout).group(1)


def listing(source):
    """What ansible-inventory says of it."""
    if not Path(source).exists():
        raise LabError(f"There is no inventory {source}.")
    result = subprocess.run(
        [_tool("ansible-inventory"), "--list", "--inventory", str(source)],
        env={**os.environ, "ANSIBLE_INVENTORY_UNPARSED_FAILED": "true", "ANSIBLE_NOCOLOR": "1"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
    )
    if result.returncode:
        raise LabError(f"ansible-inventory cannot read {source}: {result.stderr.strip()}")
    return json.loads(result.stdout)


def members(listed, group):
    """All hosts of a group and of the groups below it, in their order."""
    entry = listed.get(group, {})
    below = [host for child in entry.get("children", ()) for host in members(listed, child)]
    return list(dict.fromkeys([*entry.get("hosts", ()), *below]))


def data_centers(listed):
    """From a listing: for each data center its name, its role, its hosts with their groups, their lab_python, and
    which addresses they have."""
    variables = listed.get("_meta", {}).get("hostvars", {})
    maps = [values["gir_datacenters"] for values in variables.values() if values.get("gir_datacenters")]
    if not maps:
        raise LabError("The inventory has no hosts with gir_datacenters, so there is no data center to build.")
    centers = {name: members(listed, name) for name in maps[0]}
    for host, values in variables.items():
        wanted = values.get("lab_datacenter")
        if wanted and wanted not in centers:
            raise LabError(f"The host {host} has lab_datacenter '{wanted}'. There are: {', '.join(centers)}")
        if wanted and host not in centers[wanted]:
            centers[wanted].append(host)
    _require_one_place(centers)
    families = _addresses(centers, variables)
    plain = STRUCTURE | set(centers)
    groups = {group: members(listed, group) for group in listed if group != "_meta" and group not in plain}
    versions = {
        host: pythons.wanted(host, values["lab_python"]) for host, values in variables.items() if "lab_python" in values
    }
    return [
        {
            "name": name,
            "role": str(maps[0][name].get("role", "")),
            "hosts": {host: sorted(group for group, names in groups.items() if host in names) for host in hosts},
            "pythons": {host: versions[host] for host in hosts if host in versions},
            "addresses": families.get(name, "ipv4"),
        }
        for name, hosts in centers.items()
    ]


def _addresses(centers, variables):
    """What lab_addresses says, which is of all data centers; one that it does not name has IPv4."""
    found = next((values["lab_addresses"] for values in variables.values() if "lab_addresses" in values), {})
    for name, family in found.items():
        if name not in centers or family not in FAMILIES:
            known = f"data centers ({', '.join(centers)}) with {', '.join(FAMILIES)}"
            raise LabError(f"lab_addresses has '{name}: {family}'. It names {known}.")
    return found


def _require_one_place(centers):
    seen = {}
    for name, hosts in centers.items():
        for host in hosts:
            if host in seen:
                raise LabError(f"The host {host} is in two data centers, {seen[host]} and {name}.")
            seen[host] = name


def read(source):
    """The data centers of an inventory."""
    return data_centers(listing(source))


def connection(plan, files):
    """The second source of the inventory: how each host is reached. JSON is YAML."""
    options = [
        "-o", f"UserKnownHostsFile='{files.known_hosts}'", "-o", "GlobalKnownHostsFile=/dev/null",
        "-o", "StrictHostKeyChecking=yes", "-o", "IdentitiesOnly=yes",
        # A host that vanishes without a word would else hold a run for hours.
        "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3",
    ]
    shared = {
        "ansible_connection": "ssh",
        "ansible_timeout": 5,
        "ansible_user": "root",
        "ansible_ssh_private_key_file": str(files.key),
        "ansible_ssh_common_args": " ".join(options),
        # Below /run, which is the laboratory's own: two of them have the same addresses.
        "ansible_control_path_dir": "/run/lab-ssh",
        "ansible_python_interpreter": pythons.OWN,
    }
    hosts = {host.name: {"ansible_host": host.address} for host in plan.hosts}
    for host in plan.hosts:
        if host.pythons:
            hosts[host.name]["ansible_python_interpreter"] = pythons.expression(list(dict(host.pythons)))
    # For all, the controller included: what belongs to this run is kept there.
    everywhere = {"lab_directory": str(files.directory)}
    return json.dumps({"all": {"vars": everywhere}, "lab": {"hosts": hosts, "vars": shared}}, indent=1) + "\n"
