# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places that say different things: each is named with what it says, and the order of hosts decides nothing."""

import random

import pytest
from adopted_system import System, said, seeded
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._adoption.voices import disagree, majority

YAML_OF_RWS = "/opt/genesys/rws/config/application.yaml"
RPS, MUXER = "/opt/genesys/rps/rpconfig.cfg", "/opt/genesys/muxer/muxer.cfg"


def rws(host, old, new):
    return lambda system: system.edit(host, YAML_OF_RWS, old, new)


def two_modes(system):
    system.edit("rps1", RPS, "mode = active", "mode = backup")


def two_passwords(system):
    system.edit("mux2", MUXER, "dav2-pw-6", "another-1")


def two_codecs(system):
    system.object("CfgApplication", "mcp2_MCP")["options"]["mpc"]["codec"] = "g729"


def two_storages(system):
    entry = next(one for one in system.rws["storage"] if (one["kind"], one["location"]) == ("screen", "/US/NY"))
    system.rws["storage"].append({**entry, "url": "https://other.test/screens"})


# What is changed, and what the sentence says of it.
CHANGES = {
    "site names": (rws("rws2", "siteName: DC1", "siteName: DCX"), ["rws1 has DC1", "rws2 has DCX", "none was taken"]),
    "two sync nodes": (
        rws("rws2", "syncNode: false", "syncNode: 'true'"),
        ["true on rws1, rws2", "rws_sync_node: true"],
    ),
    "the active site": (rws("rws3", "eServicesSite: DC1", "eServicesSite: DC2"), ["rws1, rws2 have DC1"]),
    "site and mode": (two_modes, ["rps1 in dc1 has the mode backup", "the RWS nodes say that dc1 is active"]),
    "options of one data center": (
        rws("rws2", "jetty:\n", "jetty:\n  idleTimeout: 9\n"),
        ["rws_jetty_idle_timeout differs in dc1: rws1 has none; rws2 has 9", "each was kept"],
    ),
    "further options": (
        rws("rws2", "jetty:\n", "jetty:\n  own: hidden-own-1\n"),
        ["rws_extra_options differs in dc1 in jetty/own (rws1, rws2)"],
    ),
    "crypto keys": (rws("rws2", "crypto-key-7", "other-key"), ["rws1, rws3 have value 1", "rws2 has value 2"]),
    "Cassandra nodes": (rws("rws2", "cass1,cass2,cass3", "cass2,cass1,cass3"), ["Cassandra nodes in dc1 differs"]),
    "storage passwords": (two_passwords, ["mux2 has value 1; record_dallas has value 2", "none was taken"]),
    "operations accounts": (rws("rws2", "ops-pw-1", "ops-pw-2"), ["gir_rws_ops_password differs"]),
    "storages": (two_storages, ["https://dav.dc1.test/screens, https://other.test/screens", "none was taken"]),
    "MCPs": (two_codecs, ["mcp_codecs differs: mcp2 has ['g729']; mcp1 has ['pcmu', 'pcma']"]),
    "Configuration Servers": (rws("rws2", "cmeHost: cfg.test", "cmeHost: other.test"), ["rws2 (rws) has other.test"]),
}


def told(adoption):
    """Everything that is concluded, but for who is listed first."""
    hosts = adoption["adopted"].live.hosts()
    own = {host: adoption["effective"](host) for host in sorted(hosts)}
    for found in own.values():
        # It is given where it is not the first one of the inventory.
        found.pop("rws_sync_node", None)
    kinds = ("contradictions", "by_hand", "inferred", "drift", "problems")
    sentences = {kind: sorted(adoption[kind]) for kind in kinds}
    if said(adoption, "by_hand", "rws_sync_node"):
        # Until it is given, the map makes the first host of the primary the sync node.
        sentences["drift"] = [line for line in sentences["drift"] if "syncNode" not in line]
    return own, sentences


@pytest.mark.parametrize("name", CHANGES)
def test_a_contradiction_is_named(adopt, name):
    """With who says what and what to decide, without a secret, and the same whatever the order of the hosts."""
    change, parts = CHANGES[name]
    found = []
    for number in range(2):
        system = System()
        change(system)
        for hosts in system.groups.values():
            random.Random(number).shuffle(hosts)
        adoption = adopt(system=system)
        found.append(told(adoption))
        assert said(adoption, "contradictions", *parts), adoption["contradictions"]
    text = "".join(adoption["contradictions"])
    assert not [secret for secret in ("another-1", "other-key", "ops-pw", "dav2-pw", "hidden-own") if secret in text]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("values", "given", "secret", "sentence"),
    [
        (("x", "x", "z"), "z", False, "a, b have x; c has z; x was taken, which most have."),
        (("x", "z"), "z", False, "a has x; b has z; z was taken, which the seed has."),
        (("x", "z"), "z", True, "a has value 1; b has value 2; value 2 was taken, which the seed has."),
        (("x", "z"), None, False, "a has x; b has z; none was taken."),
    ],
)
def test_what_was_taken_and_why(values, given, secret, sentence):
    report, told = Report(), list(zip("abc", values))
    disagree(report, "It", told, majority(told, given)[0], "", secret)
    assert report.contradictions == [f"It differs: {sentence} "]


def test_accounts_of_one_receiver_are_shown_by_their_names(adopt):
    def change(system):
        for name in ("record_newyork", "record_dallas"):
            annex = system.object("CfgGVPIVRProfile", name)["annex"]
            account = "other" if name == "record_dallas" else "receiver"
            annex["gvp.service-parameters"]["recordingclient.rp.speechminer_auth"] = f"fixed,{account}:hidden-pw-9"

    found = adopt(change)["contradictions"]
    assert said({"contradictions": found}, "contradictions", "The account of the Interaction Receiver differs", "other")
    assert "hidden-pw-9" not in str(found)


def test_the_seed_decides_between_equals(adopt):
    adoption = adopt(two_storages, system=seeded(gir_active_datacenter="dc1"))
    assert said(adoption, "contradictions", "RWS has several screen storages")

    def change(system):
        system.edit("rws2", YAML_OF_RWS, "eServicesSite: DC1", "eServicesSite: DC2")
        for group in ("gir", "dc2", "gir_rws"):
            system.groups[group].append("rws4")
        system.seed["rws4"], system.files["rws4"] = dict(system.seed["rws3"]), dict(system.files["rws3"])
        system.edit("rws4", YAML_OF_RWS, "eServicesSite: DC1", "eServicesSite: DC2")

    assert said(adopt(change), "by_hand", "gir_active_datacenter: as many nodes say one eServicesSite as say another")
    decided = adopt(change, system=seeded(gir_active_datacenter="dc2"))
    assert decided["effective"]("rws1")["gir_active_datacenter"] == "dc2"
    assert not said(decided, "by_hand", "gir_active_datacenter: ")
