# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the invariants share."""

from .product import run
from .world import Violation

GOOD = (run.APPLIED, run.WAITED)


def broken(name, controller, text):
    return Violation(name, f"run-{controller.owner}: {text}")


def is_moved(seen):
    return seen.ledger.active == seen.target.name and seen.ledger.eservices_site == seen.target.site_name
