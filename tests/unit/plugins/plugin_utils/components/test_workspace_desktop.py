# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What workspace_desktop writes for three data centers; the agents of dc3 may be taken by dc1."""

import pytest
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import Unusable
from recorded import computed, scenarios
from template_texts import text_of

SECTION = "interaction-workspace"
SOVEREIGN = "no data center may take the agents of another"


def desktop(scenario="three data centers, the desktops fail over", host_variables=None, **variables):
    """The desired state; the model has the versions and the strategy of the scenario, which it checks itself."""
    base = scenarios("workspace_desktop")[scenario]
    given = {f"workspace_desktop_{name}": value for name, value in variables.items() if "load_" not in name}
    given = {**base["variables"], "workspace_desktop_agent_groups": {"dc1": "A1", "dc2": "A2", "dc3": "A3"}, **given}
    given.update({name: value for name, value in variables.items() if "load_" in name})
    kept = ("workspace_desktop_version", "workspace_desktop_srs_version", "workspace_desktop_failover_strategy")
    changes = {
        "variables": given,
        "model_variables": {name: base["variables"].get(name) for name in kept},
        "host_variables": {**base["host_variables"], **(host_variables or {})},
    }
    return computed("workspace_desktop", {**base, **changes}, "localhost")


def by_hand(strategy, **variables):
    """Desktops that are too old to fail over by themselves."""
    return desktop(version="8.5.117.1", failover_strategy=strategy, **variables)


def addresses(desired, name="A1"):
    (group,) = [thing for thing in desired.objects if thing.name == name]
    section = group.annex[SECTION]
    return section["screen-recording.htcc.uri"], section.get("screen-recording.htcc.peer_uri")


def steps(desired, center):
    texts = {file.path.rpartition("/")[2].partition("-")[0]: file for file in desired.documents}
    return text_of("workspace_desktop", texts[center], "localhost")


def rules(desired):
    return [violation.id for violation in desired.violations]


def test_own_and_other_address():
    desired = desktop()
    assert addresses(desired, "A1") == ("https://rws.dc1.test", "http://rws.dc2.test:8081")
    assert addresses(desired, "A3") == ("https://rws.dc3.test", "https://rws.dc1.test")
    assert desired.documents == desired.unwanted == []
    assert "fails over by itself between https://rws.dc1.test and" in desired.notices[0]


@pytest.mark.parametrize(("active", "site"), [("dc1", "Site One"), ("dc2", "Site Two")])
def test_application_names_the_active_site(active, site):
    """Without other variables it gets nothing else."""
    base = scenarios("workspace_desktop")["three data centers, the desktops fail over"]
    variables = {**base["variables"], "gir_active_datacenter": active}
    application = computed("workspace_desktop", {**base, "variables": variables}, "localhost").objects[0]
    assert application.options == {SECTION: {"disaster-recovery.eservices-site": site}}


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
def test_versions_are_compared_as_numbers(wde, srs, has_peer):
    desired = desktop(version=wde, srs_version=srs, failover_strategy="dns")
    assert (addresses(desired)[1] is not None) is has_peer
    assert (desired.documents == []) is has_peer


@pytest.mark.parametrize(
    ("strategy", "sentences"),
    [
        (
            "dns",
            [
                "In DNS, let rws.dc3.test resolve to the address of rws.dc1.test.",
                "In DNS, let rws.dc3.test resolve to the RWS nodes of dc3 again",
            ],
        ),
        ("load_balancer", ["Put in the RWS nodes of dc1: rws1-dc1", "Put in the RWS nodes of dc3: rws1-dc3"]),
        (
            "resubmit",
            [
                f"[{SECTION}] screen-recording.htcc.uri\n   from https://rws.dc3.test\n   to   https://rws.dc1.test\n",
                "from https://rws.dc1.test\n   to   https://rws.dc3.test\n",
                "filter gir.multidc.srs_login with resubmit=true gives it.",
            ],
        ),
    ],
)
def test_steps_lead_there_and_back(strategy, sentences):
    desired = by_hand(strategy, host_variables={"lb1-dc3": {"load_balancer_backup_pool": False}})
    assert {addresses(desired, name)[1] for name in ("A1", "A2", "A3")} == {None}
    text = steps(desired, "dc3")
    assert f"Strategy: {strategy}" in text
    assert "Old address: https://rws.dc3.test\nNew address: https://rws.dc1.test (dc1)" in text
    assert "Old address: https://rws.dc1.test (dc1)\nNew address: https://rws.dc3.test" in text
    assert not [sentence for sentence in sentences if sentence not in text]
    assert "Agents of dc3 (A3): by hand:" in desired.notices[2]


@pytest.mark.parametrize(
    ("pool", "by_itself"), [(None, True), ("", True), ("yes", True), (True, True), (False, False), ("no", False)]
)
def test_load_balancer_with_a_backup_pool(pool, by_itself):
    """What role load_balancer does is no step of the operator."""
    desired = by_hand("load_balancer", host_variables={"lb1-dc1": {"load_balancer_backup_pool": pool}})
    assert ("Nothing has to be done while lb1-dc1 runs" in steps(desired, "dc1")) is by_itself
    assert ("take out the RWS nodes" not in steps(desired, "dc1")) is by_itself
    assert ("sends requests to dc2 by itself." in desired.notices[0]) is by_itself


