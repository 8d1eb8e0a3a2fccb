# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What geo_location writes, on three sites: dc1 and dc2 in the US, dc3 in Canada."""

import pytest
from recorded import computed, scenarios


def geo(scenario="minimal, three data centers", **variables):
    base = scenarios("geo_location")[scenario]
    given = {**base["variables"], **{f"geo_location_{name}": value for name, value in variables.items()}}
    return computed("geo_location", {**base, "variables": given}, "localhost")


def restricted(**variables):
    """All data centers may keep their recordings in some places only."""
    return geo("restricted jurisdictions, nothing else", **variables)


def rules(desired):
    return [violation.id for violation in desired.violations]


def options(desired):
    return {thing.name: thing.options for thing in desired.objects if thing.type == "CfgApplication"}


def test_nothing_given_nothing_written():
    desired = geo()
    assert desired.objects == desired.unwanted == desired.notices == desired.violations == []


def test_dns_carry_location_and_switch():
    found = geo(dns={"dallas": [{"number": 7001, "switch": "SIP_TX"}], "boston": None}).objects
    assert [(dn.type, dn.name, dn.switch, dn.annex) for dn in found] == [
        ("CfgDN", "7001", "SIP_TX", {"TServer": {"geo-location": "dallas"}})
    ]


def test_resource_group_has_its_location():
    (group,) = geo(
        resource_groups={"newyork": "MCP_NewYork", "dallas": None},
        resource_group_folder="Resource Groups",
        resource_group_load_balance_scheme="round-robin",
    ).objects
    assert (group.type, group.name, group.folder) == ("CfgFolder", "MCP_NewYork", "Resource Groups")
    assert group.annex == {"gvp.lrg": {"geo-location": "newyork", "load-balance-scheme": "round-robin"}}


def test_overflow_is_written_where_its_location_is():
    """Strict matching is left alone where no jurisdiction requires it."""
    desired = geo(
        sip_servers={"dc1": ["SIP_1"], "dc2": ["SIP_2"]},
        overflow={"newyork": "dallas"},
        overflow_pair_format="{location}={overflow}",
    )
    assert options(desired) == {"SIP_1": {"TServer": {"overflow-location-map": "newyork=dallas"}}}


def test_restricted_data_centers_match_strictly():
    """A value that is given wins when it is strict enough; an overflow that is set by hand goes."""
    desired = restricted(sip_servers={"dc1": ["SIP_1"], "dc2": ["SIP_2"], "dc3": []}, strict_match={"dc1": "all"})
    assert options(desired) == {
        "SIP_1": {"TServer": {"enable-strict-location-match": "all"}},
        "SIP_2": {"TServer": {"enable-strict-location-match": "msml"}},
    }
    assert [(thing.name, thing.options) for thing in desired.unwanted] == [
        ("SIP_1", {"TServer": {"overflow-location-map": None}}),
        ("SIP_2", {"TServer": {"overflow-location-map": None}}),
    ]
    (notice,) = desired.notices
    assert notice.startswith("Recordings of dc3 may not rest with all other data centers")


def test_no_option_to_take_out_without_its_name():
    """Where nothing is restricted, the option of the overflow need not have a name."""
    assert geo(option_names={"overflow_map": None}, sip_servers={"dc1": ["SIP_1"]}).unwanted == []


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ({"sip_servers": {"dc1": "SIP_1"}}, "GIR911"),
        ({"sip_servers": {"dc1": ["SIP_1", ""]}}, "GIR911"),
        ({"sip_servers": {"dc9": ["SIP_1"]}}, "GIR910"),
        ({"resource_groups": {"newyork": ""}}, "GIR912"),
        ({"resource_groups": {"newyork": "A", "dallas": "A"}}, "GIR916"),
        ({"dns": {"newyork": {"number": 1, "switch": "S"}}}, "GIR913"),
        ({"dns": {"newyork": ["7001"]}}, "GIR914"),
        ({"dns": {"newyork": [{"number": 7001, "switch": True}]}}, "GIR914"),
        ({"dns": {"newyork": [{"number": 1, "switch": "S"}], "dallas": [{"number": "1", "switch": "S"}]}}, "GIR915"),
        ({"dns": {"austin": None}}, "GIR917"),
        ({"strict_match": {"dc1": "maybe"}}, "GIR918"),
        ({"strict_match": {"dc1": True}}, "GIR918"),
        ({"overflow": {"newyork": "newyork"}, "overflow_pair_format": "{location}={overflow}"}, "GIR920"),
        ({"overflow": {"newyork": "dallas"}, "overflow_pair_format": "{location}"}, "GIR922"),
        ({"overflow": {"newyork": ["dallas"]}, "overflow_pair_format": "{location}={overflow}"}, "GIR917"),
        ({"sip_servers": {"dc1": ["S"]}, "sip_server_extra_options": {"dc1": "text"}}, "GIR813"),
    ],
)
def test_mistakes_are_refused(table, rule):
    assert rules(geo(**table)) == [rule]


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ({"strict_match": {"dc2": "trunk"}}, "GIR919"),
        ({"overflow": {"newyork": "dallas"}, "overflow_pair_format": "{location}={overflow}"}, "GIR921"),
        ({"option_names": {"strict_match": None}}, "GIR923"),
        ({"sip_server_extra_options": {"dc1": {"TServer": {"overflow-location-map": None}}}}, "GIR924"),
    ],
)
def test_mistakes_against_jurisdiction_are_refused(table, rule):
    """What lets others record is refused where recordings may not rest everywhere."""
    assert rules(restricted(**table)) == [rule]


def test_options_under_other_names_are_checked_too():
    given = {"option_names": {"strict_match": "Other/strict"}}
    assert rules(restricted(**given, sip_server_extra_options={"dc1": {"Other": {"strict": "x"}}})) == ["GIR924"]
    assert rules(restricted(**given, sip_server_extra_options={"dc1": {"Other": None, "More": {"strict": "x"}}})) == []


def test_sentences_name_the_variable_and_help():
    desired = geo(strict_match={"dc11": "all"}, overflow={"newyork": "dalas"}, overflow_pair_format="UNSET")
    assert [(violation.subject, violation.sentence, violation.remedy) for violation in desired.violations] == [
        (
            "geo_location_strict_match",
            'geo_location_strict_match names "dc11", which is no data center. Did you mean dc1?',
            "Use one of dc1, dc2, dc3.",
        ),
        (
            "geo_location_overflow",
            'geo_location_overflow names "dalas", which is no geo-location of a data center. Did you mean dallas?',
            "Use one of newyork, boston, dallas, toronto, or add it to geo_locations in gir_datacenters.",
        ),
        (
            "geo_location_overflow_pair_format",
            'geo_location_overflow_pair_format is "UNSET", without {location} and {overflow}. The form of'
            " overflow-location-map is not in public documentation.",
            "Give geo_location_overflow_pair_format, with {location} and {overflow}, as your SIP Server takes it.",
        ),
    ]
