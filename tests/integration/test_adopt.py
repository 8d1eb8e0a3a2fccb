# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory is written from the running demo, and with it nothing is left to change."""

import shutil

import pytest
import yaml
from running_demo import INVENTORY, passwords


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


def test_with_the_inventory_of_the_running_demo_nothing_is_left_to_change(demo, seed, tmp_path):
    adopted = tmp_path / "adopted"
    predicted = demo.playbook("adopt", "--check", inventory=seed, gir_adopt_dir=str(adopted)).succeeded()
    assert not adopted.exists()
    run = demo.playbook("adopt", "-vvvv", "--diff", inventory=seed, gir_adopt_dir=str(adopted)).succeeded()
    assert run.changed == predicted.changed and run.changed_hosts == {"localhost"}
    secrets = passwords()
    run.says_nothing_of(secrets)
    for path in sorted(adopted.rglob("*")):
        if path.is_file() and path.name != "vault.yml":
            text = path.read_text(encoding="utf-8")
            assert [secret for secret in secrets if secret in text] == [], path
    vault = adopted / "group_vars/gir/vault.yml"
    assert vault.stat().st_mode & 0o777 == 0o600
    assert "demo-crypto-security-key" in vault.read_text(encoding="utf-8")
    report = (adopted / "adoption-report.md").read_text(encoding="utf-8")
    assert "## Differences that are left" not in report
    assert "## Contradictions" not in report
    assert "gir_datacenters.dc2.interaction_receiver_url" in report
    assert demo.playbook("site", "--check", inventory=adopted).succeeded().changed_hosts == set()
    assert demo.findings(inventory=adopted) == []
    # It is written anew without a change, but never over what somebody else has written.
    assert demo.playbook("adopt", inventory=seed, gir_adopt_dir=str(adopted)).succeeded().changed_hosts == set()
    refused = demo.playbook("adopt", inventory=seed, gir_adopt_dir=str(seed))
    refused.refused("is not empty and was not made by gir.multidc.adopt")
