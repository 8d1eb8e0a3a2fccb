#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: dns_record_info
short_description: Read address records from the name servers that hold the zone
version_added: 0.1.0
description:
  - Reads records of type A, AAAA and CNAME as the server of their zone has them, past every cache.
  - A server that only passes on what it heard elsewhere is refused.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.reads, gir.multidc._dns]
options:
  records:
    description: The records to read.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: "Full name, with or without the dot at its end.", type: str, required: true}
      type: {description: Type of the record., type: str, choices: [A, AAAA, CNAME], default: A}
seealso:
  - module: gir.multidc.dns_record
"""

EXAMPLES = r"""
- name: Read where the address of RWS points to
  gir.multidc.dns_record_info:
    server: [192.0.2.53, 198.51.100.53]
    records:
      - name: rws.rec.example.com
  delegate_to: localhost
  register: rws_record
"""

RETURN = r"""
server: {description: The name server that was read., returned: success, type: str, sample: 192.0.2.53}
records:
  description: One entry for each record, in the order given.
  returned: success
  type: list
  elements: dict
  contains:
    name: {description: Full name., returned: success, type: str}
    type: {description: Type., returned: success, type: str}
    value: {description: Values; empty when there is no such record., returned: success, type: list, elements: str}
    ttl: {description: "Time to live in seconds, or V(null).", returned: success, type: int}
  sample:
    - {name: rws.rec.example.com, type: A, value: [198.51.100.17], ttl: 60}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module, entries
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import refuse, run
from ansible_collections.gir.multidc.plugins.module_utils._dns.client import (
    TYPES,
    connection_problems,
    connection_spec,
    each_server,
    full_name,
    require_library,
    shown,
)


def read(module):
    """The records as the first server has them that answers."""
    wanted = [(full_name(record["name"]), record["type"]) for record in module.params["records"]]

    def ask(server):
        found = []
        for name, kind in wanted:
            values, ttl = server.read(name, kind)
            found.append({"name": shown(name), "type": kind, "value": values, "ttl": ttl})
        return {"changed": False, "server": server.text, "records": found}

    return each_server(module, ask)


def main():
    kind = {"type": "str", "choices": list(TYPES), "default": "A"}
    records = entries(name={"type": "str", "required": True}, type=kind)
    options = dict(connection_spec(key_required=False), records=records)
    module = Module(options, required_together=[("key_name", "key_secret")])
    require_library(module)
    problems = connection_problems(module.params)
    for number, record in enumerate(module.params["records"]):
        if full_name(record["name"]) is None:
            problems.append("records[%d].name is %r, which is no name." % (number, record["name"]))
    refuse(module, problems)
    run(module, read)


if __name__ == "__main__":
    main()
