# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the laboratory's tests need and a machine may lack: then none of them is tried, and one line says why.

The gates ask before (`python -m lab check`) and are then NOT RUN as a whole; this is for whoever calls pytest himself.
"""

import tempfile
from pathlib import Path

import pytest

from lab import image
from lab.chaos_runs import Chaos
from lab.driver import running
from lab.errors import Impossible
from lab.requirements import require_all

OBSTACLE = pytest.StashKey()


def obstacle(config):
    """Why no laboratory can be had here, found out once; empty when one can."""
    if OBSTACLE not in config.stash:
        config.stash[OBSTACLE] = ""
        try:
            require_all(config.getoption("basetemp") or Path(tempfile.gettempdir()) / "laboratory")
            image.ensure()
        except Impossible as problem:
            config.stash[OBSTACLE] = str(problem)
    return config.stash[OBSTACLE]


@pytest.fixture(scope="session")
def possible(request):
    """Whether a laboratory can be brought up here."""
    return not obstacle(request.config)


@pytest.fixture(scope="module")
def chaos(possible, tmp_path_factory):
    """A laboratory of three hosts for all tests of a file; each leaves all of them up and connected."""
    driver = Chaos(tmp_path_factory.mktemp("chaos") / "lab")
    with running(driver, possible, driver.prepare):
        yield driver


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test that cannot be tried is not called."""
    return True if obstacle(pyfuncitem.config) else None


def pytest_terminal_summary(terminalreporter, config):
    if config.stash.get(OBSTACLE, ""):
        first = config.stash[OBSTACLE].splitlines()[0]
        terminalreporter.write_line(f"NOT RUN: the laboratory: {first}")
