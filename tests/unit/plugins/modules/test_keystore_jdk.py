# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keystores that the JDK made: read, merged, and opened again by the JDK, which alone judges."""

from concurrent.futures import ThreadPoolExecutor

import keystores
import pytest
import series
from ansible_collections.gir.multidc.plugins.module_utils._keystore import merge
from ansible_collections.gir.multidc.plugins.module_utils._keystore import read as reader
from ansible_collections.gir.multidc.plugins.module_utils._keystore.store import KeystoreError

LONG = "long " * 40
FORMS = {
    "jks": ("JKS", ()),
    "jceks": ("JCEKS", ("-J-Djdk.jceks.iterationCount=10000",)),
    "pkcs12": ("PKCS12", ()),
    "pkcs12-old": ("PKCS12", ("-J-Dkeystore.pkcs12.legacy",)),
}


class Store:
    """A keystore of one form, made by one keytool."""

    def __init__(self, folder, form, name, tool):
        self.path = folder / f"{form}-{name}"
        self.form, self.tool = form, tool
        self.type, self.flags = FORMS[form]

    def do(self, verb, *arguments):
        common = ["-keystore", str(self.path), "-storetype", self.type, "-storepass", keystores.PASSWORD]
        return keystores.keytool(verb, *common, *arguments, tool=self.tool, flags=self.flags)

    def take(self, source):
        """All entries of another keystore as well."""
        given = ["-srckeystore", str(source.path), "-srcstorepass", keystores.PASSWORD, "-noprompt"]
        common = ["-destkeystore", str(self.path), "-deststoretype", self.type, "-deststorepass", keystores.PASSWORD]
        keystores.keytool("-importkeystore", *given, *common, tool=self.tool, flags=self.flags)

    def copy(self, name):
        other = Store(self.path.parent, self.form, name, self.tool)
        other.path.write_bytes(self.path.read_bytes())
        return other

    def pair(self, alias, algorithm, *more):
        if algorithm == "RSA":
            more = ["-keysize", "1024", *more]  # it only has to look like a key
        self.do("-genkeypair", "-alias", alias, "-keyalg", algorithm, "-dname", "CN=recording, O=Example", *more)

    def read(self):
        return reader.read(self.path.read_bytes(), keystores.PASSWORD, "it")


def entries(folder, tool):
    """What goes into the keystores of every form, made once: (shared, here, there), with secret keys and without."""
    shared = Store(folder, "pkcs12", "shared", tool)
    shared.pair("Recording Key \u00fc 2026", "RSA")
    here, there = Store(folder, "pkcs12", "entries-here", tool), Store(folder, "pkcs12", "entries-there", tool)

    def fill(store):
        if store is here:
            here.pair("ca", "EC", "-ext", "bc:c")
            here.pair("leaf", "RSA", "-signer", "ca", "-dname", "CN=leaf")
        else:
            there.pair(LONG.strip(), "EC", "-dname", "CN=leaf")
            keystores.certificate(folder / "trust.crt")
            there.do("-importcert", "-alias", "some trust \u4e2d", "-file", str(folder / "trust.crt"), "-noprompt")
        plain = store.copy("plain-" + store.path.name)
        store.do("-genseckey", "-alias", "secret " + store.path.name, "-keyalg", "AES", "-keysize", "128")
        return plain

    with ThreadPoolExecutor(2) as pool:
        plain = list(pool.map(fill, (here, there)))
    return shared, (here, there), plain


def make(folder, form, tool, made):
    """Two keystores that share a certificate and were then written apart."""
    shared, full, plain = made
    here = Store(folder, form, "here", tool)
    here.take(shared)
    there = here.copy("there")
    for store, source in zip((here, there), plain if form == "jks" else full):
        store.take(source)
        store.shown = keystores.listing(store.path, tool)
    return here, there


@pytest.fixture(scope="module")
def pairs(tmp_path_factory, not_run):
    """{form: (here, there)}, empty without Java; with several JDKs, the newest makes the new form."""
    tools = keystores.keytools()
    if not tools:
        not_run("keystores made by the JDK: no keytool was found")
        return {}
    folder = tmp_path_factory.mktemp("jdk")
    made = entries(folder, tools[0])
    with ThreadPoolExecutor(2) as pool:
        pairs = {form: pool.submit(make, folder, form, tools[-1 if form == "pkcs12" else 0], made) for form in FORMS}
        return {form: future.result() for form, future in pairs.items()}


def test_entries_are_those_that_the_jdk_shows(pairs):
    for here, there in pairs.values():
        for store in (here, there):
            read, shown = store.read(), store.shown
            assert read.opened is True
            assert {entry["alias"] for entry in read.entries} == set(shown)
            for entry in read.entries:
                text = shown[entry["alias"]].replace(":", "").lower()
                assert all(certificate in text for certificate in entry["chain"])
                assert (f"chain length {len(entry['chain'])}" in text) == (entry["kind"] == "private_key")
                assert ("trustedcertentry" in text) == (entry["kind"] == "trusted_certificate")
                assert ("secretkeyentry" in text) == (entry["kind"] == "secret_key")


