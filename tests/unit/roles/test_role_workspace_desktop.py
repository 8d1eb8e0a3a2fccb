# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

import pytest
from three_sites import VARIABLES, RoleRuns

GIVEN = {
    "workspace_desktop_application_name": "WDE",
    "workspace_desktop_agent_groups": {"dc1": "Agents 1", "dc2": "Agents 2", "dc3": "Agents 3"},
}
SECTION = "interaction-workspace"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("workspace_desktop", tmp_path_factory.mktemp("wde"), variables=GIVEN)


def addresses(outcome, name):
    annex = outcome.annex("CfgAgentGroup", name)[SECTION]
    return annex["screen-recording.htcc.uri"], annex.get("screen-recording.htcc.peer_uri")


def steps(outcome, data_center):
    path = outcome.path("workspace-desktop", data_center + "-screen-recording-failover.txt")
    return path.read_text() if path.exists() else None


@pytest.fixture(scope="module")
def automatic(runs):
    return runs.render("automatic")


def test_new_versions_get_their_own_and_the_other_address(automatic):
    assert addresses(automatic, "Agents 1") == ("https://rws.dc1.test", "https://rws.dc2.test")
    assert addresses(automatic, "Agents 2") == ("https://rws.dc2.test", "https://rws.dc1.test")
    assert addresses(automatic, "Agents 3") == ("https://rws.dc3.test", "https://rws.dc1.test")


def test_new_versions_need_no_operator(automatic):
    assert not automatic.path("workspace-desktop").exists()
    assert "fails over by itself between https://rws.dc1.test and https://rws.dc2.test" in automatic.flat


def test_the_application_gets_the_site_of_the_active_data_center_and_nothing_else(runs, automatic):
    path = "configuration-server/CfgApplication/WDE.json"
    assert automatic.json(path)["options"] == {SECTION: {"disaster-recovery.eservices-site": "DC1"}}
    failed_over = runs.render("failed-over", gir_active_datacenter="dc2")
    assert failed_over.json(path)["options"] == {SECTION: {"disaster-recovery.eservices-site": "DC2"}}
    assert addresses(failed_over, "Agents 1") == ("https://rws.dc1.test", "https://rws.dc2.test")


@pytest.mark.parametrize(
    ("wde", "srs", "has_peer"),
    [
        ("8.5.118.10", "8.5.340.97", True),
        ("8.5.1180.9", "8.5.340.100", True),
        ("9.0", "9.0.0", True),
        ("8.5.118.9", "8.5.340.97", False),
        ("8.5.99.100", "8.5.340.97", False),
        ("8.5.118.10", "8.5.340.96", False),
        (None, "8.5.340.97", False),
    ],
)
def test_versions_are_compared_as_numbers(runs, wde, srs, has_peer):
    outcome = runs.render(
        f"versions-{wde}-{srs}",
        workspace_desktop_version=wde,
        workspace_desktop_srs_version=srs,
        workspace_desktop_failover_strategy="dns",
    )
    assert (addresses(outcome, "Agents 1")[1] is not None) is has_peer
    assert (steps(outcome, "dc1") is None) is has_peer


STRATEGIES = {
    "dns": [
        "In DNS, let rws.dc3.test resolve to the address of rws.dc1.test.",
        "In DNS, let rws.dc3.test resolve to the RWS nodes of dc3 again",
    ],
    "load_balancer": ["Put in the RWS nodes of dc1: rws0-dc1", "Put in the RWS nodes of dc3: rws2-dc3"],
    "resubmit": [
        "[interaction-workspace] screen-recording.htcc.uri\n   from https://rws.dc3.test\n   to   https://rws.dc1.test\n",
        "from https://rws.dc1.test\n   to   https://rws.dc3.test\n",
        '[{"name": "server", "value": "https://rws.dc1.test"}]',
    ],
}


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_old_versions_get_the_operators_steps_in_both_directions(runs, strategy):
    outcome = runs.render(strategy, workspace_desktop_version="8.5.117.1", workspace_desktop_failover_strategy=strategy)
    assert [addresses(outcome, f"Agents {number}")[1] for number in (1, 2, 3)] == [None, None, None]
    text = steps(outcome, "dc3")
    for sentence in STRATEGIES[strategy]:
        assert sentence in text
    assert f"Strategy: {strategy}" in text
    assert "Old address: https://rws.dc3.test\nNew address: https://rws.dc1.test (dc1)" in text
    assert "Old address: https://rws.dc1.test (dc1)\nNew address: https://rws.dc3.test" in text
    assert "carried to dc1 and rest in https://dav.dc1.test/screens\n(jurisdiction US)" in text
    assert "rest in https://dav.central.test/screens" in text
    assert "Agents of dc3 (Agents 3): by hand:" in outcome.flat


