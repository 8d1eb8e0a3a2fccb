# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheets of a data center that is lost and of the failback, followed by their letter."""

import json

from break_glass_person import NODES, desktop, entries, receiver
from standin_client import eventually

# What the page leaves to the controller: the lost side, purge rules and the index update.
OF_MORNING = {
    ("localhost", "gir.multidc._component : Set the Interaction Receiver of every location, and further settings"),
    ("rps1-dc1", "gir.multidc._component : Write the files of rps"),
    ("rws1-dc1", "gir.multidc._component : Write the files of index_update"),
    ("rws1-dc1", "gir.multidc._component : Write the files of rws"),
    ("rws1-dc2", "gir.multidc._component : Remove what must not be here of index_update"),
    ("rws2-dc1", "gir.multidc._component : Write the files of rws"),
}


def left(demo):
    """What site would still change, as host and task."""
    return demo.playbook("site", "--check").succeeded().changed


def test_failover_and_back(person, pages, demo):
    """RWS, files, desktops, IVR Profiles and ledger move, and site finds nothing that it would move back."""
    before = receiver(demo)
    said = person.follow(pages("dc2-data-center-lost"))
    assert eventually(lambda: set(demo.sites().values()) == {"DC2"}), said
    assert desktop(demo) == "DC2" and receiver(demo) != before, said
    assert "DIFFERENT" not in said and said.count("as it should be") == 7, said
    units = person.units.read_text(encoding="utf-8")
    assert "disable --now gir-muxer" in units and "enable --now gir-muxer" in units and "restart gir-rps" in units
    assert not (person.directory / "gir-break-glass").exists()
    entry = entries(demo, "rws1-dc2")[-1]
    assert (entry["active_datacenter"], entry["eservices_site"], entry["verb"]) == ("dc2", "DC2", "by_hand")
    assert left(demo) <= OF_MORNING

    said = person.follow(pages("dc1-failback"))
    assert eventually(lambda: set(demo.sites().values()) == {"DC1"}), said
    assert (desktop(demo), receiver(demo)) == ("DC1", before), said
    assert "DIFFERENT" not in said, said
    assert {json.dumps(entries(demo, host)) for host in NODES} == {json.dumps(entries(demo, NODES[0]))}
    assert left(demo) == set()
