# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory of a laboratory: what lies where, who may work on it, and how it is emptied."""

import contextlib
import fcntl
import json
import os
import re
import shutil
import time
from pathlib import Path

from lab.errors import LabError
from lab.processes import wait_until

MARK = ".gir-lab"
LOCK_SECONDS = 60


def default_directory():
    """GIR_LAB_DIR, or .cache/lab/run of this work tree."""
    chosen = os.environ.get("GIR_LAB_DIR")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[2] / ".cache" / "lab" / "run"


def delete_tree(path):
    """Delete a directory, also while the last processes of something that was killed still write into it."""

    def gone():
        shutil.rmtree(path, ignore_errors=True)
        return not path.exists()

    wait_until(gone, 10, f"{path} cannot be deleted: look for processes that work in it.")


class Files:
    """Paths in the directory of one laboratory."""

    def __init__(self, directory):
        self.directory = Path(directory).resolve()
        if not re.fullmatch(r"[\w./@+=-]+", str(self.directory)):
            raise LabError(
                f"The directory '{self.directory}' cannot hold a laboratory: its path may have letters, digits and "
                "./_@+=- only, since it becomes part of mount options."
            )
        self.key = self.directory / "key"  # the private key that opens every host
        self.known_hosts = self.directory / "known_hosts"  # the hosts' own keys
        self.connection = self.directory / "connection.yml"  # the generated source of the inventory
        self.etc_hosts = self.directory / "etc-hosts"  # the controller's names, inside
        self._state = self.directory / "state.json"

    def prepare(self):
        """Make the directory, which is locked, known as a laboratory's."""
        self.directory.chmod(0o700)
        (self.directory / MARK).write_text("Made by the laboratory, which deletes this directory.\n", encoding="utf-8")

    def require_own(self):
        """Nobody else's files are written over or deleted."""
        if self._foreign():
            raise LabError(
                f"{self.directory} is not empty and was not made by the laboratory: it is left alone. "
                "Give another --directory, or empty it yourself."
            )

    def _foreign(self):
        if not self.directory.exists():
            return False
        names = {path.name for path in self.directory.iterdir()}
        return bool(names - {"lock"}) and MARK not in names

    def save(self, state):
        """Keep what the other verbs must know; half a file is never seen."""
        new = self._state.with_suffix(".new")
        new.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
        new.rename(self._state)

    def state(self):
        """What save() kept, or None."""
        try:
            return json.loads(self._state.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def remove(self):
        """Delete the directory; the lock goes last."""
        self.require_own()
        for path in self.directory.iterdir():
            if path.name in {"lock", MARK}:
                continue
            if path.is_dir() and not path.is_symlink():
                delete_tree(path)
            else:
                path.unlink()
        for name in (MARK, "lock"):
            (self.directory / name).unlink(missing_ok=True)
        self.directory.rmdir()

    @contextlib.contextmanager
    def lock(self):
        """Only one verb at a time changes a laboratory; a lock ends with its process, whatever ends that."""
        self.require_own()
        made = not self.directory.exists()
        self.directory.mkdir(parents=True, exist_ok=True)
        lock = self._locked()
        try:
            yield
        finally:
            os.close(lock)
            if made:
                # A verb that found nothing here leaves nothing here.
                with contextlib.suppress(OSError):
                    if {path.name for path in self.directory.iterdir()} <= {"lock"}:
                        self.remove()

    def _locked(self):
        """The lock's file, locked. One that `down` deleted in the meantime locks nothing: then begin anew."""
        path = self.directory / "lock"
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            self.directory.mkdir(parents=True, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with contextlib.suppress(BlockingIOError, FileNotFoundError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.path.samestat(os.fstat(lock), os.stat(path)):
                    return lock
            os.close(lock)
            if time.monotonic() > deadline:
                raise LabError(f"Another command works on the laboratory in {self.directory}: wait for its end.")
            time.sleep(0.05)
