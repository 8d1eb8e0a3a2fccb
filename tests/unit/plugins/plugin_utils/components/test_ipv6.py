# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPv6 wherever an address can stand: in variables, in HAProxy, in names, in a comparison."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.addresses import (
    check_gir_address,
    is_ipv6,
    is_reached_over_ipv6,
    same_host,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.urls import is_loopback, plain_host, same
from rule_cases import Case, desired
from template_texts import text_of
from test_load_balancer import balancer, sections, servers, wrong
from test_load_balancer_names import names, values

LITERAL = {"dc1": {"rws_url": "https://[2001:DB8::5]:8443"}}


ELSEWHERE, NONE = "means another host on each network.", "is no host name and no IP address."
# What is wrong with a gir_address, by its text, and how the remedy begins.
WRONG = {
    "[2001:db8::5]": ("stands in brackets as only a URL has them.", "Give 2001:db8::5."),
    "[2001:db8::5]:8080": ("has a port, and brackets as only a URL has them.", "Give 2001:db8::5."),
    **dict.fromkeys(["fe80::1%eth0", "[fe80::1%eth0]"], (f"has a zone, and so {ELSEWHERE}", "Give a name, or")),
    "fe80::1": (f"is link-local, and {ELSEWHERE}", "Give a name, or"),
    "rws1:8080": ("has a port.", "Give rws1: the port has"),
    **dict.fromkeys(["http://[2001:db8::5]", "2001:db8:::5"], (NONE, "Give the name or address alone")),
}


@pytest.mark.parametrize("given", WRONG)
def test_bad_gir_address_is_named(given):
    sentence, remedy = WRONG[given]
    report = Report("rws1")
    check_gir_address(given, report)
    (found,) = report.violations
    assert found.sentence == f'gir_address is "{given}", which {sentence}'
    assert found.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("http://2001:db8::5:22082", "the IPv6 address stands without brackets"),
        ("http://[fe80::1%eth0]:8080", "its address has a zone"),
        ("http://[fe80::1]:8080", "its address is link-local, which has a meaning on one network only"),
        ("http://rws1:80800", "its port is no number from 1 to 65535"),
    ],
)
def test_bad_address_of_a_variable_is_named(url, what):
    found = [one for one in desired(Case("rws", {"gir_rws_node_url": url}, "")).violations if one.id == "GIR809"]
    assert [one.sentence for one in found] == [f'gir_rws_node_url is "{url}": {what}.']


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:DB8::5", "2001:db8:0::5"), ("[2001:db8::5]", "2001:0db8:0000:0000:0000:0000:0000:0005")]
    + [("::ffff:10.0.0.1", "10.0.0.1"), ("RWS1.", "rws1")],
)
def test_spellings_of_one_host(one, other):
    assert same_host(one, other)
    assert not same_host(one, other.replace("5", "50").replace("1", "11"))


def test_spellings_of_one_url():
    assert same("HTTP://[2001:DB8:0::5]/a/") == same("http://[2001:db8::5]:80/a") == "http://[2001:db8::5]:80/a"
    assert same("http://[::ffff:10.0.0.1]/a") == same("http://10.0.0.1/a")
    assert is_loopback("http://[::ffff:127.0.0.1]:80") and is_loopback("http://[0::1]")
    assert plain_host("fe80::x") == "fe80::x"


def test_kinds_of_addresses():
    assert is_ipv6("[::1]") and not is_ipv6("::ffff:10.0.0.1") and not is_ipv6("rws1")
    kinds = ["fd00::1", "fe80::1", "::1", "10.0.0.1", None]
    assert [is_reached_over_ipv6(one) for one in kinds] == [True, False, False, False, False]


@pytest.mark.parametrize(
    "more",
    [
        {"facts": {"has_ipv6": True}},
        {"hosts": {"lb1-dc1": {"gir_address": "2001:db8::9"}}},
        {"hosts": {"lb1-dc1": {"gir_address": "lb1", "ansible_host": "2001:db8::9"}}},
        {"centers": LITERAL},
    ],
)
def test_haproxy_listens_on_both_families(more):
    found = sections(balancer(**more))
    fronts = [lines for name, lines in found.items() if name.startswith("frontend")]
    for lines in fronts:
        assert lines[0].startswith("bind [::]:") and " v4v6" in lines[0]
        # Not as an address within IPv6, which is what such a socket sees.
        assert "http-request set-header X-Forwarded-For %[src,regsub(^::ffff:,)]" in lines
    assert "option forwardfor if-none" in found["defaults"]


