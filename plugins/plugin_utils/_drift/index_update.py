# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status of the daily index update says, as differences. Needs no Ansible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._components.index_update_status import UNIT, verdict
from .observed import Difference
from .programs import differences_of

CHECK = "index_update.status"


def differences(
    answer: Mapping[str, Any] | None, host: str, indexes: Sequence[str], max_age_hours: int, now: float
) -> list[Difference]:
    """As `programs.differences_of`. `indexes` and `max_age_hours`: options of the component on this host."""
    return differences_of(CHECK, UNIT, answer, lambda found: verdict(found, host, list(indexes), max_age_hours, now))
