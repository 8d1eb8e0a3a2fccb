# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The holds that a failover sees; it goes on, and leaves each of somebody else's to a person."""

from dataclasses import replace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_parts import holds_of
from failover_cases import SEEN, follow

HOLD = {"id": "op-1", "reason": "the storage is being moved", "user": "alice", "controller": "ctl1",
        "until": "2026-11-28T03:00:00Z", "ended": False}  # fmt: skip
SENTENCE = (
    "Verbs that write are held back: the storage is being moved (hold op-1 of alice on ctl1), until "
    "2026-11-28T03:00:00Z, on rws1. Lift it with: ansible-playbook gir.multidc.hold -e gir_hold_lift=op-1"
)


@pytest.mark.parametrize(
    ("answer", "operation", "found"),
    [
        ({"hold": {"holds": [HOLD], "problem": None}}, "op-2", (SENTENCE,)),
        # The failover's own one is named after its operation.
        ({"hold": {"holds": [HOLD], "problem": None}}, "op-1", ()),
        ({"hold": {"holds": [{**HOLD, "ended": True}], "problem": None}}, "op-2", ()),
        ({"hold": None}, "op-2", ()),
        ({"unreachable": True, "hold": {"holds": [HOLD], "problem": None}}, "op-2", ()),
    ],
)
def test_holds_in_force_of_others(answer, operation, found):
    assert holds_of({"rws1": answer}, operation) == found


def test_hold_of_somebody_else_is_open():
    decisions, _seen, _run = follow(seen=replace(SEEN, holds=(SENTENCE,)))
    assert SENTENCE in [one.text for one in decisions[-1].open_points if one.name == "hold"]
