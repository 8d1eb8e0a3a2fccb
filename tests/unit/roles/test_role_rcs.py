# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role rcs: options of the Application object, unit, keystore directory."""

import configparser
import json
import stat

import pytest
from component_runs import SECRETS, Roles

SETTINGS = {
    "rcs_keystore_path": "/opt/genesys/rcs/keystore/gir.jks",
    "rcs_keystore_password": SECRETS["keystore"],
    "rcs_java_home": "/usr/lib/jvm/jre",
    "rcs_option_names": {
        "keystore_password": "store/code",
        "archiving_password": "archive/word",
        "rws_url": "htcc/address",
    },
    "rcs_service": "gir-rcs",
    "rcs_start_command": "/usr/bin/java -jar rcs.jar",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    roles = Roles(tmp_path_factory.mktemp("rcs"), **SETTINGS)
    roles.predicted("rcs")
    return roles


def test_only_options_with_a_name_are_written(site):
    content = json.loads((site.configuration / "CfgApplication/rcs1-dc2_RCS.json").read_text())
    assert content["options"] == {
        "keystore": {"path": "/opt/genesys/rcs/keystore/gir.jks"},
        "store": {"code": SECRETS["keystore"]},
        "htcc": {"address": "https://rws.dc2.example.com"},
        "archive": {"word": SECRETS["receiver"]},
    }


def test_the_import_file_is_for_its_owner_alone(site):
    for path in (site.configuration / "CfgApplication").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_renamed_secrets_stay_secret(site, tmp_path):
    run = site.run("rcs", "-vvvv", "--diff", entry="render", gir_render_dir=str(tmp_path)).succeeded()
    texts = [path.read_text() for path in tmp_path.rglob("*_RCS.*")]
    assert len(texts) == 6  # .cfg, .csv and .json of two RCS
    assert [secret for secret in SECRETS.values() for text in [*texts, run.output] if secret in text] == []


def test_keystore_directory_and_unit(site):
    host = site.hosts / "rcs1-dc1"
    assert stat.S_IMODE((host / "opt/genesys/rcs/keystore").stat().st_mode) == 0o750
    assert not (host / "opt/genesys/rcs/keystore/gir.jks").exists()
    unit = configparser.RawConfigParser()
    unit.optionxform = str
    unit.read(host / "etc/systemd/system/gir-rcs.service")
    assert unit["Service"]["Environment"] == "JAVA_HOME=/usr/lib/jvm/jre"


def test_nothing_given_nothing_written(tmp_path):
    roles = Roles(tmp_path)
    assert roles.run("rcs").succeeded().changed == set()
    assert not roles.hosts.exists() and not roles.configuration.exists()
