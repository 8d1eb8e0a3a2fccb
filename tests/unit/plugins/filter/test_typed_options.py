# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.filter.typed_options import typed_options
from hypothesis import given
from hypothesis import strategies as st

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers()), st.just({})
)


def exact(value):
    """1 and True are equal in Python, but not in a file."""
    return {key: (type(item), item) for key, item in value.items()}


def test_only_what_is_named_is_converted_and_the_order_stays():
    values = {"port": "8080", "tls": "no", "name": "1", "delay": 60, "secure": True}
    typed = typed_options(values, integers=["port", "delay"], booleans=["tls", "secure"])
    assert exact(typed) == exact({"port": 8080, "tls": False, "name": "1", "delay": 60, "secure": True})
    assert list(typed) == list(values)
    assert values["port"] == "8080"


@pytest.mark.parametrize("unset", [None, ""])
def test_what_is_unset_stays_unset(unset):
    assert typed_options({"port": unset, "tls": unset}, integers=["port"], booleans=["tls"]) == {
        "port": None,
        "tls": None,
    }


def test_all_problems_at_once():
    with pytest.raises(AnsibleFilterError) as refusal:
        typed_options(
            {"port": "http", "tls": "maybe", "ratio": 1.5}, integers=["port", "ratio", "lost"], booleans=["tls"]
        )
    message = str(refusal.value)
    for sentence in (
        "port is 'http', give a whole number",
        "ratio is 1.5",
        "tls is 'maybe', give true or false",
        "'lost'",
    ):
        assert sentence in message


def test_something_else_than_settings_is_refused():
    with pytest.raises(AnsibleFilterError, match="must be a dictionary, got list"):
        typed_options(["port"])


@given(value=SCALARS)
def test_any_value_becomes_the_type_or_is_refused_with_a_sentence(value):
    for keyword, kind in (("integers", int), ("booleans", bool)):
        try:
            typed = typed_options({"key": value}, **{keyword: ["key"]})["key"]
        except AnsibleFilterError as refusal:
            assert "key is" in str(refusal)
        else:
            assert typed is None or isinstance(typed, kind)
            assert not (kind is int and isinstance(typed, bool))
