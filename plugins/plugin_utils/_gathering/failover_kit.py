# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook failover_kit: what the kits are made of, and what becomes of those that lie there."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.release import __version__ as ansible_core
from ansible_collections.gir.multidc.plugins.module_utils._kit.look import name_of
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.page import page
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.plain import text
from ansible_collections.gir.multidc.plugins.plugin_utils._breakglass.scenarios import sheets
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report, errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import observing
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.break_glass import Whole
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts
from ansible_collections.gir.multidc.plugins.plugin_utils._kit import (
    addresses,
    archive,
    collection,
    freshness,
    host_keys,
    making,
    options,
    sources,
    wheels,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.local_files import LocalFiles
from ansible_collections.gir.multidc.plugins.plugin_utils._report.place import URL
from ansible_collections.gir.multidc.plugins.plugin_utils._report.version import version
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import listed
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary

# Nobody types the constants of Ansible.
_CONSTANTS: Any = constants
MODE, DIRECTORY_MODE = 0o600, 0o700
_OF_HOSTS = ("ansible_host", "ansible_port", "ansible_connection", "ansible_become_method")
_HERE = ("local", "ansible.builtin.local")
_OF_SYSTEM = ("gir_gax_url", "gir_failover_witness", "load_balancer_dns_server", "gir_elasticsearch_url")
# Files of the controller that stay there, because they are secret or because nobody can tell where they will be.
_BROUGHT = {
    "gir_ca_path": "the certificate authority of RWS", "gir_gax_ca_path": "the certificate authority of GAX",
    "gir_gax_client_cert": "the client certificate for GAX", "gir_gax_client_key": "its key",
}  # fmt: skip
_KNOWN_HOSTS = ("~/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts")


class Refused(Exception):
    """Nothing was written; the message says why."""


class KitRun:
    """`action` is the action that runs; `model` is the published one."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], model: Model) -> None:
        self._action, self._task_vars, self._model = action, task_vars, model
        self._inventory = Inventory(action._templar, action._loader, task_vars)
        self._gatherer = Gatherer(action._templar, task_vars)
        self._whole = Whole(self._inventory, self._gatherer, model)
        self._check = bool(action._task.check_mode)
        self._now = time.time()

    def result(self, read_ledger: bool) -> dict[str, Any]:
        """What the task returns. Raises Refused."""
        report = Report("")
        given, wrong = options.read(self._value)
        given = options.asked_for(given, report, self._value(URL))
        refuse([*wrong, *report.violations])
        observed = self._ledgers() if read_ledger else observing.Observed()
        gathered = self._gathered(given, observed)
        pair = gathered.pair
        paths = {name: os.path.join(given.directory, name_of(name)) for name in pair}
        self._refuse_places(paths.values())
        known = {name: making.present(path) for name, path in paths.items()}
        packages = self._packages(given, gathered, known)
        kits = []
        for name in pair:
            kits.append(self._kit(given, gathered, name, paths[name], known[name], packages))
        return {
            "changed": any(one["changed"] for one in kits),
            "kits": kits,
            "host_directory": given.host_directory,
            "silent": dict(observed.silent),
            "notices": making.notices(gathered),
            "environment": gathered.environment,
        }

    # -- gathering -----------------------------------------------------------------------------------------------

    def _value(self, name: str) -> object:
        return self._inventory.of_anyone([name]).get(name)

    def _ledgers(self) -> observing.Observed:
        def ask(module: str | None, arguments: Mapping[str, Any]) -> Any:
            return Hosts(self._action, module, dict(self._task_vars), private=False).run(arguments)

        hostvars = self._task_vars.get("hostvars") or {}
        roots = {host: self._inventory.root(host) for host in self._inventory.members("gir_rws") if host in hostvars}
        return observing.ledgers(ask, roots) if roots else observing.Observed()

    def _gathered(self, given: options.Options, observed: observing.Observed) -> making.Gathered:
        report = Report("")
        if self._whole.unseen or self._inventory.slice:
            unseen = listed(self._whole.unseen, 4) or f"slice {self._inventory.slice}"
            report.add(options.GIR692, "inventory", f"This run does not see the whole inventory ({unseen}).",
                       "Run it with the whole inventory.")  # fmt: skip
        found = sources.collected([str(one) for one in self._task_vars.get("ansible_inventory_sources") or ()])
        for problem in found.problems:
            report.add(options.GIR692, "inventory", problem)
        refuse(report.violations)
        try:
            inventory = sources.contents(found)
            artifact = collection.artifact()
            asked = wheels.wanted(ansible_core, given.pythons)
        except (OSError, ValueError, KeyError) as error:
            what = f"{collection.ROOT}: {error}"
            if isinstance(error, OSError):
                what = f"{error.filename}: {error.strerror}"
            report.add(options.GIR692, "files", f"What belongs into the kits cannot be read: {what}.")
            raise Refused(summary(report.violations)) from None
        of = found.files
        refuse(options.in_clear_text(making.secrets_in(inventory), lambda path: of[path]))
        facts = self._whole.facts()
        moving = [line.split()[2].rstrip(".") for move in facts.moves.values() if move.names is not None
                  for line in move.names.lines if line.startswith("update delete ")]  # fmt: skip
        hosts = {host: {name: str(self._gatherer.value(host, name) or "") for name in _OF_HOSTS}
                 for host in self._model["hosts"] if self._gatherer.sees(host)}  # fmt: skip
        reached = {host: one for host, one in hosts.items() if one["ansible_connection"] not in _HERE}
        names = [one["ansible_host"] or host for host, one in reached.items()]
        literal = addresses.found([*names, *self._hosts_of_urls(inventory)])
        places = [(one["ansible_host"] or host, one["ansible_port"]) for host, one in reached.items()]
        wanted = host_keys.asked_for(places, literal)
        forms = (("html", page), ("txt", text))
        environments = list(observing.judged(observed).environments)
        return making.Gathered(
            pair=(self._model["primary"], self._model["backup"]),
            sources=found,
            inventory=inventory,
            collection=artifact,
            version=version(),
            wanted=asked,
            addresses=literal,
            names=names,
            moving=moving,
            plugins=[one[name] for one in hosts.values() for name in ("ansible_connection", "ansible_become_method")],
            sheets={f"{one.name}.{end}": form(one) for one in sheets(facts) for end, form in forms},
            known_hosts=host_keys.known_hosts(map(_text, _KNOWN_HOSTS), wanted),
            ansible_cfg=_text(_CONSTANTS.CONFIG_FILE or ""),
            environment=environments[0] if len(environments) == 1 else None,
            brought=self._brought(found),
        )

    def _hosts_of_urls(self, inventory: Mapping[str, bytes]) -> set[str]:
        """Of all addresses that the controller asks: those of the map and of the system, and of plain files."""
        values = [json.dumps(self._model), *(json.dumps(self._value(name), default=str) for name in _OF_SYSTEM)]
        servers: Any = self._value("load_balancer_dns_server") or []
        more = addresses.in_texts([*values, *(data.decode("utf-8", "replace") for data in inventory.values())])
        return {*more, *(str(one) for one in (servers if isinstance(servers, list) else [servers]))}

    def _brought(self, found: sources.Sources) -> list[str]:
        """What variables name outside of the inventory, which a kit cannot bring to its place."""
        there = set(map(os.path.realpath, found.files.values()))
        told = []
        for name, what in _BROUGHT.items():
            path = self._gatherer.value(CONTROLLER, name)
            if isinstance(path, str) and path.strip() and os.path.realpath(os.path.expanduser(path)) not in there:
                told.append(f"Bring {path}, {what} ({name}), to the same place on the host where you unpack the kit.")
        return told

    def _packages(
        self, given: options.Options, gathered: making.Gathered, known: Mapping[str, making.Present]
    ) -> dict[str, bytes] | None:
        """The wheels; None where check mode would have to download them, which only a real run does."""
        if not given.wheels and not making.any_due(known.values(), given.days, self._now):
            for one in known.values():
                there = one.packages(gathered.wanted)
                if there:
                    return there
        if self._check and not given.wheels:
            return None
        try:
            return wheels.collected(gathered.wanted, given.wheels)
        except wheels.NoWheels as none:
            report = Report("")
            sentence, _stop, remedy = str(none).rpartition(". ") if ". " in str(none) else (str(none), "", "")
            report.add(options.GIR692, "wheels", f"{sentence}.", remedy)
            raise Refused(summary(report.violations)) from None

    # -- writing -------------------------------------------------------------------------------------------------

    def _refuse_places(self, paths: Any) -> None:
        files = LocalFiles(MODE, self._check)
        problems = [files.problem_of(path) for one in paths for path in (one, f"{one}.sha256")]
        report = Report("")
        for problem in dict.fromkeys(filter(None, problems)):
            report.add(options.GIR692, options.DIRECTORY, f"{problem}.")
        refuse(report.violations)

    def _kit(
        self,
        given: options.Options,
        gathered: making.Gathered,
        name: str,
        path: str,
        known: making.Present,
        packages: Mapping[str, bytes] | None,
    ) -> dict[str, Any]:
        made = making.kit(gathered, name, packages or {})
        told: dict[str, Any] = {"data_center": name, "path": path, "changed": False}
        told.update(made=(known.said or {}).get("made"), sha256=_first(f"{path}.sha256"))
        told["before"], told["after"] = _members(known.data), archive.sums(made.members)
        if packages is not None and making.is_kept(known, made, given.days, self._now):
            return told
        told["changed"] = True
        if self._check:
            return told
        moment = time.strftime(freshness.TIME, time.gmtime(self._now))
        data = made.packed(moment)
        told.update(made=moment, sha256=archive.digest(data))
        try:
            write(path, data)
            write(f"{path}.sha256", f"{told['sha256']}  {os.path.basename(path)}\n".encode())
        except OSError as error:
            raise Refused(f"{path} cannot be written on the controller: {error.strerror or error}.") from None
        return told


def refuse(violations: list[Violation]) -> None:
    """Raises Refused with all of them."""
    if errors(violations):
        raise Refused(summary(violations))


def write(path: str, data: bytes) -> None:
    """At once or not at all, for nobody else to read."""
    directory = os.path.dirname(path)
    os.makedirs(directory, mode=DIRECTORY_MODE, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".gir_multidc.", suffix=".new", dir=directory)
    try:
        with os.fdopen(descriptor, "wb") as staged:
            staged.write(data)
            os.fchmod(staged.fileno(), MODE)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _members(data: bytes | None) -> str:
    """The list of members and digests that a kit has, without the one that says when it was made."""
    found = {} if data is None else archive.unpacked(data, archive.SUMS)
    lines = found.get(archive.SUMS, b"").decode("utf-8", "replace").splitlines(keepends=True)
    return "".join(line for line in lines if not line.endswith(f"  {archive.KIT}\n"))


def _text(path: str) -> str:
    """What a file of the controller holds; empty where it cannot be read."""
    try:
        return Path(path).expanduser().read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _first(path: str) -> str | None:
    return next(iter(_text(path).split()), None)
