# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gate is, and the ground it stands on: copies of the tree, clean environments, logs, bounded commands."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from gatekit import venvs
from gatekit.processes import MARK, end_group, interrupt_groups

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
LIMIT_SECONDS = 30 * 60


class GateFailed(Exception):
    """The gate found something; the text is the reason, the log has the rest."""


class NotRun(Exception):
    """The gate could not be tried on this machine; the text says what is missing."""


@dataclass(frozen=True)
class Gate:
    """One thing that a change has to pass."""

    name: str
    about: str
    check: Callable
    budget: int = 10  # the seconds that it may take, see gatekit/budget.py; the scheduler starts the longest first
    matrix: bool = False  # only in the whole matrix of versions (`make matrix`), not in each run of CI


def tracked_files(root=ROOT):
    """Every file that is in the repository or would be with the next `git add`, as it is in the work tree."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode().split("\0")
    return sorted(name for name in names if name and os.path.lexists(root / name))


class Workshop:
    """What gates share in one run. Every gate gets its own copy of the tree, so that none sees another one's traces."""

    def __init__(self, directory=None, write=False, whole_series=False):
        self.directory = Path(directory or CACHE / "run" / str(os.getpid()))
        self.logs = self.directory / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.write = write
        self.whole_series = whole_series  # random cases: all of them, or the sample of each run
        self.processes = set()
        self.stopped = False
        self.facts = {}
        self.prepared = {}  # gate -> seconds in which it made what later runs find: not its own

    def stop(self):
        """End every command that runs, and let no other one start."""
        self.stopped = True
        venvs.stop()
        interrupt_groups(list(self.processes))

    def close(self):
        """Remove the copies."""
        shutil.rmtree(self.directory, ignore_errors=True)

    def log(self, name):
        """The file that holds all output of a gate."""
        return self.logs / f"{name}.log"

    def say(self, name, text):
        """Add to the log of a gate."""
        with open(self.log(name), "a", encoding="utf-8") as log:
            log.write(f"{text}\n")

    def note(self, name, **facts):
        """Keep what a gate was run on, for the record of what was tested."""
        self.facts.setdefault(name, {}).update(facts)

    def copy(self, name, wanted=lambda _relative: True):
        """A copy of the tree for one gate, at the place where Ansible expects this collection."""
        target = self.directory / name / "ansible_collections" / "gir" / "multidc"
        for relative in filter(wanted, tracked_files()):
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / relative, target / relative, follow_symlinks=False)
        return target

    def repository_copy(self, name, wanted=lambda _relative: True):
        """A copy that is a git repository of its own, for tools which ask git for the files to read."""
        target = self.copy(name, wanted)
        for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
            self.run(name, command, cwd=target)
        return target

    def linked_collection(self):
        """A collections path whose gir.multidc is the work tree itself, for tests."""
        link = CACHE / "collections" / "ansible_collections" / "gir" / "multidc"
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink() or Path(os.readlink(link)) != ROOT:
            link.unlink(missing_ok=True)
            link.symlink_to(ROOT)
        return CACHE / "collections"

    @contextlib.contextmanager
    def preparing(self, gate):
        """What takes its time in the first run and none in later ones does not count as the gate's."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.prepared[gate] = self.prepared.get(gate, 0) + time.monotonic() - start

    def venv(self, gate, name, python=None):
        """The virtual environment made from requirements/<name>.txt, with another Python (such as 3.13) when named."""
        found = interpreter(python) if python else sys.executable
        if not found:
            raise NotRun(f"no python{python} on this machine")
        with self.preparing(gate):
            return venvs.ensure(CACHE / "venvs" / name, ROOT / "requirements" / f"{name}.txt", str(found))

    def environment(self, venv, collections, home=None, **more):
        """An environment in which nothing of the user's own Ansible or Python set-up is left."""
        home = Path(home or CACHE / "home" / "gates")
        home.mkdir(parents=True, exist_ok=True)
        pyenv = pyenv_root()  # its default is below the home that is replaced here
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ANSIBLE_", "PYTEST_", "GIR_", "PYTHON", "VIRTUAL_ENV", "MAKE", "XDG_"))
        }
        return {
            **kept,
            "HOME": str(home),
            "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "LC_ALL": "C.UTF-8",
            MARK: str(self.directory),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_HOME": str(home / ".ansible"),
            "ANSIBLE_NOCOLOR": "1",
            "NO_COLOR": "1",
            **({"PYENV_ROOT": str(pyenv)} if pyenv.is_dir() else {}),
            **({"GIR_WHOLE_SERIES": "1"} if self.whole_series else {}),
            **{name: str(value) for name, value in more.items()},
        }

    def run(self, name, command, *, cwd=ROOT, env=None, failure=None, limit=LIMIT_SECONDS, impossible=None, good=(0,)):
        """Run a command of a gate into its log; fail the gate, with a sentence for it, when the command fails.

        With the exit code `impossible` the command says that it could not be tried here, and in its last line why;
        those in `good` are no failure.
        The command is a process group of its own: when its time is over, nothing that it started stays behind.
        """
        if self.stopped:
            raise GateFailed("interrupted")
        self.say(name, f"$ {' '.join(str(part) for part in command)}")
        program = Path(str(command[0]))
        if program.is_relative_to(CACHE / "venvs"):
            self.note(name, venv=program.relative_to(CACHE / "venvs").parts[0])
        with open(self.log(name), "ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=str(cwd), env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self.processes.add(process)
            try:
                if self.stopped:
                    raise GateFailed("interrupted")
                code = process.wait(timeout=limit)
            except subprocess.TimeoutExpired:
                raise GateFailed(f"{command[0]} was not done after {limit} seconds") from None
            finally:
                self.processes.discard(process)
                end_group(process)
        if code and code == impossible:
            raise NotRun(self.output(name).strip().splitlines()[-1])
        if code not in good:
            raise GateFailed(failure or f"{Path(str(command[0])).name} ended with exit code {code}")

    def output(self, name):
        """All that the log of a gate holds so far."""
        return self.log(name).read_text(encoding="utf-8", errors="replace") if self.log(name).exists() else ""


def pyenv_root():
    """Where pyenv keeps the Pythons that it builds, if it is there."""
    return Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))


def interpreter(*versions):
    """The path of a Python of one of these versions that really starts (a name on the PATH may be a dead shim)."""
    for version in versions:
        built = pyenv_root() / "versions"
        candidates = [shutil.which(f"python{version}"), *sorted(built.glob(f"{version}.*/bin/python{version}"))]
        for candidate in filter(None, candidates):
            code = f"import sys; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
            if subprocess.run([str(candidate), "-c", code], capture_output=True, check=False).returncode == 0:
                return Path(candidate)
    return None
