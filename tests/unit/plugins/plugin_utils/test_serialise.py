# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Structured content as text: what is written is read back, or refused with a sentence."""

import configparser
import datetime
import json

import pytest
import yaml
from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import (
    HEADER,
    scalar,
    serialise,
    to_ini,
    to_json,
    to_yaml,
)
from hypothesis import given, settings
from hypothesis import strategies as st

_NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
# What no reader of YAML takes in a plain text is none of a configuration.
_WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cs", "Cc")), max_size=8)
_LIKE_OTHERS = st.sampled_from(
    [
        "yes",
        "n",
        "Y",
        "~",
        "null",
        "NULL",
        "0640",
        "1_000",
        "0x1f",
        "1:20",
        "2024-01-31",
        ".5",
        "-",
        "+1",
        "1e3",
        ".inf",
    ]
)
_TEXTS = _WORDS | _LIKE_OTHERS | st.sampled_from(["two\nlines", "two\nlines\n", "", " ", "a: b", "# c", "{{ x }}", "é"])
_DATA = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(_TEXTS, _DATA, max_size=4) | st.lists(_DATA, max_size=4))
def test_yaml_is_read_back(data):
    text = to_yaml(data)
    assert text.startswith(HEADER + "---\n")
    assert yaml.safe_load(text) == data


@settings(deadline=None)
@given(_LIKE_OTHERS)
def test_text_that_others_take_for_a_number_is_quoted(word):
    """YAML 1.2, and readers that know more forms than PyYAML."""
    assert to_yaml({"k": word}).splitlines()[-1] in (f'k: "{word}"', f"k: '{word}'")


@settings(deadline=None)
@given(st.dictionaries(_TEXTS, _DATA, max_size=4))
def test_json_is_read_back(data):
    assert json.loads(to_json(data)) == data


@settings(deadline=None)
@given(st.dictionaries(_TEXTS, st.dictionaries(_TEXTS, _TEXTS | _NUMBERS | st.booleans(), max_size=3), max_size=3))
def test_ini_is_read_back_or_refused(data):
    """By the reader that compares, and by Python's own where its grammar is the same."""
    try:
        text = to_ini(data)
    except Refusal:
        return
    expected = {name: {key: scalar("", value) for key, value in options.items()} for name, options in data.items()}
    assert compare.read("ini", text) == expected


@pytest.mark.parametrize(("data", "end"), [({}, "{}\n"), ([], "[]\n")])
def test_an_empty_document(data, end):
    assert to_yaml(data) == f"{HEADER}---\n{end}"


def test_lists_and_texts_of_several_lines():
    text = to_yaml({"list": ["a", {"b": 1}], "text": "one\ntwo\n", "same": [{"x": 1}] * 2})
    assert text[len(HEADER) :] == (
        "---\nlist:\n  - a\n  - b: 1\ntext: |\n  one\n  two\nsame:\n  - x: 1\n  - x: 1\n"
    ), "indented, in the order given, without references"  # fmt: skip


def test_ini_of_usual_options():
    text = to_ini({"S": {"port": 8080, "on": True, "off": False, "empty": "", "lines": "a\nb"}, "T": {}})
    assert text == f"{HEADER}\n[S]\nport = 8080\non = true\noff = false\nempty =\nlines = a\n\tb\n\n[T]\n"
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    assert parser["S"]["lines"] == "a\nb"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "an INI file is made of sections"),
        ("x", "an INI file is made of sections"),
        ({"S": 7}, "section S holds int: give a dictionary of options"),
        ({"S": {"a": ["x"]}}, "S/a is a list: an option has one value"),
        ({"S": {"a": None}}, "S/a is a NoneType"),
        ({"S": {"a": " x"}}, "the value of S/a cannot be written as INI"),
        ({"S": {"a": "x\n  y"}}, "S/a cannot be written as INI"),
        ({"S": {"a=b": "x"}}, "S/a=b cannot be written as INI"),
        ({"S": {"#a": "x"}}, "cannot be written as INI"),
        ({"S\n": {}}, "cannot be written as INI"),
        ({"": {"a": "x"}}, "cannot be written as INI"),
    ],
)
def test_what_ini_cannot_hold_is_refused(data, words):
    with pytest.raises(Refusal, match=words):
        serialise("ini", data)


class Thing:
    """Nothing that a file can hold."""


def circle():
    data = {}
    data["inner"] = data
    return data


@pytest.mark.parametrize("form", ["json", "yaml"])
@pytest.mark.parametrize("value", [Thing(), {"a": Thing()}, circle()], ids=["thing", "inside", "circle"])
def test_what_is_no_data_is_refused(form, value):
    with pytest.raises(Refusal, match=f"it cannot be written as {form.upper()}: "):
        serialise(form, {"key": value})


def test_numbers_that_json_does_not_know_are_refused():
    for number in (float("nan"), float("inf")):
        with pytest.raises(Refusal, match="JSON"):
            to_json({"a": number})


def test_dates():
    """Text in JSON and INI; YAML has a form for them."""
    day, moment = datetime.date(2024, 1, 31), datetime.datetime(2024, 1, 31, 5, 6, 7)
    assert json.loads(to_json({"a": day, "b": moment})) == {"a": "2024-01-31", "b": "2024-01-31T05:06:07"}
    assert compare.read("ini", to_ini({"S": {"a": day, "b": moment}}))["S"] == {
        "a": "2024-01-31",
        "b": "2024-01-31T05:06:07",
    }
    assert yaml.safe_load(to_yaml({"a": day, "b": moment})) == {"a": day, "b": moment}
