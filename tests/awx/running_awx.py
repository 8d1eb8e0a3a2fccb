# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbook awx against the stand-in for AWX, with the modules of awx.awx."""

import base64
import contextlib
import json
import os
import subprocess
import urllib.error
import urllib.request

from ansible_collections.gir.multidc.plugins.plugin_utils._awx.wrappers import wrappers
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import known
from jinja2 import Environment, StrictUndefined
from standins.awx import Awx
from support import playbook
from support.component_runs import SECRETS, Roles

REPOSITORY = "https://git.example.com/gir.git"
PASSWORD = "password-of-awx-1"
HOOK = "https://hooks.example.com/canary-of-the-hook-2"
VAULT = "vault-Secret-9"
NIGHT = {"name": "Night shift", "notification_type": "webhook",
         "notification_configuration": {"url": HOOK, "headers": {}, "http_method": "POST"}}  # fmt: skip
READING = ("GET", "HEAD", "OPTIONS")


class System(Roles):
    """An inventory of two data centers, and what it asks of AWX. The repository of its project is a directory."""

    def __init__(self, directory):
        super().__init__(directory)
        self.repository = self.directory / "repository"
        (self.repository / "playbooks").mkdir(parents=True)
        for name, text in wrappers().items():
            (self.repository / "playbooks" / name).write_text(text, encoding="utf-8")
        (self.repository / "inventories").mkdir()
        (self.repository / "inventories" / "prod").write_text("[gir]\nrws1-dc1\n", encoding="utf-8")
        key = self.directory / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        self.key = key.read_text(encoding="ascii")
        self.awx = Awx(projects={REPOSITORY: self.repository}, username="admin", password=PASSWORD)
        self.variables.update(
            gir_awx_project_url=REPOSITORY, gir_awx_inventory_path="inventories/prod",
            gir_awx_image="registry.example.com/gir:2.16", gir_awx_time_zone="Europe/Berlin",
            gir_awx_machine={"username": "ansible", "ssh_key_data": self.key}, gir_awx_vault_password=VAULT,
            gir_awx_notifications=[NIGHT], gir_awx_username="admin", gir_awx_password=PASSWORD,
        )  # fmt: skip

    @property
    def secrets(self):
        """All that must be seen nowhere but where it belongs."""
        return [*SECRETS.values(), "admin-Secret-8", PASSWORD, HOOK, VAULT, self.key.splitlines()[2]]

    def run(self, *arguments, **extra):
        """Run playbook awx; `requests` of the outcome are those that it made."""
        self.awx.forget_requests()
        collections = os.pathsep.join([str(playbook.collections()), os.environ["GIR_AWX_COLLECTIONS"]])
        given = {"gir_awx_url": self.awx.url, **extra}
        how = {"directory": self.directory, "inventory": self.inventory, "seconds": 600}
        run = playbook.run(
            "gir.multidc.awx", *arguments, variables=given, ANSIBLE_COLLECTIONS_PATH=collections, **how
        )
        run.requests = list(self.awx.requests)
        return run

    def add_recording_data_center(self):
        """A third one, whose storage is the central one."""
        third = {
            "role": "recording", "site_name": "DC3", "geo_locations": ["geo3"], "node_path": "/US/CA",
            "jurisdiction": "US", "storage": "central",
            **{f"{name}_url": f"https://{name}.dc3.example.com" for name in ("rws", "processor", "rcs")},
        }  # fmt: skip
        address = "http://dav.central.example.com"
        self.variables["gir_datacenters"]["dc3"] = third
        self.variables["gir_central_storage"] = {
            "voice_url": f"{address}/recordings", "screen_url": f"{address}/screens", "jurisdiction": "US",
        }  # fmt: skip
        self.variables["workspace_desktop_agent_groups"]["dc3"] = None
        self.variables["gir_storage_credentials"]["central"] = {"username": "central", "password": SECRETS["storage"]}
        for group in ("gir_rws", "gir_rcs", "gir_mcp", "gir_rps"):
            self.inventory.host(f"{group[4:]}1-dc3", group, "dc3")

    def without_secrets(self):
        """The variables of the inventory as they would stand in a repository."""
        hidden = known.secrets()
        return {name: value for name, value in self.variables.items() if name not in hidden}

    @contextlib.contextmanager
    def inventory_of(self, variables):
        """The inventory with these variables in the place of its own."""
        own, self.inventory.variables = self.inventory.variables, variables
        try:
            yield
        finally:
            self.inventory.variables = own

    # -- AWX itself ----------------------------------------------------------------------------------------------

    def ask(self, method, path, body=None):
        """(status, document) of one request of somebody's own."""
        account = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(
            f"{self.awx.url}/api/v2/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Authorization": f"Basic {account}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, text = refusal.code, refusal.read()
        return status, json.loads(text) if text else None

    def make_others(self, credential, inventory, project, job, team):
        """Objects that somebody else made in our organization, by kind and name, as AWX shows them."""
        organization = self._make("organizations", name="GIR", description="Shared by two teams")
        of_ours = {"organization": organization}
        machine = self.find("credential_types", "Machine")["id"]
        self._make("credentials", name=credential, credential_type=machine, inputs={"username": "them"}, **of_ours)
        self._make("inventories", name=inventory, **of_ours)
        project_id = self._make("projects", name=project, scm_type="git", scm_url=REPOSITORY, **of_ours)
        self.ask("POST", f"projects/{project_id}/update/", {})
        self._make("job_templates", name=job, project=project_id, playbook="playbooks/gir_status.yml",
                   ask_inventory_on_launch=True)  # fmt: skip
        self._make("teams", name=team, **of_ours)
        found = {"organizations": "GIR", "credentials": credential, "inventories": inventory, "projects": project,
                 "job_templates": job, "teams": team}  # fmt: skip
        return {kind: {name: self.find(kind, name)} for kind, name in found.items()}

    def _make(self, kind, **values):
        status, answer = self.ask("POST", f"{kind}/", values)
        assert status == 201, answer
        return answer["id"]

    def find(self, kind, name):
        """The object of a name."""
        (found,) = [one for one in self.ask("GET", f"{kind}/?page_size=200")[1]["results"] if one["name"] == name]
        return found


def changes(run):
    """What the run said that it changed, or would."""
    return next(one.data["changes"] for one in run.results if one.task == "Make AWX ready" and "changes" in one.data)


def injected(awx, begin):
    """The variables that AWX gives to a job by the credential whose name begins so, as Jinja makes them of it."""
    (kind,) = [one for one in awx.objects("credential_types") if one["name"].startswith(begin)]
    (held,) = [one for one in awx.objects("credentials") if one["credential_type"] == kind["id"]]
    filler = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)

    def filled(value):
        if isinstance(value, dict):
            return {filled(key): filled(item) for key, item in value.items()}
        return filler.from_string(value).render(held["inputs"])

    return filled(kind["injectors"]["extra_vars"])
