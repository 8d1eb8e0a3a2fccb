# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_info and rcs_keystore_sync: no key is ever lost, in any mode."""

import base64
import os
import stat

import keystores
import module_runs
import pytest
from ansible_collections.gir.multidc.plugins.module_utils import _keystore_read as reader
from ansible_collections.gir.multidc.plugins.module_utils import _keystore_sync as sync
from hypothesis import given, settings
from hypothesis import strategies as st

A = keystores.key("a", b"cert a")
B = keystores.key("b", b"cert b")
PKCS12 = b"\x30\x03abc"


def put(path, data, mode=0o640):
    path.write_bytes(data)
    path.chmod(mode)
    return path


def sync_arguments(path, source, **options):
    return dict(
        {"path": str(path), "content": base64.b64encode(source).decode(), "password": keystores.PASSWORD}, **options
    )


def both(path, source, **options):
    """Check mode first, which must predict and write nothing; then the real run."""
    before = sorted((item.name, item.read_bytes()) for item in path.parent.iterdir())
    predicted = module_runs.run("rcs_keystore_sync", sync_arguments(path, source, **options), check=True)
    assert sorted((item.name, item.read_bytes()) for item in path.parent.iterdir()) == before
    real = module_runs.run("rcs_keystore_sync", sync_arguments(path, source, **options))
    assert bool(predicted.get("failed")) == bool(real.get("failed"))
    if real.get("failed"):
        assert predicted["msg"] == real["msg"]
        assert sorted((item.name, item.read_bytes()) for item in path.parent.iterdir()) == before
    else:
        assert (predicted["changed"], predicted["diff"]) == (real["changed"], real["diff"])
    for result in (predicted, real):
        assert not source or base64.b64encode(source).decode() not in result["text"]
        assert "protected key" not in result["text"] and keystores.PASSWORD not in result["text"]
    return real


def test_a_missing_keystore_is_created_private(tmp_path):
    path = tmp_path / "keystore.jks"
    result = both(path, keystores.jks(A, B))
    assert [entry["alias"] for entry in result["added"]] == ["a", "b"]
    assert path.read_bytes() == keystores.jks(A, B)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["keystore.jks"]
    assert both(path, keystores.jks(A, B))["changed"] is False


def test_a_keystore_that_gains_keys_is_replaced_and_kept(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A))
    result = both(path, keystores.jks(A, B))
    assert path.read_bytes() == keystores.jks(A, B)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    backup = tmp_path / os.path.basename(result["backup_file"])
    assert backup.read_bytes() == keystores.jks(A)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [entry["alias"] for entry in result["added"]] == ["b"]


@pytest.mark.parametrize(
    ("entry", "source"),
    [
        (B, (A,)),  # another alias
        (keystores.key("a", b"cert b"), (A,)),  # the same alias with another key
        (keystores.key("b", b"cert a"), (A,)),  # the same key under another alias
        (A, (keystores.trusted("a", b"cert a"),)),  # a certificate is no key
    ],
)
def test_an_entry_that_the_source_lacks_is_never_lost(tmp_path, entry, source):
    path = put(tmp_path / "keystore.jks", keystores.jks(entry))
    found = reader.read(path.read_bytes()).entries[0]
    result = both(path, keystores.jks(*source))
    assert result["failed"] and found["alias"] in result["msg"] and found["fingerprint"] in result["msg"]
    assert [item["fingerprint"] for item in result["missing"]] == [found["fingerprint"]]


def test_loss_is_accepted_only_for_exactly_that_entry(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A, B))
    exact = {"alias": "b", "fingerprint": keystores.fingerprint(b"cert b")}
    for wrong in (
        dict(exact, alias="B"),
        dict(exact, fingerprint=keystores.fingerprint(b"other")),
        {"alias": "a", "fingerprint": keystores.fingerprint(b"cert a")},
    ):
        assert both(path, keystores.jks(A), accept_loss=[wrong])["failed"]
    colons = exact["fingerprint"].upper()
    exact["fingerprint"] = ":".join(colons[number : number + 2] for number in range(0, 64, 2))
    result = both(path, keystores.jks(A), accept_loss=[exact])
    assert [entry["alias"] for entry in result["lost"]] == ["b"]
    assert path.read_bytes() == keystores.jks(A)


