# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of all hosts, judged with the templates of this ansible-core."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import of_play
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.judgement import foreign_names, violations

GROUPS = {"gir": ["rws1", "rws2"], "gir_rws": ["rws1", "rws2"]}
MAP = {"gir_datacenters": {"dc1": {}}}
RPS = COMPONENTS["rps"]


def judged(gather, first=None, second=None, controller=None):
    """Rule and subject of what is wrong, with a map that breaks a rule itself, so that only types are judged."""
    hosts = {"rws1": {**MAP, **(first or {})}, "rws2": {**MAP, **(second or {})}}
    hosts["localhost"] = {**MAP, **(controller or {})}
    found = violations(GROUPS, None, gather({"groups": GROUPS}, **hosts))
    return {(one.id, one.subject) for one in found if one.id != "GIR802"}


def test_without_a_model_types_are_judged(gather):
    assert judged(gather) == set()
    assert judged(gather, {"rws_port": "many"}) == {("GIR803", "rws_port")}


def test_names_of_every_host_are_judged(gather):
    assert judged(gather, second={"rws_prot": 1}) == {("GIR970", "rws_prot")}
    assert judged(gather, second={"rws_prot": 1}, controller={"gir_known_variables": ["rws_prot"]}) == set()


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        ({"rws_dr_monitoring_delay": "{{ 30 + 30 }}"}, {"rws_dr_monitoring_delay": 60}, set()),
        ({"rws_dr_monitoring_delay": 30}, {"rws_dr_monitoring_delay": 60}, {("GIR973", "rws_dr_monitoring_delay")}),
        ({"gir_contact_center_domain": "a.test"}, {}, {("GIR972", "gir_contact_center_domain")}),
        ({"ivr_profile_recording_type": "audio/mp3"}, {}, {("GIR972", "ivr_profile_recording_type")}),
    ],
)
def test_scopes_are_judged(gather, first, second, broken):
    assert judged(gather, first, second) == broken


@pytest.mark.parametrize(
    ("given", "names"), [(["a", "b"], ["a", "b"]), ("a, b", ["a", "b"]), (None, []), ({"a": 1}, []), ("", [])]
)
def test_names_of_others_are_a_list_or_text(given, names):
    assert foreign_names(given) == names


def parameters(gather, verb, **given):
    """What role rps says to these parameters, where the inventory gives a port and a team."""
    task = {"rps_port": 8080, "gir_team_phone": 5, "__gir_topology_verb": verb, **given}
    gatherer = gather(task, host1={"rps_port": 8080, "gir_team_phone": 5})
    names = of_play.names_of_play(RPS, "host1", gatherer, gatherer._task_vars)
    values = gatherer.of_task(RPS)
    changed = of_play.changed_by_play(RPS, "host1", gatherer, gatherer._task_vars, values)
    return {(one.subject, one.severity) for one in names}, changed


def test_parameters_with_unknown_names(gather):
    """What the topology has spoken of is not repeated; where it did not judge, the role speaks of all of its own."""
    assert parameters(gather, "site", rps_prot=1, mux_port=1)[0] == {("rps_prot", "error")}
    assert parameters(gather, "verify", rps_prot=1)[0] == {("rps_prot", "warning")}
    assert parameters(gather, "role", rps_prot=1)[0] == {("rps_prot", "error"), ("gir_team_phone", "error")}


def test_parameters_that_differ_from_what_was_judged(gather):
    assert parameters(gather, "site")[1] == []
    assert parameters(gather, "site", rps_port="{{ 8000 + 80 }}")[1] == []
    assert parameters(gather, "role", rps_port=8889)[1] == []
    assert parameters(gather, "site", rps_port=8889)[1] == [
        "host1: rps_port is 8889 in this play, and 8080 in the inventory, which was judged before."
    ]


def test_secrets_that_differ_are_not_shown(gather):
    (notice,) = parameters(gather, "site", gir_rws_ops_password="hush-1")[1]
    assert "gir_rws_ops_password is another one in this play" in notice and "hush" not in notice


def test_warnings_that_nobody_has_shown():
    """Of names that a play gives, always; of values where the role is alone."""
    name, value = (Violation(rule, "x", "host1", f"{rule}.", "Mend it.", "warning") for rule in ("GIR970", "GIR841"))
    assert of_play.warnings_to_show([name], [value], {"__gir_topology_verb": "verify"}) == ["host1: GIR970. Mend it."]
    assert of_play.warnings_to_show([], [value], {}) == ["host1: GIR841. Mend it."]
