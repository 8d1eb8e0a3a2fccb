# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role mcp, and with it the installation and the service that all component roles share."""

import configparser
import json
import tarfile

import pytest
from component_runs import Roles

SETTINGS = {
    "mcp_codecs": ["pcmu", "pcma", "telephone-event"],
    "mcp_play_cache": True,
    "mcp_fetch_http_proxy": "",
    "mcp_record_post_retries": 3,
    "mcp_option_names": {"record_post_retries": "mpc/other.name"},
    "mcp_extra_options": {"mpc": {"codec": None, "amr.ptime": 20}},
    "mcp_service": "gir-mcp",
    "mcp_start_command": "/opt/genesys/mcp/run.sh",
}
INSTALLER = """#!/bin/sh
# As the vendor's installer: -s -fr <response> -fl <result>; what it was given is kept for the test.
[ "$1 $2 $4" = "-s -fr -fl" ] || exit 2
cp "$3" "@KEPT@"
path=$(sed -n 's/^InstallPath=//p' "$3")
echo binary > "$path/media_control"
printf '[GenesysProductInfo]\\nIPName=MCP\\nIPVersion=9.0.046.06\\nIPBuildNumber=1\\n[Result]\\nResultCode=0\\n' > "$5"
exit @STATUS@
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    roles = Roles(tmp_path_factory.mktemp("mcp"), **SETTINGS)
    roles.real = roles.predicted("mcp")
    return roles


def written(site, name):
    return json.loads((site.configuration / name).read_text())


def package(directory, status=0):
    """An archive like the vendor's: a folder ip with install.sh."""
    script = INSTALLER.replace("@KEPT@", str(directory / "response")).replace("@STATUS@", str(status))
    source = directory / "ip"
    source.mkdir()
    (source / "install.sh").write_text(script)
    (source / "install.sh").chmod(0o755)
    with tarfile.open(directory / "mcp.tar.gz", "w:gz") as archive:
        archive.add(source, "ip")
    return {
        "mcp_package": str(directory / "mcp.tar.gz"),
        "mcp_package_version": "9.0.046.06",
        "mcp_package_response": {
            "ConfigServer": {"Password": "install-Secret-9"},
            "License": {"LicenseAgreement": "Accepted"},
        },
    }


def test_options_of_the_application_object(site):
    assert written(site, "CfgApplication/mcp1-dc1_MCP.json") == {
        "type": "CfgApplication",
        "name": "mcp1-dc1_MCP",
        "options": {"fm": {"http_proxy": ""}, "mpc": {"playcache.enable": "1", "other.name": "3", "amr.ptime": "20"}},
    }


def test_unit(site):
    unit = configparser.RawConfigParser()
    unit.optionxform = str
    unit.read(site.hosts / "mcp2-dc1/etc/systemd/system/gir-mcp.service")
    assert unit["Service"]["ExecStart"] == "/opt/genesys/mcp/run.sh"
    assert unit["Install"]["WantedBy"] == "multi-user.target"


def test_nothing_given_nothing_written(tmp_path):
    roles = Roles(tmp_path)
    assert roles.run("mcp").succeeded().changed == set()
    assert not roles.hosts.exists() and not roles.configuration.exists()


def test_a_package_is_installed_once(tmp_path):
    roles = Roles(tmp_path)
    roles.predicted("mcp", hosts="mcp1-dc1", **package(tmp_path))
    home = roles.hosts / "mcp1-dc1/opt/genesys/mcp"
    assert (home / "media_control").read_text() == "binary\n"
    response = configparser.RawConfigParser()
    response.optionxform = str
    response.read(tmp_path / "response")
    assert response["IPCommon"]["InstallPath"] == str(home)
    assert response["ConfigServer"]["Password"] == "install-Secret-9"


def test_a_failed_installation_leaves_no_package_and_tells_no_secret(tmp_path):
    roles = Roles(tmp_path)
    temporary = tmp_path / "remote"
    temporary.mkdir()
    run = roles.run(
        "mcp", "-vvvv", hosts="mcp1-dc1", environment={"TMPDIR": str(temporary)}, **package(tmp_path, status=1)
    )
    run.refused("install.sh failed with exit status 1")
    assert "install-Secret-9" not in run.output
    assert f"{temporary}/" in run.output
    assert list(temporary.iterdir()) == []


def test_a_package_without_its_version_is_refused(tmp_path):
    Roles(tmp_path).run("mcp", "--check", hosts="mcp1-dc1", mcp_package="/nowhere.tar").refused(
        "mcp1-dc1: mcp_package is given, so mcp_package_version, mcp_install_path and gir_service_user are needed too"
    )
