# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GAX is asked in a drift run: the objects of all components of all hosts, in one request.

Hosts that describe one object alike, such as the Cluster application of RWS, describe it once. Where they contradict
each other nobody knows what should be, and that is a finding of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...module_utils._common.difference import difference, not_checked
from ...module_utils._gax.described import described
from ...module_utils._gax.schema import OWNERS, option_text
from ...module_utils._gax.wanted import ABSENT, PRESENT, problems
from .._components.component import Component
from .._components.desired import ConfigurationObject, Desired, OtherObjects
from .._components.foreign import Foreign
from .._components.reading import read
from .._components.report import Report, errors
from .._components.shared import ConfigurationServerObjects
from .observed import Answer, Check, Difference

MODULE = "gir.multidc.gax_drift_info"
# The host of what the API holds.
HOST = "gax"
SURFACE = "Configuration Server"
PARTS = ("options", "annex")
# What a task that does not give them has.
_BLANK: Mapping[str, Any] = dict.fromkeys((*PARTS, *OWNERS, "properties"))
_FILES = (
    "gir_configuration_source is files, so nobody sees what Configuration Server holds. Give"
    " gir_configuration_source=gax and an account of GAX, or compare exported options with gir.multidc.gax_file_info."
)
_OTHER_GAX = (
    "The GAX account, or how GAX is reached, is not that of {other} for {host}, and one run asks one Configuration"
    " Server. Give gir_gax_* alike for all hosts."
)
# Unless gir_gax_timeout is given: a GAX that is away costs this for each of its addresses, and a retry.
TIMEOUT, RETRIES, READY = 10, 1, 10

Owner = tuple[str, str]
_Place = tuple[str, str, str]


class Stated(Protocol):
    """The desired state of a component on a host, with the variables that it was computed from."""

    @property
    def component(self) -> Component:
        """The component."""

    @property
    def host(self) -> str:
        """The host; the controller's name for what runs there."""

    @property
    def desired(self) -> Desired:
        """What the host should be."""

    @property
    def given(self) -> Mapping[str, object]:
        """Variable to value."""


@dataclass(frozen=True)
class Request:
    """`module` None: there is nobody to ask. `args` has secrets. `unseen`: differences that no answer is needed for.

    `owners`: (component, object) to the (component, host) that it is described for.
    """

    module: str | None
    args: Mapping[str, Any] = field(repr=False)
    checks: Sequence[Check]
    unseen: Sequence[Difference]
    owners: Mapping[tuple[str, str], frozenset[Owner]]

    def differences(self, result: Mapping[str, Any]) -> list[Difference]:
        """What an answer of the module says, and what is known without one."""
        if self.module is None:
            return list(self.unseen)
        if result.get("failed") or "differences" not in result:
            reason = _failure(result)
            asked = (check for check in self.checks if (check.component, check.object) in self.owners)
            lost = [not_checked("object.read", check.component, check.object, reason) for check in asked]
            return [*self.unseen, *lost]
        return [*self.unseen, *result["differences"]]

    def owners_of(self, one: Difference) -> set[Owner]:
        """Whom a difference is about; all hosts of the component, where it is about an object of somebody else."""
        known = self.owners.get((one["component"], one["object"]))
        if known is not None:
            return set(known)
        return {owner for owners in self.owners.values() for owner in owners if owner[0] == one["component"]}


def answer(asked: Request, result: Mapping[str, Any]) -> Answer:
    """What is to be judged of it. Where GAX did not answer, none of its checks was made."""
    failed = asked.module is not None and (result.get("failed") or "differences" not in result)
    if failed and not asked.unseen:
        return Answer(HOST, asked.checks, failure=_failure(result))
    return Answer(HOST, asked.checks, asked.differences(result))


def _failure(result: Mapping[str, Any]) -> str:
    return str(result.get("msg") or "GAX could not be queried.")


def request(states: Iterable[Stated]) -> Request | None:
    """Of all hosts; None where nothing in Configuration Server is described."""
    gathered = _Gathered()
    for state in states:
        gathered.add(state)
    return gathered.request()


