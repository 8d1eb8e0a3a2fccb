# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo from end to end: what it promises, what it leaves, and that --check predicts it."""

from running_demo import LIMIT_SECONDS, passwords


def test_two_data_centers_are_configured_proven_and_left_unchanged_by_a_second_run(demo):
    assert demo.row("role, state") == ["primary, active", "backup, standby"]
    assert sum(int(count) for count in demo.row("hosts")) >= 12
    assert [int(count) > 0 for count in demo.row("changes, first run")] == [True, True]
    assert "exactly what --check had predicted, on 15 hosts" in demo.output
    for cell in demo.row("transactions proven"):
        proven, _of, tried = cell.split()
        assert proven == tried != "0"
    assert demo.row("changes, second run") == ["0", "0"]
    assert demo.seconds < LIMIT_SECONDS


def test_it_says_what_is_a_stand_in_and_where_to_look(demo):
    assert "Interaction Recording Web Services               stand-in" in demo.output
    assert "WebDAV storage                                   real" in demo.output
    for name in ("hosts", "configuration-server-tree.json", "logs"):
        assert str(demo.directory / name) in demo.output
    # KEEP=1 prints the address of every server that it left up.
    assert demo.output.count("http://127.0.0.1:") >= 13
    assert demo.command("--status").returncode == 0


def test_files_with_secrets_are_private_and_logs_hold_none(demo):
    secrets = passwords()
    assert len(secrets) >= 6
    for host in ("rws1-dc1", "rws2-dc2"):
        file = demo.path(host, "opt/genesys/rws/config/application.yaml")
        assert file.stat().st_mode & 0o777 == 0o640
        assert "demo-crypto-security-key" in file.read_text(encoding="utf-8")
    for log in sorted((demo.directory / "logs").iterdir()):
        text = log.read_text(encoding="utf-8", errors="replace")
        assert [secret for secret in secrets if secret in text] == [], log.name
