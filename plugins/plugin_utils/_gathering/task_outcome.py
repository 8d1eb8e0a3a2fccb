# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an action returns of a task that asks the whole system: its result, or the sentence that refuses it."""

from __future__ import annotations

from typing import Any, Protocol

from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import NoModel
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import of_the_map, summary


class Task(Protocol):
    """A task of a playbook that asks everybody by itself."""

    def result(self) -> dict[str, Any]:
        """Raises Refused or NoModel where nothing can be done."""


def result_of(task: Task) -> dict[str, Any]:
    """With `changed`; a refusal is a failure with one sentence, never a traceback."""
    try:
        return {"changed": False, **task.result()}
    except Refused as refused:
        return {"changed": False, "failed": True, "msg": str(refused)}
    except NoModel as none:
        return {"changed": False, "failed": True, "msg": summary(of_the_map(none.evaluation.violations))}
