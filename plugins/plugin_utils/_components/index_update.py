# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The daily index update, on one RWS host of the standby data center and on no other. Facts: rws.md, 4.1."""

from __future__ import annotations

from collections import Counter

from .._topology.published import Model
from .._topology.rule import PRODUCT
from .._topology.values import listed
from . import scheduled
from .desired import Desired, Tree
from .index_update_options import IndexUpdate
from .report import Report
from .rule import rule
from .target import Target

GIR885 = rule(
    885,
    "The daily index update has directories of its own, which can be removed as a whole.",
    "Give a directory of its own below another one, absolute, its last part containing index_update or index-update.",
)
GIR886 = rule(
    886,
    "Program and state of the index update have a directory each.",
    "Give each its own directory.",
)
GIR887 = rule(
    887,
    "index_update_indexes names at least one index, each once.",
    "Name recordings or screen_recordings, or both, once each.",
    PRODUCT,
)
GIR888 = rule(
    888,
    "A list of addresses of RWS nodes, where it is given, names at least one.",
    "Name a node, or leave index_update_urls out.",
)
GIR891 = rule(
    891,
    "The windows of one run are longer than the overlap with the last one.",
    "Give more or longer windows, or a shorter overlap.",
)
GIR892 = rule(
    892,
    "The key of the client certificate is given together with the certificate.",
    "Give index_update_client_cert, too, or neither.",
)
GIR893 = rule(
    893,
    "index_update_cron_schedule has the five fields of a crontab.",
    "Give five fields, separated by blanks, for example 15 3 * * *.",
)
GIR894 = rule(
    894,
    "The host of the index update has the account that runs it, and the one with which it asks RWS.",
    "Give the account that runs the update, and the one with which it asks RWS.",
)
GIR895 = rule(
    895,
    "index_update_on_calendar is a time, not the number that YAML makes of one.",
    'Write it in quotes, for example "*-*-* 10:15:00".',
)
PROGRAM = scheduled.Program(
    role="index_update",
    name="gir-index-update",
    file="gir_index_update.py",
    what="Update of the recording indexes of the standby data center",
    timer_what="Daily update of the recording indexes of the standby data center",
    short="update",
    rules=scheduled.Rules(
        directory=GIR885,
        same_directory=GIR886,
        urls=GIR888,
        client_key=GIR892,
        cron=GIR893,
        accounts=GIR894,
        calendar=GIR895,
    ),
)


def check(model: Model, target: Target, o: IndexUpdate, report: Report) -> None:
    """Something to update, windows that get ahead, and what every program needs that a timer starts."""
    if not o.indexes or len(set(o.indexes)) < len(o.indexes):
        twice = [name for name, times in Counter(o.indexes).items() if times > 1]
        wrong = f"has {listed(twice)} more than once" if twice else "is empty"
        report.add(GIR887, "index_update_indexes", f"index_update_indexes {wrong}.")
    if o.most_windows * o.window_hours <= o.overlap_hours:
        report.add(
            GIR891,
            "index_update_most_windows",
            f"index_update_most_windows times index_update_window_hours is {o.most_windows * o.window_hours} hours, and"
            f" index_update_overlap_hours is {o.overlap_hours}, so that no run would get ahead.",
        )
    scheduled.check(PROGRAM, o, report)
    if _chosen(model, target):
        scheduled.check_accounts(PROGRAM, o, report, "gir_rws_ops_username", "gir_rws_ops_password")


def _chosen(model: Model, target: Target) -> bool:
    """Exactly one host runs the update. After a failover the model names another one, and nothing here asks why."""
    return target.host == model["index_update_host"]


def desired(model: Model, target: Target, o: IndexUpdate, report: Report) -> Desired:
    """Everything on the one host, and nothing on any other."""
    own = None
    if _chosen(model, target):
        accounts: Tree = {"username": o.gir_rws_ops_username, "password": o.gir_rws_ops_password}
        windows: Tree = {
            "indexes": [*o.indexes],
            "overlap_hours": o.overlap_hours,
            "window_hours": o.window_hours,
            "first_hours": o.first_hours,
            "most_windows": o.most_windows,
        }
        own = scheduled.configuration_of(model, target, o, accounts, windows)
    return scheduled.desired(PROGRAM, target, target.data_center(model)["name"], o, own, report)
