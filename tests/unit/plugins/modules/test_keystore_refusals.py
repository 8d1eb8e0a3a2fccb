# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync refuses: what it says, and that the way which it names ends well."""

import re
from pathlib import Path

import keystores
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore import files, plan, sentences
from keystore_forms import FORMS
from keystore_sites import Sites

A = keystores.key("a", b"cert a")
B = keystores.key("b", b"cert b")
C = keystores.key("c", b"cert c")
OTHER = "another-word"
DOCS = Path(sentences.__file__).resolve().parents[3] / "docs/keystores.md"


@pytest.fixture
def sites(tmp_path):
    found = Sites(tmp_path, "one", "two")
    found.put("one", A, B)
    return found


def refused(sites, kind, **given):
    """The refusal of this kind; nobody is said to have got anything."""
    result = sites.both(**given)
    assert result["failed"] and sentences.SAYS[kind] in result["msg"], result["msg"]
    assert {host["state"] for host in result["hosts"].values()} <= {"untouched", "refused", "stale"}
    assert not [host for host in result["hosts"].values() if host["changed"] or host["added"] or host["lost"]]
    assert not {"written", "restart"} & set(result)
    return result["msg"]


def ends_well(sites, **given):
    result = sites.both(**given)
    assert not result.get("failed"), result["msg"]
    assert len({sites.path(name).read_bytes() for name in sites.names}) == 1
    return sites.aliases(sites.names[0])


def digest(path):
    return files.digest_of(path.read_bytes())


def table():
    """Every row of the part of the documentation about refusals: (what it says, what to do)."""
    text = DOCS.read_text(encoding="utf-8").split("### When it refuses")[1].split("\n### ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:3] == "| *"]
    return [(" ".join(re.findall(r"\*([^*]+)\*", row[0])), row[-1]) for row in cells]


def test_each_refusal_stands_in_the_documentation_with_a_way_out():
    says = [said for said, _remedy in table()]
    missing = [words for words in [*sentences.SAYS.values(), *sentences.STOPS] if not any(words in s for s in says)]
    assert missing == []
    assert [said for said, remedy in table() if not remedy] == []


# -- the source --------------------------------------------------------------------------------------------------


def test_source_that_nothing_proves(sites):
    """It is used by its password, or by its digest, and by no other one."""
    message = refused(sites, "unchecked_source", password=None)
    assert "give password" in message and digest(sites.path("one")) in message
    assert "source_digest" in refused(sites, "another_source", password=None, source_digest="0" * 64)
    assert ends_well(sites, password=None, source_digest=digest(sites.path("one"))) == ["a", "b"]
    refused(sites, "another_source", source_digest="0" * 64)


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "unopened_source"),
        (lambda data: keystores.jks(A, B, password=OTHER), "unopened_source"),
        (lambda data: data[: len(data) // 2], "damaged_source"),
    ],
)
def test_source_that_does_not_open(sites, damage, kind):
    """A host without a keystore gets it no more than one with a good one; its previous version helps."""
    sites.put("one", A)
    sites.put("two", A, B)
    sites.sync(source_host="two")
    sites.put("one", A, B, C)
    sites.path("one").write_bytes(damage(sites.path("one").read_bytes()))
    for present in (True, False):
        message = refused(sites, kind)
        assert "accept_loss" not in message and "state restored" in message
        if present:
            sites.path("two").unlink()
    kept = next(sites.path("one").parent.glob("*.bak"))
    if kind == "damaged_source":
        back = {"accept_loss": [{"alias": plan.WHOLE_FILE, "fingerprint": digest(sites.path("one"))}]}
    else:
        back = {
            "accept_loss": [
                {"alias": name, "fingerprint": keystores.fingerprint(b"cert " + name.encode())} for name in "bc"
            ]
        }
    sites.both(state="restored", source_host=None, targets=["one"], digest=digest(kept), **back)
    assert ends_well(sites) == ["a"]


