# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The integrity of every type of keystore, without Java: proven, disproven, or said to be unknown and why."""

import hashlib
import random
import struct
import subprocess

import hostile_keystores
import keystore_forms
import keystores
import pytest
import strange_keystores
from ansible_collections.gir.multidc.plugins.module_utils._keystore import der, merge, pbe, pkcs12
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as reader
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError, WrongPassword

PASSWORD = keystores.PASSWORD
FORMS = keystore_forms.FORMS


def store(form, *entries, password=PASSWORD):
    made = FORMS[form]
    return made.join([made.part(*entry) for entry in entries], password)


KEY, TRUST = ("private_key", "key \u00fc", b"leaf one"), ("trusted_certificate", "trust \u4e2d", b"trust")


@pytest.mark.parametrize("form", FORMS)
def test_the_password_proves_the_integrity(form):
    data = store(form, KEY, TRUST)
    read = reader.read(data, PASSWORD, "it")
    assert (read.type, read.opened, read.unchecked) == (form, True, None)
    assert [(entry["alias"], entry["kind"]) for entry in read.entries] == [
        ("key \u00fc", "private_key"),
        ("trust \u4e2d", "trusted_certificate"),
    ]
    blind = reader.read(data, None, "it")
    assert (blind.opened, blind.unchecked) == (None, None)
    assert (blind.entries is None, blind.hidden is not None) == (form == "uber",) * 2
    with pytest.raises(WrongPassword, match=r"^it does not open with the given password, or it was changed after"):
        reader.read(data, "another", "it")
    assert reader.read_whatever_password(data, "another", "it").opened is False


@pytest.mark.parametrize("form", FORMS)
def test_no_damage_passes_for_a_good_keystore(form):
    data = store(form, KEY, TRUST)
    chance = random.Random(form)
    cases = {**strange_keystores.cut(data), **strange_keystores.flipped(data, chance.sample(range(8 * len(data)), 300))}
    for name, damaged in cases.items():
        for password in (PASSWORD, None):
            try:
                found = reader.read(damaged, password, "it")
            except KeystoreError as exc:
                assert str(exc).startswith("it ") and str(exc).endswith(".") and str(exc).count(". ") == 0, name
            else:
                # What stands outside of the content of PKCS12 is not protected, and is forgiven by Java.
                assert found.opened is not True or (form == "pkcs12" and len(found.entries) == 2), name


def test_damaged_bks_is_never_taken_for_uber():
    data = store("bks", KEY, TRUST)
    for version in (1, 2):
        whole = struct.pack(">I", version) + data[4:]
        for size in range(60, len(data)):
            with pytest.raises(KeystoreError):
                reader.read(whole[:size], None, "it")


@pytest.mark.parametrize("form", FORMS)
def test_stores_written_apart_are_merged(form):
    others = ("private_key", "other", b"leaf two"), ("private_key", "third", b"leaf three")
    here, there = store(form, KEY, TRUST), store(form, KEY, *others)
    both = merge.union(("a", here), [("b", there)], PASSWORD, lambda _entry: False)
    read = reader.read(both, PASSWORD, "it")
    assert read.opened is True
    assert [entry["alias"] for entry in read.entries if entry["kind"] == "private_key"] == [
        "key \u00fc",
        "other",
        "third",
    ]
    assert merge.union(("a", both), [("b", there)], PASSWORD, lambda _entry: False) == both


