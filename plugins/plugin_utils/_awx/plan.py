# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between AWX and what it should hold, in the order in which it is done.

The modules of awx.awx report changes where there are none, and none where there are. So nothing rests on what they say:
only what differs here is given to them, and afterwards everything is read and compared once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._topology.values import listed
from . import names
from .names import Kind
from .objects import Desired, Item
from .observed import EDGES, Observed

CREATE, UPDATE, SYNC, GRANT, REVOKE, DELETE = "create", "update", "sync", "grant", "revoke", "delete"
# What AWX shows in the place of a secret.
HIDDEN = "$encrypted$"
GIR681 = rule(
    681,
    "No object in AWX has the name of one of ours and was made by others.",
    "Rename it in AWX, or give another name in gir_awx_name.",
    used_by=("awx",),
)
GIR682 = rule(
    682,
    "The project in AWX has a wrapper of each playbook.",
    "Write them into a checkout of the repository with gir_awx_project_dir, push them, and sync the project in AWX.",
    used_by=("awx",),
)
# What is compared in a way of its own, or not at all: the organization of an object cannot be changed.
_ASIDE = {"name", "organization", "workflow_nodes", "notification_configuration"}
# What may be secret in an item is shown as hidden.
_SECRET_OPTIONS = ("inputs", "notification_configuration")


@dataclass(frozen=True)
class Change:
    """`module` and `arguments`: the call of awx.awx that does it, without the login and without secrets.

    `options`: what differs, by option (before, after); a secret only shows that it does.
    """

    action: str
    title: str
    name: str
    module: str
    arguments: Mapping[str, Any]
    options: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    kind: str = ""

    @property
    def sentence(self) -> str:
        """Such as: update job template GIR drift (survey_spec)."""
        what = f" ({', '.join(self.options)})" if self.options and self.action == UPDATE else ""
        return f"{self.action} {self.title} {self.name}{what}"


@dataclass(frozen=True)
class Plan:
    """`violations`: why nothing is done. `kept`: ours and no longer wanted, which stays without gir_awx_prune."""

    changes: Sequence[Change] = ()
    violations: Sequence[Violation] = ()
    kept: Sequence[str] = ()


def plan(wanted: Desired, found: Observed, name: str, update_secrets: bool, prune: bool) -> Plan:
    """`name`: of the system."""
    report = Report("")
    changes: list[Change] = []
    for kind in names.KINDS:
        for item in wanted.lists.get(kind.list, []):
            changes += _of_item(kind, item, wanted, found, name, update_secrets, report)
    changes += _roles(wanted, found)
    surplus = [*_surplus_roles(wanted, found, name), *_surplus(wanted, found, name)]
    if not prune:
        return Plan(changes, list(report.violations), [one.sentence for one in surplus])
    return Plan([*changes, *surplus], list(report.violations))


def missing_wrappers(wanted: Desired, playbooks: Sequence[str] | None) -> list[Violation]:
    """The files that the project does not have. Nobody knows before it was synced."""
    asked = dict.fromkeys(str(item["playbook"]) for item in wanted.lists[names.TEMPLATES])
    missing = [] if playbooks is None else [one for one in asked if one not in playbooks]
    report = Report("")
    if missing:
        project = wanted.lists[names.PROJECTS][0]
        has = "it has no playbook at all" if not playbooks else f"it has {listed(playbooks, 4)}"
        said = f"{project['name']}: {project['scm_url']} has no {listed(missing, 30)}; {has}."
        report.add(GIR682, "gir_awx_playbook_dir", said)
    return list(report.violations)


def sync_of_project(wanted: Desired) -> Change:
    """Brings what Git holds now into AWX."""
    project = wanted.lists[names.PROJECTS][0]
    arguments = {"name": project["name"], "organization": project["organization"], "wait": True}
    return Change(SYNC, "project", project["name"], "project_update", arguments, kind=names.PROJECTS)


