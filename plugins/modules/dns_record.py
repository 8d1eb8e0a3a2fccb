#!/usr/bin/python
# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: dns_record
short_description: Keep address records in a zone by dynamic update
version_added: 0.1.0
description:
  - Makes records of type A, AAAA and CNAME so with one dynamic update (RFC 2136), signed with TSIG (RFC 8945). BIND and
    most other name servers take it.
  - Each name and type gets exactly the values and the time to live that are given.
  - The update is made as a whole or not at all, and only while the records still are what was read before. When
    somebody else changed them in between, they are read once more; when it happens twice, the module fails and names
    them.
  - After the update the records are read back from the same server.
author: Contributors to the gir.multidc project (@gir-multidc)
extends_documentation_fragment: [gir.multidc._attributes.writes, gir.multidc._dns]
attributes:
  check_mode:
    details: The name server is read. Whether the key may update the zone is found out by the real run only.
options:
  zone: {description: The zone that holds the records., type: str, required: true}
  records:
    description: The records, each name and type once.
    type: list
    elements: dict
    required: true
    suboptions:
      name: {description: "Full name, with or without the dot at its end.", type: str, required: true}
      type: {description: Type of the record., type: str, choices: [A, AAAA, CNAME], default: A}
      value:
        description: All values, addresses or for V(CNAME) one full name. Needed with O(records[].state=present).
        type: list
        elements: str
      ttl: {description: "Time to live in seconds. Short, because it delays every failover.", type: int, default: 60}
      state: {description: Whether there is such a record., type: str, choices: [present, absent], default: present}
  key_name:
    required: true
  key_secret:
    required: true
seealso:
  - module: gir.multidc.dns_record_info
"""

EXAMPLES = r"""
- name: Point the address of RWS to the balancers of the second data center
  gir.multidc.dns_record:
    server: [192.0.2.53, 198.51.100.53]
    zone: rec.example.com
    key_name: gir
    key_secret: "{{ gir_dns_key_secret }}"
    records:
      - name: rws.rec.example.com
        value: [198.51.100.17, 198.51.100.18]
        ttl: 60
  delegate_to: localhost
"""

RETURN = r"""
server: {description: The name server that did it., returned: success, type: str, sample: 192.0.2.53}
observation:
  description:
    - V(confirmed) when that server shows the records as they are to be. What others answer, and what is still cached
      for the old time to live, is not known.
    - V(failed) when it took the update and does not show it; the task fails then.
    - V(not observable) in check mode where something has to be changed.
  returned: success, and failure of the reading back
  type: str
observation_reason: {description: "Why it is not confirmed, or V(null).", returned: as RV(observation), type: str}
records:
  description: One entry for each record, in the order given.
  returned: success
  type: list
  elements: dict
  contains:
    name: {description: Full name., returned: success, type: str}
    type: {description: Type., returned: success, type: str}
    value:
      description: Values that the record has now; empty when there is none.
      type: list
      elements: str
      returned: success
    ttl: {description: "Time to live in seconds, or V(null).", returned: success, type: int}
    changed: {description: Whether this record was changed., returned: success, type: bool}
  sample:
    - {name: rws.rec.example.com, type: A, value: [198.51.100.17, 198.51.100.18], ttl: 60, changed: true}
"""

from ansible_collections.gir.multidc.plugins.module_utils._common.module import Module, entries
from ansible_collections.gir.multidc.plugins.module_utils._common.observation import confirmed, not_observable
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import diff_of, refuse, run
from ansible_collections.gir.multidc.plugins.module_utils._dns.client import (
    TYPES,
    connection_problems,
    connection_spec,
    each_server,
    require_library,
    shown,
)
from ansible_collections.gir.multidc.plugins.module_utils._dns.update import Update, parse


def ensure(module, zone, records):
    update = Update(zone, records, module.check_mode)
    server, changes = each_server(module, lambda server: (server.text, update.on(server)))
    before, after = ("".join(getattr(change, side) for change in changes) for side in ("before", "after"))
    predicted = module.check_mode and changes
    observed = not_observable("In check mode nothing is changed, so nobody read it back.") if predicted else confirmed()
    return {
        **observed,
        "changed": bool(changes),
        "server": server,
        "records": described(records, {change.record.key for change in changes}),
        "diff": diff_of("zone %s" % shown(zone), before, after),
    }


def described(records, changed):
    return [
        {
            "name": shown(record.name),
            "type": record.kind,
            "value": record.values,
            "ttl": record.ttl,
            "changed": record.key in changed,
        }
        for record in records
    ]


def main():
    records = entries(
        name={"type": "str", "required": True},
        type={"type": "str", "choices": list(TYPES), "default": "A"},
        value={"type": "list", "elements": "str"},
        ttl={"type": "int", "default": 60},
        state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    )
    zone = {"type": "str", "required": True}
    module = Module(dict(connection_spec(key_required=True), zone=zone, records=records))
    require_library(module)
    zone, records, problems = parse(module.params["zone"], module.params["records"])
    refuse(module, connection_problems(module.params) + problems)
    run(module, lambda module: ensure(module, zone, records))


if __name__ == "__main__":
    main()
