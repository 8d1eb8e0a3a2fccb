# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the daily index update works, judged by the status file that its program writes."""

from __future__ import annotations

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .program_status import HOUR, Found, Status, first_run, log_of, not_run, of_success, of_the_run, parsed

UNIT = "gir-index-update"
LOG = log_of(UNIT)
# One failure may be chance.
_KEEPS_FAILING = 2
# A run that is under way has no entry yet for an index that it has not begun with.
_NOT_BEGUN = {"covered_until_ms": None}


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
    status = parsed(found.status)
    if all(_index(status, name).moment("covered_until_ms") for name in indexes):
        return ""
    return "Its first run is under way."


def reasons(found: Found, host: str, indexes: list[str], max_age_hours: int, now: float) -> list[str]:
    """What is wrong, as sentences; nothing when the update works, or is too new to have run."""
    if found.installed is None or found.status is None:
        return not_run(found, UNIT, max_age_hours, now)
    oldest = (now - max_age_hours * HOUR) * 1000
    status = parsed(found.status)
    return (
        of_the_run(status, UNIT, host, oldest, now * 1000)
        + [sentence for name in indexes for sentence in _of_index(status, name, max_age_hours, oldest)]
        + of_success(status, max_age_hours, oldest)
    )


def _index(status: Status, name: str) -> Status:
    return status.part(name, "indexes", _NOT_BEGUN)


def _of_index(status: Status, name: str, max_age_hours: int, oldest: float) -> list[str]:
    return _failing(_index(status, name), name) + _age(status, name, max_age_hours, oldest)


def _failing(entry: Status, name: str) -> list[str]:
    """A window that keeps failing, also while a further attempt runs that has not got beyond it."""
    times = entry.count("failures")
    if times < _KEEPS_FAILING:
        return []
    since = entry.text("failing_since")
    return [f"{times} attempts to update {name} have failed in a row, the first at {since}; {LOG}"]


def _age(status: Status, name: str, max_age_hours: int, oldest: float) -> list[str]:
    entry = _index(status, name)
    covered = entry.moment("covered_until_ms")
    if not covered:
        return [] if first_run(status, oldest) else [f"Of {name} nothing was updated yet; {LOG}"]
    if covered < oldest:
        until = entry.text("covered_until")
        return [f"The update of {name} reaches only to {until}, more than {max_age_hours} hours ago; {LOG}"]
    return []
