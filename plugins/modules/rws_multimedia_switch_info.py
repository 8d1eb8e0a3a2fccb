#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_multimedia_switch_info
short_description: See which eServices site each RWS node uses
version_added: 0.1.0
description:
  - Asks each node of O(url), all at the same time, for the eServices site of the Genesys environment. Every node takes
    up a new site by itself, C(drMonitoringDelay) seconds after a switch at the latest.
  - Whether RWS shows the site is not documented; a node that does not is reported as V(not observable).
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._attributes.reads]
options:
  environment_id:
    description:
      - Identifier of the Genesys environment.
      - May be left out when RWS has exactly one.
    type: str
seealso:
  - module: gir.multidc.rws_multimedia_switch
  - module: gir.multidc.rws_environment_info
"""

EXAMPLES = r"""
# Connection and account stand in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows.
- name: See whether all nodes of both data centers use the same site
  gir.multidc.rws_multimedia_switch_info:
  register: eservices

- name: Say which site each node uses
  ansible.builtin.debug:
    msg: "{{ eservices.nodes | items2dict(key_name='url', value_name='site') }}"
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
environment_id: {description: The Genesys environment; V(null) for a new one., returned: success, type: str}
site:
  description: The site that all nodes show that show one; V(null) when they differ or none does.
  returned: success
  type: str
  sample: DC1
nodes:
  description: What each node showed, in the order of O(url).
  returned: success
  type: list
  elements: dict
  contains:
    url: {description: Address of the node., returned: success, type: str}
    state: {description: "As for M(gir.multidc.rws_multimedia_switch).", returned: success, type: str}
    site: {description: "The site that the node shows, or V(null).", returned: success, type: str}
    seconds: {description: "After how many seconds the node answered, or V(null).", returned: success, type: float}
    reason: {description: "Why the node did not show a site, or V(null).", returned: success, type: str}
    observation:
      description: V(confirmed) when it shows a site, else V(not observable).
      type: str
      returned: success
    observation_reason: {description: "Why it shows none, or V(null).", returned: success, type: str}
  sample:
    - url: http://rws1.dc1.example.com:8080
      state: shows the site
      site: DC1
      seconds: 0.1
      reason: null
      observation: confirmed
      observation_reason: null
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import read
from ansible_collections.gir.multidc.plugins.module_utils._rws.switch import read_switch


def main():
    read(read_switch, {"environment_id": {"type": "str"}})


if __name__ == "__main__":
    main()
