# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate of execution environments: both are built for real, and playbooks run in them against the demo."""

import os
import shutil

from gatekit.artifact import build
from gatekit.testing import run_pytest, search_path
from gatekit.workshop import CACHE, NotRun

NEEDED = ("podman", "mmdebstrap", "unshare")


def execution_environment(shop, name):
    """Built from the artifact, on base images that are made here; tests/images does both."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing or os.geteuid() != 0:
        raise NotRun(f"{missing[0]} is not on this machine" if missing else "only root can make the base images")
    own, venv = shop.venv(name, "images"), shop.venv(name, "test")
    collections = shop.linked_collection()
    env = shop.environment(
        venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1,
        GIR_IMAGES_PROGRAMS=own / "bin", GIR_IMAGES_ARTIFACT=build(shop, name), GIR_IMAGES_CACHE=CACHE / "images",
    )
    run_pytest(shop, name, venv, env, ["tests/images"])
