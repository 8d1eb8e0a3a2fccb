# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files on the controller: written whole or not at all, with their mode, and shown without secrets."""

import json
import os
import stat

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import local_files
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.local_files import LocalFiles, show_differences
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.objects import object_files, read_objects
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def written(path, text="a\n", mode=0o640, check=False, secret=False):
    files = LocalFiles(mode, check)
    files.write(str(path), text, secret)
    (result,) = files.results
    assert result["changed"] is bool(files.differences)
    return result, files


def test_a_file_is_made_with_its_directories(tmp_path):
    path = tmp_path / "x" / "y" / "file"
    result, _files = written(path)
    assert result == {"path": str(path), "changed": True, "state": "created", "reasons": ["content"]}
    assert path.read_text(encoding="utf-8") == "a\n" and mode_of(path) == 0o640
    assert mode_of(path.parent) & 0o007 == 0, "others may not look into it"
    assert os.listdir(path.parent) == ["file"]


@pytest.mark.parametrize(
    ("text", "mode", "state", "reasons"),
    [
        ("a\n", 0o640, "unchanged", []),
        ("b\n", 0o640, "changed", ["content"]),
        ("a\n", 0o600, "changed", ["mode"]),
        ("b\n", 0o600, "changed", ["content", "mode"]),
    ],
)
def test_a_file_that_is_there(tmp_path, text, mode, state, reasons):
    path = tmp_path / "file"
    written(path)
    before = path.stat()
    predicted, _files = written(path, text, mode, check=True)
    assert (path.read_text(encoding="utf-8"), mode_of(path)) == ("a\n", 0o640), "check mode writes nothing"
    result, _files = written(path, text, mode)
    assert predicted == result and (result["state"], result["reasons"]) == (state, reasons)
    assert (path.read_text(encoding="utf-8"), mode_of(path)) == (text, mode)
    assert (path.stat() == before) is (state == "unchanged")


def test_check_mode_makes_no_directory(tmp_path):
    result, _files = written(tmp_path / "x" / "file", check=True)
    assert result["state"] == "created" and os.listdir(tmp_path) == []


@pytest.mark.parametrize("step", ["fchmod", "replace"])
def test_a_write_that_fails_leaves_the_old_file_alone(tmp_path, monkeypatch, step):
    path = tmp_path / "file"
    written(path)

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(local_files.os, step, fail)
    with pytest.raises(OSError, match="No space"):
        written(path, "b\n")
    assert path.read_text(encoding="utf-8") == "a\n" and os.listdir(tmp_path) == ["file"]


def test_text_that_is_no_unicode_is_kept(tmp_path):
    """Names and texts of the controller may hold any byte."""
    text = b"\xff\n".decode("utf-8", "surrogateescape")
    path = tmp_path / "file"
    written(path, text)
    assert path.read_bytes() == b"\xff\n"
    assert written(path, text)[0]["state"] == "unchanged"


def test_why_a_file_cannot_be_written(tmp_path):
    files = LocalFiles(0o640, False)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert files.problem_of(str(tmp_path / "new" / "file")) is None
    assert files.problem_of(str(tmp_path)) == f"{tmp_path} is a directory on the controller: move it away"
    inside = str(tmp_path / "file" / "inside" / "x")
    assert files.problem_of(inside) == f"{tmp_path}/file is not a directory on the controller: move it away"
    assert files.problem_of(str(tmp_path / ("é" * 127))) is None
    long = str(tmp_path / ("é" * 128))
    assert files.problem_of(long) == f"{long} has a name of more than 255 bytes: shorten it"


def test_a_directory_that_may_not_be_written(tmp_path, monkeypatch):
    """root may write everywhere, so the answer of the system is replaced."""
    monkeypatch.setattr(local_files.os, "access", lambda path, _rights: path != str(tmp_path))
    sentence = f"{tmp_path} cannot be written on the controller: give a directory that you may write"
    assert LocalFiles(0o640, False).problem_of(str(tmp_path / "new" / "file")) == sentence


