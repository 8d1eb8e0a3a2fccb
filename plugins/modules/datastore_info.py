#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: datastore_info
short_description: Read the state of a Cassandra or Elasticsearch node
version_added: 0.1.0
description:
  - Reads what a failover has to know of the data stores of Interaction Recording Web Services. It changes nothing.
  - >-
    O(kind=cassandra) runs C(nodetool status), C(describecluster), C(getmaxhintwindow) and C(info) on the host, all at
    the same time. Where C(describecluster) does not tell how the keyspace is replicated, as before Cassandra 4.0,
    C(describering) follows. The outputs of Cassandra 2.1 to 5.0 are understood.
  - O(kind=elasticsearch) asks the node at O(url) for its cluster's health, disk watermarks and disks, and counts the
    documents of O(index) by day and location. Elasticsearch 1 to 9 and OpenSearch are understood.
  - A question without an answer is no failure. RV(unanswered) says why, and the value of the answer is V(null).
  - The module does not judge. The playbook C(gir.multidc.status) does, as docs/data-stores.md describes.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._tls, gir.multidc._attributes.reads]
options:
  kind: {description: The product., type: str, choices: [cassandra, elasticsearch], required: true}
  timeout: {description: "Seconds for everything that is asked, from 1 to 600.", type: int, default: 10}
  nodetool:
    description: For O(kind=cassandra), the program C(nodetool), as a path or as a name that C(PATH) leads to.
    type: str
    default: nodetool
  jmx_host: {description: "Host of the JMX port; when not given, that of C(nodetool).", type: str}
  jmx_port: {description: "JMX port; when not given, that of C(nodetool).", type: int}
  jmx_username: {description: "User of JMX, with O(jmx_password_file).", type: str}
  jmx_password_file:
    description:
      - File on the host that holds the password of O(jmx_username), in the form that C(nodetool -pwf) reads.
      - There is no option for the password itself. It would stand in the list of processes.
    type: path
  keyspace: {description: The keyspace whose replication is read., type: str}
  url:
    description: For O(kind=elasticsearch), the address of the node, as the host reaches it.
    type: str
  url_username: {description: "User of Elasticsearch, with O(url_password).", type: str}
  url_password: {description: Password of O(url_username)., type: str}
  index:
    description:
      - The index of recordings, several with commas, or a pattern. The vendor documents no name of it.
      - Without it and O(time_field) nothing is counted.
    type: str
  time_field: {description: The field with the time of a recording., type: str}
  location_field:
    description: The field with the location of a recording. Without it days are counted, and no locations.
    type: str
  days: {description: "How many days are counted, today included, from 1 to 366.", type: int, default: 7}
  watermarks:
    description:
      - The disk watermarks, where the cluster does not name them. Elasticsearch before 5 names only those that were set
        through its API. What the cluster names wins.
    type: dict
    suboptions:
      low: {description: "For example V(85%), or the free space that has to be left, such as V(50gb).", type: str}
      high: {description: The same., type: str}
      flood_stage: {description: The same., type: str}
seealso:
  - module: gir.multidc.rws_info
"""

EXAMPLES = r"""
- name: Ask each node of Cassandra, in a play for gir_cassandra
  gir.multidc.datastore_info:
    kind: cassandra
    nodetool: /opt/cassandra/bin/nodetool
    jmx_username: monitor
    jmx_password_file: /etc/cassandra/monitor.password
    keyspace: sipfs
  register: cassandra

- name: Count the recordings of a data center's index
  gir.multidc.datastore_info:
    kind: elasticsearch
    url: http://es1.dc2.example.com:9200
    index: "{{ gir_elasticsearch_index }}"
    time_field: "{{ gir_elasticsearch_time_field }}"
    location_field: "{{ gir_elasticsearch_location_field }}"
  delegate_to: es1.dc2.example.com
"""

RETURN = r"""
kind: {description: The product., returned: success, type: str, sample: cassandra}
answers: {description: Whether the node answered anything., returned: success, type: bool}
unanswered:
  description: Why a question has no answer, by question.
  returned: success
  type: dict
  sample: {replication: no keyspace is given}
cluster_name: {description: "Name of the cluster, or V(null).", returned: success, type: str}
data_centers:
  description: The data centers of Cassandra with their nodes, as this node sees them.
  returned: for Cassandra
  type: list
  elements: dict
  contains:
    name: {description: Name as Cassandra has it., returned: success, type: str}
    nodes:
      description: Its nodes.
      returned: success
      type: list
      elements: dict
      contains:
        address: {description: Address., returned: success, type: str}
        up: {description: "Whether it is up; V(null) where this node does not know.", returned: success, type: bool}
        state: {description: "V(normal), V(leaving), V(joining), V(moving), V(stopped) or V(unknown).", type: str,
                returned: success}
        code: {description: The two letters of C(nodetool status)., returned: success, type: str, sample: UN}
        load: {description: "Its data, or V(null).", returned: success, type: str}
        host_id: {description: "Its id, or V(null).", returned: success, type: str}
        rack: {description: "Its rack, or V(null).", returned: success, type: str}
own_data_center:
  description: The data center in which this node says that it stands.
  returned: for Cassandra
  type: str
uptime_seconds: {description: How long this node runs., returned: for Cassandra, type: int}
schema_versions:
  description: Schema versions, each with the nodes that have it. More than one is a disagreement.
  returned: for Cassandra
  type: list
  elements: dict
unreachable_nodes:
  description: Nodes whose schema version is not known (C(UNREACHABLE)).
  returned: for Cassandra
  type: list
  elements: str
