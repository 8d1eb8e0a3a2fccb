# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The published form of a report, docs/drift-report.schema.json, and whether a value has it.

Of JSON Schema only the words that it uses are known here: the controller needs no further library for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[3] / "docs" / "drift-report.schema.json"
Schema = Mapping[str, Any]
_TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}


@cache
def published() -> Schema:
    """The schema as it stands in the documentation."""
    found: Schema = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def of_type(value: object, kind: type) -> bool:
    """Whether JSON would call a value so: true is no integer there."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def problems(value: object, schema: Schema | None = None, path: str = "report") -> Iterator[str]:
    """Where a value has not the form, each as the path and what is wrong; no part of the value is repeated."""
    schema = published() if schema is None else schema
    if "$ref" in schema:
        schema = published()["$defs"][schema["$ref"].rpartition("/")[2]]
    types = schema.get("type", ())
    types = (types,) if isinstance(types, str) else types
    if types and not any(of_type(value, _TYPES[name]) for name in types):
        yield f"{path} is not {' or '.join(types)}"
    elif value not in schema.get("enum", (value,)) or value != schema.get("const", value):
        yield f"{path} is none of its choices"
    elif "anyOf" in schema and all(any(problems(value, one, path)) for one in schema["anyOf"]):
        yield f"{path} has another form"
    elif isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value):
            yield f"{path} has another form"
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from problems(item, schema.get("items", {}), f"{path}[{number}]")
    elif isinstance(value, dict):
        yield from _of_members(value, schema, path)
    elif isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{path} is too small"


def _of_members(value: Mapping[str, object], schema: Schema, path: str) -> Iterator[str]:
    yield from (f"{path}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    known, further = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, item in value.items():
        below = known.get(name, further)
        if below is False:
            yield f"{path} has a member that is not known"
        elif below is not True:
            yield from problems(item, below, f"{path}.{name}")