@pytest.mark.parametrize("target", [PKCS12, keystores.jks(A)[:-25], b"junk", keystores.jks(A) + b"x"])
def test_a_file_that_hides_its_entries_is_replaced_only_by_its_digest(tmp_path, target):
    path = put(tmp_path / "keystore", target)
    digest = reader.Keystore(target).sha256
    assert digest in both(path, keystores.jks(A))["msg"]
    assert both(path, keystores.jks(A), accept_loss=[{"alias": sync.WHOLE_FILE, "fingerprint": "0" * 64}])["failed"]
    assert both(path, keystores.jks(A), accept_loss=[{"alias": sync.WHOLE_FILE, "fingerprint": digest}])["changed"]


def test_identical_or_empty_targets_need_no_proof(tmp_path):
    assert both(put(tmp_path / "same", PKCS12), PKCS12)["changed"] is False
    assert both(put(tmp_path / "empty", b""), PKCS12)["changed"] is True


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "is empty"),
        (keystores.jks(A)[:40], "truncated or damaged"),
        (keystores.jks(A, password="another"), "does not open with the given password"),
        (b"\x30\x09abc", "truncated or damaged"),
        (b"\x00\x00\x00\x02bks", "neither JKS, JCEKS nor PKCS12"),
    ],
)
def test_a_bad_source_is_never_passed_on(tmp_path, source, words):
    path = put(tmp_path / "keystore.jks", keystores.jks(A))
    assert words in both(path, source)["msg"]


def test_an_older_password_on_the_target_does_not_hide_its_entries(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A, password="old"))
    assert both(path, keystores.jks(A))["changed"] is True


def test_mode_alone_is_a_change_and_needs_no_new_file(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A))
    assert both(path, keystores.jks(A), mode="0600")["changed"] is True
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert both(path, keystores.jks(A), mode="0600")["changed"] is False


def test_mistakes_are_named_all_at_once(tmp_path):
    wrong = {"owner": "nobody-here", "mode": "rw", "keep": -1, "accept_loss": [{"alias": "a", "fingerprint": "12"}]}
    result = module_runs.fail(
        "rcs_keystore_sync", sync_arguments(tmp_path / "none" / "keystore", keystores.jks(A), **wrong)
    )
    assert len(result["problems"]) == 5


def test_only_so_many_versions_are_kept(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A))
    (tmp_path / "keystore.jks.bak").write_text("not ours", encoding="utf-8")
    entries = [A]
    for number in range(4):
        entries.append(keystores.key(f"more {number}", b"cert %d" % number))
        module_runs.succeed("rcs_keystore_sync", sync_arguments(path, keystores.jks(*entries), keep=2))
    assert len(sync.backups(str(tmp_path), "keystore.jks")) == 2
    assert (tmp_path / "keystore.jks.bak").exists()


def test_a_link_stays_a_link(tmp_path):
    real = put(tmp_path / "real.jks", keystores.jks(A))
    (tmp_path / "keystore.jks").symlink_to(real)
    both(tmp_path / "keystore.jks", keystores.jks(A, B))
    assert (tmp_path / "keystore.jks").is_symlink()
    assert real.read_bytes() == keystores.jks(A, B)


def test_a_target_that_changes_meanwhile_is_left_alone(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A))
    target = sync.Target(str(path))
    put(path, keystores.jks(A, B))
    with pytest.raises(reader.KeystoreError, match="changed by somebody else"):
        sync.replace(target, reader.read(keystores.jks(A)), sync.Ownership(), 10)
    assert path.read_bytes() == keystores.jks(A, B)


@pytest.mark.parametrize("failing", ["rename", "fsync", "fchmod"])
def test_a_failure_while_writing_leaves_the_old_keystore(tmp_path, monkeypatch, failing):
    path = put(tmp_path / "keystore.jks", keystores.jks(A))

    def broken(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sync.os, failing, broken)
    with pytest.raises(reader.KeystoreError, match="No space left"):
        sync.replace(sync.Target(str(path)), reader.read(keystores.jks(A, B)), sync.Ownership(), 10)
    monkeypatch.undo()
    assert path.read_bytes() == keystores.jks(A)
    assert not [name for name in os.listdir(tmp_path) if ".new-" in name]


def test_what_a_killed_run_left_behind_is_swept_away(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A))
    put(tmp_path / ".keystore.jks.new-0123456789abcdef", b"half", 0o600)
    module_runs.succeed("rcs_keystore_sync", sync_arguments(path, keystores.jks(A, B)))
    assert not [name for name in os.listdir(tmp_path) if ".new-" in name]


