# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small inventories: hosts in groups below gir, each host a directory of this machine."""

import getpass
import grp
import os
import sys

LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "ansible_become": False}
# Nobody listens there.
SILENT = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}


def account():
    """The variables of the account that owns what is written: whoever runs the tests."""
    return {"gir_service_user": getpass.getuser(), "gir_service_group": grp.getgrgid(os.getegid()).gr_name}


def below(directory):
    """The variables of hosts that are directories below this one, in which no service is touched."""
    return {**LOCAL, **account(), "gir_root": f"{directory}/{{{{ inventory_hostname }}}}", "gir_manage_services": False}


class Inventory:
    """Hosts in groups with their variables. The group `top` has the common variables and holds the others."""

    def __init__(self, groups, variables=None, top="gir"):
        self.groups = {group: list(hosts) for group, hosts in groups.items()}
        self.variables = dict(LOCAL) if variables is None else variables
        self.top = top
        self.of_hosts = {}

    def host(self, name, *groups, **variables):
        """Give a host more variables, and put it into more groups."""
        self.of_hosts.setdefault(name, {}).update(variables)
        for group in groups:
            self.groups.setdefault(group, []).append(name)

    def tree(self):
        """It as data."""
        children = {
            group: {"hosts": {host: self.of_hosts.get(host, {}) for host in hosts}}
            for group, hosts in self.groups.items()
        }
        return {self.top: {"vars": self.variables, "children": children}}
