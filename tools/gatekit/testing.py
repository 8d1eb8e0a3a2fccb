# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gates that run tests: with pytest, and in laboratories."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from gatekit.artifact import install
from gatekit.workshop import CACHE, ROOT, GateFailed, NotRun

MARK = ".gir-lab"  # in the directory of each laboratory (tests/lab/files.py)
IMPOSSIBLE = 77  # the exit code of `python -m lab` where no laboratory can be had
DOWN_SECONDS = 120
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LABORATORY_SCENARIO = "default"  # it brings up the laboratory of all others
NOT_DONE = r".*(Executed: (Missing|Skipped)|Skipping, no tests found).*"
DECIDES = Path("plugins") / "plugin_utils"
COVERED_PERCENT = 95
# The unit tests of plugin_utils, and those of modules and actions that run it in their own process.
COVERING = (
    "tests/unit/plugins/plugin_utils",
    "tests/unit/plugins/filter",
    "tests/unit/plugins/action",
    "tests/unit/plugins/modules/test_keystore_sync.py",
    "tests/unit/plugins/modules/test_keystore_faults.py",
)


def search_path(collections):
    """Where tests find the collection, the stand-ins, the laboratory, and the gates."""
    return os.pathsep.join(str(root) for root in (collections, ROOT / "tests", ROOT / "tools"))


def pytest(*paths, venv_name="test", python=None, ignore=()):
    """A gate that runs tests; a test that was skipped or expected to fail fails the gate."""

    def check(shop, name):
        venv = shop.venv(name, venv_name, python)
        collections = shop.linked_collection()
        env = shop.environment(venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1)
        run_pytest(shop, name, venv, env, [*(f"--ignore={path}" for path in ignore), *paths])

    return check


def installed(*paths, controller, python=None):
    """A gate of tests whose playbooks run as a user's: in an environment with what README.md names, and nothing else
    (requirements/<controller>.txt), with the collection that was installed from the built artifact.
    """

    def check(shop, name):
        venv, own = shop.venv(name, "test"), shop.venv(name, controller, python)
        place = install(shop, name, own)
        collections = shop.linked_collection()
        env = shop.environment(
            venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1,
            GIR_TEST_PROGRAMS=own / "bin", GIR_TEST_COLLECTIONS=place,
        )
        run_pytest(shop, name, venv, env, paths)
        shop.note(name, venv=controller)

    return check


def chromium(*paths):
    """A gate of tests in the Chromium of the system. With --write they keep the pictures for the documentation."""

    def check(shop, name):
        if not any(map(shutil.which, CHROMIUM)):
            raise NotRun("no Chromium on this machine (Debian: apt-get install chromium)")
        venv = shop.venv(name, "page")
        collections = shop.linked_collection()
        pictures = {"GIR_WRITE_IMAGES": "1"} if shop.write else {}
        env = shop.environment(
            venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1, **pictures
        )
        run_pytest(shop, name, venv, env, paths)

    return check


def coverage(shop, name):
    """Most lines of what decides are run by plain unit tests; what runs in a process of its own is not counted."""
    venv = shop.venv(name, "test")
    collections = shop.linked_collection()
    env = shop.environment(
        venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1,
        COVERAGE_FILE=shop.directory / name / "coverage",
    )
    (shop.directory / name).mkdir(parents=True)
    measured = [f"--cov={root / DECIDES}" for root in (ROOT, collections / "ansible_collections" / "gir" / "multidc")]
    shown = ["--cov-report=term-missing:skip-covered", f"--cov-fail-under={COVERED_PERCENT}"]
    run_pytest(shop, name, venv, env, [*measured, *shown, *COVERING])


def run_pytest(shop, name, venv, env, words):
    """Run pytest with these words, and fail when a test did not really run."""
    fixed = ["-m", "pytest", "-ra", "-q", "--durations=10", "-p", "no:cacheprovider"]
    shop.run(name, [venv / "bin" / "python", *fixed, *words], env=env)
    last = shop.output(name).strip().splitlines()[-1]
    dodged = re.search(r"\d+ (skipped|xfailed|xpassed|deselected)", last)
    if dodged:
        raise GateFailed(f"tests did not run or were expected to fail: {dodged.group(0)}")


