# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios of a failover, tests/scenarios/*.yml: one format for the simulation and for the laboratory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DIRECTORY = Path(__file__).resolve().parents[1] / "scenarios"
START, END = "start", "end"
STAGE, COMMAND = "stage", "command"
_OF_FAULT = ("method", "path", "status", "status_code", "message", "phase", "times", "seconds")
# What each word needs, and what else it takes. A command takes any variable, without gir_failover_, gir_rejoin_ or
# gir_rehearsal_ before its name; `accepted` of a rejoin gives the digest of the list that the rejoin before has shown.
WORDS: dict[str, tuple[set[str], set[str]]] = {
    "cut": ({"data_center"}, {"direction", "spare_controller"}),
    "heal": ({"data_center"}, set()),
    "blink": ({"data_center", "period", "times"}, set()),
    "both_dead": (set(), set()),
    "kill_host": ({"host"}, set()),
    "boot_host": ({"host"}, set()),
    "rws_fault": ({"kind"}, {"host", "data_center", *_OF_FAULT}),
    "gax_fault": ({"kind"}, set(_OF_FAULT)),
    "gax_well": (set(), set()),
    "fill_storage": ({"data_center"}, set()),
    "drop_key": ({"data_center"}, set()),
    "wrong_credentials": ({"of"}, set()),
    "stale_facts": (set(), set()),
    "clock": ({"data_center", "hours"}, set()),
    "kill_controller": (set(), set()),
    "failover": ({"to"}, set()),
    "second_operator": ({"to"}, set()),
    "failback": ({"to"}, set()),
    "rejoin": ({"data_center"}, set()),
    "rehearsal": (set(), set()),
    "age": ({"hours"}, set()),
    "write": ({"what", "data_center"}, set()),
}
# What people have a reason to begin a run with; a scenario has one of them.
COMMANDS = {"failover", "failback", "rejoin", "rehearsal"}
# What the simulation has nothing of: files, keys, settings and options.
LABORATORY = {"rehearsal", "write"}
_FREE = COMMANDS | {"second_operator"}
WORLD = {"data_centers": ["dc1", "dc2"], "active": "dc1", "guard": False, "recording": True, "index": False}
EXPECT = {
    "outcomes", "active", "running", "changed", "open", "seconds", "second", "runs", "listed", "unseen", "standby",
    "reindexed",
}  # fmt: skip


class BadScenario(ValueError):
    """What a person has to correct in a file."""


@dataclass(frozen=True)
class Event:
    """`moment`: START, END of the run before, or STAGE or COMMAND with its `name` in the run that goes on."""

    moment: str
    do: str
    name: str = ""
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """`expect`: see EXPECT; keys that are not given are not looked at.

    `laboratory_only`: why the simulation cannot play it, which has nothing of what it is about; empty where it can.
    """

    name: str
    about: str
    world: dict[str, Any]
    events: tuple[Event, ...]
    expect: dict[str, Any]
    laboratory_only: str = ""


def read(path: Path) -> Scenario:
    """Raises BadScenario."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return parse(path.stem, document)


def every(directory: Path = DIRECTORY) -> list[Scenario]:
    return [read(path) for path in sorted(directory.glob("*.yml"))]


def parse(name: str, document: Any) -> Scenario:
    """All that is wrong is said at once."""
    problems: list[str] = []
    if not isinstance(document, dict):
        raise BadScenario(f"{name}: a scenario is a mapping.")
    _known(document, {"about", "world", "events", "expect", "laboratory_only"}, "a scenario", problems)
    given, expect = document.get("world") or {}, document.get("expect") or {}
    _known(given, set(WORLD), "world", problems)
    _known(expect, EXPECT, "expect", problems)
    if not expect:
        problems.append("expect says nothing")
    events = [_event(number, one, problems) for number, one in enumerate(document.get("events") or [], 1)]
    if not any(event.do in COMMANDS for event in events):
        problems.append(f"no event is one of {', '.join(sorted(COMMANDS))}")
    only = document.get("laboratory_only", "")
    if not isinstance(only, str) or (not only.strip() and "laboratory_only" in document):
        problems.append("laboratory_only is the reason, in one sentence")
    if bool(only) != any(event.do in LABORATORY for event in events):
        problems.append(f"laboratory_only is for those with {' or '.join(sorted(LABORATORY))}, and no others")
    if problems:
        raise BadScenario(f"{name}: {'; '.join(problems)}.")
    return Scenario(name, str(document["about"]), {**WORLD, **given}, tuple(events), expect, str(only))


def _event(number: int, given: Any, problems: list[str]) -> Event:
    options = dict(given)
    at, do = str(options.pop("at", "")), str(options.pop("do", ""))
    moment, _blank, name = at.partition(" ")
    if moment not in {START, END, STAGE, COMMAND} or bool(name) != (moment in {STAGE, COMMAND}):
        problems.append(f"event {number} is at '{at}': say start, end, stage NAME or command NAME")
    needs, takes = WORDS.get(do, (set(), set()))
    if do not in WORDS:
        problems.append(f"event {number} does '{do}': choose from {', '.join(WORDS)}")
    elif needs - set(options):
        problems.append(f"event {number} ({do}) needs {', '.join(sorted(needs - set(options)))}")
    elif do not in _FREE:
        _known(options, needs | takes, f"event {number} ({do})", problems)
    return Event(moment, do, name, options)


def _known(given: dict[str, Any], known: set[str], where: str, problems: list[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        problems.append(f"{where} has {', '.join(unknown)}: choose from {', '.join(sorted(known))}")