class _Gathered:
    """Objects by component, type and name, in the order of the states."""

    def __init__(self) -> None:
        self.objects: dict[_Place, list[_Object]] = {}
        self.unwanted: dict[_Place, list[_Object]] = {}
        self.others: dict[tuple[str, OtherObjects], Owner] = {}
        self.secret_keys: dict[str, None] = {}
        self.connection: dict[str, Any] = {}
        self.asked_for = ""
        self.unseen: dict[tuple[str, str], Difference] = {}
        self.hidden: dict[tuple[str, str], set[Owner]] = {}

    def add(self, state: Stated) -> None:
        desired = state.desired
        things = [*desired.objects, *desired.shared_objects]
        if not things and not desired.unwanted or errors(desired.violations):
            return
        owner = (state.component.name, state.host)
        reason = self._unseen(state)
        if reason:
            self._hide(owner, things, reason)
            return
        self.secret_keys.update(dict.fromkeys(desired.secret_keys))
        for kept, some in ((self.objects, things), (self.unwanted, desired.unwanted)):
            for thing in some:
                _put(kept, thing, owner, _center(thing, desired))
        for other in desired.other_objects:
            self.others.setdefault((owner[0], other), owner)

    def _unseen(self, state: Stated) -> str:
        """Why nobody can look; empty where GAX can be asked."""
        options: Any = read(state.component.table, state.given, Report(state.host))
        if not isinstance(options, ConfigurationServerObjects) or options.gir_configuration_source != "gax":
            return _FILES
        connection = {name: value for name, value in options.gax_connection().items() if value is not None}
        urls: Any = connection.pop("url")
        if not self.connection:
            self.connection, self.asked_for = {**connection, "url": []}, state.host
        elif {**connection, "url": self.connection["url"]} != self.connection:
            return _OTHER_GAX.format(other=self.asked_for, host=state.host)
        self.connection["url"] = list(dict.fromkeys([*self.connection["url"], *urls]))
        return ""

    def _hide(self, owner: Owner, things: Iterable[ConfigurationObject], reason: str) -> None:
        # One for each reason: it says the same of every host.
        key = (owner[0], reason.replace(owner[1], ""))
        found = not_checked("object.read", owner[0], SURFACE, reason)
        # That nobody sees it is how this site works, and no fault of a run.
        self.unseen.setdefault(key, {**found, "observable": False} if reason == _FILES else found)
        for thing in things:
            self.hidden.setdefault((owner[0], f"{thing.type} {thing.name}"), set()).add(owner)

    def request(self) -> Request | None:
        checks = [Check(HOST, component, thing, SURFACE) for component, thing in self.hidden]
        owners: dict[tuple[str, str], set[Owner]] = {}
        for (component, _thing), some in self.hidden.items():
            owners.setdefault((component, SURFACE), set()).update(some)
        unseen = list(self.unseen.values())
        lists: dict[str, list[dict[str, Any]]] = {"objects": [], "unwanted": []}
        sound = []
        for name, kept in (("objects", self.objects), ("unwanted", self.unwanted)):
            for one in (one for some in kept.values() for one in some):
                entry = one.entry(name == "unwanted")
                wrong = one.flaws(entry, name == "unwanted")
                unseen += wrong
                if not wrong:
                    lists[name].append(entry)
                    sound.append(one)
        for one, item in zip(sound, described(lists)):
            unseen += one.contradictions(item.thing)
            owners.setdefault((item.component, item.thing), set()).update(one.owners)
            checks.append(Check(HOST, item.component, item.thing, SURFACE))
        frozen = {key: frozenset(some) for key, some in owners.items()}
        checks = list(dict.fromkeys(checks))
        if not lists["objects"] and not lists["unwanted"]:
            return Request(None, {}, checks, unseen, frozen) if unseen else None
        lists["others"] = [_other(component, one) for component, one in self.others]
        args = {"timeout": TIMEOUT, "retries": RETRIES, "ready_timeout": READY, **self.connection, **lists}
        return Request(MODULE, {**args, "secret_keys": list(self.secret_keys)}, checks, unseen, frozen)


def _put(kept: dict[_Place, list[_Object]], thing: ConfigurationObject, owner: Owner, center: str) -> None:
    """Beside what is known of the same object; an owner that one of two descriptions does not name may be any."""
    some = kept.setdefault((owner[0], thing.type, thing.name), [])
    for known in some:
        if known.may_be(thing):
            known.merge(thing, owner, center)
            return
    some.append(_Object(thing, owner, center))


