# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the desktops and RWS use the eServices site of the active data center."""

DOCUMENTATION = r"""
name: site_findings
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Compares the eServices sites of the desktops and of RWS with the active data center
description:
  - The desktops and RWS are moved to another eServices site by two separate actions. When they differ, screen
    recordings and interactions are handled by different data centers.
  - Used by the playbook C(gir.multidc.verify).
positional: rws, site, data_center, option
options:
  _input:
    description:
      - What M(gir.multidc.gax_info) returned for the Application object of the desktops and for their agent groups,
        whose annex goes before it. Nothing is said about the desktops when it was skipped or is empty.
    type: dict
    required: true
  rws:
    description: What M(gir.multidc.rws_multimedia_switch_info) returned. Nothing is said about RWS when it is empty.
    type: dict
    required: true
  site:
    description: The site of the active data center.
    type: str
    required: true
  data_center:
    description: The active data center.
    type: str
    required: true
  option:
    description:
      - The option that holds the site, as C(section/option). Nothing is said about the desktops when it is V(null).
    type: str
"""

EXAMPLES = r"""
- name: Show whether desktops and RWS agree
  ansible.builtin.debug:
    msg: >-
      {{ desktops | gir.multidc.site_findings(
           rws, 'DC1', 'dc1', 'interaction-workspace/disaster-recovery.eservices-site') }}
"""

RETURN = r"""
_value:
  description:
    - One dictionary for each place where the site stands, in the form of the report of C(gir.multidc.verify), with
      C(host), C(data_center), C(name), C(url), C(ok) and, when it is not, C(reason).
  type: list
  elements: dict
"""


def site_findings(desktops, rws, site, data_center, option):
    """Return what was found."""
    found = _of_desktops(desktops, site, data_center, option) + _of_rws(rws, site, data_center)
    return [dict(item, host="localhost", data_center=data_center, ok=item["reason"] is None) for item in found]


def _finding(name, reason, url=""):
    return {"name": name, "url": url, "reason": reason}


def _differs(value, site, data_center, remedy):
    if value == site:
        return None
    return f"it is {value}, but the active data center {data_center} has the site {site}: {remedy}"


def _of_desktops(desktops, site, data_center, option):
    if not desktops or desktops.get("skipped") or not option:
        return []
    name = "eServices site of the desktops"
    found = []
    if desktops.get("failed") or "objects" not in desktops:
        found.append(_finding(name, desktops.get("msg") or "GAX could not be asked"))
    section, _slash, key = option.partition("/")
    found += [
        _finding(name, f"{label}: there is no such object; correct the name, or create it in GAX")
        for label in desktops.get("missing", ())
        if label.startswith("CfgApplication ")
    ]
    for item in desktops.get("objects", ()):
        part = "options" if item["type"] == "CfgApplication" else "annex"
        value = ((item.get(part) or {}).get(section) or {}).get(key)
        label = f"{name} in {item['type']} {item['name']}"
        if value is not None:
            found.append(
                _finding(label, _differs(value, site, data_center, "run gir.multidc.site to move the desktops"))
            )
        elif part == "options":
            found.append(_finding(label, f"[{section}] {key} is not set: run gir.multidc.site to set it"))
    return found


def _of_rws(rws, site, data_center):
    if not rws or rws.get("skipped"):
        return []
    name = "eServices site of RWS"
    if rws.get("failed") or "nodes" not in rws:
        return [_finding(name, rws.get("msg") or "RWS could not be asked")]
    shown = [node for node in rws["nodes"] if node.get("site")]
    if not shown:
        # No documented request reads it, so this is the rule and no failure.
        return [_finding(name + ", which no node shows", None)]
    return [
        _finding(name, _differs(node["site"], site, data_center, "use rws_multimedia_switch to move RWS"), node["url"])
        for node in shown
    ]


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"site_findings": site_findings}
