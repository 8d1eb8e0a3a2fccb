# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the variables into typed objects. What cannot be read becomes None, after a violation has said so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from .._components.registry import MAPPED
from . import urls
from .report import Report
from .rules import RULES
from .values import Unusable, Value, did_you_mean, flaw, given, is_blank, kind, present, show, show_url

PRIMARY = "primary"
BACKUP = "backup"
RECORDING = "recording"
ROLES = (PRIMARY, BACKUP, RECORDING)
CENTRAL = "central"
CATCH_ALL = "record"
GIR_GROUP = "gir"
RESERVED_NAMES = MAPPED + (CENTRAL, GIR_GROUP, "all", "ungrouped", "localhost", CATCH_ALL)

REQUIRED_KEYS = (
    "role",
    "site_name",
    "geo_locations",
    "node_path",
    "jurisdiction",
    "rws_url",
    "processor_url",
    "rcs_url",
)
OPTIONAL_KEYS = ("storage_jurisdictions", "storage", "interaction_receiver_url")
KEYS = REQUIRED_KEYS + OPTIONAL_KEYS
STORAGE_KEYS = ("voice_url", "screen_url", "jurisdiction")

_Read = TypeVar("_Read")

# What datetime makes of a date with a time, which YAML makes of text without quotes.
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9.:+-]*")
_WORDS = {False: "no, off and false", True: "yes, on and true"}
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_YAML_WORDS = {"false": _WORDS[False], "true": _WORDS[True], "null": "a name that is left out"}


@dataclass
class Storage:
    kind: str
    name: str
    voice_url: str
    screen_url: str
    jurisdiction: str


@dataclass
class DataCenter:
    """None means: not given, or given and not readable (then a violation has said so)."""

    name: str
    role: str | None = None
    site_name: str | None = None
    geo_locations: list[str] | None = None
    node_path: str | None = None
    jurisdiction: str | None = None
    storage_jurisdictions: list[str] | None = None
    rws_url: str | None = None
    processor_url: str | None = None
    rcs_url: str | None = None
    interaction_receiver_url: str | None = None
    uses_central: bool = False
    own_storage: Storage | None = None
    given: frozenset[str] = field(default_factory=frozenset)

    def allows(self, jurisdiction: str) -> bool:
        return jurisdiction in present(self.storage_jurisdictions)


Centers = dict[str, DataCenter]


def text(report: Report, path: str, value: Value, secret: bool = False) -> str | None:
    """The value when it is a text that is not empty."""
    if report.unusable(path, value):
        return None
    if isinstance(value, str) and not is_blank(value) and not _TIME.fullmatch(value):
        return value
    sentence, remedy = _no_text(path, value, secret)
    report.add("GIR002", path, sentence, remedy)
    return None


def _no_text(path: str, value: Value, secret: bool) -> tuple[str, str | None]:
    """(what it is instead, what to do about that in particular). YAML makes other things of text without quotes."""
    if isinstance(value, bool):
        what = "a boolean" if secret else f"the boolean {show(value)}"
        words = "words such as no and yes" if secret else _WORDS[value]
        return f"{path} is {what}, which YAML makes of {words}: write it in quotes.", "Put quotes around the word."
    if isinstance(value, (int, float)):
        shown = "" if secret else f" ({show(value)})"
        remedy = "Put it in quotes, as it is meant: without them YAML reads 010 as 8, 1:30 as 90 and 1.10 as 1.1."
        return f"{path} is a number{shown}, not text.", remedy
    if isinstance(value, str) and not is_blank(value):
        shown = "" if secret else f" ({show(value)})"
        return f"{path} is a date with a time{shown}, as YAML makes of text without quotes.", "Put it in quotes."
    if isinstance(value, str):
        return f"{path} is empty.", None
    return f"{path} is {kind(value)}, not text.", None


def clean(report: Report, path: str, value: Value, secret: bool = False) -> str | None:
    """A name, a user name or a password: text of which no part is unseen."""
    found = text(report, path, value, secret)
    wrong = flaw(found or "")
    if wrong:
        report.add("GIR008", path, f"{path} {wrong}.")
        return None
    return found


