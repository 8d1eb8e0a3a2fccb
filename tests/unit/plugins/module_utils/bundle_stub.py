# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A stand-in for AnsibleModule, and a command that runs a bundle with it. Works on Python 3.6 without Ansible."""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
import zlib

from ansible_collections.gir.multidc.plugins.module_utils._bundle.run import run


class Ended(Exception):
    """The module has called exit_json or fail_json."""


class StubModule:
    def __init__(self, bundle, tmpdir, check_mode=False, diff=True):
        text = json.dumps(bundle).encode("utf-8")
        self.params = {"_payload": base64.b64encode(zlib.compress(text)).decode("ascii")}
        self.tmpdir = tempfile.mkdtemp(dir=str(tmpdir))
        self.check_mode = check_mode
        self._diff = diff
        self.warnings = []

    def warn(self, sentence):
        self.warnings.append(sentence)

    def exit_json(self, **result):
        raise Ended(dict(result, failed=False, warnings=self.warnings))

    def fail_json(self, **result):
        raise Ended(dict(result, failed=True, warnings=self.warnings))

    def selinux_enabled(self):
        return False

    def get_bin_path(self, name):
        for directory in os.environ["PATH"].split(os.pathsep):
            path = os.path.join(directory, name)
            if os.access(path, os.X_OK):
                return path
        return None

    def run_command(self, words, **dummy):
        done = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        out, err = done.communicate()
        return done.returncode, out, err


def run_stub(bundle, tmpdir, check_mode=False, diff=True):
    wanted = dict({"root": "", "backup": False, "secret_keys": [], "directories": [], "files": []}, **bundle)
    wanted["files"] = [dict({"format": "text"}, **entry) for entry in wanted["files"]]
    try:
        run(StubModule(wanted, tmpdir, check_mode, diff))
    except Ended as ended:
        return ended.args[0]
    raise AssertionError("the module ended without a result")


def _kill_at_rename(number):
    real, seen = os.rename, []

    def rename(source, target):
        seen.append(target)
        if len(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(source, target)

    os.rename = rename


def main():
    """Read {bundle, tmpdir, check_mode, uid, kill_at_rename} from standard input and print the result."""
    job = json.load(sys.stdin)
    if job.get("uid"):
        os.setgid(job["uid"])
        os.setuid(job["uid"])
    if job.get("kill_at_rename"):
        _kill_at_rename(job["kill_at_rename"])
    print(json.dumps(run_stub(job["bundle"], job["tmpdir"], job.get("check_mode", False))))


if __name__ == "__main__":
    main()
