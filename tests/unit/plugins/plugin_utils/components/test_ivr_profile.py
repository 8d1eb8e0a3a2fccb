# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the recording IVR Profiles should be."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from recorded import CONTROLLER, computed, scenarios

PARAMETERS = "gvp.service-parameters"
TONE = "recordingclient.audiosrc"
THREE = "minimal, three data centers"


def profiles(scenario=THREE, **variables):
    """The desired state; what the map would refuse of `variables` is given to the component alone."""
    base = scenarios("ivr_profile")[scenario]
    names = ("gir_storage_credentials", "gir_contact_center_domain")
    kept = {name: base["variables"][name] for name in names}
    kept.update(gir_interaction_receiver_username="receiver", gir_interaction_receiver_password="receiver-pass-8")
    changed = {**base, "variables": {**base["variables"], **variables}, "model_variables": kept}
    return computed("ivr_profile", changed, CONTROLLER)


def annexes(desired):
    """Annexes by geo-location; that of the catch-all by its name."""
    assert errors(desired.violations) == []
    return {thing.annex["gvp.general"]["geo-location"] or thing.name: thing.annex for thing in desired.objects}


def rules(desired):
    return [violation.id for violation in desired.violations]


def test_one_profile_for_each_geo_location():
    """Storage and processor are those of its data center; the Interaction Receiver is the active data center's."""
    found = annexes(profiles())
    assert list(found) == ["newyork", "boston", "dallas", "toronto", "record"]
    assert found["newyork"][PARAMETERS] == {
        "recordingclient.callrec_dest": "fixed,https://dav.dc1.test/recordings",
        "recordingclient.callrec_authorization": "fixed,dav1:dav1-pass-1",
        "recordingclient.metadatapost": "fixed,https://processor.dc1.test/api/contact-centers/example/recordings",
        "recordingclient.rp.speechminer_uri": "fixed,https://sm.dc1.test/ir",
        "recordingclient.rp.speechminer_auth": "fixed,receiver:receiver-pass-8",
    }
    assert found["dallas"][PARAMETERS]["recordingclient.callrec_authorization"] == "fixed,dav2:dav2-pass-2"
    assert found["toronto"][PARAMETERS]["recordingclient.callrec_dest"] == "fixed,https://dav.central.test/recordings"
    assert {thing.type for thing in profiles().objects} == {"CfgGVPIVRProfile"}


def test_failover_changes_the_receiver_of_all():
    """The profiles of geo-locations stay as they are but for the Interaction Receiver."""
    before, after = annexes(profiles()), annexes(profiles(gir_active_datacenter="dc2"))
    for found, receiver in ((before, "https://sm.dc1.test/ir"), (after, "https://sm.dc2.test/ir")):
        receivers = {annex[PARAMETERS].pop("recordingclient.rp.speechminer_uri") for annex in found.values()}
        assert receivers == {f"fixed,{receiver}"}
        del found["record"]
    assert before == after


def test_catch_all_has_no_geo_location():
    """Null takes away a geo-location that somebody gave the catch-all."""
    assert annexes(profiles())["record"]["gvp.general"] == {"service-type": "record", "geo-location": None}


@pytest.mark.parametrize(
    ("tone", "written"),
    [
        ("none", "fixed,"),
        ("", None),
        (None, None),
        ("https://tones.test/a.wav", "fixed,https://tones.test/a.wav"),
        ("https://tones.test/A.WAV", "fixed,https://tones.test/A.WAV"),
    ],
)
def test_tone(tone, written):
    """The word none means no tone; what is not given leaves the product's own."""
    assert annexes(profiles(ivr_profile_audio_source=tone))["record"][PARAMETERS].get(TONE) == written


@pytest.mark.parametrize("tone", ["https://tones.test/a.mp3", "https://tones.test/a.wav/b", 5])
def test_tone_is_a_wav_file(tone):
    assert rules(profiles(ivr_profile_audio_source=tone)) == ["GIR903"]


