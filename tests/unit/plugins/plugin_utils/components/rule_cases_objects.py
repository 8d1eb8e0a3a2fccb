# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What breaks each rule about the components that run on the controller."""

from rule_cases import Case

_GERMANY = {"dc1": {"jurisdiction": "DE", "storage_jurisdictions": ["DE"]}}
_PAIR = "{location}>{overflow}"
_PURGED = {
    "gir_media_lifecycle": {
        "/US/NY": [{"name": "p", "enabled": True, "tasks": [{"type": "purge", "media": "voice", "min_age_days": 9}]}]
    }
}
_RECEIVER = {
    "gir_interaction_receiver_username": "receiver",
    "gir_interaction_receiver_password": "hidden-receiver-2",
}
_SETTING = {"group": "g", "name": "n", "value": "hidden-setting-1"}


def _geo(says, centers=None, **given):
    return Case("geo_location", {f"geo_location_{name}": value for name, value in given.items()}, says, centers or {})


def _desktop(says, centers=None, hosts=None, **given):
    variables = {f"workspace_desktop_{name}": value for name, value in given.items()}
    return Case("workspace_desktop", variables, says, centers or {}, hosts or {})


def _names(says, centers=None, hosts=None, **given):
    return Case("load_balancer_names", given, says, centers or {}, hosts or {})


