# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A series of random broken inventories, as any verb sees them: never a traceback, short sentences, no secret."""

import json

import series
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.report import LONGEST_SENTENCE
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import VERBS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_topology_cases import CASES
from test_topology_fuzz import ANYTHING, PLACES, SECRET, SECRET_PLACES, mutate
from test_topology_inventory import judged, valid
from test_topology_verbs import wrong_type

# Values as they go wrong in real life, at any place.
LIKELY = st.sampled_from([
    "", " ", "x\n", " x", "NO", False, True, 0, -1, 8, 1.1, "1.10", "2026-11-27T01:02:03", "dc1", "DC1", "dc2\n",
    "central", "US", "us", "/us/ny", "https://h:80800", "https://2001:db8::5/x", "https://[fe80::1%eth0]/", "http://localhost:8080",
    "https://user:pa55@h/x", "https://h/x?token=pa55", "https://RWS.dc1.example.com.:443/", "a:b", "x" * 400,
    ["x" * 400] * 20, [""], {}, [], {"": ""}])
# Secrets where they may stand: in shapes that no password has, and as keys of an account.
SHAPES = {
    "text": SECRET, "line": SECRET + "\n", "blank": " " + SECRET, "colon": f"a:{SECRET}", "list": [SECRET],
    "key": {SECRET: "x"}, "both": {"username": "x", SECRET: SECRET}, "long": SECRET * 30}
ACTIONS = st.sampled_from(["delete", "replace", "double"])
# No host has an account in its name.
CHANGES = st.tuples(st.sampled_from(PLACES), ACTIONS, ANYTHING) | st.tuples(
    st.sampled_from([way for way in PLACES if way[0] == "variables"]), ACTIONS, LIKELY)
BROKEN = [changes for _rule, changes, _parts in CASES]
ACCOUNTS = [("variables", "gir_storage_credentials", name) for name in ("dc1", "dc2", "central")]
MANY = settings(max_examples=series.length(sample=500, whole=10000), deadline=None,
                suppress_health_check=list(HealthCheck))


def broken(rules, changes, secrets):
    inventory = valid()
    for change in (change for index in rules for change in BROKEN[index]):
        try:
            change(inventory)
        except (KeyError, TypeError, AttributeError, ValueError, IndexError):
            continue  # An earlier change has removed what it changes.
    for way, action, value in changes:
        mutate(inventory, way, action, value)
    for way, shape in secrets:
        mutate(inventory, way, "replace", SHAPES[shape])
    return inventory


@MANY
@given(
    rules=st.lists(st.integers(0, len(BROKEN) - 1), max_size=3),
    changes=st.lists(CHANGES, max_size=3),
    secrets=st.lists(st.tuples(st.sampled_from(SECRET_PLACES + ACCOUNTS), st.sampled_from(list(SHAPES))), max_size=2),
    verb=st.sampled_from(VERBS))
def test_random_broken_inventories(rules, changes, secrets, verb):
    found = judged(broken(rules, changes, secrets), verb)
    for violation in found.violations:
        for text in (violation["sentence"], violation["subject"], violation["remedy"]):
            assert text.isprintable()
        assert len(violation["sentence"]) <= LONGEST_SENTENCE
    assert bool(found.errors) == (found.model is None)
    assert wrong_type(found.model, Model | None) is None
    assert SECRET not in json.dumps([found.model, found.violations])
    assert "pa55" not in json.dumps(found.violations)
