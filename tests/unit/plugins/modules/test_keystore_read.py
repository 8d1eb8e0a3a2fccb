# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_info and the reader below it, without Java."""

import hashlib
import os
import subprocess

import keystores
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore import ciphers, der, pbe, twofish
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as reader
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, same
from ansible_collections.gir.multidc.plugins.module_utils._keystore.work import Work
from hypothesis import given, settings
from hypothesis import strategies as st

A = keystores.key("a", b"cert a")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (keystores.jks(A)[:40], "truncated or damaged"),
        (keystores.jks(A)[:3], "neither JKS"),
        (b"\x00\x00\x00\x00" * 20, "damaged: it has no salt"),
        (b"-----BEGIN CERTIFICATE-----\n", "is no keystore but a certificate as text (PEM)"),
        (b"-----BEGIN PRIVATE", "is no keystore but a text with keys or certificates (PEM)"),
        (keystores.jks(A, password="another"), "does not open with the given password"),
        (keystores.jks(A)[:-1] + b"x", "does not open with the given password"),
        (b"\x30\x09abc", "truncated or damaged"),
        (b"\x30\x03abc", "truncated or damaged"),
        (b"PK\x03\x04", "is no keystore but an archive (ZIP or JAR)"),
        (b"\x7fELF", "neither JKS, JCEKS, PKCS12, BKS nor UBER (it begins with 7f454c46)"),
        (b"\x00\x00\x00\x02bks", "truncated or damaged"),
        (b"\x00\x00\x00\x02" + b"\xff" * 40, "truncated or damaged"),
    ],
)
def test_what_is_no_keystore_is_one_sentence(tmp_path, data, words):
    path = tmp_path / "keystore"
    path.write_bytes(data)
    result = module_runs.fail("rcs_keystore_info", {"path": str(path), "password": keystores.PASSWORD})
    assert words in result["msg"] and result["msg"].count(". ") == 0


def test_info_describes_the_file_and_no_key(tmp_path):
    path = tmp_path / "keystore.jks"
    path.write_bytes(keystores.jks(A, keystores.trusted("t", b"cert t")))
    path.chmod(0o640)
    result = module_runs.succeed("rcs_keystore_info", {"path": str(path), "password": keystores.PASSWORD}, check=True)
    assert (result["type"], result["mode"], result["size"]) == ("jks", "0640", len(path.read_bytes()))
    assert result["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(entry["alias"], entry["kind"], entry["fingerprint"]) for entry in result["entries"]] == [
        ("a", "private_key", keystores.fingerprint(b"cert a")),
        ("t", "trusted_certificate", keystores.fingerprint(b"cert t", b"")),
    ]
    assert "protected key" not in result["text"]
    assert module_runs.succeed("rcs_keystore_info", {"path": str(tmp_path / "none")})["exists"] is False


def test_a_link_shows_the_file_that_it_leads_to(tmp_path):
    path = tmp_path / "real.jks"
    path.write_bytes(keystores.jks(A))
    path.chmod(0o604)
    os.utime(path, (1000, 1000))
    (tmp_path / "link.jks").symlink_to(path)
    result = module_runs.succeed("rcs_keystore_info", {"path": str(tmp_path / "link.jks")})
    assert (result["mode"], result["size"], result["mtime"]) == ("0604", len(path.read_bytes()), 1000)


def test_a_password_that_is_part_of_other_words_hides_none_of_them(tmp_path):
    """Ansible cuts no_log values out of every text of a result, here that would be names."""
    path = tmp_path / "keystore.jks"
    path.write_bytes(keystores.jks(keystores.key("a key", b"cert a"), password="e"))
    result = module_runs.succeed("rcs_keystore_info", {"path": str(path), "password": "e"})
    assert result["path"] == str(path) and result["entries"][0]["alias"] == "a key"
    # ansible-core 2.21 returns no invocation unless it is asked for.
    invocation = result.get("invocation", {"module_args": {"password": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}})
    assert invocation["module_args"]["password"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    failed = module_runs.fail("rcs_keystore_info", {"path": str(path), "password": "secret-word"})
    assert str(path) in failed["msg"] and "secret-word" not in failed["text"]


def test_the_same_key_under_another_encryption_is_the_same_entry():
    """Told by the plain key, which only the password shows; without it the entries count as different."""
    plain = b"\x30\x0a\x02\x01\x00\x30\x00\x04\x03key"
    one, two = (
        keystores.jks(keystores.key("a", b"cert", keystores.protected_jks(plain, salt=salt)))
        for salt in (b"1" * 20, b"2" * 20)
    )
    other = keystores.jks(keystores.key("a", b"cert", keystores.protected_jks(plain[:-1] + b"Y", salt=b"1" * 20)))
    opened = [reader.read(data, keystores.PASSWORD).entries[0] for data in (one, two, other)]
    assert same(opened[0], opened[1]) and not same(opened[0], opened[2])
    assert opened[0]["key"] == hashlib.sha256(plain).hexdigest()
    assert not same(reader.read(one).entries[0], reader.read(two).entries[0])
    assert opened[0]["certificate"] == opened[2]["certificate"]


aliases = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=200)


