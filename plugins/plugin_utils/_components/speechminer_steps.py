# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of SpeechMiner that a person does by hand, as documents for normal operation, failover and failback."""

from __future__ import annotations

from .._speechminer.document import document
from .._speechminer.sides import ATTESTATIONS, FORM, GROUP, VARIABLES, sides
from .._speechminer.steps import Scenario, of_model
from .._topology import attestations
from .._topology.attestations import current_day
from .._topology.published import Model
from .._topology.rule import WARNING
from .._topology.values import did_you_mean, show
from .desired import Desired, File
from .report import Report
from .rule import rule
from .speechminer_options import Steps
from .target import Target

ASKS = VARIABLES
ASKS_GROUPS = (GROUP,)

GIR956 = rule(
    956,
    "Every attestation of speechminer_attestations says by whom and on which day, which is not in the future.",
    'Write {by: <name>, "on": 2026-11-28}, with until where it runs out.',
)
GIR957 = rule(
    957,
    "speechminer_attestations has only steps that are among the steps by hand.",
    "Use the id that stands below the step in the document.",
    severity=WARNING,
)


def _scenarios(model: Model, target: Target) -> dict[str, Scenario]:
    return of_model(model, sides(model, lambda host, variable: target.others.get(host, {}).get(variable)))


def check(model: Model, target: Target, o: Steps, report: Report) -> None:
    """What is attested is known, and has happened."""
    known = {step.id for scenario in _scenarios(model, target).values() for step in scenario.steps}
    _found, flaws = attestations.read(o.attestations, current_day(), FORM)
    for flaw in flaws:
        report.add(GIR956, ATTESTATIONS, flaw.sentence, flaw.remedy)
    for step in o.attestations:
        if step not in known:
            hint = did_you_mean(step, known).strip()
            sentence = f"{ATTESTATIONS} has {show(step)}, which is no step of this map, so it counts for nothing."
            report.add(GIR957, ATTESTATIONS, sentence, hint)


def desired(model: Model, target: Target, o: Steps, report: Report) -> Desired:
    """One document for each scenario; none where a data center of the pair has no SpeechMiner."""
    found, _flaws = attestations.read(o.attestations, current_day(), FORM)
    result = Desired("speechminer_steps", target.host, secret_keys=o.gir_secret_keys)
    result.documents = [
        File(f"/speechminer/{name}.txt", content=document(scenario, found), public=True)
        for name, scenario in _scenarios(model, target).items()
    ]
    return result
