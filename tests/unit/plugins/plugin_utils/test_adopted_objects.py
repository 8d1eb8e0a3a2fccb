# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of Configuration Server: variables are found again, and what nobody manages is counted or taken over."""

import pytest
from adopted_system import System, drift, said, seeded, variables
from ansible_collections.gir.multidc.plugins.plugin_utils._components.workspace_desktop_failover import (
    PEER_SINCE,
    SRS_PEER_SINCE,
)

APPLICATION, GROUP, PROFILE, FOLDER = "CfgApplication", "CfgAgentGroup", "CfgGVPIVRProfile", "CfgFolder"
DESKTOP = "interaction-workspace"
URI, PEER = "screen-recording.htcc.uri", "screen-recording.htcc.peer_uri"
SITE = "disaster-recovery.eservices-site"


def remove(system, kind, name):
    system.objects.remove(system.object(kind, name))


def test_an_application_that_does_not_exist(adopt):
    adoption = adopt(lambda system: remove(system, APPLICATION, "mcp2_MCP"))
    assert said(adoption, "by_hand", "mcp_application_name: mcp2: there is no Application mcp2_MCP")
    assert "mcp_codecs" not in adoption["effective"]("mcp2")
    assert adoption["effective"]("mcp1")["mcp_codecs"] == ["pcmu", "pcma"]


def further(system):
    system.object(APPLICATION, "mcp1_MCP")["options"].update({"own": {"a": "1", "b": "2"}})


def test_options_that_nobody_manages_stay(adopt):
    """They are counted; on demand they are taken over, so that site would keep them."""
    adoption = adopt(further)
    assert adoption["unmanaged"] == ["2 options of the Application mcp1_MCP."]
    assert "mcp_extra_options" not in adoption["effective"]("mcp1")
    adoption = adopt(further, all_options=True)
    assert adoption["unmanaged"] == []
    assert adoption["effective"]("mcp1")["mcp_extra_options"] == {"own": {"a": "1", "b": "2"}}
    assert said(adoption, "extra", "mcp1: mcp_extra_options holds own/a, own/b.")
    assert drift(adoption) == []


def test_a_value_that_breaks_a_rule_is_left_to_the_operator(adopt):
    """It is taken over as it is; nothing of that role on that host is compared, and the report says so."""

    def change(system):
        system.object(APPLICATION, "rcs1_RCS")["options"]["keystore"]["path"] = "keystore.jks"

    adoption = adopt(change)
    assert adoption["effective"]("rcs1")["rcs_keystore_path"] == "keystore.jks"
    assert [line for line in adoption["by_hand"] if line.startswith("rcs_keystore_path: rcs1: ")] != []
    assert [line.partition(",")[0] for line in drift(adoption)] == ["rcs1: what role rcs would write was not compared"]


def test_an_option_that_differs_from_the_map_is_kept(adopt):
    """What the role computes is written otherwise in the live object, so it goes to the further options."""

    def change(system):
        options = system.object(APPLICATION, "mcp1_MCP")["options"]
        options["mpc"]["codec"] = "pcmu"

    adoption = adopt(change)
    assert adoption["effective"]("mcp1")["mcp_codecs"] == ["pcmu"]
    assert adoption["effective"]("mcp2")["mcp_codecs"] == ["pcmu", "pcma"]
    assert drift(adoption) == []


def test_an_agent_group_with_options_of_its_own(adopt):
    def change(system):
        system.object(GROUP, "A2")["annex"][DESKTOP][PEER] = "https://other.test"

    adoption = adopt(change)
    assert variables(adoption)["workspace_desktop_agent_group_extra_options"] == {
        "dc2": {DESKTOP: {PEER: "https://other.test"}}
    }
    assert said(adoption, "extra", f"workspace_desktop_agent_group_extra_options holds dc2/{DESKTOP}/{PEER}.")
    assert drift(adoption) == []


