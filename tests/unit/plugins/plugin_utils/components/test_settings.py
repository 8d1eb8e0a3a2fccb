# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options under the product's names, and a user's further options over them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import Options, derived, option
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._components.settings import (
    OptionNames,
    merged,
    settings_of,
    with_options,
)


@dataclass(frozen=True)
class Table(Options):
    COMPONENT = "sample"

    host: str | None = option("net/host")
    password: str | None = derived("auth/word", secret=True)
    port: int | None = option("net/tcp/port")
    nowhere: str | None = option(key="nowhere")


def tree(settings, depth=None, value_format="{value}", **given):
    report = Report("host1")
    names = OptionNames.of_table(Table, given, "sample_option_names", report, depth)
    return names.tree(settings, value_format), [violation.id for violation in report.violations], names, report


def test_options_stand_in_the_order_of_the_table():
    found, ids, _names, _report = tree({"password": "p", "port": 1, "host": "h", "nowhere": "x"})
    assert list(found) == ["net", "auth"]
    assert found == {"net": {"host": "h", "tcp": {"port": 1}}, "auth": {"word": "p"}}
    assert ids == []


def test_names_of_the_user():
    """A name moves an option, null leaves it out, and an option without a place gets one."""
    found, ids, names, _report = tree(
        {"password": "p", "port": 1, "host": "h", "nowhere": "x"}, host="a/b", port=None, password="c/d", nowhere="e"
    )
    assert found == {"a": {"b": "h"}, "c": {"d": "p"}, "e": "x"}
    assert ids == []
    assert names.secret_patterns() == ["^d$"]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"hots": "a/b"}, "GIR810"),
        ({"host": "a//b"}, "GIR811"),
        ({"host": " a"}, "GIR811"),
        ({"host": 5}, "GIR811"),
        ({"host": ""}, "GIR811"),
        ({"host": "net/tcp/port"}, "GIR812"),
        ({"host": "net/tcp/port/deep"}, "GIR812"),
    ],
)
def test_names_that_are_refused(given, rule):
    _found, ids, _names, report = tree({"host": "h", "port": 1}, **given)
    assert ids == [rule]
    assert "sample_option_names" in report.violations[0].sentence


def test_number_of_levels():
    _found, ids, _names, report = tree({}, depth=2)
    assert ids == ["GIR811"]
    assert "with 2 levels" in report.violations[0].sentence


def test_form_of_a_value():
    found, _ids, _names, _report = tree({"port": 1}, value_format="fixed,{value}")
    assert found == {"net": {"tcp": {"port": "fixed,1"}}}


def test_order_of_the_user():
    """Where no name of a product is known, options stand in the order of the names that the user gives."""
    known = {"a": None, "b": None, "c": None}
    names = OptionNames(known, {"c": "z", "a": "y"}, "sample_names", Report("h"), user_order=True)
    assert list(names.tree({"a": 1, "b": 2, "c": 3})) == ["z", "y"]


def test_derived_settings_win():
    assert settings_of(Table(host="h", port=1), {"host": "other", "password": "p"}) == {
        "host": "other",
        "port": 1,
        "password": "p",
        "nowhere": None,
    }
    with pytest.raises(KeyError, match="hots"):
        settings_of(Table(), {"hots": 1})


@pytest.mark.parametrize(
    ("further", "expected", "rule"),
    [
        ({"a": {"x": 2}}, {"a": {"x": 2, "y": {"z": 1}}}, None),
        ({"a": {"x": None}}, {"a": {"x": None, "y": {"z": 1}}}, None),
        ({"a": None}, {"a": {"x": 1, "y": {"z": 1}}}, None),
        ({"b": {"c": 1}}, {"a": {"x": 1, "y": {"z": 1}}, "b": {"c": 1}}, None),
        (None, {"a": {"x": 1, "y": {"z": 1}}}, None),
        ({"a": {"y": 5}}, {"a": {"x": 1, "y": {"z": 1}}}, "GIR814"),
        ("text", {"a": {"x": 1, "y": {"z": 1}}}, "GIR813"),
    ],
)
def test_further_options(further, expected, rule):
    report = Report("host1")
    base = {"a": {"x": 1, "y": {"z": 1}}}
    assert with_options(base, further, "sample_extra_options", report) == expected
    assert [violation.id for violation in report.violations] == ([rule] if rule else [])
    assert base == {"a": {"x": 1, "y": {"z": 1}}}


def test_merged():
    assert merged({"a": {"b": 1}, "c": 1}, {"a": {"d": 2}, "c": {"e": 3}}) == {"a": {"b": 1, "d": 2}, "c": {"e": 3}}
