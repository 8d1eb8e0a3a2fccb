# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comparing and hiding values that may hold secrets."""

import json

from ansible_collections.gir.multidc.plugins.module_utils._common import values
from hypothesis import given
from hypothesis import strategies as st

SECRETS = values.SECRETS
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["uri", "userName", "value", "n"]), inner)
    ),
    max_leaves=8,
)


@given(plain)
def test_a_value_does_not_differ_from_itself(value):
    assert SECRETS.differences(value, json.loads(json.dumps(value))) == []
    assert SECRETS.redacted(value) == value


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(member) for name, member in value.items() if member is not None}
    return [without_nulls(member) for member in value] if isinstance(value, list) else value


@given(plain, plain)
def test_different_values_differ_and_a_missing_member_is_a_null_one(one, other):
    same = json.dumps(without_nulls(one), sort_keys=True) == json.dumps(without_nulls(other), sort_keys=True)
    assert (SECRETS.differences(one, other) == []) is same
    assert SECRETS.differences({"uri": None}, {}) == SECRETS.differences({}, {"uri": None}) == []


def test_types_matter():
    assert SECRETS.differences({"active": True}, {"active": 1}) == ["value.active"]
    assert SECRETS.differences({"n": "1"}, {"n": 1}) == ["value.n"]


def test_secrets_are_compared_only_when_they_can_be_read():
    desired = {"credential": {"userName": "u", "password": "one"}}
    for shown in (
        {"userName": "u"},
        {"userName": "u", "password": "********"},
        {"userName": "u", "password": "CRYPT:x"},
    ):
        assert SECRETS.differences(desired, {"credential": shown}) == []
        assert SECRETS.differences(desired, {"credential": shown}, always=True) == ["value.credential.password"]
        assert SECRETS.unreadable({"password": shown.get("password")})
    other = {"credential": {"userName": "u", "password": "two"}}
    assert SECRETS.differences(desired, other) == ["value.credential.password"]


def test_every_kind_of_secret_is_hidden():
    value = {
        "a": [{"passPhrase": "s1", "apiToken": ["s2"]}],
        "pem": "-----BEGIN %s-----s3" % "PRIVATE KEY",
        "userName": "legible",
    }
    shown = json.dumps(SECRETS.redacted(value))
    assert "legible" in shown
    assert not any(secret in shown for secret in ("s1", "s2", "s3"))
    assert set(SECRETS.texts(value)) == {"s1", "s2", value["pem"]}


def test_locations_compare_without_their_trailing_slash():
    assert values.bare_location("/US/CA/") == values.bare_location("/US/CA") == "/US/CA"
    assert values.bare_location("/") == "/"
    assert values.bare_location(None) is None


def test_secrets_under_other_names_and_inside_of_addresses_are_hidden():
    value = {"pass": "s1", "apiKey": "s2", "dsn": "postgres://u:s3@h/db", "path": "/x@y", "bypass": "legible"}
    shown = json.dumps(SECRETS.redacted(value))
    assert not any(secret in shown for secret in ("s1", "s2", "s3"))
    assert "legible" in shown and "/x@y" in shown
    assert sorted(SECRETS.texts(value)) == ["s1", "s2", "s3"]


def test_a_name_that_an_installation_uses_for_a_secret_is_one():
    named = values.SecretValues(["zugang"])
    value = [{"user": "u", "zugang": "s1"}]
    assert "s1" not in json.dumps(named.redacted(value)) and named.texts(value) == ["s1"]
    assert named.only(value) == [{"zugang": "s1"}] and SECRETS.only(value) is None
    assert named.differences(value, [{"user": "u", "zugang": "***"}]) == []
