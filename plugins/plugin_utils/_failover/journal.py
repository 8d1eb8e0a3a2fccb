# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of a failover: each decision with all that it was made of, so that it can be made again.

One JSON document a line. No secret is among what is observed, so none is in it.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from .asked import Asked
from .decide import decide
from .observed import Seen
from .run import Act, Decision, End, Run, Turn, Wait

FORMAT = 1
DECISION = "decision"
_DECISIONS = {"act": Act, "wait": Wait, "turn": Turn, "end": End}


def line(kind: str, **members: Any) -> str:
    """One line, without its end."""
    return json.dumps({"format": FORMAT, "kind": kind, **members}, sort_keys=True, default=str, ensure_ascii=False)


def of_decision(asked: Asked, seen: Seen, run: Run, decision: Decision) -> dict[str, Any]:
    """The members of a line of the kind `decision`."""
    return {"asked": asdict(asked), "seen": asdict(seen), "run": asdict(run), "decision": asdict(decision)}


class Unreadable(ValueError):
    """Why a line is none of a journal."""


def replay(lines: Iterable[str]) -> Iterator[tuple[Decision, Decision]]:
    """(what the journal says was decided, what is decided now) for each decision. Raises Unreadable."""
    for number, text in enumerate(lines, 1):
        try:
            found = json.loads(text)
            if found["kind"] != DECISION:
                continue
            asked, seen, run = (read(one, found[key]) for one, key in ((Asked, "asked"), (Seen, "seen"), (Run, "run")))
            was: Decision = read(_DECISIONS[found["decision"]["kind"]], found["decision"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(f"line {number} is none of a journal: {type(error).__name__}: {error}") from error
        yield was, decide(asked, seen, run)


def read(kind: Any, value: Any) -> Any:
    """A dataclass of this package from its document. Raises KeyError or TypeError where it does not fit."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        known = {field.name for field in fields(kind)}
        return kind(**{name: read(hints[name], one) for name, one in value.items() if name in known})
    origin = get_origin(kind)
    if origin is tuple:
        return tuple(read(get_args(kind)[0], one) for one in value)
    if origin in (Union, types.UnionType):
        choices = [one for one in get_args(kind) if one is not type(None)]
        return None if value is None else read(choices[0], value)
    if origin is not None and issubclass(origin, Mapping):
        return dict(value)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
