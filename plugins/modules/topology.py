#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: topology
short_description: Validate the map of data centers and return the model
version_added: 0.1.0
author: Contributors to the gir.multidc project (@gir-multidc)
description:
  - Turns the groups and variables of the inventory into one validated model of all data centers and returns it.
  - The playbook C(gir.multidc.topology) and the roles of the collection publish it as the variable C(gir_topology) with
    M(ansible.builtin.set_fact), on every host of the play. It is no fact, so no fact cache keeps it.
  - Every broken rule is reported at once, with its id, a sentence that names the host or the variable, and a remedy.
    A broken rule of severity error fails the task and returns no model; warnings are shown and returned.
  - The active data center and the eServices site are those of the newest entry of the ledger on the RWS hosts, which
    O(read_ledger) asks for; without a ledger those that an earlier release recorded; else C(gir_active_datacenter) and
    C(gir_eservices_site); else the primary, and the site name of the active data center.
  - A run that sees a part of the inventory uses the model of the whole, C(gir_model), or refuses.
  - The variables and the rules are described in C(docs/topology.md) of the collection.
  - Run it once, with C(run_once); it works from any host of the group C(gir) and from C(localhost).
  - The variables are those of the host for which the task runs. When that host knows no C(gir_datacenters), they are
    those of the first host of the group C(gir). Of the RWS hosts, the variables C(rws_cr_cluster_name),
    C(rws_crypto_security_key) and C(rws_sync_node) are compared with each other.
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._attributes.controller]
options:
  read_ledger:
    description:
      - Whether to ask all RWS hosts for their ledger, whatever the limit of the run is. Only what they answer now
        counts, and never a fact, which a cache may have kept.
      - A host that does not answer is reported. It is an error when all RWS hosts of the primary or of the backup do
        not answer, and that one may be active for all that is known, unless C(gir_active_datacenter) is given.
    type: bool
    default: false
    aliases: [record_read]
  operation: {description: "The operation of this run, whose entry in the ledger has not ended yet.", type: str}
  resume:
    description:
      - Which operation is gone on with, when the ledger holds one that was begun and did not end, C(verb), and
        C(data_center), the one to whose site it switches. It then counts as O(operation).
    type: dict
  verb:
    description:
      - For what the inventory is judged. Each rule says for which verbs it is an error, see C(docs/topology.md).
      - All but V(role) judge the variables of every component of every host too, as the inventory, C(-e) and
        M(ansible.builtin.set_fact) give them. What a play or the parameters of a role set is judged when the role runs.
      - With V(role) only the map is judged, because each role judges its own variables.
    type: str
    choices:
      - topology
      - site
      - render
      - upgrade
      - status
      - drift
      - verify
      - failover
      - failback
      - eservices_switch
      - keystore_check
      - keystore_sync
      - recording_certificate
      - ledger
      - lock
      - hold
      - kept_copies
      - failover_kit
      - awx
      - maintenance
      - role
    default: role
  of_playbook:
    description:
      - Whether the options O(read_ledger), O(operation) and O(resume) come from the variables of the playbooks of this
        collection. Internal. One that cannot be evaluated then breaks a rule like any other variable.
    type: bool
    default: false
  compare:
    description:
      - Whether to compare the hosts of the play, and the APIs, with what they should be, each in one call. Internal,
        for playbook C(gir.multidc.site). The same calls say what the ledgers hold, and which hosts do not answer.
    type: bool
    default: false
seealso:
  - module: gir.multidc.ledger
    description: Writes the ledger, and shows it.
  - module: ansible.builtin.set_fact
    description: Publishes the model to the hosts.
"""

EXAMPLES = r"""
- name: Show which data center each host serves
  hosts: gir
  gather_facts: false
  tasks:
    - name: Validate the topology
      gir.multidc.topology:
        read_ledger: true
      register: topology
      run_once: true

    - name: Show which data center this host serves
      ansible.builtin.debug:
        msg: "{{ topology.model.hosts[inventory_hostname].data_center }}; {{ topology.model.active }} is active"
