# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and directories of a host against what they should be: whatever config_bundle would change, told to anybody."""

import hashlib
import os

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import accounts, plan
from compared_host import ComparedHost

YAML = "/etc/rws/application.yaml"
INI = "/etc/rws/muxer.cfg"
JSON = "/etc/rws/one.json"
UNIT = "/etc/rws/gir-rws.service"
USERS = "/etc/rws/htpasswd"
DIRECTORY = "/etc/rws"
# Their desired content. Texts that must never be shown have "hush" in them.
CONTENT = {
    YAML: "server:\n  port: 8080\n  opsUserPassword: hush-one\n  nodes: [a, b]\nhomes: {a: 1}\n",
    INI: "[a]\nx = 1\ny = 2\npassword = hush-two\n[b]\nz = 3\n",
    JSON: '{"a": 1, "b": "2"}\n',
    UNIT: "[Service]\nExecStart=/bin/a\nEnvironment=DB_PASSWORD=hush-three\n",
    USERS: "alice:$6$hush$four\nbob:$6$hush$five\n",
}
FORMATS = {YAML: "yaml", INI: "ini", JSON: "json"}


def files(*paths):
    """What should be, of these files."""
    kinds = {path: FORMATS.get(path, "text") for path in paths or CONTENT}
    return [
        {"path": path, "format": kind, "content": CONTENT[path], "mode": "0640", "secret": path == USERS}
        for path, kind in kinds.items()
    ]


@pytest.fixture
def made(tmp_path):
    """Makes a host on which some files are as they should be."""

    def make(*paths, **more):
        host = ComparedHost(tmp_path, directories=[{"path": DIRECTORY, "mode": "0750"}], files=files(*paths), **more)
        host.apply()
        return host

    return make


def replaced(path, old, new):
    assert old in CONTENT[path]
    return CONTENT[path].replace(old, new)


