# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the break-glass sheets are made from, of the whole inventory and whichever data center is active."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._ledger.record import LEDGER
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass import changes, shell
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.facts import (
    Center,
    Facts,
    Gax,
    Host,
    Ledger,
    Move,
    Names,
    RwsFile,
    Secret,
    Work,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Desired
from ansible_collections.gir.multidc.plugins.plugin_utils._components.hold_keeper import keeper_host
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import truth
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._eservices import nodes as rws_nodes
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.observing import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model

_OF_HOSTS = ("rps", "voice_processor", "muxer", "speechminer")
_OF_OBJECTS = ("ivr_profile", "workspace_desktop")
# What only jobs of AWX have.
_JOBS = ("awx_job_id", "tower_job_id")
_REFERENCE = re.compile(r"\s*\{\{\s*([A-Za-z_][A-Za-z0-9_]*)((?:\.[A-Za-z0-9_]+)*)")
_ANSIBLE = ("ansible_host", "ansible_user", "ansible_ssh_user", "ansible_port")


class Whole:
    """The inventory with either data center of the pair active. `unseen`: hosts that this run does not see."""

    def __init__(self, inventory: Inventory, gatherer: Gatherer, model: Model) -> None:
        self._inventory, self._gatherer, self._model = inventory, gatherer, model
        self.unseen = inventory.evaluate("render", False, Observed()).unseen
        self._given: dict[tuple[str, str], dict[str, object]] = {}
        self._hosts: dict[str, Host] = {}

    def facts(self) -> Facts:
        """All that the sheets say."""
        model = self._model
        pair = (model["primary"], model["backup"])
        hosts = model["hosts"]
        home, _wrong = self._with(pair[0], model["data_centers"][pair[0]]["site_name"])
        rws = {host: self._of(host, rws_nodes.VARIABLES) for host in hosts if "gir_rws" in hosts[host]["components"]}
        addresses = rws_nodes.nodes(model, rws)
        centers = {
            name: Center(
                name=name,
                role=center["role"],
                site=center["site_name"],
                rws_url=center["rws_url"],
                peer=center["peer"] if center["role"] == "recording" else _other(pair, name),
                nodes=tuple(one.url.rstrip("/") for one in addresses if one.data_center == name),
                geo_locations=tuple(center["geo_locations"]),
            )
            for name, center in (home or model)["data_centers"].items()
        }
        places = {host: self._of(host, rws_nodes.PLACES) for host in rws}
        return Facts(
            centers=centers,
            primary=pair[0],
            backup=pair[1],
            rws=self._secret("gir_rws_ops_username", "gir_rws_ops_password"),
            rws_curl=_tls(self._value("gir_validate_certs"), self._value("gir_ca_path"), "rws-ca.pem"),
            moves={to: self._move(_other(pair, to), to) for to in pair},
            hosts={host: self._host(host) for host in rws},
            files=self._files(places, [centers[name].site for name in pair]),
            ledgers=tuple(Ledger(self._host(host), f"{self._root(host)}/{LEDGER}") for host in rws),
            gax=self._gax(),
            monitoring_delay=rws_nodes.monitoring_delay(rws),
            desktop_failover=model["desktop_failover"],
            speechminers=tuple(self._host(host) for host in hosts if "gir_speechminer" in hosts[host]["components"]),
            notes=self._notes(),
            guarded=truth(self._value("gir_site_guard")) is True,
        )

    # -- a move ----------------------------------------------------------------------------------------------------

    def _move(self, away: str, to: str) -> Move:
        sites = {name: self._model["data_centers"][name]["site_name"] for name in (away, to)}
        before, wrong = self._with(away, sites[away])
        after, forbidden = self._with(to, sites[to])
        moved, _wrong = self._with(away, sites[to])
        refusals = [*wrong, *forbidden]
        if before is None or after is None or moved is None:
            return Move(to, away, refusals=tuple(refusals))
        old, new = ([self._desired(model, name, CONTROLLER) for name in _OF_OBJECTS] for model in (before, after))
        names = self._desired(after, "load_balancer_names", CONTROLLER)
        desktops = [self._desired(model, "workspace_desktop", CONTROLLER) for model in (before, moved)]
        refusals += [f"{one.sentence} {one.remedy}" for state in [*new, names] for one in errors(state.violations)]
        return Move(
            to,
            away,
            work=tuple(self._work(before, after)),
            objects=changes.objects(old, new),
            desktops=changes.objects(desktops[:1], desktops[1:]),
            names=self._names(names),
            index_stop=before["index_update_host"],
            keeper=self._keeper(after),
            refusals=tuple(dict.fromkeys(refusals)),
        )

    def _keeper(self, model: Model) -> str | None:
        """The host that keeps holds with this model; None where there are none, or this run does not see it."""
        host = keeper_host(model)
        if host is None or not self._gatherer.sees(host):
            return None
        return host if self._desired(model, "hold_keeper", host).status_file is not None else None

    def _with(self, active: str, site: str) -> tuple[Model | None, list[str]]:
        """The model with other inputs, and why there is none."""
        assumed = {"gir_active_datacenter": active, "gir_eservices_site": site}
        found = self._inventory.evaluate("render", False, Observed(), assumed=assumed)
        reasons = [f"{one['sentence']} {one['remedy']}" for one in found.errors]
        return found.model, reasons

    def _work(self, before: Model, after: Model) -> Iterable[Work]:
        for name in _OF_HOSTS:
            component = COMPONENTS[name]
            for host in component.targets(after):
                if self._gatherer.sees(host):
                    center = after["data_centers"][after["hosts"][host]["data_center"]]
                    found = changes.work(
                        component,
                        changes.Place(self._host(host), self._root(host), center["state"] == "active"),
                        self._desired(before, name, host),
                        self._desired(after, name, host),
                    )
                    if found is not None and _belongs(found, after):
                        yield found

    def _desired(self, model: Model, name: str, host: str) -> Desired:
        component = COMPONENTS[name]
        if (name, host) not in self._given:
            self._given[name, host] = self._gatherer.of_host(component, host)
        target = self._gatherer.target(component, host, model, own=False)
        return component.desired(model, target, self._given[name, host])

    def _names(self, state: Desired) -> Names | None:
        servers = self._value("load_balancer_dns_server") or []
        if state.dns is None or not servers:
            return None
        lines = [f"zone {state.dns.zone}"]
        for record in state.dns.records:
            name = f"{str(record['name']).removesuffix('.')}."
            lines.append(f"update delete {name} {record['type']}")
            values: Any = record["value"]
            for value in values:
                end = "." if record["type"] == "CNAME" and not str(value).endswith(".") else ""
                lines.append(f"update add {name} {record['ttl']} {record['type']} {value}{end}")
        return Names(
            servers=tuple(map(str, servers if isinstance(servers, list) else [servers])),
            port=int(str(self._value("load_balancer_dns_port") or 53)),
            key_name=str(self._value("load_balancer_dns_key_name")),
            algorithm=str(self._value("load_balancer_dns_key_algorithm") or "hmac-sha256"),
            secret=self._secret("load_balancer_dns_key_name", "load_balancer_dns_key_secret"),
            lines=tuple(lines),
        )

    # -- hosts and accounts ----------------------------------------------------------------------------------------

    def _host(self, host: str) -> Host:
        if host not in self._hosts:
            known = self._of(host, _ANSIBLE)
            user = known["ansible_user"] or known["ansible_ssh_user"]
            port = str(known["ansible_port"] or "")
            # Never an option of ssh.
            address = str(known["ansible_host"] or host).lstrip("-")
            options = ("-p", port) if port.isdigit() and port != "22" else ()
            words = (*options, f"{user}@{address}" if user else address)
            self._hosts[host] = Host(host, self._model["hosts"][host]["data_center"], words)
        return self._hosts[host]

    def _root(self, host: str) -> str:
        return str(self._gatherer.value(host, "gir_root") or "").rstrip("/")

    def _of(self, host: str, names: Iterable[str]) -> dict[str, object]:
        return {name: self._gatherer.value(host, name) for name in names}

    def _value(self, name: str) -> object:
        return self._gatherer.value(CONTROLLER, name)

    def _files(self, places: dict[str, dict[str, object]], sites: Iterable[str]) -> tuple[RwsFile, ...]:
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for site in sites:
            for one in rws_nodes.start_files(places, site):
                line = shell.sed_text(one.replace[len(r"\1") :])
                found.setdefault(one.host, (one.path, {}))[1][site] = rf"s/^\( *\)eServicesSite:.*/\1{line}/"
        return tuple(RwsFile(self._host(host), path, scripts) for host, (path, scripts) in found.items())

    def _gax(self) -> Gax:
        """Where a GAX needs more than an account that a person can type, it is left to a person at a console."""
        urls = self._value("gir_gax_url") or []
        able = (
            self._value("gir_configuration_source") == "gax"
            and not self._value("gir_gax_client_cert")
            and (self._value("gir_gax_password_form") or "clear") == "clear"
        )
        if not able or not urls:
            return Gax()
        addresses = (re.sub(r"(/gax(/api)?)?/*$", "", str(url)) for url in (urls if isinstance(urls, list) else [urls]))
        return Gax(
            tuple(addresses),
            self._secret("gir_gax_username", "gir_gax_password"),
            _tls(self._value("gir_gax_validate_certs"), self._value("gir_gax_ca_path"), "gax-ca.pem"),
        )

    def _notes(self) -> tuple[str, ...]:
        return tuple(
            f"Put a copy of {self._value(name)} ({name}) there as {file}: keep one with this page."
            for name, file in (("gir_ca_path", "rws-ca.pem"), ("gir_gax_ca_path", "gax-ca.pem"))
            if self._value(name)
        )

    def _secret(self, username: str, variable: str) -> Secret:
        return Secret(str(self._value(username) or username), *self._origin(variable))

    def _origin(self, variable: str) -> tuple[str, str]:
        """The variable that holds a value, and the file where that stands; the value itself is not looked at."""
        known, shown, place = self._gatherer.known(CONTROLLER), variable, ""
        name = variable
        for _step in range(5):
            place = _short(self._gatherer.place(CONTROLLER, name)) or place
            text = known.get(name)
            found = _REFERENCE.match(text) if isinstance(text, str) else None
            if found is None or found[1] not in known or found[1] == name:
                break
            name = found[1]
            shown = f"{name}{found[2]}"
        told = variable if shown == variable else f"{variable}, which is {shown}"
        # In a job of AWX that is a file of the job, which is gone when somebody reads the sheet.
        is_known = place and not any(name in known for name in _JOBS)
        return told, f"in {place}" if is_known else "in your inventory or vault"


def _belongs(found: Work, model: Model) -> bool:
    """A processor of a data center that only records is fenced by nobody; it counts where its file changes."""
    pair = (model["primary"], model["backup"])
    return bool(found.edits or found.state) or found.host.data_center in pair


def _other(pair: tuple[str, str], name: str) -> str:
    return pair[0] if pair[1] == name else pair[1]


def _short(place: str | None) -> str:
    """`group_vars/gir/vault.yml` of a place: the same wherever the inventory lies, and whatever else is in the file."""
    if not place:
        return ""
    path = re.sub(r":\d+$", "", place)
    parts = path.split("/")
    start = next((index for index, part in enumerate(parts) if part in ("group_vars", "host_vars")), len(parts) - 1)
    return "/".join(parts[start:])


def _tls(validate: object, ca_path: object, file: str) -> tuple[str, ...]:
    if truth(validate) is False:
        return ("insecure",)
    return (f'cacert = "{file}"',) if ca_path else ()
