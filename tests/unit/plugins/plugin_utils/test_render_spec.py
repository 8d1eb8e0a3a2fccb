# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bad input gives sentences, all at once, whatever its shape."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import spec
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.objects import (
    file_name,
    object_files,
    read_objects,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from hypothesis import given, settings
from hypothesis import strategies as st


def problems_of(args):
    problems = Problems()
    directories, files = spec.read_directories(args, problems), spec.read_files(args, problems)
    spec.check_paths(directories, files, problems)
    return problems.sentences


BAD_FILES = [
    ({"content": "x"}, "path is missing"),
    ({"path": "a", "content": "x"}, "relative"),
    ({"path": "/a/../b", "content": "x"}, "holds .."),
    ({"path": "/a\nb", "content": "x"}, "control character"),
    ({"path": "/", "content": "x"}, "root directory"),
    ({"path": 7, "content": "x"}, "path is 7"),
    ({"path": "/a"}, "none of them is given"),
    ({"path": "/a", "content": "x", "template": "y"}, "content and template are given"),
    ({"path": "/a", "data": {}}, "data needs format yaml, json or ini"),
    ({"path": "/a", "data": "x", "format": "yaml"}, "data is str"),
    ({"path": "/a", "content": ["x"]}, "content is list"),
    ({"path": "/a", "content": "x", "format": "toml"}, 'format is "toml"'),
    ({"path": "/a", "content": "x", "mode": 416}, "put it in quotes"),
    ({"path": "/a", "content": "x", "mode": "rw"}, "octal digits"),
    ({"path": "/a", "content": "x", "mode": "0999"}, "octal digits"),
    ({"path": "/a", "content": "x", "owner": ""}, 'owner is ""'),
    ({"path": "/a", "content": "x", "owner": True}, "owner is true"),
    ({"path": "/a", "content": "x", "validate": "check"}, "%s in the place of the file"),
    ({"path": "/a", "content": "x", "validate": "check 'x %s"}, "end of quotes"),
    ({"path": "/a", "content": "x", "validate": "%s"}, "the file is no command"),
    ({"path": "/a", "content": "x", "secret": "maybe"}, "give true or false"),
    ({"path": "/a", "content": "x", "colour": "red"}, '"colour" is unknown'),
    ("x", "give a dictionary with a path"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "words"), BAD_FILES)
def test_each_mistake_has_its_sentence(entry, words):
    sentences = problems_of({"files": [entry]})
    assert len(sentences) == 1
    assert words in sentences[0]
    assert "files[0]" in sentences[0] or "/a" in sentences[0]


def test_all_mistakes_at_once():
    assert len(problems_of({"files": [entry for entry, _words in BAD_FILES if entry != "x"]})) >= 20


def test_paths_that_cannot_stand_together():
    args = {
        "directories": [{"path": "/d"}, {"path": "/f"}],
        "files": [{"path": p, "content": ""} for p in ("/f", "/g", "/g/h", "/x", "//x/.")],
    }
    text = "\n".join(problems_of(args))
    assert "/f is named twice (in directories and files)" in text
    assert "/g is a file and cannot hold /g/h" in text
    assert "/x is named twice" in text


@pytest.mark.parametrize("root", ["relative", "/a/../b", 7, ["/a"]])
def test_bad_roots(root):
    problems = Problems()
    spec.read_root({"root": root}, problems)
    assert "give an absolute path" in problems.sentences[0]


@pytest.mark.parametrize(("root", "read"), [(None, ""), ("", ""), ("/", ""), ("/a/", "/a"), ("//a//b", "/a/b")])
def test_good_roots(root, read):
    assert spec.read_root({"root": root}, Problems()) == read


@pytest.mark.parametrize("patterns", [["("], [""], [".*"], [7], 7])
def test_bad_patterns(patterns):
    problems = Problems()
    assert spec.read_patterns({"secret_keys": patterns}, problems) == []
    assert len(problems.sentences) == 1


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["path", "content", "data", "mode", "owner", "name", "type", "options", "x"]), inner, max_size=4
    ),
    max_leaves=8,
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["files", "directories", "objects", "root", "secret_keys"]), _JUNK))
def test_no_shape_of_input_gives_a_traceback(args):
    problems = Problems()
    spec.read_root(args, problems)
    spec.read_patterns(args, problems)
    object_files(read_objects(args, problems), problems, None)
    problems_of(args)


