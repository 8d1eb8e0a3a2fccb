# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes planted in a demo that runs, and drift looking for them."""

import json
import os
from pathlib import Path

import yaml
from standin_client import call, eventually
from standins.run import ask
from support import playbook
from support.playbook import ROOT

from planted.places import System

INVENTORY = ROOT / "inventories" / "demo"
UPDATE_HOST = "rws1-dc2"
ACTIONS = Path(__file__).with_name("actions")
SECONDS = 900
# Of RWS, so that everything can be seen that somebody changed: whether passwords are shown is not known.
OPEN, USUAL = {"password_on_read": "clear"}, {"password_on_read": "masked"}


def groups():
    """Inventory group to its hosts."""
    children = yaml.safe_load((INVENTORY / "hosts.yml").read_text(encoding="utf-8"))["gir"]["children"]
    return {group: list(one.get("hosts") or ()) if one else [] for group, one in children.items()}


class Planted:
    """A demo that runs, with its first port; its servers do not follow the changes of files until `release`."""

    def __init__(self, directory, base, store):
        self.directory, self.base, self.store = Path(directory), base, Path(store)
        self.groups = groups()
        self.hosts = {host: str(self.directory / "hosts" / host) for hosts in self.groups.values() for host in hosts}
        self.tree = self.directory / "configuration-server-tree.json"
        self.rws = f"http://127.0.0.1:{base}"
        self.has = ["gax", "rws", *(["root"] if os.geteuid() == 0 else [])]
        self.system = System(self.hosts, self.store, self.tree, self.rws)
        self._config = {"directory": str(self.directory)}
        ask(self._config, "POST", "/standin/hold")
        self.dialect(OPEN)

    def release(self):
        """The demo goes on as before."""
        self.dialect(USUAL)
        ask(self._config, "POST", "/standin/follow")
        assert eventually(self._running)

    def _running(self):
        return all(one["state"] == "running" for one in ask(self._config)["components"])

    def dialect(self, change):
        """How RWS speaks."""
        assert call(f"{self.rws}/standin/dialect", "PUT", body=change).status == 200

    def play(self, name, *arguments, settings=None, **variables):
        """Run a playbook of the collection, or plays, to the end."""
        return playbook.run(
            name if isinstance(name, list) else f"gir.multidc.{name}", *arguments, directory=self.store,
            inventory=INVENTORY, variables=variables, seconds=SECONDS, GIR_DEMO_DIR=self.directory,
            GIR_DEMO_PORT_BASE=self.base, LC_ALL="C.UTF-8", no_proxy="127.0.0.1,localhost", **(settings or {}),
        )  # fmt: skip

    def series(self, **what):
        """Trials in one process: what was found without any change, and a line for each combination that is wrong.

        `what`: names, a list of combinations; or number, seed and most.
        """
        given = {
            **what, "hosts": self.hosts, "store": str(self.store), "tree": str(self.tree), "rws": self.rws,
            "groups": self.groups, "update_host": UPDATE_HOST, "has": self.has,
            "results": str(self.store / "results.json"),
        }  # fmt: skip
        config = self.store / "config.json"
        config.write_text(json.dumps(given), encoding="utf-8")
        task = {"planted_series": {"config": str(config)}, "run_once": True}
        plays = [{"hosts": "all:localhost", "gather_facts": False, "tasks": [task]}]
        tests = ROOT / "tests"
        places = [tests, tests / "unit" / "standins", tests / "unit" / "plugins" / "modules"]
        self.play(
            plays, settings={"ANSIBLE_ACTION_PLUGINS": ACTIONS, "PYTHONPATH": os.pathsep.join(map(str, places))}
        ).succeeded()
        results = json.loads((self.store / "results.json").read_text(encoding="utf-8"))
        return results["before"], results["trials"]

    def exact(self, **what):
        """Every combination is found exactly, and without any change nothing is; `what` as series() takes it."""
        before, trials = self.series(**what)
        assert before == [], before
        wrong = [trial["wrong"] for trial in trials if trial["wrong"]]
        assert wrong == [], f"GIR_PLANTED_SEED={what.get('seed')}\n" + "\n\n".join(wrong)

    @property
    def reports(self):
        """Where the playbook writes."""
        return self.store / "reports"

    def drift(self, *arguments):
        """Run the playbook; (how it ended, its report)."""
        formats = ["json", "markdown", "junit", "html"]
        given = {"gir_drift_output_dir": str(self.reports), "gir_drift_formats": formats, "gir_drift_fail_on": "none"}
        done = self.play("drift", *arguments, **given).succeeded()
        return done, json.loads((self.reports / "drift.json").read_text(encoding="utf-8"))
