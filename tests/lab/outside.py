# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system of a laboratory as somebody outside of it sees it: hosts by SSH, servers by HTTP. For pytest-testinfra."""

import base64
import http.cookiejar
import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

import testinfra
import yaml
from support import playbook

from lab.files import default_directory

SECONDS = 10


class Run(NamedTuple):
    """The exit code of a playbook, all that it said, and how many tasks changed something, by host."""

    code: int
    said: str
    changes: dict


class System:
    """What the inventory says, and how to look whether it is so."""

    def __init__(self, inventory):
        self.inventory = Path(inventory)
        hosts = yaml.safe_load((self.inventory / "hosts.yml").read_text(encoding="utf-8"))
        self.groups = {name: list((group or {}).get("hosts") or {}) for name, group in hosts["gir"]["children"].items()}
        self.variables = {}
        for path in sorted((self.inventory / "group_vars" / "gir").glob("*.yml")):
            self.variables.update(yaml.safe_load(path.read_text(encoding="utf-8")))
        self.datacenters = self.variables["gir_datacenters"]
        self.connection = Path(default_directory()) / "connection.yml"
        self._ssh = json.loads(self.connection.read_text(encoding="utf-8"))["lab"]["vars"]

    def datacenter(self, host):
        """The name of the data center of a host."""
        return next(name for name in self.datacenters if host in self.groups[name])

    def host(self, name):
        """The host for testinfra, over one kept connection."""
        shared = "-o ControlMaster=auto -o ControlPersist=30 -o ControlPath=/run/lab-outside-%C"
        return testinfra.get_host(
            f"ssh://root@{name}",
            ssh_identity_file=self._ssh["ansible_ssh_private_key_file"],
            ssh_extra_args=f"{self._ssh['ansible_ssh_common_args']} {shared}",
        )

    def play(self, name, *words):
        """Run a playbook from here, as its users would."""
        sources = [self.inventory, self.connection]
        how = {"directory": Path.cwd(), "inventory": sources, "seconds": 900, "ANSIBLE_REMOTE_TEMP": None}
        run = playbook.run(name, *words, **how)
        return Run(run.code, run.output, run.counts())

    def secrets(self):
        """Every password and key of the inventory."""
        found = set()
        _collect(self.variables, found)
        return found


def _collect(value, found, secret=False):
    if isinstance(value, dict):
        for name, inner in value.items():
            _collect(inner, found, secret or name.endswith(("password", "_key")))
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, found, secret)
    elif secret and isinstance(value, str):
        found.add(value)


def current():
    """The system of the inventory that the scenario names."""
    return System(os.environ["LAB_INVENTORY"])


class Client:
    """An HTTP client with an account, a session and, as RWS asks for it, a CSRF token."""

    def __init__(self, account=None):
        self._headers = {}
        if account:
            token = base64.b64encode(":".join(account).encode()).decode()
            self._headers["Authorization"] = f"Basic {token}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def call(self, url, method="GET", body=None):
        """(status, headers, text); a document is sent as JSON, a text as it is."""
        headers = dict(self._headers)
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        data = None if body is None else body.encode()
        request = urllib.request.Request(url, data=data, method=method, headers=headers)
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return self._seen(answer)
        except urllib.error.HTTPError as answer:
            return self._seen(answer)

    def _seen(self, answer):
        if answer.headers.get("X-CSRF-TOKEN"):
            self._headers[answer.headers["X-CSRF-HEADER"]] = answer.headers["X-CSRF-TOKEN"]
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


def upload(system, datacenter, name):
    """Upload a screen recording as an agent's desktop would, through the address of RWS; the name of its file."""
    center = system.datacenters[datacenter]
    client = Client((system.variables["gir_rws_ops_username"], system.variables["gir_rws_ops_password"]))
    api = center["rws_url"]
    status, _headers, text = client.call(f"{api}/api/v2/ops/contact-centers")
    assert status == 200, text
    address = f"{api}/internal-api/contact-centers/{system.variables['gir_contact_center_id']}/screen-recordings"
    status, _headers, text = client.call(address, "POST", {"id": name, "mediaFiles": [{"mediaId": f"{name}.mp4"}]})
    assert (status, json.loads(text)["statusCode"]) == (200, 0), text
    return f"{name}.mp4"


def storage(system, datacenter):
    """The storage of a location: its name, its addresses."""
    found = system.datacenters[datacenter]["storage"]
    return ("central", system.variables["gir_central_storage"]) if found == "central" else (datacenter, found)
