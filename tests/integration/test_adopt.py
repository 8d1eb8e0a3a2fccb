# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory is written from the running demo, and with it nothing is left to change."""

from running_demo import passwords


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