# What somebody makes of a file: its path, the new content, and the differences as (check, key, expected, actual), where
# a secret has None twice.
CHANGES = {
    "changed": (YAML, replaced(YAML, "8080", "8081"), [("file.content", "server.port", "8080", "8081")]),
    "type": (YAML, replaced(YAML, "8080", "'8080'"), [("file.content", "server.port", "8080", '"8080"')]),
    "secret": (YAML, replaced(YAML, "hush-one", "hush"), [("file.content", "server.opsUserPassword", None, None)]),
    "secret away": (
        YAML,
        replaced(YAML, "  opsUserPassword: hush-one\n", ""),
        [("file.content", "server.opsUserPassword", None, None)],
    ),
    "list": (YAML, replaced(YAML, "[a, b]", "[a]"), [("file.content", "server.nodes[1]", '"b"', None)]),
    "foreign": (YAML, CONTENT[YAML] + "more: {deep: yes}\n", [("file.content", "more.deep", None, "true")]),
    "comment": (YAML, "# hush\n" + CONTENT[YAML], []),
    "YAML with CRLF": (YAML, CONTENT[YAML].replace("\n", "\r\n"), []),
    "YAML with a mark": (YAML, "\ufeff" + CONTENT[YAML], []),
    "no YAML": (YAML, "a: [\n", [("file.content", "", "readable YAML", "not readable as YAML")]),
    "empty": (YAML, "", [("file.content", "", "1 YAML document", "no YAML document")]),
    "second document": (
        YAML,
        replaced(YAML, "8080", "1") + "---\nx: 1\n",
        [("file.content", "", "1 YAML", "2 YAML"), ("file.content", "server.port", "8080", "1")],
    ),
    "key twice": (YAML, CONTENT[YAML] + "homes: 1\n", [("file.content", "", "readable", "as YAML: a key is given")]),
    "text in place of all": (YAML, "hush\n", [("file.content", "", "a mapping", "a text")]),
    "list in place of all": (YAML, "- hush\n", [("file.content", "", "a mapping", "a list")]),
    "null in place of all": (YAML, "~\n", [("file.content", "", "a mapping", "nothing")]),
    "key without a value": (YAML, replaced(YAML, "{a: 1}", "{a: 1, b: }"), []),
    "option": (INI, replaced(INI, "x = 1", "x = 2"), [("file.content", "a.x", '"1"', '"2"')]),
    "section away": (INI, replaced(INI, "[b]\nz = 3\n", ""), [("file.content", "b.z", '"3"', None)]),
    "INI comment": (INI, "; hush\n" + CONTENT[INI], []),
    "INI order": (INI, replaced(INI, "x = 1\ny = 2", "y = 2\nx = 1"), []),
    "INI with CRLF": (INI, CONTENT[INI].replace("\n", "\r\n"), [("file.line_ends", "", "LF", "CRLF")]),
    "INI with a mark": (INI, "\ufeff" + CONTENT[INI], [("file.content", "", "UTF-8", "UTF-8 with a byte order mark")]),
    "INI remark": (
        INI,
        replaced(INI, "y = 2", "  ; hush\ny = 2"),
        [("file.content", "", "no indented", "an indented remark in line 3")],
    ),
    "Latin-1": (INI, replaced(INI, "x", "\xe4").encode("latin-1"), [("file.content", "", "readable INI", "no UTF-8")]),
    "JSON": (JSON, '{"a": 1, "b": 2}', [("file.content", "b", '"2"', "2")]),
    "JSON with CRLF": (JSON, CONTENT[JSON].replace("\n", "\r\n"), []),
    "JSON with a mark": (JSON, "\ufeff" + CONTENT[JSON], [("file.content", "", "UTF-8", "mark")]),
    "unit": (
        UNIT,
        replaced(UNIT, "/bin/a", "/bin/b"),
        [("file.content", "", "line 2: ExecStart=/bin/a", "line 2: ExecStart=/bin/b")],
    ),
    "unit's secret": (UNIT, replaced(UNIT, "hush-three", "hush-6"), [("file.content", "", None, None)]),
    "unit with CRLF": (UNIT, CONTENT[UNIT].replace("\n", "\r\n"), [("file.line_ends", "", "LF", "CRLF")]),
    "unit longer": (UNIT, CONTENT[UNIT] + "X=1\n", [("file.content", "", "line 4: (the file ends", "line 4: X=1")]),
    "unit without its end": (UNIT, CONTENT[UNIT][:-1], [("file.content", "", "a line break", "no line break")]),
    "binary": (UNIT, b"\0\1\2", [("file.content", "", "a text of", "3 bytes that are no text")]),
    "private key": (
        UNIT,
        "-----BEGIN %s-----\nhushhushhushhushhush\n-----END %s-----\n" % (2 * ("PRIVATE KEY",)),
        [("file.content", "", "line 1", "line 1")],
    ),
    "another user": (USERS, CONTENT[USERS] + "eve:$6$hush$x\n", [("file.content", "eve", None, "an account")]),
    "user away": (USERS, replaced(USERS, "bob:$6$hush$five\n", ""), [("file.content", "bob", "an account", None)]),
    "user's password": (USERS, replaced(USERS, "five", "hush"), [("file.content", "bob", None, None)]),
    "no accounts": (USERS, "hush hush\n", [("file.content", "", None, None)]),
    "accounts with CRLF": (USERS, CONTENT[USERS].replace("\n", "\r\n"), [("file.line_ends", "", "LF", "CRLF")]),
}


def shows(text, part):
    return text is None if part is None else text is not None and part in text


@pytest.mark.parametrize("name", CHANGES)
def test_changed_content_is_found_exactly(made, name):
    path, content, expected = CHANGES[name]
    host = made(path)
    host.write(path, content)
    answer = host.ask(secrets=["hush"])
    found = [one for one in answer["differences"] if one["object"] == path]
    assert [(one["check"], one["key"]) for one in found] == [one[:2] for one in expected]
    for one, (_check, _key, wanted, actual) in zip(found, expected):
        assert shows(one["expected"], wanted) and shows(one["actual"], actual)
        assert one["secret"] is (wanted is None and actual is None)
        assert one["expected"] != one["actual"] or one["secret"]
        assert (one["cause"], one["since"] is None, one["changed_by"] is None) == ("changed_on_host", False, False)
    assert answer["observed"]["rws"]["files"] == ("differs" if expected else "equal")
    # Whatever config_bundle would change is a difference, and nothing else is.
    assert host.apply(check_mode=True)["changed"] is bool(expected)
    host.apply()
    assert host.found() == []


def linked(path, target):
    path.rename(path.with_name("b"))
    path.symlink_to(target)


def test_secret_of_another_component_is_known_everywhere(made):
    host = made(UNIT)
    other = {"name": "rcs", "files": [{"path": "/x", "format": "ini", "content": "[a]\npassword = hush-hush-hush-7\n"}]}
    host.write(UNIT, CONTENT[UNIT] + "X=hush-hush-hush-7\n")
    found = host.ask(host.component, other, secrets=["hush"])["differences"]
    assert found[0]["actual"] == "line 4: X=********"