replication:
  description:
    - How the keyspace is replicated. C(factors) has the copies by data center.
    - With C(describering) as its source, the copies that every range of tokens has at least, and no strategy.
  returned: for Cassandra
  type: dict
  sample: {strategy: NetworkTopologyStrategy, factors: {DC1: 3, DC2: 3}, source: describecluster}
hint_window_ms: {description: For how long writes are kept for a node that is away., returned: for Cassandra, type: int}
version: {description: "Version, or V(null).", returned: for Elasticsearch, type: str}
distribution: {description: "V(opensearch), or V(null).", returned: for Elasticsearch, type: str}
health:
  description: "Status (V(green), V(yellow) or V(red)) and numbers of nodes and shards."
  returned: for Elasticsearch
  type: dict
watermarks: {description: Disk watermarks by level., returned: for Elasticsearch, type: dict, sample: {low: 85%}}
disks:
  description: The fullest disk of each node with data.
  returned: for Elasticsearch
  type: list
  elements: dict
  contains:
    node: {description: Name of the node., returned: success, type: str}
    total_bytes: {description: Size., returned: success, type: int}
    available_bytes: {description: Free space., returned: success, type: int}
    used_percent: {description: Used space., returned: success, type: float}
    over: {description: "The highest watermark that it exceeds, or V(null).", returned: success, type: str}
counts:
  description: Documents of the index by day of UTC and location, and the time of the newest one.
  returned: for Elasticsearch
  type: dict
  sample: {newest: '2026-11-27T22:10:04Z', days: [{day: '2026-11-27', count: 3, locations: {/US: 3}}]}
"""

import os

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import refuse, run
from ansible_collections.gir.multidc.plugins.module_utils._datastores import counts, disks, elasticsearch, nodetool
from ansible_collections.gir.multidc.plugins.module_utils._http.connection import TLS_OPTIONS, tls_options
from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import Address, HttpSession, hide_user_info
from ansible_collections.gir.multidc.plugins.module_utils._http.session import basic, cleaned


def problems(params):
    """Every mistake in the options, as sentences."""
    found = []
    for name, most in (("timeout", 600), ("days", counts.MOST_DAYS)):
        if not 1 <= params[name] <= most:
            found.append("%s is %d; it must be between 1 and %d." % (name, params[name], most))
    if params["jmx_port"] is not None and not 0 < params["jmx_port"] < 65536:
        found.append("jmx_port is %d; it must be between 1 and 65535." % params["jmx_port"])
    for name in ("nodetool", "jmx_host", "jmx_username", "keyspace"):
        if (params[name] or "").startswith("-"):
            # nodetool would take it for an option.
            found.append("%s begins with a dash; correct it." % name)
    path = params["jmx_password_file"]
    if path and not os.path.isfile(path):
        found.append("jmx_password_file: there is no file '%s' on this host; correct the path." % path)
    for level, mark in (params["watermarks"] or {}).items():
        if mark and disks.free_bytes(mark, 1) is None:
            text = "watermarks.%s is '%s'; write a percentage such as 85%%, or a size such as 50gb."
            found.append(text % (level, mark))
    if params["url"]:
        try:
            Address(params["url"])
        except ValueError as error:
            found.append("url: %s" % error)
    return found


def of_cassandra(module):
    params = module.params
    program = params["nodetool"]
    if "/" not in program:
        program = module.get_bin_path(program) or program
    options = []
    for flag, name in (("-h", "jmx_host"), ("-p", "jmx_port"), ("-u", "jmx_username"), ("-pwf", "jmx_password_file")):
        if params[name]:
            options += [flag, str(params[name])]
    return nodetool.read(nodetool.Nodetool(program, options, params["timeout"]), params["keyspace"] or "")


def of_elasticsearch(module):
    params, headers = module.params, {}
    secrets = []
    if params["url_username"]:
        token = basic(params["url_username"], params["url_password"])
        headers["Authorization"] = "Basic " + token
        secrets = [params["url_password"], token]
    session = HttpSession(Address(params["url"]), tls_options(params), params["timeout"])
    session.clean = lambda text: cleaned(text, secrets)
    try:
        return elasticsearch.read(elasticsearch.Reading(session, headers, params["timeout"]), params)
    finally:
        session.close()


def main():
    text, password = {"type": "str"}, {"type": "str", "no_log": True}
    module = Module(
        dict(
            TLS_OPTIONS,
            kind={"type": "str", "choices": ["cassandra", "elasticsearch"], "required": True},
            timeout={"type": "int", "default": 10},
            nodetool={"type": "str", "default": "nodetool"},
            jmx_host=text,
            jmx_port={"type": "int"},
            jmx_username=text,
            jmx_password_file={"type": "path", "no_log": False},
            keyspace=dict(text, no_log=False),
            url=text,
            url_username=text,
            url_password=password,
            index=text,
            time_field=text,
            location_field=text,
            days={"type": "int", "default": 7},
            watermarks={"type": "dict", "options": dict.fromkeys(disks.LEVELS, text)},
        ),
        required_if=[("kind", "elasticsearch", ["url"])],
        required_together=[("url_username", "url_password"), ("jmx_username", "jmx_password_file")],
    )
    if module.params["url"]:
        hide_user_info(module, [module.params["url"]])
    refuse(module, problems(module.params) + tls_options(module.params).problems())
    read = of_cassandra if module.params["kind"] == "cassandra" else of_elasticsearch
    run(module, lambda one: dict(read(one), changed=False, kind=one.params["kind"]))


if __name__ == "__main__":
    main()
