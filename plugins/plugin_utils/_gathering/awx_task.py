# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of playbook awx: read AWX, do what differs with the modules of awx.awx, and read it once more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ansible.plugins.loader import module_loader
from ansible_collections.gir.multidc.plugins.module_utils._http.session import cleaned
from ansible_collections.gir.multidc.plugins.plugin_utils._awx import (
    document,
    names,
    objects,
    observed,
    options,
    plan,
    secrets,
    variables,
    wrappers,
)
from ansible_collections.gir.multidc.plugins.plugin_utils._components.desired import Violation
from ansible_collections.gir.multidc.plugins.plugin_utils._components.report import Report, errors
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.awx_api import AwxApi, Unreadable
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.inventory import Inventory
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.observing import Observed
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.status_run import Refused
from ansible_collections.gir.multidc.plugins.plugin_utils._gathering.values import Gatherer
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.local_files import Difference, LocalFiles
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.published import Model
from ansible_collections.gir.multidc.plugins.plugin_utils._topology.values import listed
from ansible_collections.gir.multidc.plugins.plugin_utils._variables.summary import summary

# Code of managed hosts, which has no types.
_cleaned: Callable[[object, list[str]], str] = cleaned
COLLECTION = "awx.awx"
_MODE = 0o640
_LONGEST = 400
_MISSING = (
    f"The collection {COLLECTION} is missing on the controller, which writes nothing to AWX without it."
    f" Install it: ansible-galaxy collection install {COLLECTION}"
)