def test_differences_have_content_and_mode(tmp_path):
    path = tmp_path / "file"
    _result, new = written(path, "port: 1\n")
    assert show_differences(new, Redactor(fingerprints=True)) == [
        {"before_header": str(path), "after_header": str(path), "before": "", "after": "port: 1\n"}
    ]
    _result, changed = written(path, "port: 2\n", 0o600)
    (shown,) = show_differences(changed, Redactor(fingerprints=True))
    assert (shown["before"], shown["after"]) == ("mode = 0640\nport: 1\n", "mode = 0600\nport: 2\n")
    assert show_differences(written(path, "port: 2\n", 0o600)[1], Redactor(fingerprints=True)) == []


@pytest.mark.parametrize("secret", [True, False])
def test_differences_hold_no_secret(tmp_path, secret):
    """A file that is secret as a whole is one fingerprint, which tells equal from different."""
    path = tmp_path / "file"
    written(path, "password: hush-1\nport: 1\n")
    _result, files = written(path, "password: hush-2\nport: 1\n", secret=secret)
    (shown,) = show_differences(files, Redactor(fingerprints=True))
    assert "hush" not in shown["before"] + shown["after"]
    assert shown["before"] != shown["after"]
    assert ("port: 1" in shown["after"]) is not secret


def test_objects_are_written_without_secrets():
    """In each of their forms, while what is no secret stays."""
    entry = {"type": "CfgApplication", "name": "A", "options": {"s": {"password": "hush", "port": 1}}}
    things = read_objects({"objects": [dict(entry, annex={"t": {"token": "hush", "x": "y"}})]}, Problems())
    problems = Problems()
    files = object_files(things, problems, Redactor(fingerprints=True))
    assert problems.sentences == [] and len(files) == 5
    assert "hush" not in "".join(files.values())
    assert "port=1" in files["CfgApplication/A.cfg"] and "x=y" in files["CfgApplication/A_annex.cfg"]
    assert "hush" in "".join(object_files(things, problems, None).values()), "and the objects themselves stay whole"


def test_owners_of_an_object_are_names():
    def read(owner):
        problems = Problems()
        (thing,) = read_objects({"objects": [{"type": "CfgDN", "name": "1", "switch": owner}]}, problems)
        return thing.get("switch"), problems.sentences

    assert read("S1") == ("S1", [])
    assert read(101) == ("101", [])
    assert read(None) == (None, [])
    for wrong in (True, ["S1"]):
        (sentence,) = read(wrong)[1]
        assert "switch is" in sentence and "give its name" in sentence


def test_a_section_without_options_is_none():
    problems = Problems()
    (thing,) = read_objects(
        {"objects": [{"type": "CfgDN", "name": "1", "annex": {"a": None, "b": {"x": None}}}]}, problems
    )
    assert (thing["annex"], problems.sentences) == ({"b": {}}, [])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("x.csv", lambda value: '"ADD","s","x-password","{}"\n'.format(value.replace('"', '""'))),
        ("x.json", lambda value: json.dumps([{"name": "x-password", "value": value}])),
        ("x.json", lambda value: json.dumps({"x-password": value, "note": "stays"})),
    ],
)
@pytest.mark.parametrize("secret", ['aw"kw\\ard', "ops", "two\nlines"])
def test_differences_hide_what_a_format_escapes(tmp_path, name, form, secret):
    """Also the secret that is in the file until now, which nobody knows, and a short one."""
    path = tmp_path / name
    written(path, form(secret + "-old"))
    _result, files = written(path, form(secret))
    (shown,) = show_differences(files, Redactor())
    for text in (shown["before"], shown["after"]):
        assert "x-password" in text
        assert [part for part in ("aw", "kw", "ops", "two", "lines", "old") if part in text] == []
    assert "stays" in shown["after"] or "note" not in form(secret)
