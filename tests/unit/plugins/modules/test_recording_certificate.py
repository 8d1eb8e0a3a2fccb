# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_recording_certificate: a new key goes into a real keystore, whole or not at all."""

import os
import stat
import subprocess

import keystores
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as reader
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import lacking

SUBJECT = {"O": "Example/West + \u00fc", "CN": "Recording 2027"}


class Site:
    """One host, with its keystore or without one."""

    def __init__(self, folder):
        self.folder = folder
        self.path = folder / "keystore"

    def arguments(self, **given):
        common = {"path": str(self.path), "password": keystores.PASSWORD, "alias": "recording-2027"}
        values = {**common, "subject": SUBJECT, "days": 30, "type": "jks", **given}
        return {key: value for key, value in values.items() if value is not None}

    def do(self, check=False, **given):
        result = module_runs.succeed("rcs_recording_certificate", self.arguments(**given), check)
        self.look_for_secrets(result)
        return result

    def refused(self, **given):
        before = self.files()
        result = module_runs.fail("rcs_recording_certificate", self.arguments(**given))
        assert self.files() == before
        self.look_for_secrets(result)
        return result["msg"]

    def look_for_secrets(self, result):
        assert keystores.PASSWORD not in result["text"] and "PRIVATE KEY-----" not in result["text"]

    def files(self):
        return {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}

    def entries(self):
        store = reader.read(self.path.read_bytes(), keystores.PASSWORD)
        return {entry["alias"]: entry for entry in store.entries}


@pytest.fixture
def site(tmp_path, not_run, monkeypatch):
    if not keystores.keytools():
        not_run("recording certificates: no keytool was found")
        return None
    # The keytool of the module too starts quickly and seals keys with fewer rounds.
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", " ".join((*keystores.SHORT, "-Djdk.jceks.iterationCount=10000")))
    return Site(tmp_path)


@pytest.fixture
def authority(tmp_path):
    """Signs a request, as somebody else would elsewhere."""
    place = tmp_path / "authority"
    place.mkdir()
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=authority", "-days", "9", "-keyout",
        place / "ca.key", "-out", place / "ca.pem")

    def sign(csr):
        (place / "csr.pem").write_text(csr, encoding="ascii")
        run("x509", "-req", "-in", place / "csr.pem", "-CA", place / "ca.pem", "-CAkey", place / "ca.key",
            "-CAcreateserial", "-days", "5", "-out", place / "signed.pem")
        return (place / "signed.pem").read_text(encoding="ascii")

    return sign


