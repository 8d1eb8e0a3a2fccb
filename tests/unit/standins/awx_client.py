# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the AWX stand-in that knows nothing but HTTP and JSON, and a small installation to try things on."""

import base64
import contextlib
import http.client
import json
import urllib.parse

from standins.awx import Awx

ADDRESS = "https://git.example.com/gir.git"


class Api:
    """Requests to one AWX over one connection; a path that does not begin with a slash is below /api/v2/."""

    def __init__(self, awx, user=None, bearer=None):
        self.awx = awx
        login = ":".join(user or (awx.username, awx.password))
        self._connection = http.client.HTTPConnection(urllib.parse.urlsplit(awx.url).netloc, timeout=10)
        self.authorization = f"Bearer {bearer}" if bearer else "Basic " + base64.b64encode(login.encode()).decode()

    def call(self, method, path, body=None):
        """(status, document or None, headers)."""
        address = path if path.startswith("/") else f"/api/v2/{path}"
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        self._connection.request(method, address, data, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status == 301:
            return self.call(method, answer.headers["Location"], body)
        return answer.status, json.loads(text) if text else None, answer.headers

    def get(self, path):
        status, document, _headers = self.call("GET", path)
        assert status == 200, document
        return document

    def found(self, path):
        """The names in a list."""
        return [each.get("name") or each.get("identifier") for each in self.get(path)["results"]]

    def make(self, path, **values):
        status, document, _headers = self.call("POST", path if path.endswith("/") else f"{path}/", values)
        assert status == 201, document
        return document

    def change(self, one, **values):
        status, document, _headers = self.call("PATCH", one["url"], values)
        assert status == 200, document
        return document

    def attach(self, one, name, other, **more):
        status, document, _headers = self.call("POST", one["related"][name], {"id": other["id"], **more})
        assert status == 204, document

    def refused(self, status, method, path, body=None):
        """The document of an answer that must have this status."""
        found, document, _headers = self.call(method, path if "/" in path else f"{path}/", body)
        assert found == status, document
        return document

    def not_made(self, path, **values):
        return self.refused(400, "POST", path, values)

    def not_changed(self, one, **values):
        return self.refused(400, "PATCH", one["url"], values)


class Installation(Api):
    """An organization with a project of two playbooks, and an inventory."""

    def __init__(self, awx):
        super().__init__(awx)
        self.organization = self.make("organizations", name="GIR")
        self.project = self.make(
            "projects", name="GIR", organization=self.organization["id"], scm_type="git", scm_url=ADDRESS
        )
        self.inventory = self.make("inventories", name="GIR", organization=self.organization["id"])

    def template(self, name="deploy", **values):
        whole = {"project": self.project["id"], "inventory": self.inventory["id"], "playbook": "playbooks/deploy.yml"}
        return self.make("job_templates", **{"name": name, **whole, **values})

    def workflow(self, name="switch", **values):
        return self.make("workflow_job_templates", **{"name": name, "organization": self.organization["id"], **values})

    def node(self, workflow, template, identifier, **values):
        return self.make(
            "workflow_job_template_nodes",
            workflow_job_template=workflow["id"],
            unified_job_template=template["id"],
            identifier=identifier,
            **values,
        )

    def credential_type(self, name="GIR", fields=None, **values):
        fields = fields or [{"id": "user", "label": "User"}, {"id": "word", "label": "Word", "secret": True}]
        return self.make("credential_types", name=name, kind="cloud", inputs={"fields": fields}, **values)

    def credential(self, credential_type, name="GIR", **inputs):
        return self.make(
            "credentials",
            name=name,
            organization=self.organization["id"],
            credential_type=credential_type["id"],
            inputs=inputs,
        )

    def managed_type(self, name):
        return self.get(f"credential_types/?namespace={name}")["results"][0]

    def survey(self, template, *questions, status=200):
        spec = {"name": "", "description": "", "spec": list(questions)}
        found, document, _headers = self.call("POST", template["related"]["survey_spec"], spec)
        assert found == status, document
        return document

    def launch(self, template, status=201, **body):
        found, document, _headers = self.call("POST", template["related"]["launch"], body)
        assert found == status, document
        return document


def question(variable, kind="text", required=False, **more):
    return {"variable": variable, "type": kind, "required": required, "question_name": variable, **more}


def checkout(directory):
    """A project's directory: two playbooks, an inventory, and what is no playbook."""
    for path, text in {
        "playbooks/deploy.yml": "- hosts: all\n",
        "playbooks/switch.yaml": "---\n- import_playbook: deploy.yml\n",
        "playbooks/tasks/part.yml": "- hosts: all\n",
        "roles/one/files/play.yml": "- hosts: all\n",
        "group_vars/all.yml": "hosts: 1\n",
        ".github/play.yml": "- hosts: all\n",
        "vault.yml": "$ANSIBLE_VAULT;1.1;AES256\n",
        "vars.yml": "a: 1\n",
        "README.md": "- hosts: all\n",
        "inventory.yml": "all: {}\n",
    }.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    return directory


@contextlib.contextmanager
def installed(directory, **options):
    with Awx(projects={ADDRESS: checkout(directory)}, **options) as awx:
        yield Installation(awx)
