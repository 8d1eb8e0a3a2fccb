# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host says of itself for the status, in one call that changes nothing: private, may change at any time.

The request is packed like that of config_bundle. A part that fails says why, and takes no other part with it. The code
of a part is imported where something is asked of it, because a host compiles it anew for each call.
"""

import time
from typing import Any, Callable, Dict, List, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle.payload import unpack
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES, Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._drift import platform
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context

# A unit that is well answers at once.
HEALTH_SECONDS = 2.0

Part = Callable[[Context], None]


def _ledger(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._drift.ledger import observe_host

    observe_host(context)


def _lock(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._ledger.lock import view

    context.answers["lock"] = view(context.request["lock"])


def _hold(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._ledger.hold import view

    context.answers["hold"] = view(context.request["hold"])


def _maintenance(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._drift.maintenance import observe_host

    observe_host(context)


def _keystore(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._drift.keystore import observe_host

    observe_host(context)


def _index_update(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._drift.index_update import observe_host

    context.components = [context.request["index_update"]]
    observe_host(context)


def _hold_keeper(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._drift.hold_keeper import observe_host

    context.components = [context.request["hold_keeper"]]
    observe_host(context)


def _units(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._status.units import observe

    if context.platform["service_manager"] != "systemd":
        raise Refusal("systemd does not run on this host, so its services cannot be seen")
    context.answers["units"] = observe(context, HEALTH_SECONDS)


def _installed(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._service.installed import read_marker

    asked = [one for one in context.request["installed"] if platform.matches(one.get("when"), context.platform)]
    context.answers["installed"] = {
        one["component"]: read_marker(context.root + one["path"])[0].get("version") for one in asked
    }


def _site_guard(context: Context) -> None:
    from ansible_collections.gir.multidc.plugins.module_utils._ledger.files import read_json

    found = read_json(context.request["site_guard"])
    if found is not None:
        context.answers["site_guard"] = {
            "kept_down": sorted(map(str, found["kept_down"])), "sentence": str(found["sentence"])
        }


_PARTS: Tuple[Tuple[str, Part], ...] = (
    ("ledger", _ledger),
    ("lock", _lock),
    ("hold", _hold),
    ("maintenance", _maintenance),
    ("keystore", _keystore),
    ("index_update", _index_update),
    ("hold_keeper", _hold_keeper),
    ("units", _units),
    ("installed", _installed),
    ("site_guard", _site_guard),
)


def serve(module: Any) -> Dict[str, Any]:
    """The answer, as the module documents it."""
    payload = module.params["_payload"]
    if not payload:
        raise Refusal("gir.multidc.host_status_info is run by gir.multidc.status: call the playbook, not the module")
    request = unpack(payload)
    context = Context(module, request, platform.observed(module))
    problems: List[Dict[str, str]] = []
    for name, observe in _PARTS:
        if request.get(name):
            problems += [{"part": name, "reason": reason} for reason in _asked(observe, context)]
    answer = {"changed": False, "clock": round(time.time(), 3), "problems": problems}
    answer.update((name, context.answers.get(name)) for name, _observe in _PARTS)
    return answer


def _asked(observe: Part, context: Context) -> List[str]:
    """Let a part observe; why it could not. A part that has read something else than it should has a difference."""
    before = len(context.differences)
    try:
        observe(context)
    except Refusal as refusal:
        return [sentence(refusal)]
    except OSError as error:
        return ["%s cannot be read: %s." % (error.filename or "It", error.strerror or "no reason is known")]
    except SURPRISES as error:
        return ["What stands there is of a form that nobody expected (%s)." % type(error).__name__]
    return [str(one["reason"]) for one in context.differences[before:]]
