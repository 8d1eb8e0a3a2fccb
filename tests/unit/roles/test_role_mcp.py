# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role mcp, and with it of the installation that all component roles share."""

import configparser
import json
import tarfile

from component_runs import Roles

SETTINGS = {
    "mcp_codecs": ["pcmu", "pcma"],
    "mcp_play_cache": True,
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


def test_package_unit_and_application(tmp_path):
    """Check mode predicts the run, and a second run changes nothing."""
    roles = Roles(tmp_path, **SETTINGS)
    roles.predicted("mcp", hosts="mcp1-dc1", **package(tmp_path))
    home = roles.hosts / "mcp1-dc1/opt/genesys/mcp"
    assert (home / "media_control").read_text() == "binary\n"
    assert (roles.hosts / "mcp1-dc1/etc/systemd/system/gir-mcp.service").exists()
    application = json.loads((roles.configuration / "CfgApplication/mcp1-dc1_MCP.json").read_text())
    assert application["options"] == {"mpc": {"codec": "pcmu pcma", "playcache.enable": "1"}}
    response = configparser.RawConfigParser()
    response.optionxform = str
    response.read(tmp_path / "response")
    assert response["IPCommon"]["InstallPath"] == str(home)
    assert response["ConfigServer"]["Password"] == "install-Secret-9"


def test_failed_installation(tmp_path):
    """It leaves no package behind and shows no secret."""
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
