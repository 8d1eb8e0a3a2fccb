# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role geo_location on three sites: dc1 and dc2 in the US, dc3 in Canada with recordings allowed in both."""

import copy

import pytest
from three_sites import VARIABLES, RoleRuns

SETTINGS = {
    "geo_location_dns": {
        "newyork": [{"number": 7001, "switch": "SIP_NY"}, {"number": "trunk", "switch": "SIP_NY"}],
        "dallas": [{"number": 7001, "switch": "SIP_TX"}],
    },
    "geo_location_sip_servers": {"dc1": ["SIP_1"], "dc2": ["SIP_2", "SIP_2b"], "dc3": []},
    "geo_location_overflow": {"newyork": "dallas"},
    "geo_location_overflow_pair_format": "{location}={overflow}",
    "geo_location_resource_groups": {"newyork": "MCP_NewYork"},
    "geo_location_resource_group_folder": "Resource Groups",
    "geo_location_resource_group_load_balance_scheme": "round-robin",
}


def sites(**changes):
    """The data centers with changes, so that dc3 stores its own recordings in Canada and nowhere else."""
    found = copy.deepcopy(VARIABLES["gir_datacenters"])
    storage = {"voice_url": "https://dav.dc3.test/recordings", "screen_url": "https://dav.dc3.test/screens"}
    found["dc3"].update(storage=storage, storage_jurisdictions=["CA"])
    found["dc1"].update(changes)
    return {
        "gir_datacenters": found,
        "gir_storage_credentials": dict(
            VARIABLES["gir_storage_credentials"], dc3={"username": "dav3", "password": "dav3-pass-8"}
        ),
    }


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return RoleRuns("geo_location", tmp_path_factory.mktemp("geo"), variables=SETTINGS)


@pytest.fixture(scope="module")
def rendered(runs):
    return runs.render()


def test_dns_carry_the_geo_location_and_their_switch(rendered):
    names = sorted(path.name for path in rendered.path("configuration-server/CfgDN").glob("*.json"))
    assert names == ["7001 on SIP_NY.json", "7001 on SIP_TX.json", "trunk on SIP_NY.json"]
    found = rendered.json("configuration-server/CfgDN/7001 on SIP_TX.json")
    annex = {"TServer": {"geo-location": "dallas"}}
    assert found == {"type": "CfgDN", "name": "7001", "switch": "SIP_TX", "annex": annex}


def test_the_overflow_is_written_where_the_location_is_and_strictness_is_left_alone(rendered):
    options = rendered.json("configuration-server/CfgApplication/SIP_1.json")["options"]
    assert options == {"TServer": {"overflow-location-map": "newyork=dallas"}}
    assert not rendered.path("configuration-server/CfgApplication/SIP_2.json").exists()


def test_a_resource_group_has_its_geo_location(rendered):
    group = rendered.json("configuration-server/CfgFolder/MCP_NewYork.json")
    assert group["annex"] == {"gvp.lrg": {"geo-location": "newyork", "load-balance-scheme": "round-robin"}}
    assert group["folder"] == "Resource Groups"


def test_a_country_that_keeps_its_recordings_is_matched_strictly(runs):
    outcome = runs.render("strict", **sites(), geo_location_strict_match={"dc1": "all"})
    options = {
        name: outcome.json(f"configuration-server/CfgApplication/{name}.json")["options"]["TServer"]
        for name in ("SIP_1", "SIP_2", "SIP_2b")
    }
    assert options["SIP_1"] == {"overflow-location-map": "newyork=dallas", "enable-strict-location-match": "all"}
    # Canadian storage is not among those that the other data centers allow.
    assert options["SIP_2"] == options["SIP_2b"] == {"enable-strict-location-match": "msml"}
    assert "Recordings of dc3 may not rest with all other data centers" in outcome.flat


def test_an_overflow_into_another_country_is_refused_with_all_other_mistakes(runs):
    outcome = runs.run(
        **sites(),
        geo_location_overflow={"toronto": "newyork", "dallas": "dallas", "newyork": "boston"},
        geo_location_overflow_pair_format="UNSET",
        geo_location_strict_match={"dc2": "trunk", "dc1": "maybe", "dc9": "all"},
        geo_location_dns={
            "austin": [{"number": 1}],
            "dallas": [{"number": 2, "switch": "S"}, {"number": 2, "switch": "S"}],
        },
        geo_location_resource_groups={"newyork": "A", "dallas": "A"},
    )
    assert outcome.code != 0
    for sentence in (
        "geo_location_overflow.toronto is newyork, whose recordings rest in US, but those of dc3 may only rest in CA",
        "geo_location_overflow.dallas is dallas itself",
        "geo_location_overflow names boston, which is no geo-location of a data center: "
        "use one of newyork, dallas, toronto",
        "the form of overflow-location-map is not in public documentation",
        "geo_location_strict_match.dc2 is trunk, which lets MCPs of other locations record",
        "geo_location_strict_match.dc1 is maybe: give msml, softswitch, trunk or all",
        "geo_location_strict_match names dc9, which is no data center",
        "geo_location_dns names austin",
        "geo_location_dns.austin holds an entry without number or switch",
        "geo_location_dns names 2 on S more than once",
        "geo_location_resource_groups names one group for two geo-locations",
    ):
        assert sentence in outcome.flat, sentence


def test_check_predicts_the_run_and_a_second_run_changes_nothing(runs):
    predicted, first, second = runs.check_then_apply_twice(gir_configuration_dir=str(runs.directory / "import"))
    assert predicted == first == {"localhost": 1}
    assert second == {"localhost": 0}


def test_nothing_given_nothing_written(tmp_path):
    outcome = RoleRuns("geo_location", tmp_path).render()
    assert not outcome.path("configuration-server").exists()
