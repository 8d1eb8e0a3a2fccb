# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Further options that set what the map or a variable decides are named, in every component and spelling."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._components import further
from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import rows
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.rule import RULES
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.rule import VERBS, WARNING
from rule_cases import Case, desired

MAP, VARIABLE = "GIR835", "GIR836"
SERVER = "serverSettings"
VP = {"voice_processor_setting_names": {"rws_url": "rwsUrl", "processing_mode": "mode", "rws_password": "rwsPass"}}
WDE, SITE = "interaction-workspace", "disaster-recovery.eservices-site"
ANNEX, LOCATION = "gvp.service-parameters", "ivr_profile_location_options"
GROUP = "workspace_desktop_agent_group_extra_options"


def found(component, **given):
    """Without what other rules say of the same options."""
    violations = desired(Case(component, given, "")).violations
    return [(violation.id, violation.sentence) for violation in violations if violation.id in (MAP, VARIABLE)]


def rws(**options):
    return found("rws", rws_extra_options=options)


@pytest.mark.parametrize(
    "options",
    [
        {SERVER: {"eServicesSite": "DC1"}},
        {SERVER: {"EServicesSite": "DC1"}},
        {SERVER: {" eservicessite ": "DC1"}},
        {"SERVERSETTINGS": {"e-services-site": "DC1"}},
        {"server_settings": {"e_services_site": "DC1"}},
        {f"{SERVER}.eServicesSite": "DC1"},
        {f"{SERVER}[eServicesSite]": "DC1"},
    ],
)
def test_the_site_of_rws_in_every_spelling(options):
    ((rule, sentence),) = rws(**options)
    decides = "the map of data centers decides serverSettings/eServicesSite."
    assert rule == MAP and sentence.endswith(f'is "DC1", but {decides}')


@pytest.mark.parametrize("key", ["syncNode", "nodePath", "siteName"])
def test_what_else_the_map_decides_of_rws(key):
    assert [rule for rule, _sentence in rws(**{SERVER: {key: None}})] == [MAP]


def test_options_that_variables_decide():
    first, second = rws(jetty={"port": 1}, serverSettings={"opsUserPassword": "hidden-ops-1", "free": 1})
    assert first == (VARIABLE, "rws_extra_options.jetty.port is 1, but rws_port decides jetty/port.")
    decides = "gir_rws_ops_password decides serverSettings/opsUserPassword."
    assert second[1].endswith(f"is text (not shown here), but {decides}")


def test_a_list_below_a_dotted_name():
    nodes = {"serverSettings.elasticSearchSettings": {"transportClient": {"nodes[0]": {"host": "e1"}}}}
    assert [rule for rule, _sentence in rws(**nodes)] == [VARIABLE]


def test_a_section_with_a_name_of_the_users_own():
    names = {"eservices_site": "other/site"}
    assert found("rws", rws_option_names=names, rws_extra_options={"other": {"SITE": "x"}})[0][0] == MAP
    assert found("rws", rws_option_names=names, rws_extra_options={SERVER: {"eServicesSite": "x"}}) == []


@pytest.mark.parametrize("name", ["mode", "Mode", "MODE "])
def test_the_mode_of_a_processor(name):
    ((rule, sentence),) = found("rps", rps_extra_options={"processing": {name: "active ; live since 2024"}})
    assert rule == MAP and "processing/mode" in sentence


def test_a_section_of_another_case_is_another_one_for_python():
    assert found("rps", rps_extra_options={"Processing": {"mode": "active"}}) == []


@pytest.mark.parametrize(
    ("component", "given", "rule"),
    [
        ("rps", {"rps_extra_options": {"processing": {"post_uri": "http://other"}}}, MAP),
        ("muxer", {"muxer_extra_options": {"processing": {"Muxer_Id": 3}}}, MAP),
        ("muxer", {"muxer_extra_options": {"webdav": {"username": "other"}}}, VARIABLE),
        ("voice_processor", {**VP, "voice_processor_extra_options": {"MODE": "active"}}, MAP),
        ("mcp", {"mcp_extra_options": {"MPC": {"Codec": "pcmu"}}}, VARIABLE),
        ("rcs", {"rcs_extra_options": {"archiving": {"x": 1}}}, ""),
        ("ivr_profile", {"ivr_profile_extra_options": {"gvp.general": {"Geo-Location": "newyork"}}}, MAP),
        ("ivr_profile", {LOCATION: {"record": {ANNEX: {"recordingclient.callrec_dest": 1}}}}, MAP),
        ("ivr_profile", {LOCATION: {"record": {ANNEX: {"recordingclient.type": "x"}}}}, ""),
        ("ivr_profile", {"ivr_profile_extra_options": {ANNEX: {"recordingclient.type": "x"}}}, VARIABLE),
        ("ivr_profile", {"ivr_profile_extra_options": {"gvp.policy": {"voicexml-recording-allowed": 1}}}, VARIABLE),
        ("workspace_desktop", {"workspace_desktop_extra_options": {WDE: {SITE.title(): "DC2"}}}, MAP),
        ("workspace_desktop", {GROUP: {"dc1": {WDE: {SITE: "DC2"}}}}, MAP),
        ("workspace_desktop", {GROUP: {"dc1": {WDE: {"disaster-recovery.timeout": 9}}}}, ""),
        ("index_update", {"index_update_timer_extra_options": {"Timer": {"OnCalendar": "daily"}}}, VARIABLE),
        ("index_update", {"index_update_unit_extra_options": {"Service": {"User": "root"}}}, VARIABLE),
    ],
)
def test_every_component(component, given, rule):
    assert [name for name, _sentence in found(component, **given)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("component", "options"),
    [("mcp", {"mpc": {"codec": {"password": "hush-1"}}}), ("mcp", {"mpc": {"codec": {"any": "hush-1"}}})],
)
def test_what_stands_below_an_option_is_not_shown(component, options):
    ((rule, sentence),) = found(component, **{f"{component}_extra_options": options})
    assert rule == VARIABLE and "is text (not shown here), but" in sentence and "hush-1" not in sentence


@pytest.mark.parametrize("component", ["rws", "rps", "muxer", "rcs", "mcp", "voice_processor"])
def test_every_unit(component):
    unit = {
        f"{component}_service": "gir",
        f"{component}_start_command": "/srv/run",
        f"{component}_unit_extra_options": {"Service": {"ExecStart": "/srv/run hidden-unit-1", "Nice": 1}},
    }
    ((rule, sentence),) = found(component, **unit)
    assert rule == VARIABLE and sentence.endswith(f"is text, but {component}_start_command decides Service/ExecStart.")


def test_lines_of_a_web_server():
    """A section of its own has its own directives."""
    lines = ["<Location /x>", "    SSLProtocol all", "</Location>", "  sslProtocol all", "LogLevel info"]
    told = "webdav_extra_options has a line sslProtocol, but webdav_tls_protocols decides it."
    assert found("webdav", webdav_extra_options=lines) == [(VARIABLE, told)]


def test_both_rules_warn_in_every_verb():
    """What was so before goes on, also at night; but nobody is left without the sentence."""
    assert {RULES[rule].severity_for(verb) for rule in (MAP, VARIABLE) for verb in VERBS} == {WARNING}


def test_a_variable_stands_behind_every_option():
    known = {variable for component in COMPONENTS.values() for variable in component.variables}
    for component in COMPONENTS.values():
        driven = further.DRIVEN.get(component.name, ())
        for row in rows(component.table):
            if row.about.derived and row.about.key not in driven:
                variable = further.variable_behind(component.table.COMPONENT, row.about.key)
                assert variable.partition(".")[0] in known, (component.name, row.about.key)
