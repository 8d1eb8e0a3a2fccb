# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Muxers and processors do the work of an active data center, as a run sees it that moves dc1 to dc2."""

from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import System

EQUAL, DIFFERENT, NOBODY = {}, {"rps": ["rps1-dc1", "rps1-dc2"]}, None


def _works(host, component, differs, heard, undoing=None, origin="dc1", target="dc2"):
    models = Mock(origin=origin, target=target)
    models.center_of = lambda name: name.partition("-")[2]
    return System._works(SimpleNamespace(models=models, heard=heard, _undoing=undoing), host, component, differs)


@pytest.mark.parametrize(
    ("differs", "heard", "works"),
    [
        # Its configuration is that of a standby, which an earlier run of the same failover made it.
        (EQUAL, ["rps1-dc1"], False),
        (DIFFERENT, ["rps1-dc1"], True),
        (NOBODY, ["rps1-dc1"], True),
        (EQUAL, [], True),
    ],
)
def test_a_processor_of_the_origin(differs, heard, works):
    assert _works("rps1-dc1", "rps", differs, heard) is works


def test_a_muxer_works_wherever_it_runs():
    assert _works("mux1-dc1", "muxer", EQUAL, ["mux1-dc1"])


def test_a_processor_of_the_target_is_as_the_active_one():
    assert _works("rps1-dc2", "rps", EQUAL, ["rps1-dc2"])


@pytest.mark.parametrize(("sent", "works"), [({"rps"}, True), ({"muxer"}, False)])
def test_during_a_rollback_what_was_started_works(sent, works):
    assert _works("rps1-dc2", "rps", NOBODY, ["rps1-dc2"], sent, origin="dc2", target="dc1") is works
