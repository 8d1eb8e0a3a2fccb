# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the hold keeper works, judged by the status file that its program writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .program_status import HOUR, Found, Status, first_run, log_of, not_run, of_success, of_the_run, parsed

UNIT = "gir-hold-keeper"
# Of a hold that the status knows nothing of.
_NOT_BEGUN = {"state": "waiting", "message": None, "last_success": None, "last_success_ms": None}
COUNTS = ("not_found", "refused", "unknown", "not_sent")


@dataclass(frozen=True)
class Kept:
    """What became of one hold in the last run.

    `answer`: one of the three. `text`: what was seen, and why it is not confirmed. `failing`: recordings that are not
    protected, the first of them.
    """

    name: str
    answer: str
    text: str
    found: int
    applied: int
    last_success: str
    failing: Sequence[tuple[str, str]] = ()


def verdict(found: Found, host: str, holds: Sequence[str], max_age_hours: int, now: float) -> tuple[str, str]:
    """One of the three answers, and why it is not that the keeper works. `holds`: the names of those that it keeps."""
    wrong = reasons(found, host, holds, max_age_hours, now)
    if wrong:
        return FAILED, " ".join(wrong)
    waits = _waits(found, holds, max_age_hours)
    return (NOT_OBSERVABLE, waits) if waits else (CONFIRMED, "")


def _waits(found: Found, holds: Sequence[str], max_age_hours: int) -> str:
    if found.status is None:
        return f"It has not run yet. It was installed less than {max_age_hours} hours ago."
    status = parsed(found.status)
    if status.text("state") == "running" and not status.moment("last_success_ms"):
        return "Its first run is under way."
    new = [name for name in holds if name not in status.parts("holds")]
    return f"It has not run since the hold {new[0]} was given." if new else ""


def reasons(found: Found, host: str, holds: Sequence[str], max_age_hours: int, now: float) -> list[str]:
    """What is wrong, as sentences; nothing when the keeper works, or is too new to have run."""
    if found.installed is None or found.status is None:
        return not_run(found, UNIT, max_age_hours, now)
    oldest = (now - max_age_hours * HOUR) * 1000
    status = parsed(found.status)
    wrong = of_the_run(status, UNIT, host, oldest, now * 1000) + of_success(status, max_age_hours, oldest)
    if not wrong and not status.moment("last_success_ms") and not first_run(status, oldest):
        wrong.append(f"It has not protected every hold yet; {log_of(UNIT)}")
    new = [name for name in holds if name not in status.parts("holds")]
    if not wrong and new and found.installed < now - max_age_hours * HOUR:
        wrong.append(f"It was told of the hold {new[0]} more than {max_age_hours} hours ago, and has not applied it.")
    return wrong


def kept(status: Status, name: str, max_age_hours: int, now: float) -> Kept:
    """What the status says of one hold. Raises NoStatus."""
    entry = status.part(name, "holds", _NOT_BEGUN)
    found, applied = entry.count("found"), entry.count("applied")
    success = entry.moment("last_success_ms")
    last = entry.text("last_success") if success else ""
    failing = [(one.text("recording"), one.text("outcome")) for one in entry.records("failing")]

    def of(answer: str, text: str) -> Kept:
        return Kept(name, answer, text, found, applied, last, failing)

    if entry.text("state") == "failed":
        since = entry.text("failing_since")
        times = entry.count("failures")
        return of(FAILED, f"{applied} of {found} recordings are protected, {times} attempts since {since} have not"
                  f" protected all: {entry.text('message')}")  # fmt: skip
    if success is None:
        return of(NOT_OBSERVABLE, "It has not been applied by the keeper yet.")
    if success < (now - max_age_hours * HOUR) * 1000:
        return of(FAILED, f"It was last applied at {last}, more than {max_age_hours} hours ago.")
    return of(CONFIRMED, f"RWS has accepted it for {applied} of {found} recordings at {last}.")
