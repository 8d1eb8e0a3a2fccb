# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a custom desktop posts to its Screen Recording Service."""

from __future__ import annotations

DOCUMENTATION = r"""
name: srs_login
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Gives the login of a custom desktop at its Screen Recording Service (SRS)
description:
  - Gives exactly the JSON array that a custom desktop posts to C(/api/v2/me) of the Screen Recording Service on its
    agent's PC. It holds no account; that goes into the header C(Authorization) of the request.
  - The array follows the map of data centers. Where no other data center may hold the recordings of these agents, it
    has no C(peer_server).
positional: data_center, place, devices
options:
  _input: {description: "The model of the data centers, C(gir_topology).", type: dict, required: true}
  data_center: {description: Name of the agent's data center in C(gir_datacenters)., type: str, required: true}
  place: {description: Name of the agent's Place., type: str, required: true}
  devices:
    description: The DNs of the agent, each with C(dn) and C(switch). Write numbers in quotes, so that no zero is lost.
    type: list
    elements: dict
    required: true
  rws_urls:
    description:
      - Addresses of RWS for agents, by data center, as C(workspace_desktop_rws_urls) has them. C(rws_url) of the data
        center counts where it has none. A port that is left out becomes 443 or 80, as the scheme says.
    type: dict
  srs_version:
    description:
      - Version of the Screen Recording Service. Before 8.5.340.97 it does not fail over by itself, so the array has no
        C(peer_server) and the desktop submits another login, see O(resubmit). When this is not given, it does.
    type: str
  resubmit:
    description:
      - Gives the login that the desktop submits again when the data center of its agents is lost. Its C(server) is that
        of the other data center.
      - It is refused where no other data center may hold the recordings of these agents.
    type: bool
    default: false
seealso:
  - module: gir.multidc.srs_login_check
"""

EXAMPLES = r"""
- name: Write what the desktops of New York post
  ansible.builtin.copy:
    content: "{{ login | to_json }}"
    dest: ./srs-login-newyork.json
    mode: "0644"
  vars:
    login: >-
      {{ gir_topology | gir.multidc.srs_login('newyork', 'Place_1001', [{'dn': '1001', 'switch': 'SIP_Switch_NY'}]) }}
  delegate_to: localhost
  run_once: true

- name: Show what they submit again when New York is lost and their SRS is too old to fail over by itself
  ansible.builtin.debug:
    msg: >-
      {{ gir_topology | gir.multidc.srs_login('newyork', 'Place_1001', [{'dn': '1001', 'switch': 'SIP_Switch_NY'}],
      srs_version='8.5.302.14', resubmit=true) }}
"""

RETURN = r"""
_value:
  description:
    - The array, in this order. C(peer_server) is there only when the agent's data center has a peer.
  type: list
  elements: dict
  contains:
    name: {description: "V(server), V(peer_server), V(place) or V(devices).", type: str}
    value:
      description: A URL with its port, the Place, or the list of devices with C(dn) and C(switch).
      type: raw
  sample:
    - {name: server, value: "https://rws.newyork.example.com:443"}
    - {name: peer_server, value: "https://rws.dallas.example.com:443"}
    - {name: place, value: Place_1001}
    - {name: devices, value: [{dn: "1001", switch: SIP_Switch_NY}]}
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.gir.multidc.plugins.plugin_utils._desktops.srs_login import Seat
from ansible_collections.gir.multidc.plugins.plugin_utils._desktops.srs_login import srs_login as login_of


def srs_login(model: Any, data_center: Any, place: Any, devices: Any, **options: Any) -> list[dict[str, Any]]:
    """Return the array."""
    unknown = sorted(set(options) - {"rws_urls", "srs_version", "resubmit"})
    if unknown:
        raise AnsibleFilterError(f"srs_login: {', '.join(unknown)} is no option of this filter.")
    entries, problems = login_of(model, Seat(data_center, place, devices, **options))
    if problems:
        raise AnsibleFilterError("srs_login: " + " ".join(problems))
    return [dict(entry) for entry in entries]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        return {"srs_login": srs_login}
