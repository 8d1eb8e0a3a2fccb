# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment in which what the playbooks of these tests run is compiled once (startup/sitecustomize.py)."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

STARTUP = Path(__file__).resolve().parent / "startup"


@functools.lru_cache(maxsize=None)
def _directory():
    directory = tempfile.mkdtemp(prefix="gir-module-code-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory


def compiled_once(base):
    """Variables to add to those of the environment `base`."""
    search = [str(STARTUP), *base.get("PYTHONPATH", "").split(os.pathsep)]
    return {"PYTHONPATH": os.pathsep.join(filter(None, search)), "GIR_TEST_CODE": _directory()}
