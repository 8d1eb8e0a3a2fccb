# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A comparison of the whole system with the connections and the templates of the action that makes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.calls import Call, template_variables
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.comparing import Compared, Comparing, Limits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.kits import Kits
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._hosts import Hosts, Request
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.payload import payload, yaml_provided
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.problems import Problems
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.templates import Templates

Heard = Callable[[Collection[str]], Callable[[str], None]]


def compare(
    action: Any,
    task_vars: Mapping[str, Any],
    verb: str,
    limits: Limits,
    assumed: Mapping[str, Any] | None = None,
    heard: Heard = lambda keys: lambda key: None,
    ledgers: bool = True,
    chosen: Collection[str] | None = None,
    apis: bool = False,
    kits: Kits | None = None,
) -> Compared:
    """Compare the hosts of the play, and the APIs. Raises NoModel. `heard` is told who is asked, and of each answer.

    `chosen`: compare these hosts instead, and no API but with `apis`. `kits`: where hosts keep failover
    kits.
    """
    inventory = Inventory(action._templar, action._loader, task_vars)
    gatherer = Gatherer(action._templar, task_vars)
    # Nobody answers with a secret, and why a host does not answer has to be told.
    hosts = Hosts(action, None, dict(task_vars), private=False)

    def render(call: Call, host: str, problems: Problems) -> dict[str, Any]:
        # The name of a host may come from a registry, so it is no template either.
        final = template_variables({"inventory_hostname": host, **call.variables})
        return payload(call.args, Templates(action, {**gatherer.known(host), **final}), host, problems)

    def ask(requests: Mapping[str, Request]) -> dict[str, dict[str, Any]]:
        return hosts.ask(requests, heard(requests.keys()))

    hosts_of_run = task_vars.get("ansible_play_hosts_all") or () if chosen is None else chosen
    with yaml_provided():
        asks_apis = chosen is None or apis
        comparing = Comparing(inventory, gatherer, render, ask, limits, hosts_of_run, verb, asks_apis, kits)
        return comparing.compare(assumed, ledgers)
