# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A key that cannot be had back is not lost without a word, whatever the file looks like in which it stands."""

import json
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import restore
from ansible_collections.gir.multidc.plugins.module_utils._bundle.backup import Backup
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from bundle_host import Host
from bundle_stub import StubModule

KEY = "serverSettings/cryptoSecurityKey"
OLD, NEW = "Kq8-the-present-key", "Zx3-the-wanted-key"
ANOTHER = "holds another " + KEY
UNTOLD = "cannot be read to compare it"


class Keyed(Host):
    """A host with one file that may hold a key."""

    def __init__(self, directory):
        super().__init__(directory)
        self.name = "application.yaml"
        self.state = str(directory / "state")

    def put(self, content):
        Path(self.path(self.name)).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def write(self, content, form="yaml", change=False, **more):
        file = self.file(
            self.name,
            content,
            format=form,
            protected=[KEY],
            protected_change=change,
            protected_variable="rws_crypto_security_key_change",
        )
        return self.run(file, host="rws1-dc1", backup_directory=self.state, **more)

    def restore(self, generation="last", change=False):
        module = StubModule({}, self.tmp)
        return restore.put_back(module, Backup(self.state), generation=generation, protected_change=change)


@pytest.fixture
def host(tmp_path):
    return Keyed(tmp_path)


def of(key, quote='"'):
    return "serverSettings:\n  opsUserName: ops\n  cryptoSecurityKey: %s%s%s\n" % (quote, key, quote)


@pytest.mark.parametrize("check_mode", [True, False])
def test_another_key_is_refused_with_all_that_helps(host, check_mode):
    host.put(of(OLD))
    before = host.tree()
    result = host.write(of(NEW), check_mode=check_mode)
    assert result["failed"] and host.tree() == before and not Path(host.state).exists()
    (sentence,) = result["problems"]
    assert sentence == (
        "rws1-dc1: %s %s than what is to be written: stored credentials that are encrypted with it can then no longer"
        " be read; take the present value into the inventory, or accept the loss with"
        " rws_crypto_security_key_change: true" % (host.path(host.name), ANOTHER)
    )
    assert OLD not in json.dumps(result) and NEW not in json.dumps(result)


def test_it_is_said_together_with_the_other_problems(host):
    host.put(of(OLD))
    host.put(of(OLD))
    other = host.file("missing/a", "x\n")
    file = host.file(host.name, of(NEW), format="yaml", protected=[KEY])
    assert len(host.run(file, other)["problems"]) == 2


def test_an_accepted_loss_is_carried_out(host):
    host.put(of(OLD))
    assert host.write(of(NEW), change=True)["changed"]
    assert NEW in Path(host.path(host.name)).read_text(encoding="utf-8")
    assert not host.write(of(NEW))["changed"]


@pytest.mark.parametrize(
    ("present", "wanted"),
    [
        (of(1, ""), of(1)),
        (of("0123", ""), of("0123")),
        (of("yes", ""), of("yes", "'")),
        (of("1e3"), of("1e3", "'")),
        (of("2026-01-01", ""), of("2026-01-01")),
        ("serverSettings: {cryptoSecurityKey: abc, opsUserName: ops}\n", of("abc")),
        ("x: &k abc\nserverSettings: {cryptoSecurityKey: *k}\n", of("abc")),
        ("base: &b {cryptoSecurityKey: abc}\nserverSettings:\n  <<: *b\n", of("abc")),
        ("a: 1\n---\n" + of("abc"), of("abc")),
        ("\ufeff" + of("abc"), of("abc")),
        ("a: [\n" + of("abc", "'") + "  # cryptoSecurityKey: other\n", of("abc")),
        ("a: [\n" + of("it''s", "'"), of("it's")),
        ("a: [\n" + of("abc", "") + "x: y # cryptoSecurityKey\n", of("abc")),
        (of("abc").encode() + b"name: M\xfcller\n", of("abc")),
        (of("abc").encode("utf-16"), of("abc")),
        ("server-settings: {crypto-security-key: abc}\n", of("abc")),
        ("serverSettings.cryptoSecurityKey: abc\n", of("abc")),
        (of("abc").encode("utf-16-le"), of("abc")),
        # No key at all, or none that is set.
        ("serverSettings: {opsUserName: ops}\n", of("abc")),
        (of(""), of("abc")),
        (of("null", ""), of("abc")),
        (of("", ""), of("abc")),
        ("a: [\n" + of("", ""), of("abc")),
        ("# cryptoSecurityKey: abc\na: [\n", of("other")),
        ("cryptoSecurityKeyFile: /a\nb: [\n", of("abc")),
        ("", of("abc")),
    ],
)
def test_the_same_key_and_no_key_are_no_loss(host, present, wanted):
    host.put(present)
    assert host.write(wanted)["changed"]


