# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that somebody could have left on the hosts of a laboratory: files, services, and what RWS and GAX hold.

Everything records all the while. What that writes is left out by name, and of the storages everything but what nobody
has recorded.
"""

import hashlib
import json
import stat
import subprocess
from pathlib import Path

STORAGES = ("mnt/recordings", "mnt/screens")
# What the load, the kernel, sshd and systemd write by themselves.
_OF_OTHERS = (
    "mnt", "opt/genesys/rws/rows.json", "opt/genesys/rps/backlog", "run", "tmp/systemd-private", "var/cache",
    "var/lib/gir-webdav", "var/lib/lab-load", "var/lib/lab-receiver", "var/lib/private", "var/lib/systemd", "var/log",
    "var/tmp/systemd-private", "etc/.updated", "var/.updated", "root/.ansible/tmp", "root/.ansible",
)  # fmt: skip
_ANSIBLE = "root/.ansible/tmp"
_ROWS_OF_OTHERS = ("screen-content/", "screen-recordings/", "nodes/")
_ROWS = "opt/genesys/rws/rows.json"
_REPORTS = "var/lib/gir-ledger/failover"


def collect(system):
    """(host, what) to its state."""
    found = {}
    for host in system.running(one for center in system.centers for one in system.hosts(center)):
        found.update({(host, what): state for what, state in _files(system.disk(host, "/")).items()})
        found.update({(host, f"unit {name}"): state for name, state in _units(system, host).items()})
        found.update({(host, f"row {name}"): state for name, state in _rows(system.disk(host, _ROWS)).items()})
        found.update({(host, f"storage {name}"): "there" for name in _stored(system, host)})
    found["controller", "Configuration Server"] = json.loads(system.gax.tree.read_text(encoding="utf-8"))
    return found


def differences(system, before, after, identifier):
    """A sentence for each thing that is otherwise afterwards, but for the reports of the rehearsal `identifier`."""
    reports = {(host, f"{_REPORTS}/{identifier}.rehearsal.json") for host in system.groups["gir_rws"]}
    places = {(host, _REPORTS) for host in system.groups["gir_rws"]}
    recorded = {f"{line['id']}{end}" for center in system.load.recorders
                for line in system.load.acknowledged(center) for end in (".mp3", ".mp4")}  # fmt: skip
    recorded |= {f"{identity}.mp3" for center in system.load.recorders for identity in system.load.spooled(center)}
    found = [f"{host} does not keep the report of the rehearsal." for host, _what in sorted(reports - set(after))]
    for where in sorted({*before, *after}):
        host, what = where
        if before.get(where) == after.get(where) or where in reports or (where in places and where not in before):
            continue
        if what.startswith("storage ") and what.rpartition("/")[2] in recorded:
            continue
        word = "is new" if where not in before else "is gone" if where not in after else "has changed"
        found.append(f"{host}: {what} {word} after a rehearsal.")
    return found


def _files(root):
    """All below the disk of a host, as far as the host has written it."""
    root = Path(root)
    found = {}
    for path in root.rglob("*"):
        name = str(path.relative_to(root))
        if _is_of_others(name):
            continue
        try:
            found[name] = _state(path)
        except FileNotFoundError:
            continue
    return found


def _is_of_others(name):
    if name.startswith(f"{_ANSIBLE}/"):
        return False
    return any(name == one or name.startswith((f"{one}/", f"{one}-")) for one in _OF_OTHERS)


def _state(path):
    status = path.lstat()
    owner = (stat.filemode(status.st_mode), status.st_uid, status.st_gid)
    if stat.S_ISREG(status.st_mode):
        return (*owner, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
    return (*owner, str(path.readlink()) if stat.S_ISLNK(status.st_mode) else "")


def _units(system, host):
    """Whether each service runs and starts at boot, and in which run of it: a restart is a trace, too."""
    names = ("Id", "ActiveState", "UnitFileState", "InvocationID", "NRestarts")
    words = ["nsenter", f"--target={system._init(host)}", "--all", "systemctl", "show", "--property", ",".join(names),
             "gir-*", "lab-*", "apache2.service", "haproxy.service"]  # fmt: skip
    shown = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    found = {}
    for block in shown.strip().split("\n\n"):
        values = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        if values:
            found[values["Id"]] = tuple(values.get(name, "") for name in names[1:])
    return found


def _rows(path):
    """What RWS holds but for what is recorded."""
    path = Path(path)
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: row for key, row in rows.items() if not key.startswith(_ROWS_OF_OTHERS)}


def _stored(system, host):
    for one in STORAGES:
        root = Path(system.disk(host, one))
        yield from (str(path.relative_to(root.parent)) for path in root.rglob("*"))