CASES = {
    # Names that follow the active data center
    "GIR879": _names("load_balancer_dns_zone is not given.", load_balancer_dns_zone=None),
    "GIR880": _names('load_balancer_dns_targets has "dc9"', load_balancer_dns_targets={"dc9": ["10.0.0.1"]}),
    "GIR881": _names('gir_address of lb1-dc2 is "lb.test"', hosts={"lb1-dc2": {"gir_address": "lb.test"}}),
    "GIR882": _names(
        "load_balancer_dns_targets.dc1 is a.test, 10.0.0.1, but a name can only stand alone.",
        load_balancer_dns_targets={"dc1": ["a.test", "10.0.0.1"]},
    ),
    "GIR883": _names("load_balancer_dns_names has rws.dc2.test", load_balancer_dns_names=["rws.dc2.test"]),
    "GIR884": _names(
        "load_balancer_dns_names has rws.rec.test, which cannot follow", _GERMANY, gir_active_datacenter="dc2"
    ),
    # Recording IVR Profiles
    "GIR900": Case("ivr_profile", {"gir_contact_center_domain": None}, "gir_contact_center_domain is not given"),
    "GIR901": Case(
        "ivr_profile", {"ivr_profile_location_options": {"rome": {}}}, "ivr_profile_location_options names rome"
    ),
    "GIR902": Case(
        "ivr_profile", {"ivr_profile_parameter_value_format": "fixed"}, 'ivr_profile_parameter_value_format is "fixed"'
    ),
    "GIR903": Case("ivr_profile", {"ivr_profile_audio_source": "a.mp3"}, 'ivr_profile_audio_source is "a.mp3"'),
    "GIR985": Case(
        "ivr_profile",
        {},
        "gir_datacenters.dc1.interaction_receiver_url is \"http://10.0.1.5/interactionreceiver\", with an address",
        centers={"dc1": {"interaction_receiver_url": "http://10.0.1.5/interactionreceiver"}},
    ),
    # Geo-locations
    "GIR910": _geo('geo_location_strict_match names "dc9", which is no data center.', strict_match={"dc9": "all"}),
    "GIR911": _geo("geo_location_sip_servers.dc1[1] is 5, which is no name", sip_servers={"dc1": ["SIP", 5]}),
    "GIR912": _geo(
        "geo_location_resource_groups.dallas is a list, which is no name of a resource group.",
        resource_groups={"dallas": ["G"]},
    ),
    "GIR913": _geo('geo_location_dns.dallas is "1001", which is no list of DNs.', dns={"dallas": "1001"}),
    "GIR914": _geo("geo_location_dns.dallas[0] has no switch", dns={"dallas": [{"number": 1}]}),
    "GIR915": _geo("geo_location_dns names 1 on S more than once", dns={"dallas": [{"number": 1, "switch": "S"}] * 2}),
    "GIR916": _geo(
        'geo_location_resource_groups names "G" for 2 geo-locations', resource_groups={"dallas": "G", "boston": "G"}
    ),
    "GIR917": _geo('geo_location_dns names "rome", which is no geo-location', dns={"rome": []}),
    "GIR918": _geo('geo_location_strict_match.dc1 is "maybe"', strict_match={"dc1": "maybe"}),
    "GIR919": _geo('geo_location_strict_match.dc1 is "trunk"', _GERMANY, strict_match={"dc1": "trunk"}),
    "GIR920": _geo(
        'geo_location_overflow.boston is "boston", the geo-location itself.',
        overflow={"boston": "boston"},
        overflow_pair_format=_PAIR,
    ),
    "GIR921": _geo(
        'geo_location_overflow.boston is "dallas", whose recordings rest in US',
        _GERMANY,
        overflow={"boston": "dallas"},
        overflow_pair_format=_PAIR,
    ),
    "GIR922": _geo(
        'geo_location_overflow_pair_format is "{location}", without {overflow}.',
        overflow={"boston": "dallas"},
        overflow_pair_format="{location}",
    ),
    "GIR923": _geo("geo_location_option_names.strict_match is null", _GERMANY, option_names={"strict_match": None}),
    "GIR924": _geo(
        "geo_location_sip_server_extra_options.dc1 gives TServer/overflow-location-map",
        _GERMANY,
        sip_server_extra_options={"dc1": {"TServer": {"overflow-location-map": "hidden-option-4"}}},
    ),
    # Agent desktops
    "GIR925": _desktop("workspace_desktop_application_name is not given.", application_name=None),
    "GIR926": _desktop("workspace_desktop_agent_groups has no agent group for dc2.", agent_groups={"dc1": "A1"}),
    "GIR927": _desktop(
        'workspace_desktop_rws_urls.dc1 is "********@rws.test", which is no base address.',
        rws_urls={"dc1": "https://gir:hidden-url-2@rws.test"},
    ),
    "GIR928": _desktop('workspace_desktop_version is "eight"', version="eight"),
    "GIR930": _desktop(
        "workspace_desktop_agent_group_extra_options.dc1 gives interaction-workspace/screen-recording.htcc.peer_uri",
        _GERMANY,
        agent_group_extra_options={"dc1": {"interaction-workspace": {"screen-recording.htcc.peer_uri": "https://a"}}},
    ),
    "GIR931": _desktop('workspace_desktop_agent_groups names "A" for 2', agent_groups={"dc1": "A", "dc2": "A"}),
    "GIR932": _desktop(
        'RWS of dc1 and dc2 has the same address "https://rws.dc1.test", by workspace_desktop_rws_urls',
        rws_urls={"dc2": "https://rws.dc1.test"},
    ),
    "GIR933": _desktop("workspace_desktop_failover_strategy is not given", failover_strategy=None, version="8.5.117"),
    "GIR934": _desktop(
        'load_balancer_backup_pool of lb1-dc1 is "maybe", which is neither true nor false.',
        hosts={"lb1-dc1": {"load_balancer_backup_pool": "maybe"}},
    ),
    # Media lifecycle in RWS
    "GIR908": Case(
        "contact_center",
        {
            **_PURGED,
            **_RECEIVER,
            "contact_center_extra_settings": [
                {"group": "speechminer", "name": "interaction-receiver", "location": "/US/NY", "value": {}}
            ],
        },
        'contact_center_extra_settings[0] is the interaction-receiver of the location "/US/NY"',
    ),
    "GIR909": Case(
        "contact_center",
        _PURGED,
        "gir_interaction_receiver_username is not given, but recordings of /US/NY are purged.",
    ),
    # Contact center
    "GIR945": Case("contact_center", {"gir_rws_admin_password": None}, "gir_rws_admin_password is not given."),
    "GIR946": Case(
        "contact_center",
        {"gir_interaction_receiver_password": "hidden-receiver-1"},
        "gir_interaction_receiver_password is given without gir_interaction_receiver_username.",
    ),
    "GIR947": Case("contact_center", {"gir_contact_center_id": "5"}, 'gir_contact_center_id is "5"'),
    "GIR948": Case(
        "contact_center",
        {"contact_center_extra_settings": [{**_SETTING, "scope": "all"}]},
        'contact_center_extra_settings[0].scope is "all"',
    ),
    "GIR949": Case(
        "contact_center",
        {"contact_center_voice_payload": {"style": "list"}},
        'contact_center_voice_payload.style is "list", which is no style.',
    ),
    "GIR950": Case("contact_center", {"contact_center_rws_urls": []}, "contact_center_rws_urls is empty."),
    # Configuration Server
    "GIR960": Case("mcp", {"gir_configuration_source": "mail"}, 'gir_configuration_source is "mail"'),
    "GIR961": Case(
        "mcp",
        {"gir_configuration_source": "gax", "gir_gax_url": [], "gir_gax_password": "hidden-gax-1"},
        "gir_configuration_source is gax, but gir_gax_url is not given.",
    ),
    "GIR962": Case(
        "mcp",
        {"mcp_on_configuration_change": "reload", "mcp_service": "gir-mcp", "mcp_start_command": "/srv/start"},
        "mcp_on_configuration_change is reload, but the unit that the role writes has no Service/ExecReload",
    ),
    "GIR963": Case("mcp", {"mcp_extra_options": {"log": {"ver\nbose": "all"}}}, "with a line break or another control"),
    "GIR964": Case("rcs", {"rcs_extra_options": {"log": {"a": "hidden-option-7\0"}}}, "has a control character in its"),
    "GIR965": Case("mcp", {"mcp_extra_options": {"mpc": {"x": 1, "X": 2}}}, "have mpc/X and mpc/x, which differ"),
}
