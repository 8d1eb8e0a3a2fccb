# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of gates. Each of them can be run alone: tools/gates.py <name>."""

import os
import re
import shutil

from gatekit import artifact
from gatekit.house import house
from gatekit.sanity import sanity
from gatekit.workshop import ROOT, Gate, GateFailed

WITHOUT_ANSIBLE = ("lab", "standins")  # parts of tests/unit that no version of ansible-core makes a difference to
UNIT_PARTS = ("roles", "standins")  # parts of tests/unit with a gate of their own, so that they run beside the others


def tool(*words):
    """A gate that runs one tool of the test environment on a copy of the tree."""

    def check(shop, name):
        venv = shop.venv("test")
        tree = shop.repository_copy(name)
        shop.run(name, [venv / "bin" / words[0], *words[1:]], cwd=tree, env=shop.environment(venv, tree.parents[2]))

    return check


def pytest(*paths, venv_name="test", python=None, ignore=()):
    """A gate that runs tests; a test that was skipped or expected to fail fails the gate."""

    def check(shop, name):
        venv = shop.venv(venv_name, python)
        collections = shop.linked_collection()
        roots = os.pathsep.join(str(root) for root in (collections, ROOT / "tests", ROOT / "tools"))
        env = shop.environment(venv, collections, PYTHONPATH=roots, PYTHONDONTWRITEBYTECODE=1)
        words = [venv / "bin" / "python", "-m", "pytest", "-ra", "-q", "--durations=10", "-p", "no:cacheprovider"]
        shop.run(name, [*words, *(f"--ignore={path}" for path in ignore), *paths], env=env)
        last = shop.output(name).strip().splitlines()[-1]
        dodged = re.search(r"\d+ (skipped|xfailed|xpassed|deselected)", last)
        if dodged:
            raise GateFailed(f"tests did not run or were expected to fail: {dodged.group(0)}")

    return check


def changelog(shop, name):
    """The fragments are well-formed, and CHANGELOG.rst says what the release of them would say.

    The release is made in a copy, so that CHANGELOG.rst can be read before it while the fragments stay open for more.
    """
    venv = shop.venv("test")
    tree = shop.repository_copy(name)
    env = shop.environment(venv, tree.parents[2])
    command = venv / "bin" / "antsibull-changelog"
    shop.run(name, [command, "lint"], cwd=tree, env=env)
    version = re.search(r"^version: *(\S+)", (tree / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE).group(1)
    released = f"\n  {version}:" in (tree / "changelogs" / "changelog.yaml").read_text(encoding="utf-8")
    shop.run(name, [command, "generate"] if released else [command, "release", "--version", version], cwd=tree, env=env)
    if shop.write:
        shutil.copyfile(tree / "CHANGELOG.rst", ROOT / "CHANGELOG.rst")
    shop.run(name, ["git", "diff", "--no-index", ROOT / "CHANGELOG.rst", tree / "CHANGELOG.rst"],
             failure="CHANGELOG.rst is out of date: run make docs and commit what it writes")


def generated(shop, name):
    """What tools/*_doc.py write is what the repository holds; with --write they write it."""
    venv = shop.venv("test")
    tree = ROOT if shop.write else shop.copy(name)
    collections = shop.linked_collection() if shop.write else tree.parents[2]
    env = shop.environment(venv, collections, PYTHONPATH=collections, PYTHONDONTWRITEBYTECODE=1)
    before = {path: path.read_bytes() for path in files_below(tree / "docs")}
    for script in sorted((tree / "tools").glob("*_doc.py")):
        shop.run(name, [venv / "bin" / "python", script], cwd=tree, env=env)
    after = {path: path.read_bytes() for path in files_below(tree / "docs")}
    stale = sorted(str(path.relative_to(tree)) for path in after if before.get(path) != after[path])
    shop.say(name, "\n".join(f"changed: {path}" for path in stale))
    if stale and not shop.write:
        raise GateFailed(f"{', '.join(stale)} is out of date: run make docs and commit what it writes")


def files_below(directory):
    """All regular files below a directory."""
    return [path for path in directory.rglob("*") if path.is_file()]


def compiled(name, venv_name, python):
    """Modules compile and import on one Python of managed hosts."""

    def check(shop, gate):
        sanity(shop, gate, venv_name, python=python, tests=("compile", "import"))

    return Gate(name, f"modules compile and import on managed hosts with Python {python}", check, 20)


def demo_on(core, python=None):
    """The main job on one more ansible-core."""
    test = "test_two_data_centers_are_configured_proven_and_left_unchanged_by_a_second_run"
    check = pytest(f"tests/integration/test_demo.py::{test}", venv_name=f"core-{core}", python=python)
    return Gate(f"demo-{core}", f"the demo on ansible-core {core}", check, 60)


GATES = [
    Gate("integration", "the playbooks against the demo's servers, the guide's commands, render without a network",
         pytest("tests/integration"), 300),
    demo_on("2.16"),
    demo_on("2.18"),
    demo_on("2.20", "3.12"),
    demo_on("2.21", "3.13"),
    Gate("sanity-2.19", "ansible-test sanity on ansible-core 2.19", lambda shop, name: sanity(shop, name, "test"), 120),
    Gate("sanity-2.16", "ansible-test sanity on ansible-core 2.16",
         lambda shop, name: sanity(shop, name, "core-2.16"), 120),
    compiled("sanity-py3.6", "core-2.16", "3.6"),
    compiled("sanity-py3.13", "test", "3.13"),
    Gate("units", "unit tests on ansible-core 2.19",
         pytest("tests/unit", ignore=[f"tests/unit/{part}" for part in UNIT_PARTS]), 100),
    *(Gate(f"units-{part}", f"unit tests of {part} on ansible-core 2.19", pytest(f"tests/unit/{part}"), 100)
      for part in UNIT_PARTS),
    Gate("units-2.16", "unit tests of what needs ansible-core, on ansible-core 2.16",
         pytest("tests/unit", ignore=[f"tests/unit/{part}" for part in WITHOUT_ANSIBLE], venv_name="core-2.16"), 200),
    Gate("ansible-lint", "ansible-lint, profile production, nothing skipped",
         tool("ansible-lint", "--offline", "--strict", "--profile", "production", "--nocolor"), 60),
    Gate("docs", "antsibull-docs: documentation of plugins, modules and roles",
         tool("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--check-extra-docs-refs",
              "--validate-collection-refs", "all", "--disallow-unknown-collection-refs", "--skip-rstcheck", "."), 30),
    Gate("yamllint", "yamllint --strict", tool("yamllint", "--strict", "."), 5),
    Gate("ruff", "ruff check", tool("ruff", "check", "--no-cache", "."), 2),
    Gate("artifact", "the built artifact holds what a user needs and nothing else", artifact.contents, 5),
    Gate("importer", "galaxy-importer accepts the built artifact without a warning", artifact.importer, 60),
    Gate("changelog", "changelog fragments are well-formed, CHANGELOG.rst is up to date", changelog, 3),
    Gate("generated", "generated documentation is up to date", generated, 3),
    Gate("house", "house rules: sizes, Python 3.6, links, no paths, keys or switched-off gates", house, 2),
]
