# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only tasks can show of role index_update. What it decides is tested in plugins/plugin_utils/components."""

import base64
import json
import re
import stat
import subprocess
import sys
import time

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.programs import sources
from standins import rws
from support.component_runs import SECRETS, Roles
from support.inventory import SILENT

INSTALLED = "opt/genesys/index_update"
STATE = "var/lib/gir-index-update"
UNITS = "etc/systemd/system"
ONE, NEXT = "rws1-dc2", "rws1-dc1"
EVERYONE = f"{ONE}:{NEXT}"
SETTINGS = {"rws_port": 8080, "gir_contact_center_id": "625a5cf1-dea8-4e46-b18b-831d4b254488"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    roles = Roles(tmp_path_factory.mktemp("index_update"), **SETTINGS)
    roles.real = roles.run("index_update", hosts=EVERYONE).succeeded()
    return roles


def files_of(site, host):
    root = site.hosts / host
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_one_host_has_all_and_no_other_anything(site):
    """Only the host of the model has files."""
    assert {host for host, _task in site.real.changed} == {ONE}
    assert [path.name for path in site.hosts.iterdir()] == [ONE]
    expected = {f"{INSTALLED}/{name}" for name in sources("index_update")} | {f"{INSTALLED}/config.json"}
    expected |= {f"{UNITS}/gir-index-update.{kind}" for kind in ("service", "timer")}
    # The notes that none of them was there before, and what was applied.
    expected |= {f"var/lib/gir_multidc/index_update/{name}" for name in ("first/files.json", "applied.json")}
    assert files_of(site, ONE) == expected
    config = site.hosts / ONE / INSTALLED / "config.json"
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert json.loads(config.read_text())["urls"] == [f"http://{ONE}:8080", "https://rws.dc2.example.com"]


def test_program_runs_as_installed(site):
    """What was installed runs with nothing but the standard library."""
    root, program = site.hosts / ONE, site.hosts / ONE / INSTALLED / "gir_index_update.py"
    with rws.cluster(nodes=1, data_centers=("dc2",), eservices_site="DC2") as system:
        config = dict(json.loads(program.with_name("config.json").read_text()), urls=system.urls)
        config.update(username=system.ops[0], password=system.ops[1], contact_center_id=system.contact_center_id)
        other = root / "config-of-the-test.json"
        other.write_text(json.dumps(config))
        other.chmod(0o600)
        command = [sys.executable, "-I", "-S", "-B", str(program), "--config", str(other), "--root", str(root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        assert len(system.index_runs) >= 2 * 30
    other.unlink()
    assert json.loads((root / STATE / "status.json").read_text())["state"] == "ok"


def test_verdict(site):
    """The entry point verify says what is found, also of what is no status and of a host that cannot be reached.

    What the filter says of each status is tested in plugin_utils/components/test_index_update_status.py.
    """
    moment = int(time.time() * 1000)
    entry = {"covered_until": "then", "covered_until_ms": moment}
    failed = {
        "host": ONE,
        "state": "failed",
        "message": "FAILED: HTTP 503",
        "last_success": "then",
        "last_success_ms": moment,
        "indexes": dict.fromkeys(("recordings", "screen_recordings"), entry),
    }
    for name, text in {"failed": json.dumps(failed), "strange": "{}"}.items():
        directory = site.hosts / ONE / "statuses" / name
        directory.mkdir(parents=True)
        (directory / "status.json").write_text(text)
    places = {name: {"index_update_state_path": f"/statuses/{name}"} for name in ("new", "failed", "strange")}
    found = verdicts(site, {**places, "silent": SILENT})
    assert found["new"] == ("not observable", "It has not run yet. It was installed less than 26 hours ago.")
    assert found["failed"] == ("failed", "The last run failed: HTTP 503")
    unknown = "The status cannot be read, or is not one of this program; look at it and at the log of gir-index-update."
    assert found["strange"] == found["silent"] == ("failed", unknown)


def verdicts(site, cases):
    """{name: (answer, reason)} of the entry point verify, with variables for each."""
    tasks = [
        {"gir.multidc.topology": None, "register": "found", "run_once": True},
        {"ansible.builtin.set_fact": {"gir_topology": "{{ found.model }}"}, "run_once": True},
    ]
    for name, variables in cases.items():
        role = {"name": "gir.multidc.index_update", "tasks_from": "verify"}
        tasks.append({"ansible.builtin.include_role": role, "vars": variables})
        text = f"VERDICT {name} {{{{ __index_update_verdict | default('') | to_json | b64encode }}}} END"
        tasks.append({"ansible.builtin.debug": {"msg": text}})
    play = {"hosts": EVERYONE, "gather_facts": False, "ignore_unreachable": True, "tasks": tasks}
    output = site.play([play]).succeeded().output
    found = [
        (name, json.loads(base64.b64decode(code))) for name, code in re.findall(r"VERDICT (\S+) (\S+) END", output)
    ]
    # The hosts that do not run the update have no verdict.
    assert len([name for name, verdict in found if verdict]) == len(cases)
    for _name, verdict in found:
        assert not verdict or verdict["name"] == "daily index update"
    return {name: (verdict["answer"], verdict["reason"]) for name, verdict in found if verdict}


def test_failover_moves_the_update(site):
    """A failover moves all of it; neither a password nor a status stays, or shows."""
    moved = site.run("index_update", "-vvvv", "--diff", hosts=EVERYONE, gir_active_datacenter="dc2").succeeded()
    moved.says_nothing_of(SECRETS.values())
    assert {host for host, _task in moved.changed} == {ONE, NEXT}
    assert not (site.hosts / ONE / INSTALLED).exists() and not (site.hosts / ONE / STATE).exists()
    assert list((site.hosts / ONE / UNITS).iterdir()) == []
    assert json.loads((site.hosts / NEXT / INSTALLED / "config.json").read_text())["host"] == NEXT