def cfg(**parts):
    problems = Problems()
    objects = read_objects({"objects": [dict({"type": "CfgApplication", "name": "MCP 1"}, **parts)]}, problems)
    return object_files(objects, problems, None), problems.sentences


def test_an_object_with_options_and_annex():
    files, sentences = cfg(options={"b": {"z": 1, "a": True, "n": None}, "a": {"k": "x=y"}}, annex={"s": {"k": "v"}})
    assert sentences == []
    names = ["MCP 1.cfg", "MCP 1.csv", "MCP 1.json", "MCP 1_annex.cfg", "MCP 1_annex.csv"]
    assert sorted(files) == [f"CfgApplication/{name}" for name in names]
    assert files["CfgApplication/MCP 1_annex.csv"].splitlines()[1:] == ['"ADD","s","k","v"']
    assert files["CfgApplication/MCP 1.cfg"].splitlines()[1:] == ["", "[a]", "k=x=y", "", "[b]", "a=true", "z=1"]
    assert files["CfgApplication/MCP 1_annex.cfg"].splitlines()[1:] == ["", "[s]", "k=v"]


def test_the_annex_of_an_application_is_never_in_a_file_for_its_options():
    names = ["MCP 1_annex.cfg", "MCP 1_annex.csv", "MCP 1_annex.json"]
    assert sorted(cfg(annex={"s": {"k": "v"}})[0]) == [f"CfgApplication/{name}" for name in names]


def test_what_the_classic_form_cannot_hold_is_named_there():
    files, sentences = cfg(options={"s": {"k": "a\nb"}})
    assert sentences == []
    assert "# k cannot be written in this form: see CfgApplication/MCP 1.csv" in files["CfgApplication/MCP 1.cfg"]
    assert '"k": "a\\nb"' in files["CfgApplication/MCP 1.json"]


@pytest.mark.parametrize(
    ("other", "words"), [("a/b", "given twice"), ("a:b", "would be the same file"), ("A_B", "would be the same file")]
)
def test_objects_that_would_be_one_file_are_refused(other, words):
    problems = Problems()
    objects = [{"type": "CfgApplication", "name": name, "options": {}} for name in ("a/b", other)]
    object_files(read_objects({"objects": objects}, problems), problems, None)
    assert words in problems.sentences[0]


BAD_OBJECTS = [
    ({"name": "x"}, "type is nothing"),
    ({"type": "Application", "name": "x"}, "such as CfgApplication"),
    ({"type": "CfgApplication", "name": " "}, "give the name"),
    ({"type": "CfgApplication", "name": "x", "options": []}, "give sections"),
    ({"type": "CfgApplication", "name": "x", "options": {"s": "v"}}, 'section s is "v"'),
    ({"type": "CfgApplication", "name": "x", "options": {"s": {"k": [1]}}}, "s/k is a list"),
    ({"type": "CfgApplication", "name": "x", "dbid": 1}, '"dbid" is unknown'),
]


@pytest.mark.parametrize(("entry", "words"), BAD_OBJECTS)
def test_each_mistake_in_an_object_has_its_sentence(entry, words):
    problems = Problems()
    read_objects({"objects": [entry]}, problems)
    assert len(problems.sentences) == 1
    assert words in problems.sentences[0]


@pytest.mark.parametrize(
    ("name", "safe"), [("..", "_.."), ("../x", "_.._x"), ("a\0b", "a_b"), ("é", "_"), ("a b", "a b")]
)
def test_file_names(name, safe):
    assert file_name(name) == safe
