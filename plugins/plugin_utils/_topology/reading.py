# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the variables into typed objects. What cannot be read becomes None, after a violation has said so."""

import re
from dataclasses import dataclass, field

from . import urls
from .values import Unusable, did_you_mean, kind, show, show_url

PRIMARY = "primary"
BACKUP = "backup"
RECORDING = "recording"
ROLES = (PRIMARY, BACKUP, RECORDING)
CENTRAL = "central"
CATCH_ALL = "record"
COMPONENTS = (
    "gir_rws",
    "gir_rcs",
    "gir_mcp",
    "gir_rps",
    "gir_voice_processor",
    "gir_muxer",
    "gir_webdav",
    "gir_speechminer",
    "gir_load_balancer",
)
GIR_GROUP = "gir"
RESERVED_NAMES = COMPONENTS + (CENTRAL, GIR_GROUP, "all", "ungrouped", "localhost", CATCH_ALL)

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
KEYS = REQUIRED_KEYS + ("storage_jurisdictions", "storage", "interaction_receiver_url")
STORAGE_KEYS = ("voice_url", "screen_url", "jurisdiction")


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
    role: str = None
    site_name: str = None
    geo_locations: list = None
    node_path: str = None
    jurisdiction: str = None
    storage_jurisdictions: list = None
    rws_url: str = None
    processor_url: str = None
    rcs_url: str = None
    interaction_receiver_url: str = None
    uses_central: bool = False
    own_storage: Storage = None
    given: frozenset = field(default_factory=frozenset)

    def allows(self, jurisdiction):
        return jurisdiction in self.storage_jurisdictions


def text(report, path, value, secret=False):
    """The value when it is a text that is not empty."""
    if report.unusable(path, value):
        return None
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, str):
        report.add("GIR002", path, f"{path} is empty.")
        return None
    shown = "" if secret or isinstance(value, (dict, list)) or value is None else f" ({show(value)})"
    report.add("GIR002", path, f"{path} is {kind(value)}{shown}, not text.")
    return None


def texts(report, path, value):
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
    found = [text(report, f"{path}[{index}]", item) for index, item in enumerate(value)]
    return None if None in found else found


def dictionary(report, path, value):
    if report.unusable(path, value):
        return None
    if isinstance(value, dict):
        return value
    report.add("GIR002", path, f"{path} is {kind(value)}, not a dictionary.")
    return None


def unknown_keys(report, path, value, known):
    for key in value:
        if key not in known:
            report.add("GIR005", path, f"{path} has the unknown key {show(key)}.{did_you_mean(key, known)}")


def storage(report, path, value, name, default_jurisdiction=None):
    """The storage when it is complete."""
    value = dictionary(report, path, value)
    if value is None:
        return None
    unknown_keys(report, path, value, STORAGE_KEYS)
    read = {}
    for key in ("voice_url", "screen_url"):
        read[key] = _required(report, path, value, key, urls.url)
    if value.get("jurisdiction") is not None or name == CENTRAL:
        read["jurisdiction"] = _required(report, path, value, "jurisdiction", text)
    else:
        read["jurisdiction"] = default_jurisdiction
    if None in read.values():
        return None
    return Storage(kind=CENTRAL if name == CENTRAL else "own", name=name, **read)


def _required(report, path, value, key, reader):
    here = f"{path}.{key}"
    if value.get(key) is None:
        report.add("GIR004", here, f"{here} is not given.")
        return None
    return reader(report, here, value[key])


def data_centers(report, value):
    """({name: DataCenter}, complete): those whose name and shape can be read, and whether these are all."""
    path = "gir_datacenters"
    if isinstance(value, Unusable):
        report.unusable(path, value)
        return {}, False
    if value is None or value == {}:
        report.add("GIR003", path, "{0} is {1}.".format(path, "not given" if value is None else "empty"))
        return {}, False
    value = dictionary(report, path, value)
    if value is None:
        return {}, False
    found = {}
    for name, given in value.items():
        if not _name_is_good(report, name):
            continue
        here = f"{path}.{name}"
        entry = dictionary(report, here, given)
        if entry is not None:
            found[name] = _data_center(report, here, name, entry)
    return found, len(found) == len(value)


def _name_is_good(report, name):
    path = "gir_datacenters"
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        report.add("GIR101", path, f"{path}: {show(name)} cannot be the name of a group.")
        return False
    if name in RESERVED_NAMES:
        report.add("GIR102", path, f"{path}: a data center cannot be named {show(name)}.")
        return False
    return True


def _data_center(report, path, name, entry):
    unknown_keys(report, path, entry, KEYS)
    center = DataCenter(name=name, given=frozenset(key for key in entry if entry[key] is not None))
    center.role = _required(report, path, entry, "role", _role)
    center.site_name = _required(report, path, entry, "site_name", _site_name)
    center.geo_locations = _required(report, path, entry, "geo_locations", _geo_locations)
    center.node_path = _required(report, path, entry, "node_path", _node_path)
    center.jurisdiction = _required(report, path, entry, "jurisdiction", text)
    center.storage_jurisdictions = _storage_jurisdictions(report, path, entry, center.jurisdiction)
    for key in ("rws_url", "processor_url"):
        setattr(center, key, _required(report, path, entry, key, urls.base_url))
    center.rcs_url = _required(report, path, entry, "rcs_url", urls.url)
    if "interaction_receiver_url" in center.given:
        here = path + ".interaction_receiver_url"
        center.interaction_receiver_url = urls.url(report, here, entry["interaction_receiver_url"])
    _place_of_storage(report, path + ".storage", entry.get("storage"), center)
    return center


def _role(report, path, value):
    value = text(report, path, value)
    if value is None or value in ROLES:
        return value
    report.add("GIR103", path, f"{path} is {show(value)}.{did_you_mean(value, ROLES)}")
    return None


def _site_name(report, path, value):
    value = text(report, path, value)
    if value is None or (re.fullmatch(r"[A-Za-z0-9_@ ]+", value) and value == value.strip()):
        return value
    report.add("GIR106", path, f"{path} is {show(value)}.")
    return None


def _geo_locations(report, path, value):
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


def _node_path(report, path, value):
    value = text(report, path, value)
    if value is None or re.fullmatch(r"(/[A-Za-z0-9_.-]+( [A-Za-z0-9_.-]+)*)+", value):
        return value
    report.add("GIR113", path, f"{path} is {show(value)}.")
    return None


def _storage_jurisdictions(report, path, entry, own):
    if entry.get("storage_jurisdictions") is None:
        return None if own is None else [own]
    here = path + ".storage_jurisdictions"
    found = texts(report, here, entry["storage_jurisdictions"])
    if found == []:
        report.add("GIR305", here, f"{here} is empty: the recordings may rest nowhere.")
        return None
    return found


def _place_of_storage(report, path, value, center):
    """A data center without storage uses the central one, as the guide says."""
    if value is None or value == CENTRAL:
        center.uses_central = True
    elif isinstance(value, dict):
        center.own_storage = storage(report, path, value, center.name, center.jurisdiction)
    elif not report.unusable(path, value):
        hint = did_you_mean(value, [CENTRAL]) if isinstance(value, str) else ""
        shown = show_url(value) if isinstance(value, str) else kind(value)
        report.add("GIR301", path, f"{path} is {shown}.{hint}")
