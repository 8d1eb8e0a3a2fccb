# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three answers to "has it happened?", as results have them: private to this collection, may change at any time.

What nobody saw is never counted as good, and never as bad either.
"""

from typing import Dict, Optional

CONFIRMED, FAILED, NOT_OBSERVABLE = "confirmed", "failed", "not observable"

Observation = Dict[str, Optional[str]]


def confirmed() -> Observation:
    return {"observation": CONFIRMED, "observation_reason": None}


def failed(reason: str) -> Observation:
    return {"observation": FAILED, "observation_reason": reason}


def not_observable(reason: str) -> Observation:
    return {"observation": NOT_OBSERVABLE, "observation_reason": reason}