def test_chains_subjects_and_dates_are_told(pairs):
    for here, _there in pairs.values():
        entries = {entry["alias"]: entry for entry in here.read().entries}
        leaf, issuer = entries["leaf"], entries["ca"]
        assert leaf["chain"] == [leaf["certificate"], issuer["certificate"]]
        assert (leaf["subject"], leaf["issuer"]) == ("CN=leaf", issuer["subject"])
        assert sorted(issuer["subject"].split(", ")) == ["CN=recording", "O=Example"]
        assert leaf["not_after"].startswith("20") and leaf["not_after"].endswith("Z")


def test_the_password_decides_what_pkcs12_shows(pairs):
    for form, (here, _there) in pairs.items():
        data = here.path.read_bytes()
        blind = reader.read(data)
        assert (blind.entries is None, blind.hidden is not None) == (form.startswith("pkcs12"),) * 2
        with pytest.raises(KeystoreError, match=r"does not open with the given password"):
            reader.read(data, "another-one")
        assert reader.read_whatever_password(data, "another-one").opened is False


def union(here, there):
    return merge.union(("a", here), [("b", there)], keystores.PASSWORD, lambda _entry: False)


@pytest.fixture(scope="module")
def merged(pairs, tmp_path_factory):
    """{form: the two of them merged}."""
    folder, found = tmp_path_factory.mktemp("merged"), {}
    for form, (here, there) in pairs.items():
        found[form] = Store(folder, form, "both", here.tool)
        found[form].path.write_bytes(union(here.path.read_bytes(), there.path.read_bytes()))
    return found


def test_a_merged_keystore_opens_as_its_parts_did(pairs, merged, tmp_path):
    def judge(form):
        here, there = pairs[form]
        assert keystores.listing(merged[form].path, here.tool) == {**here.shown, **there.shown}
        keys = {entry["key"] for entry in merged[form].read().entries if entry["kind"] == "private_key"}
        assert keys == keystores.plain_keys(merged[form].path, tmp_path, here.tool)
        return len(keys)

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(judge, merged)) <= {4}


def test_merging_once_more_changes_nothing(pairs, merged):
    for form in set(pairs) & {"jks", "pkcs12"}:
        there = pairs[form][1]
        assert union(merged[form].path.read_bytes(), there.path.read_bytes()) == merged[form].path.read_bytes()


def test_other_jdks_see_the_same(pairs, merged):
    for tool in keystores.keytools()[:-1]:
        here, there = pairs["pkcs12"]
        assert set(keystores.listing(merged["pkcs12"].path, tool)) == {*here.shown, *there.shown}


def test_java_can_go_on_writing_a_merged_keystore(merged, tmp_path):
    def judge(form):
        store = Store(tmp_path, form, "written", merged[form].tool)
        store.path.write_bytes(merged[form].path.read_bytes())
        expected = {entry["alias"]: entry["key"] for entry in merged[form].read().entries}
        store.do("-changealias", "-alias", "leaf", "-destalias", "renamed")
        expected["renamed"] = expected.pop("leaf")
        assert {entry["alias"]: entry["key"] for entry in store.read().entries} == expected
        return len(expected)

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(judge, merged)) <= {5, 7}


def test_aliases_that_differ_in_case_only_are_two_entries_and_no_merge(pairs, tmp_path):
    if not pairs:
        return
    store = Store(tmp_path, "jks", "case", None)
    store.type = "CaseExactJKS"
    store.pair("Key", "EC")
    store.pair("key", "EC")
    assert sorted(entry["alias"] for entry in store.read().entries) == ["Key", "key"]
    other = keystores.jks(keystores.key("KEY", b"cert"))
    with pytest.raises(KeystoreError, match=r"Alias 'KEY' stands for different keys"):
        merge.union(("a", store.path.read_bytes()), [("b", other)], keystores.PASSWORD, lambda _entry: False)


def test_damage_anywhere_is_one_sentence(pairs):
    """A byte turned over, or the end missing: with the password, nothing of it passes."""
    for form, (here, _there) in pairs.items():
        data = here.path.read_bytes()
        step = max(len(data) // series.length(sample=12, whole=40), 1)
        for position in range(0, len(data), step):
            for damaged in (data[:position], data[:position] + bytes([data[position] ^ 0x55]) + data[position + 1 :]):
                with pytest.raises(KeystoreError) as caught:
                    store = reader.read(damaged, keystores.PASSWORD, form)
                    assert store.hidden  # an algorithm that nobody knows any more
                    raise KeystoreError("Hidden.")
                assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
