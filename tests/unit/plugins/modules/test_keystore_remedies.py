# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of keytool that a refusal names, done with the JDK: the sync succeeds after them."""

import keystores
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore import sentences
from keystore_sites import Sites

WORD, OTHER = keystores.PASSWORD, "another-word"
TYPES = ("JKS", "JCEKS", "PKCS12")
FEW_ROUNDS = ("-J-Djdk.jceks.iterationCount=10000",)


class Java(Sites):
    """Sites whose keystores the JDK makes and changes."""

    kind = "JKS"

    def tool(self, name, verb, *words, password=WORD, kind=None):
        common = ["-keystore", str(self.path(name)), "-storetype", kind or self.kind, "-storepass", password]
        keystores.keytool(verb, *common, *words, flags=FEW_ROUNDS)

    def make(self, name, *aliases, password=WORD):
        for alias in aliases:
            self.tool(name, "-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", f"CN={alias}", password=password)

    def take(self, path, source, alias, kind=None, password=WORD):
        """An entry of another file, encrypted anew."""
        given = ["-srckeystore", str(source), "-srcstorepass", WORD, "-srcalias", alias, "-noprompt"]
        here = ["-destkeystore", str(path), "-deststoretype", kind or self.kind, "-deststorepass", password]
        keystores.keytool("-importkeystore", *given, *here, "-destkeypass", password, flags=FEW_ROUNDS)

    def passwords(self, name, *aliases):
        """What the refusal says: the keystore and its keys get the password of the others."""
        self.tool(name, "-storepasswd", "-new", WORD, password=OTHER)
        if self.kind != "PKCS12":
            assert "-keypasswd" in self.refused("key_password")
            for alias in aliases:
                self.tool(name, "-keypasswd", "-alias", alias, "-keypass", OTHER, "-new", WORD)

    def refused(self, kind, **given):
        message = self.both(**given)["msg"]
        assert sentences.SAYS[kind] in message, message
        return message

    def ends_well(self, **given):
        result = self.both(**given)
        assert not result.get("failed"), result["msg"]
        # Java alone judges.
        shown = [set(keystores.listing(self.path(name))) for name in self.names]
        assert all(aliases == shown[0] for aliases in shown)
        return sorted(shown[0])


@pytest.fixture(params=TYPES)
def sites(request, tmp_path, not_run):
    """None without Java."""
    if not keystores.keytools():
        not_run("the commands of keytool that refusals name: no keytool was found")
        return None
    made = Java(tmp_path, "one", "two")
    made.kind = request.param
    return made


def test_password_of_a_keystore_with_the_same_keys(sites):
    """-storepasswd, and but for PKCS12 -keypasswd. Then an entry of its own is seen, and merged."""
    if not sites:
        return
    sites.make("one", "a")
    sites.take(sites.path("two"), sites.path("one"), "a", password=OTHER)
    message = sites.refused("unopened" if sites.kind == "PKCS12" else "same_but_password")
    assert ("-keypasswd" in message) == (sites.kind != "PKCS12")
    assert "-storepasswd" in message and "accept_loss" not in message
    sites.passwords("two", "a")
    sites.make("two", "own")
    sites.refused("no_record")
    assert sites.ends_well(state="merged") == ["a", "own"]


def test_alias_that_stands_for_two_keys(sites):
    """-changealias, and then a merge."""
    if not sites or sites.kind == "JCEKS":
        return
    for name in sites.names:
        sites.make(name, "a")
    assert "Rename 'a' on this host first" in sites.refused("clash")
    sites.tool("two", "-changealias", "-alias", "a", "-destalias", "a2")
    assert sites.ends_well(state="merged") == ["a", "a2"]


def test_type_that_differs(sites):
    """-importkeystore -deststoretype."""
    if not sites or sites.kind == "JCEKS":
        return
    sites.make("one", "a")
    sites.take(sites.path("two"), sites.path("one"), "a", "JCEKS" if sites.kind == "JKS" else "JKS")
    assert "-importkeystore -deststoretype" in sites.refused("type")
    old = sites.path("two").rename(sites.path("two").with_name("old"))
    sites.take(sites.path("two"), old, "a")
    assert sites.ends_well() == ["a"]


def test_alias_that_java_does_not_find(sites):
    """-storetype CaseExactJKS, on every host."""
    if not sites or sites.kind != "JKS":
        return
    for name in sites.names:
        key = ["-alias", "Key", "-keyalg", "EC", "-dname", "CN=key"]
        sites.tool(name, "-genkeypair", *key, kind="CaseExactJKS")
    sites.path("two").write_bytes(sites.path("one").read_bytes())
    (warning,) = sites.both()["warnings"]
    assert "-storetype CaseExactJKS -alias 'Key' -destalias 'key'" in warning
    for name in sites.names:
        sites.tool(name, "-changealias", "-alias", "Key", "-destalias", "key", kind="CaseExactJKS")
    assert sites.ends_well() == ["key"]
    assert "warnings" not in sites.sync()
