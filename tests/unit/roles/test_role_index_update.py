# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role index_update: what is on the one host that runs the update, what is on no other, and what verify says of it."""

import base64
import configparser
import json
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from component_runs import ROOT, SECRETS, Roles
from index_program import installed_files
from standins import rws

INSTALLED = "opt/genesys/index_update"
STATE = "var/lib/gir-index-update"
UNITS = "etc/systemd/system"
ONE = "rws1-dc2"
EVERYONE = "gir_rws"
DAY = 24 * 3600
SETTINGS = {
    "rws_port": 8080,
    "gir_contact_center_id": "625a5cf1-dea8-4e46-b18b-831d4b254488",
    "index_update_unit_extra_options": {"Service": {"Nice": "10"}},
    "index_update_timer_extra_options": {"Timer": {"AccuracySec": "1min"}},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    roles = Roles(tmp_path_factory.mktemp("index_update"), **SETTINGS)
    # A number on the command line is text.
    roles.real = roles.predicted("index_update", "-e", "index_update_overlap_hours=12", hosts=EVERYONE)
    return roles


def files_of(site, host):
    root = site.hosts / host
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def unit(site, name, host=ONE):
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(site.hosts / host / UNITS / name)
    return {section: dict(parser[section]) for section in parser.sections()}


def test_one_host_of_the_standby_data_center_gets_everything_and_no_other_host_anything(site):
    assert {host for host, _task in site.real.changed} == {ONE}
    assert [path.name for path in site.hosts.iterdir()] == [ONE]
    expected = {f"{INSTALLED}/{name}" for name in installed_files()} | {f"{INSTALLED}/config.json"}
    expected |= {f"{UNITS}/gir-index-update.{kind}" for kind in ("service", "timer")}
    assert files_of(site, ONE) == expected


def test_installed_files_are_those_of_the_collection_to_the_last_byte(site):
    for name, source in installed_files().items():
        if source:
            assert (site.hosts / ONE / INSTALLED / name).read_bytes() == source.read_bytes(), name


def test_the_configuration_is_private_and_names_nodes_of_its_own_data_center(site):
    path = site.hosts / ONE / INSTALLED / "config.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == {
        "urls": [f"http://{ONE}:8080", "https://rws.dc2.example.com"],
        "username": "gir-ops",
        "password": SECRETS["ops"],
        "validate_certs": True,
        "timeout": 300,
        "retries": 3,
        "contact_center_id": SETTINGS["gir_contact_center_id"],
        "indexes": ["recordings", "screen_recordings"],
        "overlap_hours": 12,
        "window_hours": 24,
        "first_hours": 720,
        "most_windows": 100,
        "status_file": f"/{STATE}/status.json",
        "lock_file": f"/{STATE}/lock",
        "host": ONE,
    }
    assert stat.S_IMODE((site.hosts / ONE / STATE).stat().st_mode) == 0o755
    assert stat.S_IMODE((site.hosts / ONE / INSTALLED).stat().st_mode) == 0o750


def test_units(site):
    service, timer = unit(site, "gir-index-update.service"), unit(site, "gir-index-update.timer")
    assert service["Service"]["ExecStart"] == "/usr/bin/python3 -B /opt/genesys/index_update/gir_index_update.py"
    assert (service["Service"]["Type"], service["Service"]["Nice"]) == ("oneshot", "10")
    assert service["Service"]["User"] == site.variables["gir_service_user"]
    assert timer["Timer"] == {
        "OnCalendar": "*-*-* 03:15:00",
        "Persistent": "true",
        "RandomizedDelaySec": "15min",
        "AccuracySec": "1min",
    }
    assert timer["Install"] == {"WantedBy": "timers.target"}


def test_what_was_installed_runs_with_nothing_but_the_standard_library(site):
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
    status = root / STATE / "status.json"
    assert json.loads(status.read_text())["state"] == "ok"
    # What a run leaves behind is no change.
    assert run(site).succeeded().changed == set()
    for path in (status, status.with_name("lock")):
        path.unlink()


def run(site, *arguments, **extra):
    return site.run("index_update", "-e", "index_update_overlap_hours=12", *arguments, hosts=EVERYONE, **extra)


