# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filters hold_start and upgrade_index read of the hosts."""

from ansible_collections.gir.multidc.plugins.filter.hold_start import hold_start
from ansible_collections.gir.multidc.plugins.filter.upgrade_index import upgrade_index

MODEL = {
    **{"active": "dc1", "standby": "dc2", "primary": "dc1", "backup": "dc2"},
    "data_centers": {
        "dc1": {"rws_url": "http://rws.dc1.test", "hosts": {"gir_muxer": ["mux1"], "gir_rws": ["rws1"]}},
        "dc2": {"rws_url": "http://rws.dc2.test", "hosts": {"gir_muxer": ["mux2"], "gir_rws": ["rws2"]}},
    },
    "hosts": {"mux1": {"data_center": "dc1"}, "mux2": {"data_center": "dc2"}, "rws1": {}, "rws2": {}},
}


def observed(state):
    return {"__component_observed": {"muxer": {"plan": {}, "installed": {}, "health": {"state": state}}}}


def test_hold_start():
    """What upgrade observed counts, and what a host confirmed since then counts more."""
    asked = {"__component_stopped": {"muxer": "asked"}}
    for other, held in (
        ({}, True),
        (observed("inactive"), False),
        (observed("active"), True),
        ({**observed("active"), "__component_stopped": {"muxer": "confirmed"}}, False),
        ({**observed("inactive"), **asked, "__component_run": {"observation": "failed"}}, True),
        ({**asked, "__component_run": {"failed": True, "msg": "there is no unit"}}, True),
        ({"__component_observed": {"muxer": {"health": {"skipped": True}}}}, True),
    ):
        assert bool(hold_start(MODEL, "mux1", "muxer", {"mux1": {}, "mux2": other})) is held
    assert hold_start(MODEL, "mux1", "muxer", {"mux1": {"gir_muxer_accept_unobserved": "dc2"}}) == ""
    accepting = {"gir_muxer_accept_unobserved": "dc2"}
    for answer, held in ({"failed": True, "msg": "there is no unit"}, False), ({"observation": "failed"}, True):
        hosts = {"mux1": accepting, "mux2": {**asked, "__component_run": answer}}
        assert bool(hold_start(MODEL, "mux1", "muxer", hosts)) is held
    assert hold_start(MODEL, "mux1", "rps", {}) == ""


def test_upgrade_index():
    """The run is asked on the controller, and hosts of the group may say the same."""
    account = {"gir_rws_ops_username": "ops", "gir_rws_ops_password": "secret"}
    asked = {"gir_upgrade_purge_old_index": "dc2", "gir_upgrade_purge_from": "-1d"}
    hosts = {"rws1": {**account, **asked}, "rws2": account, "localhost": {}}
    assert "to confirm, give gir_upgrade_purge_confirm=dc2" in upgrade_index(MODEL, hosts)["problems"][0]
    hosts["localhost"] = {"gir_upgrade_purge_confirm": "dc2"}
    rebuild = {"data_center": "dc2", "host": "rws2", "urls": ["http://rws.dc2.test"], "start": "-1d"}
    assert upgrade_index(MODEL, hosts) == {"rebuilds": [rebuild], "problems": [], "notes": []}
