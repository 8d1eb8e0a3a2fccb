# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Situations of a night: what is broken, and what the status has to say of it, no more and no less."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keystores
from standin_client import call

from planted.neighbours import cassandra, no_backup, old_backup, one_down, short_window, two_schemas, uncopied
from planted.places import annex, options, put
from planted.rws import SITE
from planted.things import KEYSTORE, LEDGER, STATUS

MARKER = "/var/lib/gir_multidc/maintenance.json"
SECTION, OPTION = "interaction-workspace", "disaster-recovery.eservices-site"
FAILED, UNSEEN = "failed", "not observable"
UPDATE = "rws1-dc2"
RWS = ("rws1-dc1", "rws2-dc1", "rws1-dc2", "rws2-dc2")


@dataclass(frozen=True)
class Point:
    """What has to be said: `name` may be the beginning of it."""

    area: str
    name: str
    answer: str = FAILED
    data_center: str = ""
    host: str = ""


@dataclass(frozen=True)
class Situation:
    """`act` breaks something of the system, which undoes it afterwards. `silent`: hosts that give no answer.

    `beside`: it needs the hosts of neighbours(). `fits`: what the planned and the forced failover then are; empty where
    that does not change. `rules`: those that the standby then breaks as the target of a failover; `symptoms`: of it.
    """

    name: str
    says: tuple[Point, ...]
    act: Callable[[Any], None] = lambda system: None
    silent: tuple[str, ...] = ()
    fits: tuple[str, str] = ("", "")
    beside: bool = False
    rules: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()


def entry(operation, epoch=1, **more):
    known = {"active_datacenter": "dc1", "eservices_site": "DC1", "state": "done", "verb": "eservices_switch"}
    return {"operation": operation, "epoch": epoch, **known, "parent": None, "parent_epoch": None, **more}


FIRST = entry("20261127T210000Z-a0", verb="create")
SECOND = entry("20261127T220000Z-b1", 2, parent=FIRST["operation"], parent_epoch=1)


def ledgers(system, *entries, hosts=RWS, environment="e" * 32):
    document = json.dumps({"format": 1, "environment": environment, "entries": list(entries)})
    for host in hosts:
        system.host(host).write(LEDGER, document)


def recorded(system):
    ledgers(system, FIRST)


def moved(system):
    """A failover that recorded itself, and did nothing else."""
    ledgers(system, FIRST, {**SECOND, "active_datacenter": "dc2", "eservices_site": "DC2", "verb": "failover"})


def forked(system):
    ledgers(system, FIRST, SECOND)
    other = entry("20261127T221000Z-c2", 2, parent=FIRST["operation"], parent_epoch=1, active_datacenter="dc2")
    ledgers(system, FIRST, other, hosts=RWS[2:])


def behind(system):
    ledgers(system, FIRST, SECOND)
    ledgers(system, FIRST, hosts=RWS[:1])


def foreign(system):
    ledgers(system, FIRST)
    ledgers(system, FIRST, hosts=RWS[3:], environment="f" * 32)


def unfinished(system):
    ledgers(system, FIRST, {**SECOND, "state": "intent", "verb": "failover"})


def unreadable(system):
    ledgers(system, FIRST)
    system.host(RWS[1]).write(LEDGER, "{garbage")


def beside(system, host, name, value):
    """A file that a host without a staged root has below /var/lib/gir-ledger."""
    root = system.host(host)
    root.write(f"../{root.root.name}.gir-{name}.json", json.dumps(value))


def ended_hold(system):
    hold = {"id": "20261101T010000Z-1", "reason": "failover to dc1", "user": "alice", "controller": "ctl1",
            "minutes": 60, "set_at": "2026-11-01T01:00:00Z"}  # fmt: skip
    for host in RWS[:2]:
        beside(system, host, "hold", {"format": 1, "holds": [hold]})


def lock(verb, age):
    def act(system):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - age))
        held = {"format": 1, "operation": "20261128T010000Z-1", "verb": verb, "user": "alice", "controller": "ctl1",
                "limit_minutes": 240, "claimed_at": at}  # fmt: skip
        for host in RWS:
            beside(system, host, "lock", held)

    return act


def marker(host, until, **more):
    def act(system):
        days = 86400 * until
        day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + days))
        system.host(host).write(MARKER, json.dumps({"who": "carol", "why": "new disks", "until": day, **more}))

    return act


def old_index(system):
    """The update has not succeeded for a week."""

    def change(data):
        status = json.loads(data)
        week = 7 * 86400 * 1000
        for one in (status, *status["indexes"].values()):
            for name in [name for name in one if name.endswith("_ms") and one[name]]:
                one[name] -= week
        return json.dumps(status).encode()

    system.host(UPDATE).edit(STATUS, change)