OTHER_STATES = {
    "missing": (lambda path: path.unlink(), "file.missing", None),
    "a link": (lambda path: linked(path, "b"), "file.kind", "a symbolic link to b"),
    "a link to nowhere": (lambda path: linked(path, "gone"), "file.kind", "a symbolic link to gone"),
    "a directory": (lambda path: (path.unlink(), path.mkdir()), "file.kind", "a directory"),
    "a FIFO": (lambda path: (path.unlink(), os.mkfifo(path)), "file.kind", "a FIFO"),
    "mode": (lambda path: path.chmod(0o644), "file.mode", "0644"),
    "owner": (lambda path: os.chown(path, 4711, -1), "file.owner", "4711"),
    "group": (lambda path: os.chown(path, -1, 4711), "file.group", "4711"),
}


@pytest.mark.parametrize("name", OTHER_STATES)
def test_other_state_of_a_file_is_found(made, name, not_run):
    change, check, actual = OTHER_STATES[name]
    if os.geteuid() != 0:
        not_run("owners and groups that differ: only root gives files away")
        return
    host = made(INI)
    host.component["files"][0].update(owner="root", group="root")
    change(host.path(INI))
    one = host.only()
    assert (one["check"], one["object"], one["actual"], one["outcome"]) == (check, INI, actual, "drift")


def test_each_difference_of_one_file_stands_for_itself(made):
    host = made(INI)
    host.write(INI, CONTENT[INI].replace("x = 1", "x = 2").replace("z = 3", "z = 4"), 0o600)
    checks = ["file.content", "file.content", "file.mode"]
    assert [found[0] for found in host.found()] == checks


DIRECTORIES = {
    "missing": (lambda path: path.rename(path.with_name("x")), ["directory.missing", "file.missing"]),
    "a file": (lambda path: (path.rename(path.with_name("x")), path.touch()), ["directory.kind", "file.missing"]),
    "mode": (lambda path: path.chmod(0o777), ["directory.mode"]),
    "a link to it": (lambda path: linked(path, "b"), []),
}


@pytest.mark.parametrize("name", DIRECTORIES)
def test_other_state_of_a_directory_is_found(made, name):
    change, checks = DIRECTORIES[name]
    host = made(INI)
    change(host.path(DIRECTORY))
    assert [found[0] for found in host.found()] == checks


def test_file_that_must_not_be_there_is_found(made):
    host = made(INI, absent_files=[f"{DIRECTORY}/old", f"{DIRECTORY}/odd"])
    assert host.found() == []
    host.write(f"{DIRECTORY}/old", "x")
    host.path(f"{DIRECTORY}/odd").mkdir()
    found = host.ask()["differences"]
    assert [(one["check"], one["actual"]) for one in found] == [("file.extra", "a file"), ("file.extra", "a directory")]
    assert found[0]["cause"] == "changed_on_host"


# -- what cannot be looked at ----------------------------------------------------------------------------------------


def asked_by_nobody(host):
    """The answer to an account that is no owner."""
    os.seteuid(65534)
    try:
        return host.ask()
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("shut", [INI, DIRECTORY])
def test_what_may_not_be_read_is_never_missing(made, shut, tmp_path, not_run):
    if os.geteuid() != 0:
        not_run("files that nobody may look at: only root becomes somebody else")
        return
    host = made(INI, UNIT, absent_files=[f"{DIRECTORY}/gone"])
    for path in (tmp_path, *tmp_path.parents):
        if str(path).startswith(str(tmp_path.parents[1])):
            path.chmod(0o755)
    host.tmp.chmod(0o777)
    host.path(UNIT).chmod(0o644)
    host.path(DIRECTORY).chmod(0o755)
    host.component["files"][1]["mode"] = "0644"
    host.component["directories"] = []
    host.path(shut).chmod(0o000)
    answer = asked_by_nobody(host)
    hidden = {INI: [INI], DIRECTORY: [INI, UNIT, f"{DIRECTORY}/gone"]}[shut]
    told = [one for one in answer["differences"] if one["check"] != "beside.read"]
    found = [(one["check"], one["object"], one["outcome"]) for one in told]
    assert found == [("file.read", path, "not_checked") for path in hidden]
    assert all("Permission denied" in one["reason"] for one in answer["differences"])
    assert answer["observed"]["rws"]["files"] == "not_observed"


def test_link_to_another_managed_file_is_told(made):
    host = made(INI, UNIT)
    host.path(UNIT).unlink()
    host.path(UNIT).symlink_to("muxer.cfg")
    one = host.only()
    assert (one["check"], one["object"], one["actual"]) == ("file.kind", UNIT, "a symbolic link to muxer.cfg")


