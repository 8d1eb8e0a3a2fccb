# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A password where a key belongs: no sentence quotes it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import Key, Options, option
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary
from rule_cases import Case, desired
from samples import read_sample


@dataclass(frozen=True)
class Table(Options):
    COMPONENT = "sample"

    accounts: dict[str, object] = option(default={}, secret=True)
    user: dict[str, object] = option(
        default={}, shape={"name": Key("str", "Name."), "word": Key("str", "Word.", secret=True)}
    )


def reading(**given):
    return read_sample(Table, given)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"dc1": {"hush-5512": " x"}}, "GIR806"),
        ({"dc1": {"hush-5512": Unusable("it is undefined")}}, "GIR801"),
        ({"dc1": {"username": {"hush-5512": Unusable("it is undefined")}}}, "GIR801"),
        ({"hush-5512": " x"}, "GIR806"),
        ({"hush-5512": ["x", " y"]}, "GIR806"),
    ],
)
def test_a_misplaced_password_is_not_quoted(given, rule):
    """Neither as a value nor as a key, wherever it stands among accounts."""
    _options, ((found, sentence),) = reading(accounts=given)
    assert found == rule and "hush-5512" not in sentence and sentence.startswith("sample_accounts.")
    _options, ((found, sentence),) = reading(user={"hush-5512": "x"})
    assert found == "GIR805" and "hush-5512" not in sentence


def test_known_places_of_accounts_are_named():
    missing = Unusable("it is undefined")
    sentences = [text for _rule, text in reading(accounts={"dc1": {"password": missing}, "dc2": missing})[1]]
    assert sentences == [
        "sample_accounts.dc1.password cannot be evaluated: it is undefined.",
        "sample_accounts.<not shown> cannot be evaluated: it is undefined.",
    ]


def of_every_variable():
    """Components with each of their variables, which the map of the data centers does not judge."""
    of_the_map = {*engine.VARIABLES, *engine.HOST_VARIABLES}
    # The first is a part of other variables, as text; the others have names of options, also that of the password.
    names = {"gir_install_root", *(f"{name}_storage_option_names" for name in COMPONENTS)}
    of_the_map |= names
    return [(name, variable) for name, one in COMPONENTS.items() for variable in sorted({*one.variables} - of_the_map)]


@pytest.mark.parametrize(("component", "variable"), of_every_variable())
def test_what_stands_under_a_password_is_not_quoted(component, variable):
    """Whatever the variable is."""
    for value in ({"password": "hush-5512"}, [{"username": "x", "password": "hush-5512"}], {"password": ["hush-5512"]}):
        found = desired(Case(component, {variable: value}, "")).violations
        assert "hush-5512" not in summary(found), value
