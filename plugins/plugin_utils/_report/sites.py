# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the desktops and RWS use the eServices site that the ledger has, or else the active data center.

They are moved to another site by two separate actions: both must have reached it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from ...module_utils._rws.watch import FAULT, UNREACHABLE
from .questions import ESERVICES_SITE

Answer = Mapping[str, Any]

_DESKTOPS = "eServices site of the desktops"
_RWS = ESERVICES_SITE.title
_EXTRA = "workspace_desktop_agent_group_extra_options"
# site writes the site to the Application alone: for an agent group it would be that of today, and stay.
_BY_HAND = (
    "gir.multidc.site writes it to the Application alone: delete [{}] {} from the annex of this agent group in GAX, and"
    " the Application decides"
)
_BY_VARIABLE = (
    f"gir.multidc.site writes it from {_EXTRA}.{{}}: remove [{{}}] {{}} there, and delete it from the annex of this"
    " agent group in GAX; then the Application decides"
)
LEDGER = "ledger"
RECORD = "record"
VARIABLE = "gir_eservices_site"
ACTIVE = "active data center"
# States of rws_multimedia_switch_info: a node that does not even answer what is documented has not been asked.
_NOT_ASKED = (UNREACHABLE, FAULT)


@dataclass(frozen=True)
class Site:
    """The site that all should have, and where it comes from: LEDGER, RECORD, VARIABLE or ACTIVE."""

    name: str
    data_center: str
    source: str = ACTIVE

    @property
    def origin(self) -> str:
        """Who says so, as a part of a sentence."""
        if self.source == LEDGER:
            return f"the newest entry of the ledger has the site {self.name}"
        if self.source == RECORD:
            return f"the record gir_eservices on the RWS hosts has the site {self.name}, and no ledger has an entry"
        if self.source == VARIABLE:
            return f"{VARIABLE} is {self.name}, and no ledger has an entry"
        return f"the active data center {self.data_center} has the site {self.name}, and no ledger has an entry"

    def differs(self, value: object, remedy: str) -> str:
        """Why a value is wrong; empty where it is right."""
        return "" if value == self.name else f"it is {value}, but {self.origin}: {remedy}"


