# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which states a rejoin writes."""

from types import SimpleNamespace

from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import APPLIED, Command
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import rejoin_left
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_writing import Became
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.rejoin_commands import RejoinCommands
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin import steps
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import Left

RWS = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")


def state(component, host):
    return SimpleNamespace(component=SimpleNamespace(name=component), host=host, when=())


class Writer:
    """Notes what it is given."""

    def __init__(self):
        self.written = []

    def apply(self, some):
        self.written += [(one.component.name, one.host) for one in some]
        yield {}
        return Became(APPLIED)


def written(left, update_left):
    """What the command `write` writes."""
    states = [state(component, host) for component in ("rws", "index_update") for host in RWS]
    system = SimpleNamespace(
        action=None, gatherer=None, models=SimpleNamespace(states=states), compared_now=None, pair_heard=list(RWS),
        left=[Left(*one) for one in left], update_left=update_left,
    )  # fmt: skip
    commands = RejoinCommands(system)
    commands._writer = Writer()
    for _asked in commands.work(Command(steps.WRITE)):
        pass
    return commands._writer.written


def test_the_index_update_is_moved_where_something_of_it_differs():
    """A host that never ran it has no unit of it, which nobody can stop."""
    left = [("index_update", "rws1-dc1"), ("rws", "rws2-dc1")]
    assert written(left, frozenset({"rws1-dc1", "rws1-dc2"})) == [
        ("rws", "rws2-dc1"), ("index_update", "rws1-dc1"), ("index_update", "rws1-dc2"),
    ]  # fmt: skip


def test_hosts_where_a_component_differs():
    parts = {("index_update", "rws1-dc1"): ["files"], ("rws", "rws2-dc1"): ["files"]}
    assert rejoin_left.hosts_of("index_update", parts) == {"rws1-dc1"}
