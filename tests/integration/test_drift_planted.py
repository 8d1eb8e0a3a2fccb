# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drift finds exactly what somebody changed by hand, alone and in combinations at random, and invents nothing."""

import os

from planted.catalogue import catalogue, possible
from planted.demo import UPDATE_HOST, groups
from planted.plant import expected, in_order
from planted.trial import combinations, ids, together
from running_demo import passwords

# Another seed plants other combinations; a failure prints the one that it had.
SEED = int(os.environ.get("GIR_PLANTED_SEED", "19"))
SURFACES = {"file", "directory", "link", "unit", "timer", "package", "beside", "index update", "keystore", "ledger",
            "gax", "rws"}  # fmt: skip


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
    planted.exact(number=20, seed=SEED, most=12)


def test_playbook_finds_the_same_and_shows_no_secret(planted):
    plants = in_order(together(possible(catalogue(planted.groups, UPDATE_HOST), planted.has)))
    assert len(plants) > 60
    try:
        for plant in plants:
            plant.act(planted.system)
        done, report = planted.drift("-vvvv", "--diff")
    finally:
        planted.system.heal()
    assert ids(report["findings"]) == expected(plants)
    assert done.changed == set()
    done.says_nothing_of(passwords())
    written = [path.read_text(encoding="utf-8") for path in planted.reports.iterdir()]
    assert len(written) == 4
    assert [secret for secret in passwords() for text in written if secret in text] == []
