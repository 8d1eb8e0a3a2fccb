# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random runs that see a part of a system: each has the model of the whole, or refuses, or names whom it missed."""

import json
import random

import series
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import observing
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine, partial
from test_topology_inventory import valid

ENVIRONMENT = "c" * 32
VERBS = ("site", "topology", "upgrade", "role", "verify", "drift", "failover", "keystore_sync")
UNHEARD = ("GIR707", "GIR713")


class World:
    """A system: its inventory, what its RWS hosts hold, and one case of a run that sees a part of it."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.inventory = self.grown(valid())
        self.rws = self.inventory["groups"]["gir_rws"]
        self.held = {host: {} for host in self.rws}
        self.operations = 0
        self.history()

    def chance(self, one_in):
        return self.random.randrange(one_in) == 0

    def grown(self, inventory):
        """Further hosts in random order, and maybe a sync node that is not the first one."""
        groups = inventory["groups"]
        for number in range(self.random.randrange(6)):
            center = self.random.choice(["dc1", "dc2", "dc3"])
            group = self.random.choice(["gir_rws", "gir_mcp", "gir_rcs"])
            host = f"more{number}-{center}"
            for name in ("gir", "all", center, group):
                groups[name].append(host)
            if group == "gir_rws":
                inventory["host_variables"][host] = dict(inventory["host_variables"]["rws1-dc1"])
        for name in ("gir_rws", "gir_mcp", "dc1", "dc2"):
            self.random.shuffle(groups[name])
        if self.chance(2):
            candidates = [host for host in groups["gir_rws"] if host in groups["dc1"]]
            inventory["host_variables"][self.random.choice(candidates)]["rws_sync_node"] = True
        return inventory

    # -- what the hosts hold ---------------------------------------------------------------------------------------

    def history(self):
        """Nothing, records of an earlier release, or a ledger that several operators wrote where they could reach."""
        kind = self.random.randrange(4)
        if kind == 1:
            for epoch in range(1, 1 + self.random.randrange(4)):
                for host in self.reached():
                    self.held[host]["gir_multidc"] = {"active_datacenter": self.either("dc"), "epoch": epoch}
        if kind > 1:
            for _number in range(1 + self.random.randrange(4)):
                self.write(self.reached())

    def either(self, prefix):
        return f"{prefix}{1 + self.random.randrange(2)}"

    def reached(self):
        """All RWS hosts, those of one side of a cut, or all but some that are down."""
        how = self.random.randrange(4)
        if how == 0:
            center = self.either("dc")
            return [host for host in self.rws if host in self.inventory["groups"][center]]
        return [host for host in self.rws if how > 1 or not self.chance(3)]

    def write(self, hosts):
        """One operator's entry after the longest history among those that are reached, as a verb writes it."""
        known = [self.held[host].get("ledger", {}).get("entries", []) for host in hosts]
        entries = max(known, key=len, default=[])
        self.operations += 1
        parent = entries[-1] if entries else {"operation": None, "epoch": 0}
        entry = {
            "operation": f"o{self.operations}", "parent": parent["operation"], "epoch": parent["epoch"] + 1,
            "parent_epoch": parent["epoch"] or None, "state": "intent" if self.chance(12) else "done",
            "active_datacenter": self.either("dc"), "eservices_site": self.either("DC"),
        }
        for host in hosts:
            document = {"format": 1, "environment": ENVIRONMENT, "entries": [*entries, entry]}
            self.held[host]["ledger"] = json.loads(json.dumps(document))

    # -- runs ------------------------------------------------------------------------------------------------------

    def evaluate(self, verb, hosts, silent=(), sight=None, inventory=None):
        """What a run says that sees these hosts of the inventory, of which some do not answer."""
        inventory = inventory or self.inventory
        groups = {name: [host for host in members if host in hosts or host == "localhost"]
                  for name, members in inventory["groups"].items()}

        def ask(_module, arguments):
            return {host: {"unreachable": True, "msg": "timed out"} if host in silent else self.answer(host)
                    for host in arguments}

        observed = observing.ledgers(ask, dict.fromkeys(groups["gir_rws"], ""))
        known = inventory["host_variables"]
        of_hosts = {host: {**known[host], **observed.of_hosts[host]} for host in groups["gir_rws"]}
        return engine.evaluate(groups, inventory["variables"], of_hosts, verb, sight or partial.Sight(asked=True))

    def answer(self, host):
        held = self.held[host]
        return {"digest": "d", "ledger": held.get("ledger"), "unreadable": None,
                "legacy": {"gir_multidc": held.get("gir_multidc"), "gir_eservices": None, "unreadable": {}}}

    def view(self, verb):
        """(a partial run, the hosts that it did not hear): a slice or hosts left out, silent hosts, given models."""
        everyone = list(dict.fromkeys(host for host in self.inventory["groups"]["gir"] if host != "localhost"))
        slices = self.random.choice([1, 1, 2, 3])
        share = self.random.randrange(slices)
        hosts = [host for number, host in enumerate(everyone) if number % slices == share]
        left_out = [host for host in hosts if self.chance(8)] if self.chance(3) else []
        hosts = [host for host in hosts if host not in left_out]
        silent = [host for host in self.rws if self.chance(3)] if self.chance(2) else []
        if self.chance(4):
            silent += [host for host in self.rws if host in self.inventory["groups"][self.either("dc")]]
        export, expected = self.given(left_out)
        sight = partial.Sight(slices, True, export, expected)
        found = self.evaluate(verb, hosts, silent, sight)
        return found, [host for host in self.rws if host in silent or host not in hosts]

    def given(self, left_out):
        """An exported model, maybe of an older map; where hosts are missing, at least what makes it visible."""
        whole = self.whole()
        export = None
        if whole is not None and self.chance(2):
            export = json.loads(json.dumps(partial.export(whole), sort_keys=self.chance(2)))
            if self.chance(6):
                self.inventory["variables"]["gir_datacenters"]["dc2"]["rws_url"] = "https://new.dc2.example.com"
        expected = None
        if whole is not None and (left_out or self.chance(4)):
            expected = partial.expected_hosts(whole)
        return export, expected

    def whole(self):
        """The model as somebody exported it some time ago, when maybe another data center was active."""
        variables = {**self.inventory["variables"], "gir_active_datacenter": self.either("dc")}
        return engine.evaluate(self.inventory["groups"], variables, self.inventory["host_variables"]).model


