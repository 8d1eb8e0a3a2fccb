# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person has attested: `speechminer_attestations`, by step. What is not attested is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .._topology.attested import Flaw, day, members
from .._topology.values import Unusable, is_blank, kind, listed, printable, show
from .sides import ATTESTATIONS

KEYS = ("by", "on", "until")
# Somebody east of the controller may be a day ahead.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Attestation:
    """Somebody says that a step is done since the day `on`. After the day `until` it has to be attested again."""

    by: str
    on: date
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Whether it has not run out."""
        return self.until is None or self.until >= today

    @property
    def text(self) -> str:
        """Who and when."""
        return f"attested by {self.by} on {self.on}" + (f", until {self.until}" if self.until else "")


def read(value: object, today: date) -> tuple[dict[str, Attestation], list[Flaw]]:
    """The attestations by step, and what is wrong with the others, which are none."""
    if value is None or is_blank(value):
        return {}, []
    if not isinstance(value, dict):
        what = f"cannot be evaluated: {value.reason}" if isinstance(value, Unusable) else f"is {kind(value)}"
        sentence = f"{ATTESTATIONS} {what}, not a dictionary of steps."
        return {}, [Flaw(sentence, "Write it as docs/speechminer.md shows.")]
    found, flaws = {}, []
    for step, given in value.items():
        wrong = list(_flaws(f"{ATTESTATIONS}[{show(step)}]", given, today))
        flaws += wrong
        if not wrong and isinstance(given, dict):
            known = members(given)
            on = day(known["on"]) or today
            found[str(step)] = Attestation(printable(str(known["by"]).strip()), on, day(known.get("until")))
    return found, flaws


def _flaws(path: str, given: object, today: date) -> Iterator[Flaw]:
    if not isinstance(given, dict):
        what = f"cannot be evaluated: {given.reason}" if isinstance(given, Unusable) else f"is {kind(given)}"
        yield Flaw(f"{path} {what}, not a dictionary.", 'Write {by: <name>, "on": <date>}.')
        return
    known = members(given)
    for key in known:
        if key not in KEYS:
            sentence = f"{path} has the key {show(key)}, which is none of {listed(KEYS)}."
            yield Flaw(sentence, "Correct or remove the key.")
    if not isinstance(known.get("by"), str):
        yield Flaw(f"{path} does not say by whom.", "Give the name of who did the step, as by.")
    on, until = day(known.get("on")), day(known.get("until"))
    if on is None:
        yield Flaw(f"{path}.on is {_shown(known.get('on'))}, which is no date.", 'Write it as "on": 2026-11-28.')
    elif on > today + _AHEAD:
        yield Flaw(f"{path}.on is {on}, which is in the future.", "Give the day on which the step was done.")
    if known.get("until") is not None and until is None:
        yield Flaw(f"{path}.until is {_shown(known['until'])}, which is no date.", "Write it as until: 2027-11-28.")
    elif on is not None and until is not None and until < on:
        yield Flaw(f"{path}.until is {until}, which is before {on}.", "Give a later day, or leave it out.")


def _shown(value: object) -> str:
    return "not given" if value is None else show(value)
