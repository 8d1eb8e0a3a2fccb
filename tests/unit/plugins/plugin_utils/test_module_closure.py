# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program brings of module_utils is what it imports, and nothing else."""

from ansible_collections.gir.multidc.plugins.plugin_utils._module_closure import PACKAGE, module_closure


def write(path, *lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_program_brings_what_it_imports_directly_and_through_others(tmp_path):
    library = tmp_path / "module_utils"
    write(library / "_a/one.py", f"from {PACKAGE}._b.two import VALUE, other")
    write(library / "_a/unused.py", f"from {PACKAGE}._a import one")
    write(library / "_b/two.py", "import os", f"from {PACKAGE}._a import one", "VALUE = other = 1")
    write(library / "_b/three.py")
    write(library / "flat.py")
    program = write(
        tmp_path / "program.py",
        "import json",
        "from pathlib import Path",
        f"from {PACKAGE} import flat",
        f"from {PACKAGE}._a import one as first",
        "def late():",
        f"    from {PACKAGE}._b import three, two",
    )
    assert module_closure([program], library) == ["_a/one.py", "_b/three.py", "_b/two.py", "flat.py"]


def test_a_program_that_needs_nothing_brings_nothing(tmp_path):
    assert module_closure([write(tmp_path / "program.py", "import json")], tmp_path) == []
