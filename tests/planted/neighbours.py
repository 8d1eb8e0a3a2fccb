# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cassandra and SpeechMiner beside a demo, and what is broken of them."""

import os
import time
from pathlib import Path

from standins.nodetool import Ring


def outage():
    """A data center was away for an hour, and is back."""
    ended = time.time() - 600
    times = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at)) for at in (ended - 3600, ended))
    return dict(zip(("gir_outage_since", "gir_outage_until"), times))


def ring(store):
    """Cassandra as the demo's inventory describes it, and the nodetool of its hosts."""
    nodes = {center: {f"10.{number}.0.{node}": "UN" for node in (1, 2, 3)}
             for number, center in enumerate(("dc1", "dc2"), 1)}  # fmt: skip
    return {center: _seen_from(store, nodes, number, center) for number, center in enumerate(("dc1", "dc2"), 1)}


def _seen_from(store, nodes, number, center):
    found = Ring(Path(store) / f"cassandra-{center}", version="4.1.3", centers=nodes,
                 keyspaces={"sipfs": {"dc1": 3, "dc2": 3}})  # fmt: skip
    found.own = f"10.{number}.0.1"
    found.write()
    return found


def neighbours(store):
    """An inventory with a host of Cassandra and one of SpeechMiner in each data center, and the write that is tried."""
    centers = {}
    for center, one in ring(store).items():
        backup = _backup(store, center)
        cassandra_host = {"gir_cassandra_nodetool": str(one.path), **outage()}
        speechminer = {"speechminer_index_backup_path": str(backup.parent), "speechminer_index_backup_max_hours": 26}
        hosts = {f"cass1-{center}": cassandra_host, f"sm1-{center}": speechminer}
        centers[center] = {"hosts": hosts}
    children = {
        group: {"hosts": {f"{name}-{center}": None for center in centers}}
        for group, name in (("gir_cassandra", "cass1"), ("gir_speechminer", "sm1"))
    }
    return {"gir": {"children": children, "vars": {"gir_configuration_write_probe": True}}, **centers}


def _backup(store, center):
    """A file of the Daily Index Backup that is written into this data center."""
    file = Path(store) / f"index-{center}" / "index.bak"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"index")
    return file


def old_backup(system):
    week = time.time() - 7 * 86400
    file = Path(system.store) / "index-dc2" / "index.bak"
    system.keep(file)
    os.utime(file, (week, week))


def no_backup(system):
    """The share is not mounted."""
    folder = Path(system.store) / "index-dc2"
    moved = folder.with_name("elsewhere")
    folder.rename(moved)
    system.afterwards(lambda: moved.rename(folder))


def cassandra(change):
    def act(system):
        for one in ring(system.store).values():
            change(one)
            one.write()
        system.afterwards(lambda: ring(system.store))

    return act


def one_down(of_ring):
    of_ring.centers["dc2"]["10.2.0.3"] = "DN"


def short_window(of_ring):
    of_ring.hint_window = 600000


def uncopied(of_ring):
    of_ring.keyspaces = {"sipfs": {"dc1": 3}}


def two_schemas(of_ring):
    of_ring.schemas = [["10.2.0.2"]]
