# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables that look like ours and are none: most of them are misspelt, and would have no effect."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ...module_utils._common.secret_names import is_secret
from .._components.desired import Violation
from .._components.rule import rule
from .._topology.values import listed, show
from .known import KNOWN_VARIABLES, names, prefixes, secrets
from .nearness import Slips, is_near, nearest, one_edit

GIR970 = rule(
    970,
    "A variable whose name begins like those of this collection is one of them.",
    f"Correct the name, or add it to {KNOWN_VARIABLES} when the variable belongs to somebody else.",
)
GIR971 = rule(
    971,
    "No variable is one slip of the fingers away from a variable of this collection.",
    f"Correct the name, or add it to {KNOWN_VARIABLES} when the variable belongs to somebody else.",
)
_TEMPLATES = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
# Ansible's own, and internals. Some hold the variables of all hosts.
_OTHERS = ("ansible_", "__")
_MAGIC = {"hostvars", "vars", "groups", "group_names", "environment", "play_hosts", "omit"}


@dataclass
class Found:
    """One unknown name: on which hosts, where it is written, and its values as far as they are plain."""

    name: str
    hosts: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)


class Names:
    """Collects the unknown names of host after host; most hosts have the same ones."""

    def __init__(self, foreign: Iterable[str], place: Callable[[str], str | None]) -> None:
        """`foreign`: names that belong to somebody else. `place`: the file and line of a name, where they are known."""
        self._foreign = frozenset(foreign)
        self._place = place
        self._verdicts: dict[str, bool] = {}
        self._found: dict[str, Found] = {}

    def look_at(self, host: str, variables: Mapping[str, object]) -> None:
        """Note the unknown names among the variables of a host, as they stand in the inventory."""
        for name in variables:
            if not isinstance(name, str):
                continue
            unknown = self._verdicts.get(name)
            if unknown is None:
                unknown = self._verdicts[name] = name not in self._foreign and is_unknown(name)
            if unknown and not _is_mentioned(name, variables):
                self._note(host, name, variables[name])

    def _note(self, host: str, name: str, value: object) -> None:
        found = self._found.setdefault(str(name), Found(str(name)))
        found.hosts.append(host)
        place = self._place(name)
        if place is not None and place not in found.places:
            found.places.append(place)
        if value not in found.values:
            found.values.append(value)

    def violations(self) -> list[Violation]:
        """One for each unknown name."""
        return [_violation(found) for found in self._found.values()]


def is_unknown(name: str) -> bool:
    """Whether a name is none of ours although it begins like one, or is nearly one."""
    if name in names() or name.startswith(_OTHERS):
        return False
    return name.startswith(prefixes()) or bool(_slips().of(name))


@functools.cache
def _slips() -> Slips:
    return Slips(names())


def suggestion(name: str) -> str | None:
    """The variable that was meant. Of secrets only what can be no other one: the value would go to another account."""
    known = nearest(name, names())
    if known is None or one_edit(name, known):
        return known
    if known in secrets():
        return known if known.startswith(name) else None
    return None if _may_be_secret(name) and not is_secret(known) else known


def _violation(found: Found) -> Violation:
    broken = GIR970 if found.name.startswith(prefixes()) else GIR971
    meant = suggestion(found.name)
    where = f" in {listed(found.places, 3)}" if found.places else ""
    sentence = f"{found.name}{_shown(found, meant)}{where} is no variable of this collection."
    if meant is not None:
        sentence += f" Did you mean {meant}?"
    return Violation(broken.id, found.name, listed(found.hosts, 2), sentence, broken.remedy, broken.severity)


def _shown(found: Found, meant: str | None) -> str:
    """The value, where it is one short text or number and surely no secret."""
    if len(found.values) != 1 or meant is None or meant in secrets() or _may_be_secret(found.name):
        return ""
    (value,) = found.values
    return f" ({show(value)})" if isinstance(value, (str, int, float)) and value != "" else ""


def _may_be_secret(name: str) -> bool:
    """Whether a misspelt name is one of a secret, or near to the variable of one."""
    return is_secret(name) or is_near(name, secrets())


def _is_mentioned(name: str, variables: Mapping[str, object]) -> bool:
    """Whether the template of another variable uses the name, as with passwords that stand in a vault."""
    word = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])")
    return any(
        _mentions(value, word)
        for other, value in variables.items()
        if other != name and other not in _MAGIC and not other.startswith(_OTHERS)
    )


def _mentions(value: object, word: re.Pattern[str], depth: int = 0) -> bool:
    if isinstance(value, str):
        return word.search(value) is not None and any(word.search(part) for part in _TEMPLATES.findall(value))
    if depth > 12:
        return False
    if isinstance(value, Mapping):
        return any(_mentions(item, word, depth + 1) for item in list(value.values()))
    if isinstance(value, (list, tuple)):
        return any(_mentions(item, word, depth + 1) for item in value)
    return False
