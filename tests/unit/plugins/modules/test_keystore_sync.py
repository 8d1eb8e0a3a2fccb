# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""rcs_keystore_sync: what it decides for many hosts together, and what it leaves on them."""

import os
import stat

import keystores
import pytest
from ansible_collections.gir.multidc.plugins.module_utils._keystore import der, pkcs12, plan
from keystore_sites import Sites

A = keystores.key("a", b"cert a")
B = keystores.key("b", b"cert b")
C = keystores.key("c", b"cert c")


@pytest.fixture
def sites(tmp_path):
    found = Sites(tmp_path, "one", "two", "three")
    found.put("one", A, B)
    return found


def beside(sites, name):
    return sorted(os.listdir(sites.path(name).parent))


def test_all_become_equal_and_the_second_run_costs_one_round_trip_and_no_content(sites):
    sites.put("two", A)
    result = sites.both()
    assert result["written"] == ["three", "two"]
    assert sites.path("two").read_bytes() == sites.path("three").read_bytes() == sites.path("one").read_bytes()
    assert [item["alias"] for item in result["hosts"]["two"]["added"]] == ["b"]
    assert stat.S_IMODE(sites.path("three").stat().st_mode) == 0o600
    again = sites.both()
    assert again["changed"] is False and {host["state"] for host in again["hosts"].values()} == {"in_sync"}
    assert sites.asked == [dict.fromkeys(sites.names, "look")]


def test_equal_keystores_are_recorded_once(sites):
    for name in sites.names:
        sites.put(name, A)
    assert {host["state"] for host in sites.both()["hosts"].values()} == {"recorded"}
    assert sites.both()["changed"] is False
    assert [path for path in beside(sites, "two") if path.startswith(".")] == [".keystore.jks.sync.json"]
    assert stat.S_IMODE((sites.path("two").parent / ".keystore.jks.sync.json").stat().st_mode) == 0o600


def test_one_target_that_would_lose_an_entry_stops_all(sites):
    sites.put("three", A, C)
    result = sites.both()
    assert result["failed"] and "three: " in result["msg"] and "'c' (private_key, " in result["msg"]
    assert "Nothing was written anywhere." in result["msg"]
    assert result["hosts"]["three"]["missing"][0]["fingerprint"] == keystores.fingerprint(b"cert c")
    assert result["hosts"]["three"]["state"] == "refused"
    for name in ("one", "two"):
        host = result["hosts"][name]
        assert (host["state"], host["changed"], host["added"], host["lost"]) == ("untouched", False, [], [])
        assert host["sha256"] == host["previous_sha256"]
    assert not sites.path("two").exists()


@pytest.mark.parametrize(
    "entry",
    [
        keystores.key("a", b"cert a2"),  # the same alias with another certificate
        keystores.key("a", b"cert a", b"another key"),  # the same certificate with another key, or another password
        keystores.key("A", b"cert a"),  # the same key under another alias
        keystores.trusted("a", b"cert a"),  # a key is no certificate
    ],
)
def test_an_entry_that_differs_in_anything_is_not_replaced(sites, entry):
    sites.put("two", entry)
    result = sites.both()
    assert result["failed"] and result["hosts"]["two"]["missing"][0]["fingerprint"] in result["msg"]


def test_loss_is_accepted_only_for_exactly_that_entry(sites):
    sites.put("two", A, C)
    exact = {"alias": "c", "fingerprint": keystores.fingerprint(b"cert c")}
    for wrong in (dict(exact, alias="C"), dict(exact, fingerprint="0" * 64), dict(exact, alias="a")):
        assert sites.both(accept_loss=[wrong])["failed"]
    colons = exact["fingerprint"].upper()
    exact["fingerprint"] = ":".join(colons[number : number + 2] for number in range(0, 64, 2))
    result = sites.both(accept_loss=[exact])
    assert [item["alias"] for item in result["hosts"]["two"]["lost"]] == ["c"]
    assert sites.aliases("two") == ["a", "b"]


@pytest.mark.parametrize("data", [keystores.jks(A)[:-25], b"junk", keystores.jks(A)[:40]])
def test_a_file_that_cannot_be_seen_through_is_replaced_only_by_its_digest(sites, data):
    sites.path("two").write_bytes(data)
    digest = plan_digest(data)
    assert digest in sites.both()["msg"]
    assert sites.both(accept_loss=[{"alias": plan.WHOLE_FILE, "fingerprint": "0" * 64}])["failed"]
    assert sites.both(accept_loss=[{"alias": plan.WHOLE_FILE, "fingerprint": digest}])["changed"]


def encrypted(*noise):
    """A PKCS12 keystore that shows nothing without its password."""
    inner = der.encode(
        der.SEQUENCE, der.encode_oid(pkcs12.ENCRYPTED), der.encode(der.CONTEXT_0, der.encode(der.SEQUENCE, *noise))
    )
    safe = der.encode(der.CONTEXT_0, der.encode(der.OCTETS, der.encode(der.SEQUENCE, inner)))
    version = der.encode(der.INTEGER, b"\x03")
    return der.encode(der.SEQUENCE, version, der.encode(der.SEQUENCE, der.encode_oid(pkcs12.DATA), safe))


