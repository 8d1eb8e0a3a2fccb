# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a rehearsal. docs/failover-rehearsal.md has them as a table."""

from __future__ import annotations

from .._failover.asked import MODES
from .._failover.variables import Variable
from .._report import place
from .._report.asked import FORMATS_OF, names

VERB = "rehearsal"
_OUTPUT_DIR, _FORMATS = names(VERB)

TO = Variable("gir_rehearsal_to", "the standby data center", "Data center that the failover would make active")
MODE = Variable(
    "gir_rehearsal_mode", "all of them", f"Which failover is judged: {' or '.join(f'`{mode}`' for mode in MODES)}"
)
BY = Variable("gir_rehearsal_by", "who runs it", "Who rehearses; kept in the report")
NOTES = Variable("gir_rehearsal_notes", "none", "What is to be remembered of it, on one line; kept in the report")
OUTPUT_DIR = Variable(_OUTPUT_DIR, "none", "Directory of the controller for the report")
FORMATS = Variable(_FORMATS, "all", f"Forms of the report: {', '.join(f'`{name}`' for name in FORMATS_OF[VERB])}")

VARIABLES = (TO, MODE, BY, NOTES, OUTPUT_DIR, FORMATS)
READ = (*(one.name for one in VARIABLES), *place.READ)