def test_a_failover_moves_the_update_and_the_way_back_moves_it_back(site):
    (site.hosts / ONE / STATE / "status.json").write_text("{}")
    before = files_of(site, ONE)
    check = run(site, "--check", gir_active_datacenter="dc2").succeeded()
    assert files_of(site, ONE) == before
    moved = run(site, gir_active_datacenter="dc2").succeeded()
    assert check.changed == moved.changed
    assert {host for host, _task in moved.changed} == {ONE, "rws1-dc1"}
    # Neither a password nor a status that verify could take for the current one stays behind.
    assert files_of(site, ONE) == set()
    assert files_of(site, "rws1-dc1") == before - {f"{STATE}/status.json"}
    config = json.loads((site.hosts / "rws1-dc1" / INSTALLED / "config.json").read_text())
    assert config["urls"] == ["http://rws1-dc1:8080", "https://rws.dc1.example.com"]
    assert run(site, gir_active_datacenter="dc2").succeeded().changed == set()
    back = run(site).succeeded()
    assert {host for host, _task in back.changed} == {ONE, "rws1-dc1"}
    assert files_of(site, "rws1-dc1") == set()
    assert files_of(site, ONE) == before - {f"{STATE}/status.json"}


def test_cron_instead_of_systemd_and_back(site):
    changed = run(site, "--check", index_update_scheduler="cron").succeeded().changed
    assert run(site, index_update_scheduler="cron").succeeded().changed == changed
    line = (site.hosts / ONE / "etc/cron.d/gir-index-update").read_text().splitlines()[-1]
    command = "/usr/bin/python3 -B /opt/genesys/index_update/gir_index_update.py --syslog >/dev/null 2>&1"
    assert line == f"15 3 * * * {site.variables['gir_service_user']} {command}"
    assert list((site.hosts / ONE / UNITS).iterdir()) == []
    assert run(site, index_update_scheduler="cron").succeeded().changed == set()
    run(site).succeeded()
    assert list((site.hosts / ONE / "etc/cron.d").iterdir()) == []


def test_no_secret_in_any_output(site):
    changed = run(site, "-vvvv", "--diff", "--check", gir_rws_ops_username="another", gir_active_datacenter="dc2")
    assert {host for host, _task in changed.succeeded().changed} == {ONE, "rws1-dc1"}
    assert "another" in changed.output
    assert [secret for secret in SECRETS.values() if secret in changed.output] == []


def test_render_shows_the_one_host_and_masks_the_password(site, tmp_path):
    out = tmp_path / "out"
    run(site, entry="render", gir_render_dir=str(out)).succeeded()
    files = {str(path.relative_to(out / "dc2" / ONE)) for path in out.rglob("*") if path.is_file()}
    assert files == files_of(site, ONE)
    config = json.loads((out / "dc2" / ONE / INSTALLED / "config.json").read_text())
    assert config["password"] == "********" and config["username"] == "gir-ops"
    for name, source in installed_files().items():
        if source:
            assert (out / "dc2" / ONE / INSTALLED / name).read_bytes() == source.read_bytes()


def test_all_problems_at_once(site):
    site.run(
        "index_update",
        "--check",
        hosts=ONE,
        index_update_install_path="/opt",
        index_update_state_path="/var/lib/genesys",
        index_update_indexes=["recordings", "recordings"],
        index_update_urls=[],
        index_update_window_hours=0,
        index_update_client_key="/k.pem",
        index_update_cron_schedule="daily",
    ).refused(
        "index_update_install_path is /opt; give a directory of its own",
        "index_update_state_path is /var/lib/genesys; give a directory of its own",
        "index_update_indexes is empty; name recordings, screen_recordings or both, once each.",
        "index_update_urls is empty",
        "index_update_window_hours must be 1 or more.",
        "no run would get ahead",
        "index_update_client_key is given without",
        "index_update_cron_schedule is daily",
    )
    site.run("index_update", "--check", hosts="mcp1-dc1").refused(
        "role index_update runs only on hosts of group gir_rws"
    )


# -- verify --------------------------------------------------------------------------------------------------------


