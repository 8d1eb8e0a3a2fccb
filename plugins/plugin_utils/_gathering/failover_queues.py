# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether queues are empty, as the site's own probe says: the vendor documents no way to see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._common.observation import CONFIRMED, NOT_OBSERVABLE
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import APPLIED, FAILED, WAITED
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import Became
from ansible_collections.gir.multidc.plugins.plugin_utils._report.questions import PROCESSING_QUEUE

QUESTIONS = (PROCESSING_QUEUE.name,)
_UNSEEN = f"not observable; gir_probe_commands.{PROCESSING_QUEUE.name} can tell, with a probe of your own."


def became(answers: Sequence[Mapping[str, Any]]) -> Became:
    """APPLIED: they are empty. FAILED: not yet. WAITED: nobody can see it. `answers`: as site_question has them."""
    if not answers or answers[0]["answer"] == NOT_OBSERVABLE:
        return Became(WAITED, _UNSEEN)
    if answers[0]["answer"] == CONFIRMED:
        return Became(APPLIED)
    return Became(FAILED, f"The probe says: {answers[0]['reason']}.")