def _of_item(
    kind: Kind,
    item: Item,
    wanted: Desired,
    found: Observed,
    name: str,
    update_secrets: bool,
    report: Report,
) -> Iterable[Change]:
    there = found.lists[kind.list].get(item["name"])
    if there is None:
        yield _change(CREATE, kind, item, {option: (None, value) for option, value in _shown(item).items()})
    elif not names.is_ours(there["description"], name):
        if not kind.shared:
            said = f"The {kind.title} {item['name']} is in AWX already, and this playbook did not make it."
            report.add(GIR681, "gir_awx_name", said)
        return
    else:
        options = _differences(kind, item, there, wanted, update_secrets)
        if options:
            yield _change(UPDATE, kind, item, options)
    if kind.list == names.PROJECTS and there is not None and not there["synced"]:
        yield sync_of_project(wanted)
    if kind.list == names.SOURCES and (there is None or not there["synced"]):
        arguments = {key: item[key] for key in ("name", "inventory", "organization")}
        yield Change(SYNC, kind.title, item["name"], "inventory_source_update", {**arguments, "wait": True})


def _change(action: str, kind: Kind, item: Item, options: Mapping[str, tuple[Any, Any]]) -> Change:
    arguments = dict(item)
    if kind.list == names.PROJECTS:
        # Job templates can be made of a project that was synced, and of no other one.
        arguments.update(update_project=True, wait=True)
    if kind.list == names.CREDENTIALS:
        arguments["update_secrets"] = True
    if kind.list == names.WORKFLOWS and action == UPDATE:
        if "workflow_nodes" in options:
            # AWX changes the kind of no edge.
            arguments["destroy_current_nodes"] = True
        else:
            del arguments["workflow_nodes"]
    if not arguments.get("survey_spec", True) and (action == CREATE or "survey_spec" not in options):
        del arguments["survey_spec"]
    return Change(action, kind.title, item["name"], kind.module, arguments, options, kind.list)


def _shown(item: Item) -> Item:
    """The item for people."""
    return {option: HIDDEN if option in _SECRET_OPTIONS else value for option, value in item.items() if value != ""}


def _differences(
    kind: Kind, item: Item, there: Item, wanted: Desired, update_secrets: bool
) -> dict[str, tuple[Any, Any]]:
    name = item["name"]
    found = {}
    for option, value in item.items():
        aside = option in _ASIDE or (option == "inputs" and kind.list == names.CREDENTIALS)
        if not aside and not _equal(value, there.get(option)):
            found[option] = (there.get(option), value)
    if kind.list == names.CREDENTIALS:
        secret = wanted.secret_inputs[name]
        if update_secrets or _inputs(wanted.private[name], secret) != _inputs(there["inputs"], secret):
            found["inputs"] = (HIDDEN, HIDDEN)
    if kind.list == names.NOTIFICATIONS:
        same = _covers(there["notification_configuration"], wanted.notifications[name])
        if update_secrets or not same:
            found["notification_configuration"] = (HIDDEN, HIDDEN)
    if kind.list == names.WORKFLOWS:
        nodes = {one["identifier"]: _node(one) for one in item["workflow_nodes"]}
        if nodes != there["workflow_nodes"]:
            found["workflow_nodes"] = (there["workflow_nodes"], nodes)
    return found


def _equal(value: Any, there: Any) -> bool:
    """What AWX leaves out or keeps as empty is the same; a list of names has no order."""
    if isinstance(value, dict):
        return isinstance(there, dict) and _covers(there, value) and all(key in value for key in there if there[key])
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return sorted(value) == sorted(there or [])
    if value in ("", None) or there in ("", None):
        return (value or None) == (there or None)
    return bool(value == there)


def _covers(there: Any, value: Any) -> bool:
    """Whether AWX holds all of it, as far as it shows it. It adds defaults, and hides secrets."""
    if there == HIDDEN:
        return True
    if isinstance(value, dict):
        return isinstance(there, dict) and all(_covers(there.get(key), item) for key, item in value.items())
    if isinstance(value, list):
        return isinstance(there, list) and len(there) == len(value) and all(map(_covers, there, value))
    return bool(there == value) or (value in ("", None) and there in ("", None))


def _inputs(inputs: Mapping[str, Any], secret: Sequence[str]) -> dict[str, Any]:
    """What can be compared: the values of what is not secret, and that a secret is there."""
    return {key: HIDDEN if key in secret else value for key, value in inputs.items() if value not in ("", None)}


