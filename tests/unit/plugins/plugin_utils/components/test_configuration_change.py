# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service does about options that were changed in Configuration Server, and who reads whose options."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components.configuration_change import CHOICES, TakesUp
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from rule_cases import Case, desired

TAKE_UP = [name for name, component in COMPONENTS.items() if issubclass(component.table, TakesUp)]
CLUSTER = {"rws_cluster_application_name": "Cluster", "rws_cluster_options": {"a": {"b": "c"}}}
OPTIONS = {"a": {"b": "c"}}


def ids(found):
    return [violation.id for violation in found.violations]


def test_whoever_has_an_application_and_a_unit_has_the_choice():
    assert set(TAKE_UP) == {"mcp", "muxer", "rcs", "rps", "rws", "voice_processor"}


@pytest.mark.parametrize("name", TAKE_UP)
@pytest.mark.parametrize("given", [*CHOICES, ""])
def test_each_choice_is_taken_and_blank_is_the_default(name, given):
    unit = {f"{name}_service": "gir", f"{name}_start_command": None}
    found = desired(Case(name, {f"{name}_on_configuration_change": given, **unit}, ""))
    assert ids(found) == [] and found.on_configuration_change == (given or "restart")
    assert found.restart_on_objects is (given != "nothing")


@pytest.mark.parametrize("name", TAKE_UP)
def test_a_reload_needs_a_unit_that_has_one(name):
    """A unit of the installation's own is judged on the host."""
    reload = {f"{name}_on_configuration_change": "reload", f"{name}_service": "gir"}
    written = {**reload, f"{name}_start_command": "/srv/start"}
    able = {**written, f"{name}_unit_extra_options": {"Service": {"ExecReload": "/bin/kill -HUP $MAINPID"}}}
    unnamed = {**reload, f"{name}_service": None}
    assert ids(desired(Case(name, reload, ""))) == ids(desired(Case(name, able, ""))) == []
    assert "GIR962" in ids(desired(Case(name, written, ""))) and "GIR962" in ids(desired(Case(name, unnamed, "")))
    assert "GIR804" in ids(desired(Case(name, {f"{name}_on_configuration_change": "kill"}, "")))


def test_one_node_writes_the_cluster_and_all_read_it():
    hosts = ("rws1-dc1", "rws1-dc2")
    leads, follows = (desired(Case("rws", CLUSTER, "", host=host)) for host in hosts)
    assert [thing.name for thing in leads.objects] == [thing.name for thing in follows.shared_objects] == ["Cluster"]
    assert leads.shared_objects == follows.objects == []


def test_a_voice_processor_may_have_an_application():
    found = desired(Case("voice_processor", {"voice_processor_application_options": OPTIONS}, ""))
    assert [(thing.name, thing.options) for thing in found.objects] == [("vp1-dc2_VoiceProcessor", OPTIONS)]
