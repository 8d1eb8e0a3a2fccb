# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-ins of the demo: where they are, what they are told, and the one process that runs them."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import yaml
from playbook import REPOSITORY
from standins.component import require_free_port
from standins.directory import Directory, person
from standins.gax_sites import application, thing, tree
from standins.httpd import PortInUse
from standins.run import ask
from support.playbook import end_group

MARK = ".gir-demo"
STOP_SECONDS = 15


class DemoFailed(Exception):
    pass


class Layout:
    """demo/layout.yml with the ports and paths of this run filled in."""

    def __init__(self, directory, port_base=None):
        text = (REPOSITORY / "demo" / "layout.yml").read_text(encoding="utf-8")
        self.document = yaml.safe_load(text)
        self.directory = Path(directory)
        self.base = self._free_block(_port(port_base) if port_base else None)

    def offsets(self):
        groups = [self.document[key]["hosts"] for key in KINDS]
        return [entry["offset"] for hosts in groups for entry in hosts.values()] + [self.document["gax_offset"]]

    def _free_block(self, wanted):
        """The block that was asked for, or the first one that is free."""
        first, step = self.document["first_port"], self.document["block"]
        problem = None
        for base in [wanted] if wanted else range(first, first + 20 * step, step):
            try:
                for offset in self.offsets():
                    require_free_port("The demo", base + offset)
            except (PortInUse, OverflowError) as error:
                problem = error
                continue
            return base
        hint = "give another GIR_DEMO_PORT_BASE" if wanted else "give a GIR_DEMO_PORT_BASE whose ports are free"
        raise DemoFailed(f"{problem} ({hint})")

    def hosts(self, kind):
        return {name: (entry["data_center"], self.base + entry["offset"]) for name, entry in self._entries(kind)}

    def _entries(self, kind):
        return self.document[kind]["hosts"].items()

    def path(self, host, relative):
        return str(self.directory / "hosts" / host / relative)

    def standins(self, values):
        """The configuration of standins.run; ``values`` come from the inventory."""
        rws, dav, processors = (self.document[kind] for kind in ("rws", "webdav", "processors"))
        return {
            "directory": str(self.directory),
            "tree": str(self.directory / "configuration-server-tree.json"),
            "gax": {"port": self.base + self.document["gax_offset"]},
            "rws": {
                "contact_center_id": values["contact_center_id"] or None,
                "default_monitoring_delay": self.document["monitoring_delay"],
                "replication_delay": self.document["replication_delay"],
                "check_configuration_server": True,
                "nodes": [
                    {"name": host, "data_center": center, "port": port, "file": self.path(host, rws["file"])}
                    for host, (center, port) in self.hosts("rws").items()
                ],
            },
            "webdav": [
                {
                    "name": host,
                    "port": port,
                    "htpasswd": self.path(host, dav["htpasswd"]),
                    "roots": {url: self.path(host, root) for url, root in dav["roots"].items()},
                }
                for host, (_center, port) in self.hosts("webdav").items()
            ],
            "processors": [
                {"name": host, "port": port, "file": self.path(host, processors["file"]), "domain": values["domain"]}
                for host, (_center, port) in self.hosts("processors").items()
            ],
            "crypto_servers": [
                {"name": host, "port": port} for host, (_center, port) in self.hosts("crypto_servers").items()
            ],
            "listeners": [{"name": host, "port": port} for host, (_center, port) in self.hosts("listeners").items()],
            "interaction_receivers": [
                {"name": host, "port": port, "username": values["receiver"][0], "password": values["receiver"][1]}
                for host, (_center, port) in self.hosts("interaction_receivers").items()
            ],
        }


def _port(text):
    if not (text.isascii() and text.isdigit()):
        raise DemoFailed(f"GIR_DEMO_PORT_BASE is '{text}': give the first of a block of free ports, such as 18080")
    return int(text)


KINDS = ("rws", "webdav", "processors", "crypto_servers", "listeners", "interaction_receivers")

# What the stand-ins must know from the inventory, so that accounts are written down once.
VALUES = """{
  'contact_center_id': gir_contact_center_id | default(''),
  'domain': gir_contact_center_domain | default(''),
  'ops': [gir_rws_ops_username, gir_rws_ops_password],
  'admin': [gir_rws_admin_username, gir_rws_admin_password],
  'receiver': [gir_interaction_receiver_username, gir_interaction_receiver_password],
  'configuration_server': [gir_configuration_server.username, gir_configuration_server.password],
  'desktop': workspace_desktop_application_name,
  'groups': groups }"""


