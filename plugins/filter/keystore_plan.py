# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which keystore is the right one, which hosts get it, and in which order RCS takes it up."""

DOCUMENTATION = r"""
name: keystore_plan
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Names the source and the targets of a keystore sync, and the order of the restarts
description:
  - The source is the designated Recording Crypto Server (RCS) of the active data center, the first of its group
    C(gir_rcs) unless it is named.
  - RCS takes its keystore up in the standby data center first, then in those that only record, last in the active one,
    and there last on the source.
  - Used by the playbooks C(gir.multidc.keystore_sync) and C(gir.multidc.keystore_check).
positional: hosts
options:
  _input:
    description: The model of the data centers, C(gir_topology).
    type: dict
    required: true
  hosts:
    description:
      - What is known of each RCS host, by its name. C(path) of its keystore, its C(password) if any, and whether its
        service is C(managed). No result contains a password.
    type: dict
    required: true
  source_host:
    description: Name of the source, when it is not to be the first RCS of the active data center.
    type: str
"""

EXAMPLES = r"""
- name: Plan the sync
  ansible.builtin.debug:
    msg: "{{ gir_topology | gir.multidc.keystore_plan({'rcs1-dc1': {'path': '/opt/rcs.jks'}}) }}"
"""

RETURN = r"""
_value:
  description:
    - C(source), C(targets), C(paths) by host, C(order) of the restarts, C(unmanaged) hosts, whose RCS is restarted by
      hand, and C(problems), one sentence each. With problems nothing should be begun.
  type: dict
"""

from ansible_collections.gir.multidc.plugins.plugin_utils._rolling import centers, hosts_in

GROUP = "gir_rcs"


def keystore_plan(topology, hosts, source_host=None):
    """Return the plan."""
    known = [host for center in centers(topology) for host in hosts_in(topology, center, GROUP)]
    source = source_host or next(iter(hosts_in(topology, topology["active"], GROUP)), None)
    facts = {host: hosts.get(host) or {} for host in known}
    return {
        "source": source,
        "targets": known,
        "paths": {host: fact["path"] for host, fact in facts.items() if fact.get("path")},
        "order": [
            host
            for center in centers(topology)
            for host in sorted(hosts_in(topology, center, GROUP), key=lambda name: name == source)
        ],
        "unmanaged": [host for host in known if not facts[host].get("managed")],
        "problems": list(_problems(topology, known, source, facts)),
    }


def _problems(topology, known, source, facts):
    if not known:
        yield "the inventory has no host in gir_rcs, so there is no keystore"
        return
    if source is None:
        yield (
            f"data center {topology['active']} is active and has no Recording Crypto Server: name the one with the "
            "right keystore in gir_keystore_source_host"
        )
    elif source not in known:
        yield f"gir_keystore_source_host is {source}, which is not in gir_rcs: give one of {', '.join(known)}"
    without = [host for host in known if not facts[host].get("path")]
    if without:
        yield f"{', '.join(without)}: rcs_keystore_path is not given: give the keystore file of RCS"
    expected = facts.get(source, {}).get("password")
    others = [host for host in known if (facts[host].get("password") or None) != (expected or None)]
    if source in known and others:
        yield (
            f"{', '.join(others)}: rcs_keystore_password is not that of {source}: keystore and password have to be "
            "equal on every Recording Crypto Server"
        )


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"keystore_plan": keystore_plan}