@pytest.mark.parametrize("form", FORMS)
def test_source_of_every_type_that_is_damaged(sites, form):
    """One bit of what proves it, or its end, is wrong: a host without a keystore does not get it either."""
    made = FORMS[form]
    good = made.join([made.part("private_key", "a", b"cert a")], keystores.PASSWORD)
    for damaged in (good[:-1] + bytes([good[-1] ^ 1]), good[: len(good) // 2], good[:-1]):
        sites.path("one").write_bytes(damaged)
        assert sites.both()["failed"]
    sites.path("one").write_bytes(good)
    assert ends_well(sites) == ["a"]


def test_source_that_is_not_there(sites):
    sites.path("one").unlink()
    refused(sites, "no_source")
    sites.put("two", A)
    assert ends_well(sites, source_host="two") == ["a"]


# -- what may only have another password -------------------------------------------------------------------------


def again(words):
    """The same key as the JDK writes it for another password."""
    plain = b"\x30\x0a\x02\x01\x00\x30\x00\x04\x03key"
    return keystores.protected_jks(plain, words, salt=words.encode().ljust(20)[:20])


def test_same_keys_under_another_password(sites):
    """They are no loss, and nothing leads towards accepting one; given the same password they are equal."""
    sites.put("one", keystores.key("a", b"cert a", again(keystores.PASSWORD)))
    sites.put("two", keystores.key("a", b"cert a", again(OTHER)), password=OTHER)
    for state in ("synced", "merged"):
        message = refused(sites, "same_but_password", state=state)
        assert "keytool -storepasswd, and each key that has another one with keytool -keypasswd" in message
        assert "accept_loss" not in message and "'a' (private_key" in message
    sites.put("two", keystores.key("a", b"cert a", again(OTHER)))
    assert "accept_loss" not in refused(sites, "key_password")
    sites.put("two", keystores.key("a", b"cert a", again(keystores.PASSWORD)))
    assert ends_well(sites) == ["a"]


def test_other_keys_under_another_password(sites):
    """The password comes first; only then it is told what would be lost."""
    sites.put("two", A, C, password=OTHER)
    for state in ("synced", "merged"):
        message = refused(sites, "unopened", state=state)
        assert "'c' (private_key" in message and "accept_loss" not in message
    sites.put("two", A, C)
    refused(sites, "no_record")
    assert ends_well(sites, state="merged") == ["a", "b", "c"]


def test_file_that_no_password_opens(sites):
    """It is moved away and kept."""
    sites.put("two", A, C, password=OTHER)
    assert "move it away, keep it" in refused(sites, "unopened")
    sites.path("two").rename(sites.path("two").with_suffix(".damaged"))
    assert ends_well(sites) == ["a", "b"]


def test_keys_that_only_a_password_compares(sites):
    sites.put("one", keystores.key("a", b"cert a", again(keystores.PASSWORD)))
    other = keystores.protected_jks(b"\x30\x0a\x02\x01\x00\x30\x00\x04\x03key", salt=b"1" * 20)
    sites.put("two", keystores.key("a", b"cert a", other))
    known = {"password": None, "source_digest": digest(sites.path("one"))}
    assert "Give password" in refused(sites, "no_password", **known)
    assert ends_well(sites) == ["a"]


# -- what cannot be seen -----------------------------------------------------------------------------------------


def test_damaged_file(sites):
    """Its previous version is put back, or it is accepted by its digest."""
    sites.put("two", A)
    sites.sync()
    for way in ("back", "accepted"):
        sites.put("two", A, B, C)
        sites.path("two").write_bytes(sites.path("two").read_bytes()[:-30])
        whole = {"alias": plan.WHOLE_FILE, "fingerprint": digest(sites.path("two"))}
        message = refused(sites, "damaged")
        assert whole["fingerprint"] in message and "state restored" in message
        if way == "back":
            kept = next(sites.path("two").parent.glob("*.bak"))
            back = {"state": "restored", "source_host": None, "targets": ["two"], "digest": digest(kept)}
            assert whole["fingerprint"] in refused(sites, "damaged", **back)
            assert sites.both(accept_loss=[whole], **back)["changed"]
            assert ends_well(sites) == ["a", "b"]
        else:
            assert ends_well(sites, accept_loss=[whole]) == ["a", "b"]


def test_type_of_another_kind(sites):
    sites.put("two", A, magic=keystores.JCEKS)
    assert "-importkeystore" in refused(sites, "type")
    sites.put("two", A)
    assert ends_well(sites) == ["a", "b"]
    sites.put("two", A, magic=keystores.JCEKS)
    sites.path("two").rename(sites.path("two").with_suffix(".moved"))
    assert ends_well(sites) == ["a", "b"]


# -- what the record tells ---------------------------------------------------------------------------------------


def history(kind, sites):
    """What has to happen before a refusal of this kind."""
    if kind == "no_record":
        sites.put("two", A, C)
        return ["a", "b", "c"]
    sites.sync()
    if kind == "only_here":
        sites.put("two", A, B, C)
    elif kind == "diverged":
        sites.put("one", A, B, keystores.key("d", b"cert d"))
        sites.put("two", A, B, C)
        return ["a", "b", "c", "d"]
    else:
        sites.put("one", A)
        return ["a", "b"]
    return ["a", "b", "c"]


@pytest.mark.parametrize("kind", ["no_record", "only_here", "diverged", "source_lost"])
def test_entries_that_the_source_lacks(sites, kind):
    wanted = history(kind, sites)
    message = refused(sites, kind)
    assert "Run it once with state merged" in message and "accept_loss" in message
    assert ends_well(sites, state="merged") == wanted
    assert ends_well(sites) == wanted


def test_only_here_means_that_this_host_may_be_the_source(sites):
    history("only_here", sites)
    assert "or take this host as source_host" in refused(sites, "only_here")
    assert ends_well(sites, source_host="two") == ["a", "b", "c"]


def test_alias_that_stands_for_two_keys(sites):
    """It is renamed, and then both are kept."""
    sites.put("two", keystores.key("a", b"another cert"), B)
    for state in ("synced", "merged"):
        assert "keytool -changealias" in refused(sites, "clash", state=state)
    sites.put("two", keystores.key("a2", b"another cert"), B)
    assert ends_well(sites, state="merged") == ["a", "a2", "b"]


# -- the way back ------------------------------------------------------------------------------------------------


def test_kept_version_that_nothing_proves(sites):
    """All of its digits are needed."""
    sites.put("two", A)
    sites.sync()
    kept = next(sites.path("two").parent.glob("*.bak"))
    whole = digest(kept)
    back = {"state": "restored", "source_host": None, "targets": ["two"]}
    lost = [{"alias": "b", "fingerprint": keystores.fingerprint(b"cert b")}]
    assert whole in refused(sites, "kept_unknown", digest="0" * 64, **back)
    assert whole in refused(sites, "kept_unproven", digest=whole[:16], password=None, **back)
    assert "'b' (private_key" in refused(sites, "older", digest=whole[:16], **back)
    assert "'b' (private_key" in refused(sites, "older", digest=whole, password=None, **back)
    assert sites.both(digest=whole, password=None, accept_loss=lost, **back)["changed"]
    assert sites.aliases("two") == ["a"]


def test_refusals_of_a_merge(sites):
    sites.put("two", C)
    known = {"source_digest": digest(sites.path("one")), "password": None}
    assert "needs the password" in sites.both(state="merged", **known)["msg"]
    refused(sites, "unchecked_source", state="merged", password=None)
    assert ends_well(sites, state="merged") == ["a", "b", "c"]


# -- aliases that Java does not find -----------------------------------------------------------------------------


def test_aliases_that_java_does_not_find_are_a_warning(sites):
    sites.put("one", keystores.key("Key", b"cert"), B)
    result = sites.both()
    (warning,) = result["warnings"]
    assert warning.startswith("one: Java lists 'Key' and does not find it") and "CaseExactJKS" in warning
    (warning,) = sites.both()["warnings"]
    assert warning.startswith("one, two: ")
