# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a series of random cases is: a sample in each run of CI, all of it in `make record`."""

import os

WHOLE = "GIR_WHOLE_SERIES"


def length(sample, whole):
    """The number of cases to try in this run."""
    return whole if os.environ.get(WHOLE) else sample
