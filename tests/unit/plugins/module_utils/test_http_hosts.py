# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host and port of addresses: each mistake has a sentence of its own, on every Python."""

import ssl

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange, hosts
from ansible_collections.gir.multidc.plugins.module_utils._service import health
from standins.httpd import Response, Server
from standins.tls import private_ca

BARE = "has an IPv6 address without brackets: write http://[2001:db8::5]:8080."
ZONE = "has an address that means another host on each network: give a name, or one without a zone (%eth0)."


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://2001:db8::5:22082", BARE),
        ("https://2001:db8::5/gax", BARE),
        ("http://::1", BARE),
        ("http://fe80::1%eth0", BARE),
        ("http://[fe80::1%25eth0]:8080", ZONE),
        ("http://[2001:db8::5%eth0]", ZONE),
        ("http://[fe80::1]:8080", ZONE),
        ("http://[rws1]:8080", "has no IPv6 address in its brackets: write http://[2001:db8::5]:8080."),
        ("http://rws1:80800", "has the port 80800; give one from 1 to 65535."),
        ("http://[2001:db8::5]:80800", "has the port 80800; give one from 1 to 65535."),
        ("http://rws1:0", "has the port 0; give one from 1 to 65535."),
        ("http://a:b:c", "is not an address: write http://host:port or https://host:port."),
    ],
)
def test_bad_place_is_named(url, sentence):
    with pytest.raises(ValueError) as caught:
        exchange.Address(url)
    assert str(caught.value) == "'%s' %s" % (url, sentence)


@pytest.mark.parametrize("url", ["http://me:2001:db8::5@rws1", "http://me:pw@[fe80::1]:8080", "http://me:pw@a:80800"])
def test_account_before_a_bad_place_is_not_shown(url):
    with pytest.raises(ValueError) as caught:
        exchange.Address(url)
    assert "2001" not in str(caught.value) and "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"), [("2001:DB8::5", "2001:db8:0:0::5"), ("RWS1.test.", "rws1.test"), ("10.0.0.1", "10.0.0.1")]
)
def test_spellings_of_one_host(one, other):
    assert hosts.plain(one) == hosts.plain(other)


def test_certificate_for_an_ipv6_address(tmp_path):
    authority = private_ca(tmp_path, hosts=["::1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.server_certificate("one"))
    seen = []

    def application(request):
        seen.append(request.headers["Host"])
        return Response(200)

    with Server(application, "one", tls=context, host="::1") as server:
        tls = exchange.TlsOptions(ca_path=str(authority.ca_file))
        for host in ("[::1]", "[0:0:0:0:0:0:0:1]"):
            session = exchange.HttpSession(exchange.Address("https://%s:%d" % (host, server.port)), tls)
            assert session.request("GET", "/").status == 200
            session.close()
        assert seen[0] == "[::1]:%d" % server.port


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_port_on_one_family_is_healthy(host):
    with Server(None, "one", host=host) as server:
        assert health.Health({"port": server.port})._probe(2) is None
        assert health.Health({"port": server.port, "host": "[%s]" % host})._probe(2) is None
    said = health.Health({"port": server.port})._probe(2)
    assert said.startswith("port %d of 127.0.0.1 or ::1 does not answer (connection refused at 127.0.0.1" % server.port)
