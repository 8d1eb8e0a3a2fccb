# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A directory in the place of a host, on which the config_bundle module runs."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import bundle_stub
from ansible_collections.gir.multidc.plugins.plugin_utils._rendering.yaml_sources import yaml_sources

COLLECTIONS = Path(bundle_stub.run.__code__.co_filename).parents[6]


def fresh(path):
    path.mkdir()
    return path


class Host:
    def __init__(self, tmp_path):
        self.tmp = fresh(tmp_path / "tmp")
        self.etc = fresh(tmp_path / "etc")

    def path(self, name):
        return str(self.etc / name)

    def file(self, name, content, **more):
        return dict({"path": self.path(name), "content": content}, **more)

    def run(self, *files, check_mode=False, **more):
        bundle = dict({"files": list(files), "yaml_reader": yaml_sources()}, **more)
        return bundle_stub.run_stub(bundle, self.tmp, check_mode=check_mode)

    def process(self, *files, uid=None, kill_at_rename=None, python=sys.executable, check_mode=False, **more):
        job = {
            "bundle": dict({"files": list(files), "yaml_reader": yaml_sources()}, **more),
            "tmpdir": str(self.tmp),
            "uid": uid,
            "kill_at_rename": kill_at_rename,
            "check_mode": check_mode,
        }
        return subprocess.run(
            [python, bundle_stub.__file__],
            input=json.dumps(job),
            env=dict(os.environ, PYTHONPATH=str(COLLECTIONS)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            check=False,
        )

    def tree(self):
        """Everything below etc: type, mode and content of each path."""
        found = {}
        for path in sorted(self.etc.rglob("*")):
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else os.readlink(path) if path.is_symlink() else None
            found[str(path.relative_to(self.etc))] = (stat.filemode(status.st_mode), status.st_uid, content)
        return found