def test_pkcs12_without_a_password_is_compared_as_a_whole(sites):
    sites.path("one").write_bytes(encrypted())
    known = {"password": None, "source_digest": plan_digest(encrypted()).upper()}
    assert sites.both(**known)["written"] == ["three", "two"]
    other = encrypted(der.encode(der.NULL))
    sites.path("two").write_bytes(other)
    result = sites.both(**known)
    assert "cannot be told without the password" in result["msg"] and "accept_loss" not in result["msg"]
    assert sites.both(accept_loss=[{"alias": plan.WHOLE_FILE, "fingerprint": plan_digest(other)}], **known)["changed"]


def test_the_type_of_a_keystore_never_changes_silently(sites):
    sites.put("two", A, magic=keystores.JCEKS)
    result = sites.both()
    assert result["failed"] and "is of type jceks and the keystore of one of type jks" in result["msg"]
    sites.path("two").unlink()
    assert sites.both()["changed"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "does not exist"),
        (b"", "is empty"),
        (keystores.jks(A)[:40], "truncated or damaged"),
        (keystores.jks(A, password="another"), "does not open with the given password"),
        (b"\x00\x00\x00\x09bks", "neither JKS"),
    ],
)
def test_a_bad_source_is_never_passed_on(sites, data, words):
    sites.path("one").unlink()
    if data is not None:
        sites.path("one").write_bytes(data)
    sites.put("two", A)
    assert words in sites.both()["msg"]


def test_an_older_password_on_a_target_does_not_hide_its_entries(sites):
    sites.put("two", A, password="old")
    assert sites.both()["changed"] is True
    assert sites.aliases("two") == ["a", "b"]


# -- what the record of the last sync tells ------------------------------------------------------------------------


def test_the_record_tells_who_was_written_since(sites):
    sites.both()
    sites.put("two", A, B, C)
    only_two = sites.both()
    assert "Only this host was written since the last sync" in only_two["msg"]
    assert only_two["hosts"]["two"]["diverged"] is None
    sites.put("one", A, B, keystores.key("d", b"cert d"))
    diverged = sites.both()
    assert "Diverged" in diverged["msg"] and "one has in turn: 'd'" in diverged["msg"]
    gained = diverged["hosts"]["two"]["diverged"]["gained"]
    assert {host: [item["alias"] for item in items] for host, items in gained.items()} == {"one": ["d"], "two": ["c"]}
    sites.put("one", A)
    sites.put("two", A, B)
    assert "one held them then and has lost them" in sites.both()["msg"]


@pytest.mark.parametrize("noise", ["", "{", "[]", '{"version": 9}', '{"version": 1, "entries": 5}'])
def test_a_damaged_record_only_means_that_less_is_known(sites, noise):
    sites.both()
    (sites.path("two").parent / ".keystore.jks.sync.json").write_text(noise, encoding="utf-8")
    assert sites.both()["hosts"]["two"]["state"] == "recorded"


# -- merging -------------------------------------------------------------------------------------------------------


def test_two_sides_are_merged_and_everybody_gets_the_union(sites):
    sites.put("two", A, C)
    sites.put("three", B, keystores.trusted("t", b"cert t"))
    result = sites.both(state="merged")
    assert result["written"] == ["one", "three", "two"]
    for name in sites.names:
        assert sites.aliases(name) == ["a", "b", "c", "t"]
    assert sites.both(state="merged")["changed"] is False
    assert sites.both()["changed"] is False


def test_a_merge_refuses_what_it_cannot_join(sites):
    sites.put("two", keystores.key("a", b"another cert"))
    conflict = sites.both(state="merged")
    assert "Alias 'a' stands for different keys" in conflict["msg"]
    lost = {"alias": "a", "fingerprint": keystores.fingerprint(b"another cert")}
    assert sites.both(state="merged", accept_loss=[lost])["changed"]
    sites.put("two", C, password="other")
    assert "two/keystore.jks does not open with the given password" in sites.both(state="merged")["msg"]
    sites.put("two", C)
    assert "give password" in sites.both(state="merged", password=None)["msg"]
    sites.put("two", C, magic=keystores.JCEKS)
    assert "RCS is configured for one type" in sites.both(state="merged")["msg"]
    sites.path("one").write_bytes(keystores.jks(version=1))
    sites.put("two", C)
    assert "only equal types can be merged" in sites.both(state="merged")["msg"]


def test_without_anything_to_merge_it_is_a_sync(sites):
    sites.put("two", A)
    assert sites.both(state="merged")["written"] == ["three", "two"]


# -- the way back --------------------------------------------------------------------------------------------------