def test_foreign_options_that_change_something_are_kept(adopt):
    """Drift would name them: a second address of all agents, and a time limit that one group has otherwise."""

    def change(system):
        desktop = next(one for one in system.objects if SITE in ((one.get("options") or {}).get(DESKTOP) or {}))
        desktop["options"][DESKTOP][PEER] = "https://other.test"
        desktop["options"]["log"] = {"all": "network"}

    adoption = adopt(change)
    assert variables(adoption)["workspace_desktop_extra_options"] == {DESKTOP: {PEER: "https://other.test"}}
    assert drift(adoption) == []


def test_site_of_an_agent_group_is_named_and_not_kept(adopt):
    """It would hold its agents there after a failover."""

    def change(system):
        system.object(GROUP, "A2")["annex"][DESKTOP][SITE] = "DC2"

    adoption = adopt(change)
    assert "workspace_desktop_agent_group_extra_options" not in variables(adoption)
    (line,) = drift(adoption)
    assert line == f"nobody asked for {GROUP} A2: annex {DESKTOP}/{SITE}, and drift names it: take it out in GAX."


def test_an_agent_group_of_no_data_center(adopt):
    def change(system):
        system.object(GROUP, "A2")["annex"][DESKTOP][URI] = "https://elsewhere.test"

    adoption = adopt(change)
    told = "The agent group A2 uses https://elsewhere.test, which is RWS of no data center."
    assert told in adoption["contradictions"]
    assert said(adoption, "by_hand", "workspace_desktop_agent_groups.dc2: no agent group uses its RWS")


def test_an_agent_group_that_the_seed_names(adopt):
    """Its address may be another one than that of RWS, for example of a load balancer."""

    def change(system):
        system.object(GROUP, "A2")["annex"][DESKTOP][URI] = "https://balancer.test"

    adoption = adopt(change, system=seeded(workspace_desktop_agent_groups={"dc1": "A1", "dc2": "A2"}))
    found = variables(adoption)
    assert found["workspace_desktop_agent_groups"] == {"dc1": "A1", "dc2": "A2"}
    assert found["workspace_desktop_rws_urls"] == {"dc2": "https://balancer.test"}


def test_two_agent_groups_of_one_data_center(adopt):
    def change(system):
        first = system.object(GROUP, "A1")
        system.objects += [dict(first, name="A3"), dict(first, name="A0", annex={"other": {"x": "y"}})]

    adoption = adopt(change)
    (told,) = [line for line in adoption["contradictions"] if "agent groups" in line]
    assert told.startswith("The agent groups A1, A3 all use RWS of dc1; none was taken.")
    assert variables(adoption)["workspace_desktop_agent_groups"] == {"dc1": None, "dc2": "A2"}
    decided = adopt(change, system=seeded(workspace_desktop_agent_groups={"dc1": "A3"}))
    assert said(decided, "contradictions", "The agent groups A1, A3 all use RWS of dc1; A3 was taken.")
    assert variables(decided)["workspace_desktop_agent_groups"] == {"dc1": "A3", "dc2": "A2"}


def test_versions_that_follow_from_a_peer(adopt):
    """Only what the desktops do proves something of their version."""
    adoption = adopt()
    found = variables(adoption)
    assert (found["workspace_desktop_version"], found["workspace_desktop_srs_version"]) == (PEER_SINCE, SRS_PEER_SINCE)
    assert said(adoption, "inferred", f"workspace_desktop_version: at least {PEER_SINCE}")


def test_desktops_that_do_not_fail_over(adopt):
    def change(system):
        for name in ("A1", "A2"):
            del system.object(GROUP, name)["annex"][DESKTOP][PEER]

    adoption = adopt(change)
    assert said(adoption, "by_hand", "workspace_desktop_failover_strategy: the desktops have no peer_uri")
    assert "workspace_desktop_version" not in variables(adoption)
    assert not said(
        adopt(change, system=seeded(workspace_desktop_failover_strategy="dns")), "by_hand", "failover_strategy"
    )


