# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of roles site_guard and ledger_publisher: what they write, and that it goes again."""

import json
import stat
import subprocess
import sys

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.programs import sources
from support.component_runs import SECRETS, Roles

KEY = "guard-Secret-9-that-is-long-enough-for-everybody"
GUARDED, PUBLISHING = "mux1-dc1:rps1-dc2", "rws1-dc1"
GUARD = "usr/local/lib/gir-site-guard"
CONFIGURATION = "etc/gir-site-guard/guard.json"
UNITS = "etc/systemd/system"
SETTINGS = {
    "gir_site_guard": True,
    "gir_site_guard_key": KEY,
    "gir_failover_witness": "https://witness.example.com/",
    "gir_service_user": "root",
    "muxer_service": "gir-muxer",
    "rps_service": "gir-rps",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    roles = Roles(tmp_path_factory.mktemp("site_guard"), **SETTINGS)
    roles.predicted = run(roles, "--check").succeeded()
    roles.real = run(roles, "-vvvv", "--diff").succeeded()
    return roles


def run(roles, *arguments, **extra):
    """Both roles on their hosts."""
    plays = [
        {
            "hosts": hosts,
            "gather_facts": False,
            "tasks": [{"ansible.builtin.include_role": {"name": f"gir.multidc.{role}"}}],
        }
        for role, hosts in (("ledger_publisher", PUBLISHING), ("site_guard", GUARDED))
    ]
    return roles.play(plays, *arguments, **extra)


def files_of(site, host):
    root = site.hosts / host
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return {path for path in found if not path.startswith("var/lib/gir_multidc/")}


def test_each_host_has_its_own(site):
    """The program, the configuration, the unit, and a drop-in for each unit of the host."""
    program = {f"{GUARD}/{name}" for name in sources("site_guard")}
    common = program | {CONFIGURATION, f"{UNITS}/gir-site-guard.service"}
    assert files_of(site, "mux1-dc1") == common | {f"{UNITS}/gir-muxer.service.d/gir-site-guard.conf"}
    assert files_of(site, "rps1-dc2") == common | {f"{UNITS}/gir-rps.service.d/gir-site-guard.conf"}
    published = {f"usr/local/lib/gir-ledger-publisher/{name}" for name in sources("ledger_publisher")}
    settings = "etc/gir-ledger-publisher/publisher.json"
    assert files_of(site, PUBLISHING) == published | {settings, f"{UNITS}/gir-ledger-publisher.service"}
    for host, name, mode in (("mux1-dc1", CONFIGURATION, 0o600), (PUBLISHING, settings, 0o640)):
        assert stat.S_IMODE((site.hosts / host / name).stat().st_mode) == mode


def test_modes_follow_the_active_data_center(site):
    for host, unit in (("mux1-dc1", ("gir-muxer.service", "active")), ("rps1-dc2", ("gir-rps.service", "backup"))):
        (found,) = json.loads((site.hosts / host / CONFIGURATION).read_text())["units"]
        assert (found["name"], found["mode"]) == unit


def test_check_predicts_the_run_and_a_second_one_changes_nothing(site):
    assert site.predicted.counts() == site.real.counts()
    assert run(site).succeeded().changed == set()


def test_key_shows_nowhere(site):
    site.real.says_nothing_of([*SECRETS.values(), KEY])


def test_program_runs_as_installed(site):
    """With nothing but the standard library."""
    for host, program in (("mux1-dc1", f"{GUARD}/gir_site_guard.py"),
                          (PUBLISHING, "usr/local/lib/gir-ledger-publisher/gir_ledger_publisher.py")):  # fmt: skip
        command = [sys.executable, "-I", "-S", "-B", str(site.hosts / host / program), "--help"]
        assert "--config" in subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_short_key_is_refused_and_nothing_is_written(tmp_path):
    roles = Roles(tmp_path, **{**SETTINGS, "gir_site_guard_key": "too-short-Secret"})
    refused = run(roles)
    assert "gir_site_guard is on, and gir_site_guard_key has 16 characters." in refused.flat
    assert "too-short-Secret" not in refused.output and not roles.hosts.exists()


def test_guard_that_is_turned_off_goes(site):
    """The last test of this site."""
    gone = run(site, gir_site_guard=False).succeeded()
    assert {host for host, _task in gone.changed} == {"mux1-dc1", "rps1-dc2", PUBLISHING}
    assert [files_of(site, host) for host in ("mux1-dc1", "rps1-dc2", PUBLISHING)] == [set(), set(), set()]
    assert run(site, gir_site_guard=False).succeeded().changed == set()
