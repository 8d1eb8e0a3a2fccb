# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX holds, from its API, in the same form as what it should hold: names in the place of ids.

Of each object only what is compared is read. The source of the forms is AWX's API, version 24.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml

from . import names
from .options import EVENTS

Object = Mapping[str, Any]
Item = dict[str, Any]
# What the API calls a template, and what the modules do.
_RUNS = {
    "job": "job_template",
    "project_update": "project",
    "inventory_update": "inventory_source",
    "workflow_approval": "workflow_approval",
    "workflow_job": "workflow_job_template",
}
EDGES = ("success_nodes", "failure_nodes", "always_nodes")


class Api(Protocol):
    """Reads AWX."""

    def all(self, path: str, **query: object) -> list[dict[str, Any]]:
        """Every object of a list, of all pages."""

    def one(self, path: str) -> dict[str, Any]:
        """One document. Paths are those below `/api/v2/`, or whole ones as AWX names them."""


@dataclass
class Observed:
    """`lists`: kind to name to item. `ids`: the same to the id. `roles`: (team, role, endpoint of what, its name).

    `playbooks`: those of the project, None where it was never synced.
    """

    lists: dict[str, dict[str, Item]] = field(default_factory=lambda: {kind.list: {} for kind in names.KINDS})
    ids: dict[str, dict[str, int]] = field(default_factory=lambda: {kind.list: {} for kind in names.KINDS})
    roles: set[tuple[str, str, str, str]] = field(default_factory=set)
    playbooks: list[str] | None = None


def observed(api: Api, organization: str, name: str, project: str) -> Observed:
    """Everything in the organization, and the credential types. `name`: of the system; `project`: its project."""
    found = Observed()
    reading = _Reading(api, found, name)
    reading.credential_types()
    organizations = api.all("organizations/", name=organization)
    for one in organizations:
        reading.keep(names.ORGANIZATIONS, one, {})
        reading.all_of(one["id"])
        reading.roles(organizations)
    found.playbooks = playbooks(api, organization, project)
    return found


def playbooks(api: Api, organization: str, project: str) -> list[str] | None:
    """The playbooks that a project had when it was synced last; None where it never was."""
    for one in api.all("projects/", name=project):
        if _named(one, "organization") == organization and one.get("status") == "successful":
            return list(map(str, api.one(f"projects/{one['id']}/playbooks/")))
    return None