def prepare(directory):
    """An empty demo directory; stand-ins that an earlier run left up there are ended first."""
    directory = Path(directory)
    if directory.exists():
        if any(directory.iterdir()) and not (directory / MARK).exists():
            raise DemoFailed(
                f"{directory} is not empty and was not made by the demo: it is left alone. "
                "Give another GIR_DEMO_DIR, or empty it yourself."
            )
        stop_running(directory)
        shutil.rmtree(str(directory))
    directory.mkdir(parents=True, mode=0o700)
    (directory / MARK).write_text("Made by demo/run.py, which deletes this directory.\n", encoding="utf-8")
    (directory / "hosts").mkdir()


def stop_running(directory):
    """Whether stand-ins were running for this directory; they are not any more."""
    config = {"directory": str(directory)}
    answer = ask(config, "POST", "/standin/stop")
    deadline = time.monotonic() + STOP_SECONDS
    while ask(config) is not None:
        if time.monotonic() > deadline:
            raise DemoFailed(
                "The stand-ins of {} (process {}) do not stop: end that process yourself.".format(
                    directory, answer["pid"] if answer else "unknown"
                )
            )
        time.sleep(0.05)
    return answer is not None


class StandIns:
    """The process of all stand-ins; it ends with this one unless it is told to stay."""

    def __init__(self, layout, values):
        self.directory = layout.directory
        self.config = layout.standins(values)
        self.config_file = self.directory / "standins-config.json"
        self._keep_file = self.directory / "keep"
        self._log = self.directory / "logs" / "standins.out"
        self._process = None
        self._save_tree(values)
        self._private(self.config_file, json.dumps(self.config, indent=2) + "\n")

    def _private(self, path, text):
        with open(os.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(text)

    def _save_tree(self, values):
        """Users, and the Application objects that installers make before this collection comes: with options of their
        own, which have to stay."""
        admin, configuration = values["admin"], values["configuration_server"]
        people = [person(admin[0], "admin", "100"), person(configuration[0], "", "101")]
        names = [values["desktop"]]
        names += [f"{host}_{kind}" for kind in ("MCP", "RCS") for host in values["groups"][f"gir_{kind.lower()}"]]
        foreign = {"log": {"verbose": "standard", "all": "stdout"}}
        applications = [application(str(number), name, foreign) for number, name in enumerate(names, 200)]
        switches = [("trunk-ny", "120"), ("trunk-tx", "121")]
        trunks = [
            thing("CfgDN", str(n), "", "113", number=number, switchdbid=switch, tenantdbid="101")
            for n, (number, switch) in enumerate(switches, 300)
        ]
        everything = [*tree(), *people, *applications, *trunks]
        Directory(everything, dict((admin, configuration)), path=self.config["tree"]).save()

    def start(self):
        self._log.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "standins.run", "--config", str(self.config_file)]
        command += ["--parent", str(os.getpid()), "--keep-file", str(self._keep_file)]
        with self._log.open("w", encoding="utf-8") as out:
            self._process = subprocess.Popen(
                command,
                env=dict(os.environ, PYTHONPATH=str(REPOSITORY / "tests")),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait(lambda _components: True, "start")

    def components(self):
        answer = ask(self.config)
        return answer["components"] if answer else []

    def wait_until_running(self, seconds=30):
        """Every server has taken up the files that the roles wrote."""
        self._wait(lambda shown: all(item["state"] == "running" for item in shown), "run", seconds)

    def _wait(self, condition, what, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                said = self._log.read_text(encoding="utf-8", errors="replace").strip()
                raise DemoFailed(f"The stand-ins ended unexpectedly:\n{said}")
            answer = ask(self.config)
            if answer and condition(answer["components"]):
                return
            time.sleep(0.05)
        late = [item for item in self.components() if item["state"] != "running"]
        lines = ["  {} {}: {}".format(item["kind"], item["name"], item["reason"] or item["state"]) for item in late]
        raise DemoFailed("These stand-ins do not {}:\n{}".format(what, "\n".join(lines) or f"  see {self._log}"))

    def keep(self):
        self._keep_file.write_text("The stand-ins outlive the demo while this file exists.\n", encoding="utf-8")

    def stop(self):
        if self._process is None:
            return
        with contextlib.suppress(DemoFailed):
            stop_running(self.directory)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        end_group(self._process)
