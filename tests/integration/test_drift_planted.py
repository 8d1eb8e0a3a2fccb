# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drift finds exactly what somebody changed by hand, alone and in combinations at random, and invents nothing."""

import os

import pytest
from planted.catalogue import catalogue, possible
from planted.demo import UPDATE_HOST, Planted, groups
from planted.trial import combinations

# Another seed plants other combinations; a failure prints the one that it had.
SEED = int(os.environ.get("GIR_PLANTED_SEED", "19"))
NUMBER = int(os.environ.get("GIR_PLANTED_NUMBER", "20"))
SURFACES = {"file", "directory", "link", "unit", "timer", "package", "beside", "index update", "keystore", "ledger",
            "gax", "rws"}  # fmt: skip


@pytest.fixture(scope="module")
def planted(demo, tmp_path_factory):
    """The demo, as playbook site and a run of the index update left it."""
    found = Planted(demo.directory, demo.base, tmp_path_factory.mktemp("planted"))
    yield found
    found.release()


def test_the_changes_are_on_every_surface_and_severity():
    plants = catalogue(groups(), UPDATE_HOST)
    assert {plant.surface for plant in plants} == SURFACES
    assert {plant.row for plant in plants} == set(range(46))
    assert len([plant for plant in plants if not plant.row]) >= 40
    assert len([plant for plant in plants if plant.benign]) >= 10
    assert {"security", "recordings_at_risk", "service_at_risk"} <= {plant.severity for plant in plants}


def test_the_same_seed_chooses_the_same_combinations():
    plants = possible(catalogue(groups(), UPDATE_HOST), ["gax"])
    first, second, other = (list(combinations(plants, 9, seed)) for seed in (1, 1, 2))
    assert first == second != other


def test_planted_changes_are_found_exactly_and_none_is_invented(planted):
    before, trials = planted.series(number=NUMBER, seed=SEED, most=12)
    assert before == []
    assert len(trials) == NUMBER
    wrong = [trial["wrong"] for trial in trials if trial["wrong"]]
    assert wrong == [], f"GIR_PLANTED_SEED={SEED}\n" + "\n\n".join(wrong)
