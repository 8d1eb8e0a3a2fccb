# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock through ansible-playbook: from one host to all RWS hosts, past limits and silent hosts."""

import json

import pytest
from support import playbook
from support.inventory import Inventory

HOSTS = ("rws1-dc1", "rws1-dc2", "rws2-dc2")
IGNORED = {"ignore_errors": True}


class Site:
    """Hosts on this machine, each with its own root."""

    def __init__(self, folder):
        self.folder = folder
        self.inventory = Inventory({"gir_rws": HOSTS}, top="all")
        for host in HOSTS:
            self.inventory.host(host, gir_root=str(folder / host))

    def file(self, host, name=None):
        """What stands in the staged root of a host, or its lock beside it."""
        return self.folder / host / "var/lib/gir-ledger" / name if name else self.folder / f"{host}.gir-lock.json"

    def held(self):
        paths = {host: self.file(host) for host in HOSTS}
        return {host: json.loads(path.read_text())["operation"] for host, path in paths.items() if path.exists()}

    def play(self, *tasks, flags=(), on="localhost"):
        play = {"name": "Lock", "hosts": on, "gather_facts": False, "tasks": list(tasks)}
        done = playbook.run([play], *flags, directory=self.folder, inventory=self.inventory, ANSIBLE_FORKS="3")
        assert "Traceback" not in done.output
        return done


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def lock(state="claimed", operation=None, keywords=(), **options):
    named = {"operation": operation} if operation else {}
    task = {"name": f"{state} {operation}", "gir.multidc.lock": {"state": state, "verb": "site", **named, **options}}
    return {**task, **dict(keywords)}


def test_claimed_kept_and_released(site):
    made = {"name": "made", "gir.multidc.lock": {"state": "claimed", "verb": "site"}, "register": "made"}
    tasks = [dict(made, check_mode=True, name="predicted"), made]
    tasks += [lock(state, "{{ made.operation }}") for state in ("claimed", "kept", "released", "released")]
    done = site.play(*tasks, flags=["--diff"]).succeeded()
    assert [result.changed for result in done.results] == [True, True, False, False, True, False]
    assert done.results[1].data["hosts"] == list(HOSTS) and done.output.count("+held by site of ") == 6
    assert site.held() == {}
