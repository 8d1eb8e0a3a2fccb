# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is outside of the data centers: GAX with Configuration Server's tree, on the controller of a laboratory."""

import json
import shutil
import sys

from standins.directory import Directory, person
from standins.gax_sites import application, thing, tree

from lab.processes import wait_until
from lab.space import PACKAGES

GAX_PORT, CONFIGURATION_PORT = 8130, 2020
# Of the tree, by name.
SWITCHES = {"SIP_Switch_DC1": "120", "SIP_Switch_DC2": "121"}
CONTROL = f"http://127.0.0.1:{GAX_PORT}/standin"
SECONDS = 30


class ControllerStandins:
    """They end with the laboratory. `variables`: those of its inventory; `hosts`: group to hosts."""

    def __init__(self, driver, variables, hosts):
        self._driver = driver
        self._variables, self._hosts = variables, hosts
        self.directory = driver.directory / "controller"
        self.tree = self.directory / "configuration-server.json"
        self._log = self.directory / "standins.out"

    def start(self):
        """Return when GAX answers."""
        self.directory.mkdir(mode=0o700)
        self._save_tree()
        config = self.directory / "standins-config.json"
        config.write_text(json.dumps({
            "directory": str(self.directory), "tree": str(self.tree), "gax": {"port": GAX_PORT, "host": "0.0.0.0"},
            "listeners": [{"name": "configuration-server", "port": CONFIGURATION_PORT, "host": "0.0.0.0"}],
        }), encoding="utf-8")  # fmt: skip
        script = 'exec setsid --fork "$0" -m standins.run --config "$1" > "$2" 2>&1 < /dev/null'
        words = ["env", f"PYTHONPATH={PACKAGES}", "sh", "-c", script, sys.executable, str(config), str(self._log)]
        self._driver.does("run", "--", *words)
        wait_until(self._answers, SECONDS, lambda: f"GAX does not start: {self._log.read_text(encoding='utf-8')}")

    def _answers(self):
        return self._driver.call("run", "--", "curl", "-sf", f"{CONTROL}/state").returncode == 0

    def fault(self, **options):
        """Add a fault of GAX, such as kind="read_only"."""
        words = ["-X", "POST", "-H", "Content-Type: application/json", "-d", json.dumps(options)]
        self._driver.does("run", "--", "curl", "-sSf", *words, f"{CONTROL}/faults")

    def well(self):
        """Without faults and sessions."""
        for what in ("faults", "sessions"):
            self._driver.does("run", "--", "curl", "-sSf", "-X", "DELETE", f"{CONTROL}/{what}")

    def save(self, path):
        """Keep what Configuration Server holds."""
        shutil.copy2(self.tree, path)

    def restore(self, path):
        """The stand-in reads a tree that has changed."""
        temporary = self.tree.with_suffix(".new")
        temporary.write_bytes(path.read_bytes())
        temporary.replace(self.tree)

    def options(self, name):
        """The options of an Application, as section to option to value."""
        for item in json.loads(self.tree.read_text(encoding="utf-8"))["objects"]:
            if item["type"] == "CfgApplication" and item["name"] == name:
                found = {}
                for entry in item["options"]["property"]:
                    found.setdefault(entry["section"], {})[entry["key"]] = entry["value"]
                return found
        raise LookupError(name)

    def _save_tree(self):
        """The Application objects that installers make, the trunks, and the account of this collection."""
        server = self._variables["gir_configuration_server"]
        people = [person(server["username"], "", "140", name=server["username"], folderid="101")]
        names = [self._variables["workspace_desktop_application_name"]]
        names += [f"{host}_{kind}" for kind in ("MCP", "RCS") for host in self._hosts[f"gir_{kind.lower()}"]]
        names += [f"IRWS_{host}" for host in self._hosts["gir_rws"]]
        options = {"log": {"verbose": "standard"}}
        applications = [application(str(number), name, options) for number, name in enumerate(names, 200)]
        trunks = [(one["number"], SWITCHES[one["switch"]])
                  for some in self._variables.get("geo_location_dns", {}).values() for one in some]  # fmt: skip
        trunks = [thing("CfgDN", str(id_), "", "113", number=number, switchdbid=switch, tenantdbid="101")
                  for id_, (number, switch) in enumerate(trunks, 300)]  # fmt: skip
        directory = Directory(
            [*tree(), *people, *applications, *trunks], {server["username"]: server["password"]}, path=self.tree
        )
        directory.save()
