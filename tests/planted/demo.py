# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's two data centers as playbook site leaves them, for changes to be planted in.

Its stand-ins read copies of the files that site wrote: a process goes on when somebody changes its files.
"""

import shutil
from pathlib import Path

from planted.places import System
from playbook import REPOSITORY, Ansible
from support import playbook
from system import VALUES, Layout, StandIns, prepare

INVENTORY = REPOSITORY / "inventories" / "demo"
SECONDS = 240


class Demo:
    """Stand-ins, a directory for each host, and playbooks against them. `layout`: where the servers are."""

    def __init__(self, directory):
        self.directory = Path(directory) / "demo"
        prepare(self.directory)
        self.layout = Layout(self.directory)
        self.ansible = Ansible(self.directory, self.layout.base)
        self.values = self.ansible.facts("rws1-dc1", VALUES)
        self.groups = self.values["groups"]
        self.standins = StandIns(self.layout, self.values)
        self._keep_rows()
        store = Path(directory) / "kept"
        store.mkdir()
        hosts = {name: self.directory / "hosts" / name for name in self.groups["gir"]}
        self.system = System(hosts, store, self.directory / "configuration-server-tree.json", self.url(0))

    def url(self, offset):
        """The address of a server."""
        return f"http://127.0.0.1:{self.layout.base + offset}"

    def _keep_rows(self):
        """What RWS holds outlives a restart of its nodes."""
        self.standins.config["rws"]["store_file"] = str(self.directory / "rows.json")
        self._save()

    def _save(self):
        self.standins._private(self.standins.config_file, playbook.json.dumps(self.standins.config))

    def start(self):
        """The servers run, and everything is configured."""
        self.standins.start()
        self.play("site").succeeded()
        self.standins.wait_until_running()
        self._freeze()

    def stop(self):
        """Nothing of it runs any more."""
        self.standins.stop()

    def _freeze(self):
        """From now on the servers read copies."""
        self.standins.stop()
        served = self.directory / "served"
        shutil.copytree(self.directory / "hosts", served, symlinks=True)
        config = self.standins.config
        for kind, key in (("rws", "file"), ("webdav", "htpasswd"), ("processors", "file")):
            for entry in config[kind]["nodes"] if kind == "rws" else config[kind]:
                entry[key] = entry[key].replace("/hosts/", "/served/", 1)
        self._save()
        self.standins.start()
        self.standins.wait_until_running()

    def play(self, name, *arguments, **variables):
        """Run a playbook of the collection to its end."""
        return playbook.run(
            name if name.endswith(".yml") else f"gir.multidc.{name}", *arguments, directory=self.directory,
            inventory=INVENTORY, variables=variables, seconds=SECONDS, GIR_DEMO_DIR=self.directory,
            GIR_DEMO_PORT_BASE=self.layout.base, LC_ALL="C.UTF-8", no_proxy="127.0.0.1,localhost",
        )  # fmt: skip
