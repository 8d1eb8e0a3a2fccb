# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the rules stand in GAX: entered, not so, or open. A program can look only where a site gives the REST form.

What RWS showed in this run counts before everything that a person said. Of that the newer word counts: what GAX showed,
or that somebody attested it. On one day, what GAX showed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ...module_utils._common.observation import CONFIRMED, FAILED, NOT_OBSERVABLE
from .._topology.attestations import Attestation
from .._topology.published import DataCenterModel, LifecycleRuleModel, Model
from .._topology.values import did_you_mean, listed, printable, show
from . import shown, text
from .export import Difference, ShownRule, differences
from .marks import mark
from .said import ATTESTATIONS, EXPORTS, Export, Said, bare

# A value that is said stands beside others.
_LONGEST = 200


@dataclass(frozen=True)
class Standing:
    """Of one rule of a location, or of what GAX has there besides. `answer`: one of the three of observation.py.

    `differences`: what has to be changed in GAX. `known`: whether the map has the rule.
    """

    data_center: str
    location: str
    rule: str
    answer: str
    text: str
    remedy: str = ""
    differences: Sequence[Difference] = ()
    known: bool = True

    @property
    def is_open(self) -> bool:
        """Whether nobody knows."""
        return self.answer == NOT_OBSERVABLE


def standings(
    model: Model, said: Said, max_age_days: int, today: date | None, seen: Mapping[str, shown.Place] | None = None
) -> list[Standing]:
    """Of all locations that have rules, or of which somebody pasted what GAX shows, or RWS showed it.

    `today` None: nothing is too old, for a text that has to stay the same from day to day. `seen`: what RWS showed in
    this run, by node path; None where nobody looked.
    """
    return [
        one
        for center in model["data_centers"].values()
        for one in _of_center(center, said, max_age_days, today, (seen or {}).get(bare(center["node_path"])))
    ]


def _of_center(
    center: DataCenterModel, said: Said, max_age_days: int, today: date | None, place: shown.Place | None
) -> Iterator[Standing]:
    location = bare(center["node_path"])
    export = said.exports.get(location)
    attested = said.attested.get(location) or {}
    is_old = export is not None and today is not None and (today - export.on).days > max_age_days
    for rule in center["media_lifecycle"]:
        given = attested.get(rule["name"])
        looked = None if place is None else _looked(center, rule, place)
        if looked is None or looked.is_open:
            old = f"is older than {max_age_days} days" if is_old else ""
            yield _of_rule(center, rule, given, export, old, today, "" if looked is None else looked.text)
        else:
            yield looked
    if place is not None and not place.reason:
        yield from _beside_seen(center, place)
    elif export is not None and not is_old:
        yield from _besides(center, export)


def _looked(center: DataCenterModel, rule: LifecycleRuleModel, place: shown.Place) -> Standing:
    """What RWS showed in this run."""
    answer, said, found = shown.compared(rule, place)
    remedy = _or_write(center) if answer == FAILED else ""
    return Standing(center["name"], bare(center["node_path"]), rule["name"], answer, printable(said), remedy, found)


def _of_rule(
    center: DataCenterModel,
    rule: LifecycleRuleModel,
    given: Attestation | None,
    export: Export | None,
    old: str,
    today: date | None,
    looked: str,
) -> Standing:
    """As far as a person said so. `looked`: why RWS itself does not tell it, where somebody looked."""
    location, name = bare(center["node_path"]), rule["name"]

    def standing(answer: str, said: str, remedy: str = "", found: Sequence[Difference] = ()) -> Standing:
        return Standing(center["name"], location, name, answer, printable(said), remedy, found)

    why = [looked.rstrip(".")] if looked else []
    if given is not None and given.mark == mark(location, rule) and (today is None or given.holds(today)):
        if export is None or old or given.on > export.on:
            return standing(CONFIRMED, f"It is {given.text}.")
        why.append(f"What GAX showed on {export.on} counts instead of the attestation of {given.on}")
    elif given is not None:
        why.append(_counts_not(given, mark(location, rule)))
    if export is not None and not old:
        answer, text_of, found = _compared(rule, export.shown.rules.get(name), export.on)
        if answer == FAILED:
            return standing(FAILED, text_of, f"{_enter(center)} {_again(location)}", found)
        if answer == CONFIRMED:
            return standing(CONFIRMED, text_of)
        why.append(text_of.rstrip("."))
    elif export is not None:
        why.append(f"The export of {export.on} {old}")
    if given is None and export is None:
        why.append(f"Nobody attested it, and there is no export of {location}")
    return standing(NOT_OBSERVABLE, f"{'. '.join(why)}.", f"{_enter(center)} {_again(location, name)}")


