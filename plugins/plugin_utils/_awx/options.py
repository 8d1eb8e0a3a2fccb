# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of playbook awx to what a person asked for. All that cannot be used is said at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._http.exchange import Address
from .._components.desired import Violation
from .._components.report import Report
from .._components.rule import rule
from .._failover.reading import Values
from .._failover.variables import Variable
from .._topology.values import did_you_mean, kind, listed, show
from . import variables as of
from .schedules import Schedule, schedules

GIR680 = rule(
    680,
    "The variables of playbook awx can be used.",
    "Correct the value, or leave it out.",
    used_by=("awx",),
)
# Code of managed hosts, which has no types.
_address: Callable[[str], Any] = Address
PULLS = ("always", "missing", "never")
TEAMS = {"operator": "GIR operators", "approver": "GIR approvers", "auditor": "GIR auditors"}
EVENTS = ("started", "success", "error", "approvals")
_DEFAULT_EVENTS = ("error", "approvals")
# The inputs of AWX's own credential type Machine.
MACHINE_INPUTS = (
    "username", "password", "ssh_key_data", "ssh_public_key_data", "ssh_key_unlock", "become_method", "become_username",
    "become_password",
)  # fmt: skip
# A name begins those of all objects, and stands in their descriptions between brackets.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")
_PATH = re.compile(r"(?!/)(?!.*(?:^|/)\.\.(?:/|$))[^\x00-\x1f]+")


@dataclass(frozen=True, repr=False)
class Login:
    """How AWX is reached: a token, or an account. Never printed."""

    url: str
    username: str = ""
    password: str = ""
    token: str = ""
    validate_certs: bool = True


@dataclass(frozen=True, repr=False)
class Notification:
    """A notification template in AWX's own form, and on which events of workflows it is sent."""

    item: Mapping[str, Any]
    events: tuple[str, ...]

    @property
    def name(self) -> str:
        """As AWX shows it."""
        return str(self.item["name"])


@dataclass(frozen=True, repr=False)
class Options:
    """Texts are empty where nothing was given. `login` is None where only files are written."""

    login: Login | None = None
    name: str = "GIR"
    organization: str = "GIR"
    project_url: str = ""
    project_branch: str = ""
    project_credential: str = ""
    playbook_dir: str = "playbooks"
    inventory_path: str = ""
    image: str = ""
    image_pull: str = "missing"
    image_credential: str = ""
    machine: Mapping[str, str] = field(default_factory=dict)
    vault_password: str = ""
    vault_id: str = ""
    secrets: bool = True
    credentials: tuple[str, ...] = ()
    notifications: tuple[Notification, ...] = ()
    teams: Mapping[str, str] = field(default_factory=lambda: dict(TEAMS))
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    approval_minutes: int = 480
    failover_approval_minutes: int = 30
    forks: int | None = None
    output_dir: str = ""
    project_dir: str = ""
    update_secrets: bool = False
    prune: bool = False


def read(values: Mapping[str, object], environment: Mapping[str, str]) -> tuple[Options, list[Violation]]:
    """What was asked for. `values`: variable to plain value; `environment`: that of the process."""
    found = Values({name: _hidden(name, value) for name, value in values.items()})
    directory, project = found.text(of.OUTPUT_DIR), found.text(of.PROJECT_DIR)
    options = Options(
        login=None if directory or project else _login(found, values, environment),
        name=_name(found),
        organization=found.text(of.ORGANIZATION) or "GIR",
        project_url=_required(found, of.PROJECT_URL),
        project_branch=found.text(of.PROJECT_BRANCH),
        project_credential=found.text(of.PROJECT_CREDENTIAL),
        playbook_dir=_path(found, of.PLAYBOOK_DIR, "playbooks"),
        inventory_path=_path(found, of.INVENTORY_PATH, ""),
        image=_required(found, of.IMAGE),
        image_pull=_one_of(found, of.IMAGE_PULL, PULLS, "missing"),
        image_credential=found.text(of.IMAGE_CREDENTIAL),
        machine=_machine(found, values),
        vault_password=_secret(found, values, of.VAULT_PASSWORD),
        vault_id=found.text(of.VAULT_ID),
        secrets=found.switch(of.SECRETS, True),
        credentials=_names(found, of.CREDENTIALS),
        notifications=_notifications(found, values),
        teams=_teams(found),
        schedules=schedules(found, of.SCHEDULES, found.text(of.TIME_ZONE) or "UTC"),
        approval_minutes=found.number(of.APPROVAL_MINUTES, 480),
        failover_approval_minutes=found.number(of.FAILOVER_APPROVAL_MINUTES, 30),
        forks=None if found.given(of.FORKS) is None else found.number(of.FORKS, 0),
        output_dir=directory,
        project_dir=project,
        update_secrets=found.switch(of.UPDATE_SECRETS, False),
        prune=found.switch(of.PRUNE, False),
    )
    report = Report("")
    for sentence in dict.fromkeys(found.problems):
        report.add(GIR680, sentence.split(" ", 1)[0].split("[")[0].split(".")[0], sentence, "")
    return options, list(report.violations)


