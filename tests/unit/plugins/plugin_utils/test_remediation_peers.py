# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No service restarts while that of the other host of its data center does not run."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Repair
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation import peers
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.plan import ordered
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.selection import Left
from remediation_cases import MODEL, finding


@pytest.mark.parametrize(
    ("findings", "silent", "says"),
    [
        ([], {}, ""),
        ([finding("rws2-dc2")], {}, ""),
        ([finding("rws2-dc2", check="unit.state")], {}, "It would restart, and rws of rws2-dc2 does not run"),
        ([finding("rws2-dc2", "mcp", check="unit.state")], {}, ""),
        ([], {"rws2-dc2": "refused"}, "It would restart, and rws2-dc2 gives no answer."),
    ],
)
def test_nobody_restarts_beside_one_that_does_not_run(findings, silent, says):
    said = peers.down("rws", ["rws2-dc2"], findings, silent)
    assert said.startswith(says) and bool(said) == bool(says)


@pytest.mark.parametrize(
    ("other", "silent", "waits"),
    [
        ({"check": "unit.state", "key": ""}, {}, True),
        ({"check": "unit.state", "key": "", "component": "rcs"}, {}, False),
        ({"check": "file.mode", "key": ""}, {}, False),
        ({"check": "file.mode", "key": ""}, {"rws2-dc2": "timed out"}, True),
        ({"check": "unit.state", "key": "", "host": "rws1-dc1"}, {"rws1-dc1": "timed out"}, False),
    ],
)
def test_a_plan_has_no_restart_while_the_other_host_stays_down(other, silent, waits):
    centers = {"dc1": {"hosts": {"gir_rws": ["rws1-dc1"]}}, "dc2": {"hosts": {"gir_rws": ["rws1-dc2", "rws2-dc2"]}}}
    model = {**MODEL, "data_centers": centers}
    left = [Left(finding(**{"host": "rws2-dc2", **other}), "secret", "No.", "Look.")]
    steps = ordered([finding()], model, {})
    kept, found = peers.waiting(steps, left, silent, model)
    assert [one.why for one in found] == (["peer"] if waits else [])
    assert kept == ([] if waits else steps)
    quiet = ordered([finding(repair=Repair("site", "Mend it."))], model, {})
    assert peers.waiting(quiet, left, silent, model) == (quiet, [])
