# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""https with a private CA: trusted with its certificate only, for the right host only, both ways."""

import datetime
import json
import ssl

import pytest
from standin_client import call, eventually
from standins import rws, tls
from standins.run import System

ME = "/api/v2/me"


@pytest.fixture
def authority(tmp_path):
    return tls.private_ca(tmp_path / "tls")


@pytest.fixture
def system(authority):
    with rws.cluster(tls=authority) as built:
        yield built


def test_nodes_speak_https_under_the_private_ca(system, authority):
    assert [url.partition("://")[0] for url in system.urls] == ["https", "https"]
    for url in system.urls:
        answer = call(url + "/api/v2/ops/contact-centers", auth=system.ops, context=authority.client_context())
        assert answer.json["uris"] == [f"{url}/api/v2/ops/contact-centers/{system.contact_center_id}"]
    by_name = system.urls[0].replace("127.0.0.1", "localhost")
    assert call(by_name + ME, auth=system.ops, context=authority.client_context()).status == 200


def test_without_the_ca_nothing_is_trusted(system):
    with pytest.raises(ssl.SSLCertVerificationError):
        call(system.urls[0] + ME, auth=system.ops, context=ssl.create_default_context())
    assert system.requests == []


def test_another_ca_is_not_trusted(system, tmp_path):
    other = tls.private_ca(tmp_path / "other")
    with pytest.raises(ssl.SSLCertVerificationError):
        call(system.urls[0] + ME, auth=system.ops, context=other.client_context())


def test_a_certificate_for_another_host_is_not_trusted(tmp_path):
    authority = tls.private_ca(tmp_path, hosts=("rws.example.com",))
    with rws.cluster(data_centers=("dc1",), tls=authority) as system:
        url, context = system.urls[0] + ME, authority.client_context()
        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
            call(url, auth=system.ops, context=context)


def test_a_client_certificate_may_be_demanded(tmp_path):
    authority = tls.private_ca(tmp_path / "ours", client_certificates=True)
    stranger = tls.private_ca(tmp_path / "theirs").client_certificate()
    with rws.cluster(data_centers=("dc1",), tls=authority) as system:
        for certificate in (None, stranger):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                call(system.urls[0] + ME, auth=system.ops, context=authority.client_context(certificate))
        assert system.requests == []
        known = authority.client_certificate("operator")
        assert call(system.urls[0] + ME, auth=system.ops, context=authority.client_context(known)).status == 200


def test_a_ca_outlives_the_process_and_its_keys_are_private(authority):
    again = tls.private_ca(authority.directory)
    assert again.ca_file.read_bytes() == authority.ca_file.read_bytes()
    again.server_certificate("rws1")
    keys = sorted(authority.directory.glob("*.key"))
    assert [key.name for key in keys] == ["ca.key", "rws1.key"]
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}


def test_a_ca_that_has_expired_is_made_anew(authority, monkeypatch):
    old = authority.ca_file.read_bytes()
    later = tls._now() + datetime.timedelta(days=tls.DAYS)
    monkeypatch.setattr(tls, "_now", lambda: later)
    assert tls.private_ca(authority.directory).ca_file.read_bytes() != old


def test_without_the_package_there_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(tls, "MISSING", ImportError("No module named 'cryptography'"))
    with pytest.raises(tls.TlsUnavailable, match="needs the Python package cryptography"):
        tls.private_ca(tmp_path)


def test_own_certificate_files_are_taken_as_they_are(authority):
    files = [str(file) for file in authority.server_certificate("own")]
    with rws.cluster(data_centers=("dc1",), tls=files) as system:
        assert call(system.urls[0] + ME, auth=system.ops, context=authority.client_context()).status == 200


@pytest.mark.parametrize("demand", [False, True])
def test_a_configuration_names_the_directory_of_the_ca(tmp_path, demand):
    file, directory = tmp_path / "application.yaml", str(tmp_path / "tls")
    file.write_text(json.dumps(rws.application(sync_node=True, tls=True)), encoding="utf-8")
    config = {
        "directory": str(tmp_path),
        "rws": {
            "tls": {"directory": directory, "client_certificates": True} if demand else directory,
            "nodes": [{"name": "rws1", "file": str(file)}],
        },
    }
    system = System(config)
    node = system.cluster.nodes[0]
    try:
        system.start()
        assert eventually(lambda: node.state == "running")
        certificate = [f"{directory}/client.{ending}" for ending in ("pem", "key")] if demand else None
        context = node.tls.client_context(certificate)
        assert call(node.url + ME, auth=rws.OPS, context=context).status == 200
        assert node.tls.client_certificates is demand
    finally:
        system.stop()