def test_haproxy_without_ipv6():
    found = sections(balancer(hosts={"lb1-dc1": {"gir_address": "10.0.0.9"}}))
    assert "bind *:443 ssl crt /etc/gir/lb.pem" in found["frontend port_443"]
    assert "option forwardfor" in found["defaults"]


@pytest.mark.parametrize(
    ("given", "binds"),
    [
        (["::"], ["[::]:443 v4v6"]),
        (["*", "[::]"], ["*:443", "[::]:443 v6only"]),
        (["10.0.0.1", "2001:db8::9"], ["10.0.0.1:443", "[2001:db8::9]:443"]),
        (["ipv6@2001:db8::9"], ["ipv6@2001:db8::9:443"]),
    ],
)
def test_given_addresses_to_listen_on(given, binds):
    lines = sections(balancer(load_balancer_bind_addresses=given))["frontend port_443"]
    assert [line.removeprefix("bind ").partition(" ssl")[0] for line in lines if line.startswith("bind ")] == binds


def test_zone_of_an_address_to_listen_on():
    assert wrong(load_balancer_bind_addresses=["fe80::1%eth0"]) == [
        ("GIR896", 'load_balancer_bind_addresses[0] is "fe80::1%eth0", whose zone HAProxy does not understand.')
    ]


def test_service_of_an_ipv6_address():
    """It is served where any of the host's addresses is that one, and asked for in brackets."""
    centers = {"dc1": {"rws_url": "https://rws.dc1.test", "rcs_url": "https://[2001:DB8:0::9]"}}
    hosts = {"lb1-dc1": {"gir_address": "2001:db8::9"}, "rcs1-dc1": {"gir_address": "2001:db8::7"}}
    found = sections(balancer(centers=centers, hosts=hosts, load_balancer_services=[]))
    assert "backend rcs" in found and "backend rws" not in found
    both = sections(balancer(centers=centers, hosts=hosts, load_balancer_services=["rws", "rcs"]))
    asked = "2001:db8::9|2001:db8:0:0:0:0:0:9|2001:0db8:0000:0000:0000:0000:0000:0009"
    condition = f"{{ req.hdr(host),lower -m reg ^[[]({asked})[]](:[0-9]+)?$ }}"
    assert f"use_backend rcs if {condition}" in both["frontend port_443"]
    assert servers(both["backend rcs"])[0].startswith("rcs1-dc1 [2001:db8::7]:8008")


@pytest.mark.parametrize(
    ("kinds", "lines"),
    [
        ({"voice": "[2001:DB8:0::5]", "screen": "[2001:db8::5]"}, ["ServerName dav1-dc2", "ServerAlias 2001:db8::5"]),
        ({"voice": "[2001:db8::5]", "screen": "dav.test"}, ["ServerName dav.test", "ServerAlias 2001:db8::5"]),
    ],
)
def test_virtual_host_of_an_ipv6_address(kinds, lines):
    """httpd reads a ServerName with colons as one with a port, and refuses brackets."""
    storage = {f"{kind}_url": f"http://{host}/{kind}" for kind, host in kinds.items()}
    found = desired(Case("webdav", {}, "", centers={"dc2": {"storage": storage}}))
    (text,) = [text_of("webdav", file, found.host) for file in found.files if file.path.endswith("recordings.conf")]
    assert [line.strip() for line in text.splitlines() if line.strip().startswith("Server")] == lines


def test_names_have_each_address_once():
    given = {"dc1": ["2001:db8::9", "2001:DB8:0::9", "10.0.0.9"]}
    found = values(names(load_balancer_dns_targets=given))
    assert (found["A"], found["AAAA"]) == (["10.0.0.9"], ["2001:db8::9"])


@pytest.mark.parametrize("target", ["[2001:db8::9]", "fe80::1%eth0", "fe80::1"])
def test_names_point_to_no_half_address(target):
    found = names(load_balancer_dns_targets={"dc1": [target]}).violations
    assert [one.sentence for one in found] == [
        f'load_balancer_dns_targets.dc1 has "{target}", which is no IP address and no name.'
    ]
