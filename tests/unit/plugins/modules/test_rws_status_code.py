# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of HTTP 200 without a statusCode: nobody knows what was done, so nothing counts as done or as not done."""

import module_runs
import pytest
from rws_systems import WRITERS, connect
from standins import rws

pytestmark = pytest.mark.usefixtures("short_pauses")

WITHOUT = {"empty": {"kind": "empty"}, "HTML": {"kind": "html", "phase": "after"}, "JSON": {"kind": "no_status_code"}}
# A list that holds passwords proves nothing when it is read again, and no window can be looked up.
UNKNOWN = ("rws_force_index", "rws_storage")


@pytest.fixture
def system():
    with rws.cluster(nodes=2, data_centers=("dc1", "dc2"), monitoring_delay=0.1) as running:
        yield running


@pytest.mark.parametrize("answer", WITHOUT)
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_write_without_status_code_is_looked_up_or_unknown(system, name, answer):
    system.faults.add(method="PUT" if name == "rws_storage" else "POST", **WITHOUT[answer])
    result = module_runs.run(name, connect(system, retries=0, **WRITERS[name]))
    assert result["changed"] is True and "Nothing was changed" not in result.get("msg", "")
    assert bool(result.get("failed")) is (name in UNKNOWN)
    if name in UNKNOWN:
        assert "HTTP 200, but without statusCode: " in result["msg"]
        assert "It is not known whether the request was executed" in result["msg"]
    if name == "rws_force_index":
        assert [window["outcome"] for window in result["windows"]] == ["unknown", "not started"]


@pytest.mark.parametrize("answer", [*WITHOUT, "null"])
def test_a_read_without_status_code_is_named(system, answer):
    fault = {"null": {"kind": "odd_status_code"}, **WITHOUT}[answer]
    system.faults.add(method="GET", path="/ops/contact-centers", **fault)
    message = module_runs.fail("rws_contact_center_info", connect(system, retries=0))["msg"]
    assert "statusCode" in message and "HTTP 200" in message
