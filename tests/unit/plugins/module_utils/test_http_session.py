# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP layer against small servers that misbehave on the wire."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class WireServer:
    """Accepts connections and plays one script per connection: a list of raw answers."""

    def __init__(self, *scripts, context=None):
        self.scripts = list(scripts)
        self.requests = []
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(10)
        self.context = context
        self.thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self):
        return "{}://127.0.0.1:{}".format("https" if self.context else "http", self.listener.getsockname()[1])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_exc):
        self.listener.close()
        self.thread.join(10)

    def _serve(self):
        for script in self.scripts:
            with contextlib.suppress(OSError):
                stream, _peer = self.listener.accept()
                self.connections += 1
                with contextlib.ExitStack() as stack:
                    if self.context:
                        stream = self.context.wrap_socket(stream, server_side=True)
                    stack.enter_context(stream)
                    stream.settimeout(10)
                    for answer in script:
                        self.requests.append(self._read(stream))
                        stream.sendall(answer)

    @staticmethod
    def _read(stream):
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = stream.recv(65536)
            if not chunk:
                raise OSError
            data += chunk
        return data


def answer(body=b"{}", status="200 OK", length=None, extra=b""):
    size = len(body) if length is None else length
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status.encode(), size, extra, body)


def session(url, **options):
    tls = options.pop("tls", None) or http.TlsOptions()
    return http.HttpSession(http.Address(url), tls, **dict({"timeout": 5}, **options))


def test_one_connection_serves_many_requests():
    with WireServer([answer(b"1"), answer(b"2"), answer(b"3")]) as server:
        client = session(server.url)
        assert [client.request("GET", "/").body for _number in range(3)] == [b"1", b"2", b"3"]
        client.close()
    assert server.connections == 1


def test_a_stale_connection_is_renewed_for_get_and_never_used_for_post():
    with WireServer([answer(b"1")], [answer(b"2")], [answer(b"3")]) as server:
        client = session(server.url)
        assert client.request("GET", "/").body == b"1"
        assert client.request("GET", "/").body == b"2"
        assert client.request("POST", "/", body=b"{}").body == b"3"
    assert server.connections == 3
    assert [request.split()[0] for request in server.requests] == [b"GET", b"GET", b"POST"]


def test_a_connection_that_breaks_twice_is_not_used_again():
    # The first connection is dropped after one answer, the second one without any, and the third one serves.
    with WireServer([answer(b"1")], [b""], [answer(b"2")]) as server:
        one = session(server.url)
        assert one.request("GET", "/a").body == b"1"
        with pytest.raises(http.Interrupted):
            one.request("GET", "/b")
        assert one.request("GET", "/c").body == b"2"
        one.close()


def test_what_was_not_sent_differs_from_what_may_have_been_executed():
    with pytest.raises(http.NotSent, match="connection refused"):
        session("http://127.0.0.1:1").request("POST", "/")
    with WireServer([b""]) as server, pytest.raises(http.Interrupted, match="without an answer"):
        session(server.url).request("POST", "/")
    assert (http.NotSent.sent, http.Interrupted.sent) == (False, True)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (answer(b"<html>busy", length=100), "truncated .10 of 100 bytes.; it begins: <html>busy"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "truncated"),
        (answer(b"x" * 2000), "larger than 1000 bytes"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0"),
    ],
)
def test_broken_answers_are_described(raw, words):
    with WireServer([raw]) as server, pytest.raises(http.Interrupted, match=words):
        session(server.url, max_bytes=1000).request("GET", "/")


def test_a_redirect_stays_on_its_server():
    there = answer(status="302 Found", extra=b"Location: /elsewhere?x=1\r\n")
    with WireServer([there, answer(b"found")]) as server:
        assert session(server.url).request("GET", "/").body == b"found"
    assert server.requests[1].startswith(b"GET /elsewhere?x=1 ")
    for target in (b"http://127.0.0.1:9/", b"//example.com/", b"https://example.com/", b"http://[bad/"):
        away = answer(status="302 Found", extra=b"Location: " + target + b"\r\n")
        with WireServer([away]) as server, pytest.raises(http.NotSent, match="another server"):
            session(server.url).request("GET", "/", {"Authorization": "Basic x"})


def test_a_circle_of_redirects_ends():
    around = answer(status="302 Found", extra=b"Location: /\r\n")
    with WireServer([around] * (http.MAX_REDIRECTS + 1)) as server, pytest.raises(http.NotSent, match="circle"):
        session(server.url).request("GET", "/")


def test_a_redirected_post_is_not_followed():
    with WireServer([answer(status="307 Temporary Redirect", extra=b"Location: /x\r\n")]) as server:
        assert session(server.url).request("POST", "/", body=b"{}").status == 307


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "stand-in")])
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = built.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(pem)
    (folder / "server.pem").write_bytes(pem + private)
    return folder


def test_certificates_are_verified_unless_told_otherwise(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(certificate / "server.pem"))
    with WireServer([answer()], [answer()], [answer()], context=context) as server:
        with pytest.raises(http.NotSent, match="not trusted.*ca_path") as refusal:
            session(server.url).request("GET", "/")
        assert refusal.value.permanent
        trusting = http.TlsOptions(ca_path=str(certificate / "ca.pem"))
        assert session(server.url, tls=trusting).request("GET", "/").status == 200
        assert session(server.url, tls=http.TlsOptions(validate_certs=False)).request("GET", "/").status == 200


def test_one_tls_context_serves_a_whole_run(certificate):
    tls = http.TlsOptions(ca_path=str(certificate / "ca.pem"))
    assert tls.context() is tls.context()


def test_unusable_tls_files_are_named(tmp_path):
    (tmp_path / "junk.pem").write_text("junk", encoding="utf-8")
    assert len(http.TlsOptions(ca_path="/nowhere.pem", client_key="/nowhere.key").problems()) == 3
    with pytest.raises(http.NotSent, match="junk.pem"):
        http.TlsOptions(ca_path=str(tmp_path / "junk.pem")).context()
    with pytest.raises(http.NotSent, match="client certificate"):
        http.TlsOptions(client_cert=str(tmp_path / "junk.pem")).context()


@pytest.mark.parametrize(
    "url", ["", "rws1:8080", "ftp://x", "http://", "http://h:99999", "http://h/?a=1", "http://[1", "http://u:p@h"]
)
def test_bad_addresses_are_refused_in_one_sentence(url):
    with pytest.raises(ValueError, match=r"\.$"):
        http.Address(url)


def test_addresses_keep_a_base_path_and_drop_the_api():
    address = http.Address("https://[2001:db8::1]:8443/rws/api/v2/", strip=("/api/v2",))
    assert (address.origin, address.base_path) == (("https", "2001:db8::1", 8443), "/rws")
