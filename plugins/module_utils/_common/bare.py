# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reading a host needs of AnsibleModule, without AnsibleModule: private, may change at any time.

To import that one takes a host longer than what it is asked. A program that goes to Python's standard input only reads,
and its arguments come from this collection's own action, so that nothing has to be validated, and nothing of them is
ever in its answer.
"""

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Callable, Dict, List, NoReturn, Optional, Tuple

from ansible_collections.gir.multidc.plugins.module_utils._common.shell import run

# The answer stands behind it: a shell may have said something before.
MARK = "-- gir.multidc answers --"

if TYPE_CHECKING:
    _Popen = subprocess.Popen[bytes]
else:
    _Popen = subprocess.Popen


class Bare:
    """`params` as the module takes them."""

    check_mode = True
    _diff = False

    def __init__(self, params: Dict[str, Any]) -> None:
        self.params = params
        self._warnings: List[str] = []
        self._directory = ""

    @property
    def tmpdir(self) -> str:
        """A directory for this account alone, made where something needs it: a reader of YAML has to be unpacked."""
        if not self._directory:
            # To import it takes longer than to compare a file.
            import tempfile

            self._directory = tempfile.mkdtemp(prefix="gir_multidc-")
        return self._directory

    def leave(self) -> None:
        """Leave nothing behind."""
        if self._directory:
            shutil.rmtree(self._directory, ignore_errors=True)

    def warn(self, text: str) -> None:
        self._warnings.append(text)

    def get_bin_path(self, name: str) -> Optional[str]:
        """Where a program is, also where this account does not look for it."""
        known = os.environ.get("PATH", os.defpath)
        return shutil.which(name, path=os.pathsep.join([known, "/sbin", "/usr/sbin", "/usr/local/sbin"]))

    def run_command(self, words: List[str], environ_update: Optional[Dict[str, str]] = None) -> Tuple[int, str, str]:
        """(exit status, output, errors), as AnsibleModule gives them."""
        environment = dict(os.environ, **(environ_update or {}))
        with open(os.devnull, "rb") as nothing:
            program = _Popen(
                words, stdin=nothing, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd="/"
            )
            out, err = program.communicate()
        return program.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")

    def exit_json(self, **result: Any) -> NoReturn:
        if self._warnings:
            result["warnings"] = self._warnings
        sys.stdout.write("\n%s\n%s\n" % (MARK, json.dumps(result)))
        sys.stdout.flush()
        raise SystemExit(0)

    def fail_json(self, msg: str, **result: Any) -> NoReturn:
        self.exit_json(failed=True, msg=msg, **result)


def answer(params: Dict[str, Any], serve: Callable[[Any], Dict[str, Any]]) -> None:
    """Answer what `serve` makes of the parameters, and leave nothing behind."""
    module = Bare(params)
    try:
        run(module, serve)
    finally:
        module.leave()