def status_of(age, **values):
    """A status that was written `age` seconds ago."""
    moment = int((time.time() - age) * 1000)
    entry = {"covered_until": "then", "covered_until_ms": moment, "state": "ok"}
    given = {
        "host": ONE,
        "state": "ok",
        "started": "then",
        "started_ms": moment,
        "last_success": "then",
        "last_success_ms": moment,
        "message": "Done",
        "indexes": {"recordings": dict(entry), "screen_recordings": dict(entry)},
    }
    return dict(given, **values)


FINE = {
    "works": status_of(25 * 3600),
    "fresh": None,
    "first-run": status_of(60, state="running", last_success_ms=None, indexes={}),
}
FINDINGS = {
    "failed": (status_of(60, state="failed", message="FAILED: HTTP 503"), "The last run failed: HTTP 503"),
    "old": (status_of(27 * 3600), "The update of recordings reaches only to then, more than 26 hours ago"),
    "no-success": (status_of(60, last_success_ms=1), "The last success was at then, more than 26 hours ago"),
    "other-host": (status_of(60, host="rws1-dc1"), "The status is that of rws1-dc1, not of this host."),
    "hanging": (status_of(2 * DAY, state="running"), "A run began at then and did not say that it ended"),
    "nothing": (status_of(60, indexes={}), "Of recordings nothing was updated yet"),
    "empty": ("", "The status cannot be read, or is not one of this program"),
    "strange": ("{}", "The status cannot be read, or is not one of this program"),
}


def verdicts_on(site, statuses, **extra):
    """{name: reason} for each status, which lies in a directory of its own."""
    for name, status in statuses.items():
        path = site.hosts / ONE / "statuses" / name / "status.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        if status is not None:
            path.write_text(status if isinstance(status, str) else json.dumps(status))
    judge = {"ansible.builtin.include_role": {"name": "gir.multidc.index_update", "tasks_from": "verify"}}
    tasks = [
        {"gir.multidc.topology": None, "register": "found", "run_once": True},
        {"ansible.builtin.set_fact": {"gir_topology": "{{ found.model }}"}, "run_once": True},
    ]
    for name in statuses:
        tasks.append(dict(judge, vars={"index_update_state_path": f"/statuses/{name}"}))
        text = f"VERDICT {name} {{{{ __index_update_verdict | default('') | to_json | b64encode }}}} END"
        tasks.append({"ansible.builtin.debug": {"msg": text}})
    play = {"hosts": EVERYONE, "gather_facts": False, "ignore_unreachable": True, "tasks": tasks}
    output = site.play([play], **extra).succeeded().output
    said = {}
    for name, code in re.findall(r"VERDICT (\S+) (\S+) END", output):
        verdict = json.loads(base64.b64decode(code))
        if verdict:
            assert (verdict["ok"], verdict["name"]) == (verdict["reason"] == "", "daily index update")
            said[name] = verdict["reason"]
        else:
            said.setdefault(name, None)
    return said


def test_an_update_that_works_or_is_new_is_no_finding_and_everything_else_is_one(site):
    said = verdicts_on(site, {**FINE, **{name: status for name, (status, _words) in FINDINGS.items()}})
    assert {name: said[name] for name in FINE} == dict.fromkeys(FINE, "")
    for name, (_status, words) in FINDINGS.items():
        assert words in said[name], name


def test_an_update_that_has_not_run_in_a_day_is_a_finding(site):
    config = site.hosts / ONE / INSTALLED / "config.json"
    os.utime(config, (time.time() - 2 * DAY,) * 2)
    said = verdicts_on(site, {"never": None})["never"]
    os.utime(config)
    assert "It has not run once in the 48 hours since it was installed" in said


def test_a_host_without_the_program_and_one_that_cannot_be_reached_are_findings(site):
    elsewhere = {"index_update_install_path": "/opt/other/index_update"}
    assert "It is not installed on this host" in verdicts_on(site, {"works": FINE["works"]}, **elsewhere)["works"]
    silent = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}
    assert "The status cannot be read" in verdicts_on(site, {"works": FINE["works"]}, **silent)["works"]


def test_the_defaults_of_the_role_are_those_of_its_readme():
    readme = (ROOT / "roles/index_update/README.md").read_text(encoding="utf-8")
    for name in ("overlap_hours", "window_hours", "first_hours", "most_windows", "max_age_hours"):
        assert f"`index_update_{name}`" in readme
    assert Path(ROOT / "docs/index-update.md").exists()
