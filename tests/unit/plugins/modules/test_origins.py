# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials, cookies and CSRF tokens belong to one scheme, host and port: nothing takes them to another."""

import contextlib

import gax_systems
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http
from ansible_collections.gir.multidc.plugins.module_utils._http import redirect
from ansible_collections.gir.multidc.plugins.module_utils._rws.client import RwsClient
from ansible_collections.gir.multidc.plugins.module_utils._rws.status import OPS
from ansible_collections.gir.multidc.plugins.module_utils._service.health import Health
from ansible_collections.gir.multidc.plugins.plugin_utils._report import site_probes
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.probe_commands import Probe
from rws_systems import MODULES, connect
from standins import httpd, rws, tls

SENT = ("Authorization", "Cookie", "X-CSRF-TOKEN")
SECRET = "pass-4711-Word"
COOKIE = ("Set-Cookie", "JSESSIONID=cookie-4711-Value; Path=/; Secure")
TOKEN = [("X-CSRF-HEADER", "X-CSRF-TOKEN"), ("X-CSRF-TOKEN", "token-4711-Value")]
REDIRECTS = (
    "http://127.0.0.1:{there}/x",
    "//127.0.0.1:{there}/x",
    "HTTP://127.0.0.1:{there}",
    "http://localhost:{here}/",
)


class Recorder:
    """Answers every request with `answer(request)`, and remembers what it got."""

    def __init__(self, answer):
        self.got = []
        self.answer = answer

    def __call__(self, request):
        self.got.append(request)
        return self.answer(request)

    @property
    def secrets(self):
        return [request.headers[name] for request in self.got for name in SENT if request.headers.get(name)]


@contextlib.contextmanager
def serving(answer, **options):
    recorder = Recorder(answer)
    with httpd.Server(recorder, "server", **options) as server:
        recorder.url, recorder.port = server.url, server.port
        yield recorder


def fine(_request):
    return httpd.Response.of({"statusCode": 0, "contactCenters": [], "uris": []})


def sends_to(location, status=302):
    return lambda _request: httpd.Response(status, b"", headers=[("Location", location), COOKIE, *TOKEN])


@contextlib.contextmanager
def two(location, status=302, **options):
    """A server that redirects everything to `location`, and the one that may be there."""
    with serving(fine, **options) as there, serving(fine) as here:
        here.answer = sends_to(location.format(here=here.port, there=there.port), status)
        yield here, there


def get(here, method="GET", **options):
    session = http.HttpSession(http.Address(here.url), http.TlsOptions(**options), 5)
    headers = {"Authorization": "Basic " + SECRET, "Cookie": COOKIE[1], "X-CSRF-TOKEN": "t"}
    try:
        return session.request(method, "/a", headers, b"{}" if method in ("POST", "PUT") else None)
    finally:
        session.close()


@pytest.mark.parametrize("status", http.REDIRECTS)
@pytest.mark.parametrize("location", REDIRECTS)
def test_no_redirect_leads_to_another_origin(location, status):
    with two(location, status) as (here, there), pytest.raises(http.NotSent) as refused:
        get(here)
    assert there.got == [] and len(here.got) == 1 and refused.value.permanent
    place = "localhost:%d" % here.port if "localhost" in location else "127.0.0.1:%d" % there.port
    assert "it redirects to http://%s; credentials are not sent to another server" % place in str(refused.value)
    assert "give it instead" in str(refused.value)


def test_the_same_host_with_tls_is_another_origin(tmp_path):
    authority = tls.private_ca(tmp_path)
    certificate = authority.server_certificate("server")
    with two("https://127.0.0.1:{there}/", tls=certificate) as (here, there):
        with pytest.raises(http.NotSent, match="it redirects to https://127.0.0.1:%d; credentials" % there.port):
            get(here, ca_path=str(authority.ca_file))
        assert there.got == []
        assert get(there, ca_path=str(authority.ca_file)).status == 200