def test_two_applications_of_desktops(adopt):
    """One of them has to be named."""

    def change(system):
        system.objects.append(dict(system.object(APPLICATION, "WDE"), name="WDE2"))

    adoption = adopt(change)
    assert said(adoption, "by_hand", "workspace_desktop_application_name: WDE, WDE2 all have the option")
    adoption = adopt(change, system=seeded(workspace_desktop_application_name="WDE2"))
    assert variables(adoption)["workspace_desktop_application_name"] == "WDE2"


def test_servers_that_belong_to_a_site(adopt):
    system = System(workspace_desktop_site_servers={"dc1": ["Stat1"], "dc2": ["Stat2"]})
    sites = [item for item in system.objects if item["name"].startswith("Stat")]
    assert [item["type"] for item in sites] == [APPLICATION] * 2
    adoption = adopt(system=system)
    assert variables(adoption)["workspace_desktop_site_servers"] == {"dc1": ["Stat1"], "dc2": ["Stat2"]}
    assert drift(adoption) == []


def test_resource_groups_are_found_with_their_folder_and_scheme(adopt):
    given = {
        "geo_location_resource_groups": {"newyork": "MCP_NY", "dallas": "MCP_Dallas"},
        "geo_location_resource_group_folder": "Groups",
        "geo_location_resource_group_load_balance_scheme": "largest-free",
    }
    system = System(**given)
    adoption = adopt(system=system)
    assert {name: variables(adoption).get(name) for name in given} == given
    assert drift(adoption) == []

    def change(system):
        annex = system.object(FOLDER, "MCP_NY")["annex"]
        annex["gvp.lrg"]["load-balance-scheme"] = "round-robin"

    told = "load-balance-scheme differs: MCP_Dallas has largest-free; MCP_NY has round-robin; none was taken."
    assert said(adopt(change, system=system), "contradictions", told)


@pytest.mark.parametrize("everything", [True, False])
def test_applications_without_a_table_are_taken_over_on_demand(adopt, everything):
    """Nothing is known of the options of RPS in Configuration Server: its own are in its file."""
    given = {"rps_application_options": {"log": {"verbose": "all"}}, "rps_application_annex": {"s": {"k": "v"}}}
    system = System(own={"rps1": given})
    adoption = adopt(system=system, all_options=everything)
    found = adoption["effective"]("rps1")
    assert {name: found.get(name) for name in given} == (given if everything else dict.fromkeys(given))
    assert adoption["unmanaged"] == ([] if everything else ["All options of the Application rps1_RPS."])
    assert "rps_application_options" not in adoption["effective"]("rps2") and drift(adoption) == []


def test_a_profile_of_another_name(adopt):
    def change(system):
        system.object(PROFILE, "record_dallas")["name"] = "Dallas"

    adoption = adopt(change)
    assert said(adoption, "contradictions", "The IVR Profile Dallas records calls of dallas", "calls it record_dallas")
    assert "site would change CfgGVPIVRProfile record_dallas, which does not exist." in drift(adoption)


def test_parameters_of_profiles_in_another_form(adopt):
    """GVP takes them without the word that makes them fixed, too."""
    adoption = adopt(system=System(ivr_profile_parameter_value_format="{value}"))
    assert variables(adoption)["ivr_profile_parameter_value_format"] == "{value}"
    assert variables(adoption)["ivr_profile_recording_type"] == "audio/mp3" and drift(adoption) == []


@pytest.mark.parametrize("allowed", [True, False])
def test_recordings_by_applications(adopt, allowed):
    adoption = adopt(system=System(ivr_profile_voicexml_recording_allowed=allowed))
    assert variables(adoption).get("ivr_profile_voicexml_recording_allowed", False) is allowed and drift(adoption) == []


def test_certificates_of_profiles(adopt):
    given = {"certificate_1": "/certificates/one.pem"}
    adoption = adopt(system=System(ivr_profile_certificates=given))
    assert variables(adoption)["ivr_profile_certificates"] == given and drift(adoption) == []
