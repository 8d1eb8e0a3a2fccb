# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the actions about holds have in common."""

from __future__ import annotations

from typing import Any

from .._lock.asking import AskingAction
from .._lock.protocol import Asking, Refused
from . import inputs, protocol


class HoldAction(AskingAction):
    """An action decides for all hosts together; the module of its name does it on each of them."""

    def begin(self, options: dict[str, Any], variables: dict[str, Any]) -> Asking:
        if not self.is_alone(variables):
            raise Refused("the task deals with all hosts by itself; run it once, with run_once.")
        return protocol.STATES.get(options.get("state", ""), protocol.shown)(inputs.task_of(options, variables))
