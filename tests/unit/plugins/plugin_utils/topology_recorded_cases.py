# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories that break one rule about what is recorded, or about what a run sees of the system."""

from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from topology_changes import center, entry, given_model, ledger, on, record, sight, var

# (rule, changes, parts of its sentence)
RECORDED = [
    ("GIR702", [record("rws1-dc1", "dc1", 3), on("rws1-dc2/gir_multidc", "error loading facts")],
     ['"rws1-dc2"', "not a dictionary"]),
    ("GIR703", [record("rws1-dc1", "dc1", "newest")], ['"rws1-dc1"', "epoch is not a number"]),
    ("GIR703", [record("rws1-dc1", None, 1)], ["active_datacenter is not a name"]),
    ("GIR704", [record("rws1-dc1", "dc1", 3), record("rws1-dc2", "dc2", 3)],
     ["epoch 3", '"dc1" on rws1-dc1', '"dc2" on rws1-dc2']),
    ("GIR705", [record("rws1-dc1", "dc3", 9), record("rws1-dc2", "dc2", 3)], ["epoch 9", '"dc3"', "dc1 and dc2"]),
    ("GIR706", [record("rws1-dc1", "dc2", 3), var("gir_active_datacenter", "dc1")], ['"dc1"', '"dc2"', "epoch 3"]),
    ("GIR707", [record("rws1-dc1", "dc2", 3), on("rws1-dc2/answered", False)], ["rws1-dc2 could not be asked"]),
    ("GIR708", [on("rws1-dc2/answered", False), on("rws2-dc2/answered", False)], ["no RWS host of dc2"]),
    ("GIR702", [ledger("rws1-dc1", entry("o1")), ledger("rws2-dc1", entry("o1")), ledger("rws1-dc2", entry("o1")),
                ledger("rws1-dc3", entry("o1")), on("rws2-dc2/ledger", {"format": 2})],
     ['"rws2-dc2"', "its format is not 1"]),
    ("GIR703", [on("rws2-dc2/ledger", Unusable("it is no JSON"))], ['"rws2-dc2"', "it is no JSON"]),
    ("GIR704", [ledger(host, entry("o1"), entry("o2", "o1", 2)) for host in ("rws1-dc1", "rws2-dc1", "rws1-dc3")]
     + [ledger(host, entry("o1"), entry("o3", "o1", 2, active_datacenter="dc2")) for host in ("rws1-dc2", "rws2-dc2")],
     ["o2", "o3", "rws1-dc2"]),
    ("GIR705", [ledger("rws1-dc1", entry("o1", active_datacenter="dc3"))], ["epoch 1", "o1", '"dc3"', "dc1 and dc2"]),
    ("GIR706", [ledger("rws1-dc1", entry("o1", eservices_site="DC2")), var("gir_eservices_site", "DC1")],
     ['gir_eservices_site is "DC1"', '"DC2"', "epoch 1"]),
    ("GIR709", [ledger("rws1-dc1", entry("o1"), entry("o2", "o1", 2, state="intent"))], ["o2", "rws1-dc1"]),
    ("GIR710", [ledger("rws1-dc1", entry("o1")), ledger("rws1-dc2", entry("x1"), environment="b" * 32)],
     ["rws1-dc1", "rws1-dc2"]),
    ("GIR711", [ledger("rws1-dc1", entry("o1", eservices_site="DC3"))], ['names "DC3"', "DC1 and DC2"]),
    ("GIR711", [on("rws1-dc1/gir_eservices", {"eservices_site": "DC9", "epoch": 1})], ['names "DC9"', "rws1-dc1"]),
    ("GIR712", [ledger(host, entry("o1"), entry("o2", "o1", 2)) for host in ("rws1-dc1", "rws2-dc1", "rws1-dc3")]
     + [ledger("rws1-dc2", entry("o1"), entry("o2", "o1", 2)), ledger("rws2-dc2", entry("o1"))], ["rws2-dc2"]),
    ("GIR713", [ledger("rws1-dc1", entry("o1")), on("rws1-dc2/answered", False), on("rws2-dc2/answered", False)],
     ["dc1 is recorded as active", "no RWS host of dc2"]),
    ("GIR714", [ledger("rws1-dc1", entry("o1")), record("rws1-dc2", "dc2", 1)], ['"dc1"', '"dc2"', "rws1-dc2"]),
    ("GIR715", [var("gir_eservices_site", "DC3")], ['"DC3"', "DC1 and DC2"]),
    ("GIR720", [sight("slices", 3)], ["one of 3 slices", "gir_model"]),
    ("GIR721", [sight("expected", {"gir_mcp": ["mcp1-dc1", "mcp2-dc1", "mcp1-dc2", "mcp1-dc3"], "dc2": 8})],
     ["gir_expected_hosts.gir_mcp has mcp2-dc1", "the group gir_mcp does not"]),
    ("GIR721", [sight("expected", {"gir_mcp": 4})], ["gir_expected_hosts.gir_mcp is 4", "has 3 hosts"]),
    ("GIR722", [sight("export", "none")], ["gir_model is no exported model", "text"]),
    ("GIR722", [given_model(fingerprint="0")], ["changed by hand"]),
    ("GIR722", [given_model(), sight("slices", 2), center("dc1", "rws_url", "https://other.example.com")],
     ["another map"]),
    ("GIR724", [given_model(), center("dc1", "rws_url", "https://other.example.com")], ["earlier map"]),
    ("GIR725", [sight("expected", {"gir_mcp": ["mcp1-dc1", "mcp1-dc2"]})], ["does not have mcp1-dc3"]),
    ("GIR725", [sight("expected", {"gir_mcp": 2})], ["gir_expected_hosts.gir_mcp is 2", "has 3 hosts"]),
    ("GIR727", [sight("like_slice", "site")], ["named as its job template", '"site"']),
]
