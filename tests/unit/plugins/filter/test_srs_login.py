# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a custom desktop posts to its Screen Recording Service, by data center."""

import json

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.filter.srs_login import FilterModule
from ansible_collections.gir.multidc.plugins.plugin_utils._desktops.srs_login import with_port
from standins import rws, srs

login = FilterModule().filters()["srs_login"]
DEVICES = [{"dn": "1001", "switch": "SIP_Switch"}]
JUNK = [None, True, 0, 1.5, "", " ", "a\nb", "x" * 5000, [], [[]], [None], {}, {"dn": []}, {1: 2}, b"bytes", object()]


def model(**changes):
    """dc1 and dc2 stand in for each other; recordings of dc3 may rest nowhere else."""
    urls = {"dc1": "https://rws.dc1.test", "dc2": "http://rws.dc2.test:8081", "dc3": "https://rws.dc3.test/gir"}
    peers = {"dc1": "dc2", "dc2": "dc1", "dc3": None}
    centers = {name: {"name": name, "rws_url": urls[name], "peer": peers[name]} for name in urls}
    for name, change in changes.items():
        centers[name].update(change)
    return {"data_centers": centers}


def refused(*arguments, **options):
    with pytest.raises(AnsibleFilterError) as refusal:
        login(*arguments, **options)
    return str(refusal.value)


def servers(found):
    return [(entry["name"], entry["value"]) for entry in found if "server" in entry["name"]]


def test_the_array_of_the_vendors_page():
    assert json.dumps(login(model(), "dc1", "Place_1", DEVICES)) == (
        '[{"name": "server", "value": "https://rws.dc1.test:443"},'
        ' {"name": "peer_server", "value": "http://rws.dc2.test:8081"},'
        ' {"name": "place", "value": "Place_1"},'
        ' {"name": "devices", "value": [{"dn": "1001", "switch": "SIP_Switch"}]}]'
    )


def test_without_a_peer_there_is_no_peer_server():
    assert servers(login(model(), "dc3", "P", DEVICES)) == [("server", "https://rws.dc3.test:443/gir")]


@pytest.mark.parametrize("version", ["8.5.340.96", "8.5.302.14", "8.5"])
def test_an_srs_that_does_not_fail_over_gets_no_peer(version):
    """Its desktop submits the other address again."""
    assert servers(login(model(), "dc1", "P", DEVICES, srs_version=version)) == [("server", "https://rws.dc1.test:443")]
    again = login(model(), "dc1", "P", DEVICES, srs_version=version, resubmit=True)
    assert servers(again) == [("server", "http://rws.dc2.test:8081")]


@pytest.mark.parametrize("version", ["8.5.340.97", "8.5.341", "9", None, ""])
def test_a_new_srs_gets_its_peer(version):
    assert len(servers(login(model(), "dc2", "P", [], srs_version=version))) == 2


def test_agents_whose_recordings_stay_are_not_submitted_again():
    said = refused(model(), "dc3", "P", DEVICES, resubmit=True)
    assert said == (
        "srs_login: No other data center may hold the screen recordings of agents of dc3, so there is nothing to"
        " submit again: leave resubmit out."
    )


def test_addresses_for_agents_win_over_the_map():
    urls = {"dc2": "https://agents.dc2.test", "dc1": None}
    found = servers(login(model(), "dc1", "P", DEVICES, rws_urls=urls))
    assert found == [("server", "https://rws.dc1.test:443"), ("peer_server", "https://agents.dc2.test:443")]


@pytest.mark.parametrize(
    ("url", "complete"),
    [
        ("http://rws.test", "http://rws.test:80"),
        ("https://rws.test/", "https://rws.test:443/"),
        ("HTTPS://rws.test", "https://rws.test:443"),
        ("http://[2001:db8::1]", "http://[2001:db8::1]:80"),
        ("http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080"),
        ("https://rws.test:443/a", "https://rws.test:443/a"),
    ],
)
def test_a_url_gets_the_port_of_its_scheme(url, complete):
    assert with_port(url) == complete


def test_numbers_of_yaml_become_text():
    found = login(model(), "dc1", 1001, [{"dn": 1001, "switch": "S"}])
    assert [entry["value"] for entry in found[2:]] == ["1001", [{"dn": "1001", "switch": "S"}]]


def test_everything_that_is_wrong_is_said_at_once():
    said = refused(
        model(),
        "dc9",
        "",
        [{"dn": "1"}, {"dn": True, "switch": "S", "type": "x"}, "1001"],
        srs_version="new",
        resubmit="no",
    )
    assert said == (
        'srs_login: place is empty. devices[0].switch is nothing, not a name. devices[1] has "type"; a device has dn'
        " and switch only. devices[1].dn is a boolean, not a name. devices[2] is text, not a dictionary with dn and"
        ' switch. srs_version is "new", which is no version. Give numbers with dots, for example "8.5.340.97".'
        ' resubmit is "no", which is neither true nor false. The data center "dc9" is not in gir_datacenters. Use one'
        " of dc1, dc2, dc3."
    )


