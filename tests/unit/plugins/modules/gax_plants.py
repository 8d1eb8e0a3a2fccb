# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes that somebody makes at the console of GAX, and what has to be found of each; of the harmless ones nothing."""

import copy

import gax_described as described
from gax_described import item, put
from standins.gax_sites import properties

DESK, SERVICE = "interaction-workspace", "gvp.service-parameters"
SITE, PEER = f"{DESK}/disaster-recovery.eservices-site", f"{DESK}/screen-recording.htcc.peer_uri"
DEST, PLACE = f"{SERVICE}/recordingclient.callrec_dest", "gvp.general/geo-location"
PROFILE, GROUP, APPLICATION = "CfgGVPIVRProfile", "CfgAgentGroup", "CfgApplication"
SITE_OF_GROUP = {"userproperties": properties({DESK: {"disaster-recovery.eservices-site": "DC9"}})}
ELSEWHERE = "fixed,https://elsewhere.test/recordings"


def option(kind, name, place, value, check, part="userproperties", key=None):
    """An option of an object differs from the inventory."""
    return lambda server: put(server, kind, name, place, value, part), [(check, f"{kind} {name}", key or place)]


def of_application(name, place, value, check, **more):
    return option(APPLICATION, name, place, value, check, part="options", **more)


def gone(kind, name):
    def delete(server):
        server.directory.remove(kind, item(server, kind, name)["dbid"])

    return delete, [("object.missing", f"{kind} {name}", "")]


def disabled(kind, name):
    def disable(server):
        server.directory.put(dict(item(server, kind, name), state="CFGDisabled"))

    return disable, [("object.state", f"{kind} {name}", "")]


def second(name, place, tenant="101", **fields):
    def add(server):
        other = copy.deepcopy(item(server, PROFILE, "record_newyork"))
        other.update(name=name, dbid=server.directory.next_dbid(), tenantdbid=tenant, **fields)
        server.directory.put(other)
        put(server, PROFILE, name, PLACE, place)
        put(server, PROFILE, name, DEST, ELSEWHERE)

    return add, [("object.rival", f"{PROFILE} {name}", "")]


def odd_annex(server):
    server.directory.put(dict(item(server, GROUP, "Agents_DC1"), userproperties={"property": ["x"]}))


PLANTS = {
    "eServices site of the desktops changed": of_application("WDE", SITE, "DC2", "object.option"),
    "peer of a group removed": option(GROUP, "Agents_DC1", PEER, None, "object.annex"),
    "peer of a group changed": option(GROUP, "Agents_DC2", PEER, "https://x.test", "object.annex"),
    "eServices site of a group added": option(GROUP, "Agents_DC1", SITE, "DC1", "object.foreign"),
    "timeout of a group added": option(GROUP, "Agents_DC2", f"{DESK}/disaster-recovery.timeout", "5", "object.foreign"),
    "eServices site of somebody's group": option(GROUP, "Everybody", SITE, "DC1", "object.foreign"),
    "address of RWS in somebody's group": option(GROUP, "Everybody", PEER, "https://x.test", "object.foreign"),
    "foreign peer of the desktops": of_application("WDE", PEER, "https://x.test", "object.foreign"),
    "eServices site in the annex of WDE": option(APPLICATION, "WDE", SITE, "DC2", "object.foreign"),
    "storage of a profile changed": option(PROFILE, "record_newyork", DEST, ELSEWHERE, "object.annex"),
    "account of a profile changed": option(
        PROFILE, "record_dallas", f"{SERVICE}/recordingclient.callrec_authorization", "fixed,eve:x", "object.annex"
    ),
    "second destination of a profile": option(PROFILE, "record_dallas", f"{DEST}2", ELSEWHERE, "object.foreign"),
    "recording forbidden by a profile": option(
        PROFILE, "record_dallas", "gvp.policy/voicexml-recording-allowed", "false", "object.foreign"
    ),
    "catch-all deleted": gone(PROFILE, "record"),
    "second profile of a place": second("old", "newyork"),
    "profile disabled": disabled(PROFILE, "record_toronto"),
    "codec of MCP changed": of_application("mcp0-dc1_MCP", "mpc/codec", "g729", "object.option"),
    "codec of MCP in another case, too": of_application(
        "mcp1-dc2_MCP", "mpc/Codec", "g729", "object.other_case", key="mpc/codec"
    ),
    "keystore password of RCS changed": of_application("rcs0-dc1_RCS", "keystore/password", "x", "object.option"),
    "short keystore password of RCS": of_application("rcs2-dc3_RCS", "keystore/password", "47", "object.option"),
    "every origin may call RCS": of_application("rcs1-dc2_RCS", "cors/allow-origins", "*", "object.foreign"),
    "node path in the Cluster application": of_application("Cluster", "any/nodePath", "/x", "object.foreign"),
    "option of the Cluster application": of_application("Cluster", "cluster/mode", "one", "object.option"),
    "trunk of the other place": option("CfgDN", "trunk-ny", "TServer/geo-location", "dallas", "object.annex"),
    "resource group of another place": option(
        "CfgFolder", "MCP_NewYork", "gvp.lrg/geo-location", "dallas", "object.annex"
    ),
    "overflow of SIP Server": of_application("SIP_DC1", "TServer/overflow-location-map", "a=b", "object.foreign"),
    "MCP disabled": disabled(APPLICATION, "mcp2-dc3_MCP"),
    "MCP deleted": gone(APPLICATION, "mcp2-dc3_MCP"),
    "a trunk is deleted": gone("CfgDN", "trunk-tx"),
    "annex of unknown form": (odd_annex, [("object.read", f"{GROUP} Agents_DC1", "annex")]),
}
HARMLESS = {
    "log of the desktops": of_application("WDE", "log/all", "x", ""),
    "greeting of a group": option(GROUP, "Agents_DC1", f"{DESK}/welcome.text", "Hi", ""),
    "our RWS in somebody's group": option(GROUP, "Everybody", PEER, "https://rws.dc1.test/", ""),
    "group of another tenant": (
        lambda server: server.directory.put(
            {**item(server, GROUP, "Agents_DC1"), "dbid": "990", "name": "X", "tenantdbid": "1", **SITE_OF_GROUP}
        ),
        [],
    ),
    "log of MCP": of_application("mcp0-dc1_MCP", "log/verbose", "all", ""),
    "one origin may call RCS": of_application("rcs0-dc1_RCS", "cors/allow-origins", "https://x.test", ""),
    "remark in a profile": option(PROFILE, "record", "remarks/by", "Ann", ""),
    "tone of a profile": option(PROFILE, "record", f"{SERVICE}/recordingclient.audiosrc", "fixed,http://x/a.wav", ""),
    "empty second destination": option(PROFILE, "record", f"{DEST}2", "fixed,", ""),
    "recording allowed by a profile": option(PROFILE, "record", "gvp.policy/voicexml-recording-allowed", "true", ""),
    "profile of another place": second("boston", "boston"),
    "profile of another tenant": second("old", "newyork", tenant="1"),
    "disabled profile of the same place": second("off", "newyork", state="CFGDisabled"),
    "trunk of somebody": (lambda server: server.directory.put(described.dn("399", "trunk-x", "120")), []),
}


def planted(server, names, table=None):
    """Plant them; what has to be found, in order."""
    expected = []
    for name in names:
        plant, finds = (table or PLANTS)[name]
        plant(server)
        expected += finds
    return sorted(expected)
