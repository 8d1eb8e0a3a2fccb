# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person gives by name and with a day: how such a value is read, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .values import is_blank

# YAML reads the key `on` as true where it has no quotes.
_ON = ("true", "True")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")


@dataclass(frozen=True)
class Flaw:
    """What is wrong, one sentence, and what to do."""

    sentence: str
    remedy: str


def members(given: Mapping[str, object]) -> dict[str, object]:
    """The members by their names, with None for what is blank."""
    known = {"on" if key in _ON else key: item for key, item in given.items()}
    return {key: None if is_blank(item) else item for key, item in known.items()}


def day(value: object) -> date | None:
    """The day of a date, or of a date with a time; None for anything else."""
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return None if match is None else date.fromisoformat(match.group(1))
    except ValueError:
        return None
