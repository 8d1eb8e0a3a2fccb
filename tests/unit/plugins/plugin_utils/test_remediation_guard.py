# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops a remediation, before it begins and between two hosts; and what it remembers of earlier ones."""

from dataclasses import replace
from datetime import datetime, time

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.guard import Approved, begins, stops
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.plan import ordered
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.reading import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.windows import Calendar, Window
from remediation_cases import MODEL, finding
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC).timestamp()
AFTERNOON = Calendar((Window(time(12), time(14), UTC),))
ASKED = Asked(plan_hash="0" * 64, plan_seconds=7200)
FRESH = Approved(60)
(STEP,) = ordered([finding()], MODEL, {})


def _rules(asked=ASKED, approved=FRESH, missing=""):
    return [one.rule for one in begins(asked, NOON, approved, missing)]


def test_nothing_stops_a_fresh_plan():
    assert _rules() == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"asked": replace(ASKED, problems=("gir_remediate_max_hosts is many.",))}, "GIR671"),
        ({"approved": None, "missing": "No RWS host holds it."}, "GIR672"),
        ({"approved": Approved(7201)}, "GIR673"),
        ({"approved": Approved(60, "It is of another system.")}, "GIR674"),
        ({"asked": replace(ASKED, calendar=Calendar((Window(time(13), time(14), UTC),)))}, "GIR675"),
        ({"asked": replace(ASKED, calendar=Calendar((), (Window(time(11), time(14), UTC),)))}, "GIR675"),
    ],
)
def test_each_rule(changes, rule):
    assert _rules(**changes) == [rule]


def test_all_rules_are_named_at_once():
    closed = replace(ASKED, calendar=Calendar((), (Window(time(11), time(14), UTC),)))
    assert _rules(closed, Approved(10**6, "Foreign.")) == ["GIR673", "GIR674", "GIR675"]


def test_it_says_when_the_window_opens():
    asked = replace(ASKED, calendar=Calendar((Window(time(22), time(23), UTC),)))
    (one,) = begins(asked, NOON, FRESH, "")
    assert one.text.endswith("when a remediation may not work, and it opens at 2027-01-15T22:00:00Z.")


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (NOON, ""),
        (NOON + 7200 - STEP.seconds, ""),
        (NOON + 7200 - STEP.seconds + 1, "The window closes at 2027-01-15T14:00:00Z, and rws of rws1-dc2"),
    ],
)
def test_before_each_host(now, says):
    said = stops(replace(ASKED, calendar=AFTERNOON), now, STEP.seconds, STEP.name)
    assert said.startswith(says) and bool(said) == bool(says)
