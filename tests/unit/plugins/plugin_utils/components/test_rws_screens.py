# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that Screen Recording Services get from the RWS Application of their data center."""

import re

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rws_objects import FOREIGN
from recorded import computed, scenarios

SECTION = "screen-recording-client"


def rws(host="rws1-dc1", **variables):
    base = scenarios("rws")["minimal"]
    return computed("rws", {**base, "variables": {**base["variables"], **variables}}, host)


def of_application(desired):
    (thing,) = desired.objects
    return thing.type, thing.name, thing.options


@pytest.mark.parametrize(("host", "when"), [("rws1-dc1", "off"), ("rws1-dc2", "random(50)")])
def test_options_go_to_the_application_of_the_node(host, when):
    """Each data center gives its own, where its group has another value."""
    desired = rws(host, rws_application_name="RWS_" + host, rws_screen_recording_client_options={"recordingWhen": when})
    assert of_application(desired) == ("CfgApplication", "RWS_" + host, {SECTION: {"recordingWhen": when}})
    assert desired.objects[0].data_center is None
    assert SECTION not in desired.files[0].data


def test_options_join_those_of_the_application():
    desired = rws(
        rws_application_name="RWS",
        rws_application_options={"log": {"verbose": "all"}, SECTION: {"own": "1", "recordingWhen": "off"}},
        rws_screen_recording_client_options={"recordingWhen": "off", "further": 2, "left": None},
    )
    assert of_application(desired)[2] == {
        "log": {"verbose": "all"},
        SECTION: {"own": "1", "recordingWhen": "off", "further": 2},
    }


@pytest.mark.parametrize("given", [{}, None, {"recordingWhen": None}])
def test_nothing_given_describes_no_object(given):
    assert rws(rws_application_name="RWS", rws_screen_recording_client_options=given).objects == []


@pytest.mark.parametrize("value", [False, True, ["off"], {"a": "off"}])
def test_unquoted_off_is_refused(value):
    """YAML makes a boolean of it, and Configuration Server would get another word."""
    desired = rws(rws_application_name="RWS", rws_screen_recording_client_options={"recordingWhen": value})
    (violation,) = desired.violations
    assert violation.id == "GIR935" and '"off"' in violation.remedy and desired.objects == []


def test_options_need_the_name_of_the_object():
    desired = rws(rws_application_name="", rws_screen_recording_client_options={"recordingWhen": "off"})
    (violation,) = desired.violations
    assert (violation.id, violation.subject) == ("GIR822", "rws_screen_recording_client_options")
    assert violation.sentence.endswith("is given, but rws_application_name is not.")


def test_drift_names_a_condition_that_nobody_asked_for():
    """Somebody's recordingWhen decides which interactions have a screen recording at all."""
    (rule,) = [rule for rule in FOREIGN if rule.section == SECTION]
    assert rule.severity == "recordings_at_risk" and re.fullmatch(rule.option, "recordingWhen")
