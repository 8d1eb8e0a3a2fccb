# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts with locks, in memory: what they do is the code of the module, on files and a clock that a test holds."""

import contextlib

from ansible_collections.gir.multidc.plugins.module_utils._ledger import files, lock
from ansible_collections.gir.multidc.plugins.plugin_utils._lock import protocol

NAMES = ("a", "b", "c", "d")
NOON = 1_795_780_800  # 2026-11-27T12:00:00Z


class Disk:
    """The files of all hosts, as _ledger/files.py keeps them, and the clock."""

    Malformed = files.Malformed

    def __init__(self):
        self.content, self.time, self.denied, self.digests = {}, NOON, set(), {}
        self.bad_ledger = False

    def read_json(self, path):
        found = self.content.get(path)
        if found == "damaged":
            raise files.Malformed(f"{path} is no JSON object: look at it.")
        return found

    def create_json(self, path, value):
        if path in self.denied:
            raise lock.Refusal(f"{path} cannot be written: Permission denied; use become.")
        return self.content.setdefault(path, value) is value

    def change_json(self, path, decide):
        value = decide(self.read_json(path))
        if value is not None:
            self.content[path] = value
        return value

    def remove(self, path):
        if path in self.denied:
            raise lock.Refusal(f"{path} cannot be written: Permission denied; use become.")
        del self.content[path]

    def guarded(self, _path):
        return contextlib.nullcontext()

    def obstacle(self, path):
        return f"{path} cannot be written: Permission denied; use become." if path in self.denied else None

    def digest(self, path):
        if self.bad_ledger:
            raise lock.Refusal(f"{path} is a directory, not a regular file.")
        return self.digests.get(path)

    # -- what a connection brings ------------------------------------------------------------------------------------

    def ask(self, host, request, check=False):
        try:
            return lock.STEPS[request["step"]](request["path"], request, check)
        except lock.Refusal as refusal:
            return {"failed": True, "msg": str(refusal)}

    def at(self, host):
        return self.content.get(path(host))


NO_ANSWER = {"unreachable": True, "msg": "timed out\nafter 10 s"}


def path(host):
    return f"/{host}/ledger/lock.json"


def task(operation="op-1", hosts=NAMES, **more):
    given = {"verb": "site", "user": "alice", "controller": "ctl1", "fresh": True, **more}
    return protocol.Task(paths={host: path(host) for host in hosts}, operation=operation, **given)


def run(disk, state, one, down=()):
    """The result of a task; a host that is down does not answer."""

    def ask(requests):
        return {h: NO_ANSWER if h in down else disk.ask(h, requests[h], one.check) for h in requests}

    try:
        return protocol.drive(protocol.STATES.get(state, protocol.looked)(one), ask)
    except protocol.Refused as refused:
        return refused.result


def held(disk):
    return {host: disk.at(host)["operation"] for host in NAMES if disk.at(host)}
