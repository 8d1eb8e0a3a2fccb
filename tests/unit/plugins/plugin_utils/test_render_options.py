# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the actions that write files, as playbooks give them."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering import spec
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems


def read(reader, *arguments):
    """(what was read, the sentences)."""
    problems = Problems()
    return reader(*arguments, problems), problems.sentences


def test_options_that_are_unknown_are_all_named():
    found, sentences = read(spec.read_options, {"files": [], "file": [], "colour": 1}, ("files", "root"))
    assert found is None
    assert sentences == [f"option {name} is unknown: use files, root" for name in ("colour", "file")]
    assert read(spec.read_options, {"root": ""}, ("files", "root"))[1] == []


@pytest.mark.parametrize(
    ("value", "found"),
    [(True, True), (False, False), ("yes", True), (" ON ", True), ("False", False), ("off", False), (None, "default")],
)
def test_a_flag(value, found):
    """Templates make text of it, and YAML 1.1 has many words for it."""
    for default in (True, False):
        expected = default if found == "default" else found
        assert read(spec.read_flag, {"secret": value}, "secret", default) == (expected, [])


@pytest.mark.parametrize("value", ["maybe", "", 1, 0, [], "y"])
def test_a_flag_that_is_none(value):
    for default in (True, False):
        found, sentences = read(spec.read_flag, {"secret": value}, "secret", default)
        assert found is default and len(sentences) == 1 and sentences[0].endswith("give true or false")


def test_long_text_is_never_shown():
    """It may be the content of a file."""
    assert spec.show("x" * 81) == "text of 81 characters"
    assert spec.show("x" * 70) == '"%s"' % ("x" * 70)
    assert (spec.show({"hush": 1}), spec.show(["hush"])) == ("a dictionary", "a list")


@pytest.mark.parametrize(
    ("value", "path", "words"),
    [
        (None, None, None),
        ("", None, None),
        ("/a//b/", "/a/b", None),
        ("relative", None, "the path is relative"),
        ("/a/../b", None, "holds .."),
    ],
)
def test_a_directory_may_be_left_out(value, path, words):
    found, sentences = read(spec.read_directory, {"backup_directory": value}, "backup_directory")
    assert found == path
    assert sentences == [] if words is None else words in sentences[0]
    assert read(spec.read_directory, {}, "backup_directory") == (None, [])


def one_file(**entry):
    problems = Problems()
    files = spec.read_files({"files": [{"path": "/a", **entry}]}, problems)
    assert problems.sentences == []
    return files[0]


def test_owners_may_be_numbers():
    assert [one_file(content="x", owner=owner)["owner"] for owner in (0, 1000, "genesys", None)] == [
        "0",
        "1000",
        "genesys",
        None,
    ]


@pytest.mark.parametrize(("value", "text"), [(7, "7"), (1.5, "1.5"), (True, "True"), ("", "")])
def test_a_template_that_gives_a_number_is_text(value, text):
    """From ansible-core 2.19 on it arrives as a number."""
    assert one_file(content=value)["value"] == text


def test_a_command_that_checks_the_file():
    assert one_file(content="x", validate="nginx -t -c '%s'")["validate"] == "nginx -t -c '%s'"
    for nothing in (None, ""):
        assert one_file(content="x", validate=nothing)["validate"] is None


def test_patterns_of_secrets():
    assert read(spec.read_patterns, {"secret_keys": "own.+"}) == (["own.+"], [])
    assert read(spec.read_patterns, {"secret_keys": ["a", "b$"]}) == (["a", "b$"], [])
    assert read(spec.read_patterns, {}) == ([], [])