class _Reading:
    def __init__(self, api: Api, found: Observed, name: str) -> None:
        self._api, self._found, self._name = api, found, name
        # Objects as the API has them, for their roles.
        self._raw: dict[str, list[Object]] = {}

    def keep(self, kind: str, one: Object, item: Item) -> None:
        name = str(one["name"])
        self._found.lists[kind][name] = {"name": name, "description": one.get("description") or "", **item}
        self._found.ids[kind][name] = one["id"]

    def credential_types(self) -> None:
        for one in self._api.all("credential_types/"):
            self.keep(names.CREDENTIAL_TYPES, one, _plain(one, "kind", "inputs", "injectors"))

    def all_of(self, organization: int) -> None:
        """What belongs to the organization."""
        for kind in names.KINDS:
            read: Callable[[Object], Item] | None = getattr(self, f"_{kind.endpoint}", None)
            if kind.is_global or read is None or kind.list == names.SCHEDULES:
                continue
            self._raw[kind.list] = list(self._api.all(f"{kind.endpoint}/", organization=organization))
            for one in self._raw[kind.list]:
                self.keep(kind.list, one, read(one))
        for one in self._raw[names.WORKFLOWS]:
            if self._ours(one):
                for schedule in self._api.all("schedules/", unified_job_template=one["id"]):
                    self.keep(names.SCHEDULES, schedule, self._schedules(schedule, one))

    def _ours(self, one: Object) -> bool:
        """Nobody asks for the details of what others made."""
        return names.is_ours(one.get("description"), self._name)

    # -- one kind each ---------------------------------------------------------------------------------------------

    @staticmethod
    def _credentials(one: Object) -> Item:
        return {"credential_type": _named(one, "credential_type"), "inputs": dict(one.get("inputs") or {})}

    @staticmethod
    def _execution_environments(one: Object) -> Item:
        return {**_plain(one, "image", "pull"), "credential": _named(one, "credential")}

    @staticmethod
    def _projects(one: Object) -> Item:
        return {
            **_plain(one, "scm_type", "scm_url", "scm_branch", "scm_update_on_launch"),
            "credential": _named(one, "credential"),
            "default_environment": _named(one, "default_environment"),
            "synced": one.get("status") == "successful",
        }

    @staticmethod
    def _inventories(_one: Object) -> Item:
        return {}

    @staticmethod
    def _inventory_sources(one: Object) -> Item:
        return {
            **_plain(one, "source", "source_path", "overwrite", "overwrite_vars", "update_on_launch"),
            "inventory": _named(one, "inventory"),
            "source_project": _named(one, "source_project"),
            "execution_environment": _named(one, "execution_environment"),
            "synced": one.get("status") == "successful",
        }

    @staticmethod
    def _notification_templates(one: Object) -> Item:
        return _plain(one, "notification_type", "notification_configuration", "messages")

    def _job_templates(self, one: Object) -> Item:
        plain = (
            "job_type", "playbook", "diff_mode", "use_fact_cache", "allow_simultaneous", "job_slice_count", "forks",
            "ask_limit_on_launch", "ask_tags_on_launch", "ask_skip_tags_on_launch", "ask_job_slice_count_on_launch",
            "ask_verbosity_on_launch", "ask_variables_on_launch", "ask_job_type_on_launch", "survey_enabled",
        )  # fmt: skip
        if not self._ours(one):
            return {}
        return {
            **_plain(one, *plain),
            "extra_vars": as_document(one.get("extra_vars")),
            "project": _named(one, "project"),
            "inventory": _named(one, "inventory"),
            "execution_environment": _named(one, "execution_environment"),
            "credentials": [str(each["name"]) for each in self._api.all(f"job_templates/{one['id']}/credentials/")],
            "survey_spec": self._api.one(f"job_templates/{one['id']}/survey_spec/"),
        }

    def _workflow_job_templates(self, one: Object) -> Item:
        if not self._ours(one):
            return {}
        path = f"workflow_job_templates/{one['id']}"
        plain = ("allow_simultaneous", "ask_limit_on_launch", "ask_variables_on_launch", "survey_enabled")
        sent = {
            f"notification_templates_{event}": [
                str(each["name"]) for each in self._api.all(f"{path}/notification_templates_{event}/")
            ]
            for event in EVENTS
        }
        return {
            **_plain(one, *plain),
            **sent,
            "survey_spec": self._api.one(f"{path}/survey_spec/"),
            "workflow_nodes": self._nodes(self._api.all(f"{path}/workflow_nodes/")),
        }

    def _nodes(self, nodes: Sequence[Object]) -> dict[str, Item]:
        """By identifier: what runs there, and what follows."""
        identifiers = {one["id"]: str(one["identifier"]) for one in nodes}
        made = {}
        for one in nodes:
            runs = (one.get("summary_fields") or {}).get("unified_job_template") or {}
            kind = _RUNS.get(str(runs.get("unified_job_type")), str(runs.get("unified_job_type")))
            item: Item = {"type": kind, "name": runs.get("name")}
            if kind == "workflow_approval":
                approval = self._api.one(one["related"]["unified_job_template"])
                item.update(description=approval.get("description") or "", timeout=approval.get("timeout") or 0)
            item.update({edge: sorted(identifiers.get(each, "?") for each in one.get(edge) or ()) for edge in EDGES})
            made[identifiers[one["id"]]] = item
        return made

    @staticmethod
    def _schedules(one: Object, workflow: Object) -> Item:
        return {**_plain(one, "rrule", "enabled"), "unified_job_template": str(workflow["name"])}

    @staticmethod
    def _teams(_one: Object) -> Item:
        return {}

    def roles(self, organizations: Iterable[Object]) -> None:
        """Which team has which role, of what this run has read."""
        known: dict[int, tuple[str, str, str]] = {}
        raw = {names.ORGANIZATIONS: list(organizations), **self._raw}
        for kind in (names.ORGANIZATIONS, names.TEMPLATES, names.WORKFLOWS):
            for one in raw[kind]:
                for role, about in (one["summary_fields"].get("object_roles") or {}).items():
                    known[about["id"]] = (role.removesuffix("_role"), names.BY_LIST[kind].endpoint, str(one["name"]))
        for team, number in self._found.ids[names.TEAMS].items():
            for one in self._api.all(f"teams/{number}/roles/"):
                if one["id"] in known:
                    self._found.roles.add((team, *known[one["id"]]))


def _plain(one: Object, *options: str) -> Item:
    return {option: one.get(option) for option in options}


def _named(one: Object, what: str) -> str:
    """The name of a related object; empty without one."""
    return str(((one.get("summary_fields") or {}).get(what) or {}).get("name") or "")


def as_document(value: Any) -> Any:
    """What AWX keeps as text, YAML or JSON, as the document that it is; its pages write `---` for none."""
    if not isinstance(value, str):
        return value or {}
    try:
        return yaml.safe_load(value) or {}
    except yaml.YAMLError:
        return value
