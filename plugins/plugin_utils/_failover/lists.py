# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person accepts, and which rules a person lifts: lists, or the text that stands for them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .._topology.values import Unusable, did_you_mean, flaw, is_blank, kind, listed, show
from .asked import Accepted, Override
from .steps import EXCLUSIVE
from .variables import ACCEPT, OVERRIDE

_KEYS = ("rule", "reason")
_QUOTES = "\"'"


def accepted(value: object, problems: list[str], name: str = ACCEPT.name) -> tuple[Accepted, ...]:
    """The components, each once. `value`: a list, or text with commas, also in brackets as the run prints it.

    `name`: of the variable.
    """
    remedy = f"Give data center and component, as in dc1/{EXCLUSIVE[0]}; components are {listed(EXCLUSIVE)}."
    found: dict[Accepted, None] = {}
    if not isinstance(value, (list, str, type(None))):
        problems.append(f"{name} is {kind(value)}. {remedy}")
        return ()
    for item in _words(value) if isinstance(value, str) else value or ():
        if _is_unusable(name, item, problems):
            continue
        center, _slash, component = (part.strip() for part in str(item).partition("/"))
        if not isinstance(item, str) or not center or flaw(center):
            problems.append(f"{name} has {show(item)}. {remedy}")
        elif component not in EXCLUSIVE:
            hint = did_you_mean(component, EXCLUSIVE) if component else ""
            problems.append(f"{name} has {show(item)}, which names no such component.{hint or f' {remedy}'}")
        else:
            found[Accepted(center, component)] = None
    return tuple(found)


def _words(text: str) -> list[str]:
    inner = text.strip()
    inner = inner[1:-1] if inner.startswith("[") and inner.endswith("]") else inner
    return [word.strip().strip(_QUOTES) for word in inner.split(",") if word.strip()]


def overrides(value: object, problems: list[str]) -> tuple[Override, ...]:
    """In the order in which they were given. Whether a rule may be lifted, and has a reason, is judged elsewhere."""
    remedy = 'Give a list such as [{"rule": "GIR627", "reason": "we have another storage"}].'
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            problems.append(f"{OVERRIDE.name} is text that is no JSON. {remedy}")
            return ()
    if not isinstance(value, (list, type(None))):
        problems.append(f"{OVERRIDE.name} is {kind(value)}. {remedy}")
        return ()
    return tuple(one for number, item in enumerate(value or ()) for one in _override(number, item, remedy, problems))


def _override(number: int, item: object, remedy: str, problems: list[str]) -> Iterator[Override]:
    path, before = f"{OVERRIDE.name}[{number}]", len(problems)
    if _is_unusable(path, item, problems):
        return
    if not isinstance(item, dict):
        problems.append(f"{path} is {show(item)}. {remedy}")
        return
    for key in sorted(map(str, {*item} - {*_KEYS})):
        problems.append(f"{path} has {show(key)}, which is not known.{did_you_mean(key, _KEYS) or f' {remedy}'}")
    texts = {key: item.get(key) for key in _KEYS}
    for key, text in texts.items():
        if _is_unusable(f"{path}.{key}", text, problems):
            continue
        if text is not None and (not isinstance(text, (str, int, float)) or isinstance(text, bool)):
            problems.append(f"{path}.{key} is {kind(text)}. {remedy}")
        elif flaw(str(text).strip()):
            problems.append(f"{path}.{key} {flaw(str(text).strip())}; give text on one line.")
    if texts["rule"] is None or is_blank(texts["rule"]):
        problems.append(f"{path} names no rule. {remedy}")
    if len(problems) == before:
        yield Override(str(texts["rule"]).strip().upper(), str(texts["reason"] or "").strip())


def _is_unusable(path: str, value: object, problems: list[str]) -> bool:
    if isinstance(value, Unusable):
        problems.append(f"{path} cannot be evaluated: {value.reason}. {value.remedy}".strip())
    return isinstance(value, Unusable)
