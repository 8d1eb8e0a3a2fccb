# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which order hosts are upgraded, and why they cannot be."""

DOCUMENTATION = r"""
name: upgrade_plan
author: Contributors to the gir.multidc project (@gir-multidc)
version_added: 0.1.0
short_description: Orders the hosts of a rolling upgrade, and says what stands in its way
description:
  - The standby data center comes first, then those that only record, the active one last. In a data center the
    Recording Crypto Servers come first, then the RWS nodes, then all others.
  - A node that is down because it has not taken up an earlier change comes before its twins, so that an upgrade that
    stopped can be run again. Any other node that is down stands in the way.
  - Used by the playbook C(gir.multidc.upgrade).
positional: seen
options:
  _input:
    description: The model of the data centers, C(gir_topology).
    type: dict
    required: true
  seen:
    description:
      - What was seen of each host that could be looked at, by component. A host that is missing could not be looked at.
    type: dict
    required: true
  leave_out:
    description: Hosts that are not upgraded.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Plan the upgrade
  ansible.builtin.debug:
    msg: "{{ gir_topology | gir.multidc.upgrade_plan(seen, leave_out=['mcp1-dc1']) }}"
"""

RETURN = r"""
_value:
  description: Lists C(order), the hosts, and C(problems), one sentence each. With problems nothing should be begun.
  type: dict
"""

from ansible_collections.gir.multidc.plugins.plugin_utils._rolling import centers, hosts_in

# What others need comes first.
COMPONENTS = ("rcs", "rws", "rps", "voice_processor", "muxer", "mcp")


class _Plan:
    def __init__(self, topology, seen, leave_out):
        self.topology = topology
        self.seen = seen
        self.leave_out = set(leave_out)
        self.problems = []

    def make(self):
        order = [host for center in centers(self.topology) for host in self._hosts(center)]
        unknown = [host for host in order if host not in self.seen]
        if unknown:
            self.problems.append(
                f"{', '.join(unknown)} could not be looked at (see above): bring "
                f"{'it' if len(unknown) == 1 else 'them'} up, or name what to leave out in gir_upgrade_leave_out"
            )
        elif not order:
            self.problems.append("no host has a package to install: give rws_package, for example")
        for host in order:
            self._check_host(host)
        for center in self.topology["data_centers"]:
            for component in COMPONENTS:
                self._check_twins(center, component, order)
        return {"order": order, "problems": self.problems}

    def _members(self, center, component):
        return hosts_in(self.topology, center, "gir_" + component)

    def _sight(self, host, component):
        return (self.seen.get(host) or {}).get(component) or {}

    def _hosts(self, center):
        """The hosts to upgrade in a data center, in order; one that could not be looked at might be one of them."""
        found = []
        for component in COMPONENTS:
            candidates = [host for host in self._members(center, component) if host not in self.leave_out]
            members = [
                host for host in candidates if host not in self.seen or self._sight(host, component).get("packaged")
            ]
            # A node that is down already takes nothing away; for RWS the sync node is the next.
            members.sort(key=lambda host: (not self._is_down(host, component), host != self.topology["sync_node"]))
            found += [host for host in members if host not in found]
        return found

    def _is_down(self, host, component):
        sight = self._sight(host, component)
        return bool(sight.get("managed") and sight.get("runs") and not sight.get("healthy"))

    def _check_host(self, host):
        for component in COMPONENTS:
            sight = self._sight(host, component)
            if not sight.get("packaged"):
                continue
            if not sight.get("wanted"):
                self.problems.append(f"{host}: {component}_package is given without its version: give both")
            if not sight.get("managed") and not sight.get("rehearsed"):
                self.problems.append(
                    f"{host}: {component}_service is not given, or gir_manage_services is false, so the new version "
                    "could be neither started nor proven: name the unit"
                )

    def _check_twins(self, center, component, order):
        members = self._members(center, component)
        if not set(members) & set(order):
            return
        down = [host for host in members if self._is_down(host, component)]
        lost = [host for host in members if host in self.leave_out and host not in self.seen]
        for host in down:
            if host not in order:
                lost.append(host)
            elif not self._sight(host, component).get("pending"):
                reason = self._sight(host, component).get("reason")
                self.problems.append(
                    f"{host}: {component} does not run ({reason}): repair it first, so that no other node of {center} "
                    "is taken down while it is"
                )
        waiting = [host for host in down if host in order and self._sight(host, component).get("pending")]
        if len(waiting) > 1:
            self.problems.append(
                f"{', '.join(waiting)}: {component} of {center} has not taken an earlier change up and runs on none of "
                "them: repair all but one first"
            )
        for host in lost:
            self.problems.append(
                f"{host}: {component} is left out and does not run or cannot be reached, so {center} would lose "
                f"{component} while another node restarts: leave the other {component} nodes of {center} out too"
            )


def upgrade_plan(topology, seen, leave_out=()):
    """Return the order of the hosts and what stands in the way."""
    return _Plan(topology, seen, leave_out).make()


class FilterModule:
    """The filters of this file."""

    def filters(self):
        return {"upgrade_plan": upgrade_plan}
