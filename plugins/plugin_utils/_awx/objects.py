# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that AWX should hold, in the form of `infra.aap_configuration`: lists of items with the options of awx.awx.

No secret is in it: what a credential holds stands there as a template, and apart from it as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._components import registry
from .._topology.published import Model
from . import names
from .options import EVENTS, Options
from .questions import COMPONENTS, DATA_CENTERS, PAIR, survey
from .secrets import Secrets, fields, secret_fields, version
from .templates import APPROVER, OPERATOR, TEMPLATES, Template
from .workflows import APPROVAL, PROJECT, SOURCE, TEMPLATE, WORKFLOWS, Node
from .wrappers import wrapper

Item = dict[str, Any]
MACHINE_TYPE, VAULT_TYPE = "Machine", "Vault"
# Keys of these are secret in AWX's own types.
_SECRET_INPUTS = {
    MACHINE_TYPE: ("password", "ssh_key_data", "ssh_key_unlock", "become_password"),
    VAULT_TYPE: ("vault_password",),
}


@dataclass(repr=False)
class Desired:
    """`lists`: by the names of `infra.aap_configuration`. `private`: credential to its inputs, as they are sent.

    `secret_inputs`: credential to those of them that AWX does not show. `notifications`: template to what is sent,
    since an address may be a secret.
    """

    lists: dict[str, list[Item]] = field(default_factory=dict)
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    secret_inputs: dict[str, Sequence[str]] = field(default_factory=dict)
    notifications: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def secrets(self) -> Iterator[str]:
        """Every text that no message may repeat."""
        for name, inputs in self.private.items():
            yield from (inputs[one] for one in self.secret_inputs[name])
        for configuration in self.notifications.values():
            yield from _texts(configuration)


def desired(options: Options, model: Model, secrets: Secrets) -> Desired:
    """Everything, from what was asked for, the model of the inventory and its secrets."""
    return _Making(options, model, secrets).made()


