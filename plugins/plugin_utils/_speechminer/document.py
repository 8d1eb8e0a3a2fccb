# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps as a document for the operator."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from .._topology.attestations import Attestation
from .sides import ATTESTATIONS
from .steps import Scenario, Step

_WIDTH = 100
_HEAD = (
    "Nothing here can be done or seen by a program: the vendor documents no way. Do the steps in their order. Attest"
    f" each one in {ATTESTATIONS} (group_vars/gir) once it is done; playbook status counts it as open until then."
)


def document(scenario: Scenario, attested: Mapping[str, Attestation]) -> str:
    """One scenario, as text."""
    lines = [f"SpeechMiner. {scenario.title}", "", *_folded(_HEAD), ""]
    for number, step in enumerate(scenario.steps, 1):
        lines += [*_step(number, step, attested.get(step.id)), ""]
    example = scenario.steps[0].id
    lines += [f"{ATTESTATIONS}:", f'  {example}: {{by: <name>, "on": <year-month-day>}}']
    return "\n".join(lines) + "\n"


def _step(number: int, step: Step, given: Attestation | None) -> Iterator[str]:
    yield f"{number:2}. {step.title}"
    yield from _folded(step.text, "    ")
    yield f"    id: {step.id}   source: {step.source}"
    yield f"    {given.text if given else 'open'}"


def _folded(text: str, indent: str = "") -> list[str]:
    """Addresses and paths stay in one piece."""
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
