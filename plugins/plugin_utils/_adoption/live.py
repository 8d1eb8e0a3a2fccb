# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live system as it was read: files of hosts, state of RWS, objects of Configuration Server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import MASK
from ansible_collections.gir.multidc.plugins.module_utils._common.secret_names import SECRET_NAMES
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER

from . import tables
from .report import Report
from .trees import Tree, mapping

RESERVED = {"all", "ungrouped", "gir", CONTROLLER}
# What ansible-core writes in the place of a text that equals a password of the same task.
CENSORED = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"


class Live:
    """`groups`: {group: [hosts]}; `seed`: {host: {variable: value}}; `files`: {host: {path: {content, owner}}};
    `unreadable`: {host: [sentences]} about files of the web server.
    """

    def __init__(
        self,
        groups: Mapping[str, list[str]],
        seed: dict[str, Tree],
        files: dict[str, dict[str, Tree]],
        rws: Tree | None = None,
        objects: list[Tree] | None = None,
        centers: Iterable[str] | None = None,
        all_options: bool = False,
        unreadable: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.groups = {name: [host for host in hosts if host != CONTROLLER] for name, hosts in groups.items()}
        self.seed = seed
        self.files = files
        self.rws = rws or {}
        self.objects = objects
        self.all_options = all_options
        self.unreadable = unreadable or {}
        self._centers = list(centers or [])

    def hosts(self, component: str | None = None, center: str | None = None) -> list[str]:
        """In the order of the inventory: those of gir, of a component by its name, of a data center."""
        group = COMPONENTS[component].group if component else "gir"
        found = self.groups.get(group, []) if group else []
        if center is None:
            return list(found)
        inside = set(self.groups.get(center, []))
        return [host for host in found if host in inside]

    def center_of(self, host: str) -> str | None:
        return next((name for name in self.centers if host in self.groups.get(name, [])), None)

    @property
    def everyone(self) -> Tree:
        """The variables that the seed gives to the first host: those of the whole system."""
        return next((self.seed.get(host, {}) for host in self.hosts()), {})

    def centers_of_seed(self, report: Report) -> dict[str, Tree]:
        """What the seed says of each data center."""
        found = mapping(self.everyone.get("gir_datacenters"))
        for name, center in found.items():
            if center is not None and not isinstance(center, dict):
                report.contradict(f"gir_datacenters.{name} of the seed is no dictionary, so it was left out.")
        return {name: mapping(center) for name, center in found.items()}

    @property
    def centers(self) -> list[str]:
        return self._centers

    def find_centers(self, report: Report) -> None:
        """The groups that are data centers: those that are named, else every group of hosts that is none of ours."""
        hosts = set(self.hosts())
        if not hosts:
            report.problem("The seed has no host in the group gir; put every host below gir, see docs/adopt.md.")
            return
        mapped = self.everyone.get("gir_datacenters")
        if not self._centers and isinstance(mapped, dict):
            self._centers = list(mapped)
        if not self._centers:
            self._centers = [
                name
                for name, members in self.groups.items()
                if members and name not in RESERVED and not name.startswith("gir_") and set(members) <= hosts
            ]
        for name in self._centers:
            if not self.groups.get(name):
                report.problem(f"The group {name} of the data center {name} has no hosts; correct the seed.")
        for host in self.hosts():
            inside = [name for name in self._centers if host in self.groups.get(name, [])]
            if len(inside) != 1:
                what = f"the groups {', '.join(inside)}" if inside else "no group of a data center"
                report.problem(
                    f"The host {host} is in {what}; a host is in one. Groups that are no data centers are left out by "
                    "gir_adopt_datacenters, a list of those that are."
                )

    def given(self, host: str, variable: str) -> Any:
        return self.seed.get(host, {}).get(variable)

    def setting(self, host: str, component: Component, attribute: str) -> Any:
        """A variable of the component, as the seed gives it or by its default."""
        return tables.given(component, host, self.seed.get(host, {}))[tables.variable_of(component, attribute)]

    def install_path(self, host: str, component: Component) -> str:
        return str(self.setting(host, component, "install_path"))

    def text(self, host: str, path: str) -> str | None:
        found = self.files.get(host, {}).get(path)
        return None if found is None else str(found["content"])

    def document(self, host: str, path: str, form: str, report: Report) -> Tree | None:
        """A structured file as data; None when there is none or it cannot be read, which is then a problem."""
        text = self.text(host, path)
        if text is None:
            return None
        try:
            found = _env(text) if form == "env" else compare.read(form, text)
        except (compare.Unreadable, compare.NoParser) as error:
            report.problem(f"{host}: {path} is no {form.upper()} that can be read: {error}.")
            return None
        if isinstance(found, tuple):
            # The product's reader and its active profiles decide which of them counts.
            documents = [one for one in found if one is not None]
            if len(documents) > 1:
                report.problem(
                    f"{host}: {path} holds {len(documents)} YAML documents, and what its reader makes of them is not "
                    "known: write what is in force into one document."
                )
                return None
            found = documents[0] if documents else {}
            report.add("drift", f"site would change {host}: the empty YAML documents of {path}.")
        if not isinstance(found, dict):
            report.problem(f"{host}: {path} holds {_kind(found)}, where sections of options belong: correct it.")
            return None
        return found

    def object(self, kind: str, name: str) -> Tree | None:
        return next((item for item in self.objects or () if (item["type"], item["name"]) == (kind, name)), None)

    def of_type(self, kind: str) -> list[Tree]:
        return [item for item in self.objects or () if item["type"] == kind]


def _kind(found: Any) -> str:
    return "nothing" if found is None else "a list" if isinstance(found, list) else "one value"


def _env(text: str) -> Tree:
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name: value for name, _sign, value in pairs}


def uncensored(objects: list[Tree], password: str | None) -> list[str]:
    """Objects in which a text that equals the password of GAX stands again; and the options that stay hidden."""
    hidden = []
    for item in objects:
        for part in ("options", "annex"):
            for section, options in (item.get(part) or {}).items():
                for key, value in list(options.items()):
                    if value == CENSORED:
                        options[key] = password
                    elif isinstance(value, str) and MASK in value:
                        del options[key]
                        hidden.append(f"{item['type']} {item['name']} {section}/{key}")
    return hidden


def without_secrets(data: Mapping[Any, Any]) -> Tree:
    """A dictionary without what the modules mask on purpose, whose real value they never show."""
    return {str(key): value for key, value in data.items() if not SECRET_NAMES.hides(data, str(key))}


def masked(data: Any, path: str = "") -> list[str]:
    """Where something that is no secret holds a mask, as paths."""
    if isinstance(data, dict):
        members = list(without_secrets(data).items())
    elif isinstance(data, list):
        members = [(str(number), value) for number, value in enumerate(data)]
    else:
        return [path] if isinstance(data, str) and (MASK in data or data == CENSORED) else []
    return [found for key, value in members for found in masked(value, f"{path}/{key}")]