aliases = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20)
pools = st.dictionaries(aliases, st.binary(min_size=1, max_size=4), max_size=5)


@settings(max_examples=60, deadline=None)
@given(pools, pools)
def test_the_union_of_entries_never_shrinks(tmp_path_factory, here, there):
    path = tmp_path_factory.mktemp("union") / "keystore.jks"
    target = keystores.jks(*[keystores.key(alias, certificate) for alias, certificate in here.items()])
    source = keystores.jks(*[keystores.key(alias, certificate) for alias, certificate in there.items()])
    put(path, target)
    everything = reader.read(target).identities() | reader.read(source).identities()
    refused = module_runs.run("rcs_keystore_sync", sync_arguments(path, source)).get("failed", False)
    after = reader.read(path.read_bytes()).identities()
    assert after | reader.read(source).identities() == everything
    assert refused is (not set(here.items()) <= set(there.items()))


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=200), st.binary(min_size=0, max_size=6))
def test_a_damaged_keystore_is_one_sentence(position, noise):
    data = keystores.jks(A, keystores.trusted("t"), magic=keystores.JCEKS)
    try:
        reader.read(data[:position] + noise + data[position + len(noise) :], keystores.PASSWORD, "it")
    except reader.KeystoreError as exc:
        assert str(exc).endswith(".")
    else:
        assert data[position : position + len(noise)] == noise[: len(data) - position]


def test_info_describes_the_file_and_no_key(tmp_path):
    path = put(tmp_path / "keystore.jks", keystores.jks(A, keystores.trusted("t", b"cert t")))
    result = module_runs.succeed("rcs_keystore_info", {"path": str(path), "password": keystores.PASSWORD}, check=True)
    assert (result["type"], result["mode"], result["size"]) == ("jks", "0640", len(path.read_bytes()))
    assert [(entry["alias"], entry["kind"], entry["fingerprint"]) for entry in result["entries"]] == [
        ("a", "private_key", keystores.fingerprint(b"cert a")),
        ("t", "trusted_certificate", keystores.fingerprint(b"cert t")),
    ]
    assert "protected key" not in result["text"]
    assert module_runs.succeed("rcs_keystore_info", {"path": str(tmp_path / "none")})["exists"] is False
    assert "not open" in module_runs.fail("rcs_keystore_info", {"path": str(path), "password": "wrong-one"})["msg"]


def test_keystores_of_the_jdk_are_understood(tmp_path, not_run):
    """The JDK's own tool makes them and must agree on the digests; without Java, the rest of this file stands alone."""
    if not keystores.have_keytool():
        not_run("keystores made by the JDK: no keytool was found")
        return
    kinds = {}
    for form in ("JKS", "JCEKS", "PKCS12"):
        path = tmp_path / form
        common = ["-keystore", str(path), "-storetype", form, "-storepass", keystores.PASSWORD]
        for alias, algorithm in (("Recording Key \u00fc 2026", "RSA"), ("ec" * 100, "EC")):
            keystores.keytool("-genkeypair", *common, "-alias", alias, "-keyalg", algorithm, "-dname", "CN=x")
        if form == "JCEKS":
            keystores.keytool("-genseckey", *common, "-alias", "secret", "-keyalg", "AES", "-keysize", "128")
        exported = tmp_path / (form + ".crt")
        keystores.keytool("-exportcert", *common, "-alias", "ec" * 100, "-file", str(exported))
        store = reader.read(path.read_bytes(), None if form == "PKCS12" else keystores.PASSWORD)
        kinds[store.type] = sorted(entry["kind"] for entry in store.entries) if store.entries is not None else None
        if store.entries is not None:
            prints = {entry["alias"]: entry["fingerprint"] for entry in store.entries}
            assert prints["ec" * 100] == keystores.fingerprint(exported.read_bytes())
            assert "recording key \u00fc 2026" in prints
        copy = tmp_path / ("copy-" + form)
        assert both(copy, path.read_bytes())["changed"] is True
        keystores.keytool("-list", "-keystore", str(copy), "-storepass", keystores.PASSWORD)
    assert kinds == {
        "jks": ["private_key"] * 2,
        "jceks": ["private_key"] * 2 + ["secret_key"],
        "pkcs12": None,
    }
