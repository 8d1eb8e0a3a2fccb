# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether every recording that was acknowledged is where it may be, and what is known of it where it should be.

Read from the disks of the hosts after a run, and judged without anything of the product under test. It is said of the
stand-ins, not of the product.
"""

import hashlib
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CENTRAL = "central"
ROOTS = ("/mnt/recordings", "/mnt/screens")
ROWS = "/opt/genesys/rws/rows.json"


@dataclass
class Evidence:
    """What the hosts hold. `files`: storage to file to SHA-256. `permitted`: data center to its storages.

    `acknowledged`: the lines of all recorders (lab.load). `received`: ids at an Interaction Receiver. `waiting`: those
    of which a processor or a recorder has the metadata. `screens`: ids of screen recordings that an RWS node knows.
    """

    acknowledged: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    permitted: dict = field(default_factory=dict)
    received: set = field(default_factory=set)
    waiting: set = field(default_factory=set)
    screens: set = field(default_factory=set)


def violations(evidence):
    """A sentence for each recording that is lost, changed, at a forbidden place, or of which nobody knows."""
    found = []
    for line in evidence.acknowledged:
        if line["what"] == "metadata":
            found += _unknown(evidence, line)
        else:
            found += _misplaced(evidence, line)
    return found


def _unknown(evidence, line):
    """Who has stored a call and had its metadata acknowledged has forgotten it."""
    if line["id"] in evidence.received | evidence.waiting:
        return []
    return [f"{line['id']}: {line['to']} took its metadata, and nobody has them."]


def _misplaced(evidence, line):
    screen = line["what"] == "screen"
    name = line["id"] + (".mp4" if screen else ".mp3")
    holders = {storage for storage, files in evidence.files.items() if name in files}
    permitted = evidence.permitted[line["location"]]
    found = [f"{name} of {line['location']} is at storage {one}." for one in sorted(holders - set(permitted))]
    if not holders:
        found.append(f"{name}: {line.get('url') or line['to']} took it, and it is at no storage.")
    if not screen and any(evidence.files[one][name] != line["sha256"] for one in holders):
        found.append(f"{name} is not what was stored.")
    if screen and line["id"] not in evidence.screens:
        found.append(f"{name}: {line['to']} took it, and no RWS knows it.")
    known = evidence.received | evidence.waiting
    if not screen and line["id"] not in known:
        found.append(f"{name} is stored, and its metadata are nowhere.")
    return found


def permitted_storages(centers, central=None):
    """Data center to the storages whose jurisdiction it allows."""
    places = {name: one["jurisdiction"] for name, one in centers.items() if isinstance(one["storage"], dict)}
    if central:
        places[CENTRAL] = central["jurisdiction"]
    allowed = {name: one.get("storage_jurisdictions", [one["jurisdiction"]]) for name, one in centers.items()}
    return {name: sorted(place for place in places if places[place] in allowed[name]) for name in centers}


def collect(system):
    """What the hosts of a FailoverSystem hold, also of those that are off."""
    load, groups = system.load, system.groups
    central = system.variables.get("gir_central_storage")
    waiting = {identity for center in load.recorders for identity in load.spooled(center)}
    waiting |= {identity for host in groups["gir_rps"] for identity in load.open(host)}
    return Evidence(
        acknowledged=[line for center in load.recorders for line in load.acknowledged(center)],
        files={storage: _files(system, host) for storage, host in _storages(system.centers, central).items()},
        permitted=permitted_storages(system.centers, central),
        received=load.received(),
        waiting=waiting,
        screens={identity for host in groups["gir_rws"] for identity in _screens(load.disk(host, ROWS))},
    )


def _storages(centers, central):
    found = {name: one["storage"] for name, one in centers.items() if isinstance(one["storage"], dict)}
    found.update({CENTRAL: central} if central else {})
    return {name: urlsplit(addresses["voice_url"]).hostname for name, addresses in found.items()}


def _files(system, host):
    paths = [path for root in ROOTS for path in system.load.disk(host, root).glob("*")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}


def _screens(path):
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    prefix = "screen-recordings/"
    return {key[len(prefix) :] for key, row in rows.items() if key.startswith(prefix) and row[2] is not None}
