# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Execution environments hold the versions that the gates test, and what the collection says it needs."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
FILES = {"execution-environment-2.16.yml": "2.16", "execution-environment.yml": None}


def cores():
    """Of each minor version that is tested, the exact one."""
    found = {}
    for path in (ROOT / "requirements").glob("controller-*.txt"):
        (exact,) = re.findall(r"^ansible-core==(.+)$", path.read_text(encoding="utf-8"), re.M)
        found[path.stem.partition("-")[2]] = exact
    return found


def definition(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "minor"), FILES.items())
def test_it_holds_the_version_that_is_tested(name, minor):
    known = cores()
    newest = max(known, key=lambda one: tuple(map(int, one.split("."))))
    wanted = {"package_pip": f"ansible-core=={known[minor or newest]}"}
    assert definition(name)["dependencies"]["ansible_core"] == wanted


@pytest.mark.parametrize("name", FILES)
def test_its_runner_is_the_one_that_runs_it_here(name):
    tools = (ROOT / "requirements" / "images.txt").read_text(encoding="utf-8")
    (exact,) = re.findall(r"^ansible-runner==(.+)$", tools, re.M)
    assert definition(name)["dependencies"]["ansible_runner"] == {"package_pip": f"ansible-runner=={exact}"}


def test_the_two_differ_in_their_versions_alone():
    old, new = ((ROOT / name).read_text(encoding="utf-8").splitlines() for name in FILES)
    versions = re.compile(r"\d\.\d|python3")
    assert [line for line in old if not versions.search(line)] == [line for line in new if not versions.search(line)]


def test_what_it_needs_is_named_by_the_collection():
    needs = yaml.safe_load((ROOT / "meta/execution-environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert {kind: (ROOT / path).is_file() for kind, path in needs.items()} == {"python": True, "system": True}
