# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the validate commands on private copies of the new content, before anything is written beside a target."""

import os
import shlex
import shutil
import tempfile


def check(plan, module, redactor):
    """Run every command; problems and warnings go into the plan.

    The copy has the name of its target in a directory of its own: checkers that judge by the suffix work, and no
    daemon can pick up a half-finished file. The same is done in check mode, so that a refusal is predicted.
    """
    files = [item for item in plan.files if item.validate and item.real is not None and item.rewritten]
    if not files:
        return
    directory = tempfile.mkdtemp(prefix="validate-", dir=module.tmpdir)
    try:
        for number, item in enumerate(files):
            _check_one(item, os.path.join(directory, str(number)), plan, module, redactor)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _check_one(item, directory, plan, module, redactor):
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
    code, out, err = module.run_command([program] + words[1:], expand_user_and_vars=False, errors="replace")
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
