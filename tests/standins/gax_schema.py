# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of Configuration Server objects as GAX shows them, written down as public clients declare and send them.

Facts: desktop-and-configuration-server.md 7.2. A type that no client describes has the fields of all and an annex.
"""

from standins.gax_values import ANYTHING, ENUM, FLAG, NUMBER, TEXT, Malformed, Reader, Whole, one_of

_LINK = {"dbid": NUMBER}
_TYPED_LINK = {"dbid": NUMBER, "type": TEXT}
_PROPERTIES = {"property": [Whole(section=TEXT, key=TEXT, value=TEXT)]}
_LONG_FIELDS = {"longfield1": NUMBER, "longfield2": NUMBER, "longfield3": NUMBER, "longfield4": NUMBER}
_RESOURCES = {"resource": [ANYTHING]}

_EVERY = {
    "type": TEXT,
    "dbid": NUMBER,
    "name": TEXT,
    "folderid": NUMBER,
    "state": one_of("CFGEnabled", "CFGDisabled"),
    "userproperties": _PROPERTIES,
}
_OF_TENANT = {"tenantdbid": NUMBER}
_GROUP = {
    **_OF_TENANT,
    "capacityruledbid": NUMBER,
    "capacitytabledbid": NUMBER,
    "contractdbid": NUMBER,
    "quotatabledbid": NUMBER,
    "sitedbid": NUMBER,
}
_ON_SWITCH = {**_OF_TENANT, "switchdbid": NUMBER, "switchspecifictype": TEXT, "useoverride": TEXT}

# Seen: CFGHTColdStanby, CFGSUTAutomatic, CFGTMNoTraceMode and CFGTMBoth. The others are INFERRED.
_REDUNDANCY = one_of("CFGHTColdStanby", "CFGHTWarmStanby", "CFGHTHotStanby")
_START = one_of("CFGSUTAutomatic", "CFGSUTManual", "CFGSUTDisabled")
_TRACE = one_of("CFGTMNoTraceMode", "CFGTMLocal", "CFGTMRemote", "CFGTMBoth")

_CONNECTION = {
    "appserverdbid": NUMBER,
    "id": TEXT,
    "mode": _TRACE,
    "timoutlocal": NUMBER,
    "timoutremote": NUMBER,
    "connprotocol": TEXT,
    "appparams": TEXT,
    "transportparams": TEXT,
    **_LONG_FIELDS,
}

_DESCRIBED = {
    "CfgAccessGroup": {**_GROUP, "subtype": ENUM, "memberids": {"idtype": [_TYPED_LINK]}},
    "CfgAgentGroup": {**_GROUP, "agentdbids": {"id": [_TYPED_LINK]}, "managerdbids": {"id": [_TYPED_LINK]}},
    "CfgAgentLogin": {**_ON_SWITCH, "logincode": TEXT},
    "CfgAppPrototype": {"subtype": ENUM, "version": TEXT, "options": _PROPERTIES},
    "CfgApplication": {
        "subtype": ENUM,
        "componenttype": ENUM,
        "appprototypedbid": NUMBER,
        "version": TEXT,
        "hostdbid": NUMBER,
        "port": NUMBER,
        "portinfos": {"portinfo": [{"id": TEXT, "port": NUMBER, **_LONG_FIELDS}]},
        "isserver": FLAG,
        "isprimary": FLAG,
        "backupserverdbid": NUMBER,
        "redundancytype": _REDUNDANCY,
        "autorestart": FLAG,
        "startuptype": _START,
        "workdirectory": TEXT,
        "commandline": TEXT,
        "commandlinearguments": TEXT,
        "attempts": NUMBER,
        "timeout": NUMBER,
        "startuptimeout": NUMBER,
        "shutdowntimeout": NUMBER,
        "appservers": {"conninfo": [_CONNECTION]},
        "options": _PROPERTIES,
        "tenantdbids": {"id": [_TYPED_LINK], "mode": TEXT},
        "resources": _RESOURCES,
    },
    "CfgDN": {
        **_ON_SWITCH,
        "number": TEXT,
        "subtype": ENUM,
        "routetype": ENUM,
        "loginflag": ENUM,
        "registerall": ENUM,
        "accessnumbers": {"dnaccessnumber": [ANYTHING]},
        "groupdbid": NUMBER,
        "contractdbid": NUMBER,
        "sitedbid": NUMBER,
        "trunks": TEXT,
    },
    "CfgDNGroup": {**_GROUP, "subtype": ENUM, "dns": {"dninfo": [{"dndbid": NUMBER, "trunks": TEXT}]}},
    "CfgFolder": {
        "folderclass": ENUM,
        "subtype": ENUM,
        "customtype": TEXT,
        "ownertype": TEXT,
        "ownerdbid": NUMBER,
        "objectids": {"idtype": [_TYPED_LINK]},
        "resources": _RESOURCES,
    },
    "CfgGVPIVRProfile": {
        **_OF_TENANT,
        "displayname": TEXT,
        "description": TEXT,
        "subtype": ENUM,
        "dids": TEXT,
        "tfn": TEXT,
    },
    "CfgHost": {
        "ipaddress": TEXT,
        "subtype": ENUM,
        "ostype": ENUM,
        "lcaport": NUMBER,
        "scsdbid": NUMBER,
        "resources": _RESOURCES,
    },
    "CfgPerson": {
        **_OF_TENANT,
        "username": TEXT,
        "employeeid": TEXT,
        "firstname": TEXT,
        "lastname": TEXT,
        "emailaddress": TEXT,
        "externalid": TEXT,
        "password": TEXT,
        "isagent": FLAG,
        "isexternalauth": FLAG,
        "changepasswordonnextlogin": FLAG,
        "agentlogins": {"agentlogininfo": [{"agentlogindbid": NUMBER, "wrapuptime": TEXT}]},
        "appranks": {"apprank": [ANYTHING]},
    },
    "CfgPlace": {
        **_OF_TENANT,
        "dndbids": {"id": [_LINK]},
        "capacityruledbid": NUMBER,
        "contractdbid": NUMBER,
        "sitedbid": NUMBER,
    },
    "CfgSwitch": {
        **_OF_TENANT,
        "physswitchdbid": NUMBER,
        "tserverdbid": NUMBER,
        "linktype": ENUM,
        "switchaccesscodes": {"switchaccesscode": [ANYTHING]},
    },
    "CfgTenant": {"chargeablenumber": TEXT, "isserviceprovider": TEXT, "parenttenantdbid": NUMBER},
}
_NOT_DESCRIBED = """
    ActionCode AlarmCondition CallingList Campaign CampaignGroup Enumerator EnumeratorValue Field Filter Format IVR
    IVRPort ObjectiveTable PhysicalSwitch PlaceGroup Role Script Service Skill StatDay StatTable TableAccess TimeZone
    Transaction Treatment VoicePrompt
"""
_SHAPES = {f"Cfg{name}": {**_OF_TENANT, "description": TEXT} for name in _NOT_DESCRIBED.split()}
_SHAPES.update(_DESCRIBED)
SHAPES = {kind: {**_EVERY, **shape} for kind, shape in _SHAPES.items()}


def name_key(kind):
    """What an object is found by, and what no two of a type may share below one owner."""
    return {"CfgAgentLogin": "logincode", "CfgDN": "number", "CfgPerson": "username"}.get(kind, "name")


def kept(kind, thing, stored=None, strict=False):
    """The object as the Configuration Server keeps it; Malformed says what no object of this type holds."""
    found = Reader(strict).kept(SHAPES[kind], thing, stored or {})
    if not found.get(name_key(kind)):
        raise Malformed(f"{kind} needs a {name_key(kind)}")
    return found