@settings(max_examples=50, deadline=None)
@given(st.lists(aliases, max_size=4))
def test_every_alias_is_read_as_it_was_written(names):
    data = keystores.jks(*[keystores.key(name, name.encode()) for name in names])
    assert [entry["alias"] for entry in reader.read(data, keystores.PASSWORD).entries] == names


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=200), st.binary(min_size=0, max_size=6))
def test_a_damaged_keystore_is_one_sentence(position, noise):
    data = keystores.jks(A, keystores.trusted("t"), magic=keystores.JCEKS)
    damaged = data[:position] + noise + data[position + len(noise) :]
    try:
        reader.read(damaged, keystores.PASSWORD, "it")
    except KeystoreError as exc:
        assert str(exc).endswith(".")
    else:
        assert damaged[: len(data)] == data  # what follows the digest is never read


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"\x30", b"\x00\x00\x00\x01", b"\xfe\xed\xfe\xed\x00\x00\x00\x02", b""]), st.binary(max_size=80)
)
def test_noise_is_one_sentence(head, noise):
    try:
        store = reader.read(head + noise, keystores.PASSWORD, "it")
    except KeystoreError as exc:
        assert str(exc).endswith(".")
    else:
        assert store.hidden or store.entries is not None


CIPHERS = {
    "aes-128-cbc": (ciphers.aes, 16, 16, ()),
    "aes-192-cbc": (ciphers.aes, 24, 16, ()),
    "aes-256-cbc": (ciphers.aes, 32, 16, ()),
    "des-ede3-cbc": (ciphers.triple_des, 24, 8, ()),
    "rc2-40-cbc": (ciphers.rc2, 5, 8, ("-provider", "legacy", "-provider", "default")),
    "rc2-cbc": (ciphers.rc2, 16, 8, ("-provider", "legacy", "-provider", "default")),
}


def test_ciphers_agree_with_openssl(not_run):
    if subprocess.run(["openssl", "version"], capture_output=True, check=False).stdout[:9] != b"OpenSSL 3":
        not_run("ciphers of keystores against openssl: no OpenSSL 3 was found")
        return
    for name, (cipher, length, block, more) in CIPHERS.items():
        for size in (0, 1, block - 1, block, 1000):
            secret, vector, plain = os.urandom(length), os.urandom(block), os.urandom(size)
            command = ["openssl", "enc", "-e", "-" + name, "-K", secret.hex(), "-iv", vector.hex(), *more]
            data = subprocess.run(command, input=plain, capture_output=True, check=True).stdout
            assert ciphers.decrypt_cbc(cipher, secret, data, vector, Work()) == plain, name


def test_ciphers_agree_with_the_standards():
    """Test vectors of FIPS 197 (C.1, C.3), of NIST for triple DES, of RFC 2268 (5), and of the authors of Twofish."""
    plain = bytes.fromhex("00112233445566778899aabbccddeeff")
    for length, secret in ((16, "69c4e0d86a7b0430d8cdb78070b4c55a"), (32, "8ea2b7ca516745bfeafc49904b496089")):
        assert ciphers.aes(bytes(range(length)))(bytes.fromhex(secret)) == plain
    triple = ciphers.triple_des(bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123"))
    assert triple(bytes.fromhex("a826fd8ce53b855f")) == b"The qufc"
    old = ciphers.rc2(bytes.fromhex("88bca90e90875a7f0f79c384627bafb2"))
    assert old(bytes.fromhex("2269552ab0f85ca6")) == bytes(8)
    secret = bytes.fromhex("0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff")
    for key, expected in (
        (bytes(32), "57ff739d4dc92c1bd7fc01700cc8216f"),
        (secret, "37527be0052334b89f0cfccae87cfa20"),
    ):
        encrypt, decrypt = twofish.twofish(key)
        assert encrypt(bytes(16)).hex() == expected and decrypt(bytes.fromhex(expected)) == bytes(16)


def test_rounds_without_end_are_not_waited_for():
    for count in (0, -1, 5000001, (1 << 31) - 1):
        length = max((count.bit_length() + 8) // 8, 1)
        node = der.one(der.encode(der.INTEGER, count.to_bytes(length, "big", signed=True)))
        with pytest.raises(ValueError, match="rounds"):
            pbe.rounds(node)
