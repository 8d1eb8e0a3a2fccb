# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system that is well, as its hosts and APIs say so, for tests of the status."""

import json
from datetime import datetime, timezone

from ansible_collections.gir.multidc.plugins.plugin_utils._eservices.nodes import Node
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.objectives import Objectives
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.chain import judge
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.entry import Entry, Ledger
from ansible_collections.gir.multidc.plugins.plugin_utils._report.sites import Desktops
from ansible_collections.gir.multidc.plugins.plugin_utils._status import eservices, hosts, keys, records, report
from ansible_collections.gir.multidc.plugins.plugin_utils._status import takeover as taking_over
from ansible_collections.gir.multidc.plugins.plugin_utils._status.seen import Duty, IndexUpdate, Keystores, Seen
from test_topology_inventory import model_of, valid

NOW = datetime(2026, 11, 28, 3, 0, 0, tzinfo=timezone.utc)
MODEL = model_of(valid())
STANDBY, ACTIVE = MODEL["standby"], MODEL["active"]
ENVIRONMENT = "e" * 32
SITE = MODEL["eservices_site"]
UNITS = {"gir_rws": "rws", "gir_rcs": "rcs", "gir_muxer": "muxer", "gir_rps": "rps", "gir_mcp": "mcp"}
FOLLOWS = ("muxer", "rps")
OPTION = "interaction-workspace/disaster-recovery.eservices-site"
AWAY = {"unreachable": True, "msg": "Connection timed out\nand more"}
FREE, NO_HOLDS = {"held": None, "problem": None}, {"holds": [], "problem": None}
UPDATE = MODEL["index_update_host"]


def entry(operation="20261127T220000Z-0a", **values):
    known = {"epoch": 1, "active_datacenter": ACTIVE, "eservices_site": MODEL["eservices_site"]}
    return Entry(**{**known, "operation": operation, **values})


def duties(managed=True):
    return [
        Duty(host, UNITS[group], known["data_center"], f"gir-{UNITS[group]}",
             known["data_center"] == ACTIVE or UNITS[group] not in FOLLOWS, managed)
        for host, known in MODEL["hosts"].items()
        for group in known["components"]
        if group in UNITS
    ]  # fmt: skip


def unit(duty, **more):
    state = {"active": "active", "sub": "running"} if duty.started else {"active": "inactive", "sub": "dead"}
    return {"unit": f"{duty.unit}.service", "load": "loaded", **state, "enabled": "enabled" if duty.started else
            "disabled", "since": None, "trouble": None, "health": None, "pending": False, **more}  # fmt: skip


def index_status(**more):
    at = NOW.timestamp() * 1000
    covered = {"covered_until_ms": at - 3600000, "covered_until": "2026-11-28T02:00:00Z", "failures": 0,
               "failing_since": None}  # fmt: skip
    return {"host": UPDATE, "state": "succeeded", "started": "x", "started_ms": at, "message": "", "last_success": "x",
            "last_success_ms": at, "next_attempt": None, "next_attempt_ms": None, "indexes": {"recordings": covered},
            **more}  # fmt: skip


class Well:
    """`answers` may be changed before `seen`; what is written there replaces what a host said."""

    def __init__(self, managed=True):
        self.duties = duties(managed)
        self.ledgers = {host: Ledger(ENVIRONMENT, (entry(verb="create"),)) for host in self.hosts("gir_rws")}
        self.question, self.windows = (), ()
        self.objectives = Objectives()
        self.answers = {host: self._answer(host) for host in MODEL["hosts"]}
        self.keystores = Keystores(self.hosts("gir_rcs")[0], True, 30)
        self.nodes = [
            Node(f"http://{host}:8080", host, MODEL["hosts"][host]["data_center"], True)
            for host in self.hosts("gir_rws")
        ]
        self.rws = {"nodes": [
            {"url": node.url, "state": "shows the site", "site": SITE, "seconds": 0.1, "reason": None}
            for node in self.nodes
        ]}  # fmt: skip
        self.gax = {"objects": [{"type": "CfgApplication", "name": "WDE",
                                 "options": {"interaction-workspace": {
                                     "disaster-recovery.eservices-site": MODEL["eservices_site"]}}}]}  # fmt: skip

    @staticmethod
    def hosts(group, center=None):
        return [host for host, known in MODEL["hosts"].items()
                if group in known["components"] and center in (None, known["data_center"])]  # fmt: skip

    def _answer(self, host):
        own = [one for one in self.duties if one.host == host]
        found = {"clock": NOW.timestamp(), "problems": [], "maintenance": None,
                 "units": {one.component: unit(one) for one in own if one.managed}}  # fmt: skip
        if host in self.ledgers:
            found.update(lock=FREE, hold=NO_HOLDS, ledger={"operations": {"found": [], "problems": []}})
        if host == UPDATE:
            status = {"component": "index_update", "path": "/status.json", "installed": NOW.timestamp() - 9e5,
                      "status": json.dumps(index_status())}  # fmt: skip
            found["index_update"] = status
        return found

    def silence(self, *names):
        for host in names:
            self.answers[host] = dict(AWAY)
            self.ledgers.pop(host, None)

    def break_unit(self, host, component, **more):
        duty = next(one for one in self.duties if (one.host, one.component) == (host, component))
        self.answers[host]["units"][component] = unit(duty, **more)

    @property
    def seen(self):
        return Seen(
            model=MODEL,
            answers=self.answers,
            ledger=judge(self.ledgers),
            duties=self.duties,
            question=self.question,
            keystores=self.keystores,
            index_update=IndexUpdate(UPDATE, ["recordings"], 30),
            windows=self.windows,
            objectives=self.objectives,
        )

    @property
    def points(self):
        seen = self.seen
        return [
            *records.points(seen, NOW),
            *hosts.points(seen, NOW.timestamp()),
            *eservices.points(MODEL, self.nodes, self.rws, Desktops(self.gax, OPTION)),
            *keys.of_keystores(seen, NOW),
            *keys.of_indexes(seen, NOW),
        ]

    @property
    def wrong(self):
        """(area, name, answer, data center, host) of everything that is not confirmed."""
        return {(one.area, one.name, one.answer, one.data_center, one.host)
                for one in self.points if one.answer != "confirmed"}  # fmt: skip

    def takeover(self, **more):
        given = taking_over.Given(**{"nodes": self.nodes, "rws": self.rws, "desktops": True, "gax": self.gax, **more})
        return taking_over.takeover(self.seen, self.points, taking_over.steps(self.seen, given))

    @property
    def fits(self):
        """(planned, forced)"""
        found = self.takeover()
        return found["planned"]["fit"], found["forced"]["fit"]

    def report(self):
        run = report.Run("2026-11-28T03:00:00Z", "2026-11-28T03:00:04Z", 4.0, "0.1.0")
        seen = self.seen
        last = records.last_operation(seen.ledger)
        return report.raw(seen, self.points, self.takeover(), last, records.known_markers(seen, NOW), run)
