# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about maintenance markers was given: which hosts, and the marker. All that is wrong is said at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from .._components.registry import COMPONENTS
from .._lock import caller
from .._topology.published import Model
from .._topology.values import did_you_mean, flaw, is_blank, kind, listed, plain, show

GROUP = "gir"
CONTROLLER = "localhost"
# What the playbook is given for each option.
NAMES = {
    "hosts": "gir_maintenance_hosts",
    "component": "gir_maintenance_component",
    "who": "gir_maintenance_who",
    "why": "gir_maintenance_why",
    "ends": "gir_maintenance_until",
}
PRESENT, ABSENT, SHOWN = "present", "absent", ""
_LONGEST = 400
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ZONE = "Add the zone, as in 2027-01-31T18:00:00+01:00, or give the day alone."
_FORMS = "Give a day as in 2027-01-31, or a time as in 2027-01-31T18:00:00+01:00."


class Refused(Exception):
    """Nothing was asked of any host; all the reasons, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Place:
    """Where the file of a host stands. `problem`: why it cannot be asked, without a full stop; empty when it can."""

    root: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Task:
    """`places`: each host that is asked; `silent`: host to why it is not asked.

    `left_out`: hosts of the system that this run leaves alone, `limit` says by which limit; `windows`: those of Windows
    within it, which carry no markers. `marker`: what is set, or
    the component of what ends; None when markers are shown.
    """

    places: Mapping[str, Place]
    silent: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    limit: str = ""
    windows: tuple[str, ...] = ()
    state: str = SHOWN
    marker: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Inventory:
    """What names can stand for.

    `within`: the hosts that this run may ask. `elsewhere`: hosts that others see. `windows`: hosts of Windows, to which
    no module of this collection is sent.
    """

    groups: Mapping[str, Iterable[str]]
    model: Model
    within: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()
    limit: str = ""
    windows: tuple[str, ...] = ()

    @property
    def members(self) -> list[str]:
        """Every host of the system that this inventory has."""
        return [host for host in self.groups.get(GROUP) or () if host != CONTROLLER]

    def runs(self, host: str, component: str) -> bool:
        """Whether a component runs on a host; without a component the host itself is meant."""
        known = self.model["hosts"].get(host)
        found = COMPONENTS.get(component)
        # What is no component is a problem of its own.
        if found is None or found.group is None:
            return True
        return known is not None and found.runs_on(known["components"])


def request_of(
    options: Mapping[str, Any], variables: Mapping[str, Any], inventory: Inventory, now: datetime
) -> tuple[list[str], dict[str, str] | None]:
    """The hosts that are asked, and the marker. Raises Refused with all that is wrong."""
    given = {name: plain(options.get(name)) for name in NAMES}
    given = {name: None if value in ([], {}) or is_blank(value) else value for name, value in given.items()}
    said = {name: _said(name, variables) for name in NAMES}
    problems: list[str] = []
    state = options.get("state", SHOWN)
    component = _component(said["component"], given["component"], state, problems)
    # A marker may be left where the component does not run any more.
    hosts = _hosts(said["hosts"], given["hosts"], "" if state == ABSENT else component, inventory, problems)
    if state != SHOWN and given["hosts"] is None:
        problems.append(f"{said['hosts']} is not given; name hosts or groups, such as gir_rws.")
    marker = {"component": component}
    if state == PRESENT:
        who = _text(said["who"], given["who"], problems) if given["who"] is not None else caller.user(variables)
        marker.update(who=who, why="", until="")
        for name, remedy in (("why", "say what the maintenance is for"), ("ends", "a marker ends; say when")):
            if given[name] is None:
                problems.append(f"{said[name]} is not given; {remedy}.")
        if given["why"] is not None:
            marker["why"] = _text(said["why"], given["why"], problems)
        if given["ends"] is not None:
            marker["until"] = until_of(said["ends"], given["ends"], now, problems)
    if problems:
        raise Refused(problems)
    return hosts, None if state == SHOWN else marker


def _said(name: str, variables: Mapping[str, Any]) -> str:
    """What a person gave: the variable of the playbook, or in a play of their own the option."""
    return NAMES[name] if "gir_maintenance_state" in variables or NAMES[name] in variables else name


def _text(name: str, value: object, problems: list[str]) -> str:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        problems.append(f"{name} is {kind(value)}; give text on one line.")
        return ""
    text = str(value).strip()
    if flaw(text):
        problems.append(f"{name} {flaw(text)}; give text on one line.")
    elif len(text) > _LONGEST:
        problems.append(f"{name} has {len(text)} letters; give at most {_LONGEST}.")
    return text


def _component(name: str, value: object, state: str, problems: list[str]) -> str:
    if value is None:
        return ""
    text = value.strip() if isinstance(value, str) else ""
    problem = stranger(name, value)
    # Somebody may have written a marker of any name by hand; whether there is one, the hosts say.
    if problem and not (state == ABSENT and text and not flaw(text)):
        problems.append(problem)
    return text


def stranger(name: str, value: object) -> str:
    """Why this is no component of a host; empty when it is one."""
    known = [one for one, component in COMPONENTS.items() if component.group is not None]
    if isinstance(value, str) and value.strip() in known:
        return ""
    hint = (did_you_mean(value, known) if isinstance(value, str) else "") or f" Give one of {listed(known, 20)}."
    return f"{name} is {show(value)}, which is no component of a host.{hint}"


def until_of(name: str, value: object, now: datetime, problems: list[str]) -> str:
    """The day, or the time in UTC as markers have it."""
    text = value.strip() if isinstance(value, str) else ""
    try:
        if _DAY.fullmatch(text):
            shown = text
            ends = datetime.fromisoformat(text).replace(tzinfo=timezone.utc) + timedelta(days=1)
        else:
            ends = datetime.fromisoformat(re.sub(" ?([zZ]|UTC)$", "+00:00", text))
            if ends.tzinfo is None:
                problems.append(f"{name} is {show(value)}, a time without a zone. {_ZONE}")
                return ""
            ends = ends.astimezone(timezone.utc)
            shown = ends.strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        problems.append(f"{name} is {show(value)}, which is no day and no time. {_FORMS}")
        return ""
    if ends <= now:
        problems.append(f"{name} is {show(value)}, which has passed; a marker ends in the future.")
    return shown


def _hosts(name: str, value: object, component: str, inventory: Inventory, problems: list[str]) -> list[str]:
    if value is None:
        return [host for host in inventory.within if host not in inventory.windows]
    words = re.split(r"[,\s]+", value.strip()) if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        problems.append(f"{name} is {kind(value)}, no list of names; name hosts or groups, separated by commas.")
        return []
    found: dict[str, None] = {}
    for word in dict.fromkeys(word.strip() for word in words if word.strip()):
        found.update(dict.fromkeys(_of_word(name, word, component, inventory, problems)))
    return list(found)


def _of_word(name: str, word: str, component: str, inventory: Inventory, problems: list[str]) -> list[str]:
    """The hosts that one name stands for: itself, or what is in the group and within this run."""
    if word in inventory.members:
        if word not in inventory.within:
            problems.append(f"{name} has {show(word)}, and {_hidden(inventory, 'it')}; run this with that host.")
        elif word in inventory.windows:
            problems.append(f"{name} has {show(word)}, a host of Windows, which carries no marker; leave it out.")
        elif not inventory.runs(word, component):
            problems.append(f"{name} has {show(word)}, on which no {component} runs; leave it out, or the component.")
        return [word]
    if word in inventory.elsewhere:
        problems.append(f"{name} has {show(word)}, which is not part of this run; run this with that host.")
        return []
    members = set(inventory.members)
    here = [host for host in inventory.groups.get(word) or () if host in members]
    if not here:
        groups = [one for one, hosts in inventory.groups.items() if one != "all" and members & set(hosts)]
        hint = did_you_mean(word, [*inventory.members, *groups]) or " Name hosts or groups of the inventory."
        problems.append(f"{name} has {show(word)}, which is no host of the group gir and no group of them.{hint}")
        return []
    within = [host for host in here if host in inventory.within]
    found = [host for host in within if host not in inventory.windows and inventory.runs(host, component)]
    if not within:
        problems.append(f"{name} has {show(word)}, and {_hidden(inventory, 'its hosts')}; run this with them.")
    elif not found and set(within) <= set(inventory.windows):
        problems.append(f"{name} has {show(word)}, only hosts of Windows, which carry no marker; leave it out.")
    elif not found:
        problems.append(f"{name} has {show(word)}, on which no {component} runs; leave it out, or the component.")
    return found


def _hidden(inventory: Inventory, what: str) -> str:
    if inventory.limit:
        return f"--limit is {inventory.limit}, which hides {what}"
    return f"{what} {'is' if what == 'it' else 'are'} not part of this run"
