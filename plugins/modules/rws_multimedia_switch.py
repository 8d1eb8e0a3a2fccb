#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: rws_multimedia_switch
short_description: Switch the eServices site of Interaction Recording Web Services
version_added: 0.1.0
description:
  - Tells Interaction Recording Web Services (RWS) which site's Interaction Server to use for eServices,
    C(POST /api/v2/ops/genesys-environments/<id>/multimedia-switch). This is the operator's step when a data center, or
    the Interaction Server of a data center, has failed, and again when it is back.
  - Every RWS node looks for a new site each C(drMonitoringDelay) seconds. With O(wait) the module asks each node
    until it shows the site.
  - Whether RWS shows the current site is not documented. Where it does, the module switches only when the site differs.
    Where it does not, the last recorded request counts, see O(recorded_site). Without a record the module sends the
    request, which is harmless to repeat, reports C(changed=true) and returns V(null) as RV(previous_site).
    RV(previous_site_source) says which of these it was.
  - Whatever the undocumented read answers, and when it does not answer at all, the documented request is sent, and
    RV(not_observable) says what could not be known.
  - A node shows what it has adopted, and may be about to adopt what was requested a moment ago. A record that names
    another site than the wanted one makes the module send its request, whatever the nodes show.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._rws, gir.multidc._tls, gir.multidc._attributes.writes]
attributes:
  idempotent:
    support: partial
    details:
      - Idempotent where RWS shows the current site, or with a record of the last request. Otherwise every run sends the
        request and reports a change.
options:
  site:
    description:
      - The site to switch to, the C(siteName) of the RWS nodes of that data center.
      - It consists of letters, digits, underscore, V(@) and space.
    type: str
    required: true
  environment_id:
    description:
      - Identifier of the Genesys environment.
      - May be left out when RWS has exactly one.
    type: str
  wait:
    description:
      - Whether to wait until the nodes of O(verify_urls) show the site. The module fails, naming the nodes, when one
        does not within O(wait_timeout).
      - A node that works and does not show its site is reported as V(not observable). Then the module waits longer than
        O(monitoring_delay) after a switch, because a node that has just looked looks again only after all of it.
    type: bool
    default: true
  wait_timeout: {description: Seconds to wait. It must be greater than O(monitoring_delay)., type: int, default: 300}
  monitoring_delay:
    description:
      - The value of C(drMonitoringDelay), in seconds, in C(application.yaml) of the nodes.
      - The product's default is not documented, so there is none here.
    type: int
  verify_urls:
    description:
      - Addresses of the nodes that must show the site, each asked by itself. Leave out the nodes of a data center that
        is down.
      - When it is not given, all nodes of O(url) that answer must show the site. A node that does not answer, as those
        of a data center that is down, is reported as V(no answer) with a warning.
    type: list
    elements: str
  recorded_site:
    description:
      - The site that the newest entry of the ledger names. It counts as the site before where RWS does not show one;
        and where RWS shows the wanted site but this names another one, the request is sent.
      - It outweighs O(record_path) and O(records). An empty text counts as not given.
    type: str
  record_path:
    description:
      - Superseded by the ledger of playbook C(gir.multidc.eservices_switch), see O(recorded_site); it goes on working.
      - File on the host that runs the module with the record of the last request. It is read when RWS does not show the
        site, and written after a request. Its directory must exist. It belongs to one environment.
      - On an RWS host, V(/etc/ansible/facts.d/gir_eservices.fact) makes it a local fact that survives the loss of the
        other data center.
      - The record never claims more than is known. While a request is under way, and after one whose outcome is
        unknown, it names no site, so that the next run sends the request again.
    type: path
  records:
    description:
      - Superseded as O(record_path) is.
      - Records of other hosts, as RV(record) or as their local fact has them. The highest epoch wins. Two records of
        one epoch that name different sites count as no record.
      - A host that was down during a failover holds an old record. Give the records of all hosts that can be reached.
    type: list
    elements: dict
notes:
  - The setting C(disaster-recovery.eservices-site) of Workspace Desktop Edition must name the same site.
seealso:
  - module: gir.multidc.rws_environment_info
