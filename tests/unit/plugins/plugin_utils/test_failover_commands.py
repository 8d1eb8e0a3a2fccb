# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of a failover whose hosts went silent after the step was listed."""

from types import SimpleNamespace

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.run import Command
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_commands import Commands


@pytest.mark.parametrize("name", ["muxer", "rps", "standby"])
def test_nothing_is_started_where_nobody_answers_any_more(name):
    """Found in the laboratory: the Muxer's host had died, and the Muxer counted as started."""
    state = SimpleNamespace(host="mux1-dc2", component=SimpleNamespace(name=name))
    models = SimpleNamespace(origin="dc1", target="dc2", of=lambda *_names: [state], center_of=lambda _host: "dc2")
    noted = []
    system = SimpleNamespace(models=models, heard=["rws1-dc2"], action=None, gatherer=None, note_step=noted.append)
    work = Commands(system).work(Command(name))
    with pytest.raises(StopIteration) as ended:
        next(work)
    assert (ended.value.value.outcome, noted) == ("failed", [])
    assert "not answer any more" in ended.value.value.text
