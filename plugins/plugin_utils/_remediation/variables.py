# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a remediation: their names, defaults and limits. docs/remediate.md has them as a table."""

from __future__ import annotations

from .._failover.variables import CHANGE_ID, REASON, Variable
from .._report import place

PLAN_HASH = Variable(
    "gir_remediate_plan_hash",
    "none",
    "Hash of the plan that you have read and approve; the run that writes the plan prints it. Without it nothing is"
    " repaired",
)
PLAN = Variable(
    "gir_remediate_plan",
    "the RWS hosts' copy",
    "File of the controller with the approved plan, where no RWS host holds it any more",
)
PLAN_HOURS = Variable("gir_remediate_plan_hours", "24", "How old a plan may be that is applied", 1, 720)
REPORT = Variable(
    "gir_remediate_report",
    "a new comparison",
    "Report of drift as JSON, or a directory with such reports: only what stands in the newest one is planned."
    " Everything is compared anew, so that nothing old is. An address on the server of `gir_report_url` is read from"
    " there; one that ends in `/` stands for `drift.json` in it",
)
_LIST = "A list, or a text with commas"
SEVERITIES = Variable("gir_remediate_severities", "all", f"Which findings are repaired, by severity. {_LIST}")
COMPONENTS = Variable("gir_remediate_components", "all", f"Which findings are repaired, by component. {_LIST}")
MAX_HOSTS = Variable("gir_remediate_max_hosts", "no limit", "On how many hosts one run repairs", 1, 10000)
MAX_RESTARTS = Variable("gir_remediate_max_restarts", "no limit", "How many services one run restarts", 0, 10000)
MAX_MINUTES = Variable("gir_remediate_max_minutes", "no limit", "How long one run may be planned to take", 1, 10000)
WINDOWS = Variable(
    "gir_remediate_windows",
    "always",
    "When it may work: a list of `{from: '22:00', to: '04:00', zone: Europe/Berlin, days: [sat]}`. `days` are those"
    " on which it begins; without them each day. `since` and `until` limit it to days such as `2027-01-31`. Nothing"
    " begins that would end later",
)
DENY_WINDOWS = Variable(
    "gir_remediate_deny_windows",
    "never",
    "When it may not work, in the same form; these win over `gir_remediate_windows`",
)
OUTPUT_DIR = Variable("gir_remediate_output_dir", "none", "Directory of the controller for the plan and the report")
FORMATS = Variable("gir_remediate_formats", "all", "Forms of the report: `json`, `markdown`, `html`")

VARIABLES = (
    PLAN_HASH, PLAN, PLAN_HOURS, REPORT, SEVERITIES, COMPONENTS, MAX_HOSTS, MAX_RESTARTS, MAX_MINUTES, WINDOWS,
    DENY_WINDOWS, REASON, CHANGE_ID, OUTPUT_DIR, FORMATS,
)  # fmt: skip
READ = (*(one.name for one in VARIABLES), *place.READ)
