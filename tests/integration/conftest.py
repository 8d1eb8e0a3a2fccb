# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One demo for all tests: started as `make demo-check` does it and kept, ended when the last test is done."""

import shutil
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("tests", "tests/unit/standins", "demo")]
# For what stands in for systemd; last, because it has directories that are named like packages of tests.
sys.path.append(str(ROOT / "tests" / "unit"))
# For keystores.
sys.path.append(str(ROOT / "tests" / "unit" / "plugins" / "modules"))

from break_glass_person import pages, person
from keystores import keytools
from planted.demo import Planted
from running_demo import INVENTORY, RunningDemo
from running_remediation import Remediation
from running_update import Update

# Fixtures of more than one file.
__all__ = ["pages", "person"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo, run to its end, its stand-ins still up."""
    running = RunningDemo(tmp_path_factory.mktemp("kept") / "demo")
    running.start("--check", KEEP="1")
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def seed(demo, tmp_path):
    """Hosts in their groups, how to reach them, the accounts, and what no running system tells."""
    directory = tmp_path / "seed"
    (directory / "group_vars" / "gir").mkdir(parents=True)
    shutil.copy(INVENTORY / "hosts.yml", directory / "hosts.yml")
    variables = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "ansible_become": False,
        "gir_address": "127.0.0.1",
        "gir_root": f"{demo.directory}/hosts/{{{{ inventory_hostname }}}}",
        "gir_manage_services": False,
        "gir_adopt_rws_url": [demo.url(0)],
        "gir_rws_ops_username": "ops",
        "gir_rws_ops_password": "ops",
        "gir_rws_admin_username": "gir-admin",
        "gir_rws_admin_password": "demo-admin-password",
        "gir_configuration_source": "gax",
        "gir_gax_url": [demo.url(50)],
        "gir_gax_username": "gir",
        "gir_gax_password": "demo-configuration-password",
        "webdav_os_family": "Debian",
        "webdav_install": False,
        "webdav_validate": False,
        "webdav_user": "{{ lookup('ansible.builtin.pipe', 'id -un') }}",
        "webdav_group": "{{ lookup('ansible.builtin.pipe', 'id -gn') }}",
    }
    (directory / "group_vars" / "gir" / "seed.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def planted(demo, tmp_path_factory):
    """The demo with its servers told not to follow their files; its index update has run."""
    found = Planted(demo.directory, demo.base, tmp_path_factory.mktemp("planted"))
    yield found
    found.release()


@pytest.fixture
def update(demo):
    """The daily index update, its last run a success."""
    found = Update(demo)
    found.run()
    return found


def pytest_terminal_summary(terminalreporter):
    if not shutil.which("curl"):
        terminalreporter.write_line(
            "NOT RUN: the guide's commands with curl, no curl was found; Python sent the same requests"
        )
    if not keytools():
        terminalreporter.write_line("NOT RUN: recording_certificate of the runbooks, no keytool was found")


@pytest.fixture
def remediation(planted):
    """Remediations of it."""
    found = Remediation(planted)
    yield found
    found.heal()
