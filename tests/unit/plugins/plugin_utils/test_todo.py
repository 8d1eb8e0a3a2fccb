# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What playbook site does, and what it leaves alone, after it has compared."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import difference, not_checked
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import (
    ConfigurationObject,
    ContactCenterState,
    Desired,
    File,
    WindowsService,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import todo as under_test
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.observing import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.requests import HostRequest
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import State
from support.lifecycle_forms import NESTED

HOSTS = {"rws1": ["gir_rws"], "rws2": ["gir_rws"], "mux1": ["gir_muxer"], "mux2": ["gir_muxer"], "rcs1": ["gir_rcs"]}
GAX = {"gir_configuration_source": "gax"}
NOW = datetime(2026, 11, 28, tzinfo=timezone.utc)
EQUAL = dict.fromkeys(under_test.PARTS, "equal")
OWNED = ConfigurationObject("CfgApplication", "RCS", options={"a": {"b": "c"}})


def state(name, host, **desired):
    return State(COMPONENTS[name], host, Desired(name, host, **desired), GAX)


def api(*differences, owners=()):
    """An API that says these differences of components on hosts."""
    return SimpleNamespace(
        differences=lambda answer: list(differences), owners=lambda one: set(owners), module="gir.multidc.any"
    )


def system(*more, apis=None, **answers):
    """Everything equal but for what is given: host to parts that are not, or to a whole answer."""
    states = [state("rws", "rws1"), state("rws", "rws2"), state("muxer", "mux1"), state("muxer", "mux2"), *more]
    found = {}
    for host in HOSTS:
        names = {one.component.name for one in states if one.host == host}
        found[host] = {"differences": [], "observed": {name: {**EQUAL, **answers.get(host, {})} for name in names}}
    found.update({name: {} for name in apis or {}})
    return Compared(
        evaluation=None,
        model={"hosts": {host: {"components": groups} for host, groups in HOSTS.items()}},
        states=states,
        hosts={host: HostRequest(host, {"components": []}) for host in HOSTS},
        apis=apis or {},
        observed=Observed(),
        answers=found,
    )


def todo(compared, hosts=tuple(HOSTS), local=lambda one: False):
    return under_test.todo(compared, hosts, local)


def test_nothing_is_done_where_all_of_it_was_seen_to_be_equal():
    assert todo(system()) == {}


@pytest.mark.parametrize("part", under_test.PARTS)
@pytest.mark.parametrize("rating", ["differs", "not_observed"])
def test_each_part_that_is_not_equal_is_done(part, rating):
    assert todo(system(rws2={part: rating})) == {"rws": ["rws2"]}


@pytest.mark.parametrize("part", under_test.PARTS)
def test_part_of_which_a_host_says_nothing_is_done(part):
    compared = system()
    del compared.answers["rws1"]["observed"]["rws"][part]
    assert todo(compared) == {"rws": ["rws1"]}


@pytest.mark.parametrize(
    "answer", [{}, {"unreachable": True, "msg": "x"}, {"failed": True, "msg": "x"}, {"observed": {}}]
)
def test_host_without_an_answer_is_done(answer):
    compared = system()
    compared.answers["rws1"] = answer
    assert todo(compared) == {"rws": ["rws1"]}


def test_host_that_was_not_asked_is_done():
    """But where there is nothing to ask for."""
    compared = system()
    compared.states[1].desired.files.append(File("/etc/x"))
    for host in ("rws1", "rws2"):
        del compared.hosts[host], compared.answers[host]
    assert todo(compared) == {"rws": ["rws2"]}


def test_component_whose_variables_are_wrong_is_done():
    """The role refuses it, in its place."""
    compared = system()
    compared.hosts["rws1"].refused["rws"] = "a variable"
    assert todo(compared) == {"rws": ["rws1"]}


def test_host_outside_of_the_run_is_not_done():
    assert todo(system(rws1={"files": "differs"}), hosts=["rws2"]) == {}


def test_rules_are_written_whatever_was_compared_where_a_person_asked_for_it():
    compared = system(state("media_lifecycle", "localhost"))
    given = {"gir_media_lifecycle_api": NESTED, "gir_media_lifecycle_approved_by": "Jane Doe"}
    for apply, done in (("no", {}), ("yes", {"media_lifecycle": ["localhost"]})):
        always = under_test.asked_for({**given, "gir_media_lifecycle_apply": apply}.get)
        assert under_test.todo(compared, tuple(HOSTS), lambda one: False, always) == done
    without = {**given, "gir_media_lifecycle_apply": "yes", "gir_media_lifecycle_api": None}
    assert under_test.asked_for(without.get) == []


def test_one_muxer_takes_all_of_them_along():
    """Neither side starts before the other one was seen to stop."""
    assert todo(system(mux2={"service": "differs"})) == {"muxer": ["mux1", "mux2"]}


def test_files_for_import_that_would_change_are_written():
    assert todo(system(), local=lambda one: one.host == "rws1") == {"rws": ["rws1"]}


DIFFERS = difference("object.option", "rcs", "CfgApplication RCS", "a/b", "c", "d")


@pytest.mark.parametrize(
    ("found", "done"),
    [
        ([], {}),
        ([DIFFERS], {"rcs": ["rcs1"]}),
        ([not_checked("object.read", "rcs", "CfgApplication RCS", "It says nothing.")], {"rcs": ["rcs1"]}),
        ([difference("object.foreign", "rcs", "CfgApplication RCS", reason="For a person.")], {}),
        ([difference("object.rival", "rcs", "CfgApplication RCS", reason="Site refuses.")], {"rcs": ["rcs1"]}),
        ([difference("desired.refused", "rcs", "CfgApplication RCS", reason="Two values.")], {"rcs": ["rcs1"]}),
        ([{**not_checked("rws.read", "rcs", "x", "Nobody sees it."), "observable": False}], {}),
    ],
)
def test_what_an_api_has_otherwise_is_done(found, done):
    compared = system(state("rcs", "rcs1", objects=[OWNED]), apis={"gax": api(*found, owners=[("rcs", "rcs1")])})
    assert todo(compared) == done


def test_api_that_was_not_asked_is_done():
    contact_center = ContactCenterState([], [], [], [])
    compared = system(state("contact_center", "localhost", contact_center=contact_center))
    assert todo(compared) == {"keystores": ["rcs1"], "contact_center": ["localhost"]}


def test_certificates_are_guarded_with_what_puts_them_to_use():
    compared = system(state("rcs", "rcs1"), state("ivr_profile", "localhost"))
    assert todo(compared, local=lambda one: one.host == "localhost") == {
        "keystores": ["rcs1"],
        "ivr_profile": ["localhost"],
    }


def test_service_that_runs_with_old_files_is_named():
    compared = system()
    compared.answers["rws2"]["differences"] = [
        difference("unit.stale_start", "rws", "gir-rws.service", "started", "x", "y"),
        difference("unit.pending", "rws", "gir-rws.service", reason="A restart is pending."),
        difference("unit.state", "muxer", "gir-muxer.service", expected="active", actual="inactive"),
    ]
    assert under_test.restarts(compared, NOW) == {"rws": ["rws2"]}
    marker = {"component": "rws", "who": "ann", "why": "disk", "until": "2026-11-29"}
    compared.answers["rws2"]["maintenance"] = {"markers": [marker]}
    assert under_test.restarts(compared, NOW) == {}
    assert under_test.restarts(compared, NOW + timedelta(days=9)) == {"rws": ["rws2"]}


def test_services_of_windows_are_always_done():
    """Nobody asks such a host, so that nobody has seen that they are as they should be."""
    given = state("speechminer", "rws1", windows_services=[WindowsService("A", "started")])
    compared = system(given)
    del compared.hosts["rws1"]
    assert under_test.todo(compared, ["rws1"], lambda one: False)["speechminer"] == ["rws1"]
