# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Meaning: what is written comes back, and nothing is equal that a product could tell apart."""

import math

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare, yaml_reader
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import serialise
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources
from hypothesis import example, given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module", autouse=True)
def _yaml(tmp_path_factory):
    yaml_reader.provide(yaml_reader.unpack(yaml_sources(), str(tmp_path_factory.mktemp("yaml"))))


_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT
_DATA = st.dictionaries(
    _TEXT,
    st.recursive(
        _SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
)
_TRICKY = [
    "yes", "No", "on", "y", "N", "~", "null", "1e3", "0o17", "012", "1_000", "1:30", ".5", "+1", "2024-01-01", "=",
    "<<", "- a", "a: b", "#x", "*a", "&a", "!x", "%x", "@x", "`x", "{a}", "[a]", " a ", "", "a\nb", "a\nb\n", "\ta",
    "'", "\"", "\\", "é", "0x1F", "-", "?", "|", ">",
]  # fmt: skip


@settings(deadline=None)
@given(_DATA)
def test_yaml_and_json_come_back(data):
    for fmt in ("yaml", "json"):
        assert compare.same(compare.read(fmt, serialise(fmt, data)), data)


@pytest.mark.parametrize("value", _TRICKY)
def test_tricky_text_stays_text(value):
    for data in ({"k": value}, {value: "v"}, {"k": [value]}):
        assert compare.same(compare.read("yaml", serialise("yaml", data)), data)


@settings(deadline=None)
@given(st.dictionaries(_TEXT, st.dictionaries(_TEXT, _TEXT, max_size=3), max_size=3))
@example({"0": {}, "": {"": ""}})  # Python 3.13 has an error of its own for what this would look like
def test_ini_comes_back_or_is_refused(data):
    try:
        text = serialise("ini", data)
    except Refusal:
        return
    assert compare.read("ini", text) == data


def test_ini_keeps_case_and_percent_signs_and_lends_nothing():
    data = {"DEFAULT": {"A": "%(b)s"}, "Section": {"optionName": "100%", "empty": ""}}
    assert compare.read("ini", serialise("ini", data)) == data


def test_yaml_looks_as_written_by_hand():
    data = {"jetty": {"port": 8080, "host": "0.0.0.0"}, "nodes": ["a", {"b": "1"}], "path": "/US/NY", "on": True}
    text = serialise("yaml", data).split("---\n", 1)[1]
    assert text == ('jetty:\n  port: 8080\n  host: "0.0.0.0"\nnodes:\n  - a\n  - b: "1"\npath: /US/NY\n\'on\': true\n')


@settings(deadline=None)
@given(_DATA, _DATA)
def test_same_is_an_equivalence_that_tells_types_apart(one, other):
    assert compare.same(one, one)
    assert compare.same(one, other) == compare.same(other, one)
    if compare.same(one, other):
        assert one == other


def test_types():
    for left, right in ((1, "1"), (1, True), (0, False), (1, 1.0), ("", None), ([], {}), ({1: "a"}, {True: "a"})):
        assert not compare.same(left, right)
    assert compare.same(math.nan, math.nan)


_EXPANDING = "a0: &a0 [x]\n" + "".join(
    "a%d: &a%d [%s]\n" % (n, n, ", ".join(["*a%d" % (n - 1)] * 9)) for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("fmt", "text"),
    [
        ("yaml", "a: [1"),
        ("yaml", "a: 1\na: 2"),
        ("yaml", "a: !!python/object:os.system x"),
        ("yaml", "a: &a [*a]"),
        ("yaml", "a: 2024-13-45"),
        ("yaml", "\x00"),
        ("yaml", "? [a]\n: b"),
        ("yaml", "[" * 5000),
        ("yaml", _EXPANDING),
        ("json", "{"),
        ("json", '{"a": NaN}'),
        ("json", '{"a": 1, "a": 2}'),
        ("json", "[" * 100000),
        ("ini", "a=1"),
        ("ini", "[a]\nb=1\nb=2"),
        ("ini", "[a]\n[a]"),
    ],
)  # fmt: skip
def test_unreadable_text_is_named_and_never_crashes(fmt, text):
    with pytest.raises(compare.Unreadable) as error:
        compare.read(fmt, text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("fmt", "text"),
    [("yaml", "password: {Zz9secret"), ("json", '{"password": "Zz9secret'), ("ini", "password=Zz9secret")],
)
def test_a_complaint_quotes_nothing(fmt, text):
    with pytest.raises(compare.Unreadable) as error:
        compare.read(fmt, text)
    assert "Zz9secret" not in str(error.value)


def test_flatten():
    data = {"a": {"b": [1, {"c": "x"}], "d": {}}, "e": None, "f": []}
    assert compare.flatten(data) == ["a.b[0] = 1", 'a.b[1].c = "x"', "a.d = {}", "e = null", "f = []"]
    assert compare.flatten([]) == ["(document) = []"]


def test_members_without_a_value():
    """What is there and nobody wants is no difference where it holds nothing; what is wanted counts."""
    present = {"a": None, "b": {"c": None, "d": 1}, "e": None, "f": [None]}
    assert compare.without_empty(present, {"b": {}, "e": 1}) == {"b": {"d": 1}, "e": None, "f": [None]}
    assert compare.without_empty(None, {}) is None and compare.without_empty({"a": None}, 1) == {"a": None}
