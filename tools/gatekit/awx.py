# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate of playbook awx: the modules of awx.awx against the stand-in for AWX."""

import shutil
import zipfile

from gatekit.testing import run_pytest, search_path
from gatekit.workshop import CACHE, ROOT, GateFailed

# awx.awx is in no index of Python packages but as a part of this one, of which nothing else is wanted.
REQUIREMENT = ROOT / "requirements" / "awx.txt"
PART = "ansible_collections/awx/awx/"


def collection(shop, name):
    """A place of collections with awx.awx in it. It is made once for each version."""
    wanted = next(line for line in REQUIREMENT.read_text(encoding="utf-8").splitlines() if line.startswith("ansible=="))
    place = CACHE / "awx" / wanted
    if not place.is_dir():
        made = shop.directory / name / "awx"
        words = ["-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps", "--dest", made, wanted]
        shop.run(name, [shop.venv(name, "test") / "bin" / "python", *words])
        (wheel,) = made.glob("ansible-*.whl")
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(made / "unpacked", [one for one in packed.namelist() if one.startswith(PART)])
        if not (made / "unpacked" / PART / "plugins").is_dir():
            raise GateFailed(f"{wanted} does not hold {PART}")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made / "unpacked", place)
    return place


def awx(*paths):
    """A gate of tests with the collection awx.awx beside this one."""

    def check(shop, name):
        venv = shop.venv(name, "test")
        collections = shop.linked_collection()
        env = shop.environment(
            venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1,
            GIR_AWX_COLLECTIONS=collection(shop, name),
        )
        run_pytest(shop, name, venv, env, paths)

    return check
