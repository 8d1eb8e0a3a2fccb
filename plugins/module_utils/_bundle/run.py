# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The config_bundle module, from its payload to its result."""

import contextlib
import os
from typing import Any, Dict, Iterator

from ansible_collections.gir.multidc.plugins.module_utils._bundle import (
    journal,
    report,
    staging,
    validation,
    yaml_reader,
)
from ansible_collections.gir.multidc.plugins.module_utils._bundle.payload import pack, unpack
from ansible_collections.gir.multidc.plugins.module_utils._bundle.plan import Plan
from ansible_collections.gir.multidc.plugins.module_utils._bundle.transaction import Failed, Transaction
from ansible_collections.gir.multidc.plugins.module_utils._common import stopping
from ansible_collections.gir.multidc.plugins.module_utils._common.redact import Redactor

__all__ = ["pack", "run", "unpack"]


def run(module: Any) -> None:
    if not module.params["_payload"]:
        module.fail_json(
            msg="gir.multidc.config_bundle is run by its action plugin: call it as a task, not as a bare module."
        )
    with stopping.noted() as stop:
        try:
            _run(module, unpack(module.params["_payload"]), stop)
        except stopping.Stopped as stopped:
            sentence = "the files were checked when the module was %s" % stopped
            module.fail_json(msg="%s. Nothing was changed." % sentence, problems=[sentence], changed=False)


def _run(module: Any, bundle: Dict[str, Any], stop: stopping.Stop) -> None:
    if bundle.get("yaml_reader"):
        with _temporary(module):
            yaml_reader.provide(yaml_reader.unpack(bundle["yaml_reader"], module.tmpdir))
    redactor = Redactor(bundle["secret_keys"], fingerprints=True)
    plan = Plan(bundle, module.check_mode, lambda item: report.holds_secret(item, redactor)).make()
    if module._diff:
        report.learn_secrets(plan, redactor.learn)
    if any(item.validate for item in plan.files):
        # What a command prints is only shown after a failure: there, too much hidden is better than a short password.
        said = Redactor(bundle["secret_keys"], fingerprints=True)
        report.learn_secrets(plan, said.learn_all)
        with _temporary(module):
            validation.check(plan, module, said, stop)
    stop.check()
    if plan.problems:
        _refuse(module, plan)
    diff = report.differences(plan, redactor) if module._diff else []
    if not module.check_mode:
        _carry_out(module, plan, bundle["backup"], stop)
    result = {
        "changed": plan.changed,
        "files": [item.result() for item in plan.files + [item for item in plan.removals if item.changed]],
        "directories": [item.result() for item in plan.directories],
    }
    if plan.backup and plan.changed and plan.keeps_pending:
        result["backup"] = plan.backup.pending
    kept = [{"path": item.path, "first": item.first} for item in plan.files + plan.removals if item.is_first]
    if kept:
        result["kept"] = kept
    if module._diff:
        result["diff"] = diff
    _warn(module, plan)
    module.exit_json(**result)


@contextlib.contextmanager
def _temporary(module: Any) -> Iterator[None]:
    """Whatever cannot be written here belongs to no file of the bundle."""
    try:
        yield
    except OSError as error:
        sentence = (
            "the temporary directory %s of this host cannot be written: %s: make room on its file system, or choose "
            "another one with ansible_remote_tmp" % (os.path.dirname(module.tmpdir), error.strerror)
        )
        module.fail_json(msg="%s. Nothing was changed." % sentence, problems=[sentence], changed=False)


def _carry_out(module: Any, plan: Any, backup: bool, stop: stopping.Stop) -> None:
    staging.clear_leftovers(sorted({os.path.dirname(item.real) for item in plan.files + plan.removals}))
    try:
        if plan.changed:
            Transaction(plan, staging.Selinux(module), backup, stop).run()
    except Failed as failure:
        _warn(module, plan)
        module.fail_json(
            msg="%s. %s" % (failure, failure.rest),
            problems=[str(failure)] + failure.leftovers,
            changed=bool(failure.leftovers),
        )
    if plan.backup:
        journal.note(module, plan.backup.path, plan)


def _refuse(module: Any, plan: Plan) -> None:
    _warn(module, plan)
    sentences = plan.problems
    count = "1 problem" if len(sentences) == 1 else "%d problems" % len(sentences)
    module.fail_json(
        msg="%s, nothing was written: %s" % (count, " ".join("(%d) %s." % (n, s) for n, s in enumerate(sentences, 1))),
        problems=sentences,
        changed=False,
    )


def _warn(module: Any, plan: Plan) -> None:
    for sentence in plan.warnings:
        module.warn(sentence)