_HIDDEN = {variable.name for variable in of.SECRET}


def _hidden(name: str, value: object) -> object:
    """Sentences quote values; of these they could only quote that there is one."""
    return "given" if name in _HIDDEN and isinstance(value, (str, int, float)) and str(value).strip() else value


def _secret(found: Values, values: Mapping[str, object], variable: Variable) -> str:
    """The text of a secret, which `found` knows only as given."""
    if found.given(variable) is None:
        return ""
    value = values.get(variable.name)
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        found.problems.append(f"{variable.name} is {kind(value)}; give text.")
        return ""
    return str(value)


def _login(found: Values, values: Mapping[str, object], environment: Mapping[str, str]) -> Login:
    def of_environment(*names: str) -> str:
        return next((environment[name] for name in names if environment.get(name)), "")

    url = found.text(of.URL) or of_environment("CONTROLLER_HOST", "TOWER_HOST")
    if not url:
        found.problems.append(f"{of.URL.name} is not given; give the address of AWX, such as https://awx.example.com.")
    else:
        try:
            _address(url if "://" in url else f"https://{url}")
        except ValueError as flaw:
            found.problems.append(f"{of.URL.name}: {flaw}")
    username = found.text(of.USERNAME) or of_environment("CONTROLLER_USERNAME", "TOWER_USERNAME")
    password = _secret(found, values, of.PASSWORD) or of_environment("CONTROLLER_PASSWORD", "TOWER_PASSWORD")
    token = _secret(found, values, of.TOKEN) or of_environment("CONTROLLER_OAUTH_TOKEN", "TOWER_OAUTH_TOKEN")
    if not token and not (username and password):
        found.problems.append(
            f"{of.TOKEN.name} is not given, and {of.USERNAME.name} with {of.PASSWORD.name} neither; give one of them."
        )
    return Login(
        url.rstrip("/") if "://" in url else f"https://{url.rstrip('/')}",
        username,
        password,
        token,
        found.switch(of.VALIDATE_CERTS, True),
    )


def _required(found: Values, variable: Variable) -> str:
    text = found.text(variable)
    if not text and found.given(variable) is None:
        found.problems.append(f"{variable.name} is not given; {variable.means[0].lower()}{variable.means[1:]}.")
    return text


def _name(found: Values) -> str:
    text = found.text(of.NAME)
    if text and not _NAME.fullmatch(text):
        said = f"{of.NAME.name} is {show(text)}; give up to 40 letters, digits, blanks, '.', '_' and '-'."
        found.problems.append(said)
        return "GIR"
    return text or "GIR"


def _path(found: Values, variable: Variable, default: str) -> str:
    text = found.text(variable) or default
    if not text:
        found.problems.append(f"{variable.name} is not given; give a path in the repository of the project.")
    elif not _PATH.fullmatch(text):
        found.problems.append(f"{variable.name} is {show(text)}; give a path below the repository of the project.")
    return text.strip("/")


