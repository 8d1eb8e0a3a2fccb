# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import pytest
import yaml
from three_sites import RoleRuns

FOLDER = "opt/genesys/voice_processor"
NAMES = {
    "postgresql_host": "database/host",
    "postgresql_port": "database/port",
    "postgresql_password": "database/word",
    "infomart_engine": "infomart/engine",
    "rws_url": "rws/url",
    "rws_host": "rws/host",
    "rws_port": "rws/port",
    "rws_password": "rws/password",
    "configuration_server_host": "cfg/host",
    "configuration_server_backup_host": "cfg/backup",
    "interaction_receiver_url": "receiver/url",
    "interaction_receiver_password": "receiver/password",
    "processing_mode": "mode",
    "post_uri": "active",
}
VALUES = {
    "voice_processor_postgresql_host": "pg.test",
    "voice_processor_postgresql_port": 5432,
    "voice_processor_postgresql_password": "pg-pass-9",
    "voice_processor_infomart_engine": "mssql",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("voice_processor", tmp_path_factory.mktemp("vp"), "gir_voice_processor", VALUES)


def test_a_json_file_under_the_names_of_the_release(runs):
    outcome = runs.render("json", voice_processor_settings_format="json", voice_processor_setting_names=NAMES)
    assert outcome.json("dc2/voiceprocessor1-dc2", FOLDER, "settings.json") == {
        "database": {"host": "pg.test", "port": 5432, "word": "********"},
        "infomart": {"engine": "mssql"},
        "rws": {"url": "https://rws.dc2.test", "host": "rws.dc2.test", "port": 443, "password": "********"},
        "cfg": {"host": "cfg.test"},
        "receiver": {"url": "https://sm.dc1.test/ir", "password": "********"},
        "mode": "backup",
        "active": "https://processor.dc1.test/api/contact-centers/example/recordings",
    }
    assert outcome.json("dc1/voiceprocessor0-dc1", FOLDER, "settings.json")["mode"] == "active"
    assert outcome.json("dc3/voiceprocessor2-dc3", FOLDER, "settings.json")["mode"] == "active"


def test_a_yaml_file_at_a_path_of_the_users_own_with_further_settings(runs):
    outcome = runs.render(
        "yaml",
        voice_processor_settings_format="yaml",
        voice_processor_settings_path="/etc/vp/config.yaml",
        voice_processor_install_path="/etc/vp",
        voice_processor_extra_options={"log": {"level": "info"}, "retries": [1, 2]},
    )
    text = outcome.path("dc1/voiceprocessor0-dc1/etc/vp/config.yaml").read_text()
    assert yaml.safe_load(text) == {"log": {"level": "info"}, "retries": [1, 2]}


def test_an_env_file_has_one_line_for_each_setting(runs):
    outcome = runs.render(
        "env",
        voice_processor_settings_format="env",
        voice_processor_setting_names={"postgresql_host": "PG_HOST", "postgresql_password": "PG_W", "post_uri": "NEXT"},
        voice_processor_extra_options={"DEBUG": True, "GONE": None, "WORKERS": 4},
    )
    lines = outcome.path("dc1/voiceprocessor0-dc1", FOLDER, "settings.env").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [
        "PG_HOST=pg.test",
        "PG_W=********",
        "DEBUG=true",
        "WORKERS=4",
    ]


def test_check_predicts_the_run_and_a_second_run_changes_nothing(runs):
    predicted, first, second = runs.check_then_apply_twice(
        voice_processor_settings_format="yaml", voice_processor_setting_names=NAMES
    )
    hosts = ["voiceprocessor0-dc1", "voiceprocessor1-dc2", "voiceprocessor2-dc3"]
    assert predicted == first == {"localhost": 0, **dict.fromkeys(hosts, 1)}
    assert set(second.values()) == {0}


def test_without_names_the_role_says_what_it_needs_instead_of_writing_a_file(runs):
    outcome = runs.run("main", gir_root=str(runs.directory / "none"))
    assert outcome.code != 0
    assert "voiceprocessor0-dc1: nothing says what the settings of Voice Processor are called" in outcome.flat
    assert "voice_processor_settings_format is not given. Give json, yaml or env" in outcome.flat
    assert not (runs.directory / "none").exists()


def test_all_mistakes_are_named_at_once(runs):
    outcome = runs.run(
        voice_processor_settings_format="env",
        voice_processor_setting_names={"infomart_host": "GIM", "region": "REGION"},
        voice_processor_extra_options={"NESTED": {"a": 1}, "LINES": "one\ntwo"},
        voice_processor_infomart_engine="oracle",
    )
    assert outcome.code != 0
    for sentence in (
        "voice_processor_setting_names names infomart_host, region, which have no value",
        "voice_processor_infomart_engine is oracle. Info Mart runs on postgresql or mssql",
        "voice_processor_extra_options holds a dictionary, a list or several lines",
    ):
        assert sentence in outcome.flat