def _counts_not(given: Attestation, now: str) -> str:
    if given.mark != now:
        return (
            f"{given.by} attested another text of it on {given.on}: the mark is {show(given.mark)} there, and"
            f" {now} now"
        )
    return f"The attestation of {given.by} ended on {given.until}"


def _compared(rule: LifecycleRuleModel, seen: ShownRule | None, on: date) -> tuple[str, str, list[Difference]]:
    if seen is None:
        return FAILED, f"GAX did not show it on {on}.", [Difference("", "; ".join(text.lines(rule)), None)]
    if seen.unread:
        return NOT_OBSERVABLE, f"A line of it in the export of {on} cannot be read.", []
    found = differences(rule, seen)
    if found:
        return FAILED, f"GAX showed it otherwise on {on}: {listed([one.text for one in found], 4)}.", found
    hidden = text.unshown(rule)
    if hidden:
        said = f"The export of {on} is equal in all that it shows, and does not show the {listed(hidden)}."
        return NOT_OBSERVABLE, said, []
    return CONFIRMED, f"GAX showed it so on {on}.", []


def _besides(center: DataCenterModel, export: Export) -> Iterator[Standing]:
    """Rules that GAX has and the map has not, and lines that cannot be read."""
    location = bare(center["node_path"])
    names = [rule["name"] for rule in center["media_lifecycle"]]
    for name, seen in export.shown.rules.items():
        if name in names or not seen.tasks:
            continue
        types = listed(dict.fromkeys(f"{one.fields['type']} of {one.fields['media']}" for one in seen.tasks))
        extra = f"{seen.fields.get('enabled', '')}, {types}"
        yield _foreign(center, name, f"GAX showed it on {export.on}", types, extra)
    for number, line in export.shown.unread:
        said = f"Line {number} of the export of {export.on} is no rule that can be read: {show(line[:_LONGEST])}."
        remedy = f"Paste the line as GAX shows it, or take it out of {EXPORTS}."
        name = f"line {number}"
        yield Standing(center["name"], location, name, NOT_OBSERVABLE, printable(said), remedy, (), False)


def _beside_seen(center: DataCenterModel, place: shown.Place) -> Iterator[Standing]:
    """The same of what RWS showed in this run."""
    for name, types in shown.besides(place, [rule["name"] for rule in center["media_lifecycle"]]):
        yield _foreign(center, name, "RWS showed it in this run", types, types)
    for number, one in enumerate(place.named(None), 1):
        said = f"RWS has a rule there whose name cannot be read: {one['observation_reason']}"
        remedy = "Say in gir_media_lifecycle_api how it is read, or take the rule out of GAX."
        name = f"nameless rule {number}"
        location = bare(center["node_path"])
        yield Standing(center["name"], location, name, NOT_OBSERVABLE, printable(said), remedy, (), False)


def _foreign(center: DataCenterModel, name: str, seen: str, types: str, extra: str) -> Standing:
    """A rule that the map has not. `extra`: what it is, in the words of a difference."""
    said = f"{seen}, and gir_media_lifecycle has no rule of this name: {types}."
    hint = did_you_mean(name, [rule["name"] for rule in center["media_lifecycle"]]).strip()
    remedy = f"Take it out of GAX, or into gir_media_lifecycle. {hint}".strip()
    found = [Difference("", None, extra)]
    location = bare(center["node_path"])
    return Standing(center["name"], location, printable(name), FAILED, printable(said), printable(remedy), found, False)


def _or_write(center: DataCenterModel) -> str:
    return f"{_enter(center).rstrip('.')}, or write it by REST as docs/media-lifecycle-api.md shows."


def _enter(center: DataCenterModel) -> str:
    return f"Enter it in GAX as media-lifecycle/{center['name']}.txt says."


def _again(location: str, name: str = "") -> str:
    pasted = f"paste what GAX shows of {location} into {EXPORTS}"
    return f"Then attest it in {ATTESTATIONS}, or {pasted}." if name else f"Then {pasted} again."
