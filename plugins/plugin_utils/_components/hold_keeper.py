# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hold keeper, on the first RWS host of the active data center alone. Facts: operations.md, 1.1 and D5."""

from __future__ import annotations

from ...module_utils._rws.recordings import NAMES
from .._topology.published import Model
from .._topology.recording_holds import HOLDS, RecordingHold, read
from .._topology.rule import PRODUCT, WARNING
from .._topology.values import did_you_mean, listed, show
from . import scheduled
from .desired import Desired, Tree
from .hold_keeper_options import HoldKeeper
from .report import Report
from .rule import rule
from .target import Target

ROLE = "hold_keeper"
GROUP = "gir_rws"
REGION = "rws_cr_region"
ASKS, ASKS_GROUPS = (REGION,), (GROUP,)

GIR747 = rule(
    747,
    "The hold keeper has directories of its own, which can be removed as a whole.",
    "Give a directory of its own below another one, absolute, its last part containing hold_keeper or hold-keeper.",
)
GIR748 = rule(748, "Program and state of the hold keeper have a directory each.", "Give each its own directory.")
GIR749 = rule(
    749,
    "hold_keeper_urls, where it is given, names at least one RWS node.",
    "Name a node, or leave hold_keeper_urls out.",
)
GIR750 = rule(
    750,
    "The key of the hold keeper's client certificate is given together with the certificate.",
    "Give hold_keeper_client_cert, too, or neither.",
)
GIR751 = rule(
    751,
    "hold_keeper_cron_schedule has the five fields of a crontab.",
    "Give five fields, separated by blanks, for example 30 22 * * *.",
)
GIR752 = rule(
    752,
    "The host of the hold keeper has the account that runs it, and both with which it asks RWS.",
    "Give the account that runs it, the ops account of RWS, and a Contact Center Admin.",
    PRODUCT,
)
GIR753 = rule(
    753,
    "hold_keeper_on_calendar is a time, not the number that YAML makes of one.",
    'Write it in quotes, for example "*-*-* 22:30:00 UTC".',
)
GIR754 = rule(
    754,
    "The RWS nodes of every location that a hold with a query names have their region.",
    "Give rws_cr_region, or name the recordings; else the query holds what it finds in every location.",
    severity=WARNING,
)
GIR755 = rule(
    755,
    "hold_keeper_recording_names has known keys, each with text.",
    "Correct or remove the key.",
)
PROGRAM = scheduled.Program(
    role=ROLE,
    name="gir-hold-keeper",
    file="gir_hold_keeper.py",
    what="Protection of held recordings from deletion",
    timer_what="Daily protection of held recordings from deletion",
    short="keeper",
    rules=scheduled.Rules(
        directory=GIR747,
        same_directory=GIR748,
        urls=GIR749,
        client_key=GIR750,
        cron=GIR751,
        accounts=GIR752,
        calendar=GIR753,
    ),
    first_start="1min",
)


def keeper_host(model: Model) -> str | None:
    """The one host that keeps holds: after a failover the model names another one, and nothing here asks why."""
    return next(iter(model["data_centers"][model["active"]]["hosts"].get(GROUP, ())), None)


def holds_of(o: HoldKeeper) -> list[RecordingHold]:
    """Those that are kept. What is wrong with others is said by the rules of the map."""
    return read(o.gir_recording_holds)[0] if o.enabled else []


def held_file(o: HoldKeeper) -> str:
    """Where the host lists every recording of every hold."""
    return f"{o.state_path}/held.json"


def _chosen(model: Model, target: Target, o: HoldKeeper) -> bool:
    return bool(holds_of(o)) and target.host == keeper_host(model)


def check(model: Model, target: Target, o: HoldKeeper, report: Report) -> None:
    """What every program needs that a timer starts; the accounts and the names by which RWS is asked."""
    scheduled.check(PROGRAM, o, report)
    name = "hold_keeper_recording_names"
    for key, value in o.recording_names.items():
        if key not in NAMES:
            report.add(GIR755, name, f"{name} has {show(key)}, which is no known key.{did_you_mean(str(key), NAMES)}")
        elif value is not None and not isinstance(value, str):
            report.add(GIR755, name, f"{name}.{key} is {show(value)}, which is no text.")
    if not _chosen(model, target, o):
        return
    accounts = ("gir_rws_ops_username", "gir_rws_ops_password", "gir_rws_admin_username", "gir_rws_admin_password")
    scheduled.check_accounts(PROGRAM, o, report, *accounts)
    for hold in holds_of(o):
        unknown = [place for place in _asked(hold) if not _regions(model, target, o, [place], report)]
        if unknown:
            sentence = f"{HOLDS} has {show(hold.name)} with a query and the locations {listed(unknown)}, whose RWS"
            report.add(GIR754, REGION, f"{sentence} nodes have no rws_cr_region.")


def _asked(hold: RecordingHold) -> tuple[str, ...]:
    """The locations by which what a query finds has to be told apart."""
    return hold.locations if hold.query is not None else ()


def _regions(model: Model, target: Target, o: HoldKeeper, places: list[str], report: Report) -> list[str]:
    """The regions of the RWS nodes of these locations; none where one of them has none."""
    found: list[str] = []
    for center in model["data_centers"].values():
        if center["node_path"] not in places:
            continue
        for host in center["hosts"].get(GROUP, ()):
            given = o.cr_region if host == target.host else target.asked(host, REGION, report)
            if not isinstance(given, str) or not given:
                return []
            found.append(given)
    return list(dict.fromkeys(found))


def desired(model: Model, target: Target, o: HoldKeeper, report: Report) -> Desired:
    """Everything on the one host, and nothing on any other."""
    own = None
    if _chosen(model, target, o):
        accounts: Tree = {
            "ops_username": o.gir_rws_ops_username,
            "ops_password": o.gir_rws_ops_password,
            "admin_username": o.gir_rws_admin_username,
            "admin_password": o.gir_rws_admin_password,
        }
        kept: Tree = {
            "holds": [_hold(model, target, o, hold) for hold in holds_of(o)],
            "recording_names": {name: value for name, value in o.recording_names.items() if value is not None},
            "held_file": held_file(o),
        }
        own = scheduled.configuration_of(model, target, o, accounts, kept)
    return scheduled.desired(PROGRAM, target, target.data_center(model)["name"], o, own, report)


def _hold(model: Model, target: Target, o: HoldKeeper, hold: RecordingHold) -> Tree:
    query = hold.query
    # What is wrong with their regions was said by the check.
    regions = _regions(model, target, o, list(_asked(hold)), Report(target.host))
    return {
        "name": hold.name,
        "recordings": [*hold.recordings],
        "locations": [*hold.locations],
        "regions": [*regions],
        "query": None
        if query is None
        else {"from_ms": query.from_ms, "to_ms": query.to_ms, "parameters": {**query.parameters}},
    }