def test_name_that_role_load_balancer_moves():
    """Nobody else changes its DNS entry."""
    desired = by_hand("dns", load_balancer_dns_names=["rws.dc1.test"], load_balancer_dns_ttl=45)
    text = steps(desired, "dc1")
    assert "run gir.multidc.site: it lets rws.dc1.test resolve to dc2" in text and "(45 s)" in text
    assert "run gir.multidc.site, which moves rws.dc1.test back" in text
    assert "In DNS, let" not in text and "In DNS, let rws.dc2.test" in steps(desired, "dc2")
    assert "which moves the DNS entry of https://rws.dc1.test to dc2" in desired.notices[0]


def test_braces_in_names_are_text():
    desired = by_hand("resubmit", agent_groups={"dc1": "{{ A }}", "dc2": None, "dc3": None})
    assert "open the agent group {{ A }}, annex" in steps(desired, "dc1")


def test_recordings_that_may_not_leave():
    """No version and no strategy gives these agents another address, and an earlier one is taken out."""
    desired = desktop(SOVEREIGN, version="9.0", srs_version="9.0", failover_strategy="dns")
    assert addresses(desired, "A3") == ("https://rws.dc3.test", None)
    assert "There is no failover for them." in steps(desired, "dc3")
    assert "allowed for dc3 (CA)" in steps(desired, "dc3")
    assert "no other data center may hold the screen recordings of these agents" in desired.notices[2]
    unwanted = {SECTION: {"screen-recording.htcc.peer_uri": None}}
    assert [thing.annex for thing in desired.unwanted] == [unwanted] * 3


def test_all_options():
    desired = desktop(
        agent_groups={"dc1": "A1", "dc2": "A2", "dc3": None},
        agent_group_tenant="Tenant",
        rws_urls={"dc2": "https://lb.dc2.test:4443"},
        disaster_recovery_enabled="yes",
        disaster_recovery_timeout=30,
        eservices_random_delay_range=0,
        warm_standby_retry_delay="5",
        site_servers={"dc1": ["SIP_1"], "dc2": None},
        extra_options={"log": {"verbose": "all"}},
        agent_group_extra_options={"dc2": {SECTION: {"screen-recording.client.port": 8080}}},
        option_names={"uri": f"{SECTION}/own"},
    )
    application, _one, group, server = desired.objects
    assert application.options == {
        SECTION: {
            "disaster-recovery.eservices-site": "Site One",
            "disaster-recovery.enabled": "true",
            "disaster-recovery.timeout": 30,
            "disaster-recovery.eservices-random-delay-range": 0,
            "warm-standby.retry-delay": 5,
        },
        "log": {"verbose": "all"},
    }
    assert (group.name, group.tenant, group.folder) == ("A2", "Tenant", None)
    assert group.annex[SECTION] == {
        "own": "https://lb.dc2.test:4443",
        "screen-recording.htcc.peer_uri": "https://rws.dc1.test",
        "screen-recording.client.port": 8080,
    }
    assert (server.name, server.annex) == ("SIP_1", {SECTION: {"disaster-recovery.preferred-site": "Site One"}})


@pytest.mark.parametrize(
    ("variables", "rule"),
    [
        ({"application_name": ""}, "GIR925"),
        ({"agent_groups": {"dc1": "A1", "dc2": "A2"}}, "GIR926"),
        ({"agent_groups": {"dc1": "A1", "dc2": "A2", "dc3": ""}}, "GIR912"),
        ({"agent_groups": {"dc1": "A", "dc2": "A", "dc3": None}}, "GIR931"),
        ({"rws_urls": {"dc9": "https://rws.test"}}, "GIR910"),
        ({"rws_urls": {"dc1": "rws.dc1.test"}}, "GIR927"),
        ({"rws_urls": {"dc1": "http://2001:db8::5"}}, "GIR927"),
        ({"rws_urls": {"dc1": "http://[fe80::1]:8080"}}, "GIR927"),
        ({"rws_urls": {"dc1": "https://rws.dc1.test:port"}}, "GIR927"),
        ({"rws_urls": {"dc1": None}}, "GIR927"),
        ({"rws_urls": {"dc1": "https://rws.test", "dc2": "https://rws.test"}}, "GIR932"),
        ({"site_servers": {"dc1": "SIP_1"}}, "GIR911"),
        ({"version": "8.5.x"}, "GIR928"),
        ({"version": 8.5}, "GIR800"),
        ({"version": "8.5.117"}, "GIR933"),
        ({"version": "8.5.117", "failover_strategy": "mail"}, "GIR804"),
        ({"disaster_recovery_timeout": 0}, "GIR807"),
        ({"eservices_random_delay_range": -1}, "GIR807"),
        ({"warm_standby_retry_delay": "0"}, "GIR807"),
        ({"host_variables": {"lb1-dc1": {"load_balancer_backup_pool": "perhaps"}}}, "GIR934"),
        ({"host_variables": {"lb1-dc1": {"load_balancer_backup_pool": Unusable("a is undefined")}}}, "GIR801"),
    ],
)
def test_mistakes_are_refused(variables, rule):
    assert rules(desktop(**variables)) == [rule]


def test_second_address_in_spite_of_jurisdiction():
    given = {"dc1": {SECTION: {"screen-recording.htcc.peer_uri": "https://rws.dc2.test"}}}
    assert rules(desktop(SOVEREIGN, agent_group_extra_options=given)) == ["GIR930"]
    # The option has another name here, so this one is none of the role's.
    assert rules(desktop(SOVEREIGN, agent_group_extra_options=given, option_names={"peer_uri": "Other/peer"})) == []


def test_no_account_is_shown():
    (violation,) = desktop(rws_urls={"dc1": "https://me:secret@rws.dc1.test"}).violations
    assert violation.id == "GIR927" and "secret" not in violation.sentence
