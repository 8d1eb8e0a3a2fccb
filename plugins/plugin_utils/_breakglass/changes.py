# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a move changes: the desired state with one data center active, beside that with the other one active."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...module_utils._common.secret_names import SecretNames
from .._components.component import Component
from .._components.desired import ConfigurationObject, Desired, File, Json
from . import shell
from .facts import Edit, Host, ObjectChange, OptionChange, Work

_PARTS = {"options": "options", "annex": "userproperties"}
_TEXTS = {"ini": " = ", "env": "="}
_ACCOUNT = re.compile(r"://[^/@\s]*@")
Leaves = dict[tuple[str, ...], Json]


@dataclass(frozen=True)
class Place:
    """A host, the prefix of its paths, and whether its data center is active after the move."""

    host: Host
    root: str
    active: bool


def work(component: Component, place: Place, before: Desired, after: Desired) -> Work | None:
    """None where the move changes nothing there. Processors are in it anyway: they may have to be fenced."""
    host, root, active = place.host, place.root, place.active
    edits = tuple(edit for path in _paths(before, after) for edit in _edits(root, path, before, after))
    state = ""
    was, now = before.service, after.service
    if component.name == "muxer":
        # Also where no unit is named: a person sees to it then.
        state = "started" if active else "stopped"
    elif now is not None and (was is None or was.state != now.state):
        state = now.state
    unit = next((one.name for one in (now, was) if one is not None), None)
    if not edits and not state and component.name not in ("rps", "voice_processor", "muxer"):
        return None
    return Work(component.name, component.title, host, unit, state, edits)


def _paths(before: Desired, after: Desired) -> list[str]:
    known = {file.path for file in before.files}
    return [file.path for file in after.files if file.path in known and not file.public]


def _edits(root: str, path: str, before: Desired, after: Desired) -> Iterator[Edit]:
    old, new = _file(before, path), _file(after, path)
    file = root + path
    if old.content != new.content:
        yield Edit(
            file, f"{shell.one_line(file)} changes: take it from what playbook render wrote, or from the inventory"
        )
    was, now = _leaves(old.data), _leaves(new.data)
    if was == now:
        return
    hidden = SecretNames(after.secret_keys)
    changed = [place for place in {**now, **was} if was.get(place) != now.get(place)]
    kept = {place for place in changed if _is_secret(place[-1], now.get(place), hidden)}
    sentences = [
        f"{'/'.join(place)} "
        + ("is taken out" if place not in now else f"= {'a secret' if place in kept else text(now[place])}")
        for place in changed
    ]
    sentence = shell.one_line(f"in {file}: {'; '.join(sentences)}")
    plain = all(
        place not in kept and shell.is_one_line(f"{place}{text(now.get(place))}") and len(place) == _depth(new)
        for place in changed
    )
    lines = [line for place in changed for line in _script(place, was, now, new.format)] if plain else []
    yield Edit(file, sentence, tuple(lines))


def _is_secret(key: str, value: Json, hidden: SecretNames) -> bool:
    """By its name, or because an account stands in an address."""
    return key in hidden or bool(_ACCOUNT.search(text(value)))


def _file(desired: Desired, path: str) -> File:
    return next(file for file in desired.files if file.path == path)


def _depth(file: File) -> int:
    """Levels of the names in a file that sed can change; 0 for others."""
    return {"ini": 2, "env": 1}.get(file.format, 0)


def _script(place: tuple[str, ...], was: Leaves, now: Leaves, form: str) -> Iterator[str]:
    """Expressions for sed that give the file the very text that playbook site would write."""
    section = f"/^\\[{shell.sed_pattern(place[0])}\\]/,/^\\[/" if len(place) == 2 else ""
    equal = _TEXTS[form]
    pattern = f"^{shell.sed_pattern(place[-1])} *="
    if place not in now:
        yield f"{section}{{/{pattern}/d}}"
        return
    line = f"{shell.sed_text(place[-1])}{equal}{shell.sed_text(text(now[place]))}".rstrip(" ")
    if place in was:
        yield f"{section}s/{pattern}.*/{line}/"
        return
    yield f"{section}{{/{pattern}/d}}"
    above = [other for other in now if other[:-1] == place[:-1]]
    number = above.index(place)
    if number:
        yield f"{section}s/^{shell.sed_pattern(above[number - 1][-1])} *=.*/&\\n{line}/"
    elif len(place) == 2:
        yield f"s/^\\[{shell.sed_pattern(place[0])}\\].*/&\\n{line}/"
    else:
        yield f"$s/$/\\n{line}/"


def _leaves(data: object, above: tuple[str, ...] = ()) -> Leaves:
    found: Leaves = {}
    for key, value in data.items() if isinstance(data, Mapping) else ():
        if isinstance(value, Mapping):
            found.update(_leaves(value, (*above, str(key))))
        elif value is not None:
            place = (*above, str(key))
            found[place] = value
    return found


def text(value: Json) -> str:
    """As options hold it."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def objects(before: Sequence[Desired], after: Sequence[Desired]) -> tuple[ObjectChange, ...]:
    """The options that differ. A secret is copied from an object of the same type that has it before and after."""
    old = {_key(one): one for desired in before for one in desired.objects}
    steady = [one for desired in after for one in desired.objects if _same(one, old.get(_key(one)))]
    found = []
    for desired in after:
        hidden = SecretNames(desired.secret_keys)
        for one in desired.objects:
            others = [other for other in desired.objects if other.type == one.type and other.name != one.name]
            sources = [other for other in others if other in steady] + others
            options = tuple(_options(one, old.get(_key(one)), old, sources, hidden))
            found.append(ObjectChange(one.type, one.name, options))
    return tuple(one for one in found if one.options)


def _key(one: ConfigurationObject) -> tuple[str, str, str | None, str | None]:
    return one.type, one.name, one.switch, one.tenant


def _same(one: ConfigurationObject, other: ConfigurationObject | None) -> bool:
    return other is not None and (one.options, one.annex) == (other.options, other.annex)


def _options(
    one: ConfigurationObject,
    was: ConfigurationObject | None,
    old: Mapping[tuple[str, str, str | None, str | None], ConfigurationObject],
    sources: Sequence[ConfigurationObject],
    hidden: SecretNames,
) -> Iterator[OptionChange]:
    for name, part in _PARTS.items():
        now, before = _leaves(getattr(one, name)), _leaves(getattr(was, name, None))
        for place in now:
            # What the inventory does not name any more, site leaves alone, too.
            if len(place) != 2 or now[place] == before.get(place):
                continue
            section, key = place
            if not _is_secret(key, now[place], hidden):
                yield OptionChange(part, section, key, text(now[place]))
            else:
                yield OptionChange(part, section, key, copy=_source(name, place, now[place], old, sources), secret=True)


def _source(
    name: str,
    place: tuple[str, ...],
    value: Json,
    old: Mapping[tuple[str, str, str | None, str | None], ConfigurationObject],
    sources: Sequence[ConfigurationObject],
) -> str:
    """The name of an object that has this very value already before the move."""
    for other in sources:
        before = old.get(_key(other))
        if before is not None and _leaves(getattr(before, name)).get(place) == value:
            return other.name
    return ""


__all__ = ["objects", "text", "work"]
