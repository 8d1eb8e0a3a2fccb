# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.filter.named_options import FilterModule, named_options
from hypothesis import given
from hypothesis import strategies as st


def test_settings_stand_under_the_names_of_the_product_in_the_order_of_the_table():
    values = {"mode": "active", "port": 8889, "user": "u"}
    names = {"port": "rp_server/port", "user": "htcc/username", "mode": "processing/mode"}
    result = named_options(values, names, depth=2)
    assert result == {"rp_server": {"port": 8889}, "htcc": {"username": "u"}, "processing": {"mode": "active"}}
    assert list(result) == ["rp_server", "htcc", "processing"]


def test_null_values_null_names_and_nameless_settings_are_left_out():
    assert named_options({"a": None, "b": 1, "c": 2, "d": ""}, {"a": "s/a", "b": None, "d": "s/d"}) == {"s": {"d": ""}}


def test_names_may_have_any_depth_when_none_is_asked_for():
    assert named_options({"a": 1, "b": 2}, {"a": "HOST", "b": "db/x/y"}) == {"HOST": 1, "db": {"x": {"y": 2}}}


def test_value_format_wraps_every_value_as_text():
    assert named_options({"a": 5, "b": "{value}"}, {"a": "s/a", "b": "s/b"}, value_format="fixed,{value}") == {
        "s": {"a": "fixed,5", "b": "fixed,{value}"}
    }


def test_every_problem_is_named_at_once_and_no_value_is_shown():
    with pytest.raises(AnsibleFilterError) as caught:
        named_options(
            {"password": "s3cret", "port": 1, "mode": "s3cret-mode", "x": 1},
            {"pasword": "a/b", "port": "one", "mode": "a/b", "password": "a/b", "x": "/c"},
            depth=2,
        )
    text = str(caught.value)
    assert "no setting is called 'pasword', did you mean 'password'?" in text
    assert "the name of 'port' is 'one', give it 2 levels" in text
    assert "the name 'a/b' of 'password' is taken by 'mode'" in text
    assert "the name of 'x' is '/c'" in text
    assert "s3cret" not in text


@pytest.mark.parametrize("names", [{"a": "s", "b": "s/x"}, {"b": "s/x", "a": "s"}])
def test_a_name_cannot_be_an_option_and_a_section(names):
    with pytest.raises(AnsibleFilterError, match="is taken by"):
        named_options({"a": 1, "b": 2}, names)


@pytest.mark.parametrize(
    ("values", "names", "value_format"),
    [(["a"], {}, "{value}"), ({}, "a/b", "{value}"), ({}, None, "{value}"), ({}, {}, "fixed"), ({}, {}, None)],
)
def test_wrong_types_are_refused_with_a_sentence(values, names, value_format):
    with pytest.raises(AnsibleFilterError, match="must be"):
        named_options(values, names, value_format=value_format)


WORDS = st.text("abc", min_size=1, max_size=2)


@given(
    st.dictionaries(WORDS, st.one_of(st.none(), st.integers(), st.text("ab/"))),
    st.dictionaries(WORDS, st.one_of(st.none(), st.integers(), st.text("ab/ ", max_size=6))),
)
def test_any_table_gives_a_result_or_a_sentence(values, names):
    try:
        result = named_options(values, names)
    except AnsibleFilterError:
        return
    for word, name in names.items():
        if name is None or values[word] is None:
            continue
        found = result
        for part in name.split("/"):
            found = found[part]
        assert found == values[word]


def test_the_filter_is_published_under_its_name():
    assert FilterModule().filters() == {"named_options": named_options}
