# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo as a user starts it, and playbooks against its stand-ins."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import yaml
from standin_client import call, eventually
from support import playbook
from support.playbook import ROOT

INVENTORY = ROOT / "inventories" / "demo"
LIMIT_SECONDS = 240
SURVIVORS = ("rws1-dc2", "rws2-dc2")
RECORD = "etc/ansible/facts.d/gir_multidc.fact"


def passwords():
    """Every secret of the demo's inventory. `ops` is left out: the word stands in every address of the ops API."""
    found = set()

    def walk(value, secret=False):
        if isinstance(value, dict):
            for key, item in value.items():
                walk(item, "password" in str(key) or str(key).endswith("_key"))
        elif secret and isinstance(value, str) and value != "ops":
            found.add(value)

    for path in sorted((INVENTORY / "group_vars" / "gir").glob("*.yml")):
        walk(yaml.safe_load(path.read_text(encoding="utf-8")))
    return found


class RunningDemo:
    """demo/run.py in a directory of its own, and what it left there."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.output = ""
        self.code = None
        self.seconds = None

    def command(self, *arguments, **environment):
        kept = {name: value for name, value in os.environ.items() if name not in ("KEEP", "GIR_DEMO_PORT_BASE")}
        return subprocess.run(
            [sys.executable, str(ROOT / "demo" / "run.py"), *arguments],
            env={**kept, "GIR_DEMO_DIR": str(self.directory), **environment},
            cwd=str(ROOT),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=2 * LIMIT_SECONDS,
        )

    def start(self, *arguments, **environment):
        started = time.monotonic()
        done = self.command(*arguments, **environment)
        self.seconds = time.monotonic() - started
        self.output, self.code = done.stdout, done.returncode
        assert done.returncode == 0, done.stdout

    def stop(self):
        return self.command("--stop")

    @property
    def base(self):
        return int(re.search(r"ports from (\d+)", self.output).group(1))

    def url(self, offset):
        return f"http://127.0.0.1:{self.base + offset}"

    def row(self, title):
        """The cells of one row of the table at the end."""
        line = re.search(rf"^  {re.escape(title)}  +(.+)$", self.output, re.M).group(1)
        return re.split(r" {2,}", line.strip())

    def path(self, host, relative):
        return self.directory / "hosts" / host / relative

    def application(self, host):
        return yaml.safe_load(self.path(host, "opt/genesys/rws/config/application.yaml").read_text(encoding="utf-8"))

    def annex(self, kind, name):
        """The annex of an object in the Configuration Server, as sections."""
        tree = json.loads((self.directory / "configuration-server-tree.json").read_text(encoding="utf-8"))["objects"]
        (found,) = (item for item in tree if (item["type"], item.get("name")) == (kind, name))
        sections = {}
        for entry in found["userproperties"]["property"]:
            sections.setdefault(entry["section"], {})[entry["key"]] = entry["value"]
        return sections

    def click(self, name, section, key, value):
        """What a person does at a GAX console: sets one Application Option."""
        file = self.directory / "configuration-server-tree.json"
        tree = json.loads(file.read_text(encoding="utf-8"))
        (found,) = (item for item in tree["objects"] if (item["type"], item.get("name")) == ("CfgApplication", name))
        for entry in found["options"]["property"]:
            if (entry["section"], entry["key"]) == (section, key):
                entry["value"] = value
        file.write_text(json.dumps(tree), encoding="utf-8")

    def switch(self, site):
        """Moves RWS to another eServices site, and waits until all nodes have followed."""
        api, ops = self.url(0) + "/api/v2/ops/genesys-environments", ("ops", "ops")
        environment = call(api, auth=ops).json["uris"][0].rsplit("/", 1)[1]
        answer = call(f"{api}/{environment}/multimedia-switch", "POST", ops, {"eServicesSite": site})
        assert answer.status == 200, answer.body
        assert eventually(lambda: set(self.sites().values()) == {site})

    def fail_over(self):
        """What a failover leaves when dc1 is gone: only the survivors have the record."""
        for host in SURVIVORS:
            record = self.path(host, RECORD)
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text(json.dumps({"active_datacenter": "dc2", "epoch": 1}), encoding="utf-8")

    def forget_failover(self):
        """As if it had not been."""
        for host in SURVIVORS:
            self.path(host, RECORD).unlink(missing_ok=True)

    def ask(self, path, method="GET", body=None):
        """The stand-in's own interface, which no product has."""
        answer = call(self.url(0) + "/standin" + path, method, body=body)
        assert answer.status < 300, answer.body
        return answer.json if answer.body else None

    def sites(self):
        return {node["name"]: node["site"] for node in self.ask("/state")["cluster"]["nodes"]}

    def findings(self, *arguments, **how):
        """What a comparison finds; how it runs is said as in playbook()."""
        outputs = self.directory.with_name(f"{self.directory.name}-reports")
        how.update(gir_drift_output_dir=str(outputs), gir_drift_formats=["json"], gir_drift_fail_on="none")
        assert self.playbook("drift", *arguments, **how).succeeded().changed == set()
        return json.loads((outputs / "drift.json").read_text(encoding="utf-8"))["findings"]

    def playbook(self, name, *arguments, inventory=INVENTORY, **variables):
        """Run a playbook of the collection against the stand-ins."""
        return playbook.run(
            f"gir.multidc.{name}",
            *arguments,
            directory=self.directory,
            inventory=inventory,
            variables=variables,
            seconds=LIMIT_SECONDS,
            GIR_DEMO_DIR=self.directory,
            GIR_DEMO_PORT_BASE=self.base,
            LC_ALL="C.UTF-8",
        )
