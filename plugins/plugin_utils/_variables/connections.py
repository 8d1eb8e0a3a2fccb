# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a site says about its connections: Interaction Servers, SIP Servers, and whether a write may be tried.

All of it is optional, and no part has a default of the product.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .._components.addresses import is_name_or_address
from .._components.desired import Violation
from .._components.reading import truth
from .._components.report import Report
from .._components.rule import rule
from .._topology.published import Model
from .._topology.rule import GUIDE, WARNING, Rule
from .._topology.values import Unusable, did_you_mean, given, is_blank, kind, listed, show, show_under

INTERACTION_SERVER, SIP_SERVERS = "gir_interaction_server", "gir_sip_servers"
WRITE_PROBE, WRITE_PROBE_OBJECT = "gir_configuration_write_probe", "gir_configuration_write_probe_object"
VARIABLES = (INTERACTION_SERVER, SIP_SERVERS, WRITE_PROBE, WRITE_PROBE_OBJECT)
KEYS = ("address", "site_name")
OBJECT_KEYS = ("type", "name", "folder", "tenant", "switch")
APPLICATION = "CfgApplication"
_DESKTOPS, _SOURCE = "workspace_desktop_application_name", "gir_configuration_source"
_PORT = re.compile(r"[0-9]{1,5}")

GIR981 = rule(
    981,
    "gir_interaction_server names an address and a site_name for data centers that are primary or backup.",
    "Write it as docs/connections.md shows it.",
    GUIDE,
)
GIR982 = rule(
    982,
    "The site_name of an Interaction Server is that of its data center: RWS is switched to it by that name.",
    "Give the site_name that the data center has in gir_datacenters.",
    GUIDE,
)
GIR983 = rule(
    983,
    "The address of a server is host:port, with a port that the site names, and brackets around an IPv6 address.",
    "Write it as ixn.dc1.example.com:4420 or [2001:db8::5]:4420. The product's default port is not known here.",
)
GIR986 = rule(
    986,
    "gir_sip_servers names one or more addresses for data centers of gir_datacenters.",
    "Write it as docs/connections.md shows it.",
)
GIR987 = rule(
    987,
    "gir_configuration_write_probe is true or false, and with true GAX and an object to write are given.",
    "Give gir_configuration_source: gax, and gir_configuration_write_probe_object or the desktops' Application.",
    severity=WARNING,
)


@dataclass(frozen=True)
class Server:
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Connections:
    """What can be used, by data center. `write_object`: what the write probe sends back; none without an opt-in."""

    interaction_servers: Mapping[str, Server] = field(default_factory=dict)
    sip_servers: Mapping[str, list[Server]] = field(default_factory=dict)
    write_object: Mapping[str, str] | None = None


def read(value: Callable[[str], object], model: Model) -> tuple[Connections, list[Violation]]:
    """What the variables say, and what is wrong with them. `value`: a variable to its plain value, None where blank.

    What cannot be evaluated is judged with the other variables of playbooks.
    """
    report = Report("")
    found = Connections(
        _interaction_servers(value(INTERACTION_SERVER), model, report),
        _sip_servers(value(SIP_SERVERS), model, report),
        _write_object(value, report),
    )
    return found, report.violations


def server(text: object) -> Server | None:
    """The server at host:port, or None."""
    if not isinstance(text, str):
        return None
    host, _colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    inner = host[1:-1] if bracketed else host
    if (":" in inner) != bracketed or not is_name_or_address(inner) or not _PORT.fullmatch(port):
        return None
    return Server(inner, int(port)) if 0 < int(port) < 65536 else None


def _dictionary(name: str, value: object, broken: Rule, report: Report) -> dict[str, object]:
    """The members by data center. What cannot be evaluated has been said to be so."""
    if value is None or is_blank(value) or isinstance(value, Unusable):
        return {}
    if not isinstance(value, dict):
        sentence = f"{name} is {kind(value)}, not a dictionary with the names of data centers."
        report.add(broken, name, sentence)
        return {}
    return value


def _interaction_servers(value: object, model: Model, report: Report) -> dict[str, Server]:
    found = {}
    pair = (model["primary"], model["backup"])
    for name, entry in _dictionary(INTERACTION_SERVER, value, GIR981, report).items():
        path = f"{INTERACTION_SERVER}.{name}"
        if name not in pair:
            sentence = f"{INTERACTION_SERVER} names {show(name)}, which is neither the primary nor the backup."
            report.add(GIR981, INTERACTION_SERVER, sentence, f"Use {listed(pair)}.")
        elif not isinstance(entry, dict):
            if not isinstance(entry, Unusable):
                report.add(GIR981, path, f"{path} is {kind(entry)}, not a dictionary with address and site_name.")
        else:
            where = _interaction_server(path, given(entry), model["data_centers"][name]["site_name"], report)
            found.update({} if where is None else {name: where})
    return found