def texts(
    report: Report, path: str, value: Value, reader: Callable[[Report, str, Value], str | None] = text
) -> list[str] | None:
    """The value when it is a list of texts; one bad item does not hide the others."""
    if report.unusable(path, value):
        return None
    if not isinstance(value, list):
        shown = f" ({show(value)})" if isinstance(value, (str, int, float)) else ""
        report.add(
            "GIR002",
            path,
            f"{path} is {kind(value)}{shown}, not a list of texts.",
            "Write a list, for example {0}: [name].".format(path.rsplit(".", 1)[-1]),
        )
        return None
    found = [reader(report, f"{path}[{index}]", item) for index, item in enumerate(value)]
    good = [item for item in found if item is not None]
    return good if len(good) == len(found) else None


def dictionary(report: Report, path: str, value: Value, remedy: str | None = None) -> dict[str, Value] | None:
    """The value when it is a dictionary; what is blank in it is not given. `remedy` is for anything else."""
    if report.unusable(path, value):
        return None
    if isinstance(value, dict):
        return given(value)
    report.add("GIR002", path, f"{path} is {kind(value)}, not a dictionary.", remedy)
    return None


def boolean(report: Report, path: str, value: Value) -> bool | None:
    """The value when it is true or false. A templated boolean may arrive as text."""
    if report.unusable(path, value):
        return None
    if isinstance(value, str):
        value = _BOOLEANS.get(value.strip().lower(), value)
    if isinstance(value, bool):
        return value
    report.add("GIR002", path, f"{path} is {show(value)}, neither true nor false.", "Write true or false.")
    return None


def unknown_keys(
    report: Report,
    path: str,
    value: dict[str, Value],
    known: Sequence[str],
    optional: Sequence[str] = (*OPTIONAL_KEYS, "jurisdiction"),
) -> None:
    """Of the keys of a map. Without the key that one of them looks like, the model would be another one."""
    optional = [key for key in optional if value.get(key) is None and key in known]
    for key in value:
        if key not in known:
            hint = did_you_mean(key, known)
            rule_id = "GIR007" if hint and hint == did_you_mean(key, optional) else "GIR005"
            report.add(rule_id, path, f"{path} has the unknown key {show(key)}.{hint}")


def unknown_keys_of_account(report: Report, path: str, value: dict[str, Value], known: Sequence[str]) -> None:
    """A key that is not known may be a password: it is not shown."""
    hints = dict.fromkeys(did_you_mean(key, known) for key in value if key not in known)
    for hint in hints:
        report.add("GIR005", path, f"{path} has an unknown key, not shown here.{hint}")


def storage(
    report: Report, path: str, value: Value, name: str, default_jurisdiction: str | None = None
) -> Storage | None:
    """The storage when it is complete."""
    value = dictionary(report, path, value)
    if value is None:
        return None
    unknown_keys(report, path, value, STORAGE_KEYS)
    voice_url = _required(report, path, value, "voice_url", urls.url)
    screen_url = _required(report, path, value, "screen_url", urls.url)
    jurisdiction = default_jurisdiction
    if value.get("jurisdiction") is not None or name == CENTRAL:
        jurisdiction = _required(report, path, value, "jurisdiction", clean)
    if voice_url is None or screen_url is None or jurisdiction is None:
        return None
    return Storage(CENTRAL if name == CENTRAL else "own", name, voice_url, screen_url, jurisdiction)


def _required(
    report: Report, path: str, value: dict[str, Value], key: str, reader: Callable[[Report, str, Value], _Read | None]
) -> _Read | None:
    here = f"{path}.{key}"
    if value.get(key) is None:
        report.add("GIR004", here, f"{here} is not given.")
        return None
    return reader(report, here, value[key])


def data_centers(report: Report, value: Value) -> tuple[Centers, bool]:
    """({name: DataCenter}, complete): those whose name and shape can be read, and whether these are all."""
    path = "gir_datacenters"
    if isinstance(value, Unusable):
        report.unusable(path, value)
        return {}, False
    if value is None or is_blank(value) or value == {}:
        report.add("GIR003", path, "{0} is {1}.".format(path, "empty" if value == {} else "not given"))
        return {}, False
    value = dictionary(report, path, value)
    if value is None:
        return {}, False
    found = {}
    for name in value:
        if not _name_is_good(report, name):
            continue
        entry = _required(report, path, value, name, dictionary)
        if entry is not None:
            found[name] = _data_center(report, f"{path}.{name}", name, entry)
    return found, len(found) == len(value)


