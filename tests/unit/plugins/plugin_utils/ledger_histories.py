# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ledgers on hosts, written by operators who see some of the hosts and may be killed in between."""

from ansible_collections.gir.multidc.plugins.plugin_utils._ledger import changes
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Entry, read_ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.questions import answers

ENVIRONMENT = "0123456789abcdef" * 2
HOSTS = ("rws1-dc1", "rws1-dc2", "rws2-dc1", "rws2-dc2")
EVERYWHERE = 99


class Killed(Exception):
    """An operator's run ended in the middle."""


def entry(operation, **values):
    return Entry(**{"epoch": 1, "active_datacenter": "dc1", "eservices_site": "DC1", "operation": operation, **values})


class System:
    """`ledgers`: host to its ledger, None without one."""

    def __init__(self, hosts=HOSTS):
        self.ledgers = dict.fromkeys(hosts)
        self.count = 0

    def name(self):
        self.count += 1
        return f"op{self.count}"

    def judge(self, hosts=None, operation=None):
        return judge({host: self.ledgers[host] for host in hosts or self.ledgers}, operation)

    def write(self, change, reached=EVERYWHERE):
        """As the action does: to each host, and the killed one does not get further than so many of them."""
        if change is None:
            return
        for number, host in enumerate(change.hosts):
            if number >= reached:
                raise Killed
            self.ledgers[host] = read_ledger(change.ledger.document)

    def start(self, hosts=None):
        self.write(changes.present(self.judge(hosts), entry(self.name()), lambda: ENVIRONMENT))

    def switch(self, site, hosts=None, begun=EVERYWHERE, ended=EVERYWHERE, operation=None):
        """An operation; it stops for a question as a verb does. Returns its name."""
        operation = operation or self.name()
        wanted = entry(operation, eservices_site=site, verb="eservices_switch")
        self.write(changes.begin(self.judge(hosts, operation), wanted), begun)
        self.write(changes.end(self.judge(hosts, operation), operation, ""), ended)
        return operation

    def abandon(self, operation, hosts=None):
        found = self.judge(hosts, operation)
        complete = set(hosts or self.ledgers) == set(self.ledgers)
        self.write(changes.abandon(found, operation, entry(self.name()), complete))

    def repair(self, choice, hosts=None, reached=EVERYWHERE):
        self.write(changes.repair(self.judge(hosts), choice, entry(self.name(), verb="ledger")), reached)


def random_history(random, steps):
    """What many operators left, cut off from each other and killed as it happens."""
    system = System()
    if random.random() < 0.95:
        system.start()
    for _step in range(random.randrange(1, steps)):
        hosts = random.sample(HOSTS, random.randint(1, len(HOSTS)))
        begun, ended = (random.choice([EVERYWHERE, EVERYWHERE, 0, 1, 2]) for _write in range(2))
        try:
            known = answers(system.judge(hosts))
            if known and random.random() < 0.6:
                system.repair(random.choice(known).choice, hosts, begun)
            elif system.judge(hosts).intents and random.random() < 0.5:
                system.abandon(random.choice(system.judge(hosts).intents).operation, hosts)
            elif random.random() < 0.1:
                system.start(hosts)
            else:
                system.switch(random.choice(["DC1", "DC2"]), hosts, begun, ended)
        except (Killed, changes.Refused):
            continue
    return system
