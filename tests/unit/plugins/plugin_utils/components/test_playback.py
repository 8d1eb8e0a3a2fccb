# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which recordings each RWS host fetches, and with what."""

import pytest
from rule_cases import Case, desired


def probes(recordings, host="rws1-dc1", **more):
    found = desired(Case("rws", {"gir_playback_recordings": recordings, **more}, "", host=host))
    assert found.violations == []
    return [probe for probe in found.probes if probe.kind == "playback"]


def test_without_recordings_nothing_is_fetched():
    assert probes({}) == []


@pytest.mark.parametrize("host", ["rws1-dc1", "rws1-dc2"])
def test_a_data_center_fetches_the_recordings_of_the_others(host):
    own, other = (("dc1", "dc2"), ("dc2", "dc1"))[host.endswith("2")]
    (probe,) = probes({"dc1": "call-1", "dc2": "call-2"}, host)
    recordings = {"dc1": "call-1", "dc2": "call-2"}
    assert (probe.name, probe.recording) == (f"playback of {other}", recordings[other])
    assert own in probe.url and other not in probe.url
    assert len(probe.rcs_url) == 2 and own in probe.rcs_url[0]
    assert probe.username and probe.password and probe.rcs_username is None


def test_a_data_center_without_a_recording_is_named():
    (probe,) = probes({"dc1": "call-1"})
    assert (probe.name, probe.recording) == ("playback of dc2", None)


def test_geo_locations_have_recordings_of_their_own():
    account = {"gir_playback_rcs_username": "p", "gir_playback_rcs_password": "rcs-pass-1"}
    found = probes({"dallas": "call-3", "dc2": "call-2"}, **account)
    assert [(probe.name, probe.recording) for probe in found] == [
        ("playback of dc2", "call-2"),
        ("playback of dallas", "call-3"),
    ]
    assert {(probe.rcs_username, probe.rcs_password) for probe in found} == {("p", "rcs-pass-1")}
    assert "rcs-pass-1" not in repr(found)


@pytest.mark.parametrize(("value", "words"), [(5, "is a number"), ("", "is empty"), (["a"], "is a list")])
def test_what_is_no_recording(value, words):
    (found,) = desired(Case("rws", {"gir_playback_recordings": {"dc2": value}}, "")).violations
    assert (found.id, found.severity) == ("GIR988", "error")
    assert found.sentence == f"gir_playback_recordings.dc2 {words}, and no id of a recording."
