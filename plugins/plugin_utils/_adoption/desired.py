# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles make of variables: their own expressions are evaluated, so that nothing is computed twice."""

from ansible.errors import AnsibleError
from ansible_collections.gir.multidc.plugins.module_utils._bundle import compare
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.plain import message_of, without_nulls
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.serialise import scalar, serialise
from ansible_collections.gir.multidc.plugins.plugin_utils._topology import engine

from . import tables


class Incomparable(Exception):
    """The roles cannot make anything of what was read; the message says of which host."""


class Desired:
    """`evaluate(text, variables, templates)` evaluates one template; `templates` are variables that are templates."""

    def __init__(self, groups, effective, everywhere, evaluate):
        self._groups, self._evaluate = groups, evaluate
        self._of = {host: effective(host) for host in groups.get("gir", []) if host != "localhost"}
        # What the controller sees: the variables of all hosts, and none of a data center.
        self._everyone = everywhere
        rws = {
            host: {name: self._of[host][name] for name in engine.HOST_VARIABLES if name in self._of[host]}
            for host in groups.get("gir_rws", [])
            if host in self._of
        }
        known = {name: everywhere[name] for name in engine.VARIABLES if name in everywhere}
        self.topology = engine.evaluate(groups, known, rws)

    @property
    def model(self):
        return self.topology.model

    def ask(self, role, expression, host=None, platform=None):
        """The value of one expression in the variables of a role, as a host sees it."""
        own = self._of[host] if host else self._everyone
        templates = {**tables.defaults(role), **tables.variables(role, platform)}
        for name in own:
            # Variables of the inventory come before the defaults of a role, but not before its internal ones.
            if name in tables.defaults(role):
                del templates[name]
        values = {
            **own,
            "inventory_hostname": host or "localhost",
            "groups": self._groups,
            "hostvars": self._of,
            "ansible_facts": {},
            "gir_topology": self.model,
            "ansible_check_mode": False,
            "ansible_managed": "Managed by Ansible (gir.multidc). Local changes are overwritten.",
            "role_path": str(tables.ROLES / role),
        }
        try:
            return self._evaluate("{{ " + expression + " }}", values, templates)
        except AnsibleError as error:
            text = f"{host or 'localhost'}: role {role} cannot be tried with what was read: {message_of(error)}"
            raise Incomparable(text + ("" if text.endswith(".") else ".")) from error

    def document(self, role, expression, fmt, host):
        """A structured file as a reader of it would see it."""
        data = without_nulls(self.ask(role, expression, host))
        if not isinstance(data, dict):
            # ansible-core 2.18 and earlier make text of data that holds what Python cannot write down.
            raise Incomparable(
                f"{host}: the file of role {role} holds a date, an infinite number or binary data, which this "
                "ansible-core cannot compare: run adopt with ansible-core 2.19 or later."
            )
        if fmt == "env":
            return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in data.items()}
        return compare.read(fmt, serialise(fmt, data))

    def objects(self, role, host=None):
        """Objects of Configuration Server: every value is text, null values are gone."""
        found = self.ask(role, f"__{role}_configuration_objects", host)
        for item in found:
            for part in ("options", "annex"):
                if item.get(part) is not None:
                    item[part] = {
                        section: {key: scalar(key, value) for key, value in options.items() if value is not None}
                        for section, options in item[part].items()
                        if options is not None
                    }
        return found