def run(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


@pytest.mark.parametrize("kind", ["jks", "jceks", "pkcs12"])
def test_a_key_that_signs_itself_is_made_once_and_every_old_entry_stays(site, kind):
    if site is None:
        return
    predicted = site.do(check=True, type=kind)
    assert (predicted["changed"], predicted["state"]) == (True, "present") and site.files() == {}
    first = site.do(type=kind)
    assert first["changed"] and first["certificate"].startswith("-----BEGIN CERTIFICATE-----\n")
    assert "\r" not in first["certificate"]
    assert stat.S_IMODE(site.path.stat().st_mode) == 0o600
    again = site.do(type=kind)
    assert again["changed"] is False
    assert (again["fingerprint"], again["certificate"]) == (first["fingerprint"], first["certificate"])
    site.path.chmod(0o640)
    before = site.entries()
    second = site.do(alias="Another One", key_size=3072 if kind == "pkcs12" else 2048)
    entries = site.entries()
    assert len(entries) == 2 and lacking(before.values(), entries.values()) == []
    assert entries["recording-2027"]["certificate"] == first["certificate_sha256"]
    assert second["certificate_sha256"] in {entry["certificate"] for entry in entries.values()}
    assert "CN=Recording 2027" in entries["recording-2027"]["subject"]
    assert "Example/West + \u00fc" in entries["recording-2027"]["subject"]
    assert stat.S_IMODE(site.path.stat().st_mode) == 0o640
    assert os.path.exists(second["backup_file"])
    info = module_runs.succeed("rcs_keystore_info", {"path": str(site.path), "password": keystores.PASSWORD})
    assert info["restart_owed"] is True and info["type"] == kind
    assert set(keystores.listing(site.path)) == set(entries)


def test_a_request_waits_beside_the_keystore_until_the_authority_has_answered(site, authority):
    if site is None:
        return
    assert site.do(check=True, signing="csr")["state"] == "pending" and site.files() == {}
    first = site.do(signing="csr")
    assert (first["changed"], first["state"]) == (True, "pending") and first["csr"].startswith("-----BEGIN CERT")
    assert not site.path.exists()
    assert {stat.S_IMODE(path.stat().st_mode) for path in site.folder.iterdir() if path.is_file()} == {0o600}
    assert b"ENCRYPTED" in next(data for name, data in site.files().items() if name.endswith(".key.pem"))
    again = site.do(signing="csr")
    assert (again["changed"], again["csr"]) == (False, first["csr"])
    foreign = site.do(signing="csr", alias="other")["csr"]
    assert "is not for this private key" in site.refused(signing="csr", certificate=authority(foreign))
    answer = authority(first["csr"])
    done = site.do(signing="csr", certificate=answer)
    assert (done["changed"], done["state"], done["certificate"].split()) == (True, "present", answer.split())
    assert site.do(signing="csr", certificate=answer)["changed"] is False
    assert site.do(signing="csr")["changed"] is False
    assert len([name for name in site.files() if name.endswith(".key.pem")]) == 1  # that of the other alias
    assert "is another certificate" in site.refused(certificate=authority(foreign))


def test_a_key_that_was_made_elsewhere_is_taken(site, tmp_path):
    if site is None:
        return
    key, certificate = tmp_path / "given" / "key", tmp_path / "given" / "certificate"
    key.parent.mkdir()
    make = ("req", "-x509", "-nodes", "-subj", "/CN=given", "-days", "9", "-keyout", key, "-out", certificate)
    run(*make, "-newkey", "rsa:1024")
    given = {"private_key": key.read_text(), "certificate": certificate.read_text(), "subject": None, "days": None}
    assert "1024 bits" in site.refused(**given)
    run(*make, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    given.update(private_key=key.read_text(), certificate=certificate.read_text())
    assert "is no RSA key" in site.refused(**given)
    run(*make, "-newkey", "rsa:2048")
    given.update(private_key=key.read_text(), certificate=certificate.read_text())
    assert site.do(**given)["changed"] and site.do(**given)["changed"] is False
    assert site.entries()["recording-2027"]["subject"] == "CN=given"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"key_size": 1024, "alias": " x", "password": "short", "days": 0},
         ("at least 2048 bits", "without space at either end", "fewer than 6", "at least one day")),
        ({"subject": None, "days": None, "type": None}, ("give its type", "subject is missing", "days is missing")),
        ({"certificate": "x"}, ("certificate holds no PEM",)),
        ({"private_key": "x"}, ("private_key holds no PEM", "without certificate")),
        ({"certificate": "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----"}, ("no key waits for it",)),
        ({"path": "/no/such/directory/keystore"}, ("install RCS first",)),
        ({"java_home": "/no/such/java"}, ("no keytool below java_home /no/such/java",)),
    ],
)
def test_mistakes_are_named_all_at_once(site, given, words):
    if site is None:
        return
    said = site.refused(**given)
    for word in words:
        assert word in said


def test_a_keystore_that_does_not_open_or_has_the_alias_otherwise_is_left_alone(site):
    if site is None:
        return
    site.path.write_bytes(keystores.jks(keystores.key("a"), password="another-password"))
    assert "does not open with the given password" in site.refused()
    site.path.write_bytes(keystores.jks(keystores.trusted("Recording-2027")))
    assert "is a trusted_certificate" in site.refused()
