# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated world: sites, hosts, networks, Configuration Server, and what is on its way."""

from . import guards, ledgers
from .hosts import MCP, MUX, RWS, Host

PAIR = ("dc1", "dc2")
# What becomes of a write: answered, applied without an answer, not applied, applied after anything else.
ANSWERED, UNANSWERED, LOST, LATE = range(4)
APPLIED, OVERTAKEN, REFUSED, FAILED, BROKEN = "applied", "overtaken", "refused", "failed", "broken"
# Of a node: it takes the first request, and answers that it did not.
ONCE = "once broken"
GUARD_EVERY = 30
# What each keystore has at first.
KEYS = frozenset(("first", "second", "third"))
# What has one value for the whole system: the data center that it names.
SURFACES = ("settings", "profiles", "desktops", "address", "rest", "index_update")


class Violation(AssertionError):
    """An invariant does not hold: its name, and what happened."""

    def __init__(self, name, text):
        super().__init__(f"{name}: {text}")
        self.name = name


class World:
    """All that there is besides controllers and people. Times are in seconds; `steps` counts whatever happens."""

    __slots__ = ("acknowledged", "begun", "by_site", "centers", "config", "cuts", "full", "gax", "happened", "helped",
                 "holds", "hosts", "keys", "last_recorded", "late", "lossy", "now", "queued", "received", "rws",
                 "send_next", "sites", "steps", "storage", "surfaces", "symptoms", "trace", "witness")  # fmt: skip

    def __init__(self, config):
        self.config = config
        self.sites = (*PAIR, *(f"dc{number}" for number in range(3, config.sites + 1)))
        self.now, self.steps = 0.0, 0
        self.hosts = {}
        for site in self.sites:
            self._build(site, config)
        self.by_site = {site: [one for one in self.hosts.values() if one.site == site] for site in self.sites}
        self.rws = sorted((one for one in self.hosts.values() if one.kind == RWS), key=lambda one: one.name)
        self.cuts, self.lossy, self.late, self.send_next = set(), False, [], ANSWERED
        self.gax, self.witness = "writable", True if config.witness else None
        self.surfaces = dict.fromkeys(SURFACES, "dc1")
        self.centers = {name: one.site for name, one in self.hosts.items()}
        self.holds, self.full, self.keys = 0, set(), dict.fromkeys(self.sites, KEYS)
        # Of each operation: when it was begun; and those by which a data center was left with its help.
        self.begun, self.helped, self.last_recorded = {}, frozenset(), {}
        self.symptoms = {}
        self.acknowledged, self.received = 0, 0
        self.storage, self.queued = dict.fromkeys(self.sites, 0), dict.fromkeys(self.sites, 0)
        self.happened, self.trace = set(), None

    def _build(self, site, config):
        kinds = [(RWS, config.nodes if site in PAIR else 1)]
        kinds += [(MUX, 1), (MCP, 1)] if site in PAIR else []
        for kind, count in kinds:
            for number in range(1, count + 1):
                host = Host(f"{kind}{number}-{site}", site, kind, site == "dc1", "DC1")
                if kind == RWS:
                    host.ledger = ledgers.FIRST
                self.hosts[host.name] = host

    def say(self, text):
        """For whoever reads one history."""
        if self.trace is not None:
            self.trace.append(f"{self.now:7.1f}  {text}")

    def met(self, situation):
        """A situation that has to occur at least once in a series of histories."""
        self.happened.add(situation)

    # -- networks ----------------------------------------------------------------------------------------------------

    def reaches(self, place, host):
        """Whether something at a place can ask a host."""
        return host.up and not host.hung and (place, host.site) not in self.cuts

    def reached(self, place, hosts):
        cuts = self.cuts
        return [one for one in hosts if one.up and not one.hung and (place, one.site) not in cuts]

    # -- time --------------------------------------------------------------------------------------------------------

    def advance(self, seconds):
        """Time passes; guards look every 30 seconds."""
        ticks = int((self.now + seconds) // GUARD_EVERY - self.now // GUARD_EVERY)
        end = self.now + seconds
        if self.config.guard is not None:
            for _tick in range(min(ticks, 20)):
                self.now = (self.now // GUARD_EVERY + 1) * GUARD_EVERY
                guards.tick(self)
        self.now = end

    def step(self):
        """One more thing happened; what was late may arrive."""
        self.steps += 1
        if self.late and self.late[0][0] <= self.steps:
            due = [one for one in self.late if one[0] <= self.steps]
            self.late = [one for one in self.late if one[0] > self.steps]
            for _when, write in due:
                self.met("a write arrives late")
                self.apply(write)

    # -- writes ------------------------------------------------------------------------------------------------------

    def send(self, choice, write):
        """What the sender learns of a write: what became of it, or None without an answer."""
        how, self.send_next = self.send_next, ANSWERED
        if self.lossy:
            how = choice.pick(24)
            how = how if how <= LATE else ANSWERED
        if how == LATE:
            self.late.append((self.steps + 2 + choice.pick(16), write))
            self.late.sort(key=lambda one: one[0])
            return None
        if how == LOST:
            return None
        found = self.apply(write)
        if how == UNANSWERED:
            self.met("a write is applied and not answered")
            return None
        return found

    def apply(self, write):
        """Do it: ("ledger", host, expected, new), ("stop", host, component) and so on."""
        return getattr(self, f"_{write[0]}")(*write[1:])

    def _ledger(self, name, expected, new):
        host = self.hosts[name]
        if not host.up:
            return None
        if host.ledger is not expected:
            self.met("a host whose ledger went on refuses a write")
            return OVERTAKEN
        _check_growth(host, new)
        host.ledger = new
        return APPLIED

    def _stop(self, name, component):
        host = self.hosts[name]
        service = host.service(component)
        if not host.up or service.stuck:
            return FAILED
        service.running = service.at_boot = False
        host.guard_stopped = tuple(one for one in host.guard_stopped if one != component)
        return APPLIED

    def _restore(self, name, component):
        host = self.hosts[name]
        if not host.up or not self.may_start(host):
            return FAILED
        host.service(component).running = host.service(component).at_boot = True
        return APPLIED

    def _activate(self, site, component):
        """On the hosts of the site that answer; as a site's guard lets it."""
        done = False
        for host in self.by_site[site]:
            service = host.service(component)
            if service is None or not service.managed or not host.up:
                continue
            if not self.may_start(host):
                return FAILED
            service.active = service.running = service.at_boot = True
            service.fenced = False
            done = True
        return APPLIED if done else FAILED

    def _standby(self, names):
        """The Muxer stands still, processors hand over to the active one."""
        for name in names:
            for service in self.hosts[name].services:
                if service.managed and self.hosts[name].up:
                    service.active = service.fenced = False
                    service.running = service.at_boot = service.component != "muxer"
        return APPLIED

    # Of a rejoin: a list that is kept, a unit that is fenced, a host that becomes one of a standby, and its units.

    def _keep(self, names, kept):
        done = [self.hosts[name] for name in names if self.hosts[name].up]
        for host in done:
            host.kept = (*host.kept, kept)
        return APPLIED if done else FAILED

    def _fence(self, name, component):
        found = self._stop(name, component)
        self.hosts[name].service(component).fenced = found == APPLIED
        return found

    def _configure(self, name, site, edits):
        """Files of a standby; its units stay as they are. `edits`: those that nobody else has to mend."""
        host = self.hosts[name]
        if not host.up:
            return None
        host.file_site, host.edits = site, host.edits - edits
        for service in host.services:
            service.active = False
        return APPLIED

    def _resume(self, name, component):
        """The unit of a standby: the Muxer stands still, processors hand over to the active one."""
        host = self.hosts[name]
        service = host.service(component)
        if not host.up or not service.managed:
            return FAILED
        service.fenced = False
        service.running = service.at_boot = component != "muxer"
        return APPLIED

    def _merge(self, sites):
        """Every key for each of these; none is taken away."""
        every = frozenset().union(*(self.keys[site] for site in sites))
        for site in sites:
            self.keys[site] = every
        return APPLIED

    def _rws(self, name, site):
        host = self.hosts[name]
        if not host.up:
            return None
        if host.refuses == ONCE:
            host.refuses, host.uses = "", site
            return BROKEN
        if host.refuses:
            return host.refuses
        if host.adopts == "never":
            return APPLIED
        if host.adopts == "late":
            host.adopts = "now"
            self.late.append((self.steps + 6, ("adopt", name, site)))
            return APPLIED
        host.uses = site
        return APPLIED

    def _adopt(self, name, site):
        self.hosts[name].uses = site

    def _file(self, name, site):
        self.hosts[name].file_site = site
        return APPLIED

    def _surface(self, name, value):
        if name in ("profiles", "desktops") and self.gax != "writable":
            return FAILED
        self.surfaces[name] = value
        return APPLIED

    def _hold(self):
        self.holds += 1
        return APPLIED

    # -- boots -------------------------------------------------------------------------------------------------------

    def may_start(self, host, mode=guards.ACTIVE):
        """Whether the guard of a host lets a unit start, where it has one."""
        return self.config.guard is None or guards.may_start(self, host, mode)

    def kill(self, host):
        host.up = False
        for service in host.services:
            service.running = False

    def boot(self, host):
        if host.up:
            return
        host.up, host.hung, host.met, host.booted = True, False, None, self.now
        allowed = self.may_start(host) if host.services else True
        for service in host.services:
            service.running = service.at_boot and (allowed or not service.active)
            if service.running and service.fenced:
                raise Violation("what a rejoin has fenced stays so", f"{service.component} of {host.name} boots")
            if service.works:
                self.met("a service starts by itself at boot")

    # -- recordings --------------------------------------------------------------------------------------------------

    def record(self, site):
        """A call is recorded at a site; its metadata waits until a processor takes it."""
        if site in self.full or not any(one.up for one in self.by_site[site]):
            return
        self.acknowledged += 1
        self.last_recorded[site] = self.now
        self.storage[site] += 1
        self.queued[site] += 1
        for one in self.by_site[site]:
            service = one.service("rps")
            if service is not None and service.running and one.up:
                self.received += self.queued[site]
                self.queued[site] = 0

    def drained(self, site):
        """What the site's own probe says of its queues."""
        if self.config.queues == "unseen":
            return "waited"
        if self.config.queues == "never":
            self.met("queues do not empty")
            return "failed"
        for one in self.by_site[site]:
            service = one.service("rps")
            if service is not None and service.running and one.up:
                self.received += self.queued[site]
                self.queued[site] = 0
        return "failed" if self.queued[site] else "applied"

    def lost(self):
        """Recordings and metadata that are nowhere any more."""
        stored = self.acknowledged - sum(self.storage.values())
        return stored or self.acknowledged - self.received - sum(self.queued.values())

    # -- copies ------------------------------------------------------------------------------------------------------

    def state(self):
        return (tuple(one.state() for one in self.hosts.values()), tuple(sorted(self.cuts)), self.gax, self.witness,
                tuple(self.surfaces.values()), self.holds, tuple(self.keys.values()), self.helped,
                tuple(write for _when, write in self.late))  # fmt: skip

    def clone(self):
        new = World.__new__(World)
        for name in World.__slots__:
            setattr(new, name, getattr(self, name))
        new.hosts = {name: one.clone() for name, one in self.hosts.items()}
        new.by_site = {site: [new.hosts[one.name] for one in some] for site, some in self.by_site.items()}
        new.rws = [new.hosts[one.name] for one in self.rws]
        new.cuts, new.late, new.full = set(self.cuts), list(self.late), set(self.full)
        for name in ("surfaces", "keys", "storage", "queued", "symptoms", "begun", "last_recorded"):
            setattr(new, name, dict(getattr(self, name)))
        new.happened = set(self.happened)
        return new


def _check_growth(host, new):
    """A ledger only grows, except that an intent may go, and never back to an older epoch."""
    if host.ledger is None:
        return
    held = {one.operation: one for one in new.entries}
    gone = [one.operation for one in host.ledger.entries if one.state == "done" and one.operation not in held]
    undone = [one.operation for one in host.ledger.entries
              if one.state == "done" and one.operation in held and held[one.operation].state != "done"]  # fmt: skip
    if gone or undone:
        raise Violation("ledgers only grow", f"{host.name} loses {gone}, and {undone} of it are intents again")
    if max(_done_epochs(new)) < max(_done_epochs(host.ledger)):
        raise Violation("epochs only grow", f"{host.name} goes back to an older epoch")


def _done_epochs(ledger):
    return [one.epoch for one in ledger.entries if one.state == "done"] or [0]
