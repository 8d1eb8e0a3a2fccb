# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One verb on the desired state of one component. The state carries secrets, so it never leaves this action."""

from dataclasses import asdict, replace
from functools import partial

from ansible.plugins.action import ActionBase
from ansible.utils.vars import load_extra_vars
from ansible_collections.gir.multidc.plugins.plugin_utils._components.registry import COMPONENTS
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import errors
from ansible_collections.gir.multidc.plugins.plugin_utils._components.target import CONTROLLER
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering import calls, libraries, surfaces
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.execution import add, execute, on_controller
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.of_play import (
    changed_by_play,
    names_of_play,
    warnings_to_show,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer, published_model
from ansible_collections.gir.multidc.plugins.plugin_utils._lifecycle import shown
from ansible_collections.gir.multidc.plugins.plugin_utils._variables import lifecycle_api
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.tags import narrowed

VERBS = (
    "check",
    "render",
    "write",
    "import_files",
    "documents",
    "objects",
    "objects_read",
    "unwanted",
    "contact_centers",
    "features",
    "storage",
    "settings",
    calls.RULES,
    "dns",
    "probe",
    *calls.WINDOWS,
)
# A purge needs the Interaction Receiver of its location, which the contact center has.
_RULES = replace(COMPONENTS[calls.RULES], needs=("contact_center",))
_SPEC = {
    "component": {"type": "str", "required": True, "choices": list(COMPONENTS)},
    "verb": {"type": "str", "default": "check", "choices": list(VERBS)},
    "validate_files": {"type": "bool", "default": True},
    "contact_center_id": {"type": "str"},
}


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        _validation, args = self.validate_argument_spec(argument_spec=_SPEC)
        task_vars = task_vars or {}
        component = COMPONENTS[args["component"]]
        task_host = task_vars["inventory_hostname"]
        # In a limited run another host may stand for the controller; the variables are the controller's all the same.
        host = CONTROLLER if component.group is None else task_host
        model = published_model(task_vars)
        refusal = _misplaced(component, host, model)
        if model is None or refusal:
            result.update(failed=True, changed=False, msg=refusal)
            return result
        gatherer = Gatherer(self._templar, task_vars)
        looks = {"check": component, calls.RULES: _RULES}.get(args["verb"])
        stopped = None if looks is None else surfaces.stop(looks, host, model, gatherer, task_vars)
        if stopped:
            result.update(stopped, failed=True, changed=False)
            return result
        if args["verb"] == calls.RULES:
            # Nobody has judged them of a role that runs by itself, nor what was given with -e.
            api, wrong = lifecycle_api.read(partial(gatherer.value, host), load_extra_vars(self._loader))
            if errors(wrong) or api is None or not api.apply:
                refused = {"failed": True, "msg": summary(wrong)} if errors(wrong) else {"skipped": True}
                result.update(refused, changed=False)
                return result
            args.update(lifecycle_api=api, rules=shown.wanted(model))
        given = gatherer.of_task(component, host)
        target = gatherer.target(component, host, model, own=host == task_host)
        desired = component.desired(model, target, given)
        names = names_of_play(component, task_host, gatherer, task_vars) if args["verb"] == "check" else []
        lacking = libraries.violations(component, desired) if args["verb"] == "check" else []
        violations = names + desired.violations + lacking
        result["violations"] = [asdict(violation) for violation in violations]
        if errors(violations):
            result.update(failed=True, changed=False, msg=summary(violations))
            return result
        result["notices"] = desired.notices
        if args["verb"] == "check":
            result["notices"] = [
                *desired.notices,
                *changed_by_play(component, host, gatherer, task_vars, given),
                *warnings_to_show(names, desired.violations, task_vars),
            ]
            result.update(changed=False, plan=narrowed(calls.plan(component, desired, given), component, task_vars))
            return result
        for call in calls.of_verb(args["verb"], component, desired, given, args, bool(self._task.check_mode)):
            # No module of this collection runs on Windows; what it would try, the controller tries.
            by = on_controller if target.is_windows and call.name == calls.PROBE else execute
            add(result, by(self, call, task_vars, host))
            if result.get("failed"):
                break
        result.setdefault("changed", False)
        return result


def _misplaced(component, host, model):
    """Why the component has no desired state here; a host may be in a play without being in the map."""
    if model is None:
        return f"{host}: the topology is not known. Run gir.multidc.topology first."
    if component.group is None:
        return None
    known = model["hosts"].get(host)
    if known is not None and component.runs_on(known["components"]):
        return None
    return (
        f"{host}: role {component.role or component.name} runs only on hosts of group {' or '.join(component.groups)}"
        " that are in the group of a data center. Put the host into both groups, or leave it out of this play."
    )