def _node(item: Item) -> Item:
    runs = item["unified_job_template"]
    made = {"type": runs["type"], "name": runs["name"]}
    if "timeout" in runs:
        made.update(description=runs["description"], timeout=runs["timeout"])
    return {**made, **{edge: sorted(one["identifier"] for one in item["related"][edge]) for edge in EDGES}}


# -- roles -------------------------------------------------------------------------------------------------------------

_RESOURCES = {"job_templates": "job_templates", "workflows": "workflow_job_templates", "organizations": "organizations"}


def _granted(item: Item) -> set[tuple[str, str, str, str]]:
    return {
        (item["team"], item["role"], endpoint, name)
        for option, endpoint in _RESOURCES.items()
        for name in item.get(option, ())
    }


def _roles(wanted: Desired, found: Observed) -> Iterable[Change]:
    for item in wanted.lists.get(names.ROLES, []):
        missing = _granted(item) - found.roles
        if missing:
            yield _role(GRANT, item["team"], item["role"], missing, item.get("lookup_organization", ""))


def _surplus_roles(wanted: Desired, found: Observed, name: str) -> Iterable[Change]:
    """Roles of our teams on what we made, which nobody wants any more. Those on what others made are theirs."""
    asked = {one for item in wanted.lists.get(names.ROLES, []) for one in _granted(item)}
    ours = {
        (names.BY_LIST[kind].endpoint, item)
        for kind in (names.TEMPLATES, names.WORKFLOWS)
        for item, one in found.lists[kind].items()
        if names.is_ours(one["description"], name)
    }
    teams = {team for team, one in found.lists[names.TEAMS].items() if names.is_ours(one["description"], name)}
    surplus: dict[tuple[str, str], set[tuple[str, str, str, str]]] = {}
    for one in found.roles - asked:
        if one[0] in teams and one[2:] in ours:
            surplus.setdefault(one[:2], set()).add(one)
    organization = wanted.lists[names.ORGANIZATIONS][0]["name"]
    for (team, role), some in sorted(surplus.items()):
        yield _role(REVOKE, team, role, some, organization)


def _role(
    action: str, team: str, role: str, some: Iterable[tuple[str, str, str, str]], organization: str
) -> Change:
    arguments: Item = {"team": team, "role": role, "state": "present" if action == GRANT else "absent"}
    if organization:
        arguments["lookup_organization"] = organization
    for option, endpoint in _RESOURCES.items():
        named = sorted(name for _team, _role_, kind, name in some if kind == endpoint)
        if named:
            arguments[option] = named
    counts = {option: len(arguments.get(option, ())) for option in _RESOURCES}
    about = " and ".join(_counted(option, count) for option, count in counts.items() if count)
    preposition = "to" if action == GRANT else "from"
    return Change(action, f"role {role} on {about} {preposition}", team, "role", arguments)


def _counted(option: str, count: int) -> str:
    words = option.replace("_", " ")
    return f"{count} {words if count > 1 else words[:-1]}"


# -- what is no longer wanted -----------------------------------------------------------------------------------------


def _surplus(wanted: Desired, found: Observed, name: str) -> Iterable[Change]:
    """What carries our mark and is no longer wanted, the last that was made first."""
    for kind in reversed(names.KINDS):
        asked = {item["name"] for item in wanted.lists.get(kind.list, [])}
        for item, one in sorted(found.lists[kind.list].items()):
            if item not in asked and names.is_ours(one["description"], name) and kind.list != names.ORGANIZATIONS:
                yield Change(DELETE, kind.title, item, kind.module, _identity(kind, item, one, wanted), kind=kind.list)


def _identity(kind: Kind, name: str, one: Item, wanted: Desired) -> Item:
    """What the module finds the object by."""
    arguments: Item = {"name": name, "state": "absent"}
    if not kind.is_global:
        arguments["organization"] = wanted.lists[names.ORGANIZATIONS][0]["name"]
    for option in {"credentials": ["credential_type"], "inventory_sources": ["inventory"],
                   "schedules": ["unified_job_template"]}.get(kind.endpoint, []):  # fmt: skip
        arguments[option] = one[option]
    return arguments
