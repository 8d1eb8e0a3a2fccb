# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of Configuration Server objects as GAX shows them: types, their fields and the values these take.

Fields are those of the public clients (desktop-and-configuration-server.md 7.2). A type that they do not describe has
the fields of all (``COMMON``), of its tenant and an annex.
"""

import re

TYPES = (
    "CfgSwitch",
    "CfgDN",
    "CfgPerson",
    "CfgPlace",
    "CfgAgentGroup",
    "CfgPlaceGroup",
    "CfgTenant",
    "CfgService",
    "CfgApplication",
    "CfgHost",
    "CfgPhysicalSwitch",
    "CfgScript",
    "CfgSkill",
    "CfgActionCode",
    "CfgAgentLogin",
    "CfgTransaction",
    "CfgDNGroup",
    "CfgStatDay",
    "CfgStatTable",
    "CfgAppPrototype",
    "CfgAccessGroup",
    "CfgFolder",
    "CfgField",
    "CfgFormat",
    "CfgTableAccess",
    "CfgCallingList",
    "CfgCampaign",
    "CfgTreatment",
    "CfgFilter",
    "CfgTimeZone",
    "CfgVoicePrompt",
    "CfgIVRPort",
    "CfgIVR",
    "CfgAlarmCondition",
    "CfgEnumerator",
    "CfgEnumeratorValue",
    "CfgObjectiveTable",
    "CfgCampaignGroup",
    "CfgGVPIVRProfile",
    "CfgRole",
)

COMMON = "type dbid name folderid state userproperties"
_GROUP = "tenantdbid capacityruledbid capacitytabledbid contractdbid quotatabledbid sitedbid"
_FIELDS = {
    "CfgApplication": "subtype appprototypedbid version isprimary isserver autorestart redundancytype componenttype "
    "startuptype hostdbid port backupserverdbid timeout attempts startuptimeout shutdowntimeout workdirectory "
    "commandline commandlinearguments options appservers portinfos tenantdbids resources",
    "CfgAppPrototype": "subtype version options",
    "CfgHost": "ipaddress scsdbid subtype lcaport ostype resources",
    "CfgSwitch": "switchaccesscodes tserverdbid physswitchdbid tenantdbid linktype",
    "CfgDN": "accessnumbers contractdbid groupdbid loginflag number registerall routetype sitedbid subtype switchdbid "
    "switchspecifictype tenantdbid trunks useoverride",
    "CfgDNGroup": "dns subtype " + _GROUP,
    "CfgAgentGroup": "agentdbids managerdbids " + _GROUP,
    "CfgAccessGroup": "memberids subtype " + _GROUP,
    "CfgPlace": "sitedbid tenantdbid contractdbid capacityruledbid dndbids",
    "CfgPerson": "agentlogins appranks changepasswordonnextlogin employeeid firstname lastname isagent isexternalauth "
    "password tenantdbid username emailaddress externalid",
    "CfgAgentLogin": "logincode switchdbid switchspecifictype tenantdbid useoverride",
    "CfgFolder": "folderclass subtype ownertype ownerdbid resources customtype objectids",
    "CfgTenant": "chargeablenumber isserviceprovider parenttenantdbid",
    "CfgGVPIVRProfile": "tenantdbid displayname description subtype dids tfn",
}
FIELDS = {kind: frozenset((COMMON + " " + _FIELDS.get(kind, "tenantdbid description")).split()) for kind in TYPES}
# What an object is found by, and what no two of a type may share (with tenantdbid and switchdbid, where it has them).
NAME_KEYS = {"CfgAgentLogin": "logincode", "CfgPerson": "username", "CfgDN": "number"}

_ENUMS = {
    "state": {"CFGEnabled", "CFGDisabled"},
    "redundancytype": {"CFGHTColdStanby", "CFGHTWarmStanby", "CFGHTHotStanby"},
    "startuptype": {"CFGSUTAutomatic", "CFGSUTManual", "CFGSUTDisabled"},
    "mode": {"CFGTMNoTraceMode", "CFGTMLocal", "CFGTMRemote", "CFGTMBoth"},
}
_FLAGS = {"isprimary", "isserver", "autorestart", "isagent", "isexternalauth", "changepasswordonnextlogin"}
# Enums whose values the reference does not list: only their form is known.
_PSDK = {"subtype", "componenttype", "ostype", "loginflag", "registerall", "routetype", "linktype", "folderclass"}
_ENUM_FORM = re.compile(r"^CFG[A-Za-z0-9]+$")
_NUMBERS = {"port", "timeout", "attempts", "startuptimeout", "shutdowntimeout", "lcaport"}
_LISTS = {
    "options": ("property", {"section", "key", "value"}),
    "userproperties": ("property", {"section", "key", "value"}),
    "appservers": (
        "conninfo",
        {"appserverdbid", "id", "mode", "timoutlocal", "timoutremote"} | {f"longfield{n}" for n in "1234"},
    ),
    "portinfos": ("portinfo", {"id", "port"} | {f"longfield{n}" for n in "1234"}),
    "agentdbids": ("id", {"dbid", "type"}),
    "managerdbids": ("id", {"dbid", "type"}),
    "tenantdbids": ("id", {"dbid", "type"}),
    "dndbids": ("id", {"dbid", "type"}),
    "memberids": ("idtype", {"dbid", "type"}),
    "objectids": ("idtype", {"dbid", "type"}),
    "resources": ("resource", None),
    "switchaccesscodes": ("switchaccesscode", None),
    "accessnumbers": ("dnaccessnumber", None),
    "dns": ("dninfo", {"dndbid", "trunks"}),
    "agentlogins": ("agentlogininfo", {"agentlogindbid", "wrapuptime"}),
    "appranks": ("apprank", None),
}


class Malformed(ValueError):
    """The Configuration Server does not take this object; the sentence says why."""


def name_key(kind):
    return NAME_KEYS.get(kind, "name")


def check(kind, thing, stored=None):
    """Refuse what no object of this type holds. What ``stored`` has already is taken back as it was."""
    stored = stored or {}
    unknown = sorted(set(thing) - FIELDS[kind] - set(stored))
    if unknown:
        raise Malformed(f"{kind} has no field {', '.join(unknown)}")
    if not thing.get(name_key(kind)):
        raise Malformed(f"{kind} needs a {name_key(kind)}")
    for field, value in thing.items():
        if field in stored and stored[field] == value:
            continue
        if field in _LISTS:
            _check_list(field, value, stored.get(field))
        elif not isinstance(value, str):
            raise Malformed(f"{field} is {value!r}, not a string")
        else:
            _check_scalar(field, value)


def _check_scalar(field, value):
    if field in _ENUMS and value not in _ENUMS[field]:
        raise Malformed(f"{field}: there is no {value}, only {', '.join(sorted(_ENUMS[field]))}")
    if field in _FLAGS and value not in {"CFGTrue", "CFGFalse"}:
        raise Malformed(f"{field} is {value}, not CFGTrue or CFGFalse")
    if field in _PSDK and not _ENUM_FORM.match(value):
        raise Malformed(f"{field} is {value}, not the name of a PSDK value")
    if (field in _NUMBERS or field.endswith("dbid") or field == "folderid") and value and not value.isdigit():
        raise Malformed(f"{field} is {value}, not a number in digits")


def _check_list(field, value, stored):
    member, keys = _LISTS[field]
    if not isinstance(value, dict) or set(value) - {member, "mode"} or not isinstance(value.get(member, []), list):
        raise Malformed(f"{field} holds one list, {member}")
    known = stored.get(member, []) if isinstance(stored, dict) else []
    known = known if isinstance(known, list) else [known]
    for entry in value.get(member, []):
        if keys is None or entry in known:
            continue
        if not isinstance(entry, dict) or set(entry) - keys:
            raise Malformed(f"{field}: {sorted(entry) if isinstance(entry, dict) else entry!r} is no {member}")
        if keys == {"section", "key", "value"} and set(entry) != keys:
            raise Malformed(f"{field}: an entry has section, key and value")
        for key, text in entry.items():
            if not isinstance(text, str):
                raise Malformed(f"{field}: {key} is {text!r}, not a string")
            _check_scalar(key, text)
