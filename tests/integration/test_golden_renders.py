# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What render writes for four inventories is, byte for byte, what it wrote before components were Python.

A change that is meant to write something else says so here: the digests are renewed from what it writes. The modules
that the daily index update brings are this collection's own, and go on to change.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDED = json.loads((ROOT / "tests" / "recorded" / "renders.json").read_text(encoding="utf-8"))["inventories"]


def digests(directory):
    """The beginning of the SHA-256 of every file, by its path; it tells files apart as well as the whole does."""
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()[:32] for path in files}


def rendered(found):
    return {path: digest for path, digest in found.items() if "/plugins/module_utils/" not in path}


@pytest.mark.parametrize("inventory", RECORDED)
def test_render_is_as_recorded(inventory, tmp_path):
    given = {"gir_render_dir": str(tmp_path / "out"), "gir_render_secrets": True, "lab_directory": "/lab"}
    program = str(Path(sys.executable).with_name("ansible-playbook"))
    command = [program, "gir.multidc.render", "-i", str(ROOT / inventory), "-e", json.dumps(given)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    environment.update(
        ANSIBLE_COLLECTIONS_PATH=str(ROOT / ".cache" / "collections"), ANSIBLE_HOME=str(tmp_path), HOME=str(tmp_path)
    )
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert rendered(digests(tmp_path / "out")) == rendered(RECORDED[inventory])