def _name_is_good(report: Report, name: str) -> bool:
    path = "gir_datacenters"
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        report.add("GIR101", path, f"{path}: {show(name)} cannot be the name of a group.")
        return False
    if name in _YAML_WORDS:
        sentence = f"{path}: a data center is named {show(name)}, as YAML makes of {_YAML_WORDS[name]}."
        report.add("GIR102", path, sentence, "Put its name in quotes, or rename the data center and its group.")
        return False
    if name.casefold() in RESERVED_NAMES:
        report.add("GIR102", path, f"{path}: a data center cannot be named {show(name)}.")
        return False
    return True


def _data_center(report: Report, path: str, name: str, entry: dict[str, Value]) -> DataCenter:
    unknown_keys(report, path, entry, KEYS)
    center = DataCenter(name=name, given=frozenset(key for key in entry if entry[key] is not None))
    center.role = _required(report, path, entry, "role", _role)
    center.site_name = _required(report, path, entry, "site_name", _site_name)
    center.geo_locations = _required(report, path, entry, "geo_locations", _geo_locations)
    center.node_path = _required(report, path, entry, "node_path", _node_path)
    center.jurisdiction = _required(report, path, entry, "jurisdiction", clean)
    center.storage_jurisdictions = _storage_jurisdictions(report, path, entry, center.jurisdiction)
    center.rws_url = _required(report, path, entry, "rws_url", urls.base_url)
    center.processor_url = _required(report, path, entry, "processor_url", urls.base_url)
    center.rcs_url = _required(report, path, entry, "rcs_url", urls.url)
    if "interaction_receiver_url" in center.given:
        here = path + ".interaction_receiver_url"
        center.interaction_receiver_url = urls.url(report, here, entry["interaction_receiver_url"])
    _place_of_storage(report, path + ".storage", entry.get("storage"), center)
    return center


def _role(report: Report, path: str, value: Value) -> str | None:
    value = text(report, path, value)
    if value is None or value in ROLES:
        return value
    report.add("GIR103", path, f"{path} is {show(value)}.{did_you_mean(value, ROLES)}")
    return None


def _site_name(report: Report, path: str, value: Value) -> str | None:
    value = text(report, path, value)
    if value is None or (re.fullmatch(r"[A-Za-z0-9_@ ]+", value) and value == value.strip()):
        return value
    report.add("GIR106", path, f"{path} is {show(value)}. {RULES['GIR106'].holds}")
    return None


def _geo_locations(report: Report, path: str, value: Value) -> list[str] | None:
    found = texts(report, path, value)
    if found is None:
        return None
    good = True
    for item in found:
        if item != item.strip() or not item.isprintable() or len(item) > 100:
            report.add("GIR108", path, f"{path} has {show(item)}.")
            good = False
        elif item.casefold() == CATCH_ALL:
            report.add("GIR109", path, f"{path} has {show(item)}.")
            good = False
    return found if good else None


def _node_path(report: Report, path: str, value: Value) -> str | None:
    value = text(report, path, value)
    if value is None or re.fullmatch(r"(/[A-Za-z0-9_.-]+( [A-Za-z0-9_.-]+)*)+", value):
        return value
    report.add("GIR113", path, f"{path} is {show(value)}. {RULES['GIR113'].holds}")
    return None


def _storage_jurisdictions(report: Report, path: str, entry: dict[str, Value], own: str | None) -> list[str] | None:
    if entry.get("storage_jurisdictions") is None:
        return None if own is None else [own]
    here = path + ".storage_jurisdictions"
    found = texts(report, here, entry["storage_jurisdictions"], clean)
    if found == []:
        report.add("GIR305", here, f"{here} is empty: the recordings may rest nowhere.")
        return None
    return found


def _place_of_storage(report: Report, path: str, value: Value, center: DataCenter) -> None:
    """A data center without storage uses the central one, as the guide says."""
    if value is None or value == CENTRAL:
        center.uses_central = True
    elif isinstance(value, dict):
        center.own_storage = storage(report, path, value, center.name, center.jurisdiction)
    elif not report.unusable(path, value):
        hint = did_you_mean(value, [CENTRAL]) if isinstance(value, str) else ""
        shown = show_url(value) if isinstance(value, str) else kind(value)
        report.add("GIR301", path, f"{path} is {shown}.{hint}")