def failed_index(system):
    def change(data):
        return json.dumps({**json.loads(data), "state": "failed", "message": "FAILED: RWS answered 500"}).encode()

    system.host(UPDATE).edit(STATUS, change)


def keys(first, second):
    """Keystores of both data centers with these entries."""

    def act(system):
        for host, names in (("rcs1-dc1", first), ("rcs1-dc2", second)):
            entries = [keystores.key(name, name.encode()) for name in names]
            system.host(host).write(KEYSTORE, keystores.jks(*entries, password=PASSWORD), 0o600)

    return act


PASSWORD = "demo-keystore-password"


def desktops(system):
    system.object("CfgApplication", "WDE", lambda item: put(options(item), SECTION, OPTION, "DC2"))


def group(system):
    system.object("CfgAgentGroup", "Agents_DC1", lambda item: put(annex(item), SECTION, OPTION, "DC2"))


def switched(system):
    before = system.rows()[SITE]
    system.afterwards(lambda: system.await_site(before["eServicesSite"]))
    system.set_rows({SITE: {**before, "eServicesSite": "DC2"}})
    system.await_site("DC2")


def fault(address, *faults):
    """Faults of a stand-in; they are taken away afterwards."""

    def act(system):
        place = system.addresses[address] + "/standin/faults"
        system.afterwards(lambda: call(place, "DELETE"))
        for one in faults:
            assert call(place, "POST", body=one).status == 200

    return act


def both(*acts):
    def act(system):
        for one in acts:
            one(system)

    return act


_INDEX_BACKUP = (Point("speechminer", "Daily Index Backup of dc2", FAILED, "dc2", "sm1-dc2"),)
# RWS moves without the desktops and SpeechMiner.
BACKUP = ("no", "yes")


def _of_stores():
    def of(name, *centers):
        return tuple(Point("datastores", name, FAILED, center) for center in centers)

    return [
        # A node that is down shows no schema either.
        Situation("Cassandra node down", (*of("nodes", "dc2"), *of("schema", "dc2")), cassandra(one_down), beside=True),
        Situation("hint window exceeded", of("hint window", "dc1", "dc2"), cassandra(short_window), beside=True),
        Situation("no copies in the standby", of("replication", "dc2"), cassandra(uncopied), beside=True,
                  rules=("GIR629",), symptoms=("cassandra",)),
        Situation("index backup stale", _INDEX_BACKUP, old_backup, fits=BACKUP, beside=True),
        Situation("index backup not there", _INDEX_BACKUP, no_backup, fits=BACKUP, beside=True),
        Situation("configuration layer read-only", (Point("connections", "configuration layer", FAILED, "dc2"),),
                  fault("gax", {"kind": "read_only"}), fits=BACKUP, beside=True),
        Situation("two schema versions", of("schema", "dc2"), cassandra(two_schemas), beside=True),
    ]


def situations(groups):
    """All of them. `groups`: inventory group to hosts."""
    first, second = groups["dc1"], groups["dc2"]
    dead = {center: fault("rws", *({"kind": "drop", "node": f"rws{n}-{center}"} for n in (1, 2)))
            for center in ("dc1", "dc2")}  # fmt: skip
    return [*_of_sites(first, second, dead), *_of_ledgers(), *_of_keys_and_indexes(), *_of_desktops(), *_of_others(),
            *_of_stores()]  # fmt: skip


NO = ("no", "no")
PLANNED_ALONE = ("no", "yes")


def _silent(hosts, center):
    return tuple(Point("hosts", "host", data_center=center, host=host) for host in hosts)


def _of_sites(first, second, dead):
    rws = {center: Point("RWS", f"RWS of {center}", data_center=center) for center in ("dc1", "dc2")}
    hosts = {center: Point("hosts", f"hosts of {center}", data_center=center) for center in ("dc1", "dc2")}
    # Nobody there says whether it reaches Configuration Server.
    cfg = {center: Point("connections", f"Configuration Server of {center}", UNSEEN, center)
           for center in ("dc1", "dc2")}  # fmt: skip
    index = Point("indexes", "daily index update", UNSEEN, "dc2", UPDATE)
    nobody_knows = Point("ledger", "question", UNSEEN, "dc2")
    return [
        Situation("active data center dead", (hosts["dc1"], rws["dc1"], cfg["dc1"]), both(recorded, dead["dc1"]),
                  tuple(first), PLANNED_ALONE),
        Situation("active data center dead, and nothing recorded",
                  (hosts["dc1"], rws["dc1"], cfg["dc1"], nobody_knows), dead["dc1"], tuple(first), ("no", "not known")),
        Situation("standby dead", (hosts["dc2"], rws["dc2"], cfg["dc2"], index), both(recorded, dead["dc2"]),
                  tuple(second), NO, rules=("GIR626", "GIR632")),
        Situation("active data center half dead", _silent(first[1:4], "dc1"), silent=tuple(first[1:4]),
                  fits=PLANNED_ALONE),
        # Its only storage, processor and RCS.
        Situation("standby half dead", _silent(second[2:5], "dc2"), silent=tuple(second[2:5]), fits=NO,
                  rules=("GIR632",)),
        Situation("RWS of the standby dead, its hosts alive", (rws["dc2"],), dead["dc2"], fits=NO,
                  rules=("GIR626",), symptoms=("rws",)),
    ]


