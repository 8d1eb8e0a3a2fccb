# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person has attested, by the name of the thing. What is not attested is open.

Several variables have this form. Where an attestation is of one text of the thing, it carries the mark of that text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from .attested import Flaw, day, members
from .values import Unusable, is_blank, kind, listed, printable, show

KEYS = ("by", "on", "until")
# Somebody east of the controller may be a day ahead.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Form:
    """How a variable writes attestations. `path`: the variable, or the member of it. `things`: such as steps.

    `page`: where it is described. `mark`: the key of the mark, empty where an attestation has none.
    """

    path: str
    things: str
    page: str
    mark: str = ""

    @property
    def thing(self) -> str:
        """One of them."""
        return self.things[:-1]


@dataclass(frozen=True)
class Attestation:
    """Somebody says that a thing is done since the day `on`. After the day `until` it has to be attested again.

    `mark`: of which text of it; empty where its form has none.
    """

    by: str
    on: date
    until: date | None = None
    mark: str = ""

    def holds(self, today: date) -> bool:
        """Whether it has not run out."""
        return self.until is None or self.until >= today

    @property
    def text(self) -> str:
        """Who and when."""
        return f"attested by {self.by} on {self.on}" + (f", until {self.until}" if self.until else "")


def current_day() -> date:
    """The day of the controller, in UTC."""
    return datetime.now(timezone.utc).date()


def read(value: object, today: date, form: Form) -> tuple[dict[str, Attestation], list[Flaw]]:
    """The attestations by thing, and what is wrong with the others, which are none."""
    if value is None or is_blank(value):
        return {}, []
    if not isinstance(value, dict):
        what = f"cannot be evaluated: {value.reason}" if isinstance(value, Unusable) else f"is {kind(value)}"
        sentence = f"{form.path} {what}, not a dictionary of {form.things}."
        return {}, [Flaw(sentence, f"Write it as {form.page} shows.")]
    found, flaws = {}, []
    for thing, given in value.items():
        wrong = list(_flaws(f"{form.path}[{show(thing)}]", given, today, form))
        flaws += wrong
        if not wrong and isinstance(given, dict):
            known = members(given)
            on = day(known["on"]) or today
            mark = str(known[form.mark]).strip() if form.mark else ""
            by = printable(str(known["by"]).strip())
            found[str(thing)] = Attestation(by, on, day(known.get("until")), mark)
    return found, flaws


def _flaws(path: str, given: object, today: date, form: Form) -> Iterator[Flaw]:
    marked = f", {form.mark}: <mark>" if form.mark else ""
    if not isinstance(given, dict):
        what = f"cannot be evaluated: {given.reason}" if isinstance(given, Unusable) else f"is {kind(given)}"
        yield Flaw(f"{path} {what}, not a dictionary.", f'Write {{by: <name>, "on": <date>{marked}}}.')
        return
    known = members(given)
    yield from of_keys(path, known, (*KEYS, form.mark) if form.mark else KEYS)
    if not isinstance(known.get("by"), str):
        yield Flaw(f"{path} does not say by whom.", "Give the name of who did it, as by.")
    if form.mark and not isinstance(known.get(form.mark), str):
        sentence = f"{path} does not say of which text of the {form.thing} it is."
        yield Flaw(sentence, f"Give the word that stands beside the {form.thing} in the document, as {form.mark}.")
    yield from of_day(path, known, today)
    on, until = day(known.get("on")), day(known.get("until"))
    if known.get("until") is not None and until is None:
        yield Flaw(f"{path}.until is {_shown(known['until'])}, which is no date.", "Write it as until: 2027-11-28.")
    elif on is not None and until is not None and until < on:
        yield Flaw(f"{path}.until is {until}, which is before {on}.", "Give a later day, or leave it out.")


def of_keys(path: str, known: Mapping[str, object], keys: Sequence[str]) -> Iterator[Flaw]:
    """Keys that nobody reads."""
    for key in known:
        if key not in keys:
            sentence = f"{path} has the key {show(key)}, which is none of {listed(keys)}."
            yield Flaw(sentence, "Correct or remove the key.")


def of_day(path: str, known: Mapping[str, object], today: date) -> Iterator[Flaw]:
    """What is wrong with the day `on`."""
    on = day(known.get("on"))
    if on is None:
        yield Flaw(f"{path}.on is {_shown(known.get('on'))}, which is no date.", 'Write it as "on": 2026-11-28.')
    elif on > today + _AHEAD:
        yield Flaw(f"{path}.on is {on}, which is in the future.", "Give the day on which it was done.")


def _shown(value: object) -> str:
    return "not given" if value is None else show(value)