def test_a_kept_version_is_put_back_by_its_digest(sites):
    old = keystores.jks(B)
    sites.path("two").write_bytes(old)
    backup = sites.both()["hosts"]["two"]["backup_file"]
    assert stat.S_IMODE(os.stat(backup).st_mode) == 0o600
    digest = plan_digest(old)
    back = {"state": "restored", "source_host": None, "targets": ["two"]}
    refused = sites.both(digest=digest, **back)
    assert "'a' (private_key" in refused["msg"]
    lost = {"alias": "a", "fingerprint": keystores.fingerprint(b"cert a")}
    assert sites.both(digest=digest[:8].upper(), accept_loss=[lost], **back)["changed"]
    assert sites.path("two").read_bytes() == old
    assert sites.both(digest=digest, **back)["changed"] is False
    assert "0 kept versions" in sites.both(digest="0" * 64, **back)["msg"]


def plan_digest(data):
    return keystores.fingerprint(data, b"")


def test_only_so_many_versions_are_kept(sites):
    entries = [A]
    (sites.path("two").parent / "keystore.jks.bak").write_text("not ours", encoding="utf-8")
    for number in range(4):
        entries.append(keystores.key(f"more {number}", b"cert %d" % number))
        sites.put("one", *entries)
        sites.sync(keep=2)
    kept = [name for name in beside(sites, "two") if name.endswith(".bak")]
    assert len(kept) == 3 and "keystore.jks.bak" in kept


# -- hosts that are away, in the way or not right ------------------------------------------------------------------


def test_a_host_that_cannot_be_reached_is_stale_and_caught_up_later(sites):
    sites.down = {"two"}
    result = sites.both()
    assert (result["stale"], result["written"]) == (["two"], ["three"])
    assert "two cannot be reached" in sites.both(unreachable="fail")["msg"]
    sites.down = set()
    assert sites.both()["written"] == ["two"]
    sites.down = {"one"}
    assert "the source one cannot be reached" in sites.both()["msg"]


def test_owner_group_and_mode_stay_or_are_set(sites):
    sites.put("two", A)
    sites.path("two").chmod(0o640)
    sites.both()
    assert stat.S_IMODE(sites.path("two").stat().st_mode) == 0o640
    assert sites.both(mode="0600")["hosts"]["two"]["state"] == "attributes"
    assert stat.S_IMODE(sites.path("two").stat().st_mode) == 0o600
    assert sites.both(mode="0600")["changed"] is False


def test_what_would_stop_a_write_is_known_before_the_first(sites, monkeypatch):
    """A missing owner, a directory without rights, no right to chown, a full disk: in check mode too."""
    assert "owner 'nobody-here' does not exist" in sites.both(owner="nobody-here")["msg"]
    (sites.folder / "three").rmdir()
    assert "three: the directory of" in sites.both()["msg"]
    (sites.folder / "three").mkdir()
    for name, value, words in (
        ("paths.writable", lambda _folder: False, "no right to write there"),
        ("accounts.may_give_to_user", lambda _uid: False, "no right to give the new file to owner"),
        ("Place.free_bytes", lambda _place: 10, "10 bytes free"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr("ansible_collections.gir.multidc.plugins.module_utils._keystore.files." + name, value)
            sites.put("two", A)
            assert words in sites.both()["msg"]
    assert sites.both()["changed"]


def test_a_link_stays_a_link(sites):
    real = sites.folder / "two" / "real.jks"
    real.write_bytes(keystores.jks(A))
    sites.path("two").symlink_to("real.jks")
    sites.both()
    assert sites.path("two").is_symlink() and real.read_bytes() == sites.path("one").read_bytes()


def test_mistakes_are_named_all_at_once(sites):
    wrong = {"source_host": "nowhere", "mode": "rw", "keep": -1, "path": "relative", "digest": "ab"}
    result = sites.sync(accept_loss=[{"alias": "a", "fingerprint": "12"}], **wrong)
    assert len(result["problems"]) == 6
    for given, words in (
        ({"mode": 0o640}, "put it in quotes"),
        ({"accept_loss": ["two"]}, "not a list of entries"),
        ({"password": ["hidden-word"]}, "password is no text"),
        ({"state": "restored"}, "takes the kept version"),
        ({"source_host": None}, "source_host is missing"),
        ({"surprise": 1}, "surprise"),
        ({"targets": [{"hidden-word": "hidden-word"}]}, "targets is no list of names"),
        ({"paths": {"one": {"hidden-word": 1}}}, "paths is no dictionary of files"),
        ({"keep": {"hidden-word": 1}}, "keep is no number"),
        ({"digest": 12345678}, "digest is no text"),
        ({"accept_loss": [{"alias": "a", "fingerprint": ["hidden-word"]}]}, "not a list of entries"),
        ({"source_digest": "12"}, "give all 64 hexadecimal digits"),
        ({"source_digest": "0" * 64, "state": "merged"}, "source_digest is only for state synced"),
    ):
        result = sites.sync(**given)
        assert words in result["msg"] and "hidden-word" not in str(result)