def test_what_role_load_balancer_does_is_no_step_of_the_operator(runs):
    old = {"workspace_desktop_version": "8.5.117.1", "workspace_desktop_failover_strategy": "load_balancer"}
    runs.groups["gir_load_balancer"] = {"lb0-dc1": {}}
    runs.groups["dc1"]["lb0-dc1"] = {}
    outcome = runs.render("balanced", **old)
    by_hand = runs.render("no-pool", load_balancer_backup_pool=False, **old)
    del runs.groups["gir_load_balancer"], runs.groups["dc1"]["lb0-dc1"]
    text = steps(outcome, "dc1")
    assert "Nothing has to be done while lb0-dc1 runs" in text and "Take out no node by hand." in text
    assert "take out the RWS nodes" not in text and "Put in the RWS nodes" not in text
    assert "(Agents 1): the load balancer of https://rws.dc1.test sends requests to dc2 by itself." in outcome.flat
    # dc3 has no balancer of the collection.
    assert "Put in the RWS nodes of dc1: rws0-dc1" in steps(outcome, "dc3")
    assert "Put in the RWS nodes of dc2" in steps(by_hand, "dc1")


def test_a_name_that_follows_the_active_data_center_is_changed_by_nobody_else(runs):
    outcome = runs.render("moving", workspace_desktop_version="8.5.117.1", workspace_desktop_failover_strategy="dns",
                          load_balancer_dns_names=["rws.dc1.test"], load_balancer_dns_ttl=45)
    text = steps(outcome, "dc1")
    assert "run gir.multidc.site: it lets rws.dc1.test resolve to dc2" in text and "(45 s)" in text
    assert "run gir.multidc.site, which moves rws.dc1.test back" in text
    assert "In DNS, let" not in text and "In DNS, let rws.dc2.test" in steps(outcome, "dc2")
    assert "fail over and run site, which moves the DNS entry of https://rws.dc1.test to dc2" in outcome.flat


def test_agents_whose_recordings_may_not_leave_get_no_other_address_in_any_version(runs):
    place = {**VARIABLES["gir_datacenters"]["dc3"], "storage_jurisdictions": ["CA"]}
    place["storage"] = {"voice_url": "https://dav.dc3.test/recordings", "screen_url": "https://dav.dc3.test/screens"}
    runs.groups["gir_webdav"]["webdav2-dc3"] = runs.groups["dc3"]["webdav2-dc3"] = {}
    outcome = runs.render(
        "sovereign",
        gir_datacenters={**VARIABLES["gir_datacenters"], "dc3": place},
        gir_storage_credentials={**VARIABLES["gir_storage_credentials"], "dc3": {"username": "d", "password": "p-3"}},
    )
    del runs.groups["gir_webdav"]["webdav2-dc3"], runs.groups["dc3"]["webdav2-dc3"]
    assert addresses(outcome, "Agents 3") == ("https://rws.dc3.test", None)
    assert addresses(outcome, "Agents 1")[1] == "https://rws.dc2.test"
    assert "There is no failover for them." in steps(outcome, "dc3")
    assert "allowed for dc3 (CA)" in steps(outcome, "dc3")
    assert steps(outcome, "dc1") is None


