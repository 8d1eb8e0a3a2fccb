# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""silent_install against packages that behave like the vendor's."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common import stopping
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._service import silent_install as silent
from ansible_collections.gir.multidc.plugins.module_utils._service.installed import MARKER, read_marker

REPOSITORY = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(REPOSITORY / "tests"))

from standins.packages import make_package

VERSION = "9.0.046.06"
PASSWORD = "x9!Config-server"
RESPONSE = {
    "ConfigServer": {"Host": "config.example.com", "Port": 2020, "User": "default", "Password": PASSWORD},
    "License": {"LicenseAgreement": "Accepted"},
    "IPCommon": {"DataModel": 64, "Components": None},
}


class StubModule:
    """What the code needs of AnsibleModule."""

    def __init__(self, tmpdir):
        self.tmpdir = str(tmpdir)


@pytest.fixture(autouse=True)
def commands(monkeypatch):
    """The command lines of all programs that are run."""
    found, real = [], stopping.run

    def run(words, *others):
        found.append(words)
        return real(words, *others)

    monkeypatch.setattr(stopping, "run", run)
    return found


@pytest.fixture
def module(tmp_path):
    (tmp_path / "tmp").mkdir()
    return StubModule(tmp_path / "tmp")


def install(module, tmp_path, response=None, **package):
    folder = make_package(tmp_path / "package", **package)
    response = RESPONSE if response is None else response
    return silent.install(module, str(folder), VERSION, str(tmp_path / "opt"), response)


def response_files(tmp_path):
    return list(tmp_path.rglob("genesys_silent.ini"))


def test_installs_and_says_what(module, tmp_path, commands):
    product = install(module, tmp_path)
    assert product == {"version": VERSION, "build": "1", "name": "vpMediaControl"}
    assert (tmp_path / "opt" / "run.sh").exists()
    assert commands[0][:3] == ["./install.sh", "-s", "-fr"]
    assert PASSWORD not in json.dumps(commands)
    assert os.listdir(module.tmpdir) == []


def test_the_response_file_is_for_its_owner_alone(tmp_path):
    text, problems = silent.response_text(RESPONSE, "/opt/x")
    assert problems == []
    with silent.ResponseFile(str(tmp_path), text) as path:
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        content = Path(path).read_text(encoding="utf-8")
    assert content.splitlines()[:5] == [
        "[ConfigServer]",
        "Host=config.example.com",
        "Port=2020",
        "User=default",
        "Password=" + PASSWORD,
    ]
    assert "InstallPath=/opt/x" in content
    assert "Components" not in content
    assert not os.path.exists(path)


REFUSALS = [
    ({"behaviour": "fails"}, "failed with exit status 3: Cannot log in to Configuration Server"),
    ({"behaviour": "fails-silently"}, "failed with exit status 1"),
    ({"behaviour": "error-but-exit-0"}, "Application object not found"),
    ({"behaviour": "no-result"}, "wrote no result file"),
    ({"behaviour": "no-version"}, "names no GenesysProductInfo/IPVersion"),
    ({"version": "9.0.000.01"}, "installed version 9.0.000.01, but version 9.0.046.06 was asked for"),
    ({"required": ["ConfigServer/ApplicationName"]}, "ConfigServer/ApplicationName is missing"),
]


@pytest.mark.parametrize(("package", "words"), REFUSALS)
def test_a_failed_installation_is_refused_in_a_sentence(module, tmp_path, package, words):
    with pytest.raises(Refusal) as refusal:
        install(module, tmp_path, **package)
    assert words in str(refusal.value)
    assert PASSWORD not in str(refusal.value)
    assert response_files(tmp_path) == []


def test_a_licence_that_is_not_accepted_is_named(module, tmp_path):
    with pytest.raises(Refusal) as refusal:
        install(module, tmp_path, response={})
    assert "License agreement is not accepted" in str(refusal.value)
    assert "set response.License.LicenseAgreement to Accepted" in str(refusal.value)


def test_all_problems_of_the_input_at_once_and_nothing_is_started(module, tmp_path, commands):
    response = {
        "vpMediaControl": {"VoiceXML": True, "AudioFormat": "a\nb", "a=b": "x"},
        "IPCommon": {"InstallPath": "/elsewhere"},
        "License": "Accepted",
    }
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        silent.install(module, str(tmp_path / "missing"), VERSION, str(tmp_path / "file" / "opt"), response)
    text = str(refusal.value)
    for words in ("VoiceXML is a boolean", "AudioFormat is not one line", "a=b cannot be written", "section License"):
        assert words in text
    for words in ("InstallPath is /elsewhere", "install.sh does not exist", "is not a directory"):
        assert words in text
    assert commands == []


def test_an_installer_without_its_mode_is_named(module, tmp_path):
    folder = make_package(tmp_path / "package")
    (folder / "install.sh").chmod(0o644)
    if os.geteuid() == 0:
        # Root may start only what somebody may start, so the answer is the same.
        assert not os.access(folder / "install.sh", os.X_OK)
    with pytest.raises(Refusal, match="not executable"):
        silent.install(module, str(folder), VERSION, str(tmp_path / "opt"), RESPONSE)


def test_marker_round_trip(tmp_path):
    assert read_marker(str(tmp_path / "nowhere")) == ({}, None)
    product = {"version": VERSION, "build": "1", "name": "MCP"}
    silent.write_marker(str(tmp_path), product)
    assert read_marker(str(tmp_path)) == (product, None)
    assert os.listdir(tmp_path) == [MARKER]


@pytest.mark.parametrize("content", ["", "[]", '{"version": 9}', "\xff"])
def test_a_marker_of_somebody_else_counts_as_nothing_and_is_reported(tmp_path, content):
    (tmp_path / MARKER).write_text(content, encoding="latin-1")
    installed, warning = read_marker(str(tmp_path))
    assert installed == {}
    assert "nothing counts as installed" in warning


def test_relative_paths_are_refused_in_a_sentence():
    with pytest.raises(Refusal) as refusal:
        silent.refuse(silent.check_paths("ip", "opt/mcp"))
    for words in ("(1) package is 'ip': give an absolute path", "(2) install_path is 'opt/mcp'"):
        assert words in str(refusal.value)


def test_after_a_failed_upgrade_nothing_counts_as_installed(module, tmp_path):
    (tmp_path / "opt").mkdir()
    silent.write_marker(str(tmp_path / "opt"), {"version": "1.0"})
    folder = make_package(tmp_path / "package", behaviour="no-version")
    with pytest.raises(Refusal):
        silent.install(module, str(folder), VERSION, str(tmp_path / "opt"), RESPONSE)
    assert read_marker(str(tmp_path / "opt")) == ({}, None)
