# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One AWX for all tests, which a first run has made ready; each test leaves it so."""

import pytest

from awx.running_awx import System

# Of a team that works in the same organization.
THEIRS = ("Their credential", "Their inventory", "Their project", "Their job", "Their team")


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    """The system, and AWX with objects of others and none of ours."""
    found = System(tmp_path_factory.mktemp("awx"))
    with found.awx:
        found.others = found.make_others(*THEIRS)
        yield found


@pytest.fixture(scope="session")
def first(system):
    """(what a check predicted, the first run)."""
    check = system.run("--check")
    return check, system.run()


@pytest.fixture
def ready(system, first):
    """The system after the first run."""
    first[1].succeeded()
    return system
