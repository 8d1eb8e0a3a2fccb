# Copyright: Contributors to the gir.multidc project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of an option table: strings below its fields and below COMPONENT, which only its source holds."""

import ast
import inspect
from functools import lru_cache

from ansible_collections.gir.multidc.plugins.plugin_utils._components.options import named, rows


def descriptions(table):
    """Variable's field to its description: a text, or a list of paragraphs. A class counts before its bases."""
    texts = _texts(table)
    fields = [row.attribute for row in rows(table) if not row.about.derived]
    _refuse_missing(table, fields, texts)
    found = {field: _paragraphs(named(texts[field], table)) for field in fields}
    return {field: lines[0] if len(lines) == 1 else lines for field, lines in found.items()}


def introductions(table):
    """Entry point to its short description and the paragraphs of its description: main, then those of this role."""
    texts = _texts(table)
    _refuse_missing(table, ["COMPONENT"], texts)
    paragraphs = {entry: _paragraphs(text) for entry, text in [("main", texts["COMPONENT"]), *table.ENTRIES.items()]}
    return {entry: (short, lines) for entry, (short, *lines) in paragraphs.items()}


def _refuse_missing(table, fields, texts):
    missing = [field for field in fields if field not in texts]
    if missing:
        raise SystemExit(f"{table.__name__} has no text for {', '.join(missing)}: put a string below each of them")


def _texts(table):
    return {field: text for owner in reversed(table.__mro__[:-1]) for field, text in _own_texts(owner).items()}


@lru_cache(maxsize=None)
def _own_texts(owner):
    body = ast.parse(inspect.getsource(owner)).body[0].body
    return {
        _target(field).id: below.value.value
        for field, below in zip(body, body[1:])
        if isinstance(field, (ast.Assign, ast.AnnAssign))
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    }


def _target(field):
    return field.target if isinstance(field, ast.AnnAssign) else field.targets[0]


def _paragraphs(text):
    return [" ".join(lines.split()) for lines in inspect.cleandoc(text).split("\n\n")]
