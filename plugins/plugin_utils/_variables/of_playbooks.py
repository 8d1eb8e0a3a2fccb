# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that only playbooks read. `default()` in a task would take one that cannot be evaluated for not given."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .._components.desired import Violation
from .._components.rule import rule
from .._report import place
from .._topology import engine
from .._topology.rule import LENIENT_VERBS
from .._topology.values import Unusable
from .known import PUBLISHED, names, rows
from .scope import Evaluate

COLLECTION = Path(__file__).resolve().parents[3]
PLAYBOOKS = COLLECTION / "playbooks"
GIR975 = rule(
    975,
    "Every variable that only playbooks read can be evaluated.",
    "Define the missing variable, or correct the template or the vault password.",
)
# Others judge these: a probe that nobody can read is one of many, a model that nobody can read is named as such, and
# no address of reports stops a verb that has other things to do.
_JUDGED = {"gir_probe_commands", "gir_model", "gir_model_file", "gir_expected_hosts", *place.VARIABLES, *PUBLISHED}
_NAME = re.compile(r"\b[a-z]\w+")
_TASKS = re.compile(r"\btasks/\w+\.yml")
# The role of several playbooks, without a component that would judge what it reads.
_KEYSTORES = "name: gir.multidc.keystores"


@functools.cache
def read_by_playbooks() -> tuple[str, ...]:
    """Public variables that neither the map nor a component reads."""
    return tuple(sorted(names() - {*rows(), *engine.VARIABLES, *engine.HOST_VARIABLES, *_JUDGED}))


@functools.cache
def used_by(verb: str) -> frozenset[str]:
    """The public variables in the playbook of a verb, and in the tasks that it includes."""
    left, found = [PLAYBOOKS / f"{verb}.yml"], set[str]()
    seen: set[Path] = set()
    while left:
        path = left.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        text = path.read_text(encoding="utf-8")
        found.update(_NAME.findall(text))
        left += [PLAYBOOKS / name for name in _TASKS.findall(text)]
        if _KEYSTORES in text:
            left += (COLLECTION / "roles" / "keystores" / "tasks").glob("*.yml")
    return names() & found


def stops(verb: str, name: str) -> bool:
    """Whether a verb does nothing when it cannot evaluate this variable."""
    return verb not in LENIENT_VERBS or name in used_by(verb)


def violations(
    verb: str, hosts: Iterable[str], known: Mapping[str, Mapping[str, object]], evaluate: Evaluate
) -> list[Violation]:
    """One for each variable and host. A verb that nothing but its own needs may stop is stopped by no other one."""
    found = []
    for host in hosts:
        for name in read_by_playbooks():
            if name not in known[host]:
                continue
            severity = GIR975.severity if stops(verb, name) else GIR975.lenient
            for path, value in _unusable(name, evaluate(host, name)):
                sentence = f"{path} cannot be evaluated: {value.reason}."
                found.append(Violation(GIR975.id, name, host, sentence, value.remedy or GIR975.remedy, severity))
    return found


def _unusable(path: str, value: object) -> Iterator[tuple[str, Unusable]]:
    """What cannot be evaluated in a value, with its path."""
    if isinstance(value, Unusable):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _unusable(f"{path}.{key}", item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unusable(f"{path}[{number}]", item)
