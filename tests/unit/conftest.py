# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed hosts run Python 3.6 and later: find such an interpreter, and say so when there is none."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def _oldest_python():
    """A Python 3.6 that really starts: a name on the PATH may lead nowhere."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    code = "import sys; sys.exit(sys.version_info[:2] != (3, 6))"
    for candidate in [shutil.which("python3.6"), *sorted(pyenv.glob("3.6.*/bin/python3.6"))]:
        if candidate and subprocess.run([str(candidate), "-c", code], capture_output=True, check=False).returncode == 0:
            return [str(candidate)]
    return []


@pytest.fixture(scope="session")
def oldest_python():
    """A list with the path of Python 3.6, or an empty one."""
    return _oldest_python()


def pytest_terminal_summary(terminalreporter, config):
    if not hasattr(config, "workerinput") and not _oldest_python():
        terminalreporter.write_line("NOT RUN: tests of code for managed hosts on Python 3.6, no python3.6 was found")
