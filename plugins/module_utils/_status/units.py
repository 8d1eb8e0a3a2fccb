# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What systemd says of units: private to this collection, may change at any time.

Whether it is as it should be is decided on the controller, which knows the active data center.
"""

import os
from typing import Any, Dict, List, Optional

from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import PENDING
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._drift import platform, starts
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Context, stamp
from ansible_collections.gir.multidc.plugins.module_utils._service import systemd

_PROPERTIES = ("LoadState", "ActiveState", "SubState", "UnitFileState", "NRestarts", "Result", "ExecMainCode",
               "ExecMainStatus") + starts.PROPERTIES  # fmt: skip
_RUNS = ("active", "reloading")


def observe(context: Context, health_seconds: float) -> Dict[str, Dict[str, Any]]:
    """Component to its unit: `load`, `active`, `sub`, `enabled`, `since` (UTC or None), `trouble` and `health`.

    `health`: why it is not well, None where it is or where nobody asked. `pending`: a run wrote what it has not
    applied. Raises Refusal where systemctl cannot be asked.
    """
    every: List[Dict[str, Any]] = context.request.get("units") or []
    # A component may have another unit on another platform.
    asked = [one for one in every if platform.matches(one.get("when"), context.platform)]
    names = {one["component"]: systemd.full_name(one["name"]) for one in asked}
    states = systemd.states(context.module, sorted(set(names.values())), _PROPERTIES) if names else {}
    return {
        one["component"]: _described(context, one, states[names[one["component"]]], health_seconds) for one in asked
    }


def _described(context: Context, asked: Dict[str, Any], state: Dict[str, str], seconds: float) -> Dict[str, Any]:
    unit = systemd.full_name(asked["name"])
    active = state.get("ActiveState", "")
    moments = starts.times_of(state, ("StateChangeTimestamp",))
    return {
        "unit": unit,
        "load": state.get("LoadState", ""),
        "active": active,
        "sub": state.get("SubState", ""),
        "enabled": systemd.file_state(context.module, unit, state) if state.get("LoadState") != "not-found" else "",
        "since": stamp(moments[0]) if moments else None,
        "trouble": None if active in _RUNS else systemd.trouble(state),
        "health": _health(asked.get("health") or {}, seconds) if active in _RUNS else None,
        "pending": _is_pending(context, str(asked.get("backup_directory") or "")),
    }


def _health(given: Dict[str, Any], seconds: float) -> Optional[str]:
    if not given.get("port") and not given.get("url"):
        return None
    # It brings all of HTTP and TLS, which a host compiles anew for each call.
    from ansible_collections.gir.multidc.plugins.module_utils._service.health import Health, typed

    health = Health(typed(given))
    reason = health.ask(seconds) if health.can_be_asked else None
    return None if reason is None else sentence(reason[:1].upper() + reason[1:])


def _is_pending(context: Context, directory: str) -> bool:
    return bool(directory) and os.path.isdir(os.path.join(context.locator.locate(directory), PENDING))
