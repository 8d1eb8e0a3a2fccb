# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes in the stand-in for AWX, with plain requests, what the modules of awx.awx would: they are not at hand here."""

import json

from ansible_collections.gir.multidc.plugins.plugin_utils._awx import names

RELATED = {
    "organization": "organizations", "project": "projects", "inventory": "inventories", "source_project": "projects",
    "execution_environment": "execution_environments", "default_environment": "execution_environments",
    "credential_type": "credential_types",
}  # fmt: skip
RUNS = {"job_template": "job_templates", "project": "projects", "inventory_source": "inventory_sources"}


class Maker:
    """`api`: a client of the stand-in."""

    def __init__(self, api):
        self.api, self.ids = api, {}

    def everything(self, desired):
        for kind in names.KINDS:
            for item in desired.lists.get(kind.list, ()):
                values = {key: self._value(key, value) for key, value in item.items()}
                getattr(self, f"_{kind.endpoint}", self._plain)(kind, item, values, desired)
        for item in desired.lists[names.ROLES]:
            self._grant(item)

    def _value(self, key, value):
        return self.id(RELATED[key], value) if key in RELATED else value

    def id(self, endpoint, name):
        """By name; what was there before is looked up."""
        if (endpoint, name) not in self.ids:
            found = self.api.get(f"{endpoint}/?page_size=200")["results"]
            self.ids.update({(endpoint, one["name"]): one["id"] for one in found})
        return self.ids[endpoint, name]

    def _plain(self, kind, _item, values, _desired):
        made = self.api.make(kind.endpoint, **values)
        self.ids[kind.endpoint, values["name"]] = made["id"]
        return made

    def _credentials(self, kind, item, values, desired):
        self._plain(kind, item, {**values, "inputs": desired.private[item["name"]]}, desired)

    def _notification_templates(self, kind, item, values, desired):
        self._plain(kind, item, {**values, "notification_configuration": desired.notifications[item["name"]]}, desired)

    def _projects(self, kind, item, values, desired):
        made = self._plain(kind, item, values, desired)
        self.api.call("POST", made["related"]["update"], {})

    def _inventory_sources(self, kind, item, values, desired):
        values.pop("organization")
        made = self._plain(kind, item, values, desired)
        self.api.call("POST", made["related"]["update"], {})

    def _job_templates(self, kind, item, values, desired):
        values.pop("organization")
        credentials, spec = values.pop("credentials"), values.pop("survey_spec")
        made = self._plain(kind, item, {**values, "extra_vars": json.dumps(values["extra_vars"])}, desired)
        if spec:
            assert self.api.call("POST", made["related"]["survey_spec"], spec)[0] == 200
        for name in credentials:
            self.api.attach(made, "credentials", {"id": self.id("credentials", name)})

    def _workflow_job_templates(self, kind, item, values, desired):
        nodes, spec = values.pop("workflow_nodes"), values.pop("survey_spec")
        sent = {key: values.pop(key) for key in list(values) if key.startswith("notification_templates_")}
        made = self._plain(kind, item, values, desired)
        if spec:
            assert self.api.call("POST", made["related"]["survey_spec"], spec)[0] == 200
        for event, some in sent.items():
            for name in some:
                self.api.attach(made, event, {"id": self.id("notification_templates", name)})
        self._nodes(made, nodes)

    def _nodes(self, workflow, nodes):
        made = {}
        for node in nodes:
            runs, values = node["unified_job_template"], {"identifier": node["identifier"]}
            if runs["type"] in RUNS:
                values["unified_job_template"] = self.id(RUNS[runs["type"]], runs["name"])
            one = self.api.make(workflow["related"]["workflow_nodes"], **values)
            if runs["type"] not in RUNS:
                about = {key: runs[key] for key in ("name", "description", "timeout")}
                self.api.make(f"{one['url']}create_approval_template/", **about)
            made[node["identifier"]] = one
        for node in nodes:
            for edge, following in node["related"].items():
                for one in following:
                    self.api.attach(made[node["identifier"]], edge, made[one["identifier"]])

    def _schedules(self, kind, item, values, desired):
        values.pop("organization")
        workflow = self.id("workflow_job_templates", values.pop("unified_job_template"))
        self._plain(kind, item, {**values, "unified_job_template": workflow}, desired)

    def _grant(self, item):
        endpoints = {"job_templates": "job_templates", "workflows": "workflow_job_templates",
                     "organizations": "organizations"}  # fmt: skip
        team = self.id("teams", item["team"])
        for option, endpoint in endpoints.items():
            for name in item.get(option, ()):
                one = self.api.get(f"{endpoint}/{self.id(endpoint, name)}/")
                role = one["summary_fields"]["object_roles"][f"{item['role']}_role"]["id"]
                assert self.api.call("POST", f"roles/{role}/teams/", {"id": team})[0] == 204