"""

EXAMPLES = r"""
# The account stands in module_defaults of group/gir.multidc.rws, as gir.multidc.rws_info shows. The addresses are those
# of nodes that are reachable.
- name: Data center 1 is down, use the Interaction Server of data center 2
  gir.multidc.rws_multimedia_switch:
    url: [http://rws1.dc2.example.com:8080, http://rws2.dc2.example.com:8080]
    site: DC2
    monitoring_delay: 60
    wait_timeout: 180

- name: The same for an RWS that does not show its site, when the last request was for that of data center 1
  gir.multidc.rws_multimedia_switch:
    url: [http://rws1.dc2.example.com:8080, http://rws2.dc2.example.com:8080]
    site: DC2
    recorded_site: DC1
    monitoring_delay: 60
  register: eservices

- name: Say what nobody could see
  ansible.builtin.debug:
    msg: "{{ eservices.observation_reason }}"
  when: eservices.observation == 'not observable'

- name: Data center 1 is back, return to it and see that the nodes of both follow
  gir.multidc.rws_multimedia_switch:
    url: [http://rws1.dc1.example.com:8080, http://rws1.dc2.example.com:8080]
    site: DC1
    monitoring_delay: 60
    verify_urls: [http://rws1.dc1.example.com:8080, http://rws2.dc1.example.com:8080, http://rws1.dc2.example.com:8080, http://rws2.dc2.example.com:8080]
"""

RETURN = r"""
not_observable: {description: "What nobody could tell, and why.", returned: success, type: list, elements: str}
site: {description: The site that was asked for., returned: success, type: str, sample: DC2}
previous_site:
  description: The site before, as RWS showed it or as the last record has it; V(null) when neither is there.
  returned: success
  type: str
  sample: DC1
previous_site_source:
  description: How RV(previous_site) is known, V(rws) when RWS showed it, V(record) when O(recorded_site) or a record
    tells it, or V(unknown).
  returned: success
  type: str
  sample: rws
record:
  description:
    - The record of the last request, to be kept and given to O(records) by later runs; V(null) when there is none,
      which in check mode is the case before the first request.
  returned: success
  type: dict
  sample:
    epoch: 4
    eservices_site: DC2
    environment_id: 6d8e4cf2-55f2-4b0f-9c53-2a0c9d4e1f77
    requested_at: "2026-03-01T02:14:09Z"
environment_id: {description: The Genesys environment; V(null) for a new one., returned: success, type: str}
seconds: {description: "How long the module took, waiting included.", returned: success, type: float, sample: 61.4}
observation:
  description:
    - Whether the nodes follow. V(confirmed) when each of them shows the site, V(failed) when one shows another site or
      does not show it although O(verify_urls) names it; the task fails then.
    - V(not observable) when nodes that work do not show their site, however long the module waited; when a node does
      not answer that is not named in O(verify_urls); without O(wait); in check mode; and when the outcome of the
      request is not known. Playbook C(gir.multidc.verify) runs probes of your own, C(gir_probe_commands).
  returned: success, and failure after the request
  type: str
observation_reason: {description: "Why it is not confirmed, or V(null).", returned: as RV(observation), type: str}
nodes:
  description: What each node showed in the end; empty without O(wait) and in check mode.
  returned: success
  type: list
  elements: dict
  contains:
    url: {description: Address of the node., returned: success, type: str}
    state:
      description: One of V(shows the site), V(shows another site), V(not observable), V(no answer),
        V(answers with an error). A node that works and does not show its site, whatever it answers instead, is V(not
        observable); the last two are about a documented question.
      type: str
      returned: success
    observation:
      description: V(confirmed) when it shows the site, V(failed) when it shows another one, else V(not observable).
      type: str
      returned: success
    observation_reason: {description: "Why it is not confirmed, or V(null).", returned: success, type: str}
    site: {description: "The site that the node shows, or V(null).", returned: success, type: str}
    seconds:
      description: After how many seconds of waiting the node showed the site, or V(null).
      type: float
      returned: success
    reason: {description: "Why the node did not show a site, or V(null).", returned: success, type: str}
  sample:
    - url: http://rws1.dc2.example.com:8080
      state: shows the site
      site: DC2
      seconds: 58.2
      reason: null
      observation: confirmed
      observation_reason: null
assumed_new: {description: Whether no RWS answered; see O(unreachable=assume_new)., returned: success, type: bool}
"""

from ansible_collections.gir.multidc.plugins.module_utils._rws.module import change
from ansible_collections.gir.multidc.plugins.module_utils._rws.switch import ensure_site, problems


def main():
    options = {
        "site": {"type": "str", "required": True},
        "environment_id": {"type": "str"},
        "wait": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 300},
        "monitoring_delay": {"type": "int"},
        "verify_urls": {"type": "list", "elements": "str"},
        "recorded_site": {"type": "str"},
        "record_path": {"type": "path"},
        "records": {"type": "list", "elements": "dict"},
    }
    change(ensure_site, options, problems)


if __name__ == "__main__":
    main()
