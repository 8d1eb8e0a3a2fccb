# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A series of random variables of components: never a traceback, short messages, no secret."""

import pytest
import series
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import OMITTED
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.report import LONGEST_SENTENCE
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import LINES, summary
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rule_cases import Case, desired

SECRET = "hush-5512"
# Values as they go wrong in real life.
BROKEN = Unusable("it is broken")
SCALARS = [
    *(None, "", " ", "x", "x\n", " x", "no", "NO", "0640", "1.10", "yes", "/", "/x/../y", "a b", "{{ x }}"),
    *(True, False, 0, -1, 1, 8080, 65536, 10**30, 1.1, float("inf"), float("nan"), "section/option", "a/b/c"),
    *("https://h:80800/x", "https://2001:db8::5", "http://user:x@h/x", "dc1", "dc2", "dc9", "newyork", "x" * 400),
    *("%", ";", "#", "{storage}", "{value}", BROKEN, OMITTED),
]
TREES = [
    *([], [None], [""], [1, "a", {}], ["dc1"], [BROKEN], [{"username": "x", "password": SECRET}]),
    *({}, {"dc1": None}, {"dc1": []}, {"dc1": {"x": 1}}, {"": ""}, {1: 2}, {"x": BROKEN}, {"password": SECRET}),
    *({"url": "x", "port": "y"}, {"a/b": {"c": None}}),
]
LIKELY = st.sampled_from([*SCALARS, *TREES])
ANYTHING = st.recursive(
    LIKELY | st.text(max_size=6) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abdc12/_", max_size=4), inner, max_size=3),
    max_leaves=6,
)
# Those of the map are tried in test_topology_series.py.
OF_THE_MAP = {*engine.VARIABLES, *engine.HOST_VARIABLES}
VARIABLES = {name: sorted({*component.variables} - OF_THE_MAP) for name, component in COMPONENTS.items()}


@st.composite
def cases(draw):
    """One component, and random values for some of its variables."""
    component = draw(st.sampled_from(sorted(VARIABLES)))
    names = draw(st.lists(st.sampled_from(VARIABLES[component]), max_size=5, unique=True))
    return Case(component, {name: draw(ANYTHING) for name in names}, "")


@settings(
    max_examples=series.length(sample=700, whole=10000), deadline=None, suppress_health_check=list(HealthCheck)
)
@example(Case("index_update", {"gir_install_root": {"password": SECRET}}, ""))
@given(cases())
def test_random_values(case):
    found = desired(case).violations
    for violation in found:
        assert violation.subject and violation.sentence.isprintable() and violation.remedy.isprintable()
        assert len(violation.sentence) <= LONGEST_SENTENCE
    if found:
        text = summary(found)
        assert len(text.splitlines()) <= LINES and SECRET not in text


@pytest.mark.parametrize("component", ["hold_keeper", "index_update", "muxer", "rws"])
def test_secret_keys_that_are_no_patterns(component):
    (violation,) = desired(Case(component, {"gir_secret_keys": ["token", "?"]}, "")).violations
    assert (violation.id, violation.subject) == ("GIR803", "gir_secret_keys")
    assert violation.sentence.startswith('gir_secret_keys[1] is "?", which is no regular expression (')
