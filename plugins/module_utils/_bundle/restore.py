# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Put the files of a bundle back as they were, every one or none."""

import os

from ansible_collections.gir.multidc.plugins.module_utils._bundle import paths, staging
from ansible_collections.gir.multidc.plugins.module_utils._bundle.backup import FIRST, Backup, Damaged
from ansible_collections.gir.multidc.plugins.module_utils._bundle.journal import note
from ansible_collections.gir.multidc.plugins.module_utils._bundle.plan import Plan
from ansible_collections.gir.multidc.plugins.module_utils._bundle.transaction import Failed, Transaction
from ansible_collections.gir.multidc.plugins.module_utils._common import stopping
from ansible_collections.gir.multidc.plugins.module_utils._common.refusal import Refusal

LAST = "last"


def open_backup(directory, root=""):
    return Backup(paths.Locator(root).locate(directory))


def put_back(module, backup, root="", generation=LAST, protected_change=False):
    """Carry the kept state out (not in check mode) and return the plan. The service has still to apply it.

    A protected key that the present files hold and the kept ones do not is lost only with `protected_change`. A change
    that no service has taken up is undone in any case: its key was never used.
    """
    path = backup.first if generation == FIRST else backup.generation
    if path is None or not backup.holds(path):
        raise Refusal("%s holds nothing that could be put back" % backup.path)
    try:
        wanted = dict(backup.wanted(path, root), protected_change=protected_change or path == backup.pending)
        plan = Plan(wanted, module.check_mode).make()
    except Damaged as error:
        raise Refusal(str(error)) from None
    if plan.problems:
        raise Refusal(" ".join("%s." % sentence for sentence in plan.problems).rstrip("."))
    if module.check_mode:
        return plan
    try:
        if generation != FIRST:
            backup.reopen()
        elif backup.generation is not None:
            # A service takes these files up: should it not run with them, it has a way back.
            plan.backup = backup
        staging.clear_leftovers(sorted({os.path.dirname(item.real) for item in plan.items}))
        if plan.changed:
            with stopping.noted() as stop:
                Transaction(plan, staging.Selinux(module), False, stop).run()
        note(module, backup.path, plan, put_back=True)
    except Failed as failure:
        raise Refusal("%s. %s" % (failure, failure.rest)) from failure
    except OSError as error:
        raise Refusal("%s cannot be used: %s" % (backup.path, error.strerror)) from error
    return plan