@pytest.mark.parametrize(
    ("present", "wanted", "said"),
    [
        (of("83"), of("0123", ""), ANOTHER),
        ("x: &k abc\nserverSettings: {cryptoSecurityKey: *k}\n", of("x"), ANOTHER),
        ("cryptoSecurityKey: abc\n", of("x"), ANOTHER),
        ("a: 1\n---\n" + of("abc"), of("x"), ANOTHER),
        (of("abc") + "---\n" + of("x"), of("x"), ANOTHER),
        ("\ufeff" + of("abc"), of("x"), ANOTHER),
        (of("abc").encode("utf-16"), of("x"), ANOTHER),
        (of("abc").encode("utf-16-le"), of("x"), ANOTHER),
        (of("abc").encode("utf-32"), of("x"), ANOTHER),
        (of("abc").encode("utf-32-be"), of("x"), ANOTHER),
        (b"# M\xfcller\n" + of("abc").encode(), of("x"), ANOTHER),
        (of("abc").replace("  ", "\t"), of("x"), ANOTHER),
        ("a: 1\n---\nb: &b {cryptoSecurityKey: abc}\nserverSettings: {<<: *b}\n", of("x"), ANOTHER),
        ("serverSettings:\n  <<: [{cryptoSecurityKey: abc}, {a: b}]\n", of("x"), ANOTHER),
        ('serverSettings: {"crypto\\u0053ecurityKey": abc}\n', of("x"), ANOTHER),
        # As Spring spells it, also where a key of the usual spelling is not set.
        ("server-settings: {crypto-security-key: abc}\n", of("x"), ANOTHER),
        ("SERVERSETTINGS: {CRYPTOSECURITYKEY: abc}\n", of("x"), ANOTHER),
        ("serverSettings.cryptoSecurityKey: abc\n", of("x"), ANOTHER),
        ("a: [\nserverSettings.crypto-security-key: abc\n", of("x"), ANOTHER),
        (of("", "") + "server-settings: {crypto-security-key: abc}\n", of("x"), ANOTHER),
        ("a: [\n" + of("abc", ""), of("x"), ANOTHER),
        (of("abc") + "serverSettings: {}\n", of("x"), ANOTHER),
        ("a: [\n" + of("abc") + "---\n" + of("x"), of("x"), ANOTHER),
        (of("abc"), "serverSettings: {opsUserName: ops}\n", "and what is to be written does not"),
        (of("abc"), of(""), "and what is to be written does not"),
        ("a: [\n  cryptoSecurityKey: *k\n", of("x"), UNTOLD),
        ("a: [\n  cryptoSecurityKey: |\n    x\n", of("x"), UNTOLD),
        ("a: [\n  cryptoSecurityKey:\n    x\n", of("x"), UNTOLD),
        ("a: [\n  {cryptoSecurityKey: x}\n", of("x"), UNTOLD),
        ("a: [\n? cryptoSecurityKey\n: x\n", of("x"), UNTOLD),
        (of("Schl\u00fcssel").encode("latin-1"), of("Schl\u00fcssel"), UNTOLD),
        ("serverSettings: {cryptoSecurityKey: [1]}\n", of("1"), UNTOLD),
        ("a: &a {b: *a}\nserverSettings: {cryptoSecurityKey: *a}\n", of("1"), UNTOLD),
    ],
)
def test_whatever_may_be_another_key_is_refused(host, present, wanted, said):
    host.put(present)
    before = host.tree()
    result = host.write(wanted)
    assert result["failed"] and said in result["msg"]
    assert host.tree() == before


@pytest.mark.parametrize(("present", "refused"), [("abc", False), ("x", True)])
def test_a_host_that_cannot_read_yaml_compares_lines(host, present, refused):
    host.put(of(present) + "# older\n")
    assert host.write(of("abc", ""), yaml_reader=None)["failed"] is refused


@pytest.mark.parametrize(
    ("form", "present", "wanted"),
    [
        ("json", '{"serverSettings": {"cryptoSecurityKey": 12}}', '{"serverSettings": {"cryptoSecurityKey": "%s"}}'),
        ("ini", "[serverSettings]\ncryptoSecurityKey=12\n", "[serverSettings]\ncryptoSecurityKey = %s\n[b]\n"),
        ("text", "a\ncryptoSecurityKey=12\n", "b\ncryptoSecurityKey = %s\n"),
    ],
)
def test_every_format_protects_its_keys(host, form, present, wanted):
    host.put(present)
    assert ANOTHER in host.write(wanted % "13", form)["msg"]
    assert host.write(wanted % "12", form)["changed"]


def test_an_accepted_change_that_no_service_took_is_undone(host):
    host.put(of(OLD))
    host.write(of(NEW), change=True)
    assert host.restore().changed
    assert OLD in Path(host.path(host.name)).read_text(encoding="utf-8")


def test_older_files_with_another_key_come_back_only_when_told(host):
    host.put(of(OLD))
    host.write(of(NEW), change=True)
    backup = Backup(host.state)
    backup.accept()
    before = host.tree()
    for generation in ("last", "first"):
        with pytest.raises(Refusal, match=ANOTHER + ".* accept the loss with protected_change: true"):
            host.restore(generation)
        assert host.tree() == before
    assert host.restore("first", change=True).changed
    assert OLD in Path(host.path(host.name)).read_text(encoding="utf-8")


def test_a_file_that_was_made_is_not_removed_with_its_key_unless_told(host):
    host.write(of(NEW))
    Backup(host.state).accept()
    with pytest.raises(Refusal, match="holds %s and is to be removed" % KEY):
        host.restore()
    assert host.restore(change=True).changed
    assert not Path(host.path(host.name)).exists()
