# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a remediation: what they mean as native types and as text, and what is wrong with them."""

import json
import sys
from datetime import date, time

import pytest
import zoneinfo
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import SEVERITIES
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.variables import READ
from ansible_collections.gir.multidc.plugins.plugin_utils._remediation.windows import DAYS, Window
from ansible_collections.gir.multidc.plugins.plugin_utils._report import place
from zoneinfo import ZoneInfo

NIGHT = {"from": "22:00", "to": "04:00", "zone": "Europe/Berlin"}
HASH = "0123456789abcdef" * 4


def _read(**given):
    return read({f"gir_remediate_{name}": value for name, value in given.items()})


def test_nothing_is_needed():
    asked = _read()
    assert asked.problems == () and asked.plan_hash == "" and asked.wishes.severities == SEVERITIES
    assert (asked.budget.hosts, asked.budget.restarts, asked.budget.minutes) == (None, None, None)


def test_every_variable_has_the_prefix_or_is_shared():
    assert {name for name in READ if not name.startswith("gir_remediate_")} == {
        "gir_reason", "gir_change_id", *place.READ,
    }  # fmt: skip


def test_text_means_what_native_types_mean():
    """As surveys of AWX give it."""
    native = _read(plan_hash=HASH, plan_hours=2, severities=["security", "cosmetic"], components=["rws"], max_hosts=3,
                   max_restarts=0, windows=[{**NIGHT, "days": ["sat", "sun"]}])  # fmt: skip
    text = _read(plan_hash=HASH, plan_hours="2", severities="cosmetic, security", components="rws", max_hosts="3",
                 max_restarts="0", windows=json.dumps([{**NIGHT, "days": "sat,sun"}]))  # fmt: skip
    assert native == text and native.problems == ()
    assert native.wishes.severities == ("security", "cosmetic") and native.budget.restarts == 0
    assert native.calendar.open == (Window(time(22), time(4), ZoneInfo("Europe/Berlin"), ("sat", "sun")),)


def test_blank_is_not_given():
    assert _read(plan_hash="", windows="", severities="", max_hosts=" ") == _read()


def test_a_clock_that_yaml_took_for_a_number():
    (window,) = _read(windows=[{**NIGHT, "from": 22 * 60}]).calendar.open
    assert window == Window(time(22), time(4), ZoneInfo("Europe/Berlin"), DAYS)


def test_days_of_a_calendar():
    (window,) = _read(deny_windows=[{**NIGHT, "since": "2027-12-20", "until": date(2028, 1, 6)}]).calendar.denied
    assert (window.since, window.until) == (date(2027, 12, 20), date(2028, 1, 6))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"plan_hash": "abc"}, "gir_remediate_plan_hash is"),
        ({"plan_hours": 0}, "gir_remediate_plan_hours is"),
        ({"severities": "securty"}, "gir_remediate_severities has"),
        ({"components": ["rsw"]}, "gir_remediate_components has"),
        ({"components": {"rws": True}}, "gir_remediate_components is"),
        ({"max_hosts": 0}, "gir_remediate_max_hosts is"),
        ({"windows": "22:00"}, "gir_remediate_windows is text that is no JSON"),
        ({"windows": NIGHT}, "gir_remediate_windows is"),
        ({"windows": ["night"]}, "gir_remediate_windows[0] is"),
        ({"windows": [{**NIGHT, "from": "25:00"}]}, "gir_remediate_windows[0].from is"),
        ({"windows": [{**NIGHT, "form": "22:00"}]}, "gir_remediate_windows[0].form is not known"),
        ({"windows": [{**NIGHT, "zone": "Europe/Berln"}]}, "gir_remediate_windows[0].zone is"),
        ({"windows": [{**NIGHT, "zone": "../../etc/passwd"}]}, "gir_remediate_windows[0].zone is"),
        ({"windows": [{"from": "22:00", "to": "04:00"}]}, "gir_remediate_windows[0].zone is"),
        ({"windows": [NIGHT, {**NIGHT, "days": ["someday"]}]}, "gir_remediate_windows[1].days is"),
        ({"deny_windows": [{**NIGHT, "since": "soon"}]}, "gir_remediate_deny_windows[0].since is"),
        ({"deny_windows": [{**NIGHT, "since": "2027-02-01", "until": "2027-01-01"}]}, "[0].until is before"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_place(given, says):
    (problem,) = _read(**given).problems
    assert says in problem and problem.endswith((".", "?")) and "\n" not in problem


def test_all_problems_are_said_at_once():
    assert len(_read(plan_hash="x", max_hosts="many", windows=[{"from": "1", "to": "2", "zone": ""}]).problems) == 5


@pytest.fixture
def without_zones(monkeypatch):
    """As a small image has none."""
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()


@pytest.mark.usefixtures("without_zones")
def test_a_controller_without_time_zones_says_so():
    (problem,) = _read(windows=[NIGHT]).problems
    assert problem == (
        "gir_remediate_windows[0].zone cannot be read: this controller has no time zone database. Install tzdata there."
    )
