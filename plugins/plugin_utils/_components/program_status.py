# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status files of programs have in common that a timer starts, and what is wrong with such a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ...module_utils._common.difference import shortened
from ...module_utils._common.redact import Redactor

HOUR = 3600
# A message names each part of a run and why it failed.
_LONGEST = 1000


class NoStatus(Exception):
    """What was read is no status of this program."""


@dataclass(frozen=True)
class Found:
    """What stands on the host: when the configuration was written, in seconds since 1970, and the text of the status.

    Both are None where there is no such file.
    """

    installed: float | None
    status: str | None


class Status:
    """Reads a status; what is missing or of another type makes it none."""

    def __init__(self, given: object) -> None:
        self._given = _mapping(given)

    def text(self, name: str) -> str:
        value = self._given.get(name)
        if not isinstance(value, str):
            raise NoStatus
        # An account of the host writes it, so it may be anything.
        return shortened(" ".join(Redactor().text(value).split()), _LONGEST) or ""

    def optional_text(self, name: str) -> str:
        """The same; empty where it is null."""
        return "" if self._given.get(name) is None else self.text(name)

    def mapping(self, name: str) -> dict[str, str]:
        """Texts by name; none where it is not there."""
        found = _mapping(self._given.get(name, {}))
        return {str(key): shortened(str(value), 100) or "" for key, value in found.items()}

    def moment(self, name: str) -> float | None:
        """Milliseconds since 1970; None where the program says that there was none."""
        if name not in self._given:
            raise NoStatus
        value = self._given[name]
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise NoStatus
        return value

    def optional_moment(self, name: str) -> float | None:
        """The same of what earlier releases did not write."""
        return self.moment(name) if name in self._given else None

    def count(self, name: str) -> int:
        """A number; 0 where it is not there."""
        value = self._given.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int):
            raise NoStatus
        return value

    def part(self, name: str, of: str, missing: Mapping[str, object]) -> Status:
        """One of the parts of a run, with what stands for one that it has not begun with."""
        entries = _mapping(self._given.get(of))
        return Status({**missing, **_mapping(entries.get(name, {}))})

    def parts(self, of: str) -> list[str]:
        """Their names."""
        return [str(name) for name in _mapping(self._given.get(of))]

    def records(self, name: str) -> list[Status]:
        """The members of a list of dictionaries; none where it is not there."""
        found = self._given.get(name, [])
        if not isinstance(found, list):
            raise NoStatus
        return [Status(one) for one in found]


def parsed(text: str) -> Status:
    """The status in a file. Raises NoStatus."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        raise NoStatus from None
    return Status(found)


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise NoStatus
    return value


def not_run(found: Found, unit: str, max_age_hours: int, now: float) -> list[str]:
    """What is wrong with a program that has left no status; nothing where it is too new to have run."""
    if found.installed is None:
        return ["It is not installed on this host; run site."]
    if found.status is not None or found.installed >= now - max_age_hours * HOUR:
        return []
    age = int((now - found.installed) // HOUR)
    return [
        f"It has not run once in the {age} hours since it was installed; look whether {unit}.timer or cron starts it."
    ]


def of_the_run(status: Status, unit: str, host: str, oldest: float, now: float) -> list[str]:
    """What is wrong with the last run. `oldest`, `now`: in milliseconds."""
    found = []
    if status.text("host") != host:
        found.append(f"The status is that of {status.text('host')}, not of this host.")
    if status.text("state") == "failed":
        found.append(f"The last run failed: {status.text('message').removeprefix('FAILED: ')}")
        found += _of_attempts(status, unit, now)
    elif status.text("state") == "running" and not first_run(status, oldest):
        found.append(f"A run began at {status.text('started')} and did not say that it ended; {log_of(unit)}")
    return found


def log_of(unit: str) -> str:
    """Where a program says more."""
    return f"look at the log of {unit}."


def _of_attempts(status: Status, unit: str, now: float) -> list[str]:
    """A retry that did not come: the run that announced it was killed, or its host was restarted."""
    announced = status.optional_moment("next_attempt_ms")
    if announced is None or announced + HOUR * 1000 > now:
        return []
    return [
        f"The attempt of {status.text('next_attempt')} did not come, because the run was ended while it waited; start"
        f" {unit}.service, or the program itself where cron starts it."
    ]


def first_run(status: Status, oldest: float) -> bool:
    """A run that is under way and has not been for long."""
    if status.text("state") != "running":
        return False
    started = status.moment("started_ms")
    if started is None:
        raise NoStatus
    return started >= oldest


def of_success(status: Status, max_age_hours: int, oldest: float) -> list[str]:
    """Whether the last success is too old."""
    last = status.moment("last_success_ms")
    if last and last < oldest:
        return [f"The last success was at {status.text('last_success')}, more than {max_age_hours} hours ago."]
    return []
