# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates the recording indexes of the standby data center: what cron or a systemd timer starts once a day.

What fails is tried again in the same run, after growing pauses, as often as `attempts` says. Needs Python 3.6 or later
and its standard library. Exit status: 0 everything is done, 1 a window still failed at the last attempt or nobody can
tell whether it was executed (the next run repeats it), 2 the configuration is wrong and nothing was sent, 75 another
run holds the lock.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from ansible_collections.gir.multidc.plugins.module_utils._program.scheduled import Scheduled
from gir_index_run import Update
from gir_index_settings import load
from gir_index_status import IndexStatus


def attempt(settings, journal, number, began):
    return Update(settings, IndexStatus(settings.status_file), journal, number, began)


PROGRAM = Scheduled(
    "gir-index-update",
    "index update",
    "Update the recording indexes of the standby data center.",
    HERE,
    load,
    lambda settings: [settings.password],
    attempt,
)

if __name__ == "__main__":
    sys.exit(PROGRAM.main())
