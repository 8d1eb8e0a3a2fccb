# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the desktops and RWS use the eServices site of the active data center.

They are moved to another site by two separate actions: both must have reached it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Answer = Mapping[str, Any]

_DESKTOPS = "eServices site of the desktops"
_RWS = "eServices site of RWS"
# site writes there only what this variable holds, and would set the site for the active data center of today alone.
_BY_HAND = (
    "gir.multidc.site writes it to the Application alone: delete [{}] {} from the annex of this agent group in GAX, and"
    " from workspace_desktop_agent_group_extra_options where it stands there, and the Application decides"
)


@dataclass(frozen=True)
class Site:
    """The site that both should have: that of the active data center."""

    name: str
    data_center: str

    def differs(self, value: object, remedy: str) -> str | None:
        """Why a value is wrong; None where it is right."""
        if value == self.name:
            return None
        return f"it is {value}, but the active data center {self.data_center} has the site {self.name}: {remedy}"


@dataclass(frozen=True)
class Place:
    """One place where a site stands; `reason` says what is wrong with it."""

    name: str
    reason: str | None
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


def findings(desktops: Answer, rws: Answer, site: Site, option: str | None) -> list[dict[str, Any]]:
    """`desktops` and `rws` are what gax_info and rws_multimedia_switch_info returned, empty where nobody asked.

    `option` holds the site of the desktops, as section/option; without it nothing is said about them.
    """
    return [
        {
            "name": place.name,
            "url": place.url,
            "reason": place.reason,
            "host": "localhost",
            "data_center": site.data_center,
            "ok": place.reason is None,
        }
        for place in _of_desktops(desktops, site, option) + _of_rws(rws, site)
    ]


def _of_desktops(desktops: Answer, site: Site, option: str | None) -> list[Place]:
    if not desktops or desktops.get("skipped") or not option:
        return []
    found = []
    if desktops.get("failed") or "objects" not in desktops:
        found.append(Place(_DESKTOPS, desktops.get("msg") or "GAX could not be asked"))
    found += [
        Place(_DESKTOPS, f"{label}: there is no such object; correct the name, or create it in GAX")
        for label in desktops.get("missing", ())
        if label.startswith("CfgApplication ")
    ]
    section, _slash, key = option.partition("/")
    for item in desktops.get("objects", ()):
        of_application = item["type"] == "CfgApplication"
        value = ((item.get("options" if of_application else "annex") or {}).get(section) or {}).get(key)
        label = f"{_DESKTOPS} in {item['type']} {item['name']}"
        if value is not None:
            remedy = "run gir.multidc.site to move the desktops" if of_application else _BY_HAND.format(section, key)
            found.append(Place(label, site.differs(value, remedy)))
        elif of_application:
            found.append(Place(label, f"[{section}] {key} is not set: run gir.multidc.site to set it"))
    return found


def _of_rws(rws: Answer, site: Site) -> list[Place]:
    if not rws or rws.get("skipped"):
        return []
    if rws.get("failed") or "nodes" not in rws:
        return [Place(_RWS, rws.get("msg") or "RWS could not be asked")]
    shown = [node for node in rws["nodes"] if node.get("site")]
    if not shown:
        # No documented request reads it, so this is the rule and no failure.
        return [Place(f"{_RWS}, which no node shows", None)]
    return [
        Place(_RWS, site.differs(node["site"], "use rws_multimedia_switch to move RWS"), node["url"]) for node in shown
    ]
