# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a data center is a standby to which one may go back, and that the status says so."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Point
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.rejoined import checks
from status_cases import ACTIVE, ENVIRONMENT, STANDBY, Well, entry

RULE = "GIR999"
HINTS = Point("datastores", "hint window", "failed", "It was away for 5 h.", "Repair it.", STANDBY)


def given_up(*more, reason="it burns, attested by Ada"):
    """A system whose standby was left without its help."""
    well = Well()
    first = entry(verb="create", active_datacenter=STANDBY)
    second = entry("20261128T020000Z-b", epoch=2, parent=first.operation, parent_epoch=1, verb="failover",
                   active_datacenter=ACTIVE, reason=reason)  # fmt: skip
    third = [entry("20261128T030000Z-c", epoch=3, parent=second.operation, parent_epoch=2, active_datacenter=ACTIVE,
                   verb=verb) for verb in more]  # fmt: skip
    for host in well.ledgers:
        well.ledgers[host] = Ledger(ENVIRONMENT, (first, second, *third))
    return well


def judged(well, *points, away=()):
    heard = [host for host in well.answers if host not in away]
    found = checks(well.seen, [*well.points, *points], heard, STANDBY, RULE)
    assert {one.rule for one in found} == {RULE}
    return {one.subject: one for one in found}


def test_status_names_it_and_prevents_a_planned_failover_there_only():
    (point,) = (one for one in given_up().points if one.name == "rejoin")
    assert (point.answer, point.data_center, point.prevents) == ("failed", STANDBY, ("planned",))
    assert point.remedy.startswith("ansible-playbook gir.multidc.rejoin")


@pytest.mark.parametrize("well", [Well(), given_up("rejoin"), given_up(reason="planned failover: power works")])
def test_one_that_is_a_standby(well):
    assert [one.name for one in well.points if one.name == "rejoin"] == []
    assert {name: one.answer for name, one in judged(well).items()} == {"rejoin": "confirmed"}


def test_one_that_has_not_rejoined():
    found = judged(given_up())
    assert found["rejoin"].answer == "failed"
    assert f"gir_rejoin_datacenter={STANDBY}" in found["rejoin"].remedy


def test_hosts_that_are_away_and_writes_that_are_missing():
    well = given_up("rejoin")
    host = next(iter(well.seen.hosts_of(STANDBY)))
    found = judged(well, HINTS, away=(host,))
    assert found[f"host {host}"].answer == "failed"
    assert found["datastores hint window"].remedy == "Repair it."


def test_a_ledger_that_nobody_showed_is_no_good_one():
    well = Well()
    well.ledgers = {}
    assert judged(well)["rejoin"].answer == "not observable"