def test_nothing_follows_from_tls_to_plain_http(tmp_path):
    authority = tls.private_ca(tmp_path)
    with serving(fine) as there:
        answer = sends_to(there.url + "/")
        with serving(answer, tls=authority.server_certificate("server")) as here, pytest.raises(http.NotSent):
            get(here, ca_path=str(authority.ca_file))
        assert there.got == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("status", http.REDIRECTS)
def test_no_write_follows_a_redirect(method, status):
    with serving(fine) as there, serving(sends_to("/b", status)) as here:
        if method == "PROPFIND":
            here.answer = fine
        else:
            assert get(here, method).status == status
            assert len(here.got) == 1
        assert there.got == []


def test_a_chain_that_would_come_back_ends_at_its_first_step():
    with serving(fine) as here:
        with serving(sends_to(here.url + "/end")) as there:
            here.answer = sends_to(there.url + "/")
            with pytest.raises(http.NotSent, match="another server"):
                get(here)
        assert (len(here.got), there.got) == (1, [])


@pytest.mark.parametrize(
    "location",
    [
        "http://u:{secret}@127.0.0.1:{port}/", "http://127.0.0.1:{port}@127.0.0.1:{there}/", "/\\127.0.0.1:{there}/",
        "http:\\\\127.0.0.1:{there}/", "\\\\127.0.0.1:{there}/", "http://127.0.0.1:{there}\\@127.0.0.1:{port}/",
        "http:127.0.0.1:{there}/", "http:///127.0.0.1:{there}/", "///127.0.0.1:{there}/", "http://127.0.0.1:{port}/a b",
        "ftp://127.0.0.1/", "javascript:alert", "http://[::1", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/", "http://exa\tmple:{port}/",
    ],
)  # fmt: skip
def test_an_unclear_address_is_not_followed_nor_quoted(location):
    with serving(fine) as there, serving(fine) as here:
        here.answer = sends_to(location.format(port=here.port, there=there.port, secret=SECRET))
        with pytest.raises(http.NotSent) as refused:
            get(here)
        assert (len(here.got), there.got) == (1, [])
    assert "is no http address; credentials are not sent" in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "location", ["/b?x=1", "b?x=1", "?x=1", "//127.0.0.1:{port}/b?x=1", "HTTP://127.0.0.1:{port}/b?x=1"]
)
def test_a_redirect_on_the_same_origin_is_followed(location):
    with serving(fine) as here:
        away = sends_to(location.format(port=here.port))
        here.answer = lambda request: away(request) if len(here.got) == 1 else fine(request)
        assert get(here).status == 200
        assert here.got[1].query == {"x": "1"}


SAME = {
    "http://rws.example.com:80/a": ["http://RWS.Example.COM/", "http://rws.example.com./", "HTTP://rws.example.com:80"],
    "https://rws.example.com:443/a": ["https://rws.example.com/", "//rws.example.com/b", "b"],
    "http://[2001:db8::1]:8080/a": ["http://[2001:DB8::1]:8080/", "http://[2001:db8:0::1]:8080/b"],
}
OTHER = {
    "http://rws.example.com:80/a": [
        "http://rws.example.com:8080/",
        "https://rws.example.com/",
        "//rws.example.com:443/",
    ],
    "http://rws.example.com:443/a": ["https://rws.example.com/", "http://rws.example.com.evil.org:443/"],
    "http://[2001:db8::1]:8080/a": ["http://[2001:db8::2]:8080/", "http://[2001:db8::1]/"],
}
PAIRS = [(url, place, pairs is SAME) for pairs in (SAME, OTHER) for url, places in pairs.items() for place in places]


@pytest.mark.parametrize(("url", "location", "same"), PAIRS)
def test_an_origin_is_scheme_host_and_port(url, location, same):
    new, _target = redirect.destination(url, location)
    here = redirect.destination(url, "/")[0]
    assert redirect.same_origin(here, new) is same


