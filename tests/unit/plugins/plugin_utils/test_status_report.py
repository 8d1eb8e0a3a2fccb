# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of the status: what prevents a failover first, in every form."""

from ansible_collections.gir.multidc.plugins.plugin_utils._report.outputs import WRITERS
from ansible_collections.gir.multidc.plugins.plugin_utils._report.terminal import lines
from ansible_collections.gir.multidc.plugins.plugin_utils._status import report
from status_cases import ACTIVE, FREE, MODEL, STANDBY, Well

RWS1, RWS2 = Well.hosts("gir_rws", ACTIVE)[0], Well.hosts("gir_rws", STANDBY)[0]
MUX1, MUX2 = Well.hosts("gir_muxer", ACTIVE)[0], Well.hosts("gir_muxer", STANDBY)[0]
RCS2 = Well.hosts("gir_rcs", STANDBY)[0]


def test_report_puts_what_prevents_a_failover_first():
    well = Well()
    well.break_unit(MUX1, "muxer", active="failed", sub="failed", trouble="it exited")
    well.silence(RWS2)
    well.answers[RCS2]["problems"] = [{"part": "keystore", "reason": "Permission denied."}]
    found = well.report()
    levels = [one["level"] for one in found["points"] if one["answer"] != "confirmed"]
    assert levels == sorted(levels, key=[level.name for level in report.LEVELS].index)
    assert found["verdict"] == "failed"
    assert found["counts"]["failed"] == sum(one["answer"] == "failed" for one in found["points"])


def test_ids_stay_the_same_and_are_different():
    ids = [one["id"] for one in Well().report()["points"]]
    assert ids == [one["id"] for one in Well().report()["points"]]
    assert len(set(ids)) == len(ids)


def test_report_can_be_written_in_every_form():
    well = Well()
    well.break_unit(MUX1, "muxer", active="failed", sub="failed", trouble="<i>evil\x1b[31m")
    well.answers[MUX2]["maintenance"] = {"markers": [{"who": "carol", "why": "disks", "until": "2026-11-29"}]}
    raw = well.report()
    document = report.document(raw, well.seen)
    for name, (make, _ending) in WRITERS.items():
        text = make(document)
        assert "\x1b" not in text and ("<i>evil" not in text or name == "json")
    told = "\n".join(lines(document))
    assert document.headline == report.headline(raw)
    assert f"{ACTIVE} is active" in told and "gir-muxer.service is failed" in told and "\x1b" not in told
    assert {site.name for site in document.sites} == set(MODEL["data_centers"])


def test_host_without_an_answer_is_marked_in_the_picture():
    well = Well()
    well.silence(*(host for host, known in MODEL["hosts"].items() if known["data_center"] == ACTIVE))
    del well.answers[MUX2]
    picture = report.document(well.report(), well.seen).sites
    states = {host.name: host.outcome for site in picture for some in site.components.values() for host in some}
    assert (states[MUX1], states[MUX2], states[RCS2]) == ("drift", "not_checked", "equal")


def test_free_lock_needs_an_answer():
    well = Well()
    for host in well.ledgers:
        del well.answers[host]["lock"]
    assert [one for one in well.points if one.area == "locks"] == []
    well.answers[RWS1]["lock"] = FREE
    assert [one.answer for one in well.points if one.area == "locks"] == ["confirmed"]
