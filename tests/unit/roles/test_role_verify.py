# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The internal role _verify: which transactions a host has to prove, and what the report says when nothing could be."""

import re

import pytest
from three_sites import SECRETS, RoleRuns

# Nothing listens on these names: each probe fails, and the report lists what was tried.
TRIED = re.compile(r"(dc[123]) (\S+): ([A-Za-z ]+?) (https?://\S+) -")


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """{host: {(probe, address)}} of a system of which no server answers."""
    runs = RoleRuns("_verify", tmp_path_factory.mktemp("verify"))
    runs.group = "gir_mcp:gir_rws"
    runs.entry_of_the_controller = "report"
    outcome = runs.run("probe", rws_port=8080, gir_address="127.0.0.1")
    assert outcome.code != 0
    assert "Traceback" not in outcome.text
    assert [secret for secret in SECRETS if secret in outcome.text] == []
    found = {}
    for _data_center, host, name, url in TRIED.findall(outcome.flat):
        found.setdefault(host, set()).add((name, url))
    return found


def test_an_mcp_proves_the_storage_of_its_profiles_and_its_processor(tried):
    assert tried["mcp1-dc2"] == {
        ("voice recording storage", "https://dav.dc2.test/recordings"),
        ("recording processor", "https://processor.dc2.test"),
    }
    # A data center without storage of its own, and the catch-all profile of the active one, use the central storage.
    central = ("voice recording storage", "https://dav.central.test/recordings")
    assert central in tried["mcp2-dc3"]
    assert central in tried["mcp0-dc1"]
    assert ("voice recording storage", "https://dav.dc1.test/recordings") in tried["mcp0-dc1"]
    assert central not in tried["mcp1-dc2"]


def test_an_rws_host_proves_its_node_its_address_both_storages_and_rcs(tried):
    assert tried["rws1-dc2"] == {
        ("RWS node", "http://127.0.0.1:8080"),
        ("RWS of the data center", "https://rws.dc2.test"),
        ("screen recording storage", "https://dav.dc2.test/screens"),
        ("voice recording storage", "https://dav.dc2.test/recordings"),
        ("Recording Crypto Server", "https://rcs.dc2.test"),
    }
