# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What render writes for four inventories is, byte for byte, what it wrote before components were Python.

A change that is meant to write something else says so here: the digests are renewed from what it writes. The modules
that the daily index update brings are this collection's own, and go on to change.
"""

import hashlib
import json

import pytest
from support import playbook
from support.playbook import ROOT

RECORDED = json.loads((ROOT / "tests" / "recorded" / "renders.json").read_text(encoding="utf-8"))["inventories"]


def digests(directory):
    """The beginning of the SHA-256 of every file, by its path; it tells files apart as well as the whole does."""
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()[:32] for path in files}


def rendered(found):
    """Without what changes with the collection itself: its modules, and the words of the break-glass sheets."""
    others = ("/plugins/module_utils/", "break-glass/")
    return {path: digest for path, digest in found.items() if not any(other in path for other in others)}


@pytest.mark.parametrize("inventory", RECORDED)
def test_render_is_as_recorded(inventory, tmp_path):
    given = {"gir_render_dir": str(tmp_path / "out"), "gir_render_secrets": True, "lab_directory": "/lab"}
    run = playbook.run("gir.multidc.render", directory=tmp_path, inventory=ROOT / inventory, variables=given)
    run.succeeded()
    assert rendered(digests(tmp_path / "out")) == RECORDED[inventory]
