# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a rejoin: their names, defaults and limits. docs/rejoin.md has them as a table."""

from __future__ import annotations

from .._failover.variables import CHANGE_ID, REASON, Variable
from .._report import place

DATA_CENTER = Variable("gir_rejoin_datacenter", "", "Data center that becomes the standby. Required")
CONFIRM = Variable("gir_rejoin_confirm", "", "The same once more. Required")
LISTED = Variable(
    "gir_rejoin_listed",
    "none",
    "Digest of the list that you have read and accept; the run that shows the list prints it",
)
REPAIRED_BY = Variable(
    "gir_rejoin_repaired_by",
    "none",
    "Name of the person who has repaired Cassandra (`nodetool repair`). Asked for after an outage that was longer than"
    " Cassandra keeps writes for a node that is down, and where nobody knows for how long that is",
)
OUTAGE_SINCE = Variable(
    "gir_rejoin_outage_since",
    "the begin of the failover",
    "Since when the data center was away, as in `2027-01-31T02:10:00+01:00`",
)
OUTAGE_UNTIL = Variable("gir_rejoin_outage_until", "now", "Until when it was away")
ACCEPT = Variable(
    "gir_rejoin_accept",
    "none",
    "Components there that nobody can stop and that you know to be stopped: `dc1/muxer`, `dc1/rps`,"
    " `dc1/voice_processor`. A list, or a text with commas",
)
TAKE_OVER = Variable("gir_rejoin_take_over", "none", "Id of a lock whose run you know to be dead")
REINDEX = Variable("gir_rejoin_reindex", "true", "Whether the recordings of the outage are indexed anew")
SECONDS = Variable("gir_rejoin_seconds", "10", "How long it may take to ask all hosts and addresses once", 3, 120)
OUTPUT_DIR = Variable("gir_rejoin_output_dir", "none", "Directory of the controller for the report")
FORMATS = Variable("gir_rejoin_formats", "all", "Forms of the report: `json`, `markdown`, `html`")

VARIABLES = (
    DATA_CENTER, CONFIRM, LISTED, REPAIRED_BY, OUTAGE_SINCE, OUTAGE_UNTIL, ACCEPT, TAKE_OVER, REINDEX, SECONDS, REASON,
    CHANGE_ID, OUTPUT_DIR, FORMATS,
)  # fmt: skip
READ = (*(one.name for one in VARIABLES), *place.READ)
