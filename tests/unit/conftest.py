# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What some tests need and a machine may lack: what could not be tried is said in one line each at the end."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NOT_RUN = pytest.StashKey()


def _oldest_python():
    """A Python 3.6 that really starts: a name on the PATH may lead nowhere."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    code = "import sys; sys.exit(sys.version_info[:2] != (3, 6))"
    for candidate in [shutil.which("python3.6"), *sorted(pyenv.glob("3.6.*/bin/python3.6"))]:
        if candidate and subprocess.run([str(candidate), "-c", code], capture_output=True, check=False).returncode == 0:
            return [str(candidate)]
    return []


@pytest.fixture(autouse=True, scope="session")
def _no_disk_is_waited_for():
    """A test ends before its machine does, so what it wrote need not be on a disk. A closed file is refused as ever."""

    def fsync(descriptor):
        os.fstat(descriptor if isinstance(descriptor, int) else descriptor.fileno())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        yield


@pytest.fixture(scope="session")
def not_run(request):
    """A function that takes the sentence on what could not be tried here, and why."""
    return request.config.stash.setdefault(NOT_RUN, set()).add


@pytest.fixture(scope="session")
def oldest_python(not_run):
    """A list with the path of Python 3.6, or an empty one."""
    found = _oldest_python()
    if not found:
        not_run("code for managed hosts on Python 3.6: no python3.6 was found")
    return found


def pytest_terminal_summary(terminalreporter, config):
    for sentence in sorted(config.stash.get(NOT_RUN, ())):
        terminalreporter.write_line(f"NOT RUN: {sentence}")
