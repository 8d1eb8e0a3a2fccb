# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small Configuration Server tree to start from: tenants, their folders, and objects in GAX's shape."""

from standins.directory import Directory, person

USER, PASSWORD = "gir", "gax-password-5520"
# The folders of a fresh system that a public client saw (desktop-and-configuration-server.md 7.2).
ENVIRONMENT = "1"
TENANT = "101"


def properties(sections):
    return {
        "property": [
            {"section": section, "key": key, "value": value}
            for section, options in sections.items()
            for key, value in options.items()
        ]
    }


def folder(dbid, name, parent, subtype="CFGFolder", owner=TENANT, **fields):
    shape = {"type": "CfgFolder", "dbid": dbid, "name": name, "folderid": parent, "state": "CFGEnabled"}
    shape.update(subtype=subtype, ownertype="CFGTenant", ownerdbid=owner, folderclass="CFGFCDefault", **fields)
    return shape


def thing(kind, dbid, name, folderid, options=None, annex=None, **fields):
    """An object of any type; ``options`` and ``annex`` as sections."""
    shape = {"type": kind, "dbid": dbid, "name": name, "folderid": folderid, "state": "CFGEnabled"}
    if options is not None:
        shape["options"] = properties(options)
    shape["userproperties"] = properties(annex or {})
    shape.update(fields)
    return shape


def application(dbid, name, options=None, annex=None, folderid="102", **fields):
    shape = {
        "subtype": "CFGGenericServer",
        "version": "8.5.1",
        "isserver": "CFGTrue",
        "redundancytype": "CFGHTColdStanby",
        "appservers": {"conninfo": []},
        "tenantdbids": {"id": [{"dbid": TENANT}]},
    }
    shape.update(fields)
    return thing("CfgApplication", dbid, name, folderid, options or {}, annex, **shape)


def tree():
    """Environment and one tenant, each with the folders that objects of this collection lie in."""
    return [
        thing("CfgTenant", ENVIRONMENT, "Environment", "99"),
        thing("CfgTenant", TENANT, "Resources", "99"),
        folder("99", "Configuration", "", owner=ENVIRONMENT),
        folder("100", "Environment", "99", owner=ENVIRONMENT),
        folder("101", "Resources", "99"),
        folder("102", "Applications", "100", "CFGApplication", owner=ENVIRONMENT),
        folder("103", "Hosts", "100", "CFGHost", owner=ENVIRONMENT),
        folder("110", "Agent Groups", "101", "CFGAgentGroup"),
        folder("111", "IVR Profiles", "101", "CFGGVPIVRProfile"),
        folder("112", "Resource Groups", "101", "CFGApplication"),
        folder("113", "DNs", "101", "CFGDN"),
        thing("CfgSwitch", "120", "SIP_Switch_DC1", "101", tenantdbid=TENANT),
        thing("CfgSwitch", "121", "SIP_Switch_DC2", "101", tenantdbid=TENANT),
        thing("CfgGVPIVRProfile", "130", "IVRAppDefault", "111", tenantdbid=TENANT),
        thing("CfgAgentGroup", "131", "Everybody", "110", tenantdbid=TENANT, agentdbids={"id": []}),
    ]


def directory(*objects, path=None, passwords=None):
    """A Directory of the tree and the objects; it is saved when it has a path."""
    people = [person(USER, "", "140", name=USER, folderid="101")]
    found = Directory([*tree(), *people, *objects], dict(passwords or {}, **{USER: PASSWORD}), path=path)
    if path:
        found.save()
    return found
