# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import pytest
from three_sites import RoleRuns

KIND = "CfgGVPIVRProfile"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("ivr_profile", tmp_path_factory.mktemp("ivr"))


@pytest.fixture(scope="module")
def rendered(runs):
    return runs.render(gir_render_secrets=True)


def by_location(outcome):
    names = [path.stem for path in outcome.path("configuration-server", KIND).glob("*.json")]
    annexes = {name: outcome.annex(KIND, name) for name in names}
    return {annex["gvp.general"].get("geo-location", name): annex for name, annex in annexes.items()}


def parameters(data_center, storage, account):
    return {
        "recordingclient.callrec_dest": f"fixed,https://dav.{storage}.test/recordings",
        "recordingclient.callrec_authorization": f"fixed,{account}",
        "recordingclient.metadatapost": f"fixed,https://processor.{data_center}.test/api/contact-centers/example/recordings",
        "recordingclient.rp.speechminer_uri": "fixed,https://sm.dc1.test/ir",
        "recordingclient.rp.speechminer_auth": "fixed,receiver:receiver-pass-3",
    }


def test_one_profile_for_each_geo_location_with_storage_and_processor_of_its_data_center(rendered):
    found = by_location(rendered)
    assert sorted(found) == ["dallas", "newyork", "record", "toronto"]
    assert found["newyork"] == {
        "gvp.general": {"service-type": "record", "geo-location": "newyork"},
        "gvp.service-parameters": parameters("dc1", "dc1", "dav1:dav1-pass-5"),
    }
    assert found["dallas"]["gvp.service-parameters"] == parameters("dc2", "dc2", "dav2:dav2-pass-6")
    assert found["toronto"]["gvp.service-parameters"] == parameters("dc3", "central", "davc:central-pass-7")


def test_the_catch_all_is_named_record_and_has_no_geo_location(rendered):
    annex = rendered.annex(KIND, "record")
    assert annex["gvp.general"] == {"service-type": "record"}
    assert annex["gvp.service-parameters"]["recordingclient.callrec_dest"] == "fixed,https://dav.central.test/recordings"


def test_the_classic_form_names_sections_and_options(rendered):
    text = rendered.path("configuration-server", KIND, "record.cfg").read_text()
    assert "[gvp.general]\nservice-type=record\n" in text
    assert "recordingclient.callrec_authorization=fixed,davc:central-pass-7\n" in text


def test_everything_can_be_changed_and_secrets_are_masked(runs):
    outcome = runs.render(
        "changed",
        gir_active_datacenter="dc2",
        gir_interaction_receiver_username="UNSET",
        gir_interaction_receiver_password="UNSET",
        ivr_profile_recording_type="audio/mp3",
        ivr_profile_channels=2,
        ivr_profile_audio_source="https://tones.test/beep.wav",
        ivr_profile_aws_secret_access_key="aws-pass-9",
        ivr_profile_voicexml_recording_allowed=False,
        ivr_profile_certificates={"cert-1": PEM},
        ivr_profile_parameter_names={
            "storage_authorization": "where.auth",
            "aws_secret_access_key": "aws.x",
            "channels": None,
        },
        ivr_profile_parameter_value_format="const:{value}",
        ivr_profile_extra_options={"gvp.service-parameters": {"further": "fixed,1"}},
        ivr_profile_location_options={
            "toronto": {"gvp.policy": {"voicexml-recording-allowed": "true"}},
            "record": {"x": {"y": 1}},
        },
    )
    found = by_location(outcome)
    assert found["newyork"] == {
        "gvp.general": {"service-type": "record", "geo-location": "newyork"},
        "gvp.service-parameters": {
            "recordingclient.callrec_dest": "const:https://dav.dc1.test/recordings",
            "where.auth": "********",
            "recordingclient.metadatapost": "const:https://processor.dc1.test/api/contact-centers/example/recordings",
            "recordingclient.rp.speechminer_uri": "const:https://sm.dc2.test/ir",
            "recordingclient.type": "const:audio/mp3",
            "aws.x": "********",
            "recordingclient.audiosrc": "const:https://tones.test/beep.wav",
            "further": "fixed,1",
        },
        "gvp.policy": {"voicexml-recording-allowed": "false"},
        "recording-certificates": {"cert-1": PEM},
    }
    assert found["toronto"]["gvp.policy"] == {"voicexml-recording-allowed": "true"}
    assert found["record"]["x"] == {"y": "1"}
    assert "aws-pass-9" not in outcome.text


def test_check_predicts_the_run_and_a_second_run_changes_nothing(runs):
    where = str(runs.directory / "import")
    predicted, first, second = runs.check_then_apply_twice(gir_configuration_dir=where)
    assert predicted == first == {"localhost": 1}
    assert second == {"localhost": 0}
    assert (runs.directory / "import" / KIND / "record.json").stat().st_mode & 0o077 == 0


def test_all_mistakes_are_named_at_once(runs):
    outcome = runs.run(
        ivr_profile_location_options={"boston": {}},
        ivr_profile_parameter_value_format="fixed",
        ivr_profile_audio_source="https://tones.test/beep.mp3",
    )
    assert outcome.code != 0
    for sentence in (
        "ivr_profile_location_options names boston, for which there is no profile. Use one of ",
        "ivr_profile_parameter_value_format is fixed, but the value needs a place",
        "ivr_profile_audio_source does not end in .wav, but a tone is a .wav file",
    ):
        assert sentence in outcome.flat
