# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the daily index update works, judged by the status file that its program writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ...module_utils._common.difference import shortened
from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ...module_utils._common.redact import Redactor

HOUR = 3600
# One failure may be chance.
_KEEPS_FAILING = 2
# A message names each index and why it failed.
_LONGEST = 1000
LOG = "look at the log of gir-index-update."


class NoStatus(Exception):
    """What was read is no status of this program."""


@dataclass(frozen=True)
class Found:
    """What stands on the host: when the configuration was written, in seconds since 1970, and the text of the status.

    Both are None where there is no such file.
    """

    installed: float | None
    status: str | None


def verdict(found: Found, host: str, indexes: list[str], max_age_hours: int, now: float) -> tuple[str, str]:
    """One of the three answers, and why it is not that the update works."""
    wrong = reasons(found, host, indexes, max_age_hours, now)
    if wrong:
        return FAILED, " ".join(wrong)
    waits = _waits(found, indexes, max_age_hours)
    return (NOT_OBSERVABLE, waits) if waits else (CONFIRMED, "")


def _waits(found: Found, indexes: list[str], max_age_hours: int) -> str:
    """Why nobody can know yet whether an update works that has nothing wrong."""
    if found.status is None:
        return f"It has not run yet. It was installed less than {max_age_hours} hours ago."
    status = _Status(_parsed(found.status))
    if all(status.index(name).moment("covered_until_ms") for name in indexes):
        return ""
    return "Its first run is under way."


def reasons(found: Found, host: str, indexes: list[str], max_age_hours: int, now: float) -> list[str]:
    """What is wrong, as sentences; nothing when the update works, or is too new to have run."""
    if found.installed is None:
        return ["It is not installed on this host; run site."]
    oldest = now - max_age_hours * HOUR
    if found.status is None:
        if found.installed >= oldest:
            return []
        age = int((now - found.installed) // HOUR)
        return [
            f"It has not run once in the {age} hours since it was installed; look whether gir-index-update.timer or"
            " cron starts it."
        ]
    status = _Status(_parsed(found.status))
    return (
        _of_the_run(status, host, oldest * 1000, now * 1000)
        + [sentence for name in indexes for sentence in _of_index(status, name, max_age_hours, oldest * 1000)]
        + _of_success(status, max_age_hours, oldest * 1000)
    )


def _parsed(text: str) -> object:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        raise NoStatus from None
    return found


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise NoStatus
    return value


class _Status:
    """Reads a status; what is missing or of another type makes it none."""

    def __init__(self, given: object) -> None:
        self._given = _mapping(given)

    def text(self, name: str) -> str:
        value = self._given.get(name)
        if not isinstance(value, str):
            raise NoStatus
        # An account of the host writes it, so it may be anything.
        return shortened(" ".join(Redactor().text(value).split()), _LONGEST) or ""

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
        """A number that earlier releases did not write."""
        value = self._given.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int):
            raise NoStatus
        return value

    def index(self, name: str) -> _Status:
        entries = _mapping(self._given.get("indexes"))
        # A run that is under way has no entry yet for an index that it has not begun with.
        return _Status({"covered_until_ms": None, **_mapping(entries.get(name, {}))})


def _of_the_run(status: _Status, host: str, oldest: float, now: float) -> list[str]:
    found = []
    if status.text("host") != host:
        found.append(f"The status is that of {status.text('host')}, not of this host.")
    if status.text("state") == "failed":
        found.append(f"The last run failed: {status.text('message').removeprefix('FAILED: ')}")
        found += _of_attempts(status, now)
    elif status.text("state") == "running" and not _first_run(status, oldest):
        found.append(f"A run began at {status.text('started')} and did not say that it ended; {LOG}")
    return found


def _of_attempts(status: _Status, now: float) -> list[str]:
    """A retry that did not come: the run that announced it was killed, or its host was restarted."""
    announced = status.optional_moment("next_attempt_ms")
    if announced is None or announced + HOUR * 1000 > now:
        return []
    return [
        f"The attempt of {status.text('next_attempt')} did not come, because the run was ended while it waited; start"
        " gir-index-update.service, or the program itself where cron starts it."
    ]


def _first_run(status: _Status, oldest: float) -> bool:
    """A run that is under way and has not been for long."""
    if status.text("state") != "running":
        return False
    started = status.moment("started_ms")
    if started is None:
        raise NoStatus
    return started >= oldest


def _of_index(status: _Status, name: str, max_age_hours: int, oldest: float) -> list[str]:
    return _failing(status.index(name), name) + _age(status, name, max_age_hours, oldest)


def _failing(entry: _Status, name: str) -> list[str]:
    """A window that keeps failing, also while a further attempt runs that has not got beyond it."""
    times = entry.count("failures")
    if times < _KEEPS_FAILING:
        return []
    since = entry.text("failing_since")
    return [f"{times} attempts to update {name} have failed in a row, the first at {since}; {LOG}"]


def _age(status: _Status, name: str, max_age_hours: int, oldest: float) -> list[str]:
    entry = status.index(name)
    covered = entry.moment("covered_until_ms")
    if not covered:
        return [] if _first_run(status, oldest) else [f"Of {name} nothing was updated yet; {LOG}"]
    if covered < oldest:
        until = entry.text("covered_until")
        return [f"The update of {name} reaches only to {until}, more than {max_age_hours} hours ago; {LOG}"]
    return []


def _of_success(status: _Status, max_age_hours: int, oldest: float) -> list[str]:
    last = status.moment("last_success_ms")
    if last and last < oldest:
        return [f"The last success was at {status.text('last_success')}, more than {max_age_hours} hours ago."]
    return []
