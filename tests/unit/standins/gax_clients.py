# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What public clients of GAX send: a program in Go with typed objects, and a shell script with jq."""


def typed(**given):
    """An agent group of the Go client: a text that is not set is empty, a list that is not set is null."""
    empty = (
        "capacityruledbid capacitytabledbid contractdbid dbid folderid name quotatabledbid sitedbid state tenantdbid"
    )
    group = dict.fromkeys(empty.split(), "")
    return {**group, "agentdbids": {"id": None}, "managerdbids": {"id": None}, "type": "CfgAgentGroup", **given}


def typed_dn(**given):
    """A DN of the Go client."""
    empty = (
        "name contractdbid dbid folderid groupdbid loginflag number registerall routetype sitedbid state subtype "
        "switchdbid switchspecifictype tenantdbid trunks type useoverride"
    )
    lists = {"accessnumbers": {"dnaccessnumber": None}, "userproperties": {"property": None}}
    return {**dict.fromkeys(empty.split(), ""), **lists, "type": "CfgDN", **given}


def template(name):
    """A template of the script, whose filter sets the folder as a number."""
    options = {"property": [{"section": "log", "key": "verbose", "value": "standard"}]}
    return {"type": "CfgAppPrototype", "name": name, "folderid": 102, "subtype": "CFGGenericServer", "options": options}


def link(dbid):
    """A connection that the script adds: its timeouts are numbers."""
    return {
        "id": "default",
        "connprotocol": "",
        "appparams": "",
        "timoutlocal": 10,
        "transportparams": "",
        "appserverdbid": dbid,
        "timoutremote": 10,
        "mode": "CFGTMBoth",
    }
