# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments as texts, and how long before its end something is a finding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from .._components.target import CONTROLLER

VARIABLE = "gir_keystore_expires_within_days"
# What playbook keystore_check takes, too.
DAYS = 30


def moment(text: str) -> datetime | None:
    """None for what is no moment in UTC."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def warn_days(value: Callable[[str, str], object]) -> int:
    """`value`: as Context has it."""
    given = str(value(CONTROLLER, VARIABLE))
    return int(given) if given.isdigit() and len(given) < 5 else DAYS
