# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook lock, and what playbooks that write do under a lock. What is decided is tested in plugin_utils."""

import json
import sys
import time

import pytest
from standins.packages import make_archive
from support.component_runs import Roles
from support.inventory import SILENT

LOCK = {"format": 1, "operation": "op-1", "verb": "site", "user": "alice", "controller": "ctl1", "limit_minutes": 240}
MARK = {"operation": "op-2", "verb": "failover", "user": "bob", "reason": "dc1 burns"}
# Does what a failover does to a run that is at work, and prints a version. Several may do it at once.
MARKER = """
import json, os, pathlib, sys
for path in pathlib.Path(sys.argv[1]).glob("*.gir-lock.json"):
    fresh = path.with_name("marked-%d" % os.getpid())
    fresh.write_text(json.dumps(dict(json.loads(path.read_text()), preempted_by=json.loads(sys.argv[2]))))
    fresh.replace(path)
print("1.1")
"""


class Site(Roles):
    def file(self, host):
        return self.hosts / f"{host}.gir-lock.json"

    def hold(self, host, since="2026-11-27T12:00:00Z", **more):
        self.file(host).parent.mkdir(parents=True, exist_ok=True)
        self.file(host).write_text(json.dumps({**LOCK, "claimed_at": since, **more}), encoding="utf-8")

    @property
    def locks(self):
        return sorted(path.name.partition(".")[0] for path in self.hosts.glob("*.gir-lock.json"))


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path, gir_read_record=False)


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def test_the_lock_is_shown_and_broken(site):
    """Whatever the limit, and although a variable is wrong that nobody needs here."""
    site.variables["mcp_no_such_option"] = True
    site.hold("rws1-dc1", now())
    site.inventory.host("rws1-dc2", **SILENT)
    shown = site.playbook("lock", "--limit", "mcp1-dc2").succeeded()
    assert "rws1-dc1: held by site of alice on ctl1 (operation op-1), since " in shown.flat
    assert "rws1-dc2: no answer: " in shown.flat and "Connection refused" in shown.flat and shown.changed == set()
    site.playbook("lock", gir_lock_break="op-9").refused(
        "no RWS host that answered holds the lock op-9: rws1-dc1: held"
    )
    early = site.playbook("lock", gir_lock_break="op-1")
    early.refused("runs within its limit until ", "by the clock of that host", "-e gir_lock_break_running=true")
    assert site.locks == ["rws1-dc1"]
    broken = site.playbook("lock", gir_lock_break="op-1", gir_lock_break_running="yes").succeeded()
    assert "rws1-dc1: free" in broken.flat and site.locks == []


def test_a_stale_lock_is_broken_as_check_mode_predicts(site):
    site.hold("rws1-dc2", "2020-01-01T00:00:00Z")
    check = site.playbook("lock", "--check", gir_lock_break="op-1").succeeded()
    assert "rws1-dc2: stale, held by site of alice" in check.flat and site.locks == ["rws1-dc2"]
    assert site.playbook("lock", gir_lock_break="op-1").succeeded().changed == check.changed != set()
    assert site.locks == []


def test_when_no_host_tells_nothing_was_seen(site):
    for host in site.inventory.groups["gir_rws"]:
        site.inventory.host(host, **SILENT)
    run = site.playbook("lock")
    run.refused("No RWS host has told whether it holds a lock, so a run may be at work: rws1-dc1: no answer")
    assert run.code == 2


def test_a_run_that_is_held_up_or_told_to_stop(site, tmp_path):
    """It names who is at work, and has touched nothing; the lock that it was told by is given back."""
    make_archive(tmp_path / "mcp-1.1.tar.gz", name="mcp", version="1.1", behaviour="installs")
    site.variables.update(
        mcp_package=str(tmp_path / "mcp-1.1.tar.gz"),
        mcp_package_version="1.1",
        mcp_package_response={"License": {"LicenseAgreement": "Accepted"}},
    )
    site.hold("rws1-dc2", now())
    for flags in ((), ("--check",)):
        run = site.playbook("upgrade", *flags)
        run.refused("rws1-dc2: the lock is held by site of alice on ctl1 (operation op-1)", "gir_lock_break=op-1 -e")
        assert run.changed == set() and site.locks == ["rws1-dc2"]
    site.file("rws1-dc2").unlink()
    (tmp_path / "marker.py").write_text(MARKER, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "marker.py"), str(site.hosts), json.dumps(MARK)]
    site.variables["mark"] = command
    site.variables["mcp_package_version"] = "{{ lookup('ansible.builtin.pipe', mark | map('quote') | join(' ')) }}"
    run = site.playbook("upgrade")
    run.refused("preempted by failover of bob (operation op-2, dc1 burns): stop here.", "Upgraded before: none.")
    assert run.changed == set() and site.locks == []


def test_a_new_certificate_is_made_under_one_lock(site):
    """As far as check mode comes, and when it is refused."""
    site.variables.update(rcs_keystore_path="/opt/genesys/rcs/keystore.jks", rcs_keystore_password="store-pass-5512")
    request = {"alias": "new", "subject": {"CN": "Recording"}, "days": 30, "keystore_type": "jks"}
    for given, flags in ((request, ["--check"]), ({**request, "days": "x"}, [])):
        run = site.playbook("recording_certificate", *flags, gir_recording_certificate=given)
        asked = [result.task for result in run.results if result.action == "gir.multidc.lock"]
        assert asked.count("Claim the lock") == asked.count("Give the lock back") == 1, run.output
        assert site.locks == []
