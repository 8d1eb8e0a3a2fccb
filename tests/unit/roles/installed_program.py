# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program of a role, installed into a directory as the role does it, and run there."""

import json
import os
import subprocess
import sys
from pathlib import Path

from ansible_collections.gir.multidc.plugins.plugin_utils._components.programs import sources

PASSWORD = "ops-password"  # that of the stand-ins


class Done:
    def __init__(self, process):
        self.code = process.returncode
        self.output = process.stdout
        assert "Traceback" not in self.output, self.output
        assert PASSWORD not in self.output, self.output

    def ended(self, code, *words):
        assert self.code == code, self.output
        for word in words:
            assert word in self.output, self.output
        return self


class InstalledProgram:
    """One installation. `python` is the interpreter with its arguments: no site-packages, only the standard library."""

    def __init__(self, directory, role, file, settings, python=(sys.executable, "-I", "-S")):
        self.directory = Path(directory)
        self.python = list(python)
        self.file = file
        self.state = self.directory / "state"
        self.state.mkdir(parents=True)
        for name, source in sources(role).items():
            path = self.directory / "program" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source.read_text(encoding="utf-8") if source else "", encoding="utf-8")
        self.config_file = self.directory / "program" / "config.json"
        own = {"status_file": str(self.state / "status.json"), "lock_file": str(self.state / "lock")}
        self.settings = {"timeout": 10, "retries": 0, **own}
        self.configure(**settings)

    def configure(self, **settings):
        self.settings.update(settings)
        given = {name: value for name, value in self.settings.items() if value is not None}
        self.write_config(json.dumps(given))

    def write_config(self, text, mode=0o600):
        self.config_file.write_text(text, encoding="utf-8")
        self.config_file.chmod(mode)

    def command(self, *arguments):
        return [*self.python, "-B", str(self.directory / "program" / self.file), *arguments]

    def start(self, *arguments, **environment):
        return subprocess.Popen(
            self.command(*arguments),
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments, **environment):
        return self.finish(self.start(*arguments, **environment))

    @staticmethod
    def finish(process):
        process.stdout_text, _none = process.communicate(timeout=60)
        return Done(subprocess.CompletedProcess(process.args, process.returncode, process.stdout_text))

    @property
    def status_file(self):
        return self.state / "status.json"

    @property
    def status(self):
        return json.loads(self.status_file.read_text(encoding="utf-8"))