@pytest.mark.parametrize(("given", "written"), [(True, "true"), ("no", "false"), (False, "false"), ("", None)])
def test_policy_is_text(given, written):
    annex = annexes(profiles(ivr_profile_voicexml_recording_allowed=given))["record"]
    assert annex.get("gvp.policy") == (None if written is None else {"voicexml-recording-allowed": written})


@pytest.mark.parametrize(
    ("user", "password"), [(None, None), ("receiver", None), ("receiver", ""), ("", "receiver-pass-8")]
)
def test_half_an_account_of_the_receiver(user, password):
    """Only a whole account is written."""
    desired = profiles(gir_interaction_receiver_username=user, gir_interaction_receiver_password=password)
    assert "recordingclient.rp.speechminer_auth" not in annexes(desired)["newyork"][PARAMETERS]


def test_further_options():
    """Those of one profile win over those of all; null in the place of a section changes nothing."""
    desired = profiles(
        ivr_profile_extra_options={"gvp.policy": {"voicexml-recording-allowed": "true"}, PARAMETERS: {"a": "fixed,1"}},
        ivr_profile_location_options={
            "toronto": {"gvp.policy": {"voicexml-recording-allowed": "false"}},
            "record": {"x": {"y": 1}},
            "dallas": None,
            "boston": "",
            "newyork": {PARAMETERS: None},
        },
    )
    found = annexes(desired)
    assert {location: annex["gvp.policy"]["voicexml-recording-allowed"] for location, annex in found.items()} == {
        "newyork": "true",
        "boston": "true",
        "dallas": "true",
        "toronto": "false",
        "record": "true",
    }
    assert found["record"]["x"] == {"y": 1} and "x" not in found["dallas"]
    assert {annex[PARAMETERS]["a"] for annex in found.values()} == {"fixed,1"}


def test_options_of_a_profile_that_are_none():
    desired = profiles(ivr_profile_location_options={"toronto": "text"})
    assert [violation.sentence for violation in desired.violations] == [
        "ivr_profile_location_options.toronto is text, where a dictionary of options belongs."
    ]


def test_renamed_secret_stays_secret():
    """The names in force are the ones that are masked; a parameter without a name is left out."""
    names = {"storage_authorization": "where.auth", "aws_secret_access_key": "aws.x", "channels": None}
    desired = profiles(
        ivr_profile_parameter_names=names, ivr_profile_aws_secret_access_key="aws-pass-9", ivr_profile_channels=2
    )
    parameters = annexes(desired)["newyork"][PARAMETERS]
    assert (parameters["where.auth"], parameters["aws.x"]) == ("fixed,dav1:dav1-pass-1", "fixed,aws-pass-9")
    assert "recordingclient.channels" not in parameters
    assert desired.secret_keys == ["^where\\.auth$", "^recordingclient\\.rp\\.speechminer_auth$", "^aws\\.x$"]


def test_parameter_name_with_a_section():
    """The parameters stand in one section, so their names have none."""
    (violation,) = profiles(ivr_profile_parameter_names={"storage": "a/b"}).violations
    assert violation.sentence == (
        'ivr_profile_parameter_names.storage is "a/b", which is no name of an option without a section.'
    )
    assert violation.remedy == "Give text such as option, or null to leave the option out."


def test_certificates_and_owners():
    pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    desired = profiles(ivr_profile_certificates={"c1": pem}, ivr_profile_tenant="T", ivr_profile_folder="F")
    assert annexes(desired)["newyork"]["recording-certificates"] == {"c1": pem}
    assert {(thing.tenant, thing.folder) for thing in desired.objects} == {("T", "F")}


def test_everything_wrong_is_reported_at_once():
    desired = profiles(
        gir_contact_center_domain=None,
        gir_storage_credentials={"dc1": {"username": "a"}},
        ivr_profile_location_options={"boston": {}, "bosten": {}},
        ivr_profile_parameter_value_format="fixed",
        ivr_profile_audio_source="a.mp3",
        ivr_profile_channels="two",
    )
    assert rules(desired) == ["GIR803", "GIR900", "GIR816", "GIR901", "GIR902", "GIR903"]
    assert desired.objects == []
    assert desired.violations[3].sentence.startswith("ivr_profile_location_options names bosten, for which")
