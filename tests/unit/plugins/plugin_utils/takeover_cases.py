# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A system that is well, with its connections and certificates, as a failover judges it before it begins."""

from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._status import areas, connections
from ansible_collections.gir.multidc.plugins.plugin_utils._status.area import Context
from ansible_collections.gir.multidc.plugins.plugin_utils._status.connection_asks import SERVICES
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.checks import checks
from ansible_collections.gir.multidc.plugins.plugin_utils._takeover.symptoms import symptoms, views
from status_cases import ACTIVE, MODEL, NOW, STANDBY, Well

GIVEN = {
    "gir_interaction_server": {
        name: {"address": f"ixn.{name}.test:4420", "site_name": MODEL["data_centers"][name]["site_name"]}
        for name in (ACTIVE, STANDBY)
    },
    "gir_sip_servers": {name: [f"sip.{name}.test:5060"] for name in (ACTIVE, STANDBY)},
    "gir_configuration_server": {"host": "cfg.test", "port": "2020", "username": "u", "password": "p"},
    "gir_storage_credentials": {name: {"username": "d", "password": "p"} for name in (ACTIVE, STANDBY)},
    "gir_failover_witness": ["https://witness.test/"],
}
VERSION = "8.5.500.10"


class System(Well):
    """`answered`: by the key of what the areas ask; may be changed before anything is judged."""

    def __init__(self, **changes):
        super().__init__()
        values = {**GIVEN, **changes}
        of_hosts = ("gir_configuration_server",)
        for host in self.hosts("gir_rcs"):
            self.answers[host]["keystore"] = view(host)
        for duty in self.duties:
            if duty.component in ("muxer", "rps"):
                self.answers[duty.host]["installed"] = {duty.component: VERSION}
        hosts = [host for host in MODEL["hosts"] if "gir_speechminer" not in MODEL["hosts"][host]["components"]]

        def value(host, name):
            return values.get(name) if host == CONTROLLER or name in of_hosts else None

        self.context = Context(MODEL, value, hosts, 6, NOW)
        self.answered = {key: self._answer_of(ask) for key, ask in areas.asks(self.context).items()}

    @staticmethod
    def _answer_of(ask):
        given = ask.arguments
        if "targets" in given:
            same = {"observation": "confirmed", "observation_reason": None, "missed": None}
            return {"results": [{**one, **same} for one in given["targets"]]}
        if "probes" in given:
            same = {"ok": True, "reason": None, "seconds": 0.1, "details": {"status": 200}}
            return {"results": [{**one, **same} for one in given["probes"]]}
        if "servers" in given:
            same = {"not_after": "2030-01-01T00:00:00Z", "subject": "CN=x", "reason": None}
            return {"servers": [{**one, **same} for one in given["servers"]]}
        return {}

    @property
    def points(self):
        return [*super().points, *areas.points(self.context, self.answered)]

    # -- what breaks -----------------------------------------------------------------------------------------------

    def miss(self, target, *hosts):
        """What these hosts do not reach; without any nobody does."""
        for host in hosts or self.hosts("gir_rws"):
            for one in self.answered[f"connections/reach/{host}"]["results"]:
                if one["name"] == target:
                    one.update(observation="failed", missed="connection", observation_reason="refused")

    def fail(self, service, reason="HTTP 507: the storage is full"):
        """An address of a data center, by the name of its probe."""
        for one in self.answered[SERVICES]["results"]:
            if one["name"] == service:
                one.update(ok=False, reason=reason)

    def end(self, address, at="2026-11-01T00:00:00Z"):
        """When the certificate of a server ended; None: it could not be read."""
        for one in self.answered["certificates/tls"]["servers"]:
            if one["host"] == address:
                one.update(not_after=at, reason=None if at else "timed out")

    def rws_says(self, state, *nodes):
        for one, node in zip(self.rws["nodes"], self.nodes):
            if node.host in nodes:
                one.update(state=state, site=None, reason="it is broken")

    def lose(self, center):
        """Everything of a data center is away, for everybody."""
        own = [host for host, known in MODEL["hosts"].items() if known["data_center"] == center]
        self.silence(*own)
        self.rws_says("no answer", *own)
        self.miss(f"rws/{center}")
        for host in self.hosts("gir_rws", center):
            self.answered[f"connections/reach/{host}"] = {"unreachable": True, "msg": "timed out"}
        for what in connections.SERVED_BY:
            self.fail(f"{center}/{what}", "no answer")

    # -- what is judged --------------------------------------------------------------------------------------------

    def checks(self, target=STANDBY):
        return checks(self.seen, self.points, target)

    def rules(self, target=STANDBY):
        """{rule: answers} of what is not confirmed."""
        found = {}
        for one in self.checks(target):
            if one.answer != "confirmed":
                found.setdefault(one.rule, set()).add(one.answer)
        return found

    def symptoms(self, center):
        return symptoms(self.seen, self.points, center)

    def views(self, center):
        return {one.observer: one.answers for one in views(self.context, self.answered, center)}


def view(host, *aliases, **more):
    """A keystore with the entries `one` and these."""
    entries = [{"alias": alias, "kind": "secret_key", "fingerprint": alias, "chain": [], "key": None}
               for alias in ("one", *aliases)]  # fmt: skip
    known = {"component": "rcs", "path": f"/opt/{host}/keystore.jks", "exists": True, "opened": True, "problem": None,
             "unreadable": None, "type": "JCEKS", "unreachable_aliases": [], "sha256": f"digest of {aliases}",
             "hidden": None, "unchecked": None}  # fmt: skip
    return {**known, "entries": entries, **more}
