# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action that writes reports; what is in them is tested in plugin_utils/test_reports.py, verify in integration."""

import json

from support.component_runs import Roles
from support.drift_reports import findings, report
from support.file_servers import PASSWORD, USERNAME, webdav


def test_other_forms_of_a_report_and_one_that_is_none(tmp_path):
    """In check mode too; nothing has changed."""
    given = tmp_path / "drift.json"
    given.write_text(json.dumps(report(findings(3))), encoding="utf-8")
    place = tmp_path / "written"
    write = {"verb": "drift", "report": f"{{{{ lookup('file', '{given}') | from_json }}}}", "directory": str(place)}
    good = {"name": "good", "gir.multidc.write_report": {**write, "formats": "html,junit"}, "check_mode": True}
    wrong = {"verb": "verify", "report": {"ok": True}, "directory": str(place)}
    bad = {"name": "bad", "gir.multidc.write_report": wrong}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [good, bad]}
    run = Roles(tmp_path, gir_read_record=False).play([play])
    run.refused("The option report is a dictionary without confirmed. Give the variable gir_verify, which")
    found = {result.task: result.data for result in run.results}["good"]
    assert not found["changed"]
    assert found["paths"] == {"junit": str(place / "drift.xml"), "html": str(place / "drift.html")}
    assert sorted(path.name for path in place.iterdir()) == ["drift.html", "drift.xml"]


def test_files_are_sent_where_that_is_asked_for(tmp_path):
    """With the account of the variables; without `send` nothing is, and half an account is named."""
    given = tmp_path / "drift.json"
    given.write_text(json.dumps(report(findings(3))), encoding="utf-8")
    task = {"verb": "drift", "report": f"{{{{ lookup('file', '{given}') | from_json }}}}", "formats": "json,html"}
    with webdav(tmp_path) as server:
        url = f"{server.url}/files/gir"
        named = [("sent", {**task, "send": True}, {}), ("kept", task, {}),
                 ("half", {**task, "send": True}, {"gir_report_username": ""})]  # fmt: skip
        tasks = [{"name": name, "gir.multidc.write_report": options, "vars": more, "check_mode": True}
                 for name, options, more in named]  # fmt: skip
        account = {"gir_report_url": url, "gir_report_username": USERNAME, "gir_report_password": PASSWORD}
        play = {"hosts": "localhost", "gather_facts": False, "vars": account, "tasks": tasks}
        run = Roles(tmp_path, gir_read_record=False).play([play]).succeeded()
        assert sorted(path.name for path in (server.root / "gir").iterdir()) == ["drift.html", "drift.json"]
    found = {result.task: result.data for result in run.results}
    assert found["sent"]["paths"] == {"json": f"{url}/drift.json", "html": f"{url}/drift.html"}
    assert not found["sent"]["changed"]
    assert found["kept"]["paths"] == found["half"]["paths"] == {}
    assert "gir_report_password is given without gir_report_username." in run.flat
    run.says_nothing_of([PASSWORD])
