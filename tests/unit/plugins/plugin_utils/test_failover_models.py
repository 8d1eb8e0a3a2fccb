# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which states a failover makes others of."""

from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired, Service
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_models
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State

UPDATE = COMPONENTS["index_update"]


def state(host, service=None, **when):
    desired = Desired("index_update", host, "dc1")
    desired.service = Service(service) if service else None
    return State(UPDATE, host, desired, {}, when)


def changed(old, new):
    return [(one.host, one.desired.service) for one in failover_models._changed(old, new)]


def test_what_stays_as_it_is_is_left_alone():
    assert changed([state("rws1", "timer")], [state("rws1", "timer")]) == []


def test_a_state_that_is_new_or_differs():
    new = [state("rws1", "timer"), state("rws2")]
    assert changed([state("rws1")], new) == [("rws1", Service("timer")), ("rws2", None)]


def test_a_host_gets_one_state_not_those_of_other_platforms():
    """Both were written, and the units of one were stopped as those that the other has no use for."""
    old = [state("rws1", systemd=True), state("rws1", systemd=False)]
    new = [state("rws1", "timer", systemd=True), state("rws1", "cron", systemd=False)]
    assert changed(old, new) == [("rws1", Service("timer"))]