def _on_another_site():
    """RWS and desktops."""
    nodes = enumerate(("dc1", "dc1", "dc2", "dc2"))
    rws = (Point("eServices", f"eServices site of RWS {{rws{n}}}", FAILED, center) for n, center in nodes)
    return (*rws, Point("eServices", "eServices site of the desktops in CfgApplication WDE"))


def _of_ledgers():
    def of(kind):
        return (Point("ledger", kind, data_center="dc2"),)

    # Now that of the former active data center has to update the indexes.
    index = Point("indexes", "daily index update", FAILED, "dc1", RWS[0])
    # What nobody looks at is now open for the other standby.
    open_points = (Point("datastores", "hosts", UNSEEN, "dc1"), Point("connections", "configuration l", UNSEEN, "dc1"))

    return [
        Situation("ledger forked", of("fork"), forked, fits=NO),
        Situation("ledger of another system", of("foreign"), foreign, fits=NO),
        Situation("failover begun and not ended", of("intent"), unfinished, fits=NO),
        Situation("ledger of a host unreadable", of("unreadable"), unreadable, fits=NO),
        Situation("failover recorded and not done", (*_on_another_site(), index, *open_points), moved,
                  fits=PLANNED_ALONE),
        Situation("ledger of a host behind", (Point("ledger", "behind", data_center="dc1", host=RWS[0]),), behind),
        Situation("keystores being written", (Point("locks", "lock", data_center="dc2"),), lock("keystore_sync", 60),
                  fits=NO),
        Situation("stale lock", (Point("locks", "stale lock", data_center="dc2"),), lock("site", 5 * 3600), fits=NO),
        Situation("hold that has ended", (Point("holds", "ended hold 20261101T010000Z-1"),), ended_hold),
    ]  # fmt: skip


def _of_keys_and_indexes():
    index = (Point("indexes", "daily index update", data_center="dc2", host=UPDATE),)

    def of(name):
        return (Point("keys", name, data_center="dc2", host="rcs1-dc2"),)

    def garbage(system):
        system.host("rcs1-dc2").write(KEYSTORE, "garbage", 0o600)

    return [
        Situation("key missing in the standby", of("keystore two"), keys(["one", "two"], ["one"]), fits=NO,
                  rules=("GIR628",), symptoms=("keystore",)),
        Situation("keystore of the standby damaged", of("keystore"), both(keys(["one"], ["one"]), garbage), fits=NO,
                  rules=("GIR628",), symptoms=("keystore",)),
        Situation("index stale", index, old_index, fits=PLANNED_ALONE),
        Situation("index update failed", index, failed_index, fits=PLANNED_ALONE),
    ]


def _of_desktops():
    site = "eServices site of the desktops in"
    return [
        Situation("desktops on the other site", (Point("eServices", f"{site} CfgApplication WDE"),), desktops),
        Situation("agent group on the other site", (Point("eServices", f"{site} CfgAgentGroup Agents_DC1"),), group),
        Situation("RWS on the other site", _on_another_site()[:-1], switched),
        Situation("GAX away", (Point("eServices", "eServices site of the desktops"),
                  Point("connections", "GAX", FAILED, "dc2")), fault("gax", {"kind": "drop"})),
    ]


def _of_others():
    def of(name, answer, center):
        return (Point("maintenance", name, answer, center, f"mux1-{center}"),)

    def damaged(system):
        system.host("mux1-dc1").write(MARKER, "{")

    return [
        Situation("standby under maintenance", of("marker", UNSEEN, "dc2"), marker("mux1-dc2", 1, component="muxer")),
        Situation("maintenance that was forgotten", of("ended marker", FAILED, "dc1"), marker("mux1-dc1", -1)),
        Situation("marker that is none", of("marker", FAILED, "dc1"), damaged),
    ]
