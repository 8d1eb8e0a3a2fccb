# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every change that can be planted in the demo, alone, and 200 combinations of them at random."""

import os

from planted.catalogue import catalogue, possible
from planted.demo import UPDATE_HOST

SEED = int(os.environ.get("GIR_PLANTED_SEED", "2019"))


def test_each_change_is_found_alone(planted):
    plants = possible(catalogue(planted.groups, UPDATE_HOST), planted.has)
    planted.exact(names=[[plant.name] for plant in plants])


def test_two_hundred_combinations_are_found_exactly(planted):
    planted.exact(number=200, seed=SEED, most=10)
