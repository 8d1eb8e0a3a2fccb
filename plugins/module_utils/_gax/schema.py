# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types, names and spellings of Configuration Server objects in GAX: private to this collection, may change any time.

Everything here was read in public clients of GAX, but for what says INFERRED. It is the only place that knows it.
"""

import re
from typing import Any, Optional

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
# What a site has thousands of: never read as a whole.
MANY = ("CfgDN", "CfgPerson", "CfgPlace", "CfgAgentLogin", "CfgSkill", "CfgTransaction")
# The field that an object is known by, which is also what GAX is asked for. `number` and `username` are INFERRED.
NAME_FIELDS = {"CfgAgentLogin": "logincode", "CfgDN": "number", "CfgPerson": "username"}
OPTIONS, ANNEX = "options", "annex"
# Application Options and annex, by the field that holds them.
PART_FIELDS = {OPTIONS: "options", ANNEX: "userproperties"}
# No other type has Application Options.
WITH_OPTIONS = ("CfgApplication", "CfgAppPrototype")
# What owns an object, as the options of the modules call it: the field and the type of the owner.
OWNERS = {
    "tenant": ("tenantdbid", "CfgTenant"),
    "folder": ("folderid", "CfgFolder"),
    "switch": ("switchdbid", "CfgSwitch"),
}
# Safe to create, and the only types that are ever deleted.
CREATABLE = ("CfgAgentGroup", "CfgFolder", "CfgGVPIVRProfile")
# A new folder is of the kind of the folder that it lies in. INFERRED.
INHERITED = {"CfgFolder": ("folderclass", "subtype", "ownertype", "ownerdbid", "customtype")}

FIELD_SPELLINGS = {"timeoutlocal": "timoutlocal", "timeoutremote": "timoutremote"}
VALUE_SPELLINGS = {"CFGHTColdStandby": "CFGHTColdStanby"}
# Fields that this collection writes by other means, or that the Configuration Server gives.
RESERVED = ("type", "dbid", "name", "options", "userproperties", "folderid", "tenantdbid", "switchdbid", "password")
_FIELD = re.compile(r"^[a-z][a-z0-9]*$")
# Line breaks of every kind, all other control characters, and halves of characters, which no UTF-8 has.
_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NO_VALUE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_ENUMERATED = ("state", "subtype", "ostype", "redundancytype", "startuptype", "componenttype")


def name_field(kind):
    return NAME_FIELDS.get(kind, "name")


def name_of(raw):
    """What an object is known by; a DN may have only a name."""
    return raw.get(name_field(raw.get("type"))) or raw.get("name")


def is_name(text: str) -> bool:
    """Whether an object, a section or an option can be called so. That the Configuration Server refuses the others is
    INFERRED: it shows names in one line."""
    return not _NO_NAME.search(text)


def is_value(text: str) -> bool:
    """Whether an option can have this value. Certificates have several lines; what XML cannot hold, which is how the
    Configuration Server gives objects out, is INFERRED to be refused."""
    return not _NO_VALUE.search(text)


def option_text(value: Any) -> Optional[str]:
    """An option's value as Configuration Server holds it; None for what is no value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return value if isinstance(value, str) else None


def field_text(value):
    """A scalar field's value: all of them are strings, and truth has words of its own."""
    if isinstance(value, bool):
        return "CFGTrue" if value else "CFGFalse"
    return str(value) if isinstance(value, int) else value


def field_problems(where, fields):
    """Every mistake in fields that somebody gave, as sentences."""
    found = []
    for name, value in sorted(fields.items()):
        if name in FIELD_SPELLINGS:
            found.append("%s.%s: GAX spells this field %s." % (where, name, FIELD_SPELLINGS[name]))
        elif name in RESERVED:
            found.append(
                "%s.%s cannot be given here; it has an option of its own, or belongs to the server." % (where, name)
            )
        elif not _FIELD.match(name):
            found.append("%s.%s: fields are written in lower case, without separators." % (where, name))
        elif not isinstance(value, (str, int)):
            found.append("%s.%s is a %s; give text, a number or a boolean." % (where, name, type(value).__name__))
        elif value in VALUE_SPELLINGS:
            found.append(
                "%s.%s is %s; the Configuration Server spells it %s." % (where, name, value, VALUE_SPELLINGS[value])
            )
        elif name in _ENUMERATED and not str(value).startswith("CFG"):
            found.append(
                "%s.%s is %s; give the name that the Platform SDK has for it, such as CFGEnabled."
                % (where, name, value)
            )
    return found
