# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Input of any shape gives sentences, never a traceback, and never a secret."""

import copy
import json

from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.report import line
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rules import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_topology_inventory import valid

WORDS = st.sampled_from([
    "dc1", "dc2", "dc3", "central", "primary", "backup", "recording", "record", "gir", "gir_rws", "rws1-dc1",
    "localhost", "", " ", "/US/NY", "https://user:pw@[::1", "http://h:99999", "https://x/?a#b", "8.5.118.10", "true",
    "\n", "\x00", "\ud800"])
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), WORDS, st.just(10 ** 300),
    st.builds(Unusable, st.just("it is undefined")))
KEYS = st.one_of(WORDS, st.text(max_size=4), st.sampled_from([
    *engine.VARIABLES, "role", "geo_locations", "storage", "rws_url", "interaction_receiver_url", "username", "epoch"]))
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
MANY = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


def check(groups, variables, host_variables):
    """The promise of the engine, whatever it is given."""
    found = engine.evaluate(groups, variables, host_variables)
    for violation in found.violations:
        assert violation["id"] in RULES
        assert violation["sentence"].endswith((".", "?"))
        assert len(line(violation)) < 4000
    assert (found.model is None) == any(RULES[violation["id"]].severity == "error" for violation in found.violations)
    json.dumps([found.model, found.violations])
    return found


@MANY
@given(groups=ANYTHING, variables=ANYTHING, host_variables=ANYTHING)
def test_any_value_for_everything(groups, variables, host_variables):
    check(groups, variables, host_variables)


@MANY
@given(name=st.sampled_from(engine.VARIABLES), value=ANYTHING)
def test_any_value_for_one_variable(name, value):
    inventory = valid()
    inventory["variables"][name] = value
    check(**inventory)


@MANY
@given(name=st.sampled_from([*valid()["groups"], "gir_rsw", "other"]), value=ANYTHING)
def test_any_value_for_one_group(name, value):
    inventory = valid()
    inventory["groups"][name] = value
    check(**inventory)


@MANY
@given(host=st.sampled_from(valid()["groups"]["gir_rws"]), value=ANYTHING,
       name=st.sampled_from([*engine.HOST_VARIABLES, engine.RECORD]))
def test_any_value_for_one_variable_of_a_host(host, name, value):
    inventory = valid()
    inventory["host_variables"][host][name] = value
    check(**inventory)


def places(value, way=()):
    """The way to every member at any depth."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in members:
        yield (*way, key)
        yield from places(item, (*way, key))


PLACES = [way for way in places(valid()) if len(way) > 1]


def mutate(inventory, way, action, value):
    target = inventory
    for step in way[:-1]:
        if not isinstance(target, (dict, list)) or (isinstance(target, dict) and step not in target):
            return
        if isinstance(target, list) and not (isinstance(step, int) and step < len(target)):
            return
        target = target[step]
    last = way[-1]
    in_list = isinstance(target, list) and isinstance(last, int) and last < len(target)
    if in_list or (isinstance(target, dict) and last in target):
        if action == "delete":
            del target[last]
        elif action == "double" and isinstance(target, list):
            target.append(copy.deepcopy(target[last]))
        else:
            target[last] = value


@MANY
@given(changes=st.lists(min_size=1, max_size=4, elements=st.tuples(
    st.sampled_from(PLACES), st.sampled_from(["delete", "replace", "double"]), ANYTHING)))
def test_a_valid_inventory_with_a_few_changes(changes):
    inventory = valid()
    for way, action, value in changes:
        mutate(inventory, way, action, value)
    check(**inventory)


@MANY
@given(moves=st.lists(max_size=6, elements=st.tuples(
    st.sampled_from([*valid()["groups"]["all"], "stray"]), st.sampled_from(list(valid()["groups"])), st.booleans())))
def test_hosts_in_any_groups(moves):
    inventory = valid()
    for host, group, joins in moves:
        members = [name for name in inventory["groups"][group] if name != host]
        inventory["groups"][group] = [*members, host] if joins else members
    check(**inventory)


def test_a_structure_that_holds_itself_ends_in_a_sentence():
    inventory = valid()
    endless = {}
    endless["storage"] = endless
    inventory["variables"]["gir_datacenters"]["dc1"] = endless
    found = check(**inventory)
    assert found.model is None


def test_a_number_too_long_to_print_ends_in_a_sentence():
    inventory = valid()
    inventory["variables"]["gir_datacenters"]["dc1"]["role"] = 10 ** 5000
    inventory["variables"]["gir_storage_credentials"][10 ** 5000] = 10 ** 5000
    assert check(**inventory).model is None


SECRET = "pa55-word-that-must-not-show"
SECRET_PLACES = [way for way in PLACES if way[-1] in (
    "password", "gir_rws_ops_password", "gir_rws_admin_password", "gir_interaction_receiver_password",
    "rws_crypto_security_key")]


@MANY
@given(way=st.sampled_from(SECRET_PLACES), noise=st.sampled_from(PLACES),
       shape=st.sampled_from(["text", "list", "dict", "number"]))
def test_a_secret_of_any_shape_is_never_shown(way, shape, noise):
    inventory = valid()
    value = {"text": SECRET, "list": [SECRET], "dict": {"value": SECRET}, "number": 5550147}[shape]
    mutate(inventory, noise, "delete", None)
    mutate(inventory, way, "replace", value)
    found = check(**inventory)
    shown = json.dumps([found.violations, found.model])
    assert SECRET not in shown
    assert "5550147" not in shown
