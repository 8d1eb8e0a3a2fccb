# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One bridge per data center, a router between them, and the cutting of links, as commands for ip(8).

The router is a network namespace of its own inside the laboratory's, with a link to every bridge and one to the
controller. A cut is a rule of the router that drops packets without a word, as a dead line does: whoever sends into it
waits until his own time is over. Everything within a data center goes over its bridge and is not touched.
"""

import json

from lab.plan import Subnet

WAN, ROUTER_WAN = "wan0", "wan"
DIRECTIONS = {"in": ("in",), "out": ("out",), "both": ("in", "out")}
# Numbers of rules: the exceptions stand before the cuts, which stand before the router's own table.
SPARED, CUT = 1000, 10000


def build(plan):
    """Bridges and the router with its links, for `ip -batch` in the laboratory."""
    lines = [
        "link set lo up",
        f"link add {WAN} type veth peer name {ROUTER_WAN} netns {plan.router}",
        f"link set {WAN} up",
    ]
    lines += [line for subnet in _wan(plan) for line in (_own(subnet, subnet.address(2), WAN), _default(subnet))]
    for center in plan.datacenters:
        port = f"rt{center.number}"
        lines += [
            f"link add {center.bridge} type bridge",
            f"link add {port} type veth peer name {center.router_link} netns {plan.router}",
            f"link set {port} master {center.bridge} up",
            f"link set {center.bridge} up",
        ]
    return "\n".join(lines) + "\n"


def build_router(plan):
    """Addresses of the router, for `ip -batch` in the router's namespace."""
    lines = ["link set lo up", *(_own(subnet, subnet.gateway, ROUTER_WAN) for subnet in _wan(plan))]
    lines += [f"link set {ROUTER_WAN} up"]
    for center in plan.datacenters:
        lines += [_own(subnet, subnet.gateway, center.router_link) for subnet in center.subnets]
        lines += [f"link set {center.router_link} up"]
    return "\n".join(lines) + "\n"


def _wan(plan):
    """The networks of the controller."""
    return [Subnet.numbered(family, 0) for family in plan.families]


def _own(subnet, address, device):
    """Gives a device an address; nobody else can have it, so nobody is asked for it."""
    return f"addr add {address}/{subnet.length} dev {device}{' nodad' if subnet.family == 6 else ''}"


def _default(subnet):
    # Whose default it is, ip sees in a batch by the addresses alone.
    return f"route add {'default' if subnet.family == 4 else '::/0'} via {subnet.gateway}"


# Without rp_filter: with the way back cut, the kernel would drop what still has a way there.
FORWARDING = """
set -eu
echo 1 > /proc/sys/net/ipv4/ip_forward
for interface in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > "$interface"; done
if [ -e /proc/sys/net/ipv6 ]; then echo 1 > /proc/sys/net/ipv6/conf/all/forwarding; fi
"""


def host_batch(center, host):
    """What a host runs at boot, for `ip -batch`."""
    lines = [_own(subnet, address, "host0") for subnet, address in zip(center.subnets, host.addresses, strict=True)]
    lines += ["link set host0 up", *map(_default, center.subnets)]
    return "\n".join(lines) + "\n"


def hosts_file(plan):
    """Every name of the laboratory: the same file for all hosts and for the controller."""
    lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback"]
    lines += [f"{subnet.address(2)} controller" for subnet in _wan(plan)]
    for host in plan.hosts:
        names = dict.fromkeys((host.name, host.short_name))
        lines += [f"{address} {' '.join(names)}" for address in host.addresses]
    return "\n".join(lines) + "\n"


def numbers(center):
    """Rule numbers of a data center: what is dropped by direction, and the two exceptions."""
    return {"in": CUT + 2 * center.number, "out": CUT + 2 * center.number + 1}, (
        SPARED + 2 * center.number, SPARED + 2 * center.number + 1,
    )


def cut(subnet, center, direction, spare_controller):
    """Rules that cut one of its networks off in this direction, for `ip -batch` of that family in the router."""
    dropped, (there, back) = numbers(center)
    selectors = {"in": f"to {subnet}", "out": f"iif {center.router_link}"}
    lines = [f"rule add pref {dropped[way]} {selectors[way]} blackhole" for way in DIRECTIONS[direction]]
    if spare_controller:
        lines += [
            f"rule add pref {there} iif {ROUTER_WAN} to {subnet} lookup main",
            f"rule add pref {back} iif {center.router_link} to {Subnet.numbered(subnet.family, 0)} lookup main",
        ]
    return "\n".join(lines) + "\n"


def heal(center, rules):
    """Takes away what cut() made, as far as it is there."""
    dropped, spared = numbers(center)
    present = _present(rules)
    return "".join(f"rule del pref {number}\n" for number in (*dropped.values(), *spared) if number in present)


def cuts(plan, *rules):
    """Data center -> how it is cut off ('no', 'in', 'out', 'both'), and whether the controller is spared.

    `rules` are those of each family: what is cut off is so in all that it has.
    """
    present = set().union(*map(_present, rules))
    found = {}
    for center in plan.datacenters:
        dropped, spared = numbers(center)
        ways = [way for way, number in dropped.items() if number in present]
        found[center.name] = {
            "cut": {0: "no", 2: "both"}.get(len(ways), "".join(ways[:1])),
            "controller_spared": spared[0] in present,
        }
    return found


def _present(rules):
    """The numbers in the output of `ip -json rule`."""
    return {int(rule["priority"]) for rule in json.loads(rules or "[]")}
