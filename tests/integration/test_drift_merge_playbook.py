# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbook drift_merge: one report of several, written as a comparison writes its own."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "plugins" / "plugin_utils"))

from drift_cases import MODEL, RWS1, RWS2, answer, differs, report_of
from support import playbook
from support.inventory import Inventory

HOSTS = list(MODEL["hosts"])


def merge(directory, **variables):
    inventory = Inventory({"one": ["elsewhere"]})
    return playbook.run("gir.multidc.drift_merge", directory=directory, inventory=inventory, variables=variables)


def slices(directory):
    directory.mkdir()
    for part in (0, 1):
        some = HOSTS[part::2]
        answers = [answer(host, *([differs()] if host == RWS2 else [])) for host in some]
        report = report_of(*answers, unseen=[host for host in HOSTS if host not in some])
        (directory / f"{part}.json").write_text(json.dumps(report), encoding="utf-8")
    return str(directory)


def test_one_report_of_two_slices(tmp_path):
    out = tmp_path / "out"
    run = merge(tmp_path, gir_drift_reports=slices(tmp_path / "in"), gir_drift_output_dir=str(out)).succeeded()
    assert run.changed == set()
    found = json.loads((out / "drift.json").read_text("utf-8"))
    assert found["run"]["unseen"] == []
    assert [one["host"] for one in found["findings"]] == [RWS2]
    assert {path.name for path in out.iterdir()} == {"drift.json", "drift.md", "drift.xml", "drift.html"}
    assert RWS1 in {one["host"] for one in found["checks"]}


def test_the_policy_fails_the_merge(tmp_path):
    run = merge(tmp_path, gir_drift_reports=slices(tmp_path / "in"), gir_drift_fail_on="cosmetic")
    run.refused("gir_drift_fail_on fails this run: 1 of severity cosmetic.")


def test_without_reports_it_is_one_sentence(tmp_path):
    merge(tmp_path).refused("gir_drift_reports names no report; give a list of JSON reports, or the directory")
