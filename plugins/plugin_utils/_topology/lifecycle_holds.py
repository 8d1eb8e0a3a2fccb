# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges legal holds: what is held lies where it can be purged only if it is protected from it."""

from __future__ import annotations

from collections.abc import Mapping

from .lifecycle import Lifecycle
from .reading import Centers
from .recording_holds import HOLDS, RecordingHold, read
from .report import Report
from .values import Value, did_you_mean, listed, show

FEATURES = "contact_center_features"
KEEPER = "hold_keeper_enabled"
# Read for this rule alone; their components judge them.
VARIABLES = (HOLDS, FEATURES, KEEPER)
# The feature without which no recording can be protected.
SCHEMA = "schema-elasticsearch-v2-call-recording"
_ACCOUNT = ("gir_rws_admin_username", "gir_rws_admin_password")
_NO = (False, "false", "no", "off")


def check(report: Report, variables: Mapping[str, Value], lifecycle: Lifecycle, centers: Centers) -> None:
    """`centers` are those that can be read."""
    value = variables.get(HOLDS)
    if report.unusable(HOLDS, value):
        return
    holds, flaws = read(value)
    for flaw in flaws:
        report.add("GIR744", HOLDS, flaw.sentence, flaw.remedy)
    known = [center.node_path for center in centers.values() if center.node_path is not None]
    for hold in holds if known and len(known) == len(centers) else ():
        for place in hold.locations:
            if place not in known:
                sentence = f"{HOLDS}: {show(hold.name)} has the location {show(place)}, where no data center is."
                report.add("GIR744", HOLDS, f"{sentence}{did_you_mean(place, known)}")
    lacking = _lacking(variables, centers)
    for hold in holds if lacking else ():
        _threatened(report, hold, lacking, lifecycle)


def _lacking(variables: Mapping[str, Value], centers: Centers) -> list[str]:
    """What protects a recording, and is not there. What cannot be read is not said to be missing."""
    found = []
    features = variables.get(FEATURES)
    if isinstance(features, list) and SCHEMA not in features:
        found.append(f"the feature {SCHEMA} in {FEATURES}")
    found += [name for name in _ACCOUNT if variables.get(name) is None]
    if centers and not any(center.interaction_receiver_url for center in centers.values()):
        found.append("an interaction_receiver_url")
    keeper = variables.get(KEEPER)
    if keeper is False or (isinstance(keeper, str) and keeper.strip().lower() in _NO):
        found.append(KEEPER)
    return found


def _threatened(report: Report, hold: RecordingHold, lacking: list[str], lifecycle: Lifecycle) -> None:
    for place in lifecycle.rules:
        rules = [rule.name for rule, _task in lifecycle.purges(place) if rule.enabled]
        if rules and hold.covers(place):
            names = listed((show(name) for name in dict.fromkeys(rules)), 3)
            sentence = f"{HOLDS}: {show(hold.name)} holds recordings of {place}, which {names} purges there. What"
            report.add("GIR745", HOLDS, f"{sentence} protects them lacks {listed(lacking)}.")
