# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the Daily Index Backup of SpeechMiner lies, who reads it, and what is made of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._topology.values import printable
from .sides import BACKUP_HOST, BACKUP_HOURS, BACKUP_PATH, Side, Value, is_windows

MODULE = "gir.multidc.speechminer_index_backup_info"
WINDOWS_MODULE = "ansible.windows.win_find"
MISSING = f"{BACKUP_PATH} and {BACKUP_HOURS}"
REMEDY = "Look at Daily Index Backup in SMConfig > Index of the active data center, and at the share that it writes to."
# Clocks differ by so much.
_AHEAD = 300
_LONGEST = 300
# What ansible-core says where the collection is missing on the controller.
_NO_MODULE = "was not found in configured module paths"


@dataclass(frozen=True)
class IndexBackup:
    """`host` reads it; of Windows it lists the files that are young enough, and opens none."""

    host: str
    path: str
    max_hours: int
    windows: bool


def of_side(side: Side, value: Value) -> IndexBackup | None:
    """None where nobody said which folder it is, or how old its files may be."""
    for host in side.hosts:
        path, hours, reader = (value(host, name) for name in (BACKUP_PATH, BACKUP_HOURS, BACKUP_HOST))
        number = int(hours) if isinstance(hours, str) and hours.strip().isdecimal() else hours
        if isinstance(path, str) and path.strip() and isinstance(number, int) and number > 0:
            by = reader.strip() if isinstance(reader, str) and reader.strip() else host
            return IndexBackup(by, path.strip(), number, is_windows(value, by))
    return None


def ask(backup: IndexBackup, seconds: int) -> tuple[str, dict[str, Any]]:
    """The module and its arguments."""
    if not backup.windows:
        return MODULE, {"path": backup.path, "max_hours": backup.max_hours, "timeout": seconds}
    young = f"-{backup.max_hours}h"
    return WINDOWS_MODULE, {"paths": [backup.path], "recurse": True, "get_checksum": False, "age": young}


def judged(backup: IndexBackup, answer: Mapping[str, Any], now: float) -> tuple[str, str]:
    """One of the three answers, and a sentence."""
    if backup.windows:
        return _of_windows(backup, answer, now)
    newest = answer.get("newest")
    if answer["observation"] == CONFIRMED and isinstance(newest, Mapping):
        free = answer.get("free_bytes")
        room = f", and {free / 1e9:.1f} GB are free" if isinstance(free, (int, float)) else ""
        return CONFIRMED, f"The newest file of {backup.path} is {newest['age_hours']} hours old and readable{room}."
    outcome = FAILED if answer["observation"] == FAILED else NOT_OBSERVABLE
    return outcome, f"{backup.path}: {_line(answer.get('observation_reason'))}."


def _of_windows(backup: IndexBackup, answer: Mapping[str, Any], now: float) -> tuple[str, str]:
    """Only files that are young enough are listed, and how many there are."""
    if answer.get("failed"):
        reason = _line(answer.get("msg"))
        outcome = NOT_OBSERVABLE if _NO_MODULE in reason else FAILED
        return outcome, f"{backup.path} cannot be listed: {reason}."
    files = [one for one in answer.get("files") or () if isinstance(one, Mapping) and one.get("size")]
    times = [one["lastwritetime"] for one in files if isinstance(one.get("lastwritetime"), (int, float))]
    if not times:
        what = f"no file of the last {backup.max_hours} hours" if answer.get("examined") else "no file"
        return FAILED, f"{backup.path} has {what}."
    if max(times) > now + _AHEAD:
        return FAILED, f"{backup.path} has a file of the future, so that one of the clocks is wrong."
    hours = max(0.0, now - max(times)) / 3600
    text = f"The newest file of {backup.path} is {hours:.1f} hours old. Over WinRM no file is opened, so nobody knows"
    return NOT_OBSERVABLE, f"{text} whether it can be read."


def _line(text: object) -> str:
    return printable(" ".join(str(text or "no reason is known").split()))[:_LONGEST].rstrip(".")
