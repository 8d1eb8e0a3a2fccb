# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare one host with what it should be, in one call that changes nothing: private to this collection.

The request is packed like that of config_bundle. Each part is a module with a function `observe(component, context)`,
or `observe_host(context)` for what belongs to no single component. A part that fails is "could not be checked", and
takes no other part with it.

A host compiles whatever a module imports anew for each call, which is most of what a call takes. So the code of a part
is imported where something is asked of it.
"""

import importlib
import time
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._bundle.payload import unpack
from ansible_collections.gir.multidc.plugins.module_utils._common.difference import not_checked
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import SURPRISES, Refusal
from ansible_collections.gir.multidc.plugins.module_utils._common.shell import sentence
from ansible_collections.gir.multidc.plugins.module_utils._drift import platform
from ansible_collections.gir.multidc.plugins.module_utils._drift.context import Component, Context

_PACKAGE = "ansible_collections.gir.multidc.plugins.module_utils._drift."


def _sent_along() -> Any:
    """Never called. Ansible sends what it sees imported, and the parts are imported by their names."""
    from ansible_collections.gir.multidc.plugins.module_utils._drift import (
        beside,
        files,
        hold_keeper,
        index_update,
        keystore,
        kit,
        ledger,
        links,
        maintenance,
        packages,
        units,
    )

    return beside, files, hold_keeper, index_update, keystore, kit, ledger, links, maintenance, packages, units


class Part(NamedTuple):
    """`name`: in the answer. `check`: of what keeps it from an answer. `keys`: of the request that ask for it."""

    name: str
    module: str
    function: str
    check: str
    keys: Tuple[str, ...]

    def ask(self, *given: Any) -> None:
        """Let it observe."""
        getattr(importlib.import_module(_PACKAGE + self.module), self.function)(*given)


# Files come first, since units are judged by them.
_PARTS = (
    Part("files", "files", "observe", "file.read", ("directories", "files", "absent_files")),
    Part("absent", "links", "observe_absent", "file.read", ("absent",)),
    Part("links", "links", "observe", "link.read", ("links",)),
    Part("package", "packages", "observe", "package.read", ("package",)),
    Part("system_packages", "packages", "observe_system", "package.read", ("system_packages",)),
    Part("service", "units", "observe", "unit.read", ("service", "absent")),
    Part("beside", "beside", "observe", "beside.read", ("files", "kept_directory", "beside")),
)
# Nobody acts on these.
_NO_ACT = ("beside",)
_OF_HOST = (
    Part("maintenance", "maintenance", "observe_host", "file.read", ("maintenance",)),
    Part("index_update", "index_update", "observe_host", "index_update.read", ("status_file",)),
    Part("hold_keeper", "hold_keeper", "observe_host", "hold_keeper.read", ("status_file",)),
    Part("keystore", "keystore", "observe_host", "keystore.read", ("keystore",)),
    Part("ledger", "ledger", "observe_host", "ledger.read", ("ledger",)),
    Part("kit", "kit", "observe_host", "kit.read", ("kit",)),
)


def serve(module: Any) -> Dict[str, Any]:
    """The answer, as the module documents it."""
    payload = module.params["_payload"]
    if not payload:
        raise Refusal("gir.multidc.host_drift_info is run by gir.multidc.drift: call the playbook, not the module")
    begun = time.monotonic()
    request = unpack(payload)
    context = Context(module, request, platform.observed(module))
    every = request["components"]
    context.components = [one for one in every if platform.matches(one.get("when"), context.platform)]
    context.took("prepare", begun)
    for part in _PARTS:
        since = time.monotonic()
        for component in context.components:
            context.begin(component["name"], None if part.name in _NO_ACT else part.name)
            if any(component.get(key) for key in part.keys):
                _guarded(context, component, part, (component, context))
        context.took(part.name, since)
    context.begin("", None)
    for part in _OF_HOST:
        since = time.monotonic()
        asked = [request, *context.components]
        if any(one.get(key) is not None for one in asked for key in part.keys):
            _guarded(context, {"name": ""}, part, (context,))
        context.took(part.name, since)
    answer = {
        "changed": False,
        "differences": context.differences,
        "noise": context.noise,
        "observed": context.observed,
        "installed": context.installed,
        "kept": context.answers.get("kept") or {},
        "platform": context.platform,
        "times": {name: round(seconds, 4) for name, seconds in context.times.items()},
    }
    answer.update((part.name, context.answers.get(part.name)) for part in _OF_HOST)
    return answer


def _guarded(context: Context, component: Component, part: Part, given: Tuple[Any, ...]) -> None:
    """Ask a part; what keeps it from an answer is the answer for all that it was asked for."""
    reason: Optional[str] = None
    try:
        part.ask(*given)
    except Refusal as refusal:
        reason = sentence(refusal)
    except OSError as error:
        reason = "%s cannot be looked at: %s." % (error.filename or "It", error.strerror or "no reason is known")
    except SURPRISES as error:
        reason = "What stands there is of a form that nobody expected (%s)." % type(error).__name__
    if reason is not None:
        for check, thing in _asked(part, component) or [(part.check, part.name)]:
            context.found(not_checked(check, component["name"], thing, reason))


def _asked(part: Part, component: Component) -> List[Tuple[str, str]]:
    """(check, object) of all that a component asks of a part."""
    found: List[Tuple[str, str]] = []
    for key in part.keys if part.name not in _NO_ACT else ():
        given = component.get(key) or ()
        if isinstance(given, dict):
            given = given.get("units" if part.name == "service" else "paths", [given])
        check = "directory.read" if key == "directories" else part.check
        found += [(check, _name(one)) for one in given]
    return found


def _name(asked: Any) -> str:
    """What an entry of the request is about, as differences name it."""
    if not isinstance(asked, dict):
        return str(asked)
    if "name" in asked:
        from ansible_collections.gir.multidc.plugins.module_utils._service import systemd

        return systemd.full_name(str(asked["name"]))
    return str(asked.get("path") or asked.get("install_path") or "")