def _interaction_server(path: str, entry: Mapping[str, object], site: str, report: Report) -> Server | None:
    for key in entry:
        if key not in KEYS:
            hint = did_you_mean(key, KEYS).strip() or f"Use {listed(KEYS)}."
            report.add(GIR981, path, f"{path} has the key {show(key)}, which is not known.", hint)
    missing = [key for key in KEYS if entry.get(key) is None]
    if missing:
        report.add(GIR981, path, f"{path} has no {listed(missing)}.")
    named = entry.get("site_name")
    if named is not None and not isinstance(named, Unusable) and named != site:
        sentence = f"{path}.site_name is {show(named)}, but the site_name of the data center is {show(site)}."
        report.add(GIR982, path, sentence)
    return _server(f"{path}.address", entry.get("address"), report)


def _server(path: str, text: object, report: Report) -> Server | None:
    if text is None or isinstance(text, Unusable):
        return None
    found = server(text)
    if found is None:
        shown = show(text) if isinstance(text, str) and "@" not in text else kind(text)
        report.add(GIR983, path, f"{path} is {shown}, which is no host with a port.")
    return found


def _sip_servers(value: object, model: Model, report: Report) -> dict[str, list[Server]]:
    found: dict[str, list[Server]] = {}
    for name, entry in _dictionary(SIP_SERVERS, value, GIR986, report).items():
        path = f"{SIP_SERVERS}.{name}"
        if name not in model["data_centers"]:
            sentence = f"{SIP_SERVERS} names {show(name)}, which is no data center."
            report.add(GIR986, SIP_SERVERS, sentence, f"Use one of {', '.join(model['data_centers'])}.")
            continue
        texts = [entry] if isinstance(entry, str) else entry
        if not isinstance(texts, list) or not texts:
            if not isinstance(texts, Unusable):
                report.add(GIR986, path, f"{path} is {'an empty list' if texts == [] else kind(texts)}, not addresses.")
            continue
        read_ = [_server(f"{path}[{number}]", text, report) for number, text in enumerate(texts)]
        found[name] = [one for one in read_ if one is not None]
    return found


def _write_object(value: Callable[[str], object], report: Report) -> dict[str, str] | None:
    """The object of the write probe, where a site has opted in and everything that it needs is given."""
    opted = value(WRITE_PROBE)
    if opted is None or is_blank(opted) or isinstance(opted, Unusable):
        return None
    wanted = truth(opted)
    if wanted is None:
        report.add(GIR987, WRITE_PROBE, f"{WRITE_PROBE} is {show(opted)}, which is neither true nor false.")
    if not wanted:
        return None
    if value(_SOURCE) != "gax":
        report.add(GIR987, WRITE_PROBE, f"{WRITE_PROBE} is true, but {_SOURCE} is not gax, so nothing can be written.")
        return None
    return _object(value(WRITE_PROBE_OBJECT), value(_DESKTOPS), report)


def _object(entry: object, desktops: object, report: Report) -> dict[str, str] | None:
    if entry is None or is_blank(entry):
        if isinstance(desktops, str) and not is_blank(desktops):
            return {"type": APPLICATION, "name": desktops}
        sentence = f"{WRITE_PROBE} is true, but neither {WRITE_PROBE_OBJECT} nor {_DESKTOPS} is given."
        report.add(GIR987, WRITE_PROBE, sentence)
        return None
    if isinstance(entry, str):
        return {"type": APPLICATION, "name": entry}
    if isinstance(entry, Unusable):
        return None
    fields = given(entry) if isinstance(entry, dict) else {}
    wrong = [key for key, item in fields.items() if key not in OBJECT_KEYS or not isinstance(item, (str, type(None)))]
    if wrong or not fields.get("name"):
        shown = show_under(wrong[0], wrong[0]) if wrong else ""
        why = f"has {shown}, which is not known or no text" if wrong else "has no name"
        why = why if isinstance(entry, dict) else f"is {kind(entry)}"
        sentence = f"{WRITE_PROBE_OBJECT} {why}."
        report.add(GIR987, WRITE_PROBE_OBJECT, sentence, f"Give a name, or a dictionary with {listed(OBJECT_KEYS)}.")
        return None
    return {"type": APPLICATION, **{key: str(item) for key, item in fields.items() if item is not None}}
