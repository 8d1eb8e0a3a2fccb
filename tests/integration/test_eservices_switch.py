# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook eservices_switch on the running demo: there and back, refused, interrupted, and without GAX."""

import json
import shutil

import pytest

SECTION, OPTION = "interaction-workspace", "disaster-recovery.eservices-site"
NODES = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")
LEDGER = "var/lib/gir-ledger/ledger.json"
POST = {"path": "multimedia-switch"}


class Switch:
    def __init__(self, demo):
        self.demo = demo

    def to(self, name, *arguments, **variables):
        given = {"gir_eservices_switch_to": name, "gir_eservices_switch_confirm": name, **variables}
        return self.demo.playbook("eservices_switch", *arguments, **given)

    def entries(self, host=NODES[0]):
        path = self.demo.path(host, LEDGER)
        if not path.exists():
            return []
        entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
        return [(one["verb"], one["state"], one["eservices_site"]) for one in entries]

    def begin(self, site):
        """What a run that was killed leaves: the intent, on every host."""
        for host in NODES:
            path = self.demo.path(host, LEDGER)
            ledger = json.loads(path.read_text(encoding="utf-8"))
            last = ledger["entries"][-1]
            follows = {"parent": last["operation"], "parent_epoch": last["epoch"], "epoch": last["epoch"] + 1}
            begun = {"operation": "killed-1", "state": "intent", "eservices_site": site, "verb": "eservices_switch"}
            ledger["entries"].append({**last, **follows, **begun})
            path.write_text(json.dumps(ledger), encoding="utf-8")

    def group(self, value=None):
        """Set the site in the annex of an agent group, or take it out; returns what it has."""
        file = self.demo.directory / "configuration-server-tree.json"
        tree = json.loads(file.read_text(encoding="utf-8"))
        (found,) = (one for one in tree["objects"] if (one["type"], one.get("name")) == ("CfgAgentGroup", "Agents_DC1"))
        properties = found["userproperties"]["property"]
        properties[:] = [one for one in properties if one["key"] != OPTION]
        if value:
            properties.append({**properties[0], "section": SECTION, "key": OPTION, "value": value})
        file.write_text(json.dumps(tree), encoding="utf-8")

    def places(self):
        """Every place that names the site."""
        tree = json.loads((self.demo.directory / "configuration-server-tree.json").read_text(encoding="utf-8"))
        found = set(self.demo.sites().values())
        for one in tree["objects"]:
            for part in ("options", "userproperties"):
                properties = (one.get(part) or {}).get("property") or ()
                found.update(entry["value"] for entry in properties if entry["key"] == OPTION)
        found.update(self.demo.application(host)["serverSettings"]["eServicesSite"] for host in NODES)
        return found

    def clean(self):
        self.demo.ask("/faults", "DELETE")
        for host in NODES:
            shutil.rmtree(self.demo.path(host, LEDGER).parent, ignore_errors=True)
        self.group()


@pytest.fixture
def switch(demo):
    found = Switch(demo)
    yield found
    if found.places() != {"DC1"}:
        found.demo.ask("/faults", "DELETE")
        found.to("dc1")
    found.clean()


def changes(run):
    return {host: number for host, number in run.counts().items() if number}


def test_there_and_back(switch):
    """The data center lives. The controller's part is done under a limit, too."""
    switch.group("DC1")
    switch.to("dc2", "--check", "--diff").succeeded()
    assert switch.places() == {"DC1"} and switch.entries() == []
    run = switch.to("dc2", gir_reason="IXN down", gir_change_id="CHG1").succeeded()
    assert switch.places() == {"DC2"}
    expected = [("eservices_switch", "done", "DC1"), ("eservices_switch", "done", "DC2")]
    assert all(switch.entries(host) == expected for host in NODES)
    assert "is requested and recorded, 0 points open" in run.flat
    assert not list(switch.demo.directory.rglob("*lock.json"))
    assert not switch.to("dc2").succeeded().changed
    assert not switch.demo.playbook("site", "--check").succeeded().changed
    assert switch.demo.findings() == []
    switch.demo.playbook("verify").succeeded()
    switch.to("dc1", "--limit", "mcp1-dc1").succeeded()
    assert switch.places() == {"DC1"} and len(switch.entries()) == 3


def test_slips_are_named_at_once(switch):
    run = switch.to("DC2", gir_eservices_switch_confirm="dc1", gir_rws_ops_password="")
    run.refused(
        '"DC2" is the site name of data center dc2.',
        'gir_eservices_switch_confirm is "dc1"',
        "gir_rws_ops_password is not given; give the ops account of RWS.",
    )
    assert run.code == 2 and switch.entries() == [] and switch.places() == {"DC1"}


def test_rws_refuses(switch):
    switch.demo.ask("/faults", "POST", {"kind": "status", "status": 403, "status_code": 4, "message": "no", **POST})
    run = switch.to("dc2").refused("RWS refused to switch to eServices site DC2 of dc2, and nothing was changed")
    assert run.code == 2 and switch.places() == {"DC1"}
    assert switch.entries() == [("eservices_switch", "done", "DC1")]


def test_an_interrupted_switch(switch):
    """Another target is a question; the same command goes on."""
    switch.demo.ask("/faults", "POST", {"kind": "status", "status": 403, "status_code": 4, "message": "no", **POST})
    switch.to("dc2")
    switch.demo.ask("/faults", "DELETE")
    switch.begin("DC2")
    switch.to("dc1").refused("An operation was begun and has not said how it ended: killed-1")
    switch.to("dc2").succeeded()
    assert switch.places() == {"DC2"}
    assert switch.entries()[-1] == ("eservices_switch", "done", "DC2") and len(switch.entries()) == 2


def test_gax_is_away(switch):
    """RWS comes first; the desktops follow when the same command is given again."""
    away = {"gir_gax_url": ["http://127.0.0.1:9"], "gir_gax_timeout": 2}
    run = switch.to("dc2", **away).refused("The desktops are not switched, because GAX could not be asked")
    assert run.code == 2 and set(switch.demo.sites().values()) == {"DC2"}
    assert switch.entries()[-1] == ("eservices_switch", "done", "DC2")
    switch.to("dc2").succeeded()
    assert switch.places() == {"DC2"}
