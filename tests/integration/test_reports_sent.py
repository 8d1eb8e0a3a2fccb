# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A controller that keeps nothing: reports go to a server, and the next comparison reads them from there."""

import json

import pytest
from support.file_servers import AUTHORIZATION, PASSWORD, USERNAME, webdav


@pytest.fixture
def storage(tmp_path):
    with webdav(tmp_path) as server:
        yield server


def test_comparisons_without_a_directory(demo, storage):
    """The first one, in check mode, finds no report and makes the directory; the second one knows what it found."""
    url, place = f"{storage.url}/files/gir/prod", storage.root / "gir/prod"
    given = {"gir_report_url": url, "gir_report_username": USERNAME, "gir_report_password": PASSWORD,
             "gir_drift_previous": f"{url}/", "gir_drift_fail_on": "none"}  # fmt: skip
    changed = demo.path("rws1-dc1", "opt/genesys/rws/config/application.yaml")
    before = changed.stat().st_mode
    changed.chmod(0o644)
    try:
        runs = [demo.playbook("drift", *words, **given).succeeded() for words in (("--check", "-vvvv"), ("-vvvv",))]
    finally:
        changed.chmod(before)
    for run in runs:
        assert run.changed == set()
        run.says_nothing_of([PASSWORD, AUTHORIZATION.split()[1]])
    assert "which does not exist. The report of this run can be there for the next one." in runs[0].flat
    assert sorted(path.name for path in place.iterdir()) == ["drift.html", "drift.json", "drift.md", "drift.xml"]
    assert len([path for method, path in storage.requests if method == "MOVE"]) == 8
    assert not any(PASSWORD in path.read_text(encoding="utf-8") for path in place.iterdir())
    report = json.loads((place / "drift.json").read_text(encoding="utf-8"))
    assert report["run"]["previous"] == f"{url}/drift.json"
    assert {one["novelty"] for one in report["findings"]} == {"known"}