def test_huge_file_is_not_read_to_its_end(made, monkeypatch):
    monkeypatch.setattr(plan, "MAX_BYTES", 100)
    host = made(INI, UNIT)
    host.write(INI, "x" * 101)
    assert host.found() == [("file.kind", INI, "")]
    assert "larger than 100 bytes" in host.only()["reason"]


def test_equal_system_gets_a_journal(tmp_path):
    """One that was as desired before any run: nothing is told, and site has one run to note what stands there."""
    host = ComparedHost(tmp_path, files=files(INI))
    host.write(INI, CONTENT[INI])
    answer = host.ask()
    assert (answer["differences"], answer["observed"]["rws"]["files"]) == ([], "not_observed")
    assert host.apply()["changed"] is False
    assert host.ask()["observed"]["rws"]["files"] == "equal"
    host.write(INI, CONTENT[INI].replace("x = 1", "x = 2"))
    assert host.only()["cause"] == "changed_on_host"


@pytest.mark.parametrize(
    ("name", "rating"), [(".gir_multidc.4194305.0123456789ab.new", "not_observed"), (".gir_multidc.notes", "equal")]
)
def test_leftover_of_a_killed_run_lets_site_run(made, name, rating):
    host = made(INI)
    host.write(os.path.join(DIRECTORY, name), "hush")
    answer = host.ask(secrets=["hush"])
    assert (answer["differences"], answer["observed"]["rws"]["files"]) == ([], rating)
    assert host.apply()["changed"] is False
    assert host.path(DIRECTORY + "/" + name).exists() is (rating == "equal")
    assert host.ask()["observed"]["rws"]["files"] == "equal"


def test_missing_account_is_a_difference(made, monkeypatch):
    host = made(INI)
    host.component["files"][0].update(owner="nobody-knows-me")
    one = host.only()
    assert (one["check"], one["expected"]) == ("file.owner", "nobody-knows-me")
    assert one["actual"] == accounts.user_name(os.geteuid())
    assert "no user" in one["reason"]


def test_part_that_fails_hides_no_other(made, monkeypatch):
    host = made(INI)
    host.component["directories"] = [{"path": DIRECTORY, "mode": "no mode"}]
    host.component["links"] = [{"path": "/etc/link", "target": "x"}]
    assert host.found() == [
        ("directory.read", DIRECTORY, ""),
        ("file.read", INI, ""),
        ("link.missing", "/etc/link", ""),
    ]


def test_yaml_reader_is_unpacked_only_where_bytes_differ(made):
    host = made(YAML)
    host.loads_anew = True
    for path in host.tmp.rglob("*.zip"):
        path.unlink()
    assert host.found() == []
    assert not list(host.tmp.rglob("*.zip"))
    host.write(YAML, "# x\n" + CONTENT[YAML])
    assert host.found() == []
    assert list(host.tmp.rglob("*.zip"))


def test_public_file_is_compared_by_its_digest(made):
    host = made(UNIT)
    digest = hashlib.sha256(CONTENT[UNIT].encode()).hexdigest()
    host.component["files"] = [{"path": UNIT, "sha256": digest, "mode": "0640"}]
    assert host.found() == []
    host.write(UNIT, CONTENT[UNIT].replace("\n", "\r\n"))
    assert host.found() == [("file.line_ends", UNIT, "")]
    host.write(UNIT, "x")
    assert digest in host.only()["expected"]


HOSTILE = {
    "deep": (JSON, "[" * 400 + "]" * 400, "nested too deeply"),
    "very deep": (JSON, "[" * 100000, "nested too deeply"),
    "wide": (JSON, '{"a": [' + "1," * 30000 + "1]}", "of more than 20000"),
    "one line": (UNIT, "x" * 1000000, "..."),
    "long": (UNIT, "x\n" * 1000000, "2000000 other bytes"),
    "many lines": (UNIT, "x\n" * 100000, "line 1: x"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_content_is_bounded(made, name):
    path, content, shown = HOSTILE[name]
    host = made(path, USERS)
    host.write(path, content)
    host.path(USERS).unlink()
    found = {one["object"]: one for one in host.ask()["differences"]}
    assert shown in found[path]["actual"] and len(found[path]["actual"]) < 500
    assert found[USERS]["check"] == "file.missing"


def test_many_options_are_bounded(made):
    host = made(INI)
    host.write(INI, "[x]\n" + "".join(f"o{number} = 1\n" for number in range(1000)))
    found = host.ask()["differences"]
    assert len(found) == 201
    assert "further options differ" in found[-1]["actual"]
