# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a site says about its connections, and every way in which it may be wrong."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import LENIENT_VERBS, STRICT_VERBS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.connections import (
    VARIABLES,
    Connections,
    Server,
    read,
    server,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import names
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.rules import RULES

UNDEFINED = Unusable("site is undefined")
MODEL = {
    "primary": "dc1",
    "backup": "dc2",
    "data_centers": {"dc1": {"site_name": "Site One"}, "dc2": {"site_name": "Site Two"}, "dc3": {"site_name": "3"}},
}
ONE = {"address": "ixn.dc1.test:4420", "site_name": "Site One"}


def reading(**given):
    return read(given.get, MODEL)


def test_all_of_it_is_optional():
    assert reading() == (Connections(), [])
    assert reading(**dict.fromkeys(VARIABLES, "")) == (Connections(), [])
    assert reading(**dict.fromkeys(VARIABLES, UNDEFINED)) == (Connections(), [])


def test_what_is_given():
    found, wrong = reading(
        gir_interaction_server={"dc1": ONE, "dc2": {"address": "[2001:db8::5]:4420", "site_name": "Site Two"}},
        gir_sip_servers={"dc1": "sip.dc1.test:5060", "dc3": ["a.test:1", "10.0.0.1:65535"]},
        gir_configuration_write_probe="yes",
        gir_configuration_source="gax",
        workspace_desktop_application_name="WDE",
    )
    assert wrong == []
    assert found.interaction_servers == {"dc1": Server("ixn.dc1.test", 4420), "dc2": Server("2001:db8::5", 4420)}
    assert [str(one) for one in found.interaction_servers.values()] == ["ixn.dc1.test:4420", "[2001:db8::5]:4420"]
    assert found.sip_servers == {
        "dc1": [Server("sip.dc1.test", 5060)],
        "dc3": [Server("a.test", 1), Server("10.0.0.1", 65535)],
    }
    assert found.write_object == {"type": "CfgApplication", "name": "WDE"}


@pytest.mark.parametrize(
    "text",
    ["ixn", "ixn:", ":4420", "ixn:0", "ixn:65536", "ixn:4420/x", "http://ixn:4420", "2001:db8::5:4420", "[::1]",
     "a b:1", "[ixn]:4420", "[fe80::1%eth0]:1", "me:pw@ixn:1", "10.0.0:1", "ixn:٣", 4420, None, ["ixn:1"]],
)  # fmt: skip
def test_what_is_no_server(text):
    assert server(text) is None


def ixn(**changes):
    return {"gir_interaction_server": {"dc1": {**ONE, **changes}}}


def sip(value):
    return {"gir_sip_servers": value}


def probe(**more):
    return {"gir_configuration_write_probe": True, "gir_configuration_source": "gax", **more}


@pytest.mark.parametrize(
    ("given", "rule", "words"),
    [
        ({"gir_interaction_server": "ixn:1"}, "GIR981", "gir_interaction_server is text, not a dictionary"),
        ({"gir_interaction_server": {"dc3": ONE}}, "GIR981", 'names "dc3", which is neither the primary nor the'),
        ({"gir_interaction_server": {"dc1": "ixn:1"}}, "GIR981", "gir_interaction_server.dc1 is text, not a dict"),
        (ixn(adress="x"), "GIR981", 'gir_interaction_server.dc1 has the key "adress", which is not known.'),
        (ixn(site_name=None), "GIR981", "gir_interaction_server.dc1 has no site_name."),
        (ixn(address=""), "GIR981", "gir_interaction_server.dc1 has no address."),
        (ixn(site_name="Site Two"), "GIR982", 'site_name is "Site Two", but the site_name of the data center is "Site'),
        (ixn(site_name=1), "GIR982", "gir_interaction_server.dc1.site_name is 1, but"),
        (ixn(address="ixn.dc1.test"), "GIR983", 'address is "ixn.dc1.test", which is no host with a port.'),
        (ixn(address="u:hush@ixn:1"), "GIR983", "gir_interaction_server.dc1.address is text, which is no host"),
        (ixn(address=4420), "GIR983", "gir_interaction_server.dc1.address is a number, which is no host"),
        (sip(["a:1"]), "GIR986", "gir_sip_servers is a list, not a dictionary with the names of data centers."),
        (sip({"dc9": ["a:1"]}), "GIR986", 'gir_sip_servers names "dc9", which is no data center.'),
        (sip({"dc1": []}), "GIR986", "gir_sip_servers.dc1 is an empty list, not addresses."),
        (sip({"dc1": {"a": 1}}), "GIR986", "gir_sip_servers.dc1 is a dictionary, not addresses."),
        (sip({"dc1": ["a:1", "b"]}), "GIR983", 'gir_sip_servers.dc1[1] is "b", which is no host with a port.'),
        ({"gir_configuration_write_probe": "maybe"}, "GIR987", 'is "maybe", which is neither true nor false.'),
        ({"gir_configuration_write_probe": True}, "GIR987", "is true, but gir_configuration_source is not gax"),
        (probe(), "GIR987", "neither gir_configuration_write_probe_object nor workspace_desktop_application_name"),
        (probe(gir_configuration_write_probe_object={"type": "CfgHost"}), "GIR987", "_object has no name."),
        (probe(gir_configuration_write_probe_object={"name": "a", "dbid": 1}), "GIR987", '_object has "dbid"'),
        (probe(gir_configuration_write_probe_object=5), "GIR987", "_object is a number."),
    ],
)
def test_wrong_forms(given, rule, words):
    """One sentence with the place and the value, and what to do."""
    (found,) = reading(**given)[1]
    assert found.id == rule and words in found.sentence and "hush" not in found.sentence
    assert found.remedy.endswith((".", "?")) and found.subject.split(".")[0] in found.sentence


def test_everything_that_is_wrong_is_said_at_once():
    wrong = reading(gir_interaction_server={"dc1": {"address": "x", "site": "y"}, "dc9": 1}, gir_sip_servers=5)[1]
    assert [one.id for one in wrong] == ["GIR981", "GIR981", "GIR983", "GIR981", "GIR986"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Other", {"type": "CfgApplication", "name": "Other"}),
        ({"name": "h", "type": "CfgHost", "folder": ""}, {"type": "CfgHost", "name": "h"}),
        (" ", {"type": "CfgApplication", "name": "WDE"}),
    ],
)
def test_the_object_of_the_write_probe(given, found):
    given = {"gir_configuration_write_probe_object": given, "workspace_desktop_application_name": "WDE"}
    assert reading(**probe(**given))[0].write_object == found
    assert reading(**probe(**given, gir_configuration_write_probe="no"))[0].write_object is None


def test_rules_stop_no_verb_of_the_night():
    for name in ("GIR981", "GIR982", "GIR983", "GIR986", "GIR987"):
        assert {RULES[name].severity_for(verb) for verb in LENIENT_VERBS} == {"warning"}
    assert RULES["GIR981"].severity_for("site") == "error"
    assert {RULES[name].severity_for(verb) for name in ("GIR984", "GIR985") for verb in STRICT_VERBS} == {"warning"}
    assert set(VARIABLES) <= names()