class AwxTask:
    """`action` is the action that runs; `model` the published one; `show` takes a line for whoever watches."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], model: Model, show: Callable[[str], Any]) -> None:
        self._action, self._task_vars, self._model, self._show = action, task_vars, model, show
        self._check = bool(action._task.check_mode)
        self._inventory = Inventory(action._templar, action._loader, task_vars)

    def result(self) -> dict[str, Any]:
        """What the task returns. Raises Refused."""
        values = self._inventory.of_anyone(variables.READ)
        self._options, wrong = options.read(values, os.environ)
        self._login = self._options.login or options.Login("")
        _refuse([*wrong, *self._unseen()])
        found = secrets.collected(_Variables(self._action, self._task_vars, self._inventory))
        self._wanted = objects.desired(self._options, self._model, found)
        self._hidden = list(self._wanted.secrets())
        if self._options.output_dir or self._options.project_dir:
            return self._written()
        if not module_loader.find_plugin_with_context(f"{COLLECTION}.job_template").resolved:
            raise Refused(_MISSING)
        self._api = AwxApi(self._login)
        try:
            return self._applied()
        except Unreadable as reason:
            raise Refused(f"AWX cannot be read: {reason}") from None
        finally:
            self._api.close()

    def _unseen(self) -> list[Violation]:
        """Choices and secrets of a part of the inventory would be taken for all of them."""
        unseen = self._inventory.evaluate("awx", False, Observed()).unseen
        report = Report("")
        if unseen or self._inventory.slice:
            shown = listed(unseen, 4) or f"slice {self._inventory.slice}"
            said = f"This run does not see the whole inventory ({shown}); run it with the whole inventory."
            report.add(options.GIR680, "inventory", said)
        return list(report.violations)

    def _written(self) -> dict[str, Any]:
        """The data, and the wrappers, as files. No secret is in them."""
        texts: dict[str, str] = {}
        if self._options.output_dir:
            texts[_path(self._options.output_dir, document.FILE)] = document.document(self._wanted.lists)
        if self._options.project_dir:
            below = _path(self._options.project_dir, self._options.playbook_dir)
            texts.update({_path(below, name): text for name, text in wrappers.wrappers().items()})
        files = LocalFiles(_MODE, self._check)
        problems = dict.fromkeys(problem for problem in map(files.problem_of, texts) if problem)
        if problems:
            raise Refused(" ".join(f"{problem}." for problem in problems))
        try:
            for path, text in texts.items():
                files.write(path, text, secret=False)
        except OSError as reason:
            raise Refused(f"{reason.filename}: {reason.strerror or reason}; give another directory.") from None
        done = [one["path"] for one in files.results if one["changed"]]
        said = f"{len(done)} of {len(texts)} files {'would be' if self._check else 'were'} written."
        result: dict[str, Any] = {
            "changed": bool(done),
            "changes": [f"write {path}" for path in done],
            "lines": [said, *texts, *self._notices()],
            "kept": [],
            "paths": list(texts),
        }
        if self._action._task.diff:
            result["diff"] = [_of_file(one) for one in files.differences]
        return result

    # -- AWX -----------------------------------------------------------------------------------------------------------

    def _applied(self) -> dict[str, Any]:
        found = self._observed()
        planned = self._plan(found, self._options.update_secrets)
        missing = plan.missing_wrappers(self._wanted, found.playbooks)
        changes = list(planned.changes)
        if any(one.kind == names.PROJECTS for one in changes):
            # It is synced then, and what it holds is judged afterwards.
            missing = []
        elif missing and not self._check and not planned.violations:
            # They may have been pushed since.
            changes.insert(0, plan.sync_of_project(self._wanted))
            missing = []
        _refuse([*planned.violations, *missing])
        if changes and not self._check:
            self._carry_out(changes)
            self._confirm()
        done = [one.sentence for one in changes]
        result = {
            "changed": bool(done),
            "changes": done,
            "kept": list(planned.kept),
            "lines": self._lines(done, planned.kept),
        }
        if self._action._task.diff:
            result["diff"] = [_difference(one) for one in changes]
        return result

    def _observed(self) -> observed.Observed:
        return observed.observed(self._api, self._options.organization, self._options.name, self._project)

    @property
    def _project(self) -> str:
        return str(self._wanted.lists[names.PROJECTS][0]["name"])

    def _plan(self, found: observed.Observed, update_secrets: bool) -> plan.Plan:
        return plan.plan(self._wanted, found, self._options.name, update_secrets, self._options.prune)

    def _carry_out(self, changes: Sequence[plan.Change]) -> None:
        is_checked = False
        for number, one in enumerate(changes):
            if one.kind == names.TEMPLATES and not is_checked:
                # The project was synced by now, and AWX refuses templates of playbooks that it does not know.
                there = observed.playbooks(self._api, self._options.organization, self._project)
                _refuse(plan.missing_wrappers(self._wanted, there or []))
                is_checked = True
            self._show(one.sentence)
            answer = self._call(one)
            if answer.get("failed"):
                done = f"{number} of {len(changes)} changes were made"
                raise Refused(
                    f"AWX could not {one.sentence}: {self._reason(one, answer)}. {done}; correct it and run the same"
                    " command again."
                )

    def _reason(self, change: plan.Change, answer: Mapping[str, Any]) -> str:
        """In one sentence: some modules quote whole objects."""
        if change.action == plan.SYNC:
            return "the sync did not end well; AWX has its output"
        said = _cleaned(answer.get("msg") or "the module gave no reason", self._secrets()).strip().rstrip(".")
        return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}..."

    def _call(self, change: plan.Change) -> dict[str, Any]:
        """One module of awx.awx. Only here secrets stand in the arguments, of credentials and notifications alone."""
        arguments = {**change.arguments, **self._account()}
        if change.kind == names.CREDENTIALS and change.action != plan.DELETE:
            arguments["inputs"] = self._wanted.private[change.name]
        if change.kind == names.NOTIFICATIONS and change.action != plan.DELETE:
            arguments["notification_configuration"] = self._wanted.notifications[change.name]
        answer: dict[str, Any] = self._action._execute_module(
            module_name=f"{COLLECTION}.{change.module}", module_args=arguments, task_vars=dict(self._task_vars)
        )
        return answer

    def _account(self) -> dict[str, Any]:
        login = self._login
        account = (
            {"controller_oauthtoken": login.token}
            if login.token
            else {"controller_username": login.username, "controller_password": login.password}
        )
        return {"controller_host": login.url, "validate_certs": login.validate_certs, **account}

    def _secrets(self) -> list[str]:
        return [text for text in (*self._hidden, self._login.password, self._login.token) if text]

    def _confirm(self) -> None:
        """What the modules report is not relied on."""
        found = self._observed()
        _refuse(plan.missing_wrappers(self._wanted, found.playbooks))
        left = self._plan(found, False).changes
        if left:
            shown = listed((one.sentence for one in left), 6)
            raise Refused(
                f"AWX took the changes, and shows something else afterwards: {shown}. Look at these objects in AWX,"
                " then run the same command again."
            )

    # -- what is said --------------------------------------------------------------------------------------------------

    def _lines(self, done: list[str], kept: Iterable[str]) -> list[str]:
        said = "Nothing differs." if not done else f"{len(done)} {'would change' if self._check else 'changed'}:"
        lines = [said, *done]
        surplus = list(kept)
        if surplus:
            lines.append(f"Not wanted any more, and kept without {variables.PRUNE.name}: {listed(surplus)}.")
        return [*lines, *self._notices()]

    def _notices(self) -> list[str]:
        return [secrets.sentence(self._wanted.notices)] if self._wanted.notices else []


class _Variables:
    """The variables of every host of the system, for the search for secrets."""

    def __init__(self, action: Any, task_vars: Mapping[str, Any], inventory: Inventory) -> None:
        self._hosts = inventory.members("gir")
        self._gatherer = Gatherer(action._templar, dict(task_vars))

    def hosts(self) -> list[str]:
        return self._hosts

    def raw(self, host: str) -> Mapping[str, Any]:
        return self._gatherer.known(host)

    def value(self, host: str, name: str) -> object:
        return self._gatherer.value(host, name)


def _refuse(violations: list[Violation]) -> None:
    if errors(violations):
        raise Refused(summary(violations))


def _path(directory: str, name: str) -> str:
    return os.path.join(os.path.abspath(os.path.expanduser(directory)), name)


def _of_file(one: Difference) -> dict[str, str]:
    """For --diff; these files hold no secret."""
    path, before = one["path"], (one["old"] or b"").decode("utf-8", "replace")
    return {"before_header": path, "after_header": path, "before": before, "after": one["new"].decode()}


def _difference(change: plan.Change) -> dict[str, str]:
    """For --diff; secrets are not in it."""
    head = f"{change.title} {change.name}"
    before, after = ({option: pair[side] for option, pair in change.options.items()} for side in (0, 1))
    if change.action == plan.CREATE:
        before = {}
    if change.action in (plan.DELETE, plan.REVOKE):
        before, after = dict(change.arguments), {}
    elif not change.options:
        after = dict(change.arguments)
    return {
        "before_header": head,
        "after_header": head,
        "before": document.shown(before),
        "after": document.shown(after),
    }
