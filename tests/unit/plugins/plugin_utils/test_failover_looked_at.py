# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Muxer or processor whose hosts have gone silent cannot start, and is known not to before anything is stopped."""

from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import BLOCKED, IN_EFFECT, NEEDED, Step
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_steps import looked_at


def _models():
    hosts = {"muxer": ["mux1-dc2", "mux1-dc1"], "rps": ["mcp1-dc2", "mcp1-dc1"]}
    found = Mock(target="dc2", origin="dc1")
    found.of = lambda name: [SimpleNamespace(host=host) for host in hosts.get(name, ())]
    found.center_of = lambda host: host.partition("-")[2]
    return found


@pytest.mark.parametrize(
    ("heard", "muxer", "rps"),
    [
        (["mux1-dc2", "mcp1-dc2"], NEEDED, NEEDED),
        (["mux1-dc1", "mcp1-dc2"], BLOCKED, NEEDED),
        ([], BLOCKED, BLOCKED),
    ],
)
def test_steps_after_another_look(heard, muxer, rps):
    before = {name: Step(name, NEEDED) for name in ("muxer", "rps", "desktops")}
    after = looked_at(before, _models(), heard)
    assert {name: one.state for name, one in after.items()} == {"muxer": muxer, "rps": rps, "desktops": NEEDED}
    assert muxer == NEEDED or after["muxer"].text == "mux1-dc2 does not answer."


def test_a_host_that_is_back_can_start_what_it_has():
    """Who waits for a site guard looks again at those that were silent."""
    silent = looked_at({"muxer": Step("muxer", NEEDED)}, _models(), [])
    assert looked_at(silent, _models(), ["mux1-dc2"]) == {"muxer": Step("muxer", NEEDED)}


def test_what_was_started_counts_as_started():
    before = {"muxer": Step("muxer", IN_EFFECT)}
    assert looked_at(before, _models(), []) == before
