# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Part units of the comparison of a host: what systemd says of the services and timers of its components.

One call of systemctl asks for all units of the host. What gated_service would do about a unit is a difference here,
and so is what changes how a unit runs without being ours. Private to this collection, may change at any time.
"""

import os
import stat
import time
from typing import Any, Dict, List, Optional, Set

from ansible_collections.gir.multidc.plugins.module_utils._bundle.generations import PENDING
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import (
    CONFIRMED,
    INFERRED,
    difference,
    not_checked,
)
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._drift import drop_ins, starts
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import NOT_OBSERVED, Component, Context, stamp
from ansible_collections.gir.multidc.plugins.module_utils._service import systemd

UNITS = "/etc/systemd/system"
# A unit that is well answers at once.
HEALTH_SECONDS = 2.0
_PROPERTIES = (
    "LoadState",
    "ActiveState",
    "SubState",
    "UnitFileState",
    "FragmentPath",
    "DropInPaths",
    "NeedDaemonReload",
    "Type",
    "NRestarts",
    "Result",
    "ExecMainCode",
    "ExecMainStatus",
) + starts.PROPERTIES
# Where administrators put unit files that replace those of packages.
_OF_ADMINISTRATORS = ("/etc/systemd/system/", "/run/systemd/system/") + tuple(p + "/" for p in drop_ins.ABOVE)
_LOADED = ("loaded", "merged", "stub")
_STANDS = ("inactive", "failed")
_RUNS = ("active", "reloading")
_MEMORY = "units"

State = Dict[str, str]


def observe(component: Component, context: Context) -> None:
    """Compare the units of a component; of one whose service is not managed, nothing is said."""
    service = component.get("service")
    retired = _retired(component, context)
    if not service and not retired:
        return
    try:
        known = _ask(context)
    except Refusal as refusal:
        unit = systemd.full_name(service["name"]) if service else retired[0]
        context.found(not_checked("unit.read", component["name"], unit, sentence(refusal)))
        return
    for unit in retired:
        _check_retired(component, context, unit, known[unit])
    if service:
        main = systemd.full_name(service["name"])
        for unit in _units_of(component):
            state = known[unit]
            if _check_unit(component, context, unit, state) and unit == main:
                _check_service(component, context, unit, state)


# -- what is asked ---------------------------------------------------------------------------------------------------


def _ask(context: Context) -> Dict[str, State]:
    """Of all units of all components, asked once for the host; the same refusal for each component."""
    if _MEMORY not in context.memory:
        names: List[str] = []
        for component in context.components:
            names += _retired(component, context)
            names += _units_of(component) if component.get("service") else []
        try:
            context.memory[_MEMORY] = systemd.states(context.module, list(dict.fromkeys(names)), _PROPERTIES)
        except Refusal as refusal:
            context.memory[_MEMORY] = refusal
    known = context.memory[_MEMORY]
    if isinstance(known, Refusal):
        raise known
    states: Dict[str, State] = known
    return states


def _units_of(component: Component) -> List[str]:
    """The unit of the service first, then those whose files come with it, such as the service of a timer."""
    names = [systemd.full_name(component["service"]["name"])]
    names += [os.path.basename(path) for path in _paths(component) if os.path.dirname(path) == UNITS]
    return list(dict.fromkeys(names))


def _retired(component: Component, context: Context) -> List[str]:
    """Units that must not be here. Below a staged root there are none, nor where systemd does not run."""
    if context.root or context.platform["service_manager"] != "systemd":
        return []
    return [systemd.full_name(unit) for unit in (component.get("absent") or {}).get("units") or ()]


def _paths(component: Component) -> List[str]:
    return [file["path"] for file in component.get("files") or ()]


# -- what must not run -----------------------------------------------------------------------------------------------


def _check_retired(component: Component, context: Context, unit: str, state: State) -> None:
    """A unit whose file is there is found with its file; one that only systemd still knows runs on all the same."""
    active = state.get("ActiveState", "")
    if active in _STANDS or os.path.lexists(os.path.join(UNITS, unit)):
        return
    reason = "Its file is gone, and systemd still runs it."
    context.found(
        difference(
            "unit.state",
            component["name"],
            unit,
            expected="inactive",
            actual=_said(state),
            reason=reason,
            since=_since(state),
        )
    )


# -- each unit -------------------------------------------------------------------------------------------------------


def _check_unit(component: Component, context: Context, unit: str, state: State) -> bool:
    """What holds for any unit. False: there is none that anything further could be said of."""
    name, load = component["name"], state.get("LoadState", "")
    path = os.path.join(UNITS, unit)
    ours = path in _paths(component)
    gone = ours and not context.root and not os.path.lexists(path)
    if load == "not-found" or gone:
        reason = "Its file is gone, and systemd still has it in memory." if gone and load != "not-found" else ""
        context.found(difference("unit.missing", name, unit, "", "loaded", "not found", reason=reason))
        return False
    if load not in _LOADED:
        service = component["service"]
        if load == "masked" and service["state"] == "stopped" and state.get("ActiveState") in _STANDS:
            if unit == systemd.full_name(service["name"]):
                _check_pending(component, context, unit)
            return False
        context.found(difference("unit.load", name, unit, "LoadState", "loaded", load, reason=_load_reason(load)))
        return False
    other = "" if context.root else _other_file(component, unit, state, path if ours else "")
    if other:
        reason = "systemd uses it in place of the right one, now or after its next daemon-reload."
        expected = path if ours else "the unit file of the package"
        context.found(difference("unit.load", name, unit, "FragmentPath", expected, other, reason=reason))
    explained = _check_drop_ins(component, context, unit, state, ours)
    if state.get("NeedDaemonReload") == "yes":
        if explained or not _gone(state) and _means_the_same(component, context, path):
            # A drop-in, or a comment in its file. What systemd has in memory besides, nobody knows.
            context.rate(name, "service", NOT_OBSERVED)
        else:
            reason = "Its files have changed since systemd read them."
            context.found(difference("unit.reload_needed", name, unit, "", "no", "yes", reason=reason))
    return True


def _means_the_same(component: Component, context: Context, path: str) -> bool:
    """Whether a file has other bytes than it should, and means the same."""
    managed = context.managed.get(component["name"], ())
    return any(file.path == path and file.same_meaning and not file.same_bytes for file in managed)


def _other_file(component: Component, unit: str, state: State, ours: str) -> str:
    """The unit file that stands in the place of ours, or of that of the package of the platform; empty without one."""
    fragment = state.get("FragmentPath", "")
    if ours:
        if fragment and os.path.realpath(fragment) != os.path.realpath(ours):
            return fragment
        return next(iter(drop_ins.hiding(unit)), "")
    return fragment if component.get("system_packages") and fragment.startswith(_OF_ADMINISTRATORS) else ""


def _load_reason(load: str) -> str:
    if load == "masked":
        return "It can be neither started nor enabled: systemctl unmask it, or find out who masked it."
    return "systemd cannot use its file: systemctl status says why."


def _check_drop_ins(component: Component, context: Context, unit: str, state: State, ours: bool) -> bool:
    """Whether one is there that is not ours, or that systemd has not read, of which it says so only at times."""
    written = _written(context)
    known = [path for path in _drop_ins(state) if os.path.lexists(path)]
    names = {os.path.basename(path) for path in known}
    unread = [] if context.root else [path for path in drop_ins.on_disk(unit) if os.path.basename(path) not in names]
    paths = [path for path in known + unread if path not in written]
    changing = drop_ins.changing(unit, paths, ours)
    for path, what, severity in changing:
        since = _changed(path)
        context.found(
            difference("unit.drop_in", component["name"], unit, path, None, what, severity=severity, since=since)
        )
    for path in drop_ins.of_platform(unit, paths, ours):
        told = difference("unit.drop_in", component["name"], unit, path, None, "a drop-in", since=_changed(path))
        context.harmless(told, "It comes with the platform.")
    return bool(changing or unread)


def _drop_ins(state: State) -> List[str]:
    """Those with which systemd has the unit in memory."""
    return state.get("DropInPaths", "").split()


def _gone(state: State) -> List[str]:
    """Those of them that are not there any more."""
    return [path for path in _drop_ins(state) if not os.path.lexists(path)]


def _written(context: Context) -> Set[str]:
    return {path for component in context.components for path in _paths(component)}


def _changed(path: str) -> Optional[str]:
    try:
        return stamp(os.stat(path).st_mtime)
    except OSError:
        return None


# -- the service -----------------------------------------------------------------------------------------------------


def _check_service(component: Component, context: Context, unit: str, state: State) -> None:
    service, name = component["service"], component["name"]
    started = service["state"] == "started"
    active = state.get("ActiveState", "")
    well = active in (_RUNS if started else _STANDS)
    if not well:
        trouble = systemd.trouble(state)
        reason = sentence(trouble[:1].upper() + trouble[1:]) if started and trouble != "it is %s" % active else ""
        expected = "active" if started else "inactive"
        context.found(
            difference("unit.state", name, unit, "", expected, _said(state), reason=reason, since=_since(state))
        )
    word = systemd.file_state(context.module, unit, state)
    right = systemd.starts_at_boot(word) if started else not systemd.can_be_disabled(word)
    if not right:
        expected = "enabled" if started else "disabled"
        context.found(difference("unit.enabled", name, unit, "", expected, word))
    pending = _check_pending(component, context, unit)
    if not started or not well:
        return
    # A pending restart is for the same files.
    if not pending and unit.endswith(".service") and state.get("Type") != "oneshot":
        starts.stale(component, context, unit, state, _gone(state))
    _check_health(component, context, unit, state)


def _said(state: State) -> str:
    return "%s (%s)" % (state.get("ActiveState", "unknown"), state.get("SubState", "unknown"))


def _since(state: State) -> Optional[str]:
    moments = starts.times_of(state, ("StateChangeTimestamp",))
    return stamp(moments[0]) if moments else None


def _check_pending(component: Component, context: Context, unit: str) -> bool:
    """Whether a run wrote something that no service has applied.

    A service that should be stopped has nothing to take up. But as long as nobody has accepted it, the service would go
    back to what was before when it does not become well after a failover.
    """
    directory = component["service"].get("backup_directory")
    if not directory:
        return False
    pending = os.path.join(context.locator.locate(directory), PENDING)
    try:
        status = os.stat(pending)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        reason = "%s cannot be looked at: %s" % (pending, error.strerror)
        context.found(not_checked("unit.pending", component["name"], unit, reason))
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    if component["service"]["state"] == "started":
        reason = "A run wrote files, options or a package that the service has not applied; %s says what was before."
    else:
        reason = "A run wrote files, options or a package and ended too early; a later start could go back to %s."
    context.found(
        difference(
            "unit.pending",
            component["name"],
            unit,
            expected="none",
            actual="pending",
            reason=reason % pending,
            since=stamp(status.st_mtime),
        )
    )
    return True


def _check_health(component: Component, context: Context, unit: str, state: State) -> None:
    """Ask port and address once; the seconds of one that does not answer are few."""
    name = component["name"]
    given = component["service"].get("health") or {}
    if not given.get("port") and not given.get("url"):
        return
    try:
        health = _health(given)
    except Refusal as refusal:
        context.found(not_checked("unit.health", name, unit, sentence(refusal)))
        return
    reason = health.ask(HEALTH_SECONDS) if health.can_be_asked else None
    if reason is None:
        return
    began = starts.times_of(state, ("ActiveEnterTimestamp",))
    fresh = bool(began) and time.time() - max(began) < health.wanted["timeout"]
    if fresh:
        reason += "; it was started at %s, and may take %d seconds" % (stamp(began[0]), health.wanted["timeout"])
    context.found(
        difference(
            "unit.health",
            name,
            unit,
            expected="answers",
            actual="does not answer as it should",
            reason=sentence(reason[:1].upper() + reason[1:]),
            confidence=INFERRED if fresh else CONFIRMED,
        )
    )


def _health(given: Dict[str, Any]) -> Any:
    """Its options as gated_service reads them."""
    # It brings all of HTTP and TLS, which a host compiles anew for each call.
    from ansible_collections.gir.multidc.plugins.module_utils._service.health import Health, typed

    return Health(typed(given))
