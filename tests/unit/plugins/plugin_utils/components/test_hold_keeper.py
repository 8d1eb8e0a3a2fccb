# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is on the host that applies holds again, and on no other. What programs share is in test_index_update.py."""

import pytest
from rule_cases import Case, desired

ACTIVE, STANDBY = "rws1-dc1", "rws1-dc2"
EVERYTHING = [
    "/etc/systemd/system/gir-hold-keeper.timer",
    "/etc/systemd/system/gir-hold-keeper.service",
    "/etc/cron.d/gir-hold-keeper",
    "/opt/genesys/hold_keeper",
    "/var/lib/gir-hold-keeper",
]
ASKED = {
    "name": "matter-2", "by": "alice", True: "2026-11-01", "locations": ["/US/TX"],
    "query": {"from": "2026-10-01T00:00:00Z", "parameters": {"callerPhoneNumber": "1555*"}},
}  # fmt: skip


def keeper(host=ACTIVE, hosts=None, **given):
    return desired(Case("hold_keeper", given, "", host=host, hosts=hosts or {}))


def file_at(found, name):
    (file,) = [file for file in found.files if file.path.endswith(name)]
    return file


def config(found):
    return file_at(found, "config.json").data


def test_failover_moves_the_keeper():
    """The first RWS host of the active data center has everything, and every other one loses it."""
    for active, chosen, other in (("dc1", ACTIVE, STANDBY), ("dc2", STANDBY, ACTIVE)):
        here, gone = (keeper(host, gir_active_datacenter=active) for host in (chosen, other))
        assert (config(here)["host"], here.status_file) == (chosen, "/var/lib/gir-hold-keeper/status.json")
        assert here.service.name == "gir-hold-keeper.timer"
        assert (gone.absent.paths, gone.files, gone.status_file) == (EVERYTHING, [], None)
        assert gone.absent.units == ["gir-hold-keeper.timer", "gir-hold-keeper.service"]


@pytest.mark.parametrize("given", [{"gir_recording_holds": []}, {"hold_keeper_enabled": False}])
def test_nothing_to_keep(given):
    """Nobody needs an account then."""
    found = keeper(**given, gir_rws_admin_password=None)
    assert (found.absent.paths, found.files, found.violations) == (EVERYTHING, [], [])


def test_configuration():
    """It has the holds and both accounts, and nobody but its account reads it; who ordered a hold is not in it."""
    found = keeper(gir_recording_holds=[ASKED], hosts={STANDBY: {"rws_cr_region": "tx"}})
    file = file_at(found, "config.json")
    assert (file.mode, file.public, found.violations) == ("0600", False, [])
    query = {"from_ms": 1790812800000, "to_ms": None, "parameters": {"callerPhoneNumber": "1555*"}}
    assert file.data["holds"] == [
        {"name": "matter-2", "recordings": [], "locations": ["/US/TX"], "regions": ["tx"], "query": query}
    ]
    assert {"ops_username", "ops_password", "admin_username", "admin_password"} < set(file.data)


def test_a_new_hold_does_not_wait_for_the_night():
    """The timer is restarted with each new configuration, and starts the keeper a minute later."""
    timer = file_at(keeper(), "gir-hold-keeper.timer").data["Timer"]
    assert timer == {
        "OnActiveSec": "1min", "OnCalendar": "*-*-* 22:30:00 UTC", "Persistent": "true", "RandomizedDelaySec": "15min",
    }  # fmt: skip
