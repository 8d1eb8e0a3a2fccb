# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A difference is never empty for a change, shows no secret, and shows who has access."""

import codecs
import os
from pathlib import Path

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import texts
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.local_files import LocalFiles, show_differences
from bundle_host import Host

SECRET = "Zz9-the/value"
YAML = "a: Grüße\npassword: %s\n" % SECRET


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


# What is there, what is to be written, its format, and what the difference says among other things.
CHANGES = {
    "latin-1": ("# Gr\xfc\xdfe\na: 1\n".encode("latin-1"), "# Grüße\na: 2\n", "yaml", "encoding = ISO-8859-1"),
    "latin-1 in a remark": ("# Gr\xfc\xdfe\na: 1\n".encode("latin-1"), "a: 1\n", "yaml", "encoding = ISO-8859-1"),
    "latin-1 text": ("Gr\xfc\xdfe\n".encode("latin-1"), "Grüße\n", "text", "encoding = ISO-8859-1"),
    "utf-16": (YAML.encode("utf-16"), YAML, "yaml", "encoding = UTF-16"),
    "utf-32": (YAML.encode("utf-32"), YAML, "text", "encoding = UTF-32"),
    "utf-16 cut off": (YAML.encode("utf-16")[:-1], YAML, "text", "ISO-8859-1"),
    "utf-16 without mark": (YAML.encode("utf-16-le"), YAML, "text", "no text"),
    "byte order mark": (codecs.BOM_UTF8 + b"x\n", "x\n", "text", "encoding = UTF-8 with a byte order mark"),
    "line breaks": (b"x\r\ny\r\n", "x\ny\n", "text", "line breaks = CRLF"),
    "mixed line breaks": (b"x\r\ny\n", "x\ny\n", "text", "line breaks = CRLF and LF"),
    "documents": (b"---\na: 1\n---\nb: 1\n", "- a: 1\n- b: 1\n", "yaml", "---"),
    "old line breaks": (b"x\ry\r", "x\ny\n", "text", "x"),
    "binary": (b"\x00\x01\xff", "x\n", "text", "no text"),
    "empty": (b"", "x\n", "text", ""),
    "now empty": (b"x\n", "", "text", "x"),
    "last line break": (b"x", "x\n") + ("text", "x"),
    "blanks": (b"x \n", "x\n", "text", "x \n"),
    "number as text": (b'a: "1"\n', "a: 1\n", "yaml", '"1"'),
    "number as name": (b'"1": a\n', "1: a\n", "yaml", '"1": a'),
    "dotted name": (b"a.b: 1\n", "a:\n  b: 1\n", "yaml", "a.b: 1"),
    "secret": (b"password: other-Value-1\n", "password: %s\n" % SECRET, "yaml", "<secret"),
    "secret number": (b"password: '4711471147'\n", "password: 4711471147\n", "yaml", "<secret"),
    "secret in json": (b'{"password": "other-Value-1"}', '{"password": "%s"}' % SECRET, "json", "<secret"),
    "secret in ini": (b"[a]\npassword = other-Value-1\n", "[a]\npassword = %s\n" % SECRET, "ini", "<secret"),
    "secret in text": (b"password=other-Value-1\n", "password=%s\n" % SECRET, "text", "<secret"),
    "blank behind a secret": (b"password=%s \n" % SECRET.encode(), "password=%s\n" % SECRET, "text", "<secret"),
    "secret with mark": (codecs.BOM_UTF8 + b"[a]\npassword = x\n", "[a]\npassword = y\n", "ini", "byte order mark"),
}


CASES = [(name, False) for name in sorted(CHANGES)]
CASES += [(name, True) for name in ("latin-1 text", "byte order mark", "line breaks", "binary", "now empty", "utf-16")]