def test_a_sealed_key_is_opened_with_the_password(not_run):
    """As BouncyCastle seals it, by PKCS12's derivation and triple DES."""
    plain = b"\x00" + keystores._text("PKCS#8") + keystores._text("RSA") + keystores._block(keystore_forms.PLAIN)
    key, vector = keystore_forms.derive(PASSWORD, 1, 24), keystore_forms.derive(PASSWORD, 2, 8)
    command = ["openssl", "enc", "-e", "-des-ede3-cbc", "-K", key.hex(), "-iv", vector.hex()]
    try:
        sealed = subprocess.run(command, input=plain, capture_output=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        not_run("a sealed key of BKS: no openssl was found")
        return
    chain = struct.pack(">I", 1) + keystores._text("X.509") + keystores._block(b"leaf")
    head = b"\x04" + keystores._text("a") + keystores.CREATED + chain
    data = FORMS["bks"].join([head + keystores._block(keystore_forms.HEAD + sealed)], PASSWORD)
    expected = hashlib.sha256(keystore_forms.PLAIN).hexdigest()
    assert reader.read(data, PASSWORD).entries[0]["key"] == expected
    assert reader.read(data, PASSWORD, keys=False).entries[0]["key"] is None


def test_java_finds_no_capital_letters_in_its_own_stores():
    entries = [("private_key", alias, alias.encode()) for alias in ("small", "Capital", "UMLAUT \u00dc", "\u00fc")]
    for form, expected in (("jks", ["Capital", "UMLAUT \u00dc"]), ("jceks", ["Capital", "UMLAUT \u00dc"]), ("bks", [])):
        assert reader.read(store(form, *entries), PASSWORD).unreachable == expected
    # PKCS12 is read without regard to them, so that there they are the same.
    read = reader.read(store("pkcs12", *entries), PASSWORD)
    assert read.unreachable == [] and read.entries[1]["alias"] == "capital"


SAFE = der.encode(der.SEQUENCE, keystore_forms._data(der.encode(der.SEQUENCE)))
PLAIN = strange_keystores.information(der.encode(der.OCTETS, SAFE))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (strange_keystores.whole(PLAIN, b""), "it has no integrity code (MAC)"),
        (
            strange_keystores.whole(PLAIN, strange_keystores.mac(SAFE, "md5", "1.2.840.113549.2.5")),
            "its integrity code is not one that is checked here: algorithm 1.2.840.113549.2.5",
        ),
        (hostile_keystores.pfx(SAFE, 10000000), "not one that is checked here: 10000000 rounds"),
        (hostile_keystores.pfx(SAFE, 4000000), "not one that is checked here: more than 1000000 rounds"),
        (hostile_keystores.bks(1000001, b""), "it asks for more than 1000000 rounds of password derivation"),
        (hostile_keystores.SHAPES["UBER"](1 << 20), "it is too large to be opened here"),
        (hostile_keystores.parts(hostile_keystores.encrypted(bytes(1 << 20))), "it is too large to be opened here"),
        (b"\x00\x00\x00\x00" + keystore_forms.FORMS["uber"].join([], PASSWORD)[4:], "BouncyCastle has not opened"),
        (
            der.encode(
                der.SEQUENCE,
                der.encode(der.SEQUENCE, der.encode(der.SEQUENCE), der.encode(der.OCTETS, b"x")),
                der.encode(der.SEQUENCE),
            ),
            "it is a BCFKS keystore of BouncyCastle, which is not read here",
        ),
    ],
)
def test_what_cannot_be_checked_is_neither_good_nor_bad(data, why):
    read = reader.read(data, PASSWORD, "it")
    assert read.opened is None and why in read.unchecked
    assert reader.read(data, None, "it").opened is None


def test_pkcs12_forgives_what_java_forgives():
    """As the comparison with Java found it; this part runs without Java."""
    code = strange_keystores.mac(SAFE)
    good = strange_keystores.whole(PLAIN, code)
    make = strange_keystores
    for data in (
        good,
        good + b"bytes after it",
        make.whole(PLAIN, code, outer=0x31),
        make.open_length(0x30, der.encode(der.INTEGER, b"\3"), PLAIN, code),
        make.whole(make.information(make.pieces(SAFE, size=7)), code),
        make.whole(make.information(make.pieces(SAFE, outer=0xA4)), code),
        make.whole(PLAIN, make.pbmac1(SAFE)),
    ):
        assert reader.read(data, PASSWORD).opened is True
    for data in (
        good[:-1],
        make.whole(PLAIN, code, version=b"\4"),
        make.whole(make.information(make.pieces(SAFE, 0x44)), code),
        make.long_form(0x30, good[2:]),
        make.open_length(0x30, der.encode(der.INTEGER, b"\3"), PLAIN, code)[:-1],
    ):
        with pytest.raises(KeystoreError, match=r"truncated or damaged"):
            reader.read(data, PASSWORD)


def test_keys_are_opened_for_nobody_who_is_not_proven(monkeypatch):
    def never(*_arguments):
        raise AssertionError("a key was opened")

    monkeypatch.setattr(pbe, "decrypt", never)
    bags = FORMS["pkcs12"].part(*KEY)
    safe = der.encode(der.SEQUENCE, keystore_forms._data(der.encode(der.SEQUENCE, *bags)))
    content = strange_keystores.information(der.encode(der.OCTETS, safe))
    read = reader.read(strange_keystores.whole(content, b""), PASSWORD)
    assert read.unchecked == "it has no integrity code (MAC)"
    assert (read.entries[0]["kind"], read.entries[0]["key"]) == ("private_key", None)
    assert pkcs12.SHROUDED in {bag.kind for part in read.parts for bag in part}
