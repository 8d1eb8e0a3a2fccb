# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible hands to an action, as plain data that every serialiser writes the same way."""

import datetime
from collections import OrderedDict
from types import MappingProxyType

import pytest
from ansible.errors import AnsibleError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import message_of, plain, without_nulls
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from hypothesis import given, settings
from hypothesis import strategies as st

ZONE = datetime.timezone(datetime.timedelta(hours=2))


class Text(str):
    def __str__(self):
        return "another text"


class Number(int):
    def __int__(self):
        return 0


class Real(float):
    def __float__(self):
        return 0.0


class Day(datetime.date):
    pass


class Moment(datetime.datetime):
    pass


class Sealed:
    """A vaulted value of ansible-core 2.18 and earlier: a sequence of characters that is no text."""

    _ciphertext = "sealed"

    def __str__(self):
        return "open"


PAIRS = [
    (None, None),
    (True, True),
    (Text("x"), "x"),
    (Number(7), 7),
    (Real(1.5), 1.5),
    (b"bytes \xc3\xa9", "bytes é"),
    (Day(2024, 1, 31), datetime.date(2024, 1, 31)),
    (Moment(2024, 1, 31, 5, 6, 7, 8, ZONE), datetime.datetime(2024, 1, 31, 5, 6, 7, 8, ZONE)),
    ((1, Text("a")), [1, "a"]),
    (range(2), [0, 1]),
    ({3, 1, 2}, [1, 2, 3]),
    (frozenset("ba"), ["a", "b"]),
    (OrderedDict([(Text("b"), [Text("x")]), ("a", None)]), {"b": ["x"], "a": None}),
    (MappingProxyType({"a": {"b": (Number(1),)}}), {"a": {"b": [1]}}),
    (wrap_var({"a": ["x"]}), {"a": ["x"]}),
    (Sealed(), "open"),
]


def types_of(value):
    """The structure with types in the place of values."""
    if value.__class__ is dict:
        return {key: (type(key), types_of(member)) for key, member in value.items()}
    return [types_of(member) for member in value] if value.__class__ is list else type(value)


@pytest.mark.parametrize(("value", "expected"), PAIRS, ids=[type(value).__name__ for value, _expected in PAIRS])
def test_what_becomes_of_a_value(value, expected):
    """Equal is not enough: a serialiser writes a subclass of a type as an object of its own."""
    found = plain(value)
    assert found == expected
    assert types_of(found) == types_of(expected)


_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(_DATA)
def test_plain_data_stays_as_it_is(data):
    found = plain(data)
    assert found == data and types_of(found) == types_of(data)
    assert not isinstance(data, (dict, list)) or found is not data


@settings(deadline=None)
@given(_DATA)
def test_no_null_is_left_and_nothing_else_is_lost(data):
    def nulls(value):
        members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [member for member in members if member is None] + [null for member in members for null in nulls(member)]

    found = without_nulls(data)
    assert nulls(found) == []
    assert nulls(data) or found == data


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("wrong. "), "wrong"),
        (ValueError("first line\nsource of the template"), "first line"),
        (AnsibleError("it failed."), "it failed"),
        (ValueError(), ""),
    ],
)
def test_one_sentence_of_an_error(error, words):
    assert message_of(error) == words


def test_problems_are_numbered_and_said_once():
    problems = Problems()
    assert not problems
    problems.add("a is missing.")
    problems.add("a is missing.")
    assert problems.message("h1") == "1 problem for h1, nothing was written: (1) a is missing."
    problems.add("b is missing")
    assert problems
    expected = "2 problems for h1, nothing was written: (1) a is missing. (2) b is missing."
    assert problems.message("h1") == expected
