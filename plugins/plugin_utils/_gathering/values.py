# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of hosts as plain values, for components. The only part of desired state that knows templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import ansible.template
from ansible_collections.gir.multidc.plugins.plugin_utils._components.addresses import is_reached_over_ipv6
from ansible_collections.gir.multidc.plugins.plugin_utils._components.component import Component
from ansible_collections.gir.multidc.plugins.plugin_utils._components.reading import OMITTED, is_blank
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER, Target
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.origins import place_of
from ansible_collections.gir.multidc.plugins.plugin_utils._speechminer.sides import is_windows
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.evaluation import evaluated, explaining
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import plain

# ansible-core 2.18 and earlier know no trust: there every text is a template that is not marked as unsafe.
_KNOWS_TRUST = hasattr(ansible.template, "trust_as_template")
_trust = ansible.template.trust_as_template if _KNOWS_TRUST else str
# What the host said of its platform in this run; a fact of the same content may come from a cache.
_PLATFORM = "__gir_platform"
_BRACES = ("{{", "{%", "{#")


def published_model(task_vars: Mapping[str, Any]) -> Model | None:
    """The model that playbook topology, or the role before its first task, has published; None when nobody has."""
    found = plain(task_vars.get("gir_topology"))
    return cast(Model, found) if isinstance(found, dict) else None


