# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret variable of any wrong shape: nothing that is said quotes a key or a value of it."""

from __future__ import annotations

import pathlib

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import read
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.known import secrets
from rule_cases import Case, desired
from test_topology_inventory import valid

CANARY = "hush-5512"
NUMBER = 551255125512
# The map judges it on each host, and gives no model where it is wrong.
KEY = "rws_crypto_security_key"
ROLES = pathlib.Path(__file__).parents[5] / "roles"
SPECS = [
    (path.parts[-3], yaml.safe_load(path.read_text())["argument_specs"])
    for path in sorted(ROLES.glob("*/meta/argument_specs.yml"))
]
ACCOUNT = {"username": "u", "password": CANARY}
SHAPES = {
    "text": CANARY,
    "text of two lines": f"{CANARY}\n{CANARY}",
    "text with blanks": f" {CANARY} ",
    "JSON": f'{{"{CANARY}": "{CANARY}"}}',
    "JSON list": f'["{CANARY}"]',
    "number": NUMBER,
    "fraction": NUMBER + 0.5,
    "list": [CANARY, [CANARY], NUMBER],
    "empty list": [],
    "switch": True,
    "key": {CANARY: "x"},
    "key of two lines": {f"{CANARY}\n": " x\n"},
    "number as key": {NUMBER: "x"},
    "value": {"x": CANARY, "y": f"{CANARY}\n", "z": NUMBER},
    "nothing below a key": {CANARY: None},
    "account": {"dc1": dict(ACCOUNT, host=CANARY, port=CANARY)},
    "account of numbers": {"dc1": {"username": NUMBER, "password": NUMBER + 0.5}},
    "account of lists": {"dc1": {"username": [CANARY], "password": {CANARY: CANARY}}},
    "account under a key": {CANARY: {CANARY: CANARY}},
    "account with a key": {"dc1": dict(ACCOUNT, **{CANARY: CANARY, f" {CANARY}": " x"})},
    "list of dictionaries": [{CANARY: CANARY}, {"password": [CANARY]}, {"username": {CANARY: " x"}}],
    "list below a key": {"dc1": [{CANARY: " x"}], CANARY: [" x"]},
    "deep": {"a": {"b": {CANARY: [{CANARY: f" {CANARY}"}]}}},
    "not evaluated": {CANARY: Unusable("it is undefined"), "dc1": {CANARY: Unusable("it is undefined")}},
    "not evaluated in a list": [{CANARY: Unusable("it is undefined")}, Unusable("it is undefined")],
}  # fmt: skip


def of_components():
    """Components with each secret variable of theirs."""
    return [
        (name, row.variable)
        for name, one in COMPONENTS.items()
        for row in rows(one.table)
        if not row.about.derived
        and (
            row.about.secret or any(key.secret for key in (row.about.shape or {}).values()) or row.variable in secrets()
        )
    ]


def says_nothing(*said):
    text = " ".join(f"{part!s} {part!r}" for part in said)
    for secret in (CANARY, str(NUMBER)):
        before, found, after = text.partition(secret)
        assert not found, f"{before[-120:]}{secret}{after[:60]}"


@pytest.mark.parametrize(("component", "variable"), [pair for pair in of_components() if pair[1] != KEY])
def test_components_do_not_quote_it(component, variable):
    for value in SHAPES.values():
        found = desired(Case(component, {variable: value}, ""))
        says_nothing(found.violations, found.notices, found)


@pytest.mark.parametrize(("component", "variable"), of_components())
def test_tables_do_not_quote_it(component, variable):
    """Also variables that the map judges."""
    for value in SHAPES.values():
        report = Report("host")
        try:
            options = read(COMPONENTS[component].table, {variable: value}, report)
        except Exception as error:
            pytest.fail(f"{type(error).__name__}")
        says_nothing(report.violations, options)


@pytest.mark.parametrize(
    "variable", [name for name in (*engine.VARIABLES, *engine.HOST_VARIABLES) if name in secrets()]
)
@pytest.mark.parametrize("verb", ["topology", "failover"])
def test_the_map_does_not_quote_it(variable, verb):
    for value in SHAPES.values():
        inventory = valid()
        inventory["variables"][variable] = value
        for own in inventory["host_variables"].values():
            if variable in own:
                own[variable] = value
        found = engine.evaluate(**inventory, verb=verb)
        says_nothing(found.violations, found)


def secret_options(spec, path=()):
    for name, option in (spec or {}).items():
        if option.get("no_log") or name in secrets():
            yield (*path, name)
        yield from secret_options(option.get("options"), (*path, name))


def of_roles():
    return [
        (role, entry, way)
        for role, entries in SPECS
        for entry, described in entries.items()
        for way in dict.fromkeys(way[:1] for way in secret_options(described.get("options")))
    ]


@pytest.mark.parametrize(("role", "entry", "way"), of_roles())
def test_ansible_core_does_not_quote_it(role, entry, way):
    """It judges the variables of a role that somebody uses alone before the collection does."""
    spec = dict(SPECS)[role][entry]["options"]
    for value in SHAPES.values():
        if Unusable not in map(type, _leaves(value)):
            result = ArgumentSpecValidator({way[0]: spec[way[0]]}).validate({way[0]: value})
            says_nothing(result.error_messages)


def _leaves(value):
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


def test_secret_variables_are_hidden_in_argument_specs():
    """By no_log, whose values ansible-core takes out of results."""
    shown = [
        (role, name)
        for role, entries in SPECS
        for described in entries.values()
        for name, option in (described.get("options") or {}).items()
        if name in secrets() and not option.get("no_log") and not any(secret_options(option.get("options")))
    ]
    assert shown == []
