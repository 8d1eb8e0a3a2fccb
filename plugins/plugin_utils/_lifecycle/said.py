# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person said of the rules in GAX: attestations of them, and what GAX showed, both by node path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from .._topology import attestations
from .._topology.attestations import Attestation, Form
from .._topology.attested import Flaw, day, members
from .._topology.values import Unusable, is_blank, kind, show
from .export import Shown, shown

ATTESTATIONS, EXPORTS = "media_lifecycle_attestations", "media_lifecycle_exports"
MARK = "rule"
PAGE = "docs/media-lifecycle.md"
_EXPORT_KEYS = ("on", "text")


@dataclass(frozen=True)
class Export:
    """What GAX showed of a location on the day `on`."""

    on: date
    shown: Shown


@dataclass(frozen=True)
class Said:
    """By node path. `flaws`: by variable, what is wrong with what counts for nothing."""

    attested: Mapping[str, Mapping[str, Attestation]] = field(default_factory=dict)
    exports: Mapping[str, Export] = field(default_factory=dict)
    flaws: tuple[tuple[str, Flaw], ...] = ()


def read(attested: object, exports: object, today: date) -> Said:
    """The values of both variables."""
    flaws: list[tuple[str, Flaw]] = []
    found: dict[str, dict[str, Attestation]] = {}
    for location, given in _by_location(ATTESTATIONS, attested, flaws):
        form = Form(f"{ATTESTATIONS}[{show(location)}]", "rules", PAGE, MARK)
        found[location], wrong = attestations.read(given, today, form)
        flaws += [(ATTESTATIONS, flaw) for flaw in wrong]
    pasted: dict[str, Export] = {}
    for location, given in _by_location(EXPORTS, exports, flaws):
        wrong = list(_flaws(f"{EXPORTS}[{show(location)}]", given, today))
        flaws += [(EXPORTS, flaw) for flaw in wrong]
        if not wrong and isinstance(given, dict):
            known = members(given)
            pasted[location] = Export(day(known["on"]) or today, shown(str(known["text"])))
    return Said(found, pasted, tuple(flaws))


def _by_location(name: str, value: object, flaws: list[tuple[str, Flaw]]) -> Iterator[tuple[str, object]]:
    if value is None or is_blank(value):
        return
    if not isinstance(value, dict):
        what = f"cannot be evaluated: {value.reason}" if isinstance(value, Unusable) else f"is {kind(value)}"
        flaws.append((name, Flaw(f"{name} {what}, not a dictionary of node paths.", f"Write it as {PAGE} shows.")))
        return
    for location, given in value.items():
        yield bare(str(location)), given


def bare(location: str) -> str:
    """A node path as the map has it, whatever slashes stand around it."""
    return f"/{location.strip().strip('/')}"


def _flaws(path: str, given: object, today: date) -> Iterator[Flaw]:
    example = 'Write {"on": <date>, text: <what GAX shows>}.'
    if not isinstance(given, dict):
        what = f"cannot be evaluated: {given.reason}" if isinstance(given, Unusable) else f"is {kind(given)}"
        yield Flaw(f"{path} {what}, not a dictionary.", example)
        return
    known = members(given)
    yield from attestations.of_keys(path, known, _EXPORT_KEYS)
    text = known.get("text")
    if not isinstance(text, str):
        what = "not given" if text is None else kind(text)
        yield Flaw(f"{path}.text is {what}, and no text that GAX shows.", "Paste the list of rules, line by line.")
    yield from attestations.of_day(path, known, today)
