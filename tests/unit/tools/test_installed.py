# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the gates of a user's environment stand on: its requirements, and the programs that tests then run."""

import re

import pytest
from gatekit import artifact
from gatekit.registry import CORES
from gatekit.venvs import pinned
from gatekit.workshop import ROOT
from support import playbook

REQUIREMENTS = ROOT / "requirements"
# What ansible-core brings.
OF_ANSIBLE = {
    "ansible-core", "cffi", "cryptography", "jinja2", "markupsafe", "packaging", "pycparser", "pyyaml", "resolvelib",
}  # fmt: skip


def versions(name):
    """{package: version} of a file of requirements."""
    return {key.lower(): value for key, value in re.findall(r"^([\w.-]+)==(\S+)", pinned(REQUIREMENTS / name), re.M)}


def test_build_needs_ansible_core_alone():
    assert set(versions("build.txt")) == OF_ANSIBLE


@pytest.mark.parametrize("core", CORES)
def test_controller_has_what_the_collection_names(core):
    """And nothing of the tests, in the versions that the tests use."""
    named = set(re.findall(r"^([\w-]+)>=", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M))
    found, tested = versions(f"controller-{core}.txt"), versions(f"{CORES[core][0]}.txt")
    assert set(found) == OF_ANSIBLE | named
    assert {name: tested[name] for name in found} == found


def test_playbooks_run_with_the_programs_of_a_user(monkeypatch, tmp_path):
    assert playbook.collections() == playbook.COLLECTIONS
    monkeypatch.setenv(playbook.PROGRAMS, "/user/bin")
    monkeypatch.setenv(playbook.INSTALLED, "/user/collections")
    assert playbook.program() == "/user/bin/ansible-playbook"
    assert playbook.environment(tmp_path)["ANSIBLE_COLLECTIONS_PATH"] == "/user/collections"


@pytest.mark.parametrize(
    ("said", "taken"),
    [("ansible-galaxy [core 2.18.1]", True), ("ansible-galaxy [core 2.15.9]", False), ("shim: no such version", False)],
)
def test_build_takes_a_program_that_works(monkeypatch, tmp_path, said, taken):
    program = tmp_path / "ansible-galaxy"
    program.write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert artifact.at_hand() == (program if taken else None)
    program.unlink()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert artifact.at_hand() is None
