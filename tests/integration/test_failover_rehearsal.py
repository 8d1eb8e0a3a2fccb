# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A failover is rehearsed on the running demo; test_failover_rehearsal_more.py has what it finds there."""

import pytest
from running_rehearsal import RWS, Rehearsals


@pytest.fixture
def rehearsals(demo, tmp_path):
    """Other tests of the same demo look at what is left on its hosts."""
    found = Rehearsals(demo, tmp_path)
    yield found
    found.forget()


def test_a_rehearsal_leaves_its_report_and_nothing_else(rehearsals):
    before = rehearsals.files()
    done = rehearsals.run(gir_rehearsal_by="Ada", gir_rehearsal_notes="autumn").succeeded()
    assert done.changed == set()

    report = rehearsals.report()
    after = rehearsals.files()
    kept = {f"{host}/var/lib/gir-ledger/failover/{report['id']}.rehearsal.json" for host in RWS}
    assert set(after) - set(before) == kept
    assert {path: after[path] for path in before} == before
    assert {(rehearsals.hosts / path).stat().st_mode & 0o777 for path in kept} == {0o644}

    assert (report["outcome"], report["from"], report["to"], report["by"], report["notes"]) == (
        "ready_open", "dc1", "dc2", "Ada", "autumn")  # fmt: skip
    assert {one["rule"]: one["state"] for one in report["rules"] if "forced" in one["modes"]} == dict.fromkeys(
        ("GIR612", "GIR613", "GIR622"), "expected")  # fmt: skip
    tried = {(one["host"], one["name"]): one["answer"] for one in report["probes"]}
    assert tried["mcp1-dc2", "voice recording storage"] == tried["rws1-dc2", "screen recording storage"] == "confirmed"
    assert {one["name"] for one in report["plan"]["forced"]["document"]["steps"] if one["does"]} >= {"rws", "muxer"}
    assert {one["mode"]: one["ready"] for one in report["modes"]} == {"forced": True, "planned": True}
    assert all(sum(one["expected"] for one in report["stages"] if one["mode"] == mode) == total["seconds"] > 0
               for mode, total in report["expected"].items())  # fmt: skip
