# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was repaired, how often, and what is found of that where it did not last."""

import json
import os

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._ledger import repairs as on_host
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import repairs
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Repair
from remediation_cases import finding

NOON = 1800014400


def test_what_was_repaired_is_counted_by_runs():
    one = repairs.record("run-1", "0" * 64, NOON, ["a", "b"])
    other = repairs.record("run-2", "1" * 64, NOON, ["a"])
    assert repairs.repaired([one, one, other], NOON + 60) == {"a": 2, "b": 1}


def test_what_was_repaired_long_ago_does_not_count():
    one = repairs.record("run-1", "0" * 64, NOON, ["a"])
    assert repairs.repaired([one], NOON + 30 * 86400) == {"a": 1}
    assert repairs.repaired([one], NOON + 30 * 86400 + 1) == {}


@pytest.mark.parametrize(
    "bad", [{}, {"at": "never"}, {"at": "2027-01-15T12:00:00Z", "operation": "x", "repaired": "a"}]
)
def test_a_damaged_record_stops_nobody(bad):
    assert repairs.repaired([bad], NOON) == {}


# -- a finding of its own


def _back(one, number):
    return list(repairs.came_back([one], {one.id: number}))


def test_what_came_back_after_two_repairs_is_a_finding_for_a_person():
    one = finding(severity="security", expected="info", actual="debug")
    (found,) = _back(one, 2)
    assert (found.check, found.host, found.object, found.key) == ("repair.came_back", one.host, one.object, one.key)
    assert (found.repair.by, found.severity) == ("person", "security")
    assert found.reason == "file.content was repaired 2 times in 30 days, and differs again."
    assert found.id != one.id


def test_one_repair_is_no_sign():
    assert _back(finding(), 1) == []


def test_what_no_remediation_repairs_now_does_not_come_back():
    assert _back(finding(repair=Repair("person", "Remove it.")), 2) == []


# -- on the host


@pytest.fixture
def records(tmp_path):
    """The directory with the records of a host whose root is `tmp_path`."""
    place = tmp_path / on_host.DIRECTORY.lstrip("/")
    place.mkdir(parents=True)
    return place


def _record(operation):
    return repairs.record(operation, "0" * 64, NOON, ["a", "b"])


def test_what_a_host_holds(records, tmp_path):
    for name in ("20270114T120000Z-1", "20270115T120000Z-2"):
        (records / f"{name}{on_host.RECORD}").write_text(json.dumps(_record(name)), encoding="utf-8")
    (records / "0123.plan.json").write_text("{}", encoding="utf-8")
    assert on_host.view(str(tmp_path)) == [
        {"operation": name, "at": "2027-01-15T12:00:00Z", "repaired": ["a", "b"]}
        for name in ("20270115T120000Z-2", "20270114T120000Z-1")
    ]


def test_a_host_without_any(tmp_path):
    assert on_host.view(str(tmp_path)) == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"repaired": "a"}', '{"operation": 1, "at": "", "repaired": []}', "[" * 100_000]
)
def test_a_record_that_cannot_be_used_is_left_out(records, tmp_path, content):
    (records / f"bad{on_host.RECORD}").write_text(content, encoding="utf-8")
    (records / f"good{on_host.RECORD}").write_text(json.dumps(_record("good")), encoding="utf-8")
    assert [one["operation"] for one in on_host.view(str(tmp_path))] == ["good"]


def test_neither_a_link_nor_a_pipe_is_read(records, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(json.dumps(_record("secret")), encoding="utf-8")
    (records / f"link{on_host.RECORD}").symlink_to(secret)
    os.mkfifo(records / f"pipe{on_host.RECORD}")
    assert on_host.view(str(tmp_path)) == []
