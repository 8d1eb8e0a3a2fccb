# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status of the hold keeper says, as differences. Needs no Ansible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._components.hold_keeper_status import UNIT, verdict
from .observed import Difference
from .programs import differences_of

CHECK = "hold_keeper.status"


def differences(
    answer: Mapping[str, Any] | None, host: str, holds: Sequence[str], max_age_hours: int, now: float
) -> list[Difference]:
    """As `programs.differences_of`. `holds`: the names of those that it keeps."""
    return differences_of(CHECK, UNIT, answer, lambda found: verdict(found, host, holds, max_age_hours, now))
