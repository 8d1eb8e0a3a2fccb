# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The namespaces of one laboratory: network, mounts and processes, all held by one process.

Ending that process ends every process of the laboratory, and the kernel then takes down its mounts, bridges and links.
That is why `down` needs nothing but the directory, whatever state a crash left behind.
"""

import os
import subprocess
import sys
from pathlib import Path

from lab.errors import LabError
from lab.processes import every_process, kill
from lab.requirements import NAMESPACES

PACKAGES = Path(__file__).resolve().parents[1]


class Space:
    """The namespaces that belong to a directory."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self._keeper_words = ("-m", "lab.keeper", str(self.directory))

    def _processes(self):
        return [process for process in every_process() if process.words[-3:] == self._keeper_words]

    def keeper(self):
        """The number of the process that holds the namespaces, or None."""
        found = [process.pid for process in self._processes() if process.first_of_namespace and not process.zombie]
        return found[0] if found else None

    def exists(self):
        """Whether there is anything to end."""
        return bool(self._processes())

    def start(self):
        """Make the namespaces."""
        command = ["unshare", *NAMESPACES, sys.executable, *self._keeper_words]
        env = {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONDONTWRITEBYTECODE": "1"}
        with open(self.directory / "keeper.log", "wb") as log:
            started = subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True,
            )
        with started.stdout:
            ready = started.stdout.readline() == b"ready\n"
        if not ready:
            said = (self.directory / "keeper.log").read_text(encoding="utf-8", errors="replace").strip()
            raise LabError(f"The namespaces of the laboratory could not be made: {said or 'no reason was given'}")
        # It goes on after this process, whoever ends first: nobody waits for it.
        started.returncode = 0

    def stop(self):
        """End everything in the namespaces; true when there was something."""
        found = self._processes()
        if any(process.pid == 1 for process in found):
            raise LabError("This is inside the laboratory: run `down` outside of it.")
        kill(process.pid for process in found)
        return bool(found)

    def command(self, words, directory=None):
        """A command line that runs the words inside; in this directory, since entering leads to the root."""
        pid = self.keeper()
        if pid is None:
            raise LabError(f"No laboratory is up in {self.directory}: bring it up first.")
        inside = [str(word) for word in words]
        if directory:
            inside = ["sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", str(directory), *inside]
        return ["nsenter", "--target", str(pid), "--net", "--mount", "--pid", *inside]

    def path(self, path):
        """A path as it is inside, mounts included, for reading from outside."""
        return Path(f"/proc/{self.keeper()}/root{path}")

    def run(self, words, text="", what="A step"):
        """Run a command inside with this text as its input; return its output, or say how it failed."""
        result = subprocess.run(
            self.command(words), input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
        )
        if result.returncode:
            raise LabError(f"{what} failed in the laboratory: {(result.stderr or result.stdout).strip()}")
        return result.stdout

    def python(self, module, *arguments):
        """Run a module of this package inside, and return what it prints."""
        words = ["env", f"PYTHONPATH={PACKAGES}", "PYTHONDONTWRITEBYTECODE=1", sys.executable, "-m", module]
        return self.run([*words, *arguments], what=module)
