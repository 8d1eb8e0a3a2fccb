# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role mcp, and with it of the installation that all component roles share."""

import configparser
import json
import tarfile

from support.component_runs import Roles

SETTINGS = {
    "mcp_codecs": ["pcmu", "pcma"],
    "mcp_play_cache": True,
    "mcp_service": "gir-mcp",
    "mcp_start_command": "/opt/genesys/mcp/run.sh",
    "mcp_package_version": "9.0.046.06",
    "mcp_package_response": {
        "ConfigServer": {"Password": "install-Secret-9"},
        "License": {"LicenseAgreement": "Accepted"},
    },
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


def package(directory, name, status):
    """An archive like the vendor's: a folder ip with install.sh."""
    script = INSTALLER.replace("@KEPT@", str(directory / f"{name}.response")).replace("@STATUS@", str(status))
    source = directory / name
    source.mkdir()
    (source / "install.sh").write_text(script)
    (source / "install.sh").chmod(0o755)
    with tarfile.open(directory / f"{name}.tar.gz", "w:gz") as archive:
        archive.add(source, "ip")


def test_packages(tmp_path):
    """One is installed with the response, before the unit and the Application; one that fails shows no secret.

    Neither leaves its package behind, and a second run installs nothing. That check mode predicts an
    installation is shown with the playbook upgrade.
    """
    package(tmp_path, "mcp1-dc1", status=0)
    package(tmp_path, "mcp2-dc1", status=1)
    temporary = tmp_path / "remote"
    temporary.mkdir()
    roles = Roles(tmp_path, **SETTINGS, mcp_package=f"{tmp_path}/{{{{ inventory_hostname }}}}.tar.gz")
    run = roles.run("mcp", "-vvvv", hosts="mcp*-dc1", environment={"TMPDIR": temporary, "ANSIBLE_REMOTE_TEMP": None})
    run.refused("install.sh failed with exit status 1").says_nothing_of(["install-Secret-9"])
    assert f"{temporary}/" in run.output
    assert list(temporary.iterdir()) == []

    home = roles.hosts / "mcp1-dc1/opt/genesys/mcp"
    assert (home / "media_control").read_text() == "binary\n"
    response = configparser.RawConfigParser()
    response.optionxform = str
    response.read(tmp_path / "mcp1-dc1.response")
    assert response["IPCommon"]["InstallPath"] == str(home)
    assert response["ConfigServer"]["Password"] == "install-Secret-9"
    application = json.loads((roles.configuration / "CfgApplication/mcp1-dc1_MCP.json").read_text())
    assert application["options"] == {"mpc": {"codec": "pcmu pcma", "playcache.enable": "1"}}
    assert [path.parts[-5] for path in roles.hosts.rglob("gir-mcp.service")] == ["mcp1-dc1"]
    assert [path.name for path in (roles.configuration / "CfgApplication").glob("*.json")] == ["mcp1-dc1_MCP.json"]
    assert roles.run("mcp", hosts="mcp1-dc1").succeeded().changed == set()