@pytest.mark.parametrize(("name", "secret"), CASES)
def test_change_of_a_file_is_shown(host, name, secret):
    """Also where the whole file is secret."""
    old, new, form, says = CHANGES[name]
    path = Path(host.path("f"))
    path.write_bytes(old)
    file = host.file("f", new, format=form, secret=secret)
    (shown,) = host.run(file)["diff"]
    assert shown["before"] != shown["after"]
    assert SECRET not in str(shown) and "other-Value-1" not in str(shown) and "4711471147" not in str(shown)
    assert secret or says in shown["before"]
    assert path.read_bytes() == new.encode("utf-8")
    # What is rendered on the controller is shown by the same rules.
    path.write_bytes(old)
    files = LocalFiles(0o644, False)
    files.write(str(path), new, secret)
    (shown,) = show_differences(files, Redactor(fingerprints=True))
    assert shown["before"] != shown["after"] and SECRET not in str(shown)


def test_owner_or_mode_alone_is_shown(host):
    for name in ("f", "d/x"):
        Path(host.path(name)).parent.mkdir(exist_ok=True)
        Path(host.path(name)).write_text("x\n", encoding="utf-8")
        os.chmod(host.path(name), 0o640)
    os.chmod(host.path("d"), 0o755)
    result = host.run(
        host.file("f", "x\n", mode="0600"),
        directories=[{"path": host.path("d"), "mode": "0700"}, {"path": host.path("new")}],
        absent=[host.path("d/x")],
    )
    shown = {one["after_header"]: (one["before"], one["after"]) for one in result["diff"]}
    assert shown == {
        host.path("f"): ("mode = 0640\n", "mode = 0600\n"),
        host.path("d"): ("mode = 0755\n", "mode = 0700\n"),
        host.path("new"): ("", "state = directory\nmode = 0755\n"),
        host.path("d/x"): ("state = file\n", "state = absent\n"),
    }


def test_link_that_becomes_a_file_on_the_controller_is_shown(tmp_path):
    (tmp_path / "real").write_text("x\n", encoding="utf-8")
    os.chmod(tmp_path / "real", 0o640)
    for target, text in (("real", "y\n"), ("nowhere", "x\n")):
        (tmp_path / "f").unlink(missing_ok=True)
        (tmp_path / "f").symlink_to(target)
        files = LocalFiles(0o640, False)
        files.write(str(tmp_path / "f"), text, False)
        (shown,) = show_differences(files, Redactor(fingerprints=True))
        assert shown["before"].startswith(f"state = link to {target}\n") and shown["after"].startswith("state = file\n")
        assert not (tmp_path / "f").is_symlink()


HASH = "$6$rounds=10000$0123456789abcdef$"


@pytest.mark.parametrize("hashes", [HASH, "$apr1$salt$", "$2y$05$", "{SHA}"])
def test_users_of_an_htpasswd_are_shown_and_no_hash(host, hashes):
    """Added, removed and changed ones, also of lines that no tool has written."""
    ours = f"gir:{hashes}one\nold:{hashes}two\n# off:{hashes}xx\n"
    foreign = ours + f"intruder:{hashes}three\nplain:text-Password\nno colon\n"
    wanted = f"gir:{hashes}other\nnew:{hashes}four\n"
    Path(host.path("f")).write_text(foreign, encoding="utf-8")
    os.chmod(host.path("f"), 0o640)
    (shown,) = host.run(host.file("f", wanted, secret=True))["diff"]
    before, after = [[line.partition(":")[0] for line in shown[side].splitlines()] for side in ("before", "after")]
    assert before[:2] == ["gir", "old"] and {"intruder", "plain"} <= set(before)
    assert after == ["gir", "new"]
    assert shown["before"].splitlines()[0] != shown["after"].splitlines()[0]
    for text in ("three", "text-Password", "no colon", hashes, "off"):
        assert text not in str(shown)


@pytest.mark.parametrize(
    "text", ["", "gir:x\n", "a b:%sx\n" % HASH, "-----BEGIN %s-----\n" % "PRIVATE KEY", "password=a:b\n"]
)
def test_other_secret_files_are_no_list_of_accounts(text):
    assert texts.without_hashes(None, text, str) is None


def test_mask_that_is_the_same_for_both_shows_the_change(tmp_path):
    (tmp_path / "f").write_text("password: a-Password-1\n", encoding="utf-8")
    files = LocalFiles(0o644, False)
    files.write(str(tmp_path / "f"), "password: b-Password-2\n", False)
    (shown,) = show_differences(files, Redactor())
    assert shown["before"] != shown["after"] and "Password" not in str(shown)