def essence(model):
    return {key: value for key, value in model.items() if key != "warnings"}


def test_a_partial_run_is_right_or_refuses_or_names_whom_it_missed():
    """A run that is wrong was not told by those who know; it says whom it could not ask. None is wrong in silence."""
    right = refused = named = 0
    for seed in range(series.length(sample=200, whole=2000)):
        world = World(seed)
        verb = world.random.choice(VERBS)
        found, unheard = world.view(verb)
        full = world.evaluate(verb, world.inventory["groups"]["gir"])
        if found.model is None:
            assert found.errors
            refused += 1
        elif full.model is not None and essence(found.model) == essence(full.model):
            right += 1
        else:
            named += 1
            assert [one for one in found.warnings if one["id"] in UNHEARD], f"seed {seed}: silently different"
            of_heard = [world.held[host] for host in world.rws if host not in unheard]
            assert [host for host in unheard if world.held[host] not in of_heard], f"seed {seed}: the heard knew all"
    assert min(right, refused, named) > 0


def test_the_model_of_the_whole_is_that_of_a_slice_with_the_exported_one():
    """Whatever the order in which the exported model comes back, and whichever data center is active now."""
    world = World(0)
    world.held = {host: {"gir_multidc": {"active_datacenter": "dc2", "epoch": 3}} for host in world.rws}
    export = json.loads(json.dumps(partial.export(world.whole()), sort_keys=True))
    everyone = [host for host in world.inventory["groups"]["gir"] if host != "localhost"]
    hosts = [*world.rws, *everyone[::3]]
    sliced = world.evaluate("site", hosts, sight=partial.Sight(3, True, export))
    full = world.evaluate("site", everyone)
    assert (sliced.model["active"], essence(sliced.model)) == ("dc2", essence(full.model))
    assert sorted(sliced.unseen) == sorted(set(everyone) - set(hosts))
