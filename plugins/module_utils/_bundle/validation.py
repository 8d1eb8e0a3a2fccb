# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the validate commands on private copies of the new content, before anything is written beside a target."""

import os
import shlex
import shutil
import tempfile

from ansible_collections.gir.multidc.plugins.module_utils._common import stopping


def check(plan, module, redactor, stop):
    """Run every command; problems and warnings go into the plan.

    The copy has the name of its target in a directory of its own: checkers that judge by the suffix work, and no
    daemon can pick up a half-finished file. The same is done in check mode, so that a refusal is predicted.
    When the module is asked to end, so is the command, with whatever it has started.
    """
    files = [item for item in plan.files if item.validate and item.real is not None and item.rewritten]
    if not files:
        return
    directory = tempfile.mkdtemp(prefix="validate-", dir=module.tmpdir)
    try:
        for number, item in enumerate(files):
            _check_one(item, os.path.join(directory, str(number)), plan, module, redactor, stop)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _check_one(item, directory, plan, module, redactor, stop):
    os.mkdir(directory, 0o700)
    copy = os.path.join(directory, os.path.basename(item.real))
    descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as content:
        content.write(item.content)
    words = [word.replace("%s", copy) for word in shlex.split(item.validate)]
    # get_bin_path also looks into the sbin directories, which an ordinary user's PATH lacks.
    program = module.get_bin_path(words[0])
    if program is None:
        sentence = "%s: the program of its validate command, %s, is not on this host" % (item.path, words[0])
        if module.check_mode:
            plan.warnings.append(sentence + " yet, so the new content was not checked")
        else:
            plan.problems.append(sentence + ": install it first, or remove validate")
        return
    try:
        code, out, err = stopping.run([program] + words[1:], stop, module.tmpdir)
    except OSError as error:
        plan.problems.append(
            "%s: its validate command %s cannot be started: %s" % (item.path, program, error.strerror or error)
        )
        return
    if code:
        plan.problems.append(
            "%s was refused by its validate command %s (exit status %d): %s"
            % (item.path, item.validate, code, _output(item, copy, out, err, redactor))
        )


def _output(item, copy, out, err, redactor):
    if item.secret:
        return "its output is withheld, because the file is secret"
    text = redactor.text((err.strip() or out.strip() or "it printed nothing").replace(copy, item.path))
    lines = text.splitlines()
    return " / ".join(line.strip() for line in lines[:10]) + (" ..." if len(lines) > 10 else "")
