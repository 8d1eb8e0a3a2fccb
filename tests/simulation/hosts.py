# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of the simulated world, and what runs on them."""

RWS, MUX, MCP = "rws", "mux", "mcp"
COMPONENTS = {MUX: ("muxer",), MCP: ("rps", "voice_processor")}


class Service:
    """`active`: whether its configuration is that of an active data center. `stuck`: it does not stop. `fenced`: a
    rejoin has stopped it, and nobody has said since that it may run."""

    __slots__ = ("active", "at_boot", "component", "fenced", "managed", "running", "stuck")

    def __init__(self, component, active):
        self.component = component
        self.active = active
        # A processor runs in the standby, too; a Muxer does not.
        self.running = active or component != "muxer"
        self.at_boot = self.running
        self.managed = True
        self.stuck = self.fenced = False

    @property
    def works(self):
        """Whether it does the work of an active data center now."""
        return self.running and self.active

    def state(self):
        return (self.running, self.at_boot, self.active, self.managed, self.stuck, self.fenced)

    def clone(self):
        new = Service.__new__(Service)
        new.component, new.running, new.at_boot = self.component, self.running, self.at_boot
        new.active, new.managed, new.stuck, new.fenced = self.active, self.managed, self.stuck, self.fenced
        return new


class Host:
    """`hung`: it is up, and answers nobody. `lock`: (operation, verb, marked, number of the run that holds it) or None.

    `uses`: the eServices site that the RWS node uses; `file_site` that in its file. `adopts`: now, late or never.
    Of the site guard: `met`: when another data center last answered since the host booted, `booted`: when that was,
    `remembers`: ids of the ledgers that it has seen, `claimed`: the operation that made its data center the active one
    and that others have heard of, `guard_stopped`: components that it has stopped.
    Of a rejoin: `edits`: what somebody wrote there that the inventory does not want, `kept`: (digest, ids of the list,
    areas that nobody could ask) of the lists that were accepted.
    """

    __slots__ = ("adopts", "booted", "claimed", "edits", "file_site", "guard_stopped", "hung", "kept", "kind", "ledger",
                 "lock", "met", "name", "refuses", "remembers", "services", "site", "up", "uses")  # fmt: skip

    def __init__(self, name, site, kind, active, uses):
        self.name, self.site, self.kind = name, site, kind
        self.up, self.hung = True, False
        self.ledger = self.lock = None
        self.uses = self.file_site = uses
        self.adopts, self.refuses = "now", ""
        self.services = [Service(component, active) for component in COMPONENTS.get(kind, ())]
        self.edits, self.kept = frozenset(), ()
        self.met, self.booted, self.remembers, self.claimed, self.guard_stopped = 0.0, 0.0, frozenset(), "", ()

    def service(self, component):
        return next((one for one in self.services if one.component == component), None)

    def state(self):
        """What is the same in two equal worlds."""
        return (self.up, self.hung, id(self.ledger), self.lock, self.uses, self.file_site, self.adopts, self.refuses,
                self.edits, self.kept,
                tuple(one.state() for one in self.services))  # fmt: skip

    def clone(self):
        new = Host.__new__(Host)
        for name in Host.__slots__:
            setattr(new, name, getattr(self, name))
        new.services = [one.clone() for one in self.services]
        return new
