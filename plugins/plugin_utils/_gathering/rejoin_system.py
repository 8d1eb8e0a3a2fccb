# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system as a rejoin observes it: all that a failover looks at, and a comparison of the whole."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._http.exchange import TlsOptions
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import engine
from ansible_collections.gir.multidc.plugins.plugin_utils._drift import keystores as key_differences
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.finding import Finding
from ansible_collections.gir.multidc.plugins.plugin_utils._drift.observed import Run as DriftRun
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.asked import Asked as FailoverAsked
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.moments import seconds_of
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import INPUT
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.observed import Seen as FailoverSeen
from ansible_collections.gir.multidc.plugins.plugin_utils._failover.steps import EXCLUSIVE
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import failover_parts as parts
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judged as comparison
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import judgement, observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import rejoin_left as differing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared, Limits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.connected import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_models import assumed
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_steps import UPDATE
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.failover_system import System
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.states import states
from ansible_collections.gir.multidc.plugins.plugin_utils._ledger.rejoining import Need, needs_rejoin
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.asked import Asked
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.listing import PROBE, Recorded, Told, listing
from ansible_collections.gir.multidc.plugins.plugin_utils._rejoin.observed import (
    FILES,
    HISTORY,
    KEYS,
    Hints,
    Keystores,
    Left,
    Listing,
    Seen,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._report.site_probes import run as run_probes
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._status import datastore_hosts, records
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.active import CENTER_VARIABLE, SITE_VARIABLE

VERB = "failover"
_COMPARE_SECONDS = 60.0
_STARTED = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_INDEX = "gir_elasticsearch"
_SILENT = {
    "gax": "Configuration Server was not asked: gir_configuration_source is not gax.",
    "rws": "RWS was not asked: no contact center is described, or a variable of it breaks a rule.",
}


class RejoinSystem(System):
    """`rejoin`: what was asked for. What hosts and APIs differ in is compared anew by `compare`."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], asked: Asked, seconds: float, started: float) -> None:
        super().__init__(action, task_vars, FailoverAsked("", check=asked.check), seconds, started)
        self.rejoin = asked
        self.left: tuple[Left, ...] = ()
        self.to_run: tuple[Left, ...] = ()
        # Hosts of both where something of the index update differs.
        self.update_left: frozenset[str] = frozenset()
        self.listing = Listing()
        self.kept: tuple[str, ...] = ()
        self.kept_unseen: tuple[str, ...] = ()
        self.keystores = Keystores()
        self.unseen = ""
        self._findings: list[Finding] = []
        self.compared_now: Compared | None = None

    # -- looking -------------------------------------------------------------------------------------------------

    def look(self) -> Seen:
        """Everything, and then the comparison."""
        first = self.inventory.evaluate(VERB, False, observing.Observed())
        if first.model is not None:
            pair = (first.model["primary"], first.model["backup"])
            others = [name for name in pair if name != self.rejoin.data_center]
            # Without one of the pair nothing is looked at for it.
            self.asked = replace(self.asked, to=others[0] if len(others) == 1 else "")
        self.observe()
        if self._may_rejoin():
            self._take_model()
            self.compare()
            self._list()
        return self.rejoin_seen()

    def _may_rejoin(self) -> bool:
        """Whether the data center is the one that is not active."""
        ledger = self.ledger()
        return self.rejoin.data_center == self.models.origin and ledger.active == self.models.target

    def _judge(self) -> None:
        """Nothing is moved, so nobody has to be fit for it."""

    def _list_steps(self) -> None:
        """A rejoin has commands of its own."""

    def _take_model(self) -> None:
        """The desired state is that of the ledger, whose eServices site may have been switched alone."""
        site = self.ledger().eservices_site
        if site == self.models.site:
            return
        after = assumed(self.inventory, self.models.target, site)
        every = states(after, self.gatherer, [*after["hosts"], CONTROLLER])
        self.models = replace(self.models, after=after, states=every)

    @property
    def own_hosts(self) -> list[str]:
        """The hosts of the data center that are managed; those of Windows take no module."""
        every = self._every_host
        return [host for host in every if self.gatherer.sees(host) and not self.gatherer.is_windows(host)]

    @property
    def _every_host(self) -> list[str]:
        return [host for host, one in self.models.after["hosts"].items() if one["data_center"] == self.models.origin]

    def _silent(self) -> tuple[tuple[str, str], ...]:
        """Hosts of the data center that were not heard, or that nobody could ask."""
        said = self.silent()
        away = {host: said.get(host, "it was not asked") for host in self.own_hosts if host not in self.heard}
        unknown = [host for host in self._every_host if not self.gatherer.sees(host)]
        return tuple({**away, **dict.fromkeys(unknown, "it is not in the inventory of this run")}.items())

    @property
    def centers(self) -> dict[str, str]:
        return {host: one["data_center"] for host, one in self.models.after["hosts"].items()}

    @property
    def pair_heard(self) -> list[str]:
        """The hosts of the pair that answered: nothing depends on a third data center."""
        pair = (self.models.origin, self.models.target)
        return [host for host in self.heard if self.models.center_of(host) in pair]

    def compare(self) -> None:
        """What differs from the desired state, of hosts and of APIs."""
        site = self.models.after["eservices_site"]
        self.compared_now = self._compared(self.models.target, site, self.pair_heard, True)
        self._findings = self._found(self.compared_now)
        found = differing.parts_left(self.compared_now, self.own_hosts)
        self.left, self.to_run = differing.left(found, self._findings)
        self.update_left = differing.hosts_of(UPDATE, differing.parts_left(self.compared_now, self.pair_heard))
        answers = self.compared_now.answers
        bad = {host: answers[host] for host in self.own_hosts if not parts.has_answered(answers.get(host, {}))
               and host in answers}  # fmt: skip
        self.unseen = "; ".join(f"{host}: {observing.reason_of(one)}" for host, one in list(bad.items())[:4])
        pairs = [(one.host, one.component) for one in self.duties if one.component in EXCLUSIVE]
        self._active = {
            (host, component)
            for host, component in pairs
            if component == "muxer" or any(part != differing.SERVICE for part in found.get((component, host), ()))
        }

    def _compared(self, active: str, site: str, hosts: list[str], apis: bool) -> Compared:
        given = {CENTER_VARIABLE: active, SITE_VARIABLE: site}
        limits = Limits(_COMPARE_SECONDS, _COMPARE_SECONDS)
        return compare(self.action, self.task_vars, VERB, limits, given, ledgers=False, chosen=hosts, apis=apis)

    @staticmethod
    def _found(compared: Compared) -> list[Finding]:
        started = time.time()
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started))
        run = DriftRun(stamp, version(), unseen=compared.evaluation.unseen)
        return list(engine.judge(comparison.observed(compared, run, started)).findings)

    # -- the list ------------------------------------------------------------------------------------------------

    def _list(self) -> None:
        """Of what was written since; the previous desired state is that with this data center active."""
        need, origin = self.need, self.models.before
        was = self._compared(self.models.origin, origin["eservices_site"], self.pair_heard, False)
        recorded, why = self._recorded()
        self.listing = listing(Told(
            center=self.models.origin,
            active=self.models.target,
            centers=self.centers,
            ledger=self.judgement,
            before=self._found(was),
            after=self._findings,
            reasons=self._reasons(),
            keys=self._keys(),
            recorded=recorded,
            why=why,
            probed=self._probed() if need is not None and need.operation else None,
            apart=need is not None and bool(need.operation),
            unheard=self._unheard(),
        ))  # fmt: skip

    def _unheard(self) -> dict[str, dict[str, str]]:
        """Area of the list to the hosts of the pair that could not be asked for it."""
        said, model = self.silent(), self.models.after
        pair = (self.models.origin, self.models.target)
        away = {
            host: said.get(host, "it was not asked")
            for host, one in model["hosts"].items()
            if one["data_center"] in pair and host not in self.heard and not self.gatherer.is_windows(host)
        }
        groups = {KEYS: "gir_rcs", HISTORY: "gir_rws"}
        found = {FILES: away}
        for area, group in groups.items():
            own = {host for name in pair for host in model["data_centers"][name]["hosts"].get(group, ())}
            found[area] = {host: why for host, why in away.items() if host in own}
        return found

    def _reasons(self) -> dict[str, str]:
        """API to why it was not asked, or gave no answer."""
        compared = self.compared_now
        found = {}
        for name, text in _SILENT.items():
            request = compared.apis.get(name) if compared is not None else None
            if compared is None or request is None:
                found[name] = text
            elif request.judged(compared.answers.get(name) or {}).failure:
                found[name] = request.judged(compared.answers.get(name) or {}).failure
        return found

    @property
    def key_views(self) -> dict[str, Mapping[str, Any]]:
        """RCS host to what is to be seen of its keystore, those of the active data center first.

        Empty where nobody has one, and no certificate is in use.
        """
        compared = self.compared_now
        if compared is None:
            return {}
        views = {host: one["keystore"] for host, one in compared.answers.items() if one.get("keystore")}
        there = any(one["exists"] or one.get("unreadable") for one in views.values())
        if not there and not comparison.in_use(compared):
            return {}
        return dict(sorted(views.items(), key=lambda one: self.models.center_of(one[0]) != self.models.target))

    def _keys(self) -> dict[str, list[Any]]:
        views = self.key_views
        return key_differences.differences(views, next(iter(views), None), True) if views else {}

    def _recorded(self) -> tuple[list[Recorded] | None, str]:
        """Recordings by location and index, of the days since the data centers were apart."""
        since = self.outage[0]
        hosts = datastore_hosts.hosts(self.found.context, _INDEX)
        if not hosts:
            return None, f"{_INDEX} has no host"
        asked = [host.heard(self.found.answers.get(host.key), True) for host in hosts]
        day = "" if since is None else datetime.fromtimestamp(since, timezone.utc).strftime("%Y-%m-%d")
        found = []
        for center in (self.models.origin, self.models.target):
            here = [host for host in asked if host.data_center == center]
            counts: Any = next((host.get("counts") for host in here if host.get("counts")), None)
            if counts is None:
                return None, datastore_hosts.reasons(here, "counts") if here else f"{_INDEX} has no host in {center}"
            found += [Recorded(location, center, count) for location, count in _summed(counts, day).items()]
        return found, ""

    def _probed(self) -> bool | None:
        probes, _wrong = judgement.probes(self.models.after, self.gatherer)
        own = [one for one in probes if one.question == PROBE]
        if not own:
            return None
        validate = truth(self.gatherer.value(CONTROLLER, "gir_validate_certs")) is not False
        kind: Any = TlsOptions
        tls = kind(validate, str(self.gatherer.value(CONTROLLER, "gir_ca_path") or "") or None)
        return all(one.answer == "confirmed" for one in run_probes(own, tls))

    # -- what is seen --------------------------------------------------------------------------------------------

    @property
    def need(self) -> Need | None:
        """Why the data center has to rejoin."""
        self.ledger()
        return next(
            (one for one in needs_rejoin(self.judgement, self.centers) if one.data_center == self.models.origin), None
        )

    @property
    def outage(self) -> tuple[float | None, float]:
        """Since when and until when the data center was away, in seconds since 1970."""
        need, asked = self.need, self.rejoin
        until = time.time() if asked.until is None else asked.until
        if asked.since is not None:
            return asked.since, until
        begun = _STARTED.match(need.operation) if need is not None else None
        if begun is not None:
            return seconds_of("{}-{}-{}T{}:{}:{}Z".format(*begun.groups())), until
        return seconds_of(need.since) if need is not None else None, until

    def _hints(self) -> Hints:
        since, until = self.outage
        windows = [
            float(one.facts["hint_window_seconds"])
            for one in self.found.points
            if one.data_center == self.models.origin and "hint_window_seconds" in one.facts
        ]
        return Hints(min(windows, default=None), None if since is None else max(0.0, until - since))

    def rejoin_seen(self) -> Seen:
        """All of it, as it is decided on."""
        base: FailoverSeen = self.seen()
        rws = {host: self.answers[host] for host in self.rws_hosts if host in self.answers}
        need = self.need
        ledger = base.ledger
        if not ledger.operation and not ledger.question and self.found.seen.question:
            ledger = replace(ledger, question=INPUT, text=" ".join(self.found.seen.question))
        model = self.found.seen.model
        now = datetime.now(timezone.utc)
        own = set(self.own_hosts)
        return Seen(
            center=self.rejoin.data_center,
            pair=(model["primary"], model["backup"]),
            ledger=ledger,
            lock=base.lock,
            silent=self._silent(),
            need="" if need is None else need.reason,
            operation="" if need is None else need.operation,
            behind=self._behind(),
            services=base.origin.services,
            left=self.left,
            to_run=self.to_run,
            compared=not self._may_rejoin() or (self.compared_now is not None and not self.unseen),
            unseen=self.unseen,
            listing=self.listing,
            kept=self.kept,
            kept_unseen=self.kept_unseen,
            keystores=self.keystores,
            hints=self._hints(),
            holds=parts.holds_of(rws, ""),
            markers=tuple(
                f"{one['host']} {one['component']}: {one['why']}".strip()
                for one in records.known_markers(self.found.seen, now)
                if one["host"] in own and one["ended"] != "yes"
            ),
            active_heard=tuple(host for host in rws if host in self.heard
                               and self.models.center_of(host) == self.models.target),
        )  # fmt: skip

    def _behind(self) -> tuple[str, ...]:
        """RWS hosts of the data center without the newest history."""
        found = self.judgement
        if found.head is None:
            return ()
        return tuple(host for host in (*found.lagging, *found.missing) if self.centers.get(host) == self.models.origin)


def _summed(counts: Mapping[str, Any], day: str) -> dict[str, int]:
    """Location to its recordings since a day; empty for all of them where nobody tells locations apart."""
    found: dict[str, int] = {}
    for one in counts["days"]:
        if one["day"] < day:
            continue
        for location, count in (dict(one["locations"]) or {"": one["count"]}).items():
            found[location] = found.get(location, 0) + count
    return found
