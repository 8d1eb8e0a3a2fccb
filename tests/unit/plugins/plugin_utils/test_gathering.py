# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of hosts as plain values, with the templates of this ansible-core."""

from __future__ import annotations

from types import SimpleNamespace

import ansible.template
import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import OMITTED
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable

MUXER = COMPONENTS["muxer"]
trust = getattr(ansible.template, "trust_as_template", lambda text: text)


class HostVars(dict):
    """As Ansible's: walked as a mapping it would evaluate everything, so nobody may."""

    def raw_get(self, host):
        return self[host]

    def __iter__(self):
        raise AssertionError("hostvars were walked")


def trusted(value):
    if isinstance(value, dict):
        return {key: trusted(item) for key, item in value.items()}
    return trust(value) if isinstance(value, str) else value


@pytest.fixture
def gather():
    """A function (own variables, variables of other hosts) -> Gatherer."""

    def gatherer(own, **others):
        hosts = HostVars({host: trusted(variables) for host, variables in others.items()})
        templar = Templar(loader=DataLoader(), variables={})
        own = {"inventory_hostname": "mux1", **own}
        return Gatherer(templar, {**trusted(own), "hostvars": hosts, "omit": "__omit_place_holder__1"})

    return gatherer


def test_defaults_of_the_role_stand_below_what_is_given(gather):
    values = gather({"muxer_window_past": 5, "gir_install_root": "/srv"}).of_task(MUXER)
    assert values["muxer_application_name"] == "mux1_Muxer"
    assert values["muxer_install_path"] == "/srv/muxer"
    assert values["muxer_window_past"] == 5
    assert "gir_root" not in values


def test_defaults_may_be_mentioned_by_what_is_given(gather):
    values = gather({"muxer_start_command": "{{ muxer_install_path }}/run"}).of_task(MUXER)
    assert values["muxer_start_command"] == "/opt/genesys/muxer/run"


def test_templates_in_structures(gather):
    values = gather({"name": "x", "muxer_extra_options": {"a": {"b": "{{ name }}"}, "c": "no {template"}}).of_task(
        MUXER
    )
    assert values["muxer_extra_options"] == {"a": {"b": "x"}, "c": "no {template"}
    assert type(values["muxer_extra_options"]["a"]["b"]) is str


def test_one_bad_leaf_spoils_only_itself(gather):
    values = gather({"muxer_extra_options": {"a": "{{ nobody }}", "b": 1}, "muxer_type": "{{ nobody }}"}).of_task(MUXER)
    assert isinstance(values["muxer_type"], Unusable)
    assert isinstance(values["muxer_extra_options"]["a"], Unusable)
    assert values["muxer_extra_options"]["b"] == 1
    assert "nobody is undefined" in values["muxer_type"].reason


def test_what_is_omitted_is_as_if_not_given(gather):
    gatherer = gather({})
    gatherer._task_vars = {**gatherer._task_vars, "muxer_type": "__omit_place_holder__1"}
    assert gatherer.of_task(MUXER)["muxer_type"] == "__omit_place_holder__1"
    gatherer._task_vars["word"] = "__omit_place_holder__1"
    gatherer._task_vars["muxer_type"] = trust("{{ word }}")
    gatherer._task_vars["muxer_extra_options"] = {"a": trust("{{ word }}"), "b": 1}
    values = gatherer.of_task(MUXER)
    assert values["muxer_type"] is OMITTED
    assert values["muxer_extra_options"] == {"b": 1}


def test_variables_of_another_host(gather):
    """Each host's own templates see its own variables, and the templar is left as it was."""
    gatherer = gather({}, mux2={"inventory_hostname": "mux2", "muxer_type": "{{ inventory_hostname }}"}, mux3={})
    assert gatherer.of_host(MUXER, "mux2")["muxer_type"] == "mux2"
    assert gatherer.of_host(MUXER, "nobody")["muxer_window_past"] is None
    assert gatherer._templar.available_variables == {}


def test_target_has_facts_and_what_is_asked_of_others(gather):
    asking = SimpleNamespace(name="asking", asks=("gir_address", "rws_port"), asks_groups=("gir_rws",))
    model = {"data_centers": {"dc1": {"hosts": {"gir_rws": ["rws1", "rws2"]}}}}
    own = {"ansible_facts": {"os_family": "Debian", "service_mgr": "systemd"}}
    gatherer = gather(own, rws1={"gir_address": "{{ 'a' ~ 1 }}", "secret": "x"}, rws2={})
    target = gatherer.target(asking, "mux1", model, own=True)
    assert (target.os_family, target.service_manager) == ("Debian", "systemd")
    assert target.others == {"rws1": {"gir_address": "a1"}, "rws2": {}}
    assert gatherer.target(asking, "rws2", model, own=False).os_family == ""