class _Making:
    def __init__(self, options: Options, model: Model, secrets: Secrets) -> None:
        self._options, self._secrets = options, secrets
        self._sources = choices(model)
        self._found = Desired(notices=list(secrets.left) if options.secrets else [])
        self._credentials = list(options.credentials)

    def made(self) -> Desired:
        given, name = self._options, self._name
        project, inventory = name("project"), name("inventory")
        organization, environment = given.organization, name("environment")
        lists = self._found.lists
        lists[names.ORGANIZATIONS] = [
            {"name": organization, "description": self._about("Genesys Interaction Recording")}
        ]
        self._make_credentials()
        lists[names.ENVIRONMENTS] = [
            {
                "name": environment,
                "description": self._about("Runs the playbooks of gir.multidc"),
                "organization": organization,
                "image": given.image,
                "pull": given.image_pull,
                **_related(credential=given.image_credential),
            }
        ]
        lists[names.PROJECTS] = [
            {
                "name": project,
                "description": self._about("Inventory, and wrappers of the playbooks"),
                "organization": organization,
                "scm_type": "git",
                "scm_url": given.project_url,
                "scm_branch": given.project_branch,
                **_related(credential=given.project_credential),
                # A job, and a failover most of all, must start while Git is away.
                "scm_update_on_launch": False,
                "default_environment": environment,
            }
        ]
        lists[names.INVENTORIES] = [
            {"name": inventory, "description": self._about("The hosts of all sites"), "organization": organization}
        ]
        lists[names.SOURCES] = [
            {
                "name": self._source,
                "description": self._about("The inventory in Git"),
                "inventory": inventory,
                "organization": organization,
                "source": "scm",
                "source_project": project,
                "source_path": given.inventory_path,
                "execution_environment": environment,
                "overwrite": True,
                "overwrite_vars": True,
                "update_on_launch": False,
            }
        ]
        lists[names.NOTIFICATIONS] = [self._notification(one.item) for one in given.notifications]
        lists[names.TEMPLATES] = [self._template(one) for one in TEMPLATES]
        lists[names.WORKFLOWS] = [self._workflow(one) for one in WORKFLOWS]
        lists[names.SCHEDULES] = [
            {
                # A schedule starts the workflow of its name.
                "name": name(schedule),
                "description": self._about(f"Starts the workflow {name(schedule)}"),
                "unified_job_template": name(schedule),
                "organization": organization,
                "rrule": one.rrule,
                "enabled": one.enabled,
            }
            for schedule, one in given.schedules.items()
        ]
        lists[names.TEAMS] = [
            {"name": team, "description": self._about(_TEAMS[role]), "organization": organization}
            for role, team in given.teams.items()
        ]
        lists[names.ROLES] = self._roles()
        return self._found

    @property
    def _source(self) -> str:
        return self._name("inventory of the project")

    def _name(self, what: str) -> str:
        return f"{self._options.name} {what}"

    def _about(self, about: str) -> str:
        return names.marked(about, self._options.name)

    # -- credentials -----------------------------------------------------------------------------------------------

    def _make_credentials(self) -> None:
        given, lists = self._options, self._found.lists
        lists[names.CREDENTIAL_TYPES], lists[names.CREDENTIALS] = [], []
        kind = self._name(f"secrets {version()}")
        if given.secrets:
            lists[names.CREDENTIAL_TYPES].append(
                {
                    "name": kind,
                    "description": self._about("The secrets of the inventory, as variables of a job"),
                    "kind": "cloud",
                    "inputs": {"fields": fields()},
                    "injectors": {"extra_vars": self._secrets.injected},
                }
            )
        if given.machine:
            shown = {key: f"{{{{ gir_awx_machine.{key} }}}}" for key in given.machine}
            self._credential("machine", "How Ansible reaches the hosts", MACHINE_TYPE, given.machine, shown)
        if given.vault_password:
            inputs = {"vault_password": given.vault_password}
            if given.vault_id:
                inputs["vault_id"] = given.vault_id
            shown = {key: f"{{{{ gir_awx_{key} }}}}" for key in inputs}
            self._credential("vault", "Opens the vault of the inventory", VAULT_TYPE, inputs, shown)
        if given.secrets:
            held = self._secrets
            shown = dict(held.values)
            shown.update({key: f"{{{{ {path} }}}}" for key, path in held.paths.items() if path})
            self._credential(f"secrets {version()}", "The secrets of the inventory", kind, held.values, shown)

    def _credential(
        self, what: str, about: str, kind: str, inputs: Mapping[str, str], shown: Mapping[str, str]
    ) -> None:
        name = self._name(what)
        self._found.lists[names.CREDENTIALS].append(
            {
                "name": name,
                "description": self._about(about),
                "organization": self._options.organization,
                "credential_type": kind,
                "inputs": dict(shown),
            }
        )
        self._found.private[name] = dict(inputs)
        self._found.secret_inputs[name] = [
            one for one in inputs if one in (_SECRET_INPUTS.get(kind) or secret_fields())
        ]
        self._credentials.append(name)

    def _notification(self, given: Mapping[str, Any]) -> Item:
        item = {
            "name": given["name"],
            "description": self._about(str(given.get("description") or "Tells of jobs of gir.multidc")),
            "organization": self._options.organization,
            "notification_type": given["notification_type"],
            "notification_configuration": "{{ gir_awx_notifications | selectattr('name', 'eq', '%s')"
            " | map(attribute='notification_configuration') | first }}" % given["name"],
        }
        self._found.notifications[item["name"]] = given["notification_configuration"]
        if given.get("messages"):
            item["messages"] = given["messages"]
        return item

    def _notified(self, events: Iterable[str]) -> Item:
        """The notification templates of an object, by event."""
        return {
            f"notification_templates_{event}": [one.name for one in self._options.notifications if event in one.events]
            for event in events
        }

    # -- what is started -------------------------------------------------------------------------------------------

    def _template(self, one: Template) -> Item:
        spec = survey(one.questions, self._sources)
        item = {
            "name": self._name(one.name),
            "description": self._about(one.about),
            "organization": self._options.organization,
            "job_type": one.job_type,
            "project": self._name("project"),
            "playbook": f"{self._options.playbook_dir}/{wrapper(one.playbook)}",
            "inventory": self._name("inventory"),
            "execution_environment": self._name("environment"),
            "credentials": list(self._credentials),
            "diff_mode": True,
            # What a run knows it has asked itself; a fact that AWX stored is none.
            "use_fact_cache": False,
            # The lock of the hosts excludes two writing runs; of two that read the second one tells nothing new.
            "allow_simultaneous": False,
            "job_slice_count": 1,
            "ask_limit_on_launch": one.limit,
            "ask_tags_on_launch": one.tags,
            "ask_skip_tags_on_launch": one.tags,
            "ask_job_slice_count_on_launch": one.slices,
            "ask_verbosity_on_launch": True,
            "ask_variables_on_launch": False,
            "ask_job_type_on_launch": False,
            "survey_enabled": bool(spec),
            "survey_spec": spec,
            "extra_vars": dict(one.extra_vars),
        }
        if self._options.forks is not None:
            item["forks"] = self._options.forks
        return item

    def _workflow(self, name: str) -> Item:
        one = WORKFLOWS[name]
        spec = survey(one.questions, self._sources)
        return {
            "name": self._name(name),
            "description": self._about(one.about),
            "organization": self._options.organization,
            "allow_simultaneous": False,
            "ask_limit_on_launch": one.limit,
            "ask_variables_on_launch": False,
            "survey_enabled": bool(spec),
            "survey_spec": spec,
            **self._notified(EVENTS),
            "workflow_nodes": [self._node(name, identifier, node) for identifier, node in one.nodes.items()],
        }

    def _node(self, workflow: str, identifier: str, node: Node) -> Item:
        organization = {"name": self._options.organization}
        runs: Item = {"type": node.kind, "organization": organization}
        if node.kind == TEMPLATE:
            runs["name"] = self._name(node.runs)
        elif node.kind == PROJECT:
            runs["name"] = self._name("project")
        elif node.kind == SOURCE:
            inventory = {"name": self._name("inventory"), "organization": organization}
            runs = {"type": node.kind, "name": self._source, "inventory": inventory}
        else:
            minutes = self._options.failover_approval_minutes if node.urgent else self._options.approval_minutes
            # The module looks an approval up by its name alone, so that no two workflows may have the same.
            runs = {
                "type": APPROVAL,
                "name": self._name(f"{workflow}: {identifier}"),
                "description": node.runs,
                "timeout": 60 * minutes,
            }
        edges = {
            f"{edge}_nodes": [{"identifier": one} for one in following]
            for edge, following in (("success", node.success), ("failure", node.failure), ("always", node.always))
        }
        return {"identifier": identifier, "unified_job_template": runs, "related": edges}

    # -- who may -----------------------------------------------------------------------------------------------------

    def _roles(self) -> list[Item]:
        """Operators start what reads, and workflows; approvers approve these, and start what no workflow holds."""
        teams, organization = self._options.teams, self._options.organization
        by = {who: [self._name(one.name) for one in TEMPLATES if one.started_by == who] for who in (OPERATOR, APPROVER)}
        workflows = [self._name(one) for one in WORKFLOWS]
        scope = {"lookup_organization": organization}
        operator, approver, auditor = (teams[one] for one in ("operator", "approver", "auditor"))
        return [
            {"team": operator, "role": "execute", "job_templates": by[OPERATOR], "workflows": workflows, **scope},
            {"team": approver, "role": "approval", "workflows": workflows, **scope},
            {"team": approver, "role": "execute", "job_templates": by[APPROVER], **scope},
            {"team": approver, "role": "read", "job_templates": by[OPERATOR], **scope},
            {"team": auditor, "role": "auditor", "organizations": [organization], **scope},
        ]


_TEAMS = {
    "operator": "Starts jobs and workflows",
    "approver": "Approves what writes",
    "auditor": "Reads everything and starts nothing",
}


def _related(**names_of: str) -> Item:
    """Options that name other objects. The modules take no blank name, so that what is not given is left as it is."""
    return {option: name for option, name in names_of.items() if name}


def _texts(value: object) -> Iterator[str]:
    """Every text in a configuration: an address of a webhook may be its secret."""
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _texts(item)


def choices(model: Model) -> dict[str, list[str]]:
    """Choices of surveys by their source."""
    centers = model["data_centers"]
    groups = [host["components"] for host in model["hosts"].values()]
    return {
        DATA_CENTERS: list(centers),
        PAIR: [one for one in (model["primary"], model["backup"]) if one],
        COMPONENTS: [name for name, one in registry.COMPONENTS.items() if any(map(one.runs_on, groups))],
    }