class Gatherer:
    """Reads variables for one task. `task_vars` are those of the task's host, `templar` is the action's."""

    def __init__(self, templar: Any, task_vars: Mapping[str, Any]) -> None:
        self._templar, self._task_vars = templar, task_vars
        # From ansible-core 2.19 on `omit` is no text, and a variable of that name is just a variable.
        self._omit = "" if _KNOWS_TRUST else str(task_vars.get("omit") or "")
        self._raw: dict[str, dict[str, Any]] = {}
        self._asked: dict[tuple[str, str], dict[str, object]] = {}

    def of_task(self, component: Component, host: str | None = None) -> dict[str, object]:
        """What the component reads, as the task sees it: with role parameters and the variables of its play.

        The `host` is another one than the task's where the task stands for the controller.
        """
        if host is None or host == self._task_vars["inventory_hostname"]:
            return self._of_component(component, dict(self._task_vars))
        return self._of_component(component, {**self.known(host), **self.of_play(component)})

    def of_play(self, component: Component) -> dict[str, Any]:
        """What the task has otherwise than its host, not evaluated: role parameters and variables of its play."""
        known, seen = self.known(self._task_vars["inventory_hostname"]), self._task_vars
        return {
            name: seen[name]
            for name, row in component.variables.items()
            if name in seen
            if seen[name] is not known.get(name) and seen[name] != known.get(name)
            if name in known or seen[name] != row.default
        }

    def of_host(self, component: Component, host: str) -> dict[str, object]:
        """What the component reads of any host: inventory, extra variables and set_fact, and the role's defaults."""
        return self._of_component(component, self.known(host))

    def sees(self, host: str) -> bool:
        """Whether the inventory of this run has the host; a model that was exported may know more."""
        return host == CONTROLLER or host in self._task_vars["hostvars"]

    def known(self, host: str) -> dict[str, Any]:
        """Every variable of a host, not evaluated; hostvars as a mapping would evaluate all of them."""
        if host not in self._raw:
            hostvars = self._task_vars["hostvars"]
            self._raw[host] = {} if host not in hostvars else dict(hostvars.raw_get(host), hostvars=hostvars)
            if host == CONTROLLER and "gir_datacenters" not in self._raw[host]:
                self._raw[host] = {**self._of_everyone(), "inventory_hostname": host}
        return self._raw[host]

    def task_value(self, name: str) -> object:
        """The plain value of one variable as the task sees it; None where it is not given."""
        return self._values([name], dict(self._task_vars)).get(name)

    def value(self, host: str, name: str, **more: object) -> object:
        """The plain value of one variable of any host; None where it is not given. `more`: for the templates in it."""
        return self._values([name], {**self.known(host), **more}).get(name)

    def place(self, host: str, name: str) -> str | None:
        """The file and line where a variable of a host stands, where ansible-core tells it."""
        return next((place_of(key) for key in self.known(host) if key == name), None)

    def target(self, component: Component, host: str, model: Model, own: bool) -> Target:
        """The host with what is asked of others; `own`: the host is the task's, whose variables the task has."""
        platform = (self._task_vars if own else self.known(host)).get(_PLATFORM) or {}
        asked = [name for group in component.asks_groups for center in model["data_centers"].values()
                 for name in center["hosts"][group]]  # fmt: skip
        return Target(
            host,
            os_family=str(platform.get("os_family") or ""),
            service_manager=str(platform.get("service_manager") or ""),
            others={other: self._of_other(component, other) for other in dict.fromkeys(asked)},
            unseen=frozenset(other for other in asked if not self.sees(other)),
            has_ipv6=any(map(is_reached_over_ipv6, platform.get("ipv6_addresses") or [])),
            is_windows=component.may_be_windows and self.is_windows(host),
        )

    def is_windows(self, host: str) -> bool:
        """Whether a host is one of Windows, by how Ansible reaches it."""
        return is_windows(self.value, host)

    def _of_other(self, component: Component, host: str) -> dict[str, object]:
        key = component.name, host
        if key not in self._asked:
            self._asked[key] = self._values(component.asks, self.known(host))
        return self._asked[key]

    def _of_everyone(self) -> dict[str, Any]:
        """The controller may not be a member of gir; then it goes by the variables of the first host."""
        members = list((self._task_vars.get("groups") or {}).get("gir") or ())
        return self.known(members[0]) if members and members[0] != CONTROLLER else {}

    def _of_component(self, component: Component, known: dict[str, Any]) -> dict[str, object]:
        defaults = _defaults(component)
        blank = {name for name in component.variables if is_blank(known.get(name))}
        if blank:
            # For templates that use them too.
            known = {name: value for name, value in known.items() if name not in blank}
        found = self._values(component.variables, {**defaults, **known})
        # A default may be a template, which nobody has evaluated where a template gave blank text.
        late = [name for name, value in found.items() if _counts_not(value) and "{{" in str(defaults.get(name))]
        return {**found, **self._values(late, {**known, **{name: defaults[name] for name in late}})}

    def _values(self, names: Iterable[str], known: dict[str, Any]) -> dict[str, object]:
        # A copy of the templar would cost more than all values.
        before = self._templar.available_variables
        self._templar.available_variables = known
        try:
            template = explaining(self._template, known)
            return {name: self._kept(evaluated(known[name], template)) for name in names if name in known}
        finally:
            self._templar.available_variables = before

    def _template(self, text: Any) -> Any:
        """One text, or a vaulted value. Most texts hold no template, and to ask the templar of each would be slow."""
        if isinstance(text, str) and not any(brace in text for brace in _BRACES):
            return text
        try:
            return self._templar.template(text)
        except Exception as error:
            # From ansible-core 2.19 on a template that gives omit raises; before, it gives the text in `omit`.
            if type(error).__name__ == "AnsibleValueOmittedError":
                return OMITTED
            raise

    def _kept(self, value: Any) -> Any:
        """The value without members that are omitted."""
        if isinstance(value, dict):
            kept = {key: self._kept(item) for key, item in value.items()}
            return {key: item for key, item in kept.items() if item is not OMITTED}
        if isinstance(value, list):
            return [item for item in map(self._kept, value) if item is not OMITTED]
        if self._omit and isinstance(value, str) and self._omit in value:
            # In the middle of a text it is nothing, as ansible-core 2.19 and later have it.
            return OMITTED if value == self._omit else value.replace(self._omit, "")
        return value


def _counts_not(value: object) -> bool:
    return value is OMITTED or is_blank(value)


def _defaults(component: Component) -> dict[str, Any]:
    """The role's defaults, which hosts know only within the role."""
    return {
        name: _trust(row.default) if isinstance(row.default, str) else row.default
        for name, row in component.variables.items()
        if row.own or not name.startswith("gir_")
        if not row.about.required
    }
