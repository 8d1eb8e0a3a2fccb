# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small system, and what AWX should hold for it and does, to be changed by tests."""

from copy import deepcopy

from ansible_collections.gir.multidc.plugins.plugin_utils._awx import names, objects, options, secrets
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.observed import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.plan import HIDDEN, plan

ASKED = {
    "gir_awx_url": "https://awx.example.com",
    "gir_awx_token": "token-of-awx",
    "gir_awx_project_url": "https://git.example.com/gir.git",
    "gir_awx_inventory_path": "inventories/prod",
    "gir_awx_image": "registry.example.com/gir:2.21",
}


def read(environment=None, **more):
    """(options, sentences) of these variables and more; None takes one away."""
    given = {name: value for name, value in {**ASKED, **more}.items() if value is not None}
    found, wrong = options.read(given, environment or {})
    return found, [one.sentence for one in wrong]


def asked(**more):
    """Options without a mistake."""
    found, wrong = read(**more)
    assert wrong == []
    return found


def model(*recording):
    """The pair, and these data centers that only record."""
    hosts = {
        f"{kind}1-{center}": {"data_center": center, "components": [f"gir_{kind}"]}
        for center in ("dc1", "dc2", *recording)
        for kind in ("rws", "rcs")
    }
    centers = {
        center: {"name": center, "hosts": {"gir_rcs": [f"rcs1-{center}"], "gir_rws": [f"rws1-{center}"]}}
        for center in ("dc1", "dc2", *recording)
    }
    return {"primary": "dc1", "backup": "dc2", "data_centers": centers, "hosts": hosts}


class Variables:
    """Variables of hosts as they are written; a template of one other variable is filled."""

    def __init__(self, **of_hosts):
        self.of_hosts = of_hosts

    def hosts(self):
        return list(self.of_hosts)

    def raw(self, host):
        return self.of_hosts[host]

    def value(self, host, name):
        value = self.of_hosts[host][name]
        if isinstance(value, str) and value.startswith("{{ "):
            return self.value(host, value[3:-3])
        return deepcopy(value)


def wanted(found=None, system=None, **secret):
    """What AWX should hold."""
    variables = Variables(host={"gir_rws_ops_password": "ops-secret", **secret})
    return objects.desired(found or asked(), system or model(), secrets.collected(variables))


def applied(desired):
    """AWX after all of it was done."""
    found = Observed()
    for kind in names.KINDS:
        for number, item in enumerate(desired.lists.get(kind.list, ())):
            one = {key: value for key, value in deepcopy(item).items() if key != "organization"}
            one["synced"] = True
            if kind.list == names.CREDENTIALS:
                shown = desired.secret_inputs[item["name"]]
                inputs = desired.private[item["name"]]
                one["inputs"] = {key: HIDDEN if key in shown else value for key, value in inputs.items()}
            if kind.list == names.NOTIFICATIONS:
                one["notification_configuration"] = {**desired.notifications[item["name"]], "timeout": 30}
            if kind.list == names.WORKFLOWS:
                one["workflow_nodes"] = {each["identifier"]: _node(each) for each in item["workflow_nodes"]}
            found.lists[kind.list][item["name"]] = one
            found.ids[kind.list][item["name"]] = number
    endpoints = {"job_templates": "job_templates", "workflows": "workflow_job_templates",
                 "organizations": "organizations"}  # fmt: skip
    for item in desired.lists[names.ROLES]:
        for option, endpoint in endpoints.items():
            found.roles |= {(item["team"], item["role"], endpoint, name) for name in item.get(option, ())}
    found.playbooks = [item["playbook"] for item in desired.lists[names.TEMPLATES]]
    return found


def _node(item):
    runs = item["unified_job_template"]
    made = {"type": runs["type"], "name": runs["name"]}
    if runs["type"] == "workflow_approval":
        made.update(description=runs["description"], timeout=runs["timeout"])
    edges = ("success_nodes", "failure_nodes", "always_nodes")
    return {**made, **{edge: sorted(one["identifier"] for one in item["related"][edge]) for edge in edges}}


def planned(desired, found, update_secrets=False, prune=False):
    """The plan of a run."""
    return plan(desired, found, "GIR", update_secrets, prune)


def sentences(changes):
    """What would be done."""
    return [one.sentence for one in changes]
