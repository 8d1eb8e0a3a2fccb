# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One bridge per data center, a router between them, and the cutting of links, as commands for ip(8).

The router is a network namespace of its own inside the laboratory's, with a link to every bridge and one to the
controller. A cut is a rule of the router that drops packets without a word, as a dead line does: whoever sends into it
waits until his own time is over. Everything within a data center goes over its bridge and is not touched.
"""

import json

from lab.plan import CONTROLLER, CONTROLLER_GATEWAY, CONTROLLER_SUBNET

WAN, ROUTER_WAN = "wan0", "wan"
DIRECTIONS = {"in": ("in",), "out": ("out",), "both": ("in", "out")}
# Numbers of rules: the exceptions stand before the cuts, which stand before the router's own table.
SPARED, CUT = 1000, 10000


def build(plan):
    """Bridges and the router with its links, for `ip -batch` in the laboratory."""
    lines = [
        "link set lo up",
        f"link add {WAN} type veth peer name {ROUTER_WAN} netns {plan.router}",
        f"addr add {CONTROLLER}/24 dev {WAN}",
        f"link set {WAN} up",
        f"route add default via {CONTROLLER_GATEWAY}",
    ]
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
    lines = ["link set lo up", f"addr add {CONTROLLER_GATEWAY}/24 dev {ROUTER_WAN}", f"link set {ROUTER_WAN} up"]
    for center in plan.datacenters:
        lines += [f"addr add {center.gateway}/24 dev {center.router_link}", f"link set {center.router_link} up"]
    return "\n".join(lines) + "\n"


# Without rp_filter: with the way back cut, the kernel would drop what still has a way there.
FORWARDING = """
set -eu
echo 1 > /proc/sys/net/ipv4/ip_forward
for interface in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > "$interface"; done
"""


def host_batch(center, host):
    """What a host runs at boot, for `ip -batch`."""
    return f"addr add {host.address}/24 dev host0\nlink set host0 up\nroute add default via {center.gateway}\n"


def hosts_file(plan):
    """Every name of the laboratory: the same file for all hosts and for the controller."""
    lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback", f"{CONTROLLER} controller"]
    for host in plan.hosts:
        names = dict.fromkeys((host.name, host.short_name))
        lines.append(f"{host.address} {' '.join(names)}")
    return "\n".join(lines) + "\n"


def numbers(center):
    """Rule numbers of a data center: what is dropped by direction, and the two exceptions."""
    return {"in": CUT + 2 * center.number, "out": CUT + 2 * center.number + 1}, (
        SPARED + 2 * center.number, SPARED + 2 * center.number + 1,
    )


def cut(center, direction, spare_controller):
    """Rules that cut a data center off in this direction, for `ip -batch` in the router."""
    dropped, (there, back) = numbers(center)
    selectors = {"in": f"to {center.subnet}", "out": f"iif {center.router_link}"}
    lines = [f"rule add pref {dropped[way]} {selectors[way]} blackhole" for way in DIRECTIONS[direction]]
    if spare_controller:
        lines += [
            f"rule add pref {there} iif {ROUTER_WAN} to {center.subnet} lookup main",
            f"rule add pref {back} iif {center.router_link} to {CONTROLLER_SUBNET} lookup main",
        ]
    return "\n".join(lines) + "\n"


def heal(center, rules):
    """Takes away what cut() made, as far as it is there."""
    dropped, spared = numbers(center)
    present = _present(rules)
    return "".join(f"rule del pref {number}\n" for number in (*dropped.values(), *spared) if number in present)


def cuts(plan, rules):
    """Data center -> how it is cut off ('no', 'in', 'out', 'both'), and whether the controller is spared."""
    present = _present(rules)
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
