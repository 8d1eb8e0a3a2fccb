# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of media lifecycle, as a page for the person at GAX and each data center that has some."""

from __future__ import annotations

from .._lifecycle.document import document
from .._lifecycle.said import ATTESTATIONS, EXPORTS, Said, bare, read
from .._lifecycle.standing import standings
from .._topology.attestations import current_day
from .._topology.published import Model
from .._topology.rule import WARNING
from .._topology.values import did_you_mean, show
from .desired import Desired, File
from .media_lifecycle_options import MediaLifecycle
from .report import Report
from .rule import rule
from .target import Target

GIR831 = rule(
    831,
    "Every attestation of media_lifecycle_attestations says by whom, on which day, and of which text of the rule.",
    'Write {by: <name>, "on": 2026-11-28, rule: <mark>}, with until where it runs out.',
)
GIR832 = rule(
    832,
    "media_lifecycle_attestations has only rules of gir_media_lifecycle.",
    "Use the node path and the name of a rule, or remove the attestation.",
    severity=WARNING,
)
GIR833 = rule(
    833,
    "Every export of media_lifecycle_exports has a day, which is not in the future, and a text.",
    'Write {"on": 2026-11-28, text: <what GAX shows>}.',
)
GIR834 = rule(
    834,
    "media_lifecycle_exports has only node paths of data centers.",
    "Use a node path of gir_datacenters, or remove the export.",
    severity=WARNING,
)


def check(model: Model, target: Target, o: MediaLifecycle, report: Report) -> None:
    """What is attested and pasted is known, and has happened."""
    said = read(o.attestations, o.exports, current_day())
    _check_said(said, report)
    known = {bare(center["node_path"]): [rule["name"] for rule in center["media_lifecycle"]]
             for center in model["data_centers"].values()}  # fmt: skip
    for location, rules in said.attested.items():
        if location not in known:
            report.add(GIR832, ATTESTATIONS, *_unknown(ATTESTATIONS, location, list(known)))
        for name in rules if location in known else ():
            if name not in known[location]:
                hint = did_you_mean(name, known[location]).strip()
                sentence = f"{ATTESTATIONS}[{show(location)}] has {show(name)}, which is no rule there, so it counts"
                report.add(GIR832, ATTESTATIONS, f"{sentence} for nothing.", hint)
    for location in said.exports:
        if location not in known:
            report.add(GIR834, EXPORTS, *_unknown(EXPORTS, location, list(known)))


def _check_said(said: Said, report: Report) -> None:
    for variable, flaw in said.flaws:
        if variable == ATTESTATIONS:
            report.add(GIR831, variable, flaw.sentence, flaw.remedy)
        else:
            report.add(GIR833, variable, flaw.sentence, flaw.remedy)


def _unknown(name: str, location: str, known: list[str]) -> tuple[str, str]:
    """The sentence about a node path that nobody has, and what it may have meant."""
    sentence = f"{name} has {show(location)}, which is the node path of no data center, so it counts for nothing."
    return sentence, did_you_mean(location, known).strip()


def desired(model: Model, target: Target, o: MediaLifecycle, report: Report) -> Desired:
    """One page for each data center that has rules."""
    # The page stays the same from day to day: what has run out is said by playbook status.
    found = standings(model, read(o.attestations, o.exports, current_day()), o.export_max_age_days, None)
    result = Desired("media_lifecycle", target.host, secret_keys=o.gir_secret_keys)
    result.documents = [
        File(f"/media-lifecycle/{name}.txt", content=document(center, found), public=True)
        for name, center in model["data_centers"].items()
        if center["media_lifecycle"]
    ]
    return result
