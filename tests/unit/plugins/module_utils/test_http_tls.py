# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why TLS fails: each reason has a sentence and a remedy of its own."""

import shutil
import ssl

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._http import exchange as http
from ansible_collections.gir.multidc.plugins.module_utils._http import tls as http_tls
from standins import httpd, tls


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    return tls.private_ca(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    return tls.private_ca(tmp_path_factory.mktemp("theirs"))


def failure(server_tls, scheme=None, **options):
    """What a client says of a server with these files; nothing was sent, and trying again would not help."""
    with httpd.Server(lambda _request: httpd.Response.of({}), "server", tls=server_tls) as server:
        url = f"{scheme}://127.0.0.1:{server.port}" if scheme else server.url
        session = http.HttpSession(http.Address(url), http.TlsOptions(**options), 5)
        with pytest.raises(http.NotSent) as caught:
            session.request("POST", "/", body=b"{}")
        session.close()
        assert caught.value.permanent
        return str(caught.value)


def ca(authority):
    return {"ca_path": str(authority.ca_file)}


def test_an_expired_certificate_is_to_be_renewed(ours):
    said = failure(ours.server_certificate("old", days=0), **ca(ours))
    assert "it has expired, or one that signed it has: renew it on that server" in said
    assert "ca_path" not in said


def test_a_certificate_for_another_host_names_the_host(tmp_path):
    authority = tls.private_ca(tmp_path, hosts=("rws.example.com",))
    said = failure(authority.server_certificate("other"), **ca(authority))
    assert "it is for another host: use an address that it names, or give that server one that names 127.0.0.1" in said
    assert "ca_path" not in said


def test_an_authority_that_nobody_gave_is_asked_for(ours):
    said = failure(ours.server_certificate("server"))
    assert "an authority that is not among the CA certificates of this host: give the certificate of the" in said
    assert "with ca_path" in said


def test_an_authority_that_ca_path_does_not_hold(ours, theirs):
    said = failure(ours.server_certificate("server"), **ca(theirs))
    assert f"an authority that is not in ca_path '{theirs.ca_file}': add the certificate of the authority to" in said


def test_a_directory_is_read_by_hashed_names(ours, tmp_path):
    shutil.copy(ours.ca_file, tmp_path / "ca.pem")
    said = failure(ours.server_certificate("server"), ca_path=str(tmp_path))
    assert f"not in ca_path '{tmp_path}': add the certificate of the authority there, and run openssl rehash" in said


def test_a_self_signed_certificate_is_its_own_authority(ours, theirs):
    itself = str(ours.ca_file), str(ours.directory / "ca.key")
    assert "self-signed and not among the CA certificates of this host: give it with ca_path" in failure(itself)
    assert f"self-signed and not in ca_path '{theirs.ca_file}': add it to that file" in failure(itself, **ca(theirs))


@pytest.fixture(params=["TLSv1_2", "TLSv1_3"])
def demanding(request, tmp_path):
    """A CA and a server that demands a client certificate of it."""
    authority = tls.private_ca(tmp_path / "demanding", client_certificates=True)
    context = authority.server_context("server")
    context.maximum_version = ssl.TLSVersion[request.param]
    return authority, context


def test_a_client_certificate_that_is_missing_is_asked_for(demanding):
    authority, context = demanding
    assert "client_cert" in failure(context, **ca(authority))
    if context.maximum_version == ssl.TLSVersion.TLSv1_3:
        assert "it wants a client certificate; give client_cert and client_key" in failure(context, **ca(authority))


def test_a_client_certificate_that_is_refused_is_named_with_the_reason(demanding, theirs):
    authority, context = demanding
    for certificate, reason in (
        (theirs.client_certificate(), "the server does not know the authority that issued it"),
        (authority.client_certificate("old", days=0), "it has expired"),
    ):
        files = {"client_cert": str(certificate[0]), "client_key": str(certificate[1])}
        said = failure(context, **ca(authority), **files)
        assert f"it refuses the client certificate '{certificate[0]}', {reason}; give one that it accepts" in said


def test_a_port_without_tls_is_told(ours):
    assert "nobody speaks TLS at that port; correct the port, or write http://" in failure(None, scheme="https")


class Refused(ssl.SSLError):
    def __init__(self, code, message):
        super().__init__(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
        if code is not None:
            self.verify_code, self.verify_message = code, message


@pytest.mark.parametrize(
    ("exc", "ca_path", "words"),
    [
        (Refused(9, "not yet valid"), None, "(not yet valid): it is not valid yet: correct the clock of this host"),
        (Refused(23, "revoked"), None, "(revoked): it cannot be accepted: give that server another one"),
        (Refused(None, None), None, "whether ca_path has to be given, because it is from a CA of your own"),
        (Refused(None, None), "/ca.pem", "look whether it has expired, and whether '/ca.pem', given as ca_path, holds"),
        (ValueError("hostname 'a' does not match"), None, "(hostname 'a' does not match): it is for another host"),
    ],
)
def test_what_other_versions_of_python_and_openssl_say(exc, ca_path, words):
    assert words in http_tls.explain_tls(exc, http.TlsOptions(ca_path=ca_path), "a")