def _one_of(found: Values, variable: Variable, known: tuple[str, ...], default: str) -> str:
    text = found.text(variable) or default
    if text not in known:
        found.problems.append(f"{variable.name} is {show(text)}; give {listed(known)}.")
        return default
    return text


def _names(found: Values, variable: Variable) -> tuple[str, ...]:
    value = found.given(variable)
    some = value.split(",") if isinstance(value, str) else value
    if some is None:
        return ()
    if not isinstance(some, list) or not all(isinstance(one, str) for one in some):
        found.problems.append(f"{variable.name} is {kind(value)}; give a list of names, or a text with commas.")
        return ()
    return tuple(dict.fromkeys(one.strip() for one in some if one.strip()))


def _parsed(found: Values, values: Mapping[str, object], variable: Variable, wanted: type[Any]) -> Any:
    """A dictionary or list, or the same as JSON text; None where none is given that can be used."""
    if found.given(variable) is None:
        return None
    value = values.get(variable.name)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            found.problems.append(f"{variable.name} is text that is no JSON; give {_FORMS[wanted]}.")
            return None
    if not isinstance(value, wanted):
        found.problems.append(f"{variable.name} is {kind(value)}; give {_FORMS[wanted]}.")
        return None
    return value


_FORMS: Mapping[type[Any], str] = {dict: "a dictionary", list: "a list of dictionaries"}


def _machine(found: Values, values: Mapping[str, object]) -> dict[str, str]:
    given = _parsed(found, values, of.MACHINE, dict) or {}
    for key, value in given.items():
        if key not in MACHINE_INPUTS:
            hint = did_you_mean(str(key), MACHINE_INPUTS) or f" Inputs are {listed(MACHINE_INPUTS)}."
            found.problems.append(f"{of.MACHINE.name}.{key} is not known.{hint}")
        elif not isinstance(value, str):
            found.problems.append(f"{of.MACHINE.name}.{key} is {kind(value)}; give text.")
    return {key: value for key, value in given.items() if isinstance(value, str) and value}


def _notifications(found: Values, values: Mapping[str, object]) -> tuple[Notification, ...]:
    name = of.NOTIFICATIONS.name
    made = []
    for place, one in enumerate(_parsed(found, values, of.NOTIFICATIONS, list) or []):
        if not isinstance(one, dict):
            found.problems.append(f"{name}[{place}] is {kind(one)}; give a dictionary.")
            continue
        missing = [key for key in ("name", "notification_type", "notification_configuration") if not one.get(key)]
        if missing:
            found.problems.append(f"{name}[{place}] has no {listed(missing)}; give what AWX asks of a template.")
            continue
        events = one.get("events", list(_DEFAULT_EVENTS))
        some = [event.strip() for event in events.split(",")] if isinstance(events, str) else events
        if not isinstance(some, list) or any(event not in EVENTS for event in some):
            found.problems.append(f"{name}[{place}].events is {show(events)}; give some of {listed(EVENTS)}.")
            continue
        made.append(Notification({key: value for key, value in one.items() if key != "events"}, tuple(some)))
    names = [one.name for one in made]
    for double in sorted({one for one in names if names.count(one) > 1}):
        found.problems.append(f"{name} has two templates of the name {show(double)}; give each its own.")
    return tuple(made)


def _teams(found: Values) -> dict[str, str]:
    given = _parsed(found, {of.TEAMS.name: found.given(of.TEAMS)}, of.TEAMS, dict) or {}
    teams = dict(TEAMS)
    for key, value in given.items():
        if key not in TEAMS:
            found.problems.append(f"{of.TEAMS.name}.{key} is not known. Teams are {listed(TEAMS)}.")
        elif not isinstance(value, str) or not value.strip():
            found.problems.append(f"{of.TEAMS.name}.{key} is {kind(value)}; give the name of a team.")
        else:
            teams[key] = value.strip()
    if len(set(teams.values())) < len(teams):
        found.problems.append(
            f"{of.TEAMS.name} gives one team twice; give three, so that nobody approves what he asked for."
        )
    return teams