def simulated(*words, whole=None):
    """A gate of the simulated failover, once for each of these words; `whole`: the ones of a whole series instead."""

    def check(shop, name):
        venv = shop.venv(name, "test")
        collections = shop.linked_collection()
        env = shop.environment(venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1)
        for one in whole if shop.whole_series and whole else words:
            shop.run(name, [venv / "bin" / "python", "-m", "simulation", *one.split()], env=env, limit=3 * 60 * 60)

    return check


def laboratory(*paths, venv_name="test", python=None, ignore=()):
    """A gate of tests that bring laboratories up; it does not run where none can be had."""

    def check(shop, name):
        venv = shop.venv(name, venv_name, python)
        with laboratories(shop, name, venv) as env:
            words = [f"--basetemp={shop.directory / name / 'lab' / 't'}", *(f"--ignore={path}" for path in ignore)]
            run_pytest(shop, name, venv, env, [*words, *paths])

    return check


def molecule(*scenarios):
    """A gate of these scenarios of extensions/molecule, in one laboratory; a step that was not done fails it."""
    chosen = [word for scenario in (LABORATORY_SCENARIO, *scenarios) for word in ("--scenario-name", scenario)]

    def check(shop, name):
        venv = shop.venv(name, "test")
        with laboratories(shop, name, venv) as env:
            home = Path(env["GIR_LAB_DIR"]).with_name("home")  # Molecule remembers there what an earlier run has done
            home.mkdir()
            own = {"HOME": str(home), "ANSIBLE_HOME": str(home / ".ansible"), "MOLECULE_COMMAND_BORDERS": "0"}
            shop.run(name, [venv / "bin" / "molecule", "test", *chosen], env={**env, **own})
        dodged = re.search(NOT_DONE, shop.output(name))
        if dodged:
            raise GateFailed(f"a step of a scenario was not done: {dodged.group(0).strip()}")

    return check


@contextlib.contextmanager
def laboratories(shop, name, venv):
    """An environment in which the commands of one gate may bring laboratories up, the image having been built.

    None is left up after it, whatever becomes of the gate, and what they were made of is noted.
    """
    ground = shop.directory / name / "lab"
    ground.mkdir(parents=True)
    report = ground / "report.jsonl"
    images = os.environ.get("GIR_LAB_IMAGES") or CACHE / "lab" / "images"
    collections = shop.linked_collection()
    env = shop.environment(
        venv, collections, PYTHONPATH=search_path(collections), PYTHONDONTWRITEBYTECODE=1,
        GIR_LAB_IMAGES=images, GIR_LAB_DIR=ground / "run", GIR_LAB_REPORT=report,
    )
    with shop.preparing(name):
        shop.run(name, [venv / "bin" / "python", "-m", "lab", "check"], env=env, impossible=IMPOSSIBLE,
                 failure="the base image of the laboratory could not be built")
    try:
        yield env
    finally:
        for said in end_laboratories(ground):
            shop.say(name, said)
        ups = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()] if report.is_file() else []
        if ups:
            pythons = {version for up in ups for version in up["pythons"].values()}
            shop.note(name, managed_pythons=sorted(pythons, key=_numbers), laboratory=ups[-1]["versions"])
        shutil.rmtree(ground, ignore_errors=True)


def _numbers(version):
    return [int(part) for part in version.split(".")]


def end_laboratories(directory):
    """Take down what is still up below a directory; returns what was said to it."""
    found = []
    for place, below, files in os.walk(directory):
        if MARK in files:
            found.append(place)
            below.clear()
    command = [sys.executable, "-m", "lab"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "PYTHONDONTWRITEBYTECODE": "1"}
    said = []
    for place in found:
        done = subprocess.run(
            [*command, "--directory", place, "down"], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=DOWN_SECONDS, check=False,
        )
        said.append(f"{place} was still up: {done.stdout.strip()}")
    return said