"""

RETURN = r"""
model:
  description: The validated model, without any secret; absent when a rule of severity error is broken.
  returned: success
  type: dict
  contains:
    active: {description: Name of the active data center., type: str, sample: dc1}
    active_source:
      description: Where the choice comes from, V(ledger), V(record), V(gir_active_datacenter) or V(primary).
      type: str
      sample: primary
    epoch: {description: Epoch of the newest entry of the ledger; null without one., type: int}
    operation: {description: The operation of that entry; null without one., type: str}
    standby: {description: Name of the other one of primary and backup., type: str, sample: dc2}
    primary: {description: Name of the data center whose role is primary., type: str, sample: dc1}
    backup: {description: Name of the data center whose role is backup., type: str, sample: dc2}
    eservices_site: {description: The eServices site., type: str, sample: DC1}
    eservices_source:
      description: Where it comes from, V(ledger), V(record), V(gir_eservices_site) or V(active data center).
      type: str
      sample: active data center
    interaction_receiver_url:
      description: Interaction Receiver of the active data center, to which all metadata goes.
      type: str
      sample: https://sm.dc1.example.com/interactionreceiver
    sync_node: {description: The one RWS host that is the sync node., type: str, sample: rws1.dc1.example.com}
    index_update_host:
      description: The RWS host of the standby data center that updates the indexes.
      type: str
      sample: rws1.dc2.example.com
    central_storage: {description: The central storage; null without one., type: dict}
    data_centers:
      description: >-
        By name, each data center with its values, state, processor_mode, muxer_mode, storage in use, peer,
        and hosts by component.
      type: dict
    hosts: {description: "By host, its data_center and its components.", type: dict}
    ivr_profiles:
      description: The recording IVR Profiles, one for each geo-location and the catch-all C(record).
      type: list
      elements: dict
    warnings: {description: "The broken rules of severity warning, one line each.", type: list, elements: str}
silent:
  description: Hosts that were asked and did not answer, with the reason.
  returned: always
  type: dict
  sample: {rws1.dc2.example.com: "Failed to connect to the host via ssh: Connection timed out"}
ledger_digests:
  description: RWS hosts that answered, each with the digest of its ledger, V(null) where it holds none.
  returned: always
  type: dict
seen:
  description: What this run saw, with C(verb), C(check_mode), C(limit), C(slice), C(silent) and C(unseen) hosts.
  returned: always
  type: dict
exported:
  description: The model with its C(fingerprint), for C(gir_model) of runs that see a part of the inventory.
  returned: success
  type: dict
todo:
  description: Component to the hosts on which something of it differs or was not observed, with O(compare).
  returned: success
  type: dict
  sample: {rws: [rws1-dc1]}
restarts:
  description: Component to the hosts whose service runs with what stood there before, with O(compare).
  returned: success
  type: dict
compared:
  description: The components of the hosts of this run and of the controller, with O(compare).
  returned: success
  type: list
  elements: str
differs:
  description: What differs, a line each, with O(compare).
  returned: success
  type: list
  elements: str
notices:
  description: What to know of the components that are left alone, with O(compare).
  returned: success
  type: list
  elements: str
expected_hosts: {description: "The hosts of each group, for C(gir_expected_hosts).", returned: success, type: dict}
violations:
  description: Every broken rule, errors and warnings, in the order in which they were found.
  returned: always
  type: list
  elements: dict
  contains:
    id: {description: Id of the rule., type: str, sample: GIR104}
    severity: {description: V(error) or V(warning)., type: str, sample: error}
    subject: {description: The host or the variable., type: str, sample: gir_datacenters}
    sentence:
      description: What is wrong, with the value unless it is a secret.
      type: str
      sample: "gir_datacenters: dc1 and dc2 have the role primary."
    remedy:
      description: What to do.
      type: str
      sample: Give role primary to exactly one data center; further ones are recording.
"""