def test_further_options_servers_and_addresses(runs):
    outcome = runs.render(
        "further",
        workspace_desktop_agent_groups={"dc1": "Agents 1", "dc2": "Agents 2", "dc3": None},
        workspace_desktop_rws_urls={"dc2": "https://lb.dc2.test:4443"},
        workspace_desktop_disaster_recovery_enabled=True,
        workspace_desktop_disaster_recovery_timeout=30,
        workspace_desktop_eservices_random_delay_range=0,
        workspace_desktop_warm_standby_retry_delay=5,
        workspace_desktop_site_servers={"dc1": ["SIP_1", "Stat_1"], "dc2": ["SIP_2"]},
        workspace_desktop_extra_options={"log": {"verbose": "all"}},
        workspace_desktop_agent_group_extra_options={"dc2": {SECTION: {"screen-recording.client.port": 8080}}},
        workspace_desktop_option_names={"uri": "interaction-workspace/own"},
    )
    assert outcome.json("configuration-server/CfgApplication/WDE.json")["options"] == {
        SECTION: {
            "disaster-recovery.eservices-site": "DC1",
            "disaster-recovery.enabled": "true",
            "disaster-recovery.timeout": "30",
            "disaster-recovery.eservices-random-delay-range": "0",
            "warm-standby.retry-delay": "5",
        },
        "log": {"verbose": "all"},
    }
    groups = sorted(path.stem for path in outcome.path("configuration-server/CfgAgentGroup").glob("*.json"))
    assert groups == ["Agents 1", "Agents 2"]
    assert outcome.annex("CfgAgentGroup", "Agents 2")[SECTION] == {
        "own": "https://lb.dc2.test:4443",
        "screen-recording.htcc.peer_uri": "https://rws.dc1.test",
        "screen-recording.client.port": "8080",
    }
    assert outcome.annex("CfgApplication", "SIP_2_annex") == {SECTION: {"disaster-recovery.preferred-site": "DC2"}}
    assert outcome.annex("CfgApplication", "Stat_1_annex") == {SECTION: {"disaster-recovery.preferred-site": "DC1"}}


def test_check_predicts_the_run_and_a_second_run_changes_nothing(runs):
    where = str(runs.directory / "import")
    predicted, first, second = runs.check_then_apply_twice(
        gir_configuration_dir=where, workspace_desktop_version=None, workspace_desktop_failover_strategy="dns"
    )
    assert predicted == first == {"localhost": 2}
    assert second == {"localhost": 0}
    assert (runs.directory / "import/workspace-desktop/dc1-screen-recording-failover.txt").exists()


def test_all_mistakes_are_named_at_once(runs):
    outcome = runs.run(
        workspace_desktop_application_name=None,
        workspace_desktop_agent_groups={"dc1": "A", "dc2": "B", "dcx": "C"},
        workspace_desktop_rws_urls={"dc1": "rws.dc1.test"},
        workspace_desktop_disaster_recovery_timeout=0,
    )
    assert outcome.code != 0
    for sentence in (
        "workspace_desktop_application_name is not given",
        "a variable of this role names dcx, which is no data center: use dc1, dc2, dc3",
        "workspace_desktop_agent_groups has no agent group for dc3: name it, or say null",
        "workspace_desktop_rws_urls of dc1 is no base address",
        "workspace_desktop_disaster_recovery_timeout is too small",
    ):
        assert sentence in outcome.flat


def test_a_group_or_an_address_for_two_data_centers_is_refused(runs):
    outcome = runs.run(
        workspace_desktop_agent_groups={"dc1": "A", "dc2": "A", "dc3": "C"},
        workspace_desktop_rws_urls={"dc1": "https://rws.test", "dc2": "https://rws.test"},
    )
    assert outcome.code != 0
    assert "the agent group A is named for two data centers" in outcome.flat
    assert "RWS of dc1 and dc2, dc2 and dc1 has the same address" in outcome.flat
