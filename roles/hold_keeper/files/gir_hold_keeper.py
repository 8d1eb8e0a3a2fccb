# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Protects held recordings from deletion again: what cron or a systemd timer starts once a day.

Only holds that a person wrote into the inventory are applied, and nothing is ever released. What fails is tried again
in the same run, after growing pauses, as often as `attempts` says. Needs Python 3.6 or later and its standard library.
Exit status: 0 all is protected, 1 something is not, or nobody can tell, 2 the configuration is wrong and nothing was
sent, 75 another run holds the lock.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from ansible_collections.gir.multidc.plugins.module_utils._program.scheduled import Scheduled
from gir_hold_run import Keeping
from gir_hold_settings import load
from gir_hold_status import HoldStatus

# Recordings that an earlier attempt of this run has protected.
PROTECTED = set()


def attempt(settings, journal, number, began):
    return Keeping(settings, HoldStatus(settings.status_file), journal, number, began, PROTECTED)


PROGRAM = Scheduled(
    "gir-hold-keeper",
    "hold keeper",
    "Protect held recordings from deletion again.",
    HERE,
    load,
    lambda settings: [settings.ops_password, settings.admin_password],
    attempt,
)

if __name__ == "__main__":
    sys.exit(PROGRAM.main())
