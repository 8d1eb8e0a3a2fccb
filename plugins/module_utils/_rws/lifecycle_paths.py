# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths into JSON, as a template of the media lifecycle has them: private to this collection, may change at any time.

`schedule.cron` is the member `cron` of the member `schedule`; `parameters[name=location].value` is the member `value`
of that entry of the list `parameters` whose `name` is `location`.
"""

import re
from typing import Any, List, NamedTuple, Optional

_STEP = re.compile(r"([^.\[\]\s]+)(?:\[([^\[\]=\s]+)=([^\[\]]+)\])?\Z")
_DOTS = re.compile(r"\.(?![^\[]*\])")


class Missing:
    """Stands for what is not there, which is not the same as null."""


MISSING = Missing()
Step = NamedTuple("Step", [("name", str), ("key", Optional[str]), ("is_", Optional[str])])
Path = List[Step]


def parse(text: Any) -> Optional[Path]:
    """The steps of a path; None where the text is none."""
    if not isinstance(text, str) or not text:
        return None
    found = [_STEP.match(part) for part in _DOTS.split(text)]
    steps = [Step(*match.groups()) for match in found if match is not None]
    # An entry of a list is no place for a value: its members are.
    return steps if len(steps) == len(found) and steps[-1].key is None else None


def get(data: Any, path: Path) -> Any:
    """What stands there, or MISSING."""
    for step in path:
        if not isinstance(data, dict) or step.name not in data:
            return MISSING
        data = data[step.name]
        if step.key is not None:
            data = _entry(data, step)
    return data


def put(data: Any, path: Path, value: Any) -> None:
    """Write a value, with everything on the way to it."""
    for step in path[:-1]:
        kind = dict if step.key is None else list
        if not isinstance(data.get(step.name), kind):
            data[step.name] = kind()
        data = data[step.name]
        if step.key is not None:
            entry = _entry(data, step)
            if isinstance(entry, Missing):
                entry = {step.key: step.is_}
                data.append(entry)
            data = entry
    data[path[-1].name] = value


def remove(data: Any, path: Path) -> None:
    """Take away a value, and the entry of a list of which only its name would be left."""
    parent = get(data, path[:-1])
    if not isinstance(parent, dict):
        return
    parent.pop(path[-1].name, None)
    step = path[-2] if len(path) > 1 else None
    if step is not None and step.key is not None and set(parent) == {step.key}:
        entries = get(data, path[:-2] + [Step(step.name, None, None)])
        entries.remove(parent)


def _entry(entries: Any, step: Step) -> Any:
    if isinstance(entries, list):
        for entry in entries:
            if isinstance(entry, dict) and entry.get(step.key) == step.is_:
                return entry
    return MISSING