@pytest.mark.parametrize("name", ["rws_contact_center_info", "rws_features", "rws_settings", "rws_multimedia_switch"])
def test_rws_modules_name_the_address_and_send_nothing_there(name):
    with two("https://127.0.0.1:{there}/api?token=%s" % SECRET) as (here, there):
        account = {"url_username": "ops", "url_password": SECRET, "retries": 0}
        result = module_runs.fail(name, {"url": [here.url], **account, **MODULES[name]})
        assert "https://127.0.0.1:%d; credentials are not sent to another server" % there.port in result["msg"]
    assert there.got == [] and SECRET not in result["text"]


def test_a_redirected_write_names_the_address():
    with serving(fine) as there, rws.cluster(nodes=1, data_centers=("dc1",)) as system:
        place = "%s/api/v2/%s?token=%s#x" % (there.url.replace("//", "//u:%s@" % SECRET), "settings", SECRET)
        system.faults.add("redirect", location=place, method="POST")
        result = module_runs.fail("rws_settings", connect(system, retries=0, **MODULES["rws_settings"]))
        assert "something that is no address; a redirect is not followed here" in result["msg"]
        system.faults.remove()
        system.faults.add("redirect", location=place.replace("u:%s@" % SECRET, ""), method="POST")
        second = module_runs.fail("rws_settings", connect(system, retries=0, **MODULES["rws_settings"]))
        assert "to %s/api/v2/settings; a redirect is not followed here" % there.url in second["msg"]
        assert there.got == [] and SECRET not in result["text"] + second["text"]


def test_gax_names_the_address_and_sends_nothing_there():
    with two("https://127.0.0.1:{there}/gax/?a=%s" % SECRET) as (here, there):
        result = module_runs.fail("gax_info", gax_systems.connect(here, [{"type": "CfgDN"}], url_password=SECRET))
        assert "it redirects to https://127.0.0.1:%d/gax/" % there.port in result["msg"]
    assert there.got == [] and SECRET not in result["text"]


@pytest.mark.parametrize("kind", ["rws", "webdav", "http"])
def test_probes_send_nothing_to_another_origin(kind):
    with two("http://127.0.0.1:{there}/") as (here, there):
        probe = {"name": "x", "kind": kind, "url": here.url, "username": "u", "password": SECRET}
        module_runs.run("transaction_probe", {"probes": [probe], "timeout": 5})
        site_probes.run([Probe("lag", [], here.url, None, 5)], http.TlsOptions())
        assert "answers 302" in Health({"url": here.url, "timeout": 5})._ask(5)
        assert here.got and there.got == []


@pytest.mark.parametrize("csrf", [True, False])
def test_a_cookie_of_one_rws_node_never_goes_to_another(csrf):
    """Neither to a second one of the same host, whose address differs by its port."""
    headers = [COOKIE, *(TOKEN if csrf else [])]

    def first(request):
        if len(one.got) > 1:
            return httpd.Response(503)
        return httpd.Response.of({"statusCode": 0}, headers=headers)

    with serving(first) as one, serving(fine) as other:
        client = RwsClient([one.url, other.url], {OPS: ("ops", SECRET)}, http.TlsOptions(), 5, 0)
        client.get("/ops/contact-centers")
        client.get("/ops/contact-centers")
        client.write("POST", "/settings", {})
        client.close()
        assert len(one.got) == 2 and one.got[1].headers["Cookie"] == "JSESSIONID=cookie-4711-Value"
        assert [request.method for request in other.got] == ["GET", "POST"]
        assert {request.headers.get(name) for request in other.got for name in SENT[1:]} == {None}


def test_a_session_of_one_gax_never_goes_to_another():
    with gax_systems.gax() as one, gax_systems.gax() as other:
        got = {server: [] for server in (one, other)}
        for server, requests in got.items():
            server.observer = requests.append
        one.faults.add("status", status=503, path="/cfg/objects")
        arguments = gax_systems.connect(one, [{"type": "CfgApplication", "name": "WDE"}], url=[one.url, other.url])
        module_runs.succeed("gax_info", arguments)
        cookies = [{request.headers["Cookie"] for request in requests} - {None} for requests in got.values()]
        assert all(cookies) and not cookies[0] & cookies[1]
