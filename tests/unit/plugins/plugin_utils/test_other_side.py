# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a Muxer may start: after those of the other data center have been seen to stand, in this run."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.other_side import Seen, hold, names_of

MODEL = {
    "data_centers": {
        "dc1": {"hosts": {"gir_muxer": ["mux1-dc1", "mux2-dc1"]}},
        "dc2": {"hosts": {"gir_muxer": ["mux1-dc2"]}},
        "dc3": {"hosts": {}},
    },
    "hosts": {host: {"data_center": host[-3:]} for host in ("mux1-dc1", "mux2-dc1", "mux1-dc2")},
}
STOPPED = Seen(stopped=True)


def held(seen, host="mux1-dc2", accepted=None, component="muxer"):
    return hold(MODEL, host, component, seen, accepted)


@pytest.mark.parametrize("state", [STOPPED, Seen(state="inactive"), Seen(state="failed"), Seen(True, "active")])
def test_other_side_stands(state):
    assert held({"mux1-dc1": state, "mux2-dc1": STOPPED}) == ""


@pytest.mark.parametrize("state", [Seen(stopped=False), Seen(state="active"), Seen(False, "inactive")])
def test_other_side_runs(state):
    """Neither may be accepted: what is seen is no matter of opinion."""
    said = held({"mux1-dc1": state, "mux2-dc1": STOPPED}, accepted="dc1")
    assert said.startswith("the Muxer is not started here, because that of mux1-dc1 (dc1) did not stop in this run")


def test_other_side_is_not_observed():
    """As when it cannot be reached, a limit leaves it out, or its service is not given."""
    said = held({"mux1-dc1": STOPPED})
    assert "nobody saw in this run that the one of mux2-dc1 (dc1) has stopped" in said
    assert said.endswith("give gir_muxer_accept_unobserved=dc1")
    assert "mux1-dc1 (dc1) and mux2-dc1 (dc1)" in held({})
    assert held({}, accepted="dc2") != ""
    assert held({}, accepted=["dc1"]) == held({}, accepted="dc2, dc1") == ""


def test_own_side_and_other_components():
    """Several Muxers of one data center share its work; processors of the other side run in backup mode."""
    assert held({"mux1-dc2": STOPPED}, host="mux1-dc1") == ""
    assert held({}, component="rps") == held({}, component="voice_processor") == ""


@pytest.mark.parametrize(
    ("given", "names"), [(None, []), (" ", []), ("a", ["a"]), ("a, b a", ["a", "b"]), ([1, "b", ""], ["1", "b"])]
)
def test_names(given, names):
    assert names_of(given) == names