@dataclass(frozen=True)
class Desktops:
    """Where the site of the desktops stands.

    `answer`: what gax_info returned, empty where nobody asked. `option`: section/option, None where the inventory says
    that there is none. `groups`: data center to the name of its agent group. `extra_options`: data center to section
    to option to value, what site writes to agent groups besides. `unread`: why GAX is not asked, where that is so.
    """

    answer: Answer
    option: str | None
    groups: Mapping[str, object] = field(default_factory=dict)
    extra_options: Mapping[str, Any] = field(default_factory=dict)
    unread: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Section and option."""
        section, _slash, key = str(self.option).partition("/")
        return section, key

    def writer(self, group: str) -> str | None:
        """The data center for which the inventory writes the option to this agent group."""
        section, key = self.place
        for center, name in self.groups.items():
            sections = self.extra_options.get(center) if name == group else None
            options = sections.get(section) if isinstance(sections, Mapping) else None
            if isinstance(options, Mapping) and options.get(key) is not None:
                return center
        return None


@dataclass(frozen=True)
class Rws:
    """What rws_multimedia_switch_info returned, empty where nobody asked.

    `hidden`: data center to its address, of those of which no RWS host is within the limit. `answered`: whether a
    probe of the site's own says what no node shows.
    """

    answer: Answer
    hidden: Mapping[str, str] = field(default_factory=dict)
    answered: bool = False


@dataclass(frozen=True)
class Place:
    """One place where a site stands, and one of the three answers to whether it is the right one."""

    name: str
    answer: str = CONFIRMED
    reason: str = ""
    url: str = ""


def objects(application: str | None, groups: Mapping[str, object], tenant: str | None) -> list[dict[str, str]]:
    """What GAX is asked for: the annex of an agent group wins over the options of the Application."""
    if not application:
        return []
    of_tenant = {} if tenant is None else {"tenant": tenant}
    names = dict.fromkeys(name for name in groups.values() if isinstance(name, str))
    return [
        {"type": "CfgApplication", "name": application},
        *({**of_tenant, "type": "CfgAgentGroup", "name": name} for name in names),
    ]


def findings(desktops: Desktops, rws: Rws, site: Site) -> list[dict[str, str]]:
    """Each place in the form of the report of verify."""
    return [
        {**asdict(place), "host": "localhost", "data_center": site.data_center}
        for place in (*_of_desktops(desktops, site), *_of_rws(rws, site))
    ]


def _judged(name: str, reason: str, url: str = "") -> Place:
    return Place(name, FAILED if reason else CONFIRMED, reason, url)


def _of_desktops(desktops: Desktops, site: Site) -> Iterator[Place]:
    if desktops.unread:
        yield Place(_DESKTOPS, NOT_OBSERVABLE, desktops.unread)
        return
    if not desktops.answer or desktops.answer.get("skipped") or not desktops.option:
        return
    if desktops.answer.get("failed") or "objects" not in desktops.answer:
        yield _judged(_DESKTOPS, desktops.answer.get("msg") or "GAX could not be asked")
    for label in desktops.answer.get("missing", ()):
        if label.startswith("CfgApplication "):
            yield _judged(_DESKTOPS, f"{label}: there is no such object; correct the name, or create it in GAX")
    section, key = desktops.place
    for item in desktops.answer.get("objects", ()):
        of_application = item["type"] == "CfgApplication"
        value = ((item.get("options" if of_application else "annex") or {}).get(section) or {}).get(key)
        label = f"{_DESKTOPS} in {item['type']} {item['name']}"
        if value is not None:
            yield _judged(label, site.differs(value, _remedy(desktops, item)))
        elif of_application:
            yield _judged(label, f"[{section}] {key} is not set: run gir.multidc.site to set it")


def _remedy(desktops: Desktops, item: Answer) -> str:
    if item["type"] == "CfgApplication":
        return "run gir.multidc.site to move the desktops"
    writer = desktops.writer(item["name"])
    place = desktops.place
    return _BY_HAND.format(*place) if writer is None else _BY_VARIABLE.format(writer, *place)


def _of_rws(rws: Rws, site: Site) -> Iterator[Place]:
    if not rws.answer or rws.answer.get("skipped"):
        return
    if rws.answer.get("failed") or "nodes" not in rws.answer:
        yield _judged(_RWS, rws.answer.get("msg") or "RWS could not be asked")
        return
    nodes: Collection[Answer] = rws.answer["nodes"]
    seen = [node for node in nodes if node.get("site")]
    for node in nodes:
        if node.get("site"):
            remedy = "run gir.multidc.eservices_switch to move RWS"
            yield _judged(_RWS, site.differs(node["site"], remedy), node["url"])
        elif node.get("state") in _NOT_ASKED:
            yield _not_asked(rws, node)
        elif seen and not rws.answered:
            yield Place(_RWS, NOT_OBSERVABLE, f"this node does not show it{_because(node)}", node["url"])
    if not seen and not rws.answered:
        yield Place(_RWS, NOT_OBSERVABLE, ESERVICES_SITE.unanswered)


def _not_asked(rws: Rws, node: Answer) -> Place:
    """What is outside of the limit is not judged."""
    url = node["url"]
    center = next((center for center, address in rws.hidden.items() if address == url), None)
    if center is not None:
        reason = f"it could not be asked, and no RWS host of {center} is within the limit"
        return Place(_RWS, NOT_OBSERVABLE, reason, url)
    return _judged(_RWS, f"it could not be asked{_because(node)}", url)


def _because(node: Answer) -> str:
    return f": {str(node['reason']).rstrip('.')}" if node.get("reason") else ""
