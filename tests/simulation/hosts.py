# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of the simulated world, and what runs on them."""

RWS, MUX, MCP = "rws", "mux", "mcp"
COMPONENTS = {MUX: ("muxer",), MCP: ("rps", "voice_processor")}


class Service:
    """`active`: whether its configuration is that of an active data center. `stuck`: it does not stop."""

    __slots__ = ("active", "at_boot", "component", "managed", "running", "stuck")

    def __init__(self, component, active):
        self.component = component
        self.active = active
        # A processor runs in the standby, too; a Muxer does not.
        self.running = active or component != "muxer"
        self.at_boot = self.running
        self.managed = True
        self.stuck = False

    @property
    def works(self):
        """Whether it does the work of an active data center now."""
        return self.running and self.active

    def state(self):
        return (self.running, self.at_boot, self.active, self.managed, self.stuck)

    def clone(self):
        new = Service.__new__(Service)
        new.component, new.running, new.at_boot = self.component, self.running, self.at_boot
        new.active, new.managed, new.stuck = self.active, self.managed, self.stuck
        return new


class Host:
    """`hung`: it is up, and answers nobody. `lock`: (operation, verb, marked, number of the run that holds it) or None.

    `uses`: the eServices site that the RWS node uses; `file_site` that in its file. `adopts`: now, late or never.
    `clock`: how wrong it is, in seconds. `cut_since`, `met_others`, `guard_stopped`, `known_epoch`: of the site guard.
    """

    __slots__ = ("adopts", "clock", "cut_since", "file_site", "guard_stopped", "hung", "keeps", "kind", "known_epoch",
                 "ledger", "lock", "met_others", "name", "refuses", "services", "site", "up", "uses")  # fmt: skip

    def __init__(self, name, site, kind, active, uses):
        self.name, self.site, self.kind = name, site, kind
        self.up, self.hung, self.clock = True, False, 0
        self.ledger = self.lock = None
        self.uses = self.file_site = uses
        self.adopts, self.refuses, self.keeps = "now", "", True
        self.services = [Service(component, active) for component in COMPONENTS.get(kind, ())]
        self.cut_since, self.met_others, self.guard_stopped, self.known_epoch = None, True, (), 0

    def service(self, component):
        return next((one for one in self.services if one.component == component), None)

    def state(self):
        """What is the same in two equal worlds."""
        return (self.up, self.hung, id(self.ledger), self.lock, self.uses, self.file_site, self.adopts, self.refuses,
                tuple(one.state() for one in self.services))  # fmt: skip

    def clone(self):
        new = Host.__new__(Host)
        for name in Host.__slots__:
            setattr(new, name, getattr(self, name))
        new.services = [one.clone() for one in self.services]
        return new
