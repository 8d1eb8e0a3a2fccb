# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts what records all the while on the hosts of a laboratory, and reads what it was told there.

A recorder of a data center lives in it, on its first MCP host: a cut strikes it as it strikes an MCP. Everything is a
unit that starts with its host. Files are read from the disks, so that a host may be off or cut off.
"""

import contextlib
import io
import json
import time
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from standins import backlog, json_lines
from standins.packages import NOT_INSTALLED

from lab.controller_standins import GAX_PORT
from lab.errors import LabError
from lab.load import LEDGER, STOP_RECORDING
from lab.processes import wait_until

PROGRAM, CONFIGURATION = "/opt/lab-load/load.pyz", "/etc/lab-load.json"
STATE, KEPT = "/var/lib/lab-load", "/var/lib/lab-receiver/kept.jsonl"
UNITS = {"load": "lab-load", "receiver": "lab-receiver"}
AGENT = ("agent", "lab-agent-password")
INTERVAL = 2.0
# Stand-ins that no package of a product brings.
NEEDED = {"elasticsearch.py", "elasticsearch_index.py"}
# Longer than a recorder and a processor take to try again.
STILL_SECONDS = 5
# Where the stand-in of a processor works, and keeps what it has not passed on.
BACKLOG = "/opt/genesys/rps/backlog"
_UNIT = """[Unit]
Description={unit}
[Service]
ExecStart=/usr/bin/python3 {program} {name} {configuration}
Restart=always
RestartSec=1
[Install]
WantedBy=multi-user.target
"""


class LoadHosts:
    """`driver`: the laboratory. `variables`: those of its inventory; `hosts`: group to hosts."""

    def __init__(self, driver, variables, hosts):
        self._driver = driver
        self._variables, self._hosts = variables, hosts
        self.centers = variables["gir_datacenters"]
        self.recorders = {name: self._of(name, "gir_mcp")[0] for name in self.centers}
        addresses = {name: center.get("interaction_receiver_url") for name, center in self.centers.items()}
        self.receivers = {name: urlsplit(url).hostname for name, url in addresses.items() if url}

    def _of(self, center, group):
        return [host for host in self._hosts[center] if host in self._hosts[group]]

    def install(self):
        """The receivers run afterwards; the recorders wait for start()."""
        program = _program()
        for center, host in self.receivers.items():
            self._install(host, "receiver", program, self._receiver(center))
            self._driver.on(host, "systemctl", "--quiet", "enable", "--now", UNITS["receiver"])
        for center, host in self.recorders.items():
            self._install(host, "load", program, self._load(center))
            self._driver.path(host, STATE).mkdir(exist_ok=True)

    def _install(self, host, name, program, configuration):
        text = _UNIT.format(unit=UNITS[name], program=PROGRAM, name=name, configuration=CONFIGURATION)
        for path, content, mode in (
            (PROGRAM, program, 0o644),
            (CONFIGURATION, json.dumps(configuration).encode(), 0o600),
            (f"/etc/systemd/system/{UNITS[name]}.service", text.encode(), 0o644),
        ):
            place = self._driver.path(host, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            place.chmod(mode)
        self._driver.on(host, "systemctl", "daemon-reload")

    def _receiver(self, center):
        names = ("username", "password")
        account = {name: self._variables[f"gir_interaction_receiver_{name}"] for name in names}
        return {
            **account, "port": urlsplit(self.centers[center]["interaction_receiver_url"]).port, "kept": KEPT,
            "locations": {name: one["geo_locations"][0] for name, one in self.centers.items()},
            "cluster": self._variables["rws_cr_cluster_name"],
        }  # fmt: skip

    def _load(self, center):
        own = self.centers[center]
        server = self._variables["gir_configuration_server"]
        login = [{"name": "server", "value": own["rws_url"]}, {"name": "place", "value": f"Place_{center}"}]
        others = [one["rws_url"] for name, one in self.centers.items() if name != center and one["role"] != "recording"]
        if own["role"] != "recording":
            login.append({"name": "peer_server", "value": others[0]})
        return {
            "data_center": center, "state": STATE, "interval": INTERVAL,
            "profile": {
                "url": f"http://controller:{GAX_PORT}", "username": server["username"],
                "password": server["password"], "geo_location": own["geo_locations"][0],
            },
            "agent": {"login": login, "account": AGENT},
        }  # fmt: skip

    def start(self):
        """Return when each recorder has had a recording acknowledged."""
        for host in self.recorders.values():
            self._driver.path(host, f"{STATE}/{STOP_RECORDING}").unlink(missing_ok=True)
            self._driver.on(host, "systemctl", "--quiet", "enable", "--now", UNITS["load"])
        kinds = {"stored", "screen"}

        def silent():
            return [c for c in self.recorders if not kinds <= {line["what"] for line in self.acknowledged(c)}]

        wait_until(lambda: not silent(), 60, lambda: f"Nothing is recorded in {', '.join(silent())}.")

    def drain(self, seconds=20):
        """Nothing new is recorded; return when all is delivered, or nothing more is for a while."""
        running = self._driver.running(self.recorders.values())
        for host in running:
            self._driver.on(host, "touch", f"{STATE}/{STOP_RECORDING}")

        def counts():
            waiting = [len(list(self.spooled(center))) for center in self.recorders]
            return waiting + [len(self.open(host)) for host in self._hosts["gir_rps"]]

        seen, since = None, time.monotonic()

        def still():
            nonlocal seen, since
            now = counts()
            if now != seen:
                seen, since = now, time.monotonic()
            return not any(now) or time.monotonic() - since > STILL_SECONDS

        with contextlib.suppress(LabError):  # the accounting tells what is open
            wait_until(still, seconds, "late")
        for host in running:
            self._driver.on(host, "systemctl", "--quiet", "disable", "--now", UNITS["load"])

    # What is on the disks

    def disk(self, host, path):
        return Path(self._driver.disk(host, path))

    def acknowledged(self, center):
        """What a recorder and a desktop of a data center have been told."""
        return json_lines.read(self.disk(self.recorders[center], f"{STATE}/{LEDGER}"))

    def spooled(self, center):
        """What the recorder of a data center still has to deliver, all or its metadata alone."""
        for path in self.disk(self.recorders[center], f"{STATE}/spool").glob("*.json"):
            yield json.loads(path.read_text(encoding="utf-8"))["id"]

    def open(self, host):
        """The ids of which a processor has the metadata, and has not passed them on."""
        return [entry["metadata"]["id"] for entry in backlog.waiting(self.disk(host, BACKLOG))]

    def received(self):
        """The ids of which an Interaction Receiver has the metadata."""
        found = [json_lines.read(self.disk(host, KEPT)) for host in self.receivers.values()]
        return {entry["id"] for entries in found for entry in entries}


def _program():
    """The programs and the stand-ins that they need as one file that Python runs."""
    packages = Path(__file__).resolve().parents[1]
    own = [packages / "lab" / name for name in ("__init__.py", "index.py", "load.py", "recorder.py")]
    left_out = set(NOT_INSTALLED) - NEEDED
    standins = [path for path in sorted((packages / "standins").glob("*.py")) if path.name not in left_out]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__main__.py", "from lab.load import main\n\nmain()\n")
        for path in [*own, *standins]:
            archive.write(path, str(path.relative_to(packages)))
    return written.getvalue()
