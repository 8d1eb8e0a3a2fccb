# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the status says of holds."""

from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.answers import checked_status
from ansible_collections.gir.multidc.plugins.plugin_utils._report.terminal import lines
from ansible_collections.gir.multidc.plugins.plugin_utils._status import holds, report
from status_cases import ACTIVE, STANDBY, Well

RWS1, RWS2 = Well.hosts("gir_rws", ACTIVE)[0], Well.hosts("gir_rws", STANDBY)[0]
HOLD = {"id": "op-1", "reason": "failover to dc2", "user": "alice", "controller": "ctl1", "minutes": 60,
        "set_at": "2026-11-28T02:00:00Z", "until": "2026-11-28T03:00:00Z", "left_seconds": 60,
        "ended": False}  # fmt: skip
ENDED = {**HOLD, "left_seconds": 0, "ended": True}
LIFTS = "ansible-playbook gir.multidc.hold -e gir_hold_lift=op-1"


def told(well):
    return [(one.name, one.answer, one.host) for one in well.points if one.area == "holds"]


def held(*records):
    well = Well()
    for host, record in zip((RWS1, RWS2), records):
        well.answers[host]["hold"] = {"holds": record, "problem": None}
    return well


def test_nothing_is_held():
    well = Well()
    assert told(well) == [("hold", "confirmed", "")] and holds.known(well.answers) == []
    for host in well.ledgers:
        well.answers[host]["hold"] = None
    assert told(well) == []


def test_hold_in_force_is_named_once_and_prevents_no_failover():
    well = held([HOLD], [HOLD])
    (point,) = (one for one in well.points if one.area == "holds")
    assert (point.name, point.answer) == ("hold op-1", "confirmed") and well.fits == Well().fits
    assert point.text == (
        "Verbs that write are held back: failover to dc2 (hold op-1 of alice on ctl1), until 2026-11-28T03:00:00Z, on "
        f"{RWS1} and {RWS2}. Lift it with: {LIFTS}"
    )
    raw = well.report()
    assert [one["hosts"] for one in raw["holds"]] == [[RWS1, RWS2]]
    assert f"On hold: failover to dc2 (hold op-1 of alice on ctl1), until 2026-11-28T03:00:00Z, on {RWS1}" in "\n".join(
        lines(report.document(raw, well.seen))
    )


def test_ended_hold_is_a_finding_once():
    well = held([ENDED], [ENDED])
    (point,) = (one for one in well.points if one.area == "holds")
    assert (point.name, point.answer, point.remedy) == ("ended hold op-1", "failed", LIFTS)
    assert "On hold" not in "\n".join(lines(report.document(well.report(), well.seen)))


def test_hold_in_force_on_one_of_two_hosts_is_in_force():
    for pair in (([HOLD], [ENDED]), ([ENDED], [HOLD])):
        assert told(held(*pair)) == [("hold op-1", "confirmed", "")]


def test_record_that_nobody_can_read_is_a_hold_of_somebody():
    well = Well()
    well.answers[RWS1]["hold"] = {"holds": [], "problem": "It is no JSON object."}
    well.answers[RWS2].update(hold=None, problems=[{"part": "hold", "reason": "Permission denied."}])
    texts = {one.host: one.text for one in well.points if one.area == "holds" and one.answer == "failed"}
    assert texts == {
        RWS1: "It counts as a hold by somebody unknown: It is no JSON object.",
        RWS2: "It counts as a hold by somebody unknown: Permission denied.",
    }


def test_answer_of_another_form_is_refused():
    answer = {"clock": 1.0, "problems": [], "hold": {"holds": [HOLD], "problem": None}}
    assert checked_status(answer)["hold"]["holds"] == [HOLD]
    for bad in (7, {"holds": [HOLD]}, {"holds": [{**HOLD, "ended": "no"}], "problem": None}, {"holds": 7}):
        assert checked_status({**answer, "hold": bad}).get("failed")
