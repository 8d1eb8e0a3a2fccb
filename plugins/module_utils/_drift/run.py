# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare one host with what it should be, in one call that changes nothing: private to this collection.

The request is packed like that of config_bundle. Each part is a module with a function `observe(component, context)`,
or `observe_host(context)` for what belongs to no single component. A part that fails is "could not be checked", and
takes no other part with it.
"""

import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import unpack
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES, Refusal
from ansible_collections.gir.multidc.plugins.module_utils._drift import (
    beside,
    files,
    index_update,
    keystore,
    ledger,
    links,
    maintenance,
    packages,
    platform,
    units,
)
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context

# What a part is called in the answer, its function, and the check of what keeps it from an answer. Files come first,
# since units are judged by them. The first six names are those that somebody acts on.
_PARTS: Tuple[Tuple[str, Callable[[Component, Context], None], str], ...] = (
    ("files", files.observe, "file.read"),
    ("absent", links.observe_absent, "file.read"),
    ("links", links.observe, "link.read"),
    ("package", packages.observe, "package.read"),
    ("system_packages", packages.observe_system, "package.read"),
    ("service", units.observe, "unit.read"),
    ("beside", beside.observe, "beside.read"),
)
_NO_ACT = ("beside",)
_OF_HOST: Tuple[Tuple[str, Callable[[Context], None], str], ...] = (
    ("maintenance", maintenance.observe_host, "file.read"),
    ("index_update", index_update.observe_host, "index_update.read"),
    ("keystore", keystore.observe_host, "keystore.read"),
    ("ledger", ledger.observe_host, "ledger.read"),
)


def serve(module: Any) -> Dict[str, Any]:
    """The answer, as the module documents it."""
    payload = module.params["_payload"]
    if not payload:
        raise Refusal("gir.multidc.host_drift_info is run by gir.multidc.drift: call the playbook, not the module")
    begun = time.monotonic()
    request = unpack(payload)
    context = Context(module, request, platform.observed(module))
    context.components = [component for component in request["components"] if matches(component, context.platform)]
    context.took("prepare", begun)
    for name, observe, check in _PARTS:
        since = time.monotonic()
        for component in context.components:
            context.begin(component["name"], None if name in _NO_ACT else name)
            _guarded(context, component["name"], name, check, observe, component, context)
        context.took(name, since)
    for name, observe_host, check in _OF_HOST:
        since = time.monotonic()
        context.begin("", None)
        _guarded(context, "", name, check, observe_host, context)
        context.took(name, since)
    answer = {
        "changed": False,
        "differences": context.differences,
        "observed": context.observed,
        "installed": context.installed,
        "platform": context.platform,
        "times": {name: round(seconds, 4) for name, seconds in context.times.items()},
    }
    for name, _observe, _check in _OF_HOST:
        answer[name] = context.answers.get(name)
    return answer


def matches(component: Component, platform_of_host: Dict[str, Any]) -> bool:
    """Whether a variant of a component is the one for this host."""
    ipv6 = _has_ipv6(platform_of_host["ipv6_addresses"])
    facts = dict(platform_of_host, has_ipv6=ipv6, systemd=platform_of_host["service_manager"] == "systemd")
    return all(facts.get(name) == value for name, value in (component.get("when") or {}).items())


def _has_ipv6(addresses: List[str]) -> bool:
    """Whether the host is reached over IPv6 by anybody beyond its own link."""
    return any(not address.lower().startswith(("fe8", "fe9", "fea", "feb")) for address in addresses)


def _guarded(
    context: Context, component: str, part: str, check: str, observe: Callable[..., None], *given: Any
) -> None:
    """Ask a part; what keeps it from an answer is the answer."""
    reason: Optional[str] = None
    try:
        observe(*given)
    except Refusal as refusal:
        reason = str(refusal)
    except OSError as error:
        reason = "%s cannot be looked at: %s" % (error.filename or "it", error.strerror or "no reason is known")
    except SURPRISES as error:
        reason = "what stands there is of a form that nobody expected (%s)" % type(error).__name__
    if reason is not None:
        context.found(not_checked(check, component, part, reason))
