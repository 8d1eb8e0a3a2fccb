# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and addresses of a laboratory, computed from its map and its directory; nothing is done here."""

import hashlib
from dataclasses import dataclass

from lab.errors import LabError

NETWORK = "10.90"  # inside of a namespace of its own, so that every laboratory may use it
FIRST_HOST, LAST_HOST = 11, 250
MOST_DATACENTERS = 200
NETWORK6 = "fd00:90"  # and so is this one
# What the inventory may say of a data center, and the families of addresses that its hosts then have, the first of them
# being the one by which they are reached.
FAMILIES = {"ipv4": (4,), "ipv6": (6,), "both": (4, 6)}


@dataclass(frozen=True)
class Subnet:
    """One network of one family: all of its addresses begin alike."""

    family: int
    beginning: str
    length: int

    @classmethod
    def numbered(cls, family, number):
        """That of a data center; number 0 is the controller's."""
        if family == 4:
            return cls(4, f"{NETWORK}.{number}.", 24)
        # 0 would be shortened in an address, which then reads like one of another network.
        return cls(6, f"{NETWORK6}:{number or 0xff00:x}::", 64)

    def address(self, last):
        """Decimal in both families, so that one recognizes a host."""
        return f"{self.beginning}{last}"

    @property
    def gateway(self):
        """The router's address in it."""
        return self.address(1)

    def __str__(self):
        return f"{self.beginning}{'0' if self.family == 4 else ''}/{self.length}"


@dataclass(frozen=True)
class Host:
    """One host of the laboratory."""

    name: str
    datacenter: str
    addresses: tuple
    groups: tuple
    machine: str
    pythons: tuple = ()  # (version, what is mounted for it as (source, target)), the oldest first

    @property
    def address(self):
        """The one by which it is reached."""
        return self.addresses[0]

    @property
    def short_name(self):
        """The host name without its domain."""
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class DataCenter:
    """One network of the laboratory."""

    name: str
    role: str
    number: int
    bridge: str
    hosts: tuple
    addresses: str = "ipv4"

    @property
    def families(self):
        """Those of its addresses."""
        return FAMILIES[self.addresses]

    @property
    def subnets(self):
        """One for each family."""
        return tuple(Subnet.numbered(family, self.number) for family in self.families)

    @property
    def router_link(self):
        """The router's interface to it."""
        return f"dc{self.number}"


@dataclass(frozen=True)
class Plan:
    """Everything that has a name or an address.

    Another laboratory has another `identity`, and nothing else that differs.
    """

    identity: str
    datacenters: tuple

    @property
    def hosts(self):
        """All hosts, by data center and in the order of the inventory."""
        return tuple(host for center in self.datacenters for host in center.hosts)

    @property
    def families(self):
        """Those of the controller, which reaches everybody."""
        return tuple(sorted({4}.union(*(center.families for center in self.datacenters))))

    @property
    def router(self):
        """The network namespace of the router."""
        return f"lab-{self.identity}-router"

    @property
    def control_group(self):
        """The control group of the laboratory, below the roots."""
        return control_group(self.identity)

    def host(self, name):
        """The host of that name."""
        return self._named("host", self.hosts, name)

    def datacenter(self, name):
        """The data center of that name."""
        return self._named("data center", self.datacenters, name)

    def _named(self, kind, candidates, name):
        for candidate in candidates:
            if candidate.name == name:
                return candidate
        known = ", ".join(candidate.name for candidate in candidates)
        raise LabError(f"There is no {kind} '{name}' in this laboratory. There are: {known}")


def identity(directory):
    """A short name that no laboratory in another directory has."""
    return hashlib.sha256(str(directory).encode()).hexdigest()[:8]


def control_group(name):
    """The control group of a laboratory, for cleaning up when nothing but its directory is known."""
    return f"gir-lab-{name}"


def make_plan(directory, found):
    """The plan of the laboratory in this directory for what inventory.read() found."""
    name = identity(directory)
    if len(found) > MOST_DATACENTERS:
        raise LabError(f"The inventory has {len(found)} data centers, more than {MOST_DATACENTERS}.")
    return Plan(name, tuple(_datacenter(name, number, center) for number, center in enumerate(found, 1)))


def _datacenter(name, number, center):
    most = LAST_HOST - FIRST_HOST + 1
    if len(center["hosts"]) > most:
        raise LabError(f"The data center {center['name']} has {len(center['hosts'])} hosts, more than {most}.")
    addresses = center.get("addresses", "ipv4")
    subnets = [Subnet.numbered(family, number) for family in FAMILIES[addresses]]
    hosts = tuple(
        Host(host, center["name"], tuple(subnet.address(last) for subnet in subnets), tuple(groups),
             f"{name[:5]}-{number}-{last}", _pythons(center.get("pythons", {}).get(host, {})))
        for last, (host, groups) in enumerate(center["hosts"].items(), FIRST_HOST)
    )
    return DataCenter(center["name"], center["role"], number, f"lab{name}-{number}", hosts, addresses)


def _pythons(found):
    return tuple((version, tuple((source, target) for source, target in mounts)) for version, mounts in found.items())
