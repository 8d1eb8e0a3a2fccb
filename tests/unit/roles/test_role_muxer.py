# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import pytest
from three_sites import RoleRuns

CONFIG = "opt/genesys/muxer/muxer.cfg"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("muxer", tmp_path_factory.mktemp("muxer"))


@pytest.fixture(scope="module")
def rendered(runs):
    return runs.render()


def test_a_muxer_holds_exactly_what_is_known_with_secrets_masked(rendered):
    assert rendered.ini("dc1/muxer1-dc1", CONFIG) == {
        "htcc": {
            "base_uri": "https://rws.dc1.test",
            "contact_center_id": "625a5cf1-dea8-4e46-b18b-831d4b254488",
            "username": "gir-ops",
            "password": "********",
        },
        "rcs": {"base_uri": "https://rcs.dc1.test"},
        "webdav": {"username": "dav1", "password": "********"},
        "processing": {"total_muxers": "2", "muxer_id": "1"},
    }


def test_muxers_of_one_data_center_share_its_work_and_each_side_uses_its_own_servers(rendered):
    assert rendered.ini("dc1/muxer0-dc1", CONFIG)["processing"] == {"total_muxers": "2", "muxer_id": "0"}
    backup = rendered.ini("dc2/muxer2-dc2", CONFIG)
    assert backup["processing"] == {"total_muxers": "1", "muxer_id": "0"}
    assert (backup["htcc"]["base_uri"], backup["rcs"]["base_uri"]) == ("https://rws.dc2.test", "https://rcs.dc2.test")
    assert backup["webdav"]["username"] == "dav2"


def test_storages_that_the_one_account_does_not_cover_are_named(rendered):
    sentence = "{}: muxer.cfg carries one WebDAV account, the one of storage {}; the storages {} have another one."
    assert sentence.format("muxer0-dc1", "dc1", "dc2, central") in rendered.flat
    assert sentence.format("muxer2-dc2", "dc2", "dc1, central") in rendered.flat


def test_given_names_bring_the_accounts_of_all_storages(runs):
    outcome = runs.render(
        "named",
        muxer_storage_option_names={
            "username": "webdav.{storage}/username",
            "password": "webdav.{storage}/word_{storage}",
            "screen_url": "webdav.{storage}/uri",
        },
        muxer_option_names={"webdav_username": None, "webdav_password": None},
        muxer_rcs_username="decrypter",
        muxer_rcs_password="rcs-pass-9",
        muxer_window_past=720,
        muxer_type="primary",
        muxer_extra_options={"advanced": {"video_bitrate": 100}},
    )
    config = outcome.ini("dc1/muxer0-dc1", CONFIG)
    assert "webdav" not in config
    central = {"username": "davc", "word_central": "********", "uri": "https://dav.central.test/screens"}
    assert config["webdav.central"] == central
    assert {"webdav.dc1", "webdav.dc2", "webdav.central"} < set(config)
    assert config["rcs"] == {"base_uri": "https://rcs.dc1.test", "username": "decrypter", "password": "********"}
    assert config["processing"] == {"window_past": "720", "total_muxers": "2", "muxer_id": "0", "muxer_type": "primary"}
    assert config["advanced"] == {"video_bitrate": "100"}
    assert "carries one WebDAV account" not in outcome.flat
    assert "rcs-pass-9" not in outcome.text


def test_check_predicts_the_run_and_a_second_run_changes_nothing(runs):
    predicted, first, second = runs.check_then_apply_twice()
    assert predicted == first == {"localhost": 0, "muxer0-dc1": 1, "muxer1-dc1": 1, "muxer2-dc2": 1}
    assert set(second.values()) == {0}


@pytest.mark.parametrize(("active", "states"), [("dc1", ("started", "stopped")), ("dc2", ("stopped", "started"))])
def test_the_service_runs_in_the_active_data_center_and_is_stopped_in_the_other(runs, active, states):
    # Below a root prefix no service is touched. The unit that the role writes is made to show the state it asks for.
    outcome = runs.render(
        f"service-{active}",
        gir_active_datacenter=active,
        muxer_service="gir-muxer",
        muxer_start_command="/usr/bin/muxer {{ __muxer_service_state }}",
    )
    commands = [
        outcome.ini(place, "etc/systemd/system/gir-muxer.service")["Service"]["ExecStart"]
        for place in ("dc1/muxer0-dc1", "dc2/muxer2-dc2")
    ]
    assert commands == [f"/usr/bin/muxer {state}" for state in states]
