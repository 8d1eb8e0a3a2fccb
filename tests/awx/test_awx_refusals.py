# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stops playbook awx: one sentence, and nothing that is half done without being named."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._awx.wrappers import wrappers

from awx.running_awx import System


@pytest.fixture
def fresh(tmp_path):
    """An AWX of its own, without anything of ours."""
    system = System(tmp_path)
    with system.awx:
        yield system


def test_wrong_password(fresh):
    fresh.run(gir_awx_password="wrong").refused("AWX cannot be read: ", "does not accept the account (status 401)")
    assert {one.method for one in fresh.awx.requests} == {"GET"}


def test_no_awx_there(fresh):
    fresh.run(gir_awx_url="http://127.0.0.1:1").refused("AWX cannot be read: ", "connection refused")


def test_address_of_something_else(fresh):
    fresh.run(gir_awx_url=f"{fresh.awx.url}/nowhere").refused("AWX cannot be read: ")


def test_project_without_the_wrappers(fresh):
    """Nothing is made that would have to be made anew; what was made is named."""
    for name in ("drift", "site"):
        (fresh.repository / "playbooks" / f"gir_{name}.yml").unlink()
    run = fresh.run()
    run.refused("GIR682: ", "has no playbooks/gir_drift.yml and playbooks/gir_site.yml", "with gir_awx_project_dir")
    assert fresh.awx.objects("job_templates") == []
    fresh.run("--check").refused("GIR682: ")


def test_project_that_cannot_be_synced(fresh):
    run = fresh.run(gir_awx_project_url="https://git.example.com/nowhere.git")
    run.refused("AWX could not create project GIR project: ", "changes were made")
    assert fresh.awx.objects("job_templates") == []


def test_name_that_others_have(fresh):
    organization = fresh.ask("POST", "organizations/", {"name": "GIR"})[1]["id"]
    fresh.ask("POST", "inventories/", {"name": "GIR inventory", "organization": organization})
    run = fresh.run("--check")
    run.refused("GIR681: ", "The inventory GIR inventory is in AWX already, and this playbook did not make it.")
    again = fresh.run()
    again.refused("GIR681: ")
    assert {one.method for one in again.requests} == {"GET"}


def test_input_that_awx_refuses(fresh):
    """The value is not repeated."""
    machine = {"username": "ansible", "ssh_key_data": "canary-no-key"}
    run = fresh.run(gir_awx_machine=machine)
    run.refused("AWX could not create credential GIR machine: ", "2 of ").says_nothing_of(["canary-no-key"])


def test_data_for_other_roles(fresh, tmp_path):
    """Asks nobody. The second run writes nothing."""
    given = {"gir_awx_output_dir": str(tmp_path / "data"), "gir_awx_project_dir": str(tmp_path / "checkout")}
    fresh.run("--check", **given).succeeded()
    assert not (tmp_path / "data").exists()
    run = fresh.run(**given).succeeded()
    there = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "checkout" / "playbooks").iterdir()}
    assert there == wrappers()
    text = (tmp_path / "data" / "gir_awx.yml").read_text(encoding="utf-8")
    assert [secret for secret in fresh.secrets if secret in text] == []
    assert fresh.awx.requests == []
    assert run.changed_hosts == {"localhost"}
    assert fresh.run(**given).succeeded().changed == set()