@pytest.mark.parametrize(
    ("changes", "options", "says"),
    [
        ({"dc1": {"rws_url": "ftp://rws"}}, {}, 'gir_datacenters.dc1.rws_url is "ftp://rws": that is no http'),
        ({"dc1": {"rws_url": None}}, {}, "gir_datacenters.dc1.rws_url"),
        ({}, {"rws_urls": {"dc1": "https://u:pw4711@rws"}}, "rws_urls.dc1 holds an account"),
        ({}, {"rws_urls": {"dc7": "https://rws"}}, 'rws_urls names "dc7", but gir_datacenters does not.'),
        ({}, {"rws_urls": ["https://rws"]}, "rws_urls is a list, not a dictionary"),
        ({"dc2": {"rws_url": "https://rws.dc1.test:443"}}, {}, "dc1 and dc2 have the same address of RWS"),
    ],
)
def test_addresses_that_are_none_are_refused(changes, options, says):
    said = refused(model(**changes), "dc1", "P", DEVICES, **options)
    assert says in said and "pw4711" not in said


def test_an_unknown_option_is_refused():
    assert refused(model(), "dc1", "P", DEVICES, peer="dc2") == "srs_login: peer is no option of this filter."


@pytest.mark.parametrize("junk", JUNK, ids=lambda value: type(value).__name__)
def test_junk_is_refused_and_never_a_traceback(junk):
    """In the place of each argument; what may be left out may be nothing."""
    assert "give gir_topology" in refused(junk, "dc1", "P", DEVICES)
    refused(model(), junk, "P", DEVICES)
    for options in ({"rws_urls": junk}, {"srs_version": junk}, {"resubmit": junk}):
        given = [model(), "dc1", junk, junk]
        assert "srs_login: " in refused(*given, **options)


def located(system):
    """Screen recordings by the location of the node that stored them."""
    stored = system.store.view(None).children("screen-recordings/")
    return {identity: recording["parameters"]["location"] for identity, recording in stored}


def record(agent, identity):
    agent.start(identity)
    agent.stop()


def test_an_agent_logs_in_with_it_and_follows_rws():
    """The Screen Recording Service of each data center moves when its RWS dies, and comes back when that returns."""
    with rws.cluster() as system:
        urls = dict(zip(("dc1", "dc2"), system.urls))
        found = model(**{name: {"rws_url": url} for name, url in urls.items()})
        for name, other in (("dc1", "dc2"), ("dc2", "dc1")):
            login_of = login(found, name, f"Place_{name}", DEVICES)
            agent = srs.Agent(login_of, rws.AGENT, failover_after=10, failback_after=20)
            agent.login()
            record(agent, f"{name}-before")
            system.node(f"rws1-{name}").die()
            for now in (0, 10):
                agent.tick(now)
            record(agent, f"{name}-during")
            system.node(f"rws1-{name}").start()
            for now in (20, 40):
                agent.tick(now)
            record(agent, f"{name}-after")
            assert agent.service.moves == [urls[name], urls[other], urls[name]]
            stored = [located(system)[f"{name}-{moment}"] for moment in ("before", "during", "after")]
            assert stored == [f"/{name.upper()}", f"/{other.upper()}", f"/{name.upper()}"]


def test_an_agent_without_a_peer_moves_nowhere():
    """No other jurisdiction may hold its recordings: they wait for its own RWS."""
    with rws.cluster() as system:
        found = model(dc3={"rws_url": system.urls[0]})
        agent = srs.Agent(login(found, "dc3", "P", DEVICES), rws.AGENT, failover_after=0)
        agent.login()
        system.node("rws1-dc1").die()
        record(agent, "waits")
        agent.tick(30)
        assert agent.waiting == ["waits"] and located(system) == {}
        system.node("rws1-dc1").start()
        agent.tick(31)
        assert located(system) == {"waits": "/DC1"}


def test_an_old_service_is_submitted_the_other_address():
    with rws.cluster() as system:
        found = model(**{name: {"rws_url": url} for name, url in zip(("dc1", "dc2"), system.urls)})
        old = {"srs_version": "8.5.302.14"}
        agent = srs.Agent(login(found, "dc1", "P", DEVICES, **old), rws.AGENT, failover_after=0, takes_peer=False)
        agent.login()
        system.node("rws1-dc1").die()
        agent.tick(30)
        record(agent, "kept")
        agent.login(login(found, "dc1", "P", DEVICES, resubmit=True, **old))
        agent.tick(31)
        assert located(system) == {"kept": "/DC2"}