def _center(thing: ConfigurationObject, desired: Desired) -> str:
    return (desired.data_center or "") if thing.data_center is None else thing.data_center


class _Object:
    """One object as all hosts of a component describe it together."""

    def __init__(self, thing: ConfigurationObject, owner: Owner, center: str) -> None:
        self.component, self.first, self.center = owner[0], thing, center
        self.of = {name: getattr(thing, name) for name in OWNERS}
        self.owners = [owner]
        self.foreign: dict[Foreign, None] = dict.fromkeys(thing.foreign)
        self.parts: dict[str, dict[str, dict[str, Any]]] = {}
        self._said: dict[tuple[str, str, str], str] = {}
        self._refused: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._lay(thing, owner[1])

    def may_be(self, thing: ConfigurationObject) -> bool:
        """Whether both can be the same object."""
        return all(None in (known, getattr(thing, name)) or known == getattr(thing, name)
                   for name, known in self.of.items())  # fmt: skip

    def merge(self, thing: ConfigurationObject, owner: Owner, center: str) -> None:
        """Another description of it."""
        self.of = {name: known if known is not None else getattr(thing, name) for name, known in self.of.items()}
        if owner not in self.owners:
            self.owners.append(owner)
        if center != self.center:
            self.center = ""
        self.foreign.update(dict.fromkeys(thing.foreign))
        self._lay(thing, owner[1])

    def _lay(self, thing: ConfigurationObject, host: str) -> None:
        for part in PARTS:
            for section, options in (getattr(thing, part) or {}).items():
                known = self.parts.setdefault(part, {}).setdefault(section, {})
                for name, value in (options if isinstance(options, dict) else {}).items():
                    self._option(known, (part, section, name), value, host)

    def _option(self, known: dict[str, Any], place: tuple[str, str, str], value: Any, host: str) -> None:
        name = place[2]
        before = known.get(name)
        if before is None:
            known[name] = value
            if value is not None:
                self._said[place] = host
        elif value is not None and option_text(before) != option_text(value):
            self._refused.setdefault(place, (self._said[place], host))

    def contradictions(self, thing: str) -> Iterator[Difference]:
        """Without the values: they may be secret."""
        for (_part, section, name), (one, other) in self._refused.items():
            key = f"{section}/{name}"
            reason = f"{one} and {other} give different values for {key} of {thing}. Give one value to both."
            values = (f"the value of {one}", f"the value of {other}")
            more = {"reason": reason, "data_center": self.center}
            yield difference("desired.refused", self.component, thing, key, *values, **more)

    def flaws(self, entry: Mapping[str, Any], unwanted: bool) -> list[Difference]:
        """What the module would refuse, and with it every other object."""
        thing = f"{self.first.type} {self.first.name}"
        found = problems([{**_BLANK, **entry, "state": ABSENT if unwanted else PRESENT}], create=not unwanted)
        told = [text.replace(f"objects[0] ({thing})", thing).replace("objects[0]", thing) for text in found]
        more = {"data_center": self.center}
        return [difference("desired.refused", self.component, thing, reason=text, **more) for text in told]

    def entry(self, unwanted: bool) -> dict[str, Any]:
        """As gax_drift_info takes it. What is contradictory is left alone."""
        parts = {
            part: {
                section: {
                    name: None if (part, section, name) in self._refused else value for name, value in options.items()
                }
                for section, options in sections.items()
            }
            for part, sections in self.parts.items()
        }
        found: dict[str, Any] = {"type": self.first.type, "name": self.first.name, **parts}
        found.update({name: value for name, value in self.of.items() if value is not None})
        found.update(component=self.component, data_center=self.center)
        if not unwanted:
            found["foreign"] = [_rule(rule) for rule in self.foreign]
        return found


def _other(component: str, one: OtherObjects) -> dict[str, Any]:
    found = {"type": one.type, "component": component, "foreign": [_rule(rule) for rule in one.foreign]}
    return found if one.tenant is None else {**found, "tenant": one.tenant}


def _rule(rule: Foreign) -> dict[str, Any]:
    found: dict[str, Any] = {"part": rule.part, "option": rule.option, "value": rule.value, "unless": [*rule.unless]}
    return {**found, "section": rule.section, "severity": rule.severity, "reason": rule.reason}
