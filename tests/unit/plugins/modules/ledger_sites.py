# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RWS hosts in one directory: tasks about the ledger without connections."""

import json

import module_runs
from ansible_collections.gir.multidc.plugins.module_utils._ledger import record
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.changes import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Entry
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.keeping import Task, keep

HOSTS = ("one", "two", "three")


class Sites:
    """`down`: hosts that do not answer; `before_write`: host to what somebody else does there at that moment."""

    def __init__(self, folder, hosts=HOSTS):
        self.folder = folder
        self.hosts = hosts
        self.down, self.before_write = set(), {}

    def root(self, host):
        return self.folder / host

    def path(self, host):
        return self.root(host) / record.LEDGER

    def ledger(self, host):
        return json.loads(self.path(host).read_text(encoding="utf-8"))

    def entries(self, host):
        return [(one["operation"], one["state"], one["eservices_site"]) for one in self.ledger(host)["entries"]]

    def put(self, host, text):
        self.path(host).parent.mkdir(parents=True, exist_ok=True)
        self.path(host).write_text(text, encoding="utf-8")

    def fact(self, host, name):
        path = self.root(host) / record.FACTS / f"{name}.fact"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def ask(self, requests, check=False):
        answers = {}
        for host, arguments in requests.items():
            if host in self.down:
                answers[host] = {"unreachable": True, "msg": "Connection timed out\nmore"}
                continue
            if arguments.get("_request"):
                self.before_write.pop(host, lambda: None)()
            answers[host] = json.loads(module_runs.run("ledger", arguments, check)["text"])
        return answers

    def keep(self, state, operation="", check=False, silent=None, **values):
        """The result of a task, whether it refused or not."""
        given = {"epoch": 1, "active_datacenter": "", "eservices_site": "", "user": "anna", **values}
        if state == "present":
            given.update(active_datacenter="dc1", eservices_site="DC1")
        name = operation if operation and state in ("intent", "present") else f"{state}-of-{operation or 'all'}"
        entry = Entry(**{**given, "operation": name.replace("@", "-")})
        roots = {host: str(self.root(host)) for host in self.hosts}
        task = Task(state=state, roots=roots, entry=entry, operation=operation, silent=silent or {}, check=check)
        try:
            return keep(task, lambda requests: self.ask(requests, check))
        except Refused as refused:
            return {"failed": True, "changed": False, "msg": str(refused)}

    def start(self):
        return self.keep("present", "genesis")

    def switch(self, operation, site="DC2"):
        began = self.keep("intent", operation, eservices_site=site, verb="eservices_switch")
        return began, self.keep("done", operation)
